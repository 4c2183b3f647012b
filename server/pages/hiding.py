"""Hiding a post by a named rule, appealing against that, and deciding the appeal."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.at_clause import typed
from server.pages.at_thread import AtThread, at_thread, said, thread_page
from server.pages.common import act, go, name_of
from specs.hiding import AppealHiding, HidePost, JudgeAppeal
from specs.library.house_rules import RULES
from specs.refusals import Refused
from specs.seats import may
from specs.threads import Post


async def at_post(request: Request) -> tuple[AtThread, Post]:
    """The post of this address, where it has reached the person who asks; else 404. Its number is the one that rules know it by.

    In an official's addresses posts are counted as they have reached them.
    """
    here = await at_thread(request)
    number = request.path_params["number"]
    seen = next((post for post in here.thread.posts if str(post.number) == number), None)
    if seen is None:
        raise HTTPException(404)
    return here, next(post for post in here.at.tender.threads[here.thread.id].posts if post.stamp == seen.stamp)


async def hide(request: Request) -> Response:
    """The facilitator hides it by a rule, with a reason that stands in its place."""
    here, post = await at_post(request)
    _needs(here, may(here.at.by, "hide"))
    values = await typed(request, "rule", "reason")
    asked = HidePost(here.thread.id, post.number, values["rule"], values["reason"], here.today)
    rules = [(name, sentence, "") for name, sentence in RULES.items()]
    return await _form(
        request,
        here,
        post,
        asked,
        values,
        "hiding/hiding.html",
        "Hide this post",
        "It is hidden. The reason stands in its place.",
        "rule",
        rules=rules,
    )


async def appeal(request: Request) -> Response:
    """Its author asks that it is seen."""
    here, post = await at_post(request)
    _needs(here, post.by == here.at.by.id)
    values = await typed(request, "text")
    asked = AppealHiding(here.thread.id, post.number, values["text"], here.today)
    return await _form(
        request, here, post, asked, values, "hiding/appeal.html", "Ask that it is seen", "The co-chair decides, and you are told.", "text"
    )


async def judge(request: Request) -> Response:
    """The co-chair decides."""
    here, post = await at_post(request)
    _needs(here, may(here.at.by, "judge"))
    values = await typed(request, "stays", "reason")
    if request.method == "POST" and values["stays"] not in ("yes", "no"):
        refused: Refused | None = Refused("Please choose whether it stays hidden.", "stays")
    else:
        refused = None
    asked = JudgeAppeal(here.thread.id, post.number, values["stays"] == "yes", values["reason"], here.today)
    return await _form(
        request,
        here,
        post,
        asked,
        values,
        "hiding/judgement.html",
        "Decide the appeal",
        "It is decided, and its author is told.",
        "stays",
        refused,
    )


def _needs(here: AtThread, allowed: bool) -> None:
    if not allowed:
        raise HTTPException(403)


async def _form(
    request: Request,
    here: AtThread,
    post: Post,
    asked: Any,
    values: dict[str, str],
    template: str,
    title: str,
    done: str,
    otherwise: str,
    refused: Refused | None = None,
    **context: Any,
) -> Response:
    if request.method == "POST" and refused is None:
        try:
            await act(request, here.at, asked, values["key"])
            return go(request, here.place, done)
        except Refused as no:
            refused = no
    return thread_page(
        request,
        here,
        template,
        title,
        refused,
        otherwise,
        values,
        address=f"{here.url}/posts/{request.path_params['number']}",
        post=said(name_of(request, here.at.tender.id), here.at.tender, here.at.by, post),
        hiding=post.hiding,
        **context,
    )


_BOTH = ["GET", "POST"]
ROUTES = [
    Route("/tenders/{tender}/threads/{thread}/posts/{number}/hiding", hide, methods=_BOTH),
    Route("/tenders/{tender}/threads/{thread}/posts/{number}/appeal", appeal, methods=_BOTH),
    Route("/tenders/{tender}/threads/{thread}/posts/{number}/judgement", judge, methods=_BOTH),
]
