"""The body of a Word file out of two editions of it: what stands in both stays as it is, what went and what came is marked.

Both were made from one file, so that the same paragraph, row or table is known in both by its key. Accepting every change gives the later
edition, rejecting every one the earlier. How paragraph ends are marked follows what Word does with them: a mark belongs to the end of its
paragraph, and where it goes the paragraph joins the next one, whose properties win (word.md, section 2).
"""

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from lxml import etree

from exports.marking import ABOUT, DEL, INS, Hand, ended, mark_end, mark_properties, mark_row, same, take_properties
from exports.ooxml import W
from exports.revisions import BETWEEN
from exports.styles import Styles
from exports.weaving import Stretch, Weaver, bare
from specs.words import rising

KEY = "{urn:cotender}key"
PARAGRAPH, TABLE, ROW, CELL, CONTROL = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}sdt"
_ABOUT = {f"{W}{name}" for name in "tblPr tblGrid tblPrEx trPr tcPr sdtPr sdtEndPr sectPr".split()}
_BLOCKS = (PARAGRAPH, TABLE, CONTROL)
_NAMES = ("paraId", "textId")

State = Literal["both", "gone", "came"]


class Told(NamedTuple):
    """What the record tells of a paragraph: its words as they were, its stretches, and whose it is that it came or went."""

    record: str
    stretches: Sequence[Stretch] | None
    hand: Hand


class _Entry(NamedTuple):
    state: State
    was: etree._Element | None
    now: etree._Element | None

    @property
    def element(self) -> etree._Element:
        found = self.was if self.was is not None else self.now
        assert found is not None
        return found


def keyed(body: etree._Element) -> None:
    """Gives everything in a body a key, before editions of it are made."""
    for number, e in enumerate(body.iter("*")):
        e.set(KEY, f"b{number}")


def unkeyed(body: etree._Element) -> None:
    """Takes the keys out."""
    etree.strip_attributes(body, KEY)
    etree.cleanup_namespaces(body)


