"""What a browser test looks at: axe's findings, what the content security policy refused, and whether a page is wider than its window."""

import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from server.settings import House
from tests.visiting import letters

AXE = Path(__file__).resolve().parents[2] / "server" / "assets" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What another width, or other colours, can change for the worse.
OF_THE_LOOK = ("color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size")
WIDE, PHONE, NARROW = 1280, 390, 320

REFUSALS = """
window.refusedByPolicy = [];
document.addEventListener("securitypolicyviolation", (e) => {
  window.refusedByPolicy.push(`${e.violatedDirective}: ${e.blockedURI} ${e.sample}`);
});
"""


@dataclass
class Complaints:
    """What the browser complained of while a page was used."""

    policy: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """Hear everything this page has to say."""
        page.add_init_script(REFUSALS)
        page.on("console", lambda message: self._heard(message.type, message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _heard(self, kind: str, text: str) -> None:
        if "Content Security Policy" in text or "Content-Security-Policy" in text:
            self.policy.append(text)
        elif kind == "error" and not text.startswith("Failed to load resource: the server responded with a status of 4"):
            self.errors.append(text)


def axe(page: Page, only: tuple[str, ...] = ()) -> list[str]:
    """What axe finds wrong with the page as it stands, a line each: the rule, and the elements it is about. ``only`` names rules."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    which = {"type": "rule", "values": list(only)} if only else {"type": "tag", "values": RULES}
    found: dict[str, Any] = page.evaluate("(which) => axe.run(document, {runOnly: which, resultTypes: ['violations']})", which)
    return [
        f"{fault['id']}: {fault['help']}: "
        + "; ".join(" ".join(map(str, node["target"])) + " " + node["html"][:120] for node in fault["nodes"])
        for fault in found["violations"]
    ]


def too_wide(page: Page) -> list[str]:
    """The elements that stand out of the window to the right, when the page is wider than it; nothing where it fits."""
    made: list[str] = page.evaluate(
        """() => {
          const wide = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= wide) return [];
          return [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > wide + 1)
            .map((e) => `${e.tagName.toLowerCase()}.${e.className} ends at ${Math.round(e.getBoundingClientRect().right)} of ${wide}`);
        }"""
    )
    return made


def refused_by_policy(page: Page) -> list[str]:
    """What the content security policy refused on the page as it stands (Complaints hears it on all pages)."""
    made: list[str] = page.evaluate("() => window.refusedByPolicy ?? []")
    return made


def without_scripts(page: Page) -> None:
    """Pages as they are where no script runs, in a window in which axe still can."""
    page.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))


def newest_link(house: House, kind: str) -> str:
    """The address in the newest message, which was sent meanwhile or is sent now."""
    for _ in range(50):
        found = [re.search(rf"http://\S+/{kind}/[\w-]+", text) for _, _, text in letters(house)]
        if found and found[-1]:
            return found[-1][0]
        time.sleep(0.1)
    raise AssertionError(f"no message leads to {kind}")
