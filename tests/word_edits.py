"""Edits of a Word file as Word makes them in its XML, tracked by somebody or not: what a person does who gets a tender in Word."""

from copy import deepcopy

from lxml import etree

from exports.package import Package, serialised
from tests.word_files import W

P, R, T, ABOUT, LOOK = f"{W}p", f"{W}r", f"{W}t", f"{W}pPr", f"{W}rPr"
INS, DEL, FROM, TO = f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo"
START, END = f"{W}bookmarkStart", f"{W}bookmarkEnd"
_LEFT_ALONE = tuple(f"{W}{name}" for name in "fldChar fldSimple drawing pict object sdt hyperlink smartTag txbxContent".split())
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Editor:
    """A Word file that is open. Whoever is named tracks changes; "" does not."""

    def __init__(self, data: bytes) -> None:
        self.package = Package(data)
        self.root = self.package.xml(self.package.main)
        self.body = self.root.find(f"{W}body")
        self.number = 1000
        self.deleted: dict[str, list[str]] = {}
        self.torn = False  # whether a part of a clause stayed behind where it was moved: a table, or the last paragraph of the file
        self.copied: dict[str, list[str]] = {}  # what one put elsewhere counts as one's own, whoever wrote it

    def saved(self) -> bytes:
        return self.package.written({self.package.main: serialised(self.root)})

    def paragraphs(self) -> list[etree._Element]:
        """Those of the body and of its cells that have words, and neither fields nor pictures, which Word's people leave alone."""
        around = tuple(f"{W}{name}" for name in "sdt txbxContent del ins".split())
        return [
            p
            for p in self.body.iter(P)
            if next(p.iter(*_LEFT_ALONE), None) is None and next(p.iterancestors(*around), None) is None and self.live(p)
        ]

    def live(self, p: etree._Element) -> list[etree._Element]:
        """The runs whose words nobody has crossed out."""
        runs = [r for e in p for r in ([e] if e.tag == R else e.iterchildren(R) if e.tag in (INS, TO) else ())]
        return [r for r in runs if r.find(T) is not None]

    def text(self, p: etree._Element) -> str:
        return "".join(_words(r) for r in self.live(p))

    def clauses(self) -> list[list[etree._Element]]:
        """The paragraphs of the body from each of our bookmarks to the next."""
        made: list[list[etree._Element]] = []
        for p in self.body.iterchildren(P):
            if any(e.get(f"{W}name", "").startswith("_ct_") for e in p.iter(START)):
                made.append([])
            if made:
                made[-1].append(p)
        return made

    def _change(self, tag: str, author: str, *content: etree._Element) -> etree._Element:
        self.number += 1
        made = etree.Element(tag)
        made.set(f"{W}id", str(self.number))
        made.set(f"{W}author", author)
        made.set(f"{W}date", "2027-03-05T09:14:00Z")
        made.extend(content)
        return made

    def _cut(self, p: etree._Element, at: int) -> etree._Element | None:
        """Makes a place between two runs, outside of what is tracked; the last child of the paragraph before it (None: none is)."""
        for run in self.live(p):
            size = len(_words(run))
            if at >= size:
                at -= size
                if at or run is not self.live(p)[-1]:
                    continue
                return self._out_of(run, p)
            if at == 0:
                before = run.getprevious() if run.getparent() is p else None
                if run.getparent() is p:
                    return before
            self._split_run(run, at)
            return self._out_of(run, p) if at else self._before(run, p)
        return p[-1] if len(p) else None

    def _split_run(self, run: etree._Element, at: int) -> None:
        words = _words(run)
        if not 0 < at < len(words):
            return
        rest = deepcopy(run)
        _say(run, words[:at])
        _say(rest, words[at:])
        run.addnext(rest)

    def _out_of(self, run: etree._Element, p: etree._Element) -> etree._Element:
        """What is tracked around a run ends after it."""
        parent = run.getparent()
        if parent is p:
            return run
        after = list(run.itersiblings())
        if after:
            second = self._change(parent.tag, parent.get(f"{W}author"), *after)
            parent.addnext(second)
        return parent

    def _before(self, run: etree._Element, p: etree._Element) -> etree._Element | None:
        parent = run.getparent()
        before = list(run.itersiblings(preceding=True))[::-1]
        if before:
            first = self._change(parent.tag, parent.get(f"{W}author"), *before)
            parent.addprevious(first)
            return first
        return parent.getprevious()

    def type(self, p: etree._Element, at: int, words: str, author: str) -> None:
        """New words at a place."""
        run = etree.Element(R)
        look = next((r.find(LOOK) for r in self.live(p)), None)
        if look is not None:
            run.append(deepcopy(look))
        etree.SubElement(run, T)
        _say(run, words)
        made = self._change(INS, author, run) if author else run
        last = self._cut(p, at)
        if last is not None:
            last.addnext(made)
        else:
            p.insert(0, made)

    def delete(self, p: etree._Element, start: int, end: int, author: str) -> None:
        """Words crossed out; those that one put in oneself are gone."""
        at = 0
        for run in self.live(p):
            size = len(_words(run))
            low, high = max(start - at, 0), min(end - at, size)
            at += size
            if low >= high:
                continue
            self._split_run(run, high)
            self._split_run(run, low)
            wanted = run.getnext() if low else run
            self._cross_out(wanted, author)

    def _cross_out(self, run: etree._Element, author: str) -> None:
        parent = run.getparent()
        self.deleted.setdefault(author, []).append(_words(run))
        if not author or (parent.tag == INS and parent.get(f"{W}author") == author):
            parent.remove(run)
            if parent.tag != P and not len(parent):
                parent.getparent().remove(parent)
            return
        made = self._change(DEL, author)
        parent.replace(run, made)
        made.append(run)
        run.find(T).tag = f"{W}delText"

    def rewrite(self, p: etree._Element, words: str, author: str) -> None:
        """All words of a paragraph crossed out, and others in their place."""
        self.delete(p, 0, len(self.text(p)), author)
        self.type(p, 0, words, author)

    def split(self, p: etree._Element, at: int, author: str) -> None:
        """Enter: the first half carries the mark."""
        last = self._cut(p, at)
        first = etree.Element(P)
        about = p.find(ABOUT)
        if about is not None:
            about = deepcopy(about)
            for e in [*about.findall(f"{W}sectPr"), *about.findall(LOOK)]:
                about.remove(e)
            first.append(about)
        upto = p.index(last) + 1 if last is not None else 0
        first.extend([e for e in list(p)[:upto] if e.tag != ABOUT])
        p.addprevious(first)
        if author:
            self._mark(first, INS, author)

    def join(self, p: etree._Element, author: str) -> None:
        """The end of a paragraph is crossed out: it and the next are one."""
        following = p.getnext()
        if following is None or following.tag != P:
            return
        if author:
            self._mark(p, DEL, author)
            return
        at = 1 if following.find(ABOUT) is not None else 0
        following[at:at] = [e for e in p if e.tag != ABOUT]
        p.getparent().remove(p)

    def _mark(self, p: etree._Element, tag: str, author: str) -> None:
        about = p.find(ABOUT)
        if about is None:
            about = etree.Element(ABOUT)
            p.insert(0, about)
        look = about.find(LOOK)
        if look is None:
            look = etree.SubElement(about, LOOK)
        if look.find(tag) is None:
            look.append(self._change(tag, author))

    def add(self, p: etree._Element, words: str, author: str) -> None:
        """A paragraph (or an item) like this one after it."""
        if p.getnext() is None or p.getnext().tag != P:
            return
        self.split(p, len(self.text(p)), author)
        first = p.getprevious()
        # What stood here is now the first half; the words come into the second.
        if not self.text(p):
            self.type(p, 0, words, author)
        assert first is not None

    def leave_out(self, clause: list[etree._Element], author: str) -> None:
        """A clause taken out as a whole."""
        for p in clause:
            following = p.getnext()
            last = following is None or following.tag != P
            self.delete(p, 0, len(self.text(p)), author)
            if not author:
                if not last:
                    p.getparent().remove(p)
            elif not last:
                self._mark(p, DEL, author)

    def move(self, clause: list[etree._Element], before: etree._Element, author: str, with_mark: bool, as_move: bool) -> None:
        """A clause cut out and put in before a paragraph. Word takes the bookmark along, or leaves it with the crossed-out words."""
        if before in clause:
            return
        if not author:
            for p in clause:
                before.addprevious(p)
            return
        self.torn |= any(p.getnext() is None or p.getnext().tag != P or len(self.live(p)) < len(list(p.iter(R))) for p in clause)
        for p in clause:
            copied = etree.Element(P)
            about = p.find(ABOUT)
            if about is not None:
                about = deepcopy(about)
                for e in about.findall(LOOK):
                    about.remove(e)
                copied.append(about)
            if with_mark:
                copied.extend([e for e in p if e.tag in (START, END)])
            runs = []
            for run in self.live(p):
                again = deepcopy(run)
                self.copied.setdefault(author, []).append(_words(run))
                runs.append(again)
            if runs:
                copied.append(self._change(TO if as_move else INS, author, *runs))
            self._mark(copied, INS, author)
            before.addprevious(copied)
            for run in self.live(p):
                if as_move and run.getparent() is p:
                    wrapper = self._change(FROM, author)
                    p.replace(run, wrapper)
                    wrapper.append(run)
                else:
                    self._cross_out(run, author)
            if p.getnext() is not None and p.getnext().tag == P:
                self._mark(p, DEL, author)


def _words(run: etree._Element) -> str:
    return "".join(t.text or "" for t in run.iter(T, f"{W}delText"))


def _say(run: etree._Element, words: str) -> None:
    texts = run.findall(T)
    for extra in texts[1:]:
        run.remove(extra)
    texts[0].text = words
    texts[0].set(_SPACE, "preserve")