@dataclass
class Redline:
    """``told`` is by key of a paragraph; ``hand`` is whose everything else is."""

    styles: Styles
    told: Mapping[str, Told]
    hand: Hand
    weaver: Weaver = field(init=False)

    def __post_init__(self) -> None:
        self.weaver = Weaver(self.styles)

    def redlined(self, was: etree._Element, now: etree._Element) -> None:
        """Brings the body of the earlier edition to the later one, marked; ``now`` is left as it is."""
        self._still = {key for e in now.iter("*") if (key := e.get(KEY))}
        self._markers = {(e.tag, e.get(f"{W}id")) for e in now.iter(*BETWEEN)}
        self._children(was, now)
        _once(was)

    def _children(self, was: etree._Element, now: etree._Element) -> None:
        """What stands in a body, a cell, a table or a control."""
        entries = _entries(_content(was), _content(now))
        ends = was.tag in (f"{W}body", CELL)
        if ends:
            entries = _paired(entries)
        following = next((e for e in reversed(was) if e.tag == f"{W}sectPr"), None)
        blocks: list[tuple[State, etree._Element]] = []
        for entry in reversed(entries):
            for e in reversed(list(self._settled(entry))):
                self._put(was, e, following)
                following = e
                if e.tag in _BLOCKS:
                    blocks.append((entry.state, e))
        if ends:
            _shift_ends(blocks[::-1])

    @staticmethod
    def _put(parent: etree._Element, e: etree._Element, following: etree._Element | None) -> None:
        """Sees to it that an element stands before another, or last."""
        if e.getparent() is parent and e.getnext() is following:
            return
        if following is not None:
            following.addprevious(e)
        else:
            parent.append(e)

    def _settled(self, entry: _Entry) -> Iterator[etree._Element]:
        """What stands for an entry in the file that is made."""
        state, was, now = entry
        if state == "both":
            assert was is not None and now is not None
            yield from self._both(was, now)
        elif state == "came":
            assert now is not None
            yield self._came(deepcopy(now))
        elif was is not None and was.tag in BETWEEN:
            was.getparent().remove(was)  # type: ignore[union-attr]
        elif was is not None:
            yield self._gone(was)

    def _both(self, was: etree._Element, now: etree._Element) -> Iterator[etree._Element]:
        if etree.tostring(was, with_tail=False) == etree.tostring(now, with_tail=False):
            pass  # most of a document is as it was
        elif was.tag == PARAGRAPH:
            self._paragraph(was, now)
        elif was.tag == CONTROL:
            inside, inside_now = was.find(f"{W}sdtContent"), now.find(f"{W}sdtContent")
            if inside is not None and inside_now is not None:
                self._children(inside, inside_now)
        elif was.tag == TABLE:
            self._children(was, now)
        elif was.tag == ROW:
            one, two = _cells(was), _cells(now)
            if [e.get(KEY) for e in one] != [e.get(KEY) for e in two]:
                yield self._gone(was)
                was = self._came(deepcopy(now))
            else:
                for before, after in zip(one, two, strict=True):
                    self._children(before, after)
        yield was

    def _paragraph(self, was: etree._Element, now: etree._Element) -> None:
        told = self._of(was)
        if was.get(KEY) != now.get(KEY):  # the last of a body or a cell, where another came in its place
            told = Told("", None, self._of(now).hand)
            was.set(KEY, now.get(KEY, ""))
        self.weaver.weave(was, now, told.record, told.stretches, told.hand)
        take_properties(was, now.find(ABOUT), told.hand)

    def _came(self, e: etree._Element) -> etree._Element:
        self._everything(e, came=True)
        return e

    def _gone(self, e: etree._Element) -> etree._Element:
        """Something that is not in the later edition, or stands elsewhere there: what may be in a file only once stays with the later."""
        for each in list(e.iter("*")):
            if each.tag in BETWEEN and (each.tag, each.get(f"{W}id")) in self._markers and (parent := each.getparent()) is not None:
                parent.remove(each)
        if e.get(KEY) in self._still:
            for each in e.iter(PARAGRAPH, ROW):
                for name in [name for name in each.attrib if str(name).endswith(_NAMES)]:
                    del each.attrib[name]
        self._everything(e, came=False)
        for each in e.iter("*"):
            if each.get(KEY) in self._still:
                del each.attrib[KEY]
        return e

    def _everything(self, e: etree._Element, came: bool) -> None:
        tag = INS if came else DEL
        if e.tag == PARAGRAPH:
            told = self._of(e)
            self.weaver.mark(e, told.stretches, told.hand, came)
            mark_end(e, tag, told.hand)
        for row in e.iter(ROW):
            mark_row(row, tag, self._of_first(row).hand)
        if e.tag != PARAGRAPH:
            for p in list(e.iter(PARAGRAPH)):
                self._everything(p, came)

    def _of(self, p: etree._Element) -> Told:
        return self.told.get(p.get(KEY, ""), Told("", None, self.hand))

    def _of_first(self, e: etree._Element) -> Told:
        """What is told of the first paragraph of a row of which something is."""
        return next((self.told[key] for p in e.iter(PARAGRAPH) if (key := p.get(KEY, "")) in self.told), Told("", None, self.hand))


def _cells(row: etree._Element) -> list[etree._Element]:
    """The cells of a row itself, not those of tables inside them."""
    return [cell for cell in row.iter(CELL) if next(cell.iterancestors(ROW)) is row]


def _content(e: etree._Element) -> list[etree._Element]:
    """What stands in a body, cell, table or control, without what says how it looks."""
    return [child for child in e.iterchildren("*") if child.tag not in _ABOUT]


