"""Keeps what an imported document had before it came in: in entries of its own, after that of the part."""

from server.settings import House
from specs.imported import planned
from specs.reading import Kept
from specs.returning import AlreadyThere
from specs.tender import Member


async def keep(home: House, by: Member, tender_id: str, part: str, kept: Kept, comments: bool, key: str) -> int:
    """Records the tracked changes of a document in one entry, and each of its comments, where they are wanted, in one more.

    The same ``key`` records nothing twice. Gives how many comments and replies came in. Raises ``Refused``.
    """
    tender = await home.desk.tender(tender_id)
    plan = planned(tender, tender.parts[part], kept, comments, home.today())
    if plan is None:
        return 0
    await home.desk.act(tender_id, plan.first, by, f"{key}-kept")
    for each in plan.remarks:
        try:
            await home.desk.act(tender_id, each, by, f"{key}-kept-{each.name}")
        except AlreadyThere:
            continue
    return len(plan.remarks)
