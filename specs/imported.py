"""What an imported document had before it came in is kept: who put what in, who crossed what out, and the comments in its margin.

Words that were put in are part of the clauses already, words that were crossed out are listed, and comments stand as comments “in the
imported document”. Whoever wrote them is “a reviewer” (specs.reviewers), as with a file that comes back.
"""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from specs.comments import Comment, Reply, more_said, said_of
from specs.events import words
from specs.reading import Kept, Margin
from specs.refusals import GONE, Refused
from specs.returned import WITH_THE_IMPORT, Imported, Passage, Remark, ReturnedFile, Unplaced
from specs.returning import LONGEST, AlreadyThere, CameInFile, day_of
from specs.seats import insist
from specs.tender import Member, Part, Stamp, Tender
from specs.threads import Behalf, Span
from specs.typed import prose, seen
from specs.wording import Paragraph, Wording

BEFORE = "What had been changed and said in it"
NO_WORDS = "It has no words."
TOO_LONG = f"It is longer than the {LONGEST:,} characters that a comment can have here."
NO_CLAUSE = "It stands beside the clauses: in a header, a footer or a note, or nowhere."


@dataclass(frozen=True)
class KeepFromImport:
    """Keep what the document that a part came in had; ``names`` are those in it, of reviewers 1, 2, …

    ``unplaced`` are comments that cannot stand at a clause, ``left_out`` is how many stay in the document alone.
    """

    file: str
    part: str
    names: tuple[str, ...]
    passages: tuple[Passage, ...]
    unplaced: tuple[Unplaced, ...] = ()
    left_out: int = 0
    looks: int = 0
    today: str = field(default="", repr=False)


@dataclass(frozen=True)
class KeepRemark:
    """A comment in the margin of an imported document, or a reply to one that was kept."""

    file: str
    remark: Remark
    name: str
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ImportKept:
    """``passages`` are ``[reviewer, kind, what, clause, day]``, ``unplaced`` ``[reviewer, why]``: their words apart."""

    file: str
    part: str
    on: str
    passages: list[list[Any]]
    unplaced: list[list[Any]]
    left_out: int
    looks: int
    names: list[str] | None = words()
    changed: list[str] | None = words()
    said: list[str] | None = words()


class ImportPlan(NamedTuple):
    """What is asked for to keep all of a document: first that it came with these changes, then each comment and reply, in turn."""

    first: KeepFromImport
    remarks: tuple[KeepRemark, ...]


class Places:
    """Which clause a paragraph of the document belongs to, by its number there: one without a clause belongs to the one before it."""

    def __init__(self, clauses: Iterable[tuple[str, Wording]]) -> None:
        self._starts: list[tuple[int, str]] = []
        self.paragraphs: dict[int, Paragraph] = {}
        for clause, wording in clauses:
            for p in wording:
                if p.origin:
                    number = int(p.origin[1:].partition("-")[0])
                    self._starts.append((number, clause))
                    if p.kind != "block":
                        self.paragraphs[number] = p
        self._starts.sort(key=lambda each: each[0])

    def clause(self, number: int | None) -> str:
        """The clause; empty for what stands beside them."""
        if number is None or not self._starts:
            return ""
        return self._starts[max(bisect_right(self._starts, number, key=lambda each: each[0]) - 1, 0)][1]

    def spans(self, margin: Margin, clause: str) -> tuple[Span, ...]:
        """The words of a clause that a comment hangs on; none where it is about the whole clause."""
        there = [(self.paragraphs.get(number), start, end) for number, start, end in margin.where if self.clause(number) == clause]
        return tuple(Span(p.id, start, end) for p, start, end in there if p is not None and p.text[start:end].strip())


def file_of(tender: Tender, part: str) -> str:
    """The id under which the document that a part came in is kept."""
    return "r" + hashlib.sha256(f"{tender.id}/{part}/import".encode()).hexdigest()[:10]


def as_it_came(tender: Tender, part: Part) -> Iterator[tuple[str, Wording]]:
    """The clauses that a part began with, and the words that they had."""
    return ((clause, tender.clauses[clause].versions[0].wording) for clause in part.start)


def authors(kept: Kept, comments: bool) -> list[str]:
    """The names in a document, in the order of the reviewers’ numbers; of its comments only where these are kept."""
    said = (post.author for margin in kept.margin for post in margin.posts) if comments else ()
    return list(dict.fromkeys((*(each.author for each in kept.tracked), *said)))


def passages(kept: Kept, places: Places, numbers: dict[str, int]) -> tuple[Passage, ...]:
    """The tracked changes of a document, each with its clause."""
    return tuple(
        Passage(numbers[each.author], each.kind, each.what, places.clause(each.place), each.day, each.words) for each in kept.tracked
    )


