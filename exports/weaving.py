"""One paragraph of a Word file out of two: the words that stand keep their runs, what went and what came is marked."""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import NamedTuple

from lxml import etree

from exports.marking import DEL, INS, WRAPPED, Hand, crossed_out, runs_of, written_in
from exports.ooxml import PROPERTIES, RUN, TEXT, Piece, Reader, W, apart, text_of
from exports.rewriting import elements
from exports.strokes import Stroke, finer
from exports.styles import Styles
from specs.words import edits

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_FIRST_SIGN = 0x10_0000  # the last private plane of Unicode: what is not words is one such sign in a text
_HOLDERS = {f"{W}hyperlink", f"{W}sdtContent", f"{W}smartTag", f"{W}customXml", f"{W}dir", f"{W}bdo", f"{W}fldSimple"}


class Stretch(NamedTuple):
    """Words of a paragraph on their way from one edition to another: who put them in, and who took them out (None: nobody)."""

    text: str
    into: Hand | None = None
    out: Hand | None = None


@dataclass
class Weaver:
    """Marks the changes of single paragraphs. ``styles`` are the file's."""

    styles: Styles
    signs: dict[str, str] = field(default_factory=dict)

    def weave(
        self,
        was: etree._Element,
        now: etree._Element,
        record: str,
        stretches: Sequence[Stretch] | None,
        hand: Hand,
        back: bool = False,
    ) -> None:
        """Brings ``was`` to the words of ``now``, marked. ``stretches`` tell whose each change is, of the words as the record has them.

        ``record`` is the paragraph as it was, as the record has it. Where the stretches do not lead from one to the other, or there are
        none, the two are compared word by word and all is ``hand``'s. ``back``: ``was`` is the later edition and ``now`` the earlier, so
        that what it has more is marked as put in, and what it lacks as taken out.
        """
        before, after = self._pieces(was), self._pieces(now)
        widthless = self._widthless(before) == self._widthless(after)  # then they stay where they are
        if widthless:
            before, after = _with_words(before), _with_words(after)
        one, two = self._coded(before), self._coded(after)
        if one == two:
            return
        strokes = self._strokes(before, one, two, record, stretches) if widthless and stretches is not None else None
        if strokes is None:
            strokes = []
            for start, end, to_start, to_end in edits(one, two):
                at = start if back else end  # what went stands before what came in its place
                there = [Stroke(start, end, to_start, to_start, hand)] if start < end else []
                put = [Stroke(at, at, to_start, to_end, hand)] if to_start < to_end else []
                strokes += [*put, *there] if back else [*there, *put]
        strokes = finer(one, two, strokes, back)
        self._cut(before, [at for stroke in strokes for at in (stroke.start, stroke.end)])
        before = _with_words(self._pieces(was)) if widthless else self._pieces(was)
        places = _places(before)
        for stroke in reversed(strokes):
            if stroke.to_start < stroke.to_end:
                self._put_in(was, before, places, stroke, self._taken(after, stroke.to_start, stroke.to_end), back)
            else:
                inside = [p for p, (start, end) in zip(before, places, strict=True) if start < stroke.end and end > stroke.start]
                (written_in if back else crossed_out)(_runs(inside), stroke.hand)

    def mark(self, p: etree._Element, stretches: Sequence[Stretch] | None, hand: Hand, came: bool) -> None:
        """Marks all words of a paragraph as put in (or taken out), each stretch of them as whose change it is, the rest as ``hand``'s."""
        wrap = written_in if came else crossed_out
        there = [each for each in stretches or () if each.text and (each.out if came else each.into) is None]
        told = [(each.text, (each.into if came else each.out) or hand) for each in there]
        if any(whose != hand for _, whose in told):
            pieces = _with_words(self._pieces(p))
            on = _Record(pieces, "".join(text for text, _ in told))
            ends = list(accumulate(len(text) for text, _ in told)) if on.fits else []
            cuts = [on.place(0, last=False), *(on.place(at, last=True) for at in ends)]
            self._cut(pieces, cuts)
            pieces = _with_words(self._pieces(p))
            places = _places(pieces)
            for (start, end), (_, whose) in zip(pairwise(cuts), told, strict=False):
                if whose != hand:
                    wrap(_runs([e for e, (a, b) in zip(pieces, places, strict=True) if start <= a and b <= end and a < b]), whose)
        wrap(runs_of(p), hand)  # what is marked already is not among them

    def divided(self, p: etree._Element, at: int) -> etree._Element | None:
        """Takes what stands after a place (in the words that are not taken out) from a paragraph; gives it in a paragraph of its own.

        None, and nothing is done, where the place is inside a link or a control.
        """
        self._cut(_with_words(self._pieces(p)), [at])
        pieces = _with_words(self._pieces(p))
        tops = [_top(_first(piece), p) for piece in pieces]
        before = {id(top) for top, (_, end) in zip(tops, _places(pieces), strict=True) if end <= at}
        first = next((top for top, (start, _) in zip(tops, _places(pieces), strict=True) if start >= at), None)
        if first is None or id(first) in before:
            return None
        made = etree.Element(p.tag)
        properties = p.find(f"{W}pPr")
        if properties is not None:
            made.append(deepcopy(properties))
        made.extend([first, *first.itersiblings()])
        return made

    def text(self, p: etree._Element) -> str:
        """The words of a paragraph; what is not plain words is one sign each."""
        return self._coded(_with_words(self._pieces(p)))

    def _pieces(self, p: etree._Element) -> list[Piece]:
        return Reader(self.styles).pieces(p)

    def _widthless(self, pieces: Iterable[Piece]) -> list[str]:
        """What stands in a paragraph and has no words: pictures, the marks of notes."""
        return [self._sign(piece) for piece in pieces if not piece.text]

    def _coded(self, pieces: Iterable[Piece]) -> str:
        """A text in which whatever is not plain words is one sign, the same for the same thing."""
        return "".join(self._sign(piece) if piece.what else piece.text for piece in pieces)

    def _sign(self, piece: Piece) -> str:
        said = piece.what + piece.text if piece.text else piece.what + bare(piece.element)
        return self.signs.setdefault(said, chr(_FIRST_SIGN + len(self.signs)))

    def _strokes(self, before: list[Piece], one: str, two: str, record: str, stretches: Sequence[Stretch]) -> list[Stroke] | None:
        """The changes that stretches of the record's words are in the coded texts; None where these do not say the same."""
        if "".join(each.text for each in stretches if each.into is None) != record:
            return None
        places = _Record(before, record)
        if not places.fits:
            return None
        on = places.place
        made: list[Stroke] = []
        at = to = 0  # in the record's words, and in the coded text that is made
        text: list[str] = []
        last = 0
        for each in stretches:
            size = len(each.text)
            if each.into is not None:
                place = on(at, last=True)
                text.append(one[last:place])
                to += place - last
                last = place
                made.append(Stroke(place, place, to, to + size, each.into))
                text.append(each.text)
                to += size
                continue
            if each.out is not None:
                start, end = on(at, last=False), on(at + size, last=True)
                start = max(start, last)
                text.append(one[last:start])
                to += start - last
                last = end
                made.append(Stroke(start, end, to, to, each.out))
            at += size
        text.append(one[last:])
        return made if "".join(text) == two else None

    def _taken(self, pieces: Sequence[Piece], start: int, end: int) -> list[etree._Element]:
        """Copies of what stands in a stretch of a paragraph, as runs with their look."""
        made: list[etree._Element] = []
        for piece, (a, b) in zip(pieces, _places(pieces), strict=True):
            if b <= start or a >= end:
                continue
            if piece.what:
                made += [deepcopy(e) for e in _outermost(piece)]
                continue
            run = etree.Element(RUN)
            look = piece.run.find(PROPERTIES) if piece.run is not None else None
            if look is not None:
                run.append(deepcopy(look))
            run.extend(elements(piece.text[max(start - a, 0) : end - a]))
            made.append(run)
        return made

    @staticmethod
    def _cut(pieces: Sequence[Piece], cuts: Iterable[int]) -> None:
        """Divides runs so that none goes over one of these places, and nothing that is not words shares a run with words there."""
        places = _places(pieces)
        wanted = set(cuts)
        for piece, (start, end) in zip(reversed(pieces), reversed(places), strict=True):
            if piece.run is None or not (wanted and start <= max(wanted) and end >= min(wanted)):
                continue
            if not piece.what and end - start == len(piece.text):
                for at in sorted((at for at in wanted if start < at < end), reverse=True):
                    _divide(piece, at - start)
            if end in wanted and (following := piece.element.getnext()) is not None and piece.element.getparent() is piece.run:
                _new_run_from(piece.run, following)
            if start in wanted and piece.element.getparent() is piece.run:
                first = next((e for e in piece.run if e.tag != PROPERTIES), None)
                if first is not piece.element:
                    _new_run_from(piece.run, piece.element)

    @staticmethod
    def _put_in(
        p: etree._Element,
        pieces: Sequence[Piece],
        places: Sequence[tuple[int, int]],
        stroke: Stroke,
        runs: list[etree._Element],
        back: bool,
    ) -> None:
        """Puts runs where the stroke says: after what stands before that place, in the same link or control where it is in the midst."""
        left = next((k for k in range(len(pieces) - 1, -1, -1) if places[k][1] <= stroke.start and _last(pieces[k]) is not None), None)
        right = next((k for k in range(len(pieces)) if places[k][0] >= stroke.start and _first(pieces[k]) is not None), None)
        spot = etree.Element(RUN)
        own, other = (DEL, INS) if back else (INS, DEL)
        if left is not None:
            anchor = _last(pieces[left])
            beside = _first(pieces[right]) if right is not None else None
            assert anchor is not None
            crossed = anchor.getparent()
            if crossed is not None and crossed.tag == other:
                anchor = crossed
            around = list(beside.iterancestors()) if beside is not None else []
            while (holder := anchor.getparent()) is not None and holder is not p and holder not in around:
                anchor = holder
            anchor.addnext(spot)
        elif right is not None:
            beside = _first(pieces[right])
            assert beside is not None
            while (holder := beside.getparent()) is not None and holder is not p:
                beside = holder
            while (before := beside.getprevious()) is not None and before.tag == own:
                beside = before  # what comes later in the text was put in before
            beside.addprevious(spot)
        else:
            ours = p.find(own)
            p.insert(p.index(ours) if ours is not None else len(p), spot)
        holder = spot.getparent()
        assert holder is not None
        at = holder.index(spot)
        holder[at : at + 1] = runs
        (crossed_out if back else written_in)([run for e in runs for run in ([e] if e.tag in WRAPPED else runs_of(e) or [e])], stroke.hand)


