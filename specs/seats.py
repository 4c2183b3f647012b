"""Who may do what: one table, used by the rules, the pages and the page “Who decides what”."""

from typing import NamedTuple

from specs.refusals import Refused
from specs.tender import Member, Part, Tender

SEATS = {
    "commissioner": "commissioner",
    "co_chair": "lived-experience co-chair",
    "member": "steering group member",
    "facilitator": "facilitator",
    "procurement": "procurement officer",
    "official": "answering official",
    "observer": "observer",
    "administrator": "administrator",
}

SIGNS = {
    "●": "alone",
    "②": "commissioner and co-chair together",
    "③": "three together",
    "o": "their own",
    "p": "may propose",
    "r": "may read",
    "–": "no",
}
# Those who work for the public body, or watch: what people who asked to be protected say reaches them after the day has ended.
OFFICIALS = ("commissioner", "procurement", "official", "observer")


class Act(NamedTuple):
    """A row of the table: what it is, in words, and a sign for each seat in the order of ``SEATS``."""

    words: str
    signs: str


# The order of the signs is the order of SEATS.
ACTS: dict[str, Act] = {
    "read": Act("Read the parts for the group", "rrrrrrr–"),
    "read procurement": Act("Read the parts for procurement only", "r–––r–––"),
    "read history": Act("Read the history", "rrrrrrr–"),
    "draft": Act("Draft while the tender is set up; later, change a fixed clause, with a notice", "●ppppp––"),
    "suggest": Act("Suggest other words, a new clause or another order", "●●●●●●––"),
    "take sides": Act("Say where one stands on a suggestion, and offer other words instead", "●●●–●●––"),
    "decide": Act("Decide on suggestions, sign clauses off and open them again", "②②––––––"),
    "issue": Act("Issue the tender, say what must be met before, and withdraw what was issued", "②②––––––"),
    "read issues": Act("Read and download issued tenders, as far as one may see their parts", "rrrrrrr–"),
    "read downloads": Act("See from which seats an issued tender was downloaded", "rr––r–––"),
    "override": Act("Decide by legal power, without the other signature: named, with the reason", "●–––––––"),
    "hold": Act("Hold a clause until it is discussed (procurement: for a legal reason)", "●●③–●–––"),
    "dissent": Act("Record that one does not agree with a decision", "●●●–●–––"),
    "correct": Act("Add a note that puts a decision right", "●●––––––"),
    "disagreements": Act("Say who looks after a disagreement and when it is talked about", "●●–●––––"),
    "add ideas": Act("Put something into the ideas box", "●●●●●●––"),
    "keep ideas": Act("Say when an idea comes back, and what became of it", "●●–●●●––"),
    "fix": Act("Mark a clause fixed or open, and fix words inside one", "●pp–p–––"),
    "parts": Act("Add parts to the tender and say who may see them", "●–––––––"),
    "download draft": Act("Download a draft as a Word document", "●●–●●–––"),
    "bring back": Act("Bring back a Word file that was changed elsewhere", "●●–●●–––"),
    "adopt base": Act("Make a Word file that came back the base document of its part", "––––●–––"),
    "legal changes": Act("Confirm what lawyers changed in a fixed clause, with the reason", "––––●–––"),
    "comment": Act("Comment on a clause, ask why it is fixed, agree with what someone said", "●●●●●●––"),
    "ask privately": Act("Ask the facilitator privately, who may put it forward without the name", "–●●–––––"),
    "answer": Act("Answer what was said, and hand it to another official", "●–––●●––"),
    "close": Act("Close what one said: satisfied, or answered but not agreed", "ooo●oo––"),
    "speak for others": Act("Enter what was said by phone, on paper or at a meeting", "–––●––––"),
    "take back": Act("Take one's own words back for good", "ooo●oo––"),
    "hide": Act("Hide a post by a named rule, with a notice", "–p–●––––"),
    "appeal": Act("Appeal when one's own post was hidden", "ooo–oo––"),
    "judge": Act("Decide such an appeal", "–●––––––"),
    "open": Act("Plan the opening and open a round", "②②–p––––"),
    "deputies": Act("Name one's own deputy", "●●–●––––"),
    "seat": Act("Give and end the seats of officials, facilitators and observers", "●–––––––"),
    "seat members": Act("Give and end the seats of people with lived experience", "–––●––––"),
    "identities": Act("See people's own names and addresses", "–––●––––"),
    "support": Act("Read what people ask for help with", "–––●––––"),
    "declare": Act("Say whether one is linked to a possible bidder", "ooooooo–"),
    "register": Act("Read who is linked to a possible bidder", "rr–rr–––"),
    "handle interests": Act("Decide what follows from such a link", "––––●–––"),
    "keep records": Act("Say that records are asked for, so that nothing is erased meanwhile", "––––●–––"),
    "settings": Act("See accounts as numbers, seats and settings, and nothing else", "–––––––●"),
}


def sign(act: str, seat: str) -> str:
    """The table's sign for a seat: one of ``SIGNS``."""
    return ACTS[act].signs[list(SEATS).index(seat)]


def may(by: Member, act: str) -> bool:
    """Whether this seat may do this alone, for itself (or read, where the act is reading)."""
    return by.seat in SEATS and sign(act, by.seat) in "●or"


def insist(by: Member, act: str) -> None:
    """Raises ``Refused`` when this seat may not do this alone."""
    if not may(by, act):
        who = [name for seat, name in SEATS.items() if sign(act, seat) in "●o"]
        raise Refused(f"Only the {' or the '.join(who)} can do this. Your words are kept in the box.")


def may_see(by: Member, part: Part) -> bool:
    """Whether this person may see a part of the pack."""
    return may_see_shared(by, part.sharing)


def may_see_shared(by: Member, sharing: str) -> bool:
    """Whether this person may see what is shared in this way: whoever is linked to a possible bidder, what every bidder may."""
    if by.linked and sharing != "shareable":
        return False
    return may(by, "read procurement" if sharing == "procurement" else "read")


def parts_seen(tender: Tender, by: Member) -> list[Part]:
    """The parts of the pack that this seat may see, in the order they were added."""
    return [part for part in tender.parts.values() if not part.retired and may_see(by, part)]
