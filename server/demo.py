"""The demonstration: the teaching tender in a throw-away folder, with a sign-in link for each seat."""

import asyncio
import tempfile
from pathlib import Path

import click

from server import beginning, serving
from server.settings import House, Settings, open_house
from specs.library import teaching
from specs.members import GiveSeat
from specs.tender import Member


async def teach(home: House) -> tuple[str, dict[str, str]]:
    """Tells the story of the teaching tender into a house: gives the tender's id, and the account of each seat."""
    accounts = {
        seat: home.people.invite(email, name, may_create=seat == "commissioner").id for seat, (name, email) in teaching.CAST.items()
    }
    done, by = await beginning.begin(home, accounts["commissioner"], teaching.TITLE, teaching.part(), "teaching-0")
    tender = done.tender.id
    for seat, account in accounts.items():
        if seat != "commissioner":
            await home.desk.act(tender, GiveSeat(home.people.seat(account, tender), seat), by, f"teaching-{seat}")
    for number, step in enumerate(teaching.STEPS, 1):
        await _step(home, tender, step(await home.desk.tender(tender)), by, number)
    return tender, accounts


async def _step(home: House, tender: str, asked: object, by: Member, number: int) -> None:
    await home.desk.act(tender, asked, by, f"teaching-{number}")


def serve(port: int) -> None:
    """Serves the story until it is stopped; nothing of it is left behind. Raises ``Refused`` where the port is taken."""
    listening = serving.bound("127.0.0.1", port)
    port = listening.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="cotender-demo-") as folder:
        home = open_house(Settings(Path(folder) / "data", port=port, url=f"http://127.0.0.1:{port}"))
        tender, accounts = asyncio.run(teach(home))
        click.echo(f"\n“{teaching.TITLE}” is ready. Sign in as one of these people (each link works once, within 30 minutes):\n")
        for seat, account in accounts.items():
            name = teaching.CAST[seat][0]
            link = beginning.sign_in(home, account, f"/tenders/{tender}")
            click.echo(f"  {name + ', ' + beginning.seat_name(seat):<36} {home.settings.url}{link}")
        click.echo("\nOpen each in a browser window of its own. Stop with Ctrl+C: nothing of this is kept.\n")
        serving.run(home, listening)
