"""The pages of a tender, and which of them lead anywhere for the person who asks."""

from collections.abc import Callable
from dataclasses import dataclass

from specs.disagreements import are_there
from specs.ideas import ideas_seen
from specs.issues import are_for
from specs.returning import are_there_files
from specs.rounds import signs_as
from specs.seats import may
from specs.tender import Member, Tender
from specs.whose import has_changed


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a tender's navigation."""

    text: str
    url: str
    here: bool
    count: int = 0
    beside: bool = False  # one that people come for now and then


# The pages of a tender: the name by which a page says it is here, what it is called, its address, and the acts of which it takes one.
PAGES: tuple[tuple[str, ...], ...] = (
    ("clauses", "Clauses", "", "read"),
    ("opening", "Opening", "/opening", "read"),
    ("can-change", "What can change here", "/what-can-change", "read"),
    ("waiting", "Waiting for you", "/waiting", "comment"),
    ("decisions", "Decide", "/decisions", "decide"),
    ("suggestions", "Suggestions", "/proposals", "read"),
    ("ideas", "Ideas box", "/ideas", "read"),
    ("disagreements", "Disagreements", "/disagreements", "read"),
    ("mine", "My contributions", "/mine", "comment"),
    ("parts", "Parts", "/parts", "read"),
    ("report", "You said, we did", "/report", "read"),
    ("history", "History", "/history", "read history"),
    ("whose", "Whose words", "/whose-words", "read"),
    ("behalf", "Enter for others", "/behalf/new", "speak for others"),
    ("issues", "Issued tenders", "/issues", "read issues"),
    ("returned", "Back from Word", "/returned", "read"),
    ("download", "Download", "/download", "download draft"),
    ("seats", "Seats", "/seats", "seat", "seat members"),
    ("interests", "Links to bidders", "/interests/register", "register"),
    ("records", "Records", "/records", "keep records"),
    ("decides", "Who decides what", "/who-decides", "read"),
    ("you", "You here", "/you", "read"),
)
EVERY_DAY = ("clauses", "can-change", "waiting", "decisions", "suggestions", "mine", "ideas")
# Pages that mean nothing while there is nothing on them.
ONCE_THERE: dict[str, Callable[[Tender, Member, str], object]] = {
    "ideas": ideas_seen,
    "disagreements": are_there,
    "whose": has_changed,
    "issues": are_for,
    "returned": are_there_files,
}
# Nothing stands on these before the first round.
OF_A_ROUND = (
    *("waiting", "decisions", "suggestions", "mine", "behalf", "ideas", "disagreements"),
    *("decides", "whose", "interests", "issues", "returned", "report", "you"),
)
MOST_KEPT = 1_000
Kept = dict[tuple[object, ...], bool]  # what was found to stand on a page, so that it is not asked for every page that is drawn


def navigation(tender: Tender, by: Member, here: str, today: str, kept: Kept) -> list[Entry]:
    """The pages of a tender that this seat may open, and on which something stands. ``here`` names the one they are for."""
    url = f"/tenders/{tender.id}"
    there = [each for each in PAGES if tender.rounds or each[0] not in OF_A_ROUND]
    there = [each for each in there if each[0] not in ONCE_THERE or _is_there(tender, by, each[0], today, kept)]
    own = [
        Entry(text, url + path, name == here, beside=name not in EVERY_DAY)
        for name, text, path, *acts in there
        if any(_may_open(tender, by, act) for act in acts)
    ]
    search = Entry("Search", "/search", here == "search")
    return [*(each for each in own if not each.beside), search, *(each for each in own if each.beside)]


def _is_there(tender: Tender, by: Member, name: str, today: str, kept: Kept) -> bool:
    """Whether something stands on a page for people of this seat. Worked out once for each entry of the record, as every page asks."""
    key = (name, tender.id, tender.seq, by.seat, by.linked, today)
    if key not in kept:
        kept[key] = bool(ONCE_THERE[name](tender, by, today))
        while len(kept) > MOST_KEPT:
            del kept[next(iter(kept))]
    return kept[key]


def _may_open(tender: Tender, by: Member, act: str) -> bool:
    """Whether a page is for this person: for their seat, or for the chair they stand in for."""
    return bool(signs_as(tender, by)) if act == "decide" else may(by, act)
