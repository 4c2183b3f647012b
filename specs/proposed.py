"""What was suggested, and all that came of it, as it stands. What people say about it is in the thread of the same id."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from specs.wording import Wording, from_rows
from specs.words import Change

if TYPE_CHECKING:
    from specs.tender import Stamp

ProposalKind = Literal["wording", "new", "split", "merge", "move", "removal", "explanation"]
WORDED = ("wording", "new", "explanation")  # the kinds that offer words, of which some can be taken


@dataclass(frozen=True)
class Offer:
    """Wording as one person offered it, and for which version of which clause.

    ``how``: author; counter (offered by someone else, and the author said yes); together (made from several suggestions).
    ``texts`` is None once its words were taken back.
    """

    number: int
    stamp: "Stamp"
    on: str
    by: str
    how: str
    base: int
    shape: list[list[Any]]
    texts: list[str] | None
    changes: tuple[Change, ...] = ()
    clause: str = ""

    @cached_property
    def wording(self) -> Wording:
        return from_rows(self.shape, self.texts)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Where in the tender something is put or cut: at which paragraph, after which clause, with which heading, which clause follows."""

    at: str = ""
    after: str = ""
    follows: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where somebody stands on an offer: “agree”, “live” (can live with it) or “not”, because, and what would make it acceptable."""

    stamp: "Stamp"
    on: str
    stand: str
    offer: int
    because: str = ""
    acceptable: str = ""
    protected: bool = False


@dataclass
class Counter:
    """Other words that somebody offered instead; the person who suggested says yes or no. ``answer`` is empty, yes, no or overtaken."""

    number: int
    offer: Offer
    reason: str
    protected: bool = False
    answer: str = ""
    answered_on: str = ""
    answering: str = ""
    taken_back: str = ""


def overtaken(counters: list[Counter]) -> list[Counter]:
    """Other words that were offered, once the suggestion has moved on: those that nobody answered are not asked about any more."""
    return [replace(each, answer=each.answer or "overtaken") for each in counters]


@dataclass(frozen=True, slots=True)
class View:
    """What one chair signed: the outcome (accept, no, ideas), the changes kept, the reason, and the fingerprint of what was signed."""

    stamp: "Stamp"
    on: str
    member: str
    outcome: str
    numbers: tuple[int, ...]
    fingerprint: str
    reason: str = ""
    alternative: str = ""
    none_found: bool = False
    owner: str = ""
    return_on: str = ""

    @property
    def choice(self) -> tuple[str, tuple[int, ...], str]:
        """What has to be the same for two signatures to make a decision."""
        return self.outcome, self.numbers, self.return_on


@dataclass(frozen=True, slots=True)
class Dissent:
    """“I do not agree” with a decision: what matters to the person, and what would make it acceptable."""

    number: int
    stamp: "Stamp"
    on: str
    matters: str
    acceptable: str = ""
    protected: bool = False
    taken_back: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """A note that puts a decision right: the decision itself stays as it was made."""

    stamp: "Stamp"
    on: str
    text: str


@dataclass
class Decision:
    """What was decided on a suggestion, by whom, on which offer and version, and what was said about it since.

    ``outcome``: accepted, in part, together (taken with others, in ``joint``), no, ideas. ``version`` is the clause's version it made, and
    ``made`` the clause (another than the suggestion's own where it made one). ``power`` names the legal power of an override.
    """

    stamp: "Stamp"
    on: str
    outcome: str
    numbers: tuple[int, ...]
    offer: int
    base: int
    signers: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]
    recipe: str
    alternative: str = ""
    none_found: bool = False
    owner: str = ""
    return_on: str = ""
    power: str = ""
    made: str = ""
    version: int = 0
    joint: str = ""
    views: dict[str, View] = field(default_factory=dict)
    dissents: list[Dissent] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)

    @property
    def changed_the_tender(self) -> bool:
        return self.outcome in ("accepted", "in part", "together")


@dataclass
class Proposal:
    """A suggestion as it stands. Its id is that of its thread, whose first post is the reason.

    ``changes`` still wait, with their spans in version ``base`` of the clause; their new words are looked up in the offer.
    ``look`` says why somebody has to look at it again before it can be decided, or is empty; ``read`` are the changes that came to stand in
    one sentence with somebody else's.
    """

    id: str
    kind: ProposalKind
    clause: str
    offers: list[Offer]
    base: int
    changes: tuple[Change, ...]
    arrangement: Arrangement = Arrangement()
    read: tuple[int, ...] = ()
    look: str = ""
    clashes: tuple[int, ...] = ()
    merges: tuple[str, ...] = ()
    sources: tuple[tuple[str, int, int, str], ...] = ()  # in a joint one: paragraph, from, to, the suggestion whose words these are
    stands: dict[str, Stand] = field(default_factory=dict)
    counters: list[Counter] = field(default_factory=list)
    signed: dict[str, View] = field(default_factory=dict)
    decision: Decision | None = None
    withdrawn_on: str = ""
    withdrawing: str = ""
    taken_back: bool = False
    base_of: str = ""  # the clause whose version ``base`` is, where it was merged into this one since

    @property
    def offer(self) -> Offer:
        """The words that are offered now."""
        return self.offers[-1]

    @property
    def by(self) -> str:
        """Whose suggestion it is."""
        return self.offers[0].by

    @property
    def waits(self) -> bool:
        """Whether it is still to be decided."""
        return self.decision is None and not self.withdrawn_on and not self.taken_back

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of its changes, in order; an arrangement is one change, number 1."""
        if self.kind not in WORDED:
            return (1,)
        return tuple(sorted({change.number for change in self.changes}))


@dataclass
class Unreached:
    """A suggestion as it was before what its author did on a day who asked to be protected: officials see that on the next day.

    ``entries`` are those of the record, from that act on, that are about it.
    """

    on: str
    before: Proposal
    entries: set[int] = field(default_factory=set)
    carried: tuple[int, Proposal] | None = field(default=None, compare=False, repr=False)  # and to which version of its clause
