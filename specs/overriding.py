"""A decision by legal power: the public body decides, without the other signature."""

from dataclasses import dataclass
from typing import Any

from specs.decisions import decision_under
from specs.proposals import waiting
from specs.reaching import insist_its_parts_reached
from specs.seats import insist
from specs.signatures import SignDecision, checked
from specs.signing_off import signing_seat
from specs.tender import Member, Tender
from specs.typed import prose


@dataclass(frozen=True, slots=True)
class Override:
    """The public body decides by its legal power, ``power``, without the other signature: named, with a reason, for all to read."""

    signing: SignDecision
    power: str


def override(tender: Tender, asked: Override, by: Member) -> list[Any]:
    signing = asked.signing
    insist(by, "override")
    signing_seat(tender, by, signing.today)
    proposal = waiting(tender, signing.proposal, by, signing.today)
    insist_its_parts_reached(tender, by, proposal, signing.today)
    power = prose(asked.power, "The legal power", "power", 500)
    prose(signing.reason, "The reason", "reason", 5_000)
    view = checked(tender, signing, proposal, by, None)
    return decision_under(tender, proposal, {"commissioner": view}, signing.today, power, signing.ready)


DECIDE = {Override: override}
APPLY: dict[type, Any] = {}
SAY: dict[type, Any] = {}
