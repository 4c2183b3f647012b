"""An issued tender as it was signed: what it holds, under which check code, what it was issued without. Nothing in it names a person."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from specs.tender import Stamp


class Filed(NamedTuple):
    """A part of the tender in an issue: what it is called, its code, and the kept file (for a link: none, but where it leads)."""

    part: str
    kind: str
    name: str
    file_name: str
    code: str
    sha256: str
    link: str = ""


class Without(NamedTuple):
    """What was still open of one kind when the tender was issued: how much, and why it was issued all the same."""

    kind: str
    many: int
    reason: str


class Changed(NamedTuple):
    """A change since the issue before: the part it is in (empty: the tender), the clause it is about (empty: the part), in sentences."""

    part: str
    clause: str
    sentences: tuple[str, ...]


class Content(NamedTuple):
    """A clause as it stands in an issue."""

    part: str
    clause: str
    version: int


class Made(NamedTuple):
    """The files of an issue, written before it is signed: as of which entry, and for just which ``mark``.

    ``code`` is the check code of it all, ``listed`` the kept list of files.
    """

    of: int
    mark: str
    code: str
    listed: str
    files: tuple[Filed, ...]
    changes: tuple[Changed, ...] = ()


@dataclass
class Issue:
    """A numbered edition that never changes: kept as files, with a list of them and one check code over all.

    ``of`` is the entry whose words it holds; ``words`` the ``specs.issuing.what_is_issued`` of it. ``withdrawing`` says by seat why it
    should be withdrawn; it is once ``withdrawn_on`` has a day.
    """

    number: int
    stamp: "Stamp"
    on: str
    of: int
    title: str
    code: str
    listed: str
    files: tuple[Filed, ...]
    seats: tuple[str, ...]
    without: tuple[Without, ...]
    changes: tuple[Changed, ...]
    contents: tuple[Content, ...]
    words: str
    withdrawing: dict[str, str] = field(default_factory=dict)
    withdrawn_on: str = ""


@dataclass
class Issuing:
    """The next issue as it is made ready. ``must`` says by seat what a chair wants to be met before; ``signed`` who signed under what."""

    must: dict[str, tuple[str, ...]] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    signed: dict[str, tuple[str, str]] = field(default_factory=dict)