def planned(tender: Tender, part: Part, kept: Kept, comments: bool, today: str) -> ImportPlan | None:
    """What is to be asked for once a part has come in; None where the document had nothing to keep."""
    if not (kept.tracked or kept.margin):
        return None
    names = authors(kept, comments)
    numbers = {name: at for at, name in enumerate(names, 1)}
    places, file = Places(as_it_came(tender, part)), file_of(tender, part.id)
    unplaced: list[Unplaced] = []
    remarks: list[KeepRemark] = []
    for at, margin in enumerate(kept.margin if comments else ()):
        clause = places.clause(margin.where[0][0]) if margin.where else ""
        spans, thread = places.spans(margin, clause), ""
        for reply, post in enumerate(margin.posts):
            number = numbers[post.author]
            if why := why_not(post.text, clause):
                unplaced.append(Unplaced(number, clause, post.text, why))
                continue
            name = "t" + hashlib.sha256(f"{tender.id}/{file}/{at}/{reply}".encode()).hexdigest()[:10]
            remark = Remark(number, clause, 1, post.text, () if thread else spans, thread, post.day, margin.words)
            remarks.append(KeepRemark(file, remark, name, today))
            thread = thread or name
    left_out = 0 if comments else kept.posts
    first = KeepFromImport(file, part.id, tuple(names), passages(kept, places, numbers), tuple(unplaced), left_out, kept.looks, today=today)
    return ImportPlan(first, tuple(remarks))


def why_not(text: str, clause: str) -> str:
    """Why something said in the margin cannot stand at a clause; empty where it can."""
    if not seen(text):
        return NO_WORDS
    try:
        prose(text, "What was said", "text", LONGEST)
    except Refused:
        return TOO_LONG
    return "" if clause else NO_CLAUSE


def keep(tender: Tender, asked: KeepFromImport, by: Member) -> list[Any]:
    insist(by, "parts")
    part = tender.parts.get(asked.part)
    if part is None or part.retired or part.kind != "authored" or asked.file != file_of(tender, asked.part):
        raise Refused(GONE)
    if asked.file in tender.returned:
        raise AlreadyThere("What this document had is kept already.")
    return [
        ImportKept(
            asked.file,
            part.id,
            asked.today,
            [[each.reviewer, each.kind, each.what, each.clause, each.day] for each in asked.passages],
            [[each.reviewer, each.after, each.why] for each in asked.unplaced],
            asked.left_out,
            asked.looks,
            list(asked.names),
            [each.words or "" for each in asked.passages],
            [each.text for each in asked.unplaced],
        )
    ]


def keep_remark(tender: Tender, asked: KeepRemark, by: Member) -> list[Any]:
    """A comment that was there before the tender was: it is kept whether or not a round has begun, and owed an answer once one has."""
    insist(by, "parts")
    file, remark = tender.returned.get(asked.file), asked.remark
    if file is None or not file.imported or file.stamp.by != by.id or not re.fullmatch("t[0-9a-f]{10}", asked.name):
        raise Refused(GONE)
    text = prose(remark.text, "What was said", "text", LONGEST)
    behalf = Behalf(WITH_THE_IMPORT, day_of(remark.day, asked.today))
    if remark.thread:
        if (remark.thread, 1) not in file.threads:
            raise Refused(GONE)
        thread = tender.threads[remark.thread]
        reply = Reply(thread.id, text, today=asked.today)
        return [more_said(thread, reply, text, "", behalf), CameInFile(file.id, remark.reviewer, thread.id, len(thread.posts) + 1)]
    if asked.name in tender.threads:
        raise AlreadyThere("This was said before.", asked.name)
    if remark.clause not in tender.parts[file.part].start:
        raise Refused(GONE)
    comment = Comment(asked.name, remark.clause, remark.version, "comment", text, remark.spans, today=asked.today)
    return [said_of(tender, comment, text, "", behalf), CameInFile(file.id, remark.reviewer, asked.name, 1)]


def was_kept(tender: Tender, event: ImportKept, stamp: Stamp) -> None:
    part = tender.parts[event.part]
    changed: list[str | None] = [*event.changed] if event.changed is not None else [None] * len(event.passages)
    said = event.said if event.said is not None else [""] * len(event.unplaced)
    tender.returned[event.file] = ReturnedFile(
        event.file,
        stamp,
        event.on,
        event.part,
        part.added.seq,
        list(event.names or ()),
        {},
        [Unplaced(reviewer, after, text, why) for (reviewer, after, why), text in zip(event.unplaced, said, strict=True)],
        [],
        file_name=part.file_name,
        imported=Imported(
            tuple(
                Passage(reviewer, kind, what, clause, day, text)
                for (reviewer, kind, what, clause, day), text in zip(event.passages, changed, strict=True)
            ),
            event.left_out,
            event.looks,
        ),
    )


def _said_kept(tender: Tender, event: ImportKept) -> str:
    return f"kept what had been changed in the document that “{tender.parts[event.part].name}” came in"


DECIDE = {KeepFromImport: keep, KeepRemark: keep_remark}
APPLY = {ImportKept: was_kept}
SAY = {ImportKept: _said_kept}
