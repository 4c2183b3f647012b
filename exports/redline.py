"""The body of a Word file out of two editions of it: what stands in both stays as it is, what went and what came is marked.

Both were made from one file, so that the same paragraph, row or table is known in both by its key. Accepting every change gives the later
edition, rejecting every one the earlier. How paragraph ends are marked follows what Word does with them: a mark belongs to the end of its
paragraph, and where it goes the paragraph joins the next one, whose properties win (word.md, section 2).
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from exports.marking import ABOUT, DEL, INS, Hand, mark_end, mark_row, take_properties
from exports.ooxml import W
from exports.revisions import BETWEEN
from exports.seaming import Seam, divided, holds_together, joined
from exports.side_by_side import BLOCKS, CONTROL, KEY, PARAGRAPH, ROW, TABLE, Entry, State, content, once, paired, shift_ends, side_by_side
from exports.styles import Styles
from exports.weaving import Stretch, Weaver
from exports.xml import remove

CELL = f"{W}tc"
_HOLDERS = {PARAGRAPH, TABLE, ROW, CELL, CONTROL, *(f"{W}{name}" for name in "body sdtContent txbxContent customXml".split())}
_NAMES = ("paraId", "textId")


class Told(NamedTuple):
    """What the record tells of a paragraph: its words as they were, its stretches, whose it is that it came, went or moved, and whether
    its clause was given another place."""

    record: str
    stretches: Sequence[Stretch] | None
    hand: Hand
    moved: bool = False


def keyed(body: etree._Element) -> None:
    """Gives paragraphs, tables and the like in a body a key, and what stands beside them, before editions of it are made.

    Not what is in a paragraph: that is told by what it says, and keys there take more room than all the words of a long document.
    """
    for number, e in enumerate(body.iter("*")):
        parent = e.getparent()
        if e.tag in _HOLDERS or (parent is not None and parent.tag in _HOLDERS and parent.tag != PARAGRAPH):
            e.set(KEY, f"b{number}")


def unkeyed(body: etree._Element) -> None:
    """Takes the keys out."""
    etree.strip_attributes(body, KEY)


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
        once(was)

    def _children(self, was: etree._Element, now: etree._Element) -> None:
        """What stands in a body, a cell, a table or a control."""
        entries = self._seams(side_by_side(content(was), content(now), self._moved))
        ends = was.tag in (f"{W}body", CELL)
        if ends:
            entries = paired(entries)
        following = next((e for e in reversed(was) if e.tag == f"{W}sectPr"), None)
        blocks: list[tuple[State, etree._Element]] = []
        for entry in reversed(entries):
            for e in reversed(list(self._settled(entry))):
                self._put(was, e, following)
                following = e
                if e.tag in BLOCKS:
                    blocks.append((entry.state, e))
        if ends:
            shift_ends(blocks[::-1])

    def _seams(self, entries: list[Entry]) -> list[Entry]:
        """Finds the paragraphs that were divided, and those that were joined with the one before or after them."""
        made: list[Entry] = []
        for entry in entries:
            last = made[-1] if made else None
            if last is not None and last.element.tag == entry.element.tag == PARAGRAPH:
                stands, other, leads = (entry, last, True) if entry.state == "both" else (last, entry, False)
                if stands.state == "both" and other.state in ("gone", "came") and (seam := self._seam(stands, other, leads)):
                    state: State = "divided" if other.state == "came" else "joined"
                    made[-1] = stands._replace(state=state, seam=seam, other=other.element)
                    continue
            made.append(entry)
        return made

    def _seam(self, stands: Entry, other: Entry, leads: bool) -> Seam | None:
        one, two = self._of(stands.element).stretches, self._of(other.element).stretches
        if not one or not two or stands.was is None or stands.now is None:
            return None
        seam = (divided if other.state == "came" else joined)(one, two, leads)
        if seam is None or self.weaver.text(other.element) != seam.words or not holds_together(stands.was, stands.now, other.element):
            return None
        if other.state == "came":
            return seam if self._two_halves(deepcopy(stands.was), stands.now, other.element, seam) is not None else None
        first = other.element if leads else stands.was
        ends = first.find(f"{ABOUT}/{W}sectPr") is not None  # a section ends with the first: its end cannot go
        return seam if not ends and self._without(deepcopy(stands.now), seam) is not None else None

    def _two_halves(
        self, was: etree._Element, now: etree._Element, other: etree._Element, seam: Seam
    ) -> tuple[etree._Element, etree._Element] | None:
        """A paragraph as two, with what is different in them marked; None where it cannot be divided there."""
        first, second = (other, now) if seam.leads else (now, other)
        both = deepcopy(first)
        both.extend(deepcopy(e) for e in second if e.tag != ABOUT)
        self.weaver.weave(was, both, self._of(now).record, seam.stretches, self._of(other).hand)
        size = len(seam.words)
        rest = self.weaver.divided(was, size if seam.leads else len(self.weaver.text(was)) - size)
        return (was, rest) if rest is not None else None

    def _without(self, now: etree._Element, seam: Seam) -> etree._Element | None:
        """A paragraph without the words of the one that was joined to it; None where they cannot be taken from it."""
        size = len(seam.words)
        rest = self.weaver.divided(now, size if seam.leads else len(self.weaver.text(now)) - size)
        return rest if rest is None or seam.leads else now

    def _divided(self, entry: Entry) -> Iterator[etree._Element]:
        """The end of the first half came; the second keeps the end that the paragraph had."""
        was, now, seam, other = entry.was, entry.now, entry.seam, entry.other
        assert was is not None and now is not None and seam is not None and other is not None
        halves = self._two_halves(was, now, other, seam)
        assert halves is not None  # _seam tried it
        hand = self._of(other).hand
        for half, like in zip(halves, (other, now) if seam.leads else (now, other), strict=True):
            half.set(KEY, like.get(KEY, ""))
            take_properties(half, like.find(ABOUT), hand)
        section = was.find(f"{ABOUT}/{W}sectPr")
        if section is not None:  # it ends with the second half
            remove(section)
        mark_end(was, INS, hand)
        yield from halves

    def _joined(self, entry: Entry) -> Iterator[etree._Element]:
        """The end of the first went; what stood in both stays, and has the properties of the one that is left."""
        was, now, seam, other = entry.was, entry.now, entry.seam, entry.other
        assert was is not None and now is not None and seam is not None and other is not None
        hand = self._of(other).hand
        left = self._without(deepcopy(now), seam)
        assert left is not None  # _seam tried it
        self.weaver.weave(was, left, self._of(was).record, seam.stretches, hand)
        first, second = (other, was) if seam.leads else (was, other)
        take_properties(first, now.find(ABOUT), hand)
        take_properties(second, now.find(ABOUT), hand)
        mark_end(first, DEL, hand)
        yield from (first, second)

    @staticmethod
    def _put(parent: etree._Element, e: etree._Element, following: etree._Element | None) -> None:
        """Sees to it that an element stands before another, or last."""
        if e.getparent() is parent and e.getnext() is following:
            return
        if following is not None:
            following.addprevious(e)
        else:
            parent.append(e)

    def _settled(self, entry: Entry) -> Iterator[etree._Element]:
        """What stands for an entry in the file that is made."""
        state, was, now = entry.state, entry.was, entry.now
        if state in ("divided", "joined"):
            yield from (self._divided if state == "divided" else self._joined)(entry)
        elif state == "both":
            assert was is not None and now is not None
            yield from self._both(was, now)
        elif state == "came":
            assert now is not None
            yield self._came(deepcopy(now))
        elif was is not None and was.tag in BETWEEN:
            remove(was)
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
            told = self._replaced(told, self._of(now))
            was.set(KEY, now.get(KEY, ""))
        self.weaver.weave(was, now, told.record, told.stretches, told.hand)
        take_properties(was, now.find(ABOUT), told.hand)

    @staticmethod
    def _replaced(gone: Told, came: Told) -> Told:
        """What is told of a paragraph in the place of which another came: where both are one person's, only what differs is marked."""
        went = [s._replace(out=s.out or gone.hand) for s in gone.stretches or [Stretch(gone.record)] if s.into is None]
        new = [s._replace(out=None, into=s.into or came.hand) for s in came.stretches or [Stretch(came.record)] if s.out is None]
        hands = {s.out for s in went} | {s.into for s in new}
        return Told("", None, came.hand) if len(hands) == 1 else Told(gone.record, [*went, *new], came.hand)

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

    def _moved(self, e: etree._Element) -> bool:
        """Whether something belongs to a clause that was given another place: then it is the one that moved, and what it passed stayed."""
        return any(self._of(p).moved for p in e.iter(PARAGRAPH))

    def _of_first(self, e: etree._Element) -> Told:
        """What is told of the first paragraph of a row of which something is."""
        return next((self.told[key] for p in e.iter(PARAGRAPH) if (key := p.get(KEY, "")) in self.told), Told("", None, self.hand))


def _cells(row: etree._Element) -> list[etree._Element]:
    """The cells of a row itself, not those of tables inside them."""
    return [cell for cell in row.iter(CELL) if next(cell.iterancestors(ROW)) is row]
