"""A real browser for tests: ``tab(width=…, javascript=…, scheme=…)`` opens a window, and at the end nothing may have been complained of."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.chromium import ADVICE, FLAGS, find
from tests.browser.looking import WIDE, Complaints

Tab = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One Chromium for a file of tests, with a profile of its own that is thrown away.

    Not for the whole run: while Playwright works, its event loop runs in this thread, and tests of other files want one of their own.
    """
    program = find()
    if program is None:
        pytest.fail(ADVICE, pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, headless=True, args=list(FLAGS))
        yield browser
        browser.close()


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
