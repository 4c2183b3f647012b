"""Where browser tests go from page to page: the opened teaching tender with something behind every address, and one being set up."""

import asyncio
import itertools
import re
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from server import beginning, issued
from specs.behalf import ClaimPost
from specs.comments import Comment
from specs.counters import OfferCounter
from specs.days import later
from specs.disagreements import MindDisagreement
from specs.dissents import NoteCorrection, RecordDissent
from specs.erasing import HoldRecords
from specs.gate import KINDS, ChooseWhatMustBeMet, PrepareIssue
from specs.hiding import AppealHiding, HidePost
from specs.holds import HoldClause, ReleaseClause
from specs.ideas import EndIdea, KeepIdea, PutIdea
from specs.interests import DeclareInterest, this_round
from specs.issuing import SignIssue, WithdrawIssue, mark
from specs.library.starters import blank
from specs.library.teaching_group import thread
from specs.parts import AttachFile
from specs.rounds import PlanOpening
from specs.signing_off import ReopenClause, SignOffClause
from specs.stands import TakeStand
from specs.tender import RoundPlan
from specs.wording import Paragraph
from tests.returning import LEGAL, RETURNED, what_came_back
from tests.suggesting import other_words, signing
from tests.test_routes import SEATED

# Who sits where in the teaching tender. “quiet” is protected and has a member's seat; “third” is a member linked to a possible bidder.
WHO = {seat: seat for seat in SEATED} | {"linked": "third", "protected": "quiet"}
NOT_HERE = re.compile(r"/waiting\}|/static/|/sign-in(/sent|/\{|$)|/invitations/")  # tests/browser/test_import.py, and below
NO_PAGES = (
    "/live",
    "/file",
    "/documents/{part}",
    "/working-copy",
    "/report/word",
    "/report/html",
    "/interests/pack",
    "/files/{part}",
    "/tracked/{part}",
    "/list",
    "/all",
    "/credits",
)  # files, and what scripts ask for


WAITS, TOUCHED, TAKEN, MOVED = "t00000000e1", "t00000000e2", "t00000000e3", "t00000000e4"
MORE = Paragraph("+1", "para", "A neighbour has a key.")
IDEA, LET_GO, PROTECTED = "t00000000d1", "t00000000d2", "t00000000d3"


class Rooms(NamedTuple):
    """Where the sweep goes: the opened teaching tender with something behind every address, and one that is being set up."""

    served: Any
    other: str

    def addresses(self, route: str) -> Iterator[str]:
        """Addresses of a route, of which at least one may be open to somebody whose seat includes the page."""
        names = re.findall(r"\{(\w+)(?::\w+)?\}", route)
        known = {
            "tender": (self.other,) if route.endswith(("/opening/plan", "/opening/signature")) else (self.served.tender,),
            "clause": ("c8", "c14", "c18"),
            "thread": ("t00000000bb", *map(thread, range(1, 9))),
            "part": ("d1", "d2"),
            "number": ("1",),
            "lock": ("l1",),
            "member": tuple(self.served.house.desk.fold(self.served.tender).members),
            "card": ("abacus-abdomen",),
            "idea": (IDEA,),
            "about": (thread(2), "c8"),
            "kind": ("idea", "dissent"),
            "name": (IDEA, PROTECTED, thread(9)),
            "proposal": (WAITS, TOUCHED, thread(9)),
            "file": (RETURNED,),
            "change": (LEGAL,),
        }
        for chosen in itertools.product(*(known[name] for name in names)):
            values = dict(zip(names, chosen, strict=True))
            made = re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: values[found[1]], route)  # noqa: B023 - used at once
            yield made + (
                "?from=1&to=2" if made.endswith("/comparison") else f"?thread={thread(8)}" if made.endswith("/answers/new") else ""
            )


def furnished(served: Any) -> Rooms:
    """Puts something behind every address of the served teaching tender."""
    home, today, tender = served.house, served.house.today(), served.tender
    served.act(AttachFile("Prices", "procurement", home.record.put_blob(b"31"), "prices.xlsx"), key="file")
    asked = Comment("t00000000bb", "c10", 1, "private", "Is it known who I am?", protected=True, today=today)
    served.act(asked, "quiet", "private")
    served.act(ClaimPost(thread(4), 1), "member", "claim")
    served.act(HidePost(thread(6), 1, "names", "It says who somebody is.", today), "facilitator", "hide")
    served.act(HidePost(thread(1), 1, "names", "It says who somebody is.", today), "facilitator", "hide another")
    served.act(AppealHiding(thread(1), 1, "It does not.", today), "member", "appeal")
    served.act(HoldRecords("Somebody asked for the answers.", later(today, 60), today), "procurement", "hold")
    _disagreed(served, today)
    _suggested(served, today)
    _came_back(served)
    _issued(served, today)
    served.act(DeclareInterest(True, "Harbour Care", "My sister works there."), "third", "linked")
    mine = home.people.member_of(served.accounts["member"], tender)
    home.support.ask(served.accounts["member"], tender, mine, "support", "The letters are small.", "Call me.", "support")
    home.people.let_administer(served.accounts["observer"])
    for account in served.accounts.values():
        home.drafts.brief(account, f"{tender}/{this_round(home.desk.fold(tender))}")
    begun = partial(beginning.begin, home, served.accounts["commissioner"], "Meals at home", blank(), "begin")
    other = asyncio.run_coroutine_threadsafe(begun(), served.loop).result()[0].tender.id
    plan = RoundPlan(later(today, 30), later(today, 60), 10, later(today, 120), "All of it.", "The group decides.")
    served._replace(tender=other).act(PlanOpening(plan, today), key="plan")
    return Rooms(served, other)


