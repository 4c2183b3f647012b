"""A page about something that was said: which thread, whether it has reached the person who asks, and the frame around its forms."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server.pages.common import Seated, house, name_of, new_key, page, seated
from server.pages.drawing import shown
from server.pages.problems import at_field, summary
from specs import days
from specs.circles import as_seen, may_see_thread, posts_seen
from specs.hiding import reads_hidden
from specs.labels import name_of as clause_name
from specs.posted import day_of, how, marker, somebody
from specs.refusals import Refused
from specs.seats import SEATS
from specs.tender import Clause, Member, Tender
from specs.threads import Post, Thread


class AtThread(NamedTuple):
    """A thread in the tender of this address, as it has reached the person who asks, and the day."""

    at: Seated
    thread: Thread
    today: str

    @property
    def clause(self) -> Clause:
        return self.at.tender.clauses[self.thread.clause]

    @property
    def url(self) -> str:
        """The address of its own pages."""
        return f"/tenders/{self.at.tender.id}/threads/{self.thread.id}"

    @property
    def place(self) -> str:
        """Where it stands among what was said about its clause."""
        return place_of(self.at.tender, self.thread)

    @property
    def called(self) -> str:
        """Its clause, at the beginning of a line."""
        name = clause_name(self.at.tender, self.clause.id)
        return name[0].upper() + name[1:]


class Said(NamedTuple):
    """A post as a page shows it: whose words, when (a day, in words), how it came, and the words in lines (none where there are none)."""

    who: str
    seat: str
    when: str
    how: str
    lines: list[Markup]
    marker: str


def thread_name(tender: str, key: str) -> str:
    """The id of the thread that a form makes: the same for the same form, and nobody can tell from it which came first."""
    return "t" + hashlib.sha256(f"{tender}/{key}".encode("utf-8", "surrogatepass")).hexdigest()[:10]


def place_of(tender: Tender, thread: Thread) -> str:
    """The address of a thread: on the page of its clause, or with its suggestion."""
    if thread.kind == "suggestion":
        return f"/tenders/{tender.id}/proposals/{thread.id}"
    return f"/tenders/{tender.id}/clauses/{thread.clause}#{thread.id}"


async def at_thread(request: Request) -> AtThread:
    """The thread of this address. One that has not reached this person is not there: 404."""
    at = await seated(request)
    today = house(request).today()
    thread = at.tender.threads.get(request.path_params["thread"])
    if thread is None or not may_see_thread(at.tender, at.by, thread, today):
        raise HTTPException(404)
    return AtThread(at, as_seen(at.by, thread, today), today)


def said(names: Callable[[str], str], tender: Tender, by: Member, post: Post, alone: str = "") -> Said:
    """A post as somebody may read it; ``alone`` are words for one that says nothing more."""
    told = marker(post)
    lines = "" if post.text is None or (post.hidden and not reads_hidden(by, post)) else post.text
    return Said(
        names(post.by) if post.by else somebody(post),
        SEATS.get(tender.seated.get(post.by, ""), ""),
        days.said(day_of(post)),
        how(post),
        [shown(line) for line in ((lines or alone) if not told or lines else "").split("\n") if line.strip()],
        shown(told),
    )


def first_words(thread: Thread, by: Member, longest: int = 160) -> str:
    """The beginning of what was said, for lists."""
    post = thread.first
    if thread.kind == "agree":
        return "I agree"
    if post.text is None or (post.hidden and not reads_hidden(by, post)):
        return "(these words are not shown)"
    flat = " ".join(post.text.split())
    return flat if len(flat) <= longest else flat[: longest - 1].rsplit(" ", 1)[0] + "…"


def thread_page(
    request: Request,
    here: AtThread,
    template: str,
    title: str,
    refused: Refused | None = None,
    otherwise: str = "text",
    values: Mapping[str, str] | None = None,
    **context: Any,
) -> Response:
    """A page about the thread, with what was said above its form; a refused form comes back with 422 and the words still in it."""
    names = name_of(request, here.at.tender.id)
    seen = posts_seen(here.at.by, here.thread, here.today)
    return page(
        request,
        template,
        title=title,
        seated=here.at,
        here="clauses",
        errors=summary(refused),
        status=422 if refused else 200,
        back=here.place,
        called=here.called,
        url=here.url,
        place=here.place,
        posts=[said(names, here.at.tender, here.at.by, post) for post in seen],
        token=new_key(),
        wrong=at_field(refused, otherwise),
        values=dict(values or {}),
        **context,
    )
