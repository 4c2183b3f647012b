"""Writes what changed between two editions of a tender as tracked changes, in the Word file it came from.

The changes are the record's own (``specs.redlines``), each with whose it is; two files are never compared. Numbers that Word makes are
not marked, and contents lists and references stay as they were: Word brings them up to date.
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import NamedTuple

from lxml import etree

from exports import cleaning, draft_mark, words_only
from exports.across import Across
from exports.basis import Basis
from exports.marking import Hand, number, set_apart
from exports.moved_notes import moved_notes, put_moved_notes
from exports.ooxml import W
from exports.package import Package, serialised
from exports.pairing import Pairing, with_sections
from exports.redline import Redline, Told, keyed, unkeyed
from exports.side_by_side import KEY
from exports.styles import Styles
from exports.transplant import Transplant, with_spaces
from exports.unique import unique
from exports.weaving import Stretch, Weaver
from exports.word_out import Writer, name_clauses, title_of
from exports.xml import remove
from specs.redlines import Redline as Found
from specs.redlines import redlined
from specs.tender import Part, Tender
from specs.whose import Act
from specs.wording import Wording

UNKNOWN = "1980-01-01"  # the first day that a file can name, where none is known


class Tracked(NamedTuple):
    """A Word file with tracked changes, and how many words came and went in it."""

    data: bytes
    came: int
    gone: int


SIDES = {"lived": "Lived experience panel", "together": "Written together"}


def write(
    basis: Basis,
    earlier: Tender,
    later: Tender,
    part: Part,
    *,
    since: Basis | None = None,
    names: Mapping[str, str],
    organisation: str = "",
    as_one: bool = False,
    draft: bool = False,
    edition: str = "draft",
) -> Tracked:
    """One authored part of a tender with everything that changed from an earlier edition to a later one marked.

    ``basis`` is the file that it is written into, ``since`` the one that held for the earlier edition where that was another (then what is
    in both looks as it does in ``basis``), ``part`` the later edition's. ``names`` says what a member is called in documents, by
    id; whoever is not in it is named by their side. ``as_one`` names the organisation for all. ``draft`` writes DRAFT at the head of every
    page. The same input gives the same bytes.
    """
    package = Package(basis.data)
    root = package.xml(package.main)
    hands = _Hands(names, organisation, as_one)
    if since is None or (since.data == basis.data and since.paragraphs == basis.paragraphs):
        found = redlined(earlier, later, part)
        hands.note(found)
        made = _only_words(package, root, found, earlier, later, part, basis, hands)
        made = made or _beside(package, root, found, earlier, later, part, basis, hands)
    else:
        made = _across(package, root, earlier, later, part, basis, since, hands)
    root, body = made.root, _body(made.root)
    first = name_clauses(package, body, made.clauses, made.there) + 1
    set_apart(body)
    number([body], first)
    unkeyed(body)
    changed = cleaning.cleaned_parts(package, organisation, edition, title_of(later, part))
    cleaning.ask_to_track(package, changed)
    if draft:
        draft_mark.mark(package, root, draft_mark.words(organisation, edition), changed)
    if made.transplant is not None:
        made.transplant.finish(root, changed)
    unique(package, root, changed)
    if not made.in_order:
        put_moved_notes(package, root, moved_notes(body, earlier, later, part, made.there, hands.organisation), changed)
    changed[package.main] = serialised(root)
    return Tracked(package.written(changed), _words(body, f"{W}ins", f"{W}t"), _words(body, f"{W}del", f"{W}delText"))


class _Made(NamedTuple):
    """The main part with what changed marked, and where each paragraph of the later edition stands in it.

    ``in_order``: no clause stands elsewhere than it did.
    """

    root: etree._Element
    clauses: list[tuple[str, Wording]]
    there: dict[str, etree._Element]
    transplant: Transplant | None = None
    in_order: bool = False


def _only_words(
    package: Package, root: etree._Element, found: Found, earlier: Tender, later: Tender, part: Part, basis: Basis, hands: "_Hands"
) -> _Made | None:
    """Where the same paragraphs stand in both editions, the file is written once. None where more than words is another."""
    clauses = [(clause.id, clause.wording) for clause in later.reading_order(part.id)]
    if not words_only.may_be(earlier, later, part, basis):
        return None
    was = Writer(package, _body(root), earlier, part, basis)
    changed = words_only.changed_words(was, clauses)
    if changed is None:
        return None
    cleaning.clean_body(was.body)
    then = words_only.as_they_will_be(was, changed)
    was.write()
    told = {before.id: _of(before.id, before.text, found, hands) for before, _ in changed}
    words_only.woven(Weaver(Styles(package.first("styles"))), was, changed, then, told)
    return _Made(root, clauses, was.placing.standing, in_order=True)


def _beside(
    package: Package, root: etree._Element, found: Found, earlier: Tender, later: Tender, part: Part, basis: Basis, hands: "_Hands"
) -> _Made:
    """Both editions written into the same file, and laid beside each other."""
    body = _body(root)
    keyed(body)
    other = _body(deepcopy(root))
    was, now = Writer(package, body, earlier, part, basis), Writer(package, other, later, part, basis)
    for writer in (was, now):
        _written(writer)
        _key(writer)
    Redline(Styles(package.first("styles")), _told(found, was, now, hands), hands.nobody).redlined(body, other)
    return _Made(root, now.clauses, _there(body, now))


def _across(
    package: Package, root: etree._Element, earlier: Tender, later: Tender, part: Part, basis: Basis, since: Basis, hands: "_Hands"
) -> _Made:
    """Each edition written into the file of its time, and laid beside each other in the later one’s."""
    before = Package(since.data)
    first_root = before.xml(before.main)
    body, root = _body(first_root), with_spaces(root, first_root)
    other = deepcopy(_body(root))
    was, now = Writer(before, body, earlier, part, since), Writer(package, other, later, part, basis)
    for writer in (was, now):
        _written(writer)
        for table in [e for e in writer.body.iter(f"{W}tbl") if next(e.iter(f"{W}tr"), None) is None]:
            remove(table)  # nothing of it could be marked
    standing = now.placing.standing
    known = {e: was.placing.standing[name] for name, e in standing.items() if name in was.placing.standing}
    pairing = Pairing(with_sections(known, body, other))
    transplant = Transplant(before, package, body, other)
    pairing.pair(body, other)
    body.extend(deepcopy(e) for e in other.iterchildren(f"{W}sectPr"))
    found = redlined(earlier, later, part)
    hands.note(found)
    told = _told(found, was, now, hands)
    told = {key: Told(each.record, None, each.hand, each.moved) if key in pairing.found else each for key, each in told.items()}
    Across(Styles(package.first("styles")), told, hands.nobody).redlined(body, other)
    root.replace(_body(root), body)
    return _Made(root, now.clauses, _there(body, now), transplant)


def _there(body: etree._Element, now: Writer) -> dict[str, etree._Element]:
    """Where the paragraphs of the later edition stand in the body that was made."""
    standing = {key: e for e in body.iter(f"{W}p") if (key := e.get(KEY))}
    return {name: standing[key] for name, e in now.placing.standing.items() if (key := e.get(KEY, "")) in standing}


def _body(root: etree._Element) -> etree._Element:
    found = root.find(f"{W}body")
    assert found is not None  # exports.word_in read it
    return found


def _written(writer: Writer) -> None:
    cleaning.clean_body(writer.body)
    writer.write()


def _words(body: etree._Element, mark: str, text: str) -> int:
    """How many words stand in marks of a kind."""
    return sum(len(" ".join(t.text or "" for t in e.iter(text)).split()) for e in body.iter(mark))


def _key(writer: Writer) -> None:
    """Paragraphs that were written here are known in both editions by the record's name for them."""
    for name, e in writer.placing.standing.items():
        if e.get(KEY) is None:
            e.set(KEY, f"r{name}")


