"""Issued tenders as somebody sees them: which, how much of each, and what waits for their signature."""

from specs.gate import issued_parts
from specs.issued import Filed, Issue
from specs.issuing import next_number, signed
from specs.rounds import signs_as
from specs.seats import may, may_see
from specs.tender import Member, Tender


def files_seen(tender: Tender, by: Member, issue: Issue) -> list[Filed]:
    """The files of an issue that are for somebody, as their parts are shared now."""
    return [each for each in issue.files if may_see(by, tender.parts[each.part])]


def sees_all(tender: Tender, by: Member, issue: Issue) -> bool:
    """Whether the whole issue is for somebody: then also what it was issued without, and the list of its files."""
    return len(files_seen(tender, by, issue)) == len(issue.files)


def may_look_before(tender: Tender, by: Member) -> bool:
    """Whether what is still open before the next issue is for somebody: for those who read everything that is issued."""
    return may(by, "read issues") and all(may_see(by, part) for part in issued_parts(tender))


def waits_for(tender: Tender, by: Member, today: str) -> list[tuple[str, int]]:
    """What the other chair has signed and this one has not: “signature” or “withdrawal”, and of which issue."""
    seat = signs_as(tender, by)
    if not seat:
        return []
    done = signed(tender, today)
    found = [("signature", next_number(tender))] if done and seat not in done else []
    return found + [
        ("withdrawal", issue.number)
        for issue in tender.issues
        if issue.withdrawing and not issue.withdrawn_on and seat not in issue.withdrawing
    ]


def issues_seen(tender: Tender, by: Member) -> list[Issue]:
    """The issues of which something is for somebody, newest first."""
    return [issue for issue in reversed(tender.issues) if files_seen(tender, by, issue)]


def are_for(tender: Tender, by: Member, today: str) -> bool:
    """Whether the page of issued tenders says something to somebody: what was issued, or what is open before it is."""
    return may_look_before(tender, by) or bool(issues_seen(tender, by))
