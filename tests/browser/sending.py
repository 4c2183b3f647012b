"""Any form, filled with hostile words and sent: its fields are found in the page, and how much fits is learnt from refusals."""

import html
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus

from playwright.sync_api import Page

from server.record import utc_now
from server.rendering import day_in_london
from specs.days import later
from tests.browser.hostile import Words
from tests.browser.shown import wrong_with
from tests.test_routes import table

FORMS = r"""() => [...document.forms].map((form, place) => ({
  place, method: form.getAttribute("method") || "get", path: new URL(form.getAttribute("action") || "", location.href).pathname,
  free: [...form.elements].filter((e) => e.tagName === "TEXTAREA" || (e.tagName === "INPUT"
    && !["hidden", "radio", "checkbox", "submit", "button", "file", "image", "reset"].includes(e.type)))
    .filter((e) => !e.readOnly && !e.disabled && e.name).map((e) => ({ name: e.name, lines: e.tagName === "TEXTAREA" })),
  choices: Object.fromEntries([...form.elements].filter((e) => e.type === "radio" || e.tagName === "SELECT")
    .map((e) => [e.name, e.tagName === "SELECT" ? [...e.options].map((o) => o.value)
      : [...form.elements].filter((x) => x.name === e.name).map((x) => x.value)])),
}))"""
FILL = r"""([place, typed, chosen]) => {
  const form = document.forms[place];
  for (const [name, value] of Object.entries(typed)) form.elements.namedItem(name).value = value;
  for (const [name, value] of Object.entries(chosen))
    for (const e of form.elements) {
      if (e.name !== name) continue;
      if (e.tagName === "SELECT") e.value = value;
      else e.checked = value === "*" ? e === form.elements.namedItem(name)[0] || e === form.elements.namedItem(name) : e.value === value;
    }
  return Object.fromEntries(Object.keys(typed).map((name) => [name, form.elements.namedItem(name).value]));
}"""
STANDS = r"""(names) => Object.fromEntries(names.map((name) => [name,
  [...document.querySelectorAll("textarea, input")].filter((e) => e.name === name && !["radio", "hidden"].includes(e.type))
    .map((e) => e.value)]))"""
# The button that does it, not one beside it that only shows something first.
SEND = """(place) => {
  const buttons = [...document.forms[place].elements].filter((e) => e.type === "submit");
  (buttons.find((e) => !e.matches(".govuk-button--secondary, .ct-small-button")) ?? buttons[0]).click();
}"""
LINED = {"box-1": "\n", "words": "\n", "points": "\n"}  # boxes in which each line is a paragraph, or a thing of its own
UNTYPED = 'type="(hidden|radio|checkbox|submit|button|file|image|reset)"'
SAYS = "() => [...document.querySelectorAll('.govuk-error-summary__list a')].map((a) => [a.hash.slice(1), a.textContent.trim()])"
MOST = r"([\d,]+) is the most that fits|keep it under ([\d,]+)|can be ([\d,]+) characters long"


def route_of(method: str, path: str) -> str:
    """The route of the table that an address belongs to; the one with most of it written out. Empty where there is none."""
    found = [route for each, route in table() if each == method and re.fullmatch(re.sub(r"\{\w+(:int)?\}", "[^/]+", route), path)]
    return min(found, key=lambda route: route.count("{"), default="")


def encoded(text: str) -> int:
    """How long it is in a form that is sent."""
    return len(quote_plus(text))


