"""What was said about a clause, and all that came of it, as it stands."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from specs.tender import Stamp

OWED = ("comment", "why")  # the kinds of thread that officials owe an answer


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one paragraph: from one character to another, in the wording of some version."""

    paragraph: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Behalf:
    """How something reached the facilitator who entered it for someone else: ``day`` is when it was said, ``occasion`` where."""

    method: str
    day: str
    occasion: str = ""


@dataclass(frozen=True, slots=True)
class Hiding:
    """A post that is hidden: by which rule and why; ``state`` is hidden, appealed, kept (the appeal was heard) or shown again."""

    rule: str
    reason: str
    stamp: "Stamp"
    state: str = "hidden"
    appeal: str = ""
    judged: str = ""


@dataclass
class Post:
    """Something said in a thread. ``text`` is None once its words were taken back; ``on`` is the day in London.

    ``by`` is the member whose words they are (empty where nobody is named), ``stamp.by`` the one who entered them.
    """

    number: int
    stamp: "Stamp"
    on: str
    by: str
    text: str | None
    protected: bool = False
    behalf: Behalf | None = None
    hiding: Hiding | None = None
    file: str = ""  # the Word file that it came back in, and the number of its reviewer there
    reviewer: int = 0
    claimed_by: str = ""  # who said that these words, entered for somebody unnamed, are theirs
    confirmed: bool = False  # by whom they are credited to
    taken_back: str = ""  # why, or that it was

    @property
    def hidden(self) -> bool:
        return self.hiding is not None and self.hiding.state != "shown"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an official answered: ``version`` is the one with the changed words, ``owner`` and ``by_date`` who does it and when."""

    stamp: "Stamp"
    on: str
    outcome: str
    text: str
    alternative: str = ""
    none_found: bool = False
    version: int = 0
    owner: str = ""
    by_date: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """“I agree”, given on a day in London."""

    on: str
    protected: bool = False


@dataclass
class Thread:
    """What was said about a clause, or about some words of it, and all that came of it.

    ``places`` are the words chosen, in ``version``; ``where`` the words of the clause as it stands that are left of them.
    ``anchor`` is “stands”, “check” or “place”. ``closed`` is empty, satisfied or not agreed.
    """

    id: str
    clause: str  # where it hangs now
    said_on: str  # the clause whose ``version`` it was said about
    version: int
    kind: str
    reply_by: str
    posts: list[Post]
    also: tuple[str, ...] = ()
    places: tuple[Span, ...] = ()
    where: tuple[Span, ...] = ()
    placed: tuple[str, int, tuple[Span, ...]] | None = None  # clause, version and words, where somebody said them anew
    anchor: Literal["stands", "check", "place"] = "stands"
    late: bool = False
    agreed: dict[str, Agreement] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    assigned: str = ""
    reminders: list[str] = field(default_factory=list)  # the days on which its author was reminded
    closed: str = ""
    closed_on: str = ""
    closing: str = ""
    reopened_at: int = 0  # how many answers there were when it was opened again
    reopened_on: str = ""
    reopening: str = ""
    put_forward: str = ""  # the thread that a private one became
    asked_for: str = ""  # whose private question was put forward

    @property
    def hangs_on(self) -> tuple[str, int, tuple[Span, ...]]:
        """The clause, version and words that it is carried from."""
        return self.placed or (self.said_on, self.version, self.places)

    @property
    def first(self) -> Post:
        return self.posts[0]

    @property
    def by(self) -> str:
        """Whose thread it is: they close it."""
        return self.first.by

    @property
    def answer(self) -> Answer | None:
        """The newest answer."""
        return self.answers[-1] if self.answers else None
