"""Where browser tests go from page to page: the opened teaching tender with something behind every address, and one being set up."""

import asyncio
import itertools
import re
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from server import beginning
from specs.behalf import ClaimPost
from specs.comments import Comment
from specs.days import later
from specs.erasing import HoldRecords
from specs.hiding import AppealHiding, HidePost
from specs.interests import DeclareInterest, this_round
from specs.library.starters import blank
from specs.library.teaching_group import thread
from specs.parts import AttachFile
from specs.rounds import PlanOpening
from specs.tender import RoundPlan
from tests.test_routes import SEATED

# Who sits where in the teaching tender. “quiet” is protected and has a member's seat; “third” is a member linked to a possible bidder.
WHO = {seat: seat for seat in SEATED} | {"linked": "third", "protected": "quiet"}
NOT_HERE = re.compile(r"/waiting\}|/static/|/sign-in(/sent|/\{|$)|/invitations/")  # tests/browser/test_import.py, and below
NO_PAGES = ("/live", "/file", "/documents/{part}", "/interests/pack")  # files, and what scripts ask for


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
