"""The tender as it stands: what remains when every entry so far has been applied in order."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, NamedTuple

from specs.adopted import Adopted
from specs.issued import Issue, Issuing
from specs.proposed import Proposal, Unreached
from specs.refusals import Refused
from specs.returned import LegalChange, ReturnedFile
from specs.threads import Thread
from specs.wording import Paragraph, Wording, from_rows, heading

PartKind = Literal["authored", "attached", "referred"]
Sharing = Literal["shareable", "group", "procurement"]
Openness = Literal["open", "fixed"]
FixedKind = Literal["cannot", "will_not", "must_meet"]


class Stamp(NamedTuple):
    """When an entry was made and by whom: its number in the tender, the time (UTC, ISO 8601), the member's id."""

    seq: int
    at: str
    by: str


class Member(NamedTuple):
    """Someone with a seat in this tender. The id exists in this tender alone and says nothing of the person."""

    id: str
    seat: str
    linked: bool = False  # to a possible bidder: sees what every bidder may


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or endnote, kept with its clause. ``id`` is what a ``note:<id>`` mark names; ``label`` is as printed."""

    id: str
    text: str
    label: str = ""


@dataclass(frozen=True)
class Version:
    """A clause's wording as one entry left it, with who, when and why. ``erased`` where its words were taken back."""

    number: int
    stamp: Stamp
    shape: list[list[Any]]
    texts: list[str] | None
    why: str | None = None
    changes: tuple[tuple[Any, ...], ...] = ()

    @property
    def erased(self) -> bool:
        return self.texts is None

    @cached_property
    def wording(self) -> Wording:
        return from_rows(self.shape, self.texts)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a clause, or some of its words, may not change. ``kind`` is empty while the reason still waits to be given."""

    kind: FixedKind | Literal[""] = ""
    code: str = ""
    explanation: str = ""
    source: str = ""
    decided_by: str = ""
    review: str = ""

    @property
    def complete(self) -> bool:
        return bool(self.kind and self.code and self.explanation and self.source and self.decided_by and self.review)


@dataclass(frozen=True, slots=True)
class Lock:
    """Words inside an open clause that may not change: a span of one paragraph, with its own reason."""

    id: str
    paragraph: str
    start: int
    end: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class InShort:
    """A clause in a sentence or two of plain words, written for one version of it. Never part of the Word document."""

    text: str
    version: int
    stamp: Stamp
    number: int = 1  # of times that one was written for the clause


@dataclass(frozen=True, slots=True)
class Hold:
    """Somebody asks that a clause is not signed until it is discussed: why, and on which day. ``ended`` says what came of it."""

    stamp: Stamp
    on: str
    seat: str
    reason: str
    discussed_on: str
    ended_on: str = ""
    ended: str = ""
    protected: bool = False
    ended_protected: bool = False


@dataclass
class Clause:
    """A numbered unit of text that can be open or fixed, talked about and changed."""

    id: str
    part: str
    versions: list[Version]
    notes: tuple[Note, ...] = ()
    openness: Openness = "open"
    reason: Reason | None = None
    locks: tuple[Lock, ...] = ()
    in_short: InShort | None = None
    retired: bool = False
    fixed_at: Stamp | None = None
    fixings: int = 0  # how often it, or its reason, was fixed anew
    in_shorts: int = 0
    holds: list[Hold] = field(default_factory=list)  # of the one that stands, or of those who ask for one together
    past_holds: list[Hold] = field(default_factory=list)
    signed: dict[str, tuple[str, int]] = field(default_factory=dict)  # by seat: who signed it off, in which version
    signed_off: Stamp | None = None
    reopening: dict[str, str] = field(default_factory=dict)  # by seat: why it should be opened again
    reopened: Stamp | None = None
    arranged: Stamp | None = None  # when it was last moved, left out or put back

    @property
    def version(self) -> int:
        return self.versions[-1].number

    @property
    def wording(self) -> Wording:
        return self.versions[-1].wording

    @property
    def heading(self) -> Paragraph | None:
        return heading(self.wording)

    @property
    def body(self) -> Wording:
        """The wording without its heading."""
        wording = self.wording
        return wording[1:] if heading(wording) else wording

    @property
    def in_short_out_of_date(self) -> bool:
        return self.in_short is not None and self.in_short.version != self.version


@dataclass(frozen=True, slots=True)
class Interest:
    """What somebody said of links to possible bidders, in which round, and what procurement decided (``step``)."""

    round: int
    linked: bool
    organisation: str
    link: str
    stamp: Stamp
    step: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """A round as it is planned and promised: days as “2027-03-31”, in London; it closes at 17:00."""

    opens: str
    closes: str
    reply_days: int
    publication: str
    what_is_open: str
    afterwards: str
    short_because: str = ""


@dataclass
class Opening:
    """The opening as it waits for signatures: ``signed`` maps a seat to who signed and for which fingerprint."""

    plan: RoundPlan
    stamp: Stamp
    signed: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Round:
    """A round that was opened: its number, what was promised, and the clauses that were fixed when it opened."""

    number: int
    plan: RoundPlan
    stamp: Stamp
    fixed: tuple[str, ...] = ()


@dataclass
class Idea:
    """Something for later. ``stage``: received, in the box, looked at again, taken up, let go. ``of`` is the thread it came from, if any.

    ``told`` are the steps its author is told of, as ``(day, stage, words)``. ``seq`` is the entry that brought its words (0 where they are
    those of its thread); ``taken_back`` says why they were taken back, or that they were.
    """

    id: str
    clause: str
    by: str
    text: str
    stage: str
    owner: str = ""
    return_on: str = ""
    of: str = ""
    protected: bool = False
    on: str = ""
    told: list[tuple[str, str, str]] = field(default_factory=list)
    seq: int = 0
    taken_back: str = ""


@dataclass(frozen=True, slots=True)
class Minding:
    """Who looks after a disagreement, where it stands, and when it is next talked about."""

    stamp: Stamp
    owner: str
    stage: str
    next_date: str
    note: str = ""


@dataclass
class Part:
    """One piece of the tender pack: authored (clauses), attached (a file kept as it came) or referred (a link)."""

    id: str
    kind: PartKind
    name: str
    sharing: Sharing
    added: Stamp
    lists: dict[str, Any] = field(default_factory=dict)  # automatic lists, as specs.numbering reads them
    base: str = ""  # sha256 of the file as it came: the base document of an authored part, the file of an attached one
    mended: str = ""  # sha256 of the base document after mending, where it had to be mended
    file_name: str = ""
    link: str = ""
    order: list[str] = field(default_factory=list)  # clause ids in reading order, retired ones in their old place
    start: list[str] = field(default_factory=list)  # the order as it came
    report: dict[str, Any] = field(default_factory=dict)
    retired: bool = False
    adopted: list[Adopted] = field(default_factory=list)  # the base documents that it got later


@dataclass
class Tender:
    """Everything about one tender pack. Nothing in it names a person."""

    id: str = ""
    title: str = ""
    state: str = "setting up"
    seq: int = 0
    started: Stamp | None = None
    parts: dict[str, Part] = field(default_factory=dict)
    clauses: dict[str, Clause] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)  # who holds a seat now
    seated: dict[str, str] = field(default_factory=dict)  # every member id there has been, with the last seat
    seat_ends: dict[str, str] = field(default_factory=dict)  # the day on which a member's seat ends, where one was given
    deputies: dict[str, str] = field(default_factory=dict)  # who stands in for the holders of a seat
    interests: dict[str, Interest] = field(default_factory=dict)  # what each member declared last
    opening: Opening | None = None
    rounds: list[Round] = field(default_factory=list)
    threads: dict[str, Thread] = field(default_factory=dict)
    threads_on: dict[str, list[str]] = field(default_factory=dict)  # by clause, in the order they came
    proposals: dict[str, Proposal] = field(default_factory=dict)  # by the id of their thread
    unreached: dict[str, Unreached] = field(default_factory=dict)  # by suggestion: what officials are shown of it until the day has ended
    ideas: dict[str, Idea] = field(default_factory=dict)
    minded: dict[str, Minding] = field(default_factory=dict)  # by what the disagreement is about
    recipes: dict[str, str] = field(default_factory=dict)  # by seat: how that chair wants decisions to be made
    issuing: Issuing = field(default_factory=Issuing)  # the next issue, as it is made ready
    issues: list[Issue] = field(default_factory=list)
    returned: dict[str, ReturnedFile] = field(default_factory=dict)  # the Word files that came back
    legal_changes: dict[str, LegalChange] = field(default_factory=dict)  # what they change in fixed clauses
    held_until: str = ""  # while records are asked for: the day until which nothing is erased
    held_for: str = ""
    to_erase: list[int] = field(default_factory=list)  # entries whose words are erased once that has ended
    spoken: set[int] = field(default_factory=set)  # entries that hold somebody's own words: only they take them back
    paragraphs_made: int = 0  # paragraph ids are p1, p2, … over the whole tender and never used again
    locks_made: int = 0
    shape_seq: int = 0  # the last entry that could change numbers or order: what computed labels are kept by
    labels_kept: tuple[int, dict[str, str]] | None = field(default=None, compare=False, repr=False)

    def authored(self) -> list[Part]:
        """The parts made of clauses, in the order they were added."""
        return [part for part in self.parts.values() if part.kind == "authored" and not part.retired]

    def reading_order(self, part: str | None = None) -> Iterator[Clause]:
        """The clauses that stand, in reading order: of one part, or of all."""
        for each in self.authored():
            if part in (None, each.id):
                for clause_id in each.order:
                    clause = self.clauses[clause_id]
                    if not clause.retired:
                        yield clause


def standing(tender: Tender, clause_id: str) -> Clause:
    """A clause that stands. Raises ``Refused`` for one of another tender, or one that was retired."""
    clause = tender.clauses.get(clause_id)
    if clause is None or tender.parts[clause.part].retired:
        raise Refused("There is no such clause in this tender. Please go back to the list of clauses.")
    if clause.retired and tender.rounds:
        raise Refused("This clause was left out of the tender. A new one can be suggested; your words are still in the box.")
    if clause.retired:
        raise Refused("This clause was retired. Please restore it first; your words are still in the box.")
    return clause
