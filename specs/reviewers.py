"""Who the authors of a returned Word file are here: the facilitator says so, or the one concerned. To others each is “a reviewer”."""

from dataclasses import dataclass, replace
from typing import Any

from specs.events import words
from specs.refusals import GONE, Refused
from specs.returned import NOBODY, ReturnedFile
from specs.seats import insist, may, may_see
from specs.tender import Member, Stamp, Tender


@dataclass(frozen=True, slots=True)
class MatchReviewer:
    """The facilitator says who one of a file’s authors is here (empty: nobody, or it is not known)."""

    file: str
    reviewer: int
    member: str


@dataclass(frozen=True, slots=True)
class ClaimReviewer:
    """Somebody says that what stands under this name in the file is their own. The name has to be typed just as the file has it."""

    file: str
    name: str


@dataclass(frozen=True, slots=True)
class ReviewerMatched:
    file: str
    reviewer: int
    member: str
    name: str | None = words()


def reads_names(by: Member) -> bool:
    """Whether somebody is told the names that a file has."""
    return may(by, "identities")


def reads_file_name(by: Member, file: ReturnedFile) -> bool:
    """Whether somebody is told what a file was called, which often names a person: whoever brought it knows it already."""
    return reads_names(by) or by.id == file.stamp.by


def name_in(file: ReturnedFile, number: int) -> str:
    """What the file calls one of its reviewers; empty for whoever did not track it, and where it was taken back."""
    return file.names[number - 1] if 0 < number <= len(file.names) else ""


def _returned(tender: Tender, name: str, by: Member) -> ReturnedFile:
    found = tender.returned.get(name)
    if found is None or not may_see(by, tender.parts[found.part]):
        raise Refused(GONE)
    return found


def match(tender: Tender, asked: MatchReviewer, by: Member) -> list[Any]:
    insist(by, "identities")
    file = _returned(tender, asked.file, by)
    if not NOBODY <= asked.reviewer <= len(file.names):
        raise Refused(GONE)
    if asked.member and asked.member not in tender.seated:
        raise Refused("Please choose from the list who this is.", "member")
    if file.members.get(asked.reviewer, "") == asked.member:
        raise Refused("Nothing would change: this is how it stands already.", "member")
    return [ReviewerMatched(file.id, asked.reviewer, asked.member, name_in(file, asked.reviewer))]


def claim(tender: Tender, asked: ClaimReviewer, by: Member) -> list[Any]:
    file = _returned(tender, asked.file, by)
    insist(by, "comment")
    typed = _plain(asked.name)
    if not typed:
        raise Refused("Please type your name just as Word has it.", "name")
    number = next((at for at, name in enumerate(file.names, 1) if _plain(name) == typed), 0)
    if not number:
        raise Refused("This name is not in the file. Please type it just as Word has it: under File, Options, General.", "name")
    if file.members.get(number) == by.id:
        raise Refused("These are yours already.", "name")
    if file.members.get(number):
        raise Refused("Somebody is known under this name already. Please tell the facilitator if that is not right.", "name")
    return [ReviewerMatched(file.id, number, by.id, file.names[number - 1])]


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def matched(tender: Tender, event: ReviewerMatched, stamp: Stamp) -> None:
    file = tender.returned[event.file]
    file.members[event.reviewer] = event.member
    for thread, number in file.threads:
        post = tender.threads[thread].posts[number - 1]
        if post.reviewer != event.reviewer:
            continue
        post.by, post.confirmed = event.member, bool(event.member)
        if number == 1 and thread in tender.proposals:  # whose suggestion it is
            proposal = tender.proposals[thread]
            proposal.offers = [replace(each, by=event.member) if each.how == "author" else each for each in proposal.offers]


DECIDE = {MatchReviewer: match, ClaimReviewer: claim}
APPLY = {ReviewerMatched: matched}
SAY = {ReviewerMatched: lambda tender, event: "said who a reviewer of a Word file that came back is here"}