def _places(pieces: Iterable[Piece]) -> list[tuple[int, int]]:
    """Where pieces begin and end in the coded text."""
    found, at = [], 0
    for piece in pieces:
        size = 1 if piece.what else len(piece.text)
        found.append((at, at + size))
        at += size
    return found


class _Record:
    """Where places in the words of the record are in a paragraph's coded text: boxes beside the words, and numbers typed, are not in it."""

    def __init__(self, pieces: list[Piece], record: str) -> None:
        own = next((each for each in (apart(pieces)[1], pieces) if text_of(each).endswith(record)), None)
        self.fits = own is not None
        names = {id(piece) for piece in own or ()}
        self.lead = len(text_of(own or ())) - len(record)
        self.spans: list[tuple[int, int, int, int]] = []  # from, to in the words; from, to in the coded text
        at = 0
        for piece, (start, end) in zip(pieces, _places(pieces), strict=True):
            if id(piece) in names:
                self.spans.append((at, at + len(piece.text), start, end))
                at += len(piece.text)

    def place(self, at: int, last: bool) -> int:
        """After what stands before a place (``last``), or before what stands after it; inside something whole, its end or beginning."""
        at += self.lead
        for start, end, first, until in self.spans:
            if start < at < end:
                return first + at - start if until - first == end - start else (until if last else first)
            if (last and at == end) or (not last and at == start):
                return until if last else first
        return self.spans[-1][3] if self.spans and at >= self.spans[-1][1] else (self.spans[0][2] if self.spans else 0)