class _Hands:
    """Whose a change is, as the file says it."""

    def __init__(self, names: Mapping[str, str], organisation: str, as_one: bool) -> None:
        self.names, self.organisation, self.as_one = names, organisation or "The organisation", as_one
        self.days: dict[int, str] = {}
        self.nobody = Hand(self.organisation, f"{UNKNOWN}T00:00:00Z")

    def note(self, found: Found) -> None:
        """On which days what was done that is marked."""
        self.days = found.days
        if found.days:
            self.nobody = Hand(self.organisation, f"{max(found.days.values())}T00:00:00Z")

    def of(self, act: Act) -> Hand:
        name = SIDES.get(act.side, self.organisation)
        if not self.as_one:
            name = self.names.get(act.member, name)
        return Hand(self.organisation if self.as_one else name, f"{self.days.get(act.seq, UNKNOWN)}T00:00:00Z")


def _told(found: Found, was: Writer, now: Writer, hands: _Hands) -> dict[str, Told]:
    """What the record tells of each paragraph, by the key that it has in the two bodies."""
    texts = {p.id: p.text for p in was.now}
    made: dict[str, Told] = {}
    for writer in (now, was):
        for p in writer.now:
            e = writer.placing.standing.get(p.id)
            key = e.get(KEY) if e is not None else None
            if key is not None and not (key in made and p.kind == "block"):
                made[key] = _of(p.id, texts.get(p.id, ""), found, hands)
    return made


def _of(name: str, text: str, found: Found, hands: _Hands) -> Told:
    """What the record tells of a paragraph, which had these words."""
    act = found.acts.get(name)
    stretches = [
        Stretch(s.text, hands.of(s.brought) if s.brought else None, hands.of(s.taken) if s.taken else None)
        for s in found.paragraphs.get(name, ())
    ]
    hand = hands.of(act) if act else _first(stretches) or hands.nobody
    return Told(text, stretches or None, hand, name in found.moved)


def _first(stretches: list[Stretch]) -> Hand | None:
    return next((hand for s in stretches for hand in (s.into, s.out) if hand), None)