def _came_back(served: Any) -> None:
    """A Word file came back: it adds a clause, leaves out a fixed one, and says something that belongs nowhere."""
    tender = served.house.desk.fold(served.tender)
    fixed = next(clause.id for clause in tender.reading_order("d1") if clause.openness == "fixed")
    for number, asked in enumerate(what_came_back(served.house, served.tender, fixed=fixed)):
        served.act(asked, "procurement", f"came back {number}")


def _issued(served: Any, today: str) -> None:
    """The tender as it stands was issued, although much is open; one chair asks to withdraw it. Then it moved, and the next is prepared."""
    why = tuple((kind, f"It cannot wait for {about.title.lower()}.\nWe follow it up.") for kind, about in KINDS.items())
    for who in ("commissioner", "co_chair"):
        served.act(ChooseWhatMustBeMet((), today), who, f"must {who}")
    served.act(PrepareIssue(why, today), key="why")
    for who in ("commissioner", "co_chair"):
        made = asyncio.run_coroutine_threadsafe(issued.make(served.house, served.tender, who, today), served.loop).result()
        served.act(SignIssue(mark(served.house.desk.fold(served.tender), today), today, made), who, f"issues {who}")
    served.house.downloads.note(served.tender, 1, "everything in one file", "procurement")
    served.act(WithdrawIssue(1, "A price was wrong.", today), "co_chair", "withdraws")
    served.act(other_words(served.house.desk.fold(served.tender), MOVED, "c6", " the ", " our ", today), "official", "moved")
    for who in ("commissioner", "co_chair"):
        served.act(signing(served.house.desk.fold(served.tender), MOVED, today), who, f"{who} moves")
    served.act(PrepareIssue(why, today), key="why again")
    served.act(SignIssue(mark(served.house.desk.fold(served.tender), today), today), "co_chair", "signs the next")


def _suggested(served: Any, today: str) -> None:
    """A suggestion of two changes that waits, signed by one chair, with other words offered; and one whose words were touched since."""

    def words(name: str, old: str, new: str) -> Any:
        return other_words(served.house.desk.fold(served.tender), name, "c7", old, new, today)

    served.act(words(TOUCHED, "reach of the bed", "reach of the chair"), "third", "touched")
    served.act(words(TAKEN, "reach of the bed", "reach of the person"), "official", "taken")
    for who in ("commissioner", "co_chair"):
        served.act(signing(served.house.desk.fold(served.tender), TAKEN, today), who, f"{who} takes")
    served.act(words(WAITS, "a warm room and a light that works", "a very warm room and a bright light that works"), "member", "waits")
    wording = served.house.desk.fold(served.tender).clauses["c7"].wording
    served.act(OfferCounter(WAITS, 2, (*wording, MORE), "It is shorter.", today=today), "official", "instead")
    served.act(TakeStand(WAITS, "not", 1, "It is too long.", "A light is enough.", today=today), "third", "stands")
    served.act(signing(served.house.desk.fold(served.tender), WAITS, today), "commissioner", "signs")


def _disagreed(served: Any, today: str) -> None:
    """Ideas that wait, were kept and let go; clauses that are held, were held, and are signed; dissents, and disagreements looked after."""
    version = {name: clause.version for name, clause in served.house.desk.fold(served.tender).clauses.items()}
    for number, (who, asked) in enumerate(
        (
            ("member", PutIdea(IDEA, "c18", "A bus that stops at the door.\nAnd one that waits.", today=today)),
            ("third", PutIdea(LET_GO, "c11", "A garden for everybody.", today=today)),
            ("commissioner", KeepIdea(LET_GO, "Ruth Adeyemi", later(today, 60), "We ask the parks office.", today)),
            ("co_chair", KeepIdea(LET_GO, "Ruth Adeyemi", later(today, 90), "The parks office has not answered yet.", today)),
            ("co_chair", EndIdea(LET_GO, "let go", "There is no land, and none will be bought before 2030.", today)),
            ("quiet", PutIdea(PROTECTED, "c12", "Somebody who reads the answer to me.", True, today)),
            ("procurement", HoldClause("c8", "The law on keeping notes is not met.", later(today, 9), today=today)),
            ("member", HoldClause("c8", "Not everybody can write.", later(today, 12), today=today)),
            ("quiet", HoldClause("c19", "I was alone when it ended.", later(today, 12), True, today)),
            ("member", HoldClause("c19", "Three months are too short.", later(today, 12), today=today)),
            ("co_chair", HoldClause("c18", "Nobody has explained the sum.", later(today, 3), today=today)),
            ("co_chair", ReleaseClause("c18", "The finance officer came and explained it. We can live with it.", today=today)),
            ("commissioner", SignOffClause("c18", version["c18"], today)),
            ("commissioner", SignOffClause("c17", version["c17"], today)),
            ("co_chair", SignOffClause("c17", version["c17"], today)),
            ("co_chair", ReopenClause("c17", "One measure counts visits, and not what they are good for.", today)),
            ("member", RecordDissent(thread(9), "People who cannot read are left out.", "Somebody calls as well.", today=today)),
            ("quiet", RecordDissent(thread(9), "Nobody asked me how.", protected=True, today=today)),
            ("co_chair", NoteCorrection(thread(9), "It was the meeting on the 12th.", today)),
            ("facilitator", MindDisagreement(thread(2), "Fay Lindqvist", "being talked about", today, "We met, and meet again.", today)),
            ("commissioner", MindDisagreement(thread(9), "Josh", "agreed to differ", "", "Both views stand in the minutes.", today)),
        )
    ):
        served.act(asked, who, f"disagreed {number}")