def _entries(was: Sequence[etree._Element], now: Sequence[etree._Element]) -> list[_Entry]:
    """Both editions' content side by side: what stayed in order is in both; what went stands before what came in its place."""
    one = {name: place for place, name in enumerate(_named(was))}
    stayed = dict(rising([(k, one[name]) for k, name in enumerate(_named(now)) if name in one]))
    ahead = deque(sorted(stayed.values()))
    entries: list[_Entry] = []
    at = 0
    for k, e in enumerate(now):
        limit = ahead[0] if ahead else len(was)
        entries += [_Entry("gone", each, None) for each in was[at:limit]]
        at = limit
        if k in stayed:
            entries.append(_Entry("both", was[at], e))
            at += 1
            ahead.popleft()
        else:
            entries.append(_Entry("came", None, e))
    return [*entries, *(_Entry("gone", each, None) for each in was[at:])]


def _named(content: Sequence[etree._Element]) -> list[str]:
    """What each is known by in both editions: its key; the section that ends in it; else what it says, and how often it was said."""
    seen: Counter[str] = Counter()
    names = []
    for e in content:
        section = e.find(f"{ABOUT}/{W}sectPr") if e.tag == PARAGRAPH else None
        name = bare(section) if section is not None else e.get(KEY) or bare(e)
        seen[name] += 1
        names.append(f"{name} {seen[name]}")
    return names


def _paired(entries: list[_Entry]) -> list[_Entry]:
    """Where another paragraph came in the place of the last, both are one: the last paragraph of a body or a cell cannot lose its end."""
    first = next((k + 1 for k in range(len(entries) - 1, -1, -1) if entries[k].state == "both" and entries[k].element.tag in _BLOCKS), 0)
    tail = [k for k in range(first, len(entries)) if entries[k].element.tag in _BLOCKS]
    gone, came = ([k for k in tail if entries[k].state == state and entries[k].element.tag == PARAGRAPH] for state in ("gone", "came"))
    if not gone or not came or tail[-1] not in (gone[-1], came[-1]):
        return entries
    last = _Entry("both", entries[gone[-1]].was, entries[came[-1]].now)
    return [*(entry for k, entry in enumerate(entries) if k not in (gone[-1], came[-1])), last]


def _shift_ends(blocks: list[tuple[State, etree._Element]]) -> None:
    """Where the last paragraphs came, or went, the end of each one before them is marked instead of its own."""
    if not blocks or blocks[-1][0] == "both":
        return
    state = blocks[-1][0]
    first = len(blocks)
    while first and blocks[first - 1][0] == state and blocks[first - 1][1].tag == PARAGRAPH:
        first -= 1
    if not first or first == len(blocks):
        return
    before, kept = blocks[first - 1]
    if before != "both" or kept.tag != PARAGRAPH or kept.find(f"{ABOUT}/{W}sectPr") is not None:
        return
    tag = INS if state == "came" else DEL
    chain = [kept, *(e for _, e in blocks[first:])]
    hands = [ended(e, tag) for e in chain[1:]]
    for e, hand in zip(chain, hands, strict=False):
        mark_end(e, tag, hand)
    last, was, now = chain[-1], chain[-1].find(ABOUT), kept.find(ABOUT)
    if state == "came":
        if not same(was, now):
            mark_properties(last, now, hands[-1])
    else:
        take_properties(last, now, hands[-1])


def _once(body: etree._Element) -> None:
    """What may be in a file only once: of two bookmarks with one id, and of two paragraphs, the first keeps its name."""
    seen: set[tuple[str, str | None]] = set()
    for e in list(body.iter(*BETWEEN)):
        name = (str(e.tag), e.get(f"{W}id"))
        if name in seen and name[1] is not None and (parent := e.getparent()) is not None:
            parent.remove(e)
        seen.add(name)
    taken: set[str] = set()
    for e in body.iter(PARAGRAPH, ROW):
        for attribute in [name for name in e.attrib if str(name).endswith("}paraId")]:
            if e.attrib[attribute] in taken:
                del e.attrib[attribute]
            else:
                taken.add(str(e.attrib[attribute]))