def _with_words(pieces: Iterable[Piece]) -> list[Piece]:
    return [piece for piece in pieces if piece.text]


def _divide(piece: Piece, at: int) -> None:
    """Cuts the run of a w:t in two; the first half stays."""
    run, words = piece.run, piece.element
    assert run is not None
    rest = etree.Element(TEXT)
    text = words.text or ""
    words.text, rest.text = text[:at], text[at:]
    for each in (words, rest):
        each.set(_SPACE, "preserve")
    words.addnext(rest)
    _new_run_from(run, rest)


def _new_run_from(run: etree._Element, first: etree._Element) -> None:
    """Puts what stands in a run from an element on into a run of its own after it, with the same look."""
    made = etree.Element(RUN)
    look = run.find(PROPERTIES)
    if look is not None:
        made.append(deepcopy(look))
    made.extend([first, *first.itersiblings()])
    run.addnext(made)


def _runs(pieces: Iterable[Piece]) -> list[etree._Element]:
    """The runs of pieces; of a field that holds its own runs, those."""
    found: dict[etree._Element, None] = {}
    for piece in pieces:
        for e in _outermost(piece) if piece.what else [piece.run]:
            if e is not None:
                found.update(dict.fromkeys([e] if e.tag in WRAPPED else runs_of(e) or ([e] if e.tag not in _HOLDERS else [])))
    return list(found)


def _outermost(piece: Piece) -> list[etree._Element]:
    """What belongs to something that is not words, without what stands inside the rest."""
    own = set(piece.elements)
    return [e for e in piece.elements if not any(above in own for above in e.iterancestors())]


def _top(e: etree._Element | None, p: etree._Element) -> etree._Element | None:
    """What stands in the paragraph itself and holds an element."""
    while e is not None and e.getparent() is not p:
        e = e.getparent()
    return e


def _last(piece: Piece) -> etree._Element | None:
    found = _outermost(piece)[-1] if piece.what and piece.elements else piece.run
    return found if found is not None and found.getparent() is not None else None


def _first(piece: Piece) -> etree._Element | None:
    found = _outermost(piece)[0] if piece.what and piece.elements else piece.run
    return found if found is not None and found.getparent() is not None else None


def bare(e: etree._Element) -> str:
    """An element as a string, without what tells copies of it apart."""
    copy = deepcopy(e)
    copy.tail = None
    for each in copy.iter():
        for name in list(each.attrib):
            if "rsid" in str(name) or str(name).endswith(("paraId", "textId")):
                del each.attrib[name]
    return etree.tostring(copy, method="c14n", exclusive=True).decode()
