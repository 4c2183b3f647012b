"""The teaching tender in a house of its own, and a browser without a screen in which each of its cast can sign in."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from server import beginning, demo
from server.app import make_app
from server.settings import House, Settings, open_house


class Cast:
    """One browser; ``as_`` signs somebody in, in place of whoever was."""

    def __init__(self, house: House, client: TestClient, tender: str, accounts: dict[str, str]) -> None:
        self.house, self.client, self.tender, self.accounts = house, client, tender, accounts
        self.url = f"/tenders/{tender}"

    def as_(self, seat: str) -> "Cast":
        """Signs in the person of this seat; nobody for an empty one; a stranger for “stranger”."""
        self.client.cookies.clear()
        if seat == "stranger":
            self.accounts[seat] = self.house.people.invite("stranger@example.org", "A stranger").id
        if seat:
            self.post(beginning.sign_in(self.house, self.accounts[seat], "/"))
        return self

    def get(self, url: str) -> Any:
        return self.client.get(url)

    def post(self, url: str, data: dict[str, str] | None = None, **more: Any) -> Any:
        return self.client.post(url, data=data or {}, **more)

    def follow(self, answer: Any) -> Any:
        """The page a form led to."""
        assert answer.status_code == 303, answer.text
        return self.get(answer.headers["location"])

    def fold(self, tender: str = "") -> Any:
        return self.house.desk.fold(tender or self.tender)


@contextmanager
def at_home(folder: Path, opened: bool = False) -> Iterator[Cast]:
    """The cast, with nobody signed in: of the tender while it is set up, or of the whole group once it is ``opened``."""
    house = open_house(Settings(folder))
    try:
        tender, accounts = asyncio.run(demo.teach(house, opened))
        client = TestClient(make_app(house), base_url=house.settings.url, follow_redirects=False, headers={"sec-fetch-site": "same-origin"})
        with client:
            yield Cast(house, client, tender, accounts)
    finally:
        house.close()
