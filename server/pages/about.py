"""What Cotender says about itself: help, accessibility, privacy, and who decides what."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.common import house, page
from server.support import LINES
from specs.seats import ACTS, SEATS, SIGNS


async def show_help(request: Request) -> Response:
    return page(request, "about/help.html", title="Help and support", lines=(*LINES, *house(request).settings.support_lines))


async def show_accessibility(request: Request) -> Response:
    return page(request, "about/accessibility.html", title="Accessibility")


async def show_privacy(request: Request) -> Response:
    return page(request, "about/privacy.html", title="Privacy")


def by_act() -> list[tuple[str, list[tuple[str, str]]]]:
    """The table as pages show it: each act in words, with what each seat may, in words."""
    return [(act.words, [(name, SIGNS[sign]) for name, sign in zip(SEATS.values(), act.signs, strict=True)]) for act in ACTS.values()]


async def show_who_decides(request: Request) -> Response:
    return page(request, "about/who_decides.html", title="Who decides what", rows=by_act())


ROUTES = [
    Route("/help", show_help),
    Route("/accessibility", show_accessibility),
    Route("/privacy", show_privacy),
    Route("/who-decides", show_who_decides),
]