@dataclass
class Sent:
    """What was met and filled and taken, by route; and what went wrong."""

    words: Words
    room: int  # how much is sent in a form that is to come back
    most: int  # and in a box of one that is to be taken
    choose: Mapping[str, Mapping[str, str]]  # by the end of a route: what is chosen and typed where the first choice will not do
    met: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    filled: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    taken: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    refused: dict[str, str] = field(default_factory=dict)  # the last sentence
    wrong: list[str] = field(default_factory=list)
    sought: set[int] = field(default_factory=set)  # the strings that stand on a page that was looked at
    fits: dict[tuple[str, str], int] = field(default_factory=dict)

    def look(self, page: Page) -> list[dict[str, Any]]:
        """Reads the page as it stands; the forms on it."""
        self.wrong += [f"{page.url}: {each}" for each in wrong_with(page, self.words.written)]
        forms: list[dict[str, Any]] = page.evaluate(FORMS)
        for form in forms:
            form["route"] = route_of(form["method"].upper(), form["path"]) or form["path"]
            self.met[f"{form['method'].upper()} {form['route']}"] |= {shape(each["name"]) for each in form["free"]}
        return forms

    def meet(self, made: str, url: str) -> None:
        """Notes the forms of a page that was not opened, with their free fields."""
        for form in re.findall(r"<form\b.*?</form>", made, re.DOTALL):
            tag = form.split(">", 1)[0]
            action = re.search(r' action="([^"]*)"', tag)
            method = "POST" if 'method="post"' in tag else "GET"
            route = route_of(method, (html.unescape(action[1]) if action else url).split("?")[0])
            free = [each for each in re.findall(r"<(?:input|textarea)\b[^>]*>", form) if not re.search(UNTYPED, each)]
            self.met[f"{method} {route}"] |= {shape(named[1]) for each in free if (named := re.search(r' name="([^"]*)"', each))}

    def form(self, page: Page, url: str, takes: bool = True) -> bool | None:
        """Fills the form of the page at this address, too full at first, then until it is taken. Whether it was; None without a form."""
        path = re.sub(r"[?#].*|^https?://[^/]*", "", url)
        for attempt in range(9):
            if attempt < 2:
                page.goto(url)
            form = next((form for form in self.look(page) if form["path"] == path and form["method"] == "post" and form["free"]), None)
            if form is None:
                return None
            typed, chosen = self._typed(form, attempt), self._chosen(form) if attempt else {}
            typed |= {name: chosen.pop(name) for name in [*chosen] if name in typed}
            status = self.send(page, form, typed, chosen, attempt > 0)
            if attempt == 0 and takes:
                continue  # some forms take everything; now with what is theirs
            if status < 400 and takes:
                self._go_on(page)  # what was said may be hidden, or taken back, before anybody looks everywhere
                self.look(page)
            if status < 400 or not takes:
                return status < 400
            if not self._learn(page, form):
                return False
        return False

    def _go_on(self, page: Page) -> None:
        """Sends the page on which somebody looks once more at what they suggest, and which has nothing to be typed in."""
        forms = [form for form in self.look(page) if form["path"].endswith("/check") and form["method"] == "post" and not form["free"]]
        if forms and forms[0]["path"] == re.sub(r"[?#].*|^https?://[^/]*", "", page.url):
            self.send(page, forms[0], {}, {})

    def send(self, page: Page, form: dict[str, Any], typed: dict[str, str], chosen: dict[str, str], counts: bool = True) -> int:
        """Sends it, and compares what came back with what was typed; the answer's status. Whether it ``counts`` when it is taken."""
        stood = page.evaluate(FILL, [form["place"], typed, chosen])
        with page.expect_navigation() as answered:
            page.evaluate(SEND, form["place"])
        self.filled[f"{form['method'].upper()} {form['route']}"] |= {shape(name) for name, value in typed.items() if value}
        answer = answered.value
        if answer is None:
            self.wrong.append(f"{form['route']}: no answer")
            return 400
        if answer.status == 422:
            now = page.evaluate(STANDS, [*stood])
            signed = form["route"].endswith("/decisions")  # of several: what was signed is not there any more, and what was refused is
            for name, value in stood.items():
                if signed and not now[name] and any(now.values()):
                    continue
                if name != "code" and as_drawn(value) not in [as_drawn(each) for each in now[name]]:
                    self.wrong.append(f"{form['route']}: {name} came back otherwise: {apart(value, now[name])}")
        elif answer.status >= 400 and (answer.status, form["method"]) != (404, "get"):
            self.wrong.append(f"{form['route']}: {answer.status}")
        elif counts and form["method"] == "post":
            self.taken[form["route"]] += 1
            self.words.written.taken |= {int(number) for text in typed.values() for number in re.findall(r"\bq(\d+)z\b", text)}
        return answer.status

    def _typed(self, form: dict[str, Any], attempt: int) -> dict[str, str]:
        made, route = {}, form["route"]
        for each in form["free"]:
            name, where = each["name"], f"{route} {shape(each['name'])}"
            fits = self.fits.get((route, shape(name)), self.most if each["lines"] else 250)
            if attempt == 0:
                made[name] = self.words.some(where, self.room // len(form["free"]), "" if each["lines"] else " ", encoded)
            elif name.endswith(("-day", "-month", "-year")):
                made[name] = ""
            else:
                made[name] = self.words.some(where, fits, LINED.get(name, "")) if each["lines"] else self.words.one(where, fits)
        return made

    def _chosen(self, form: dict[str, Any]) -> dict[str, str]:
        chosen = {name: next((value for value in values if value), "") for name, values in form["choices"].items()}
        for end, said in self.choose.items():
            if form["route"].endswith(end):
                chosen |= {name: value.replace("#", str(len(self.words.written.texts))) for name, value in said.items()}
        for name in {each["name"][:-4] for each in form["free"] if each["name"].endswith("-day")}:
            if f"{name}-day" not in chosen:
                year, month, day = later(day_in_london(utc_now().isoformat()), int(chosen.pop(name, "90"))).split("-")
                chosen |= {f"{name}-day": day, f"{name}-month": month, f"{name}-year": year}
        return chosen

    def _learn(self, page: Page, form: dict[str, Any]) -> bool:
        """Whether the sentence that came back says that something was too long; that much is put there next time."""
        for name, sentence in page.evaluate(SAYS):
            self.refused[form["route"]] = sentence
            said = re.search(MOST, sentence)
            if said:
                self.fits[form["route"], shape(name)] = int((said[1] or said[2] or said[3]).replace(",", "")) - 1
                return True
        return False


def shape(name: str) -> str:
    """A field's name without the number that makes it one of many."""
    return re.sub(r"\d+", "1", re.sub(r"t[0-9a-f]{10}", "1", name))


def as_drawn(text: str) -> str:
    """What stands in a box, as far as it can: HTML has no NUL, and GOV.UK’s boxes of a day go through Jinja’s ``indent``, which
    takes U+2028 for the end of a line."""
    return re.sub(r"\s+", " ", text.replace("\x00", "\ufffd")).strip()


def apart(typed: str, stands: list[str]) -> str:
    """Where what came back begins to be something else."""
    if not stands:
        return "it is not there"
    along = next(
        (at for at, (one, other) in enumerate(zip(typed, stands[0], strict=False)) if one != other), min(len(typed), len(stands[0]))
    )
    return f"{typed[max(0, along - 40) : along + 40]!r} came back as {stands[0][max(0, along - 40) : along + 40]!r}"
