"""A Word file comes back: what people changed in it becomes suggestions, what they said comments, and nothing changes by itself.

Nobody is named: a file's authors are “a reviewer” until the facilitator, or the one concerned, says who of them is who here.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from specs.circles import may_see_thread, posts_seen
from specs.comments import Comment, Reply, more_said, said_of
from specs.events import words
from specs.labels import name_of
from specs.legal_changes import found_events, touches_what_is_fixed
from specs.offered import DONE
from specs.proposals import Propose, offered, on_clause
from specs.proposed import Arrangement
from specs.refusals import GONE, Refused
from specs.returned import IN_A_FILE, Edit, Remark, ReturnedFile, Unplaced
from specs.rounds import has_begun
from specs.seats import insist, may, may_see
from specs.tender import Member, Part, Stamp, Tender, standing
from specs.threads import Behalf
from specs.typed import is_date, one_line, prose

NO_REASON = "Changed in Word; the file gives no reason."
MIXED = "It stands on words that somebody else had changed in the same file, so both changes are in it."
LONGEST = 5_000


class AlreadyThere(Refused):
    """What a file says was suggested, said or decided before: it changes nothing a second time. ``thread`` is where, of a comment."""

    def __init__(self, sentence: str, thread: str = "") -> None:
        super().__init__(sentence)
        self.thread = thread


@dataclass(frozen=True)
class BringBack:
    """A file came back for the edition of entry ``edition``; ``found`` says by which step each clause was found.

    ``names`` are those in the file, of reviewers 1, 2, …; ``kept`` and ``mended`` name the kept file.
    """

    file: str
    part: str
    edition: int
    names: tuple[str, ...]
    found: tuple[tuple[str, str], ...]
    unplaced: tuple[Unplaced, ...] = ()
    differences: tuple[str, ...] = ()
    kept: str = ""
    mended: str = ""
    file_name: str = ""
    today: str = field(default="", repr=False)


@dataclass(frozen=True)
class TakeEdit:
    """One thing that somebody changed in a file that came back; ``name`` is the id of what is made of it."""

    file: str
    edit: Edit
    name: str
    today: str = field(default="", repr=False)


@dataclass(frozen=True)
class TakeRemark:
    """One thing that somebody said in the margin of a file that came back."""

    file: str
    remark: Remark
    name: str
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class FileReturned:
    """``unplaced`` are ``[reviewer, after, why]``, their words apart."""

    file: str
    part: str
    edition: int
    on: str
    found: list[list[str]]
    unplaced: list[list[Any]]
    names: list[str] | None = words()
    said: list[str] | None = words()
    differences: list[str] | None = words()
    kept: str | None = words()
    mended: str | None = words()
    file_name: str | None = words()


@dataclass(frozen=True, slots=True)
class CameInFile:
    """Something that was suggested or said came in a file, from its reviewer of this number."""

    file: str
    reviewer: int
    thread: str
    post: int


def insist_it_may_come_back(tender: Tender, part: str, by: Member, today: str) -> Part:
    """The part that a file is for. Raises ``Refused`` where this person cannot bring one back, or it is not the time."""
    insist(by, "bring back")
    if not tender.rounds or not has_begun(tender, today):
        raise Refused(
            "A file can be brought back once the round has begun, as what was changed in it becomes suggestions. "
            "Until then the words are changed here, or brought in as a new part."
        )
    found = tender.parts.get(part)
    if found is None or found.retired or found.kind != "authored" or not may_see(by, found):
        raise Refused("This part is not in the tender any more. Please choose another one.", "part")
    return found


def bring_back(tender: Tender, asked: BringBack, by: Member) -> list[Any]:
    part = insist_it_may_come_back(tender, asked.part, by, asked.today)
    if not re.fullmatch("r[0-9a-f]{10}", asked.file) or asked.file in tender.returned:
        raise AlreadyThere("This file was brought back before.")
    return [
        FileReturned(
            asked.file,
            part.id,
            asked.edition,
            asked.today,
            [list(each) for each in asked.found],
            [[each.reviewer, each.after, each.why] for each in asked.unplaced],
            list(asked.names),
            [each.text for each in asked.unplaced],
            list(asked.differences),
            asked.kept,
            asked.mended,
            one_line(asked.file_name, "The name of the file", "document") if asked.file_name.strip() else "",
        )
    ]


def _file(tender: Tender, name: str, by: Member) -> ReturnedFile:
    found = tender.returned.get(name)
    if found is None or found.stamp.by != by.id:
        raise Refused(GONE)
    return found


def take_edit(tender: Tender, asked: TakeEdit, by: Member) -> list[Any]:
    file = _file(tender, asked.file, by)
    insist_it_may_come_back(tender, file.part, by, asked.today)
    return edit_events(tender, file.id, asked.edit, asked.name, by, asked.today)


def edit_events(tender: Tender, file: str, edit: Edit, name: str, by: Member, today: str) -> list[Any]:
    """What becomes of something that was changed in a file: a suggestion, or a legal change where the words are fixed.

    Raises ``AlreadyThere`` where it is not new, ``Refused`` where it cannot be placed.
    """
    clause = standing(tender, edit.clause)
    insist_it_is_new(tender, edit, by, today)
    if touches_what_is_fixed(clause, edit):
        return found_events(tender, file, edit, name, today)
    reason = f"{NO_REASON} {MIXED}" if edit.mixed else NO_REASON
    where = Arrangement(after=edit.after)
    asked = Propose(name, edit.kind, clause.id, edit.base, reason, edit.wording, where, edit.made or None, today=today)
    made = offered(tender, asked, "", Behalf(IN_A_FILE, day_of(edit.day, today)))
    if made.look == DONE:
        raise AlreadyThere("These words stand in the clause already.")
    return [made, CameInFile(file, edit.reviewer, name, 1)]


def insist_it_is_new(tender: Tender, edit: Edit, by: Member, today: str) -> None:
    """Raises ``AlreadyThere`` where just this was suggested before, as far as it has reached whoever brings it, whatever became of it."""
    texts = [p.text for p in edit.wording]
    for each in on_clause(tender, edit.clause):
        if each.kind != edit.kind or not may_see_thread(tender, by, tender.threads[each.id], today):
            continue
        same = edit.kind == "removal" or (edit.kind == "move" and each.arrangement.after == edit.after)
        if same or (edit.kind in ("wording", "new") and any(offer.texts == texts for offer in each.offers)):
            raise AlreadyThere("This was suggested before.")
    for change in tender.legal_changes.values():
        known = change.edit
        if (known.clause, known.kind, known.after, [p.text for p in known.wording]) == (edit.clause, edit.kind, edit.after, texts):
            raise AlreadyThere("This was brought back before, as a legal change.")


def take_remark(tender: Tender, asked: TakeRemark, by: Member) -> list[Any]:
    file = _file(tender, asked.file, by)
    insist_it_may_come_back(tender, file.part, by, asked.today)
    return remark_events(tender, file.id, asked.remark, asked.name, by, asked.today)


def remark_events(tender: Tender, file: str, remark: Remark, name: str, by: Member, today: str) -> list[Any]:
    """What becomes of something that was said in a file: a comment, or a reply in its thread.

    Raises ``AlreadyThere`` where it was said before, ``Refused`` where it cannot be placed.
    """
    text = prose(remark.text, "What was said", "text", LONGEST)
    clause = standing(tender, remark.clause)
    behalf = Behalf(IN_A_FILE, day_of(remark.day, today))
    threads = [tender.threads[remark.thread]] if remark.thread in tender.threads else []
    on = threads or [tender.threads[each] for each in tender.threads_on.get(clause.id, ())]
    seen = [thread for thread in on if thread.kind != "private" and may_see_thread(tender, by, thread, today)]
    if before := next((thread for thread in seen for post in posts_seen(by, thread, today) if post.text == text), None):
        raise AlreadyThere("This was said before.", before.id)
    if threads:
        thread = threads[0]
        reply = Reply(thread.id, text, today=today)
        return [more_said(thread, reply, text, "", behalf), CameInFile(file, remark.reviewer, thread.id, len(thread.posts) + 1)]
    asked = Comment(name, clause.id, remark.version, "comment", text, remark.spans, today=today)
    return [said_of(tender, asked, text, "", behalf), CameInFile(file, remark.reviewer, name, 1)]


def day_of(date: str, today: str) -> str:
    """The day of something as a file dates it; today where the file has no date, or one that lies ahead."""
    return date[:10] if is_date(date[:10]) and date[:10] <= today else today


def came_back(tender: Tender, event: FileReturned, stamp: Stamp) -> None:
    said = event.said if event.said is not None else [""] * len(event.unplaced)
    tender.returned[event.file] = ReturnedFile(
        event.file,
        stamp,
        event.on,
        event.part,
        event.edition,
        list(event.names or ()),
        {step[0]: step[1] for step in event.found},
        [Unplaced(reviewer, after, text, why) for (reviewer, after, why), text in zip(event.unplaced, said, strict=True)],
        list(event.differences or ()),
        event.kept or "",
        event.mended or "",
        event.file_name or "",
    )


def came_in_file(tender: Tender, event: CameInFile, stamp: Stamp) -> None:
    post = tender.threads[event.thread].posts[event.post - 1]
    post.file, post.reviewer = event.file, event.reviewer
    tender.returned[event.file].threads.append((event.thread, event.post))


def files_seen(tender: Tender, by: Member) -> list[ReturnedFile]:
    """The files that came back, or that parts came in, as far as somebody may see their parts."""
    parts = tender.parts
    return [file for file in tender.returned.values() if not parts[file.part].retired and may_see(by, parts[file.part])]


def are_there_files(tender: Tender, by: Member, today: str) -> bool:
    """Whether the page of files that came back says something to somebody: a file came, or they may bring one."""
    return may(by, "bring back") or bool(files_seen(tender, by))


def _said_came_back(tender: Tender, event: FileReturned) -> str:
    return f"brought back a Word file of “{tender.parts[event.part].name}” that was changed elsewhere"


def _said_came_in_file(tender: Tender, event: CameInFile) -> str:
    clause = name_of(tender, tender.threads[event.thread].clause)
    what = "a suggestion" if event.thread in tender.proposals else "a comment"
    if tender.returned[event.file].imported:
        return f"brought in {what} on {clause} with the document"
    return f"brought back {what} on {clause} from a Word file"


DECIDE = {BringBack: bring_back, TakeEdit: take_edit, TakeRemark: take_remark}
APPLY = {FileReturned: came_back, CameInFile: came_in_file}
SAY = {FileReturned: _said_came_back, CameInFile: _said_came_in_file}
