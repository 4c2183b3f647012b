"""A Word file that came back, as it is kept: whose changes were in it, what became of them, and what could not be placed."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from specs.threads import Span
from specs.wording import Wording
from specs.words import Change

if TYPE_CHECKING:
    from specs.tender import Stamp

# How the words came: beside what the facilitator enters (specs.behalf).
IN_A_FILE = "file"
WITH_THE_IMPORT = "import"
NOBODY = 0  # the number of whoever changed a file without tracking it


@dataclass(frozen=True, slots=True)
class Edit:
    """What one person did to one clause of the edition that went out.

    ``reviewer`` is their number in the file, ``kind`` “wording”, “new”, “removal” or “move”, ``base`` the version of the clause that went
    out. ``made`` are the changes from that to ``wording``; a new clause, or one that was moved, stands behind the clause ``after``.
    ``mixed``: what others did to the same words is in it, too. ``day`` is the last on which they changed it, as the file has it.
    """

    reviewer: int
    kind: str
    clause: str
    base: int = 0
    wording: Wording = ()
    made: tuple[Change, ...] = ()
    after: str = ""
    day: str = ""
    mixed: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment in the file. ``thread`` is the one that it carries on, empty for a new one; ``said`` the words that it hangs on."""

    reviewer: int
    clause: str
    version: int
    text: str
    spans: tuple[Span, ...] = ()
    thread: str = ""
    day: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """What was in the file and became nothing here: its words, behind which clause they stood, and why."""

    reviewer: int
    after: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Passage:
    """What one person had changed in an imported document before it came in.

    ``kind`` and ``what`` are those of ``specs.reading.Tracked``; ``clause`` is where it stands or stood, empty outside the clauses.
    ``words`` are None once they were taken back.
    """

    reviewer: int
    kind: str
    what: str
    clause: str
    day: str
    words: str | None


@dataclass(frozen=True, slots=True)
class Imported:
    """What is kept of an imported document: its tracked changes, how many comments stay in it alone, and how many changed only looks."""

    passages: tuple[Passage, ...]
    left_out: int = 0
    looks: int = 0


@dataclass
class ReturnedFile:
    """A file that came back for the edition of entry ``edition``; or, where ``imported`` says so, the document that a part came in.

    ``names`` are those that the file has, by the reviewers’ numbers from 1 on; ``members`` who of them is who here, once that was said.
    ``found`` says by which step each clause was found. ``kept`` is the file, ``base`` the same after mending where it was mended.
    """

    id: str
    stamp: "Stamp"
    on: str
    part: str
    edition: int
    names: list[str]
    found: dict[str, str]
    unplaced: list[Unplaced]
    differences: list[str]
    kept: str = ""
    mended: str = ""
    file_name: str = ""
    members: dict[int, str] = field(default_factory=dict)
    threads: list[tuple[str, int]] = field(default_factory=list)  # the threads and posts that came with it
    legal: list[str] = field(default_factory=list)
    imported: Imported | None = None


@dataclass
class LegalChange:
    """Other words for a fixed clause that came in a file: procurement says yes, with a reason, or no; both chairs look at it.

    ``state`` is “waits”, “confirmed” or “declined”; ``version`` the one that it made, ``seen`` on which day which chair looked at it.
    """

    id: str
    stamp: "Stamp"
    on: str
    file: str
    edit: Edit
    state: str = "waits"
    reason: str = ""
    decided: "Stamp | None" = None
    decided_on: str = ""
    version: int = 0
    seen: dict[str, str] = field(default_factory=dict)
    taken_back: bool = False


@dataclass(frozen=True)
class Back:
    """A returned file as it was read: everything in it that is not as it went out. ``talks`` are comments, each with what was replied.

    ``asks`` are the clauses that a person is asked about, each with the lines that it may begin at, and their words.
    """

    names: tuple[str, ...]
    edits: tuple[Edit, ...]
    talks: tuple[tuple[Remark, ...], ...]
    unplaced: tuple[Unplaced, ...]
    differences: tuple[str, ...]
    found: tuple[tuple[str, str], ...]
    asks: tuple[tuple[str, tuple[tuple[int, str], ...]], ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing at all was changed or said."""
        return not (self.edits or self.talks or self.unplaced or self.differences or self.asks)
