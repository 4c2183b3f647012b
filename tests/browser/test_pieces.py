"""Every component and every piece of ours, in a real browser: light, dark, on a phone, without JavaScript, under the strict policy."""

import json
import mimetypes
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import pytest
from playwright.sync_api import Page, Route

from tests.browser.looking import NARROW, PHONE, WIDE, axe, refused_by_policy, too_wide

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "server" / "static" / "vendor"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'"
ADDRESS = "http://cotender.localhost/pieces"
LOADER = jinja2.ChoiceLoader(
    [
        jinja2.FileSystemLoader([ROOT / "templates", Path(__file__).parent]),
        jinja2.PrefixLoader({"govuk_frontend_jinja": jinja2.PackageLoader("govuk_frontend_jinja")}),
    ]
)


def drawn(**changes: Any) -> str:
    """The page with every piece on it."""
    manifest = json.loads((VENDOR / "manifest.json").read_text("utf-8"))
    page = {
        "title": "Pieces",
        "name": "Anne Holt",
        "tender": SimpleNamespace(url="/t", name="Sheffield wellbeing service", state="Open until 12 March, 17:00"),
        "navigation": [
            SimpleNamespace(text=text, url="/t", count=count, here=text == "Clauses")
            for text, count in {
                "Clauses": 0,
                "What can change": 0,
                "Waiting for you": 3,
                "Who decides": 0,
                "Documents": 0,
                "History": 0,
            }.items()
        ],
        "support": "/support",
        "errors": [SimpleNamespace(text="Give the tender a title", href="#title")],
        "done": "Clause 4 is fixed.",
        "back": "/t",
        "theme": None,
        "face": None,
        "size": None,
    }
    environment = jinja2.Environment(autoescape=True, loader=LOADER)
    environment.globals["asset"] = lambda name: f"/static/vendor/{manifest[name]}"
    return environment.get_template("pieces.html").render(page=SimpleNamespace(**page | changes))


def put(page: Page, html: str, policy: str = POLICY) -> None:
    """Answer the browser from here: the page, and what the build made."""

    def answer(route: Route) -> None:
        path = route.request.url.split("/", 3)[3].split("?")[0].split("#")[0]
        if path == "pieces":
            route.fulfill(body=html, headers={"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy})
        elif path.startswith("static/vendor/"):
            file = VENDOR / path.removeprefix("static/vendor/")
            route.fulfill(body=file.read_bytes(), headers={"Content-Type": mimetypes.guess_type(file.name)[0] or "font/woff2"})
        else:
            route.fulfill(status=404, body="")

    page.route("**/*", answer)
    page.goto(ADDRESS)


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_axe_finds_nothing(tab, shot, width, scheme, scripts):
    page = tab(width=width, scheme=scheme)
    put(page, drawn() if scripts else re.sub(r"<script\b.*?</script>", "", drawn()))
    shot(page, f"pieces-{width}-{scheme}-{'script' if scripts else 'plain'}")
    assert axe(page) == []
    assert too_wide(page) == []
    assert refused_by_policy(page) == []


@pytest.mark.parametrize("size", [None, "large", "largest"])
@pytest.mark.parametrize("width", [NARROW, PHONE, 768, 1024])
def test_no_width_makes_the_page_wider_than_its_window(tab, width, size):
    page = tab(width=width)
    put(page, drawn(size=size))
    assert too_wide(page) == []


def test_a_chosen_theme_is_stronger_than_the_machines(tab):
    page = tab(scheme="light")
    put(page, drawn(theme="dark", face="plain"))
    dark = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    put(page, drawn(theme="light"))
    light = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert (dark, light) == ("rgb(22, 18, 24)", "rgb(255, 255, 255)")


def test_the_navigation_folds_on_a_phone_without_javascript(tab):
    page = tab(width=PHONE, javascript=False)
    put(page, drawn())
    entry = page.get_by_role("link", name="What can change")
    assert not entry.is_visible()
    page.get_by_text("Pages of this tender").click()
    assert entry.is_visible()
    page.set_viewport_size({"width": WIDE, "height": 900})
    assert entry.is_visible()
    assert not page.get_by_text("Pages of this tender").is_visible()


def test_components_come_alive(tab):
    page = tab()
    put(page, drawn(done=None))
    assert page.evaluate("() => document.activeElement.className") == "govuk-error-summary"
    page.get_by_label("Why I changed this").fill("x" * 201)
    assert page.get_by_text("You have 1 character too many").first.is_visible()


def test_contrast_of_the_readers_own_and_paper(tab, shot):
    page = tab(contrast=True)
    put(page, drawn())
    shot(page, "pieces-contrast")
    assert too_wide(page) == []
    page.emulate_media(media="print", forced_colors="none")
    shot(page, "pieces-print")
    assert not page.get_by_role("button", name="Save").is_visible()
    assert page.evaluate("() => getComputedStyle(document.querySelector('.ct-words')).color") == "rgb(22, 16, 26)"


def test_the_checks_find_planted_faults(tab, complaints):
    page = tab(width=NARROW)
    planted = '<img src="/x.png"><p style="color: red">red</p><div class="govuk-width-container"><pre>' + "x" * 400 + "</pre></div></main>"
    put(page, drawn().replace("</main>", planted))
    assert [finding.split(":")[0] for finding in axe(page)] == ["image-alt"]
    assert len(too_wide(page)) > 0
    assert len(refused_by_policy(page)) == 1
    assert len(complaints.policy) == 1
    complaints.policy.clear()
    complaints.errors.clear()
