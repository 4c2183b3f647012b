"""A real browser for tests: ``tab(width=…, javascript=…, scheme=…)`` opens a window, and at the end nothing may have been complained of."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from server import beginning, demo, serving
from server.app import make_app
from server.settings import House, Settings, open_house
from specs.tender import Member
from tests.browser.chromium import ADVICE, FLAGS, find
from tests.browser.looking import WIDE, Complaints
from tests.browser.rooms import Rooms, furnished
from tests.suggesting import other_words, signing

Tab = Callable[..., Page]


@pytest.fixture(scope="module")
def started() -> Iterator[Callable[[], Browser]]:
    """Gives one Chromium for a file of tests, with a profile of its own that is thrown away; another, where that one has died.

    Not for the whole run: while Playwright works, its event loop runs in this thread, and tests of other files want one of their own.
    """
    program = find()
    if program is None:
        pytest.fail(ADVICE, pytrace=False)
    with sync_playwright() as playwright:

        def start() -> Browser:
            return playwright.chromium.launch(executable_path=program, headless=True, args=list(FLAGS))

        browser = start()

        def running() -> Browser:
            nonlocal browser
            if not browser.is_connected():
                browser = start()
            return browser

        yield running
        browser.close()


@pytest.fixture
def chromium(started: Callable[[], Browser]) -> Browser:
    """The Chromium of this test."""
    return started()


@pytest.fixture
def complaints() -> Complaints:
    """What the browser complained of in the tabs of this test. A test that provokes a complaint clears it."""
    return Complaints()


@pytest.fixture
def tab(chromium: Browser, complaints: Complaints) -> Iterator[Tab]:
    """Opens a window on a fresh profile: ``tab(width=390, javascript=False, scheme="dark", contrast=True)``.

    With ``context=`` an earlier window's ``page.context``, another window of the same person. When the test is over,
    neither the content security policy nor a script may have complained.
    """
    opened: list[BrowserContext] = []

    def open_tab(
        width: int = WIDE, javascript: bool = True, scheme: str = "light", contrast: bool = False, context: BrowserContext | None = None
    ) -> Page:
        if context is None:
            context = chromium.new_context(
                viewport={"width": width, "height": 900},
                java_script_enabled=javascript,
                color_scheme="dark" if scheme == "dark" else "light",
                forced_colors="active" if contrast else "none",
                reduced_motion="reduce",
                locale="en-GB",
                timezone_id="Europe/London",
            )
            context.set_default_timeout(10_000)
            opened.append(context)
        page = context.new_page()
        complaints.listen(page)
        return page

    yield open_tab
    for context in opened:
        context.close()
    assert complaints.policy == []
    assert complaints.errors == []


@pytest.fixture
def shot() -> Callable[[Page, str], Path]:
    """Keeps a picture of the whole page in build/screenshots, to be looked at by people."""
    folder = Path(__file__).resolve().parents[2] / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)

    def keep(page: Page, name: str) -> Path:
        path = folder / f"{name}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return keep


class Served(NamedTuple):
    """The teaching tender, served: the house, the tender's id, and the account of each seat."""

    house: House
    tender: str
    accounts: dict[str, str]

    loop: asyncio.AbstractEventLoop

    @property
    def url(self) -> str:
        """Where the tender is."""
        return f"{self.house.settings.url}/tenders/{self.tender}"

    def act(self, asked: object, who: str = "commissioner", key: str = "without a page") -> None:
        """Has somebody do something without a page."""
        member = self.house.people.member_of(self.accounts[who], self.tender) or ""
        done = self.house.desk.act(self.tender, asked, Member(member, demo.seat_of(who)), key)
        asyncio.run_coroutine_threadsafe(done, self.loop).result()

    def changed(self, clause: str, old: str, new: str, name: str = "t0000000ccc") -> None:
        """These words of a clause of an open tender become others, as both chairs decided."""
        today = self.house.today()
        self.act(other_words(self.house.desk.fold(self.tender), name, clause, old, new, today), key=f"suggested {name}")
        for chair in ("commissioner", "co_chair"):
            self.act(signing(self.house.desk.fold(self.tender), name, today), chair, f"{chair} {name}")


@pytest.fixture
def opened() -> bool:
    """Whether the tender is open, with the whole group in it: a module of tests may say so with a fixture of this name."""
    return False


@pytest.fixture
def served(tmp_path: Path, opened: bool) -> Iterator[Served]:
    """The service, listening on a port of its own."""
    listening = serving.bound("127.0.0.1", 0)
    port = listening.getsockname()[1]
    house = open_house(Settings(tmp_path / "data", port=port, url=f"http://127.0.0.1:{port}"))
    with ThreadPoolExecutor(1) as elsewhere:  # Playwright runs a loop of its own in this thread
        tender, accounts = elsewhere.submit(lambda: asyncio.run(demo.teach(house, opened))).result()
    server = serving.Server(uvicorn.Config(make_app(house), log_level="warning", access_log=False), house)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_until_complete, args=(server.serve(sockets=[listening]),))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield Served(house, tender, accounts, loop)
    server.should_exit = True
    thread.join()
    loop.close()
    listening.close()
    house.close()


@pytest.fixture
def rooms(served: Served) -> Rooms:
    """The opened teaching tender with something behind every address, and one that is being set up."""
    return furnished(served)


@pytest.fixture
def signed_in(served: Served, tab: Tab) -> Tab:
    """Opens a window in which somebody is signed in: ``signed_in(who="observer", width=390)``; the commissioner, if nobody is named."""

    def open_tab(who: str = "commissioner", **options: object) -> Page:
        page = tab(**options)
        page.goto(served.house.settings.url + beginning.sign_in(served.house, served.accounts[who], "/"))
        page.get_by_role("button").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Your tenders")
        return page

    return open_tab
