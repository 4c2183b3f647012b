"""Somebody who has a keyboard and nothing else: Tab, Shift+Tab, Enter, Space, arrows and letters; they must always see where they are."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

MOST = 300  # presses of Tab for one thing: more, and it is not to be reached

# What has the keyboard now: its kind, what it is called, whether it can be seen, and whether it looks otherwise than without the keyboard.
WHERE = """() => {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  const plain = (s) => (s || "").replace(/\\s+/g, " ").trim();
  const label = e.labels && e.labels.length ? e.labels[0] : null;
  const kinds = {A: "link", BUTTON: "button", TEXTAREA: "box", SELECT: "list", SUMMARY: "fold"};
  const input = ["radio", "checkbox"].includes(e.type) ? e.type : "box";
  const kind = e.getAttribute("role") === "button" ? "button" : e.tagName === "INPUT" ? input : kinds[e.tagName] ?? e.tagName;
  const same = e.type === "radio" ? [...(e.form ?? document).querySelectorAll("input[type=radio]")].filter((o) => o.name === e.name) : [];
  const looks = () => {
    const parts = [[e, null], [e, "::before"], [e, "::after"], [e.parentElement, null]];
    if (label) parts.push([label, "::before"], [label, "::after"]);
    return parts.map(([of, part]) => {
      const s = getComputedStyle(of, part);
      return [s.outlineStyle === "none" ? "" : [s.outlineStyle, s.outlineWidth, s.outlineColor], s.boxShadow, s.backgroundColor, s.color,
        s.borderTopWidth, s.borderTopColor].join();
    }).join("|");
  };
  const box = e.getClientRects()[0] ?? new DOMRect();
  const [x, y] = [box.left + Math.min(box.width, 2 * innerWidth) / 2, box.top + Math.min(box.height, 24) / 2];
  const on = document.elementFromPoint(x, y);
  const there = box.width > 0 && box.height > 0 && on !== null && (e.contains(on) || on.contains(e) || on === label);
  const withKeyboard = looks();
  e.blur();
  const without = looks();
  e.focus({preventScroll: true});
  return {
    kind, name: plain(label ? label.textContent : e.getAttribute("aria-label") || e.textContent), id: e.id, checked: Boolean(e.checked),
    options: e.tagName === "SELECT" ? e.selectedOptions[0].textContent : "",
    group: same.map((o) => plain(o.labels[0]?.textContent)), seen: there && withKeyboard !== without,
  };
}"""


class Keyboard:
    """Uses a page. ``look`` is called on each page that is reached; ``unseen`` lists where the keyboard could not be seen."""

    def __init__(self, page: Page, look: Callable[[Page], None] = lambda page: None) -> None:
        self.page, self._look = page, look
        self.presses, self.pages = 0, 0
        self.unseen: list[str] = []

    def opens(self, url: str) -> None:
        """An address that was typed, or a link in a message."""
        self.page.goto(url)
        self._arrived()

    def press(self, key: str) -> None:
        """One key."""
        self.presses += 1
        self.page.keyboard.press(key)

    def on(self) -> dict[str, Any] | None:
        """What has the keyboard now."""
        found: dict[str, Any] | None = self.page.evaluate(WHERE)
        if found is not None and not found["seen"]:
            self.unseen.append(f"{self.page.url}: {found['kind']} “{found['name']}”")
        return found

    def to(self, kind: str, name: str, key: str = "Tab") -> dict[str, Any]:
        """Presses Tab until something of this kind whose name begins so has the keyboard; for a radio, one of its group."""
        met = []
        for _ in range(MOST):
            self.press(key)
            here = self.on()
            if here is not None:
                met.append(f"{here['kind']} “{here['name']}”")
                called = [here["name"], *here["group"]]
                if here["kind"] == kind and any(each.startswith(name) for each in called):
                    return here
        raise AssertionError(f"Tab never reaches the {kind} “{name}” of {self.page.url}, but {', '.join(dict.fromkeys(met))}")

    def follow(self, name: str, kind: str = "link", key: str = "Tab") -> None:
        """Goes to a link, or a button, and presses Enter."""
        self.to(kind, name, key)
        with self.page.expect_navigation():
            self.press("Enter")
        self._arrived()

    def send(self, name: str) -> None:
        """Presses a button of a form."""
        self.follow(name, "button")

    def write(self, name: str, words: str) -> None:
        """Types into a box, which is empty or gives way to what is typed."""
        self.to("box", name)
        self.presses += len(words)
        self.page.keyboard.type(words)

    def choose(self, name: str) -> None:
        """One of several: with the space bar, or the arrows."""
        here = self.to("radio", name)
        for _ in here["group"]:
            if here["name"].startswith(name):
                break
            self.press("ArrowDown")
            here = self.on() or here
        assert here["name"].startswith(name), here
        self.press("Space")
        assert (self.on() or here)["checked"], here

    def unfold(self, name: str) -> None:
        """Opens what is folded."""
        self.to("fold", name)
        self.press("Enter")

    def _arrived(self) -> None:
        self.pages += 1
        self._look(self.page)
