"""The teaching tender in a house of its own, and a browser without a screen for each person, signed in with a real one-time link."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from server import beginning
from server.app import TOPICS
from tests.at_home import Cast, at_home

CAST = ("commissioner", "procurement", "observer", "stranger")


class Visit:
    """``visit("observer").get(url)``: the browser of that person; nobody is signed in to the one of ``visit("")``."""

    def __init__(self, cast: Cast) -> None:
        self.house, self.tender, self.url, self.accounts = cast.house, cast.tender, cast.url, cast.accounts
        self._first = cast.client
        self._browsers: dict[str, TestClient] = {}
        self.accounts["stranger"] = self.house.people.invite("stranger@example.org", "A stranger").id

    def __call__(self, who: str) -> TestClient:
        if who not in self._browsers:
            self._browsers[who] = self.new()
            if who:
                self.sign_in(self._browsers[who], who)
        return self._browsers[who]

    def new(self, **more: Any) -> TestClient:
        """A browser in which nobody has signed in. All of them talk to one service, on one event loop."""
        first = self._first
        headers = {"sec-fetch-site": "same-origin"} | more.pop("headers", {})
        made = TestClient(first.app, base_url=self.house.settings.url, follow_redirects=False, headers=headers, **more)
        made.portal = first.portal
        return made

    def link(self, who: str, leads_to: str = "/") -> str:
        """The path of a new one-time link."""
        return beginning.sign_in(self.house, self.accounts[who], leads_to)

    def sign_in(self, browser: TestClient, who: str) -> None:
        """Opens a new link and presses its button."""
        link = self.link(who)
        assert browser.get(link).status_code == 200
        assert browser.post(link).headers["location"] == "/"

    def heads(self) -> dict[str, int]:
        """How many entries each stream has: what may not change where nothing was done."""
        return self.house.record.heads() | {"people": self.house.people.record.head("people")}


def main(page: Any) -> str:
    """What a page says in its main part, as plain words."""
    inside = page.text.split("<main", 1)[1].split(">", 1)[1].split("</main>")[0]
    return " ".join(re.sub("<[^>]*>", " ", inside).split())


def addresses(method: str, tender: str, clause: str = "c1") -> Iterable[str]:
    """An address for every route that answers this method."""
    known = {"tender": tender, "clause": clause, "part": "d1", "number": "1", "lock": "l1", "member": "m-none", "token": "none"}
    for topic in TOPICS:
        for route in topic.ROUTES:
            assert isinstance(route, Route)
            if method in (route.methods or ()):
                yield re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: known.get(found[1], "1"), route.path)


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    """The service with the teaching tender in it, and its cast."""
    with at_home(tmp_path / "data") as cast:
        yield Visit(cast)
