"""Draws pages: one Jinja environment for all of them, in which everything is escaped, and the few filters they share."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, PackageLoader, PrefixLoader, StrictUndefined, Undefined, UndefinedError
from jinja2.loaders import ChoiceLoader
from jinja2.utils import missing
from markupsafe import Markup

from server.pages.drawing import shown

HERE = Path(__file__).resolve().parent
TEMPLATES = HERE.parent / "templates"
BUILT = HERE / "static" / "vendor"
LONDON = ZoneInfo("Europe/London")


@cache
def _manifest() -> dict[str, str]:
    found: dict[str, str] = json.loads((BUILT / "manifest.json").read_text("utf-8"))
    return found


def asset(name: str) -> str:
    """The address of a built file: its name holds a hash of what is in it, so that it can be kept for ever."""
    return f"/static/vendor/{_manifest()[name]}"


def london(at: str) -> datetime:
    """A time of the record (UTC, ISO 8601) as clocks in London showed it."""
    return datetime.fromisoformat(at).astimezone(LONDON)


def day_in_london(at: str) -> str:
    """The day of a time of the record, as rules take it: “2026-11-23”."""
    return f"{london(at):%Y-%m-%d}"


def day(at: str) -> str:
    """“23 November 2026”."""
    when = london(at)
    return f"{when.day} {when:%B %Y}"


def moment(at: str) -> str:
    """“23 November 2026, 14:05”."""
    return f"{day(at)}, {london(at):%H:%M}"


def today() -> str:
    """The day in London, as part of what a kept fragment is known by."""
    return f"{datetime.now(UTC).astimezone(LONDON):%Y-%m-%d}"


def many(count: int, one: str, more: str = "") -> str:
    """“1 clause”, “2 clauses”."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


# Names that the macros of govuk-frontend-jinja ask for without making them.
THEIRS = {"caller", "null", "successBanner", "undefined"}


class Absent(Undefined):
    """What a template asks for and nobody handed in: an error, as with ``StrictUndefined``, but for what GOV.UK's macros ask for."""

    __slots__ = ()

    def __new__(cls, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: Any = UndefinedError) -> Any:
        """The strict kind, unless it is one of their names, or an option left out of a dict: they ask for every option there is."""
        return super().__new__(cls) if isinstance(obj, dict) or name in THEIRS else StrictUndefined(hint, obj, name, exc)


_MACRO = '{{% from "govuk_frontend_jinja/components/{}/macro.html" import {} %}}'
PIECES = {
    "skip_link": _MACRO.format("skip-link", "govukSkipLink") + '{{ govukSkipLink({"text": "Skip to main content", "href": "#main"}) }}',
    "logo": _MACRO.format("generic-header", "govukGenericHeader")
    + '{{ govukGenericHeader({"logoText": "Cotender", "url": "/", "containerClasses": "ct-bar__logo"}) }}',
}


@cache
def environment() -> Environment:
    """The one environment. ``autoescape=True`` for every name: Starlette's default leaves those that end in .jinja unescaped."""
    made = Environment(
        loader=ChoiceLoader(
            [
                FileSystemLoader(TEMPLATES),
                PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
        autoescape=True,
        undefined=Absent,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    made.globals.update(asset=asset)
    # The same on every page, and a macro costs as much as a list of ten clauses.
    for name, template in PIECES.items():
        made.globals[name] = Markup(made.from_string(template).render())  # noqa: S704 - drawn from a template with nothing put in
    made.filters.update(day=day, moment=moment, many=many, shown=shown)
    return made


def make_ready() -> None:
    """Reads every template there is: whoever asks first would wait for it, and everybody else with them."""
    for name in environment().list_templates():
        environment().get_template(name)


def draw(template: str, **context: object) -> str:
    """A page, or a part of one, as HTML."""
    return environment().get_template(template).render(**context)
