"""The demonstration: the teaching tender in a throw-away folder, with a sign-in link for each seat."""

import asyncio
import tempfile
from pathlib import Path

import click

from server import beginning, serving
from server.settings import House, Settings, open_house
from specs.interests import DeclareInterest
from specs.library import teaching, teaching_group
from specs.members import GiveSeat
from specs.tender import Member

SETTING_UP = ("commissioner", "procurement", "observer")  # who is there before the group is


async def teach(home: House, opened: bool = True) -> tuple[str, dict[str, str]]:
    """Tells the story of the teaching tender into a house, up to the opening or beyond: the tender's id, and the account of each person."""
    cast = teaching.CAST if opened else {who: teaching.CAST[who] for who in SETTING_UP}
    accounts = {who: home.people.invite(email, name, may_create=who == "commissioner").id for who, (name, email) in cast.items()}
    done, by = await beginning.begin(home, accounts["commissioner"], teaching.TITLE, teaching.part(), "teaching-0")
    tender = done.tender.id
    people = {who: Member(home.people.seat(account, tender), seat_of(who)) for who, account in accounts.items()}
    for who, member in people.items():
        if who != "commissioner":
            giver = people[teaching.GIVEN_BY.get(member.seat, "commissioner")]
            await home.desk.act(tender, GiveSeat(member.id, member.seat), giver, f"teaching-{who}")
    for number, step in enumerate(teaching.STEPS, 1):
        await home.desk.act(tender, step(await home.desk.tender(tender)), by, f"teaching-{number}")
    if opened:
        await _open(home, tender, people)
    else:
        for who in SETTING_UP[1:]:
            await home.desk.act(tender, DeclareInterest(False), people[who], f"teaching-{who}-declares")
    return tender, accounts


async def _open(home: House, tender: str, people: dict[str, Member]) -> None:
    """The round begins, and the first days go by."""
    members = {who: member.id for who, member in people.items()}
    for number, (who, asked) in enumerate((*teaching_group.OPENING, *teaching_group.TALK), 1):
        now = teaching_group.Now(await home.desk.tender(tender), members, home.today())
        await home.desk.act(tender, asked(now), people[who], f"group-{number}")


def seat_of(who: str) -> str:
    """The seat of one of the cast."""
    return teaching.SEATS.get(who, who)


def serve(port: int) -> None:
    """Serves the story until it is stopped; nothing of it is left behind. Raises ``Refused`` where the port is taken."""
    listening = serving.bound("127.0.0.1", port)
    port = listening.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="cotender-demo-") as folder:
        home = open_house(Settings(Path(folder) / "data", port=port, url=f"http://127.0.0.1:{port}", smtp=None, mail_from=""))
        tender, accounts = asyncio.run(teach(home))
        click.echo(f"\n“{teaching.TITLE}” is ready. Sign in as one of these people (each link works once, within 30 minutes):\n")
        for who, account in accounts.items():
            name = teaching.CAST[who][0]
            link = beginning.sign_in(home, account, f"/tenders/{tender}")
            click.echo(f"  {name + ', ' + beginning.seat_name(seat_of(who)):<42} {home.settings.url}{link}")
        click.echo(f"\nNo email leaves this machine: what would be sent is written to {home.settings.data / 'outbox'}")
        click.echo("\nOpen each in a browser window of its own. Stop with Ctrl+C: nothing of this is kept.\n")
        serving.run(home, listening)
