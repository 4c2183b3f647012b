"""Whether a file is an untouched issued tender, of those that whoever asks may see; what differs, where it is one that was touched."""

from typing import Any, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server import checked, issued, uploads
from server.pages.common import house, new_key, page, signed_in
from server.pages.drawing import shown
from server.pages.problems import at_field, summary
from specs.interests import must_declare
from specs.refusals import Refused


class Answer(NamedTuple):
    """What was found of a file: whether it is untouched, in sentences; what differs; and where the issue is (empty: nowhere)."""

    untouched: bool
    name: Any
    sentences: list[Any]
    differing: list[Any]
    url: str
    code: str = ""


async def check(request: Request) -> Response:
    """A file can be sent; it is looked at and not kept."""
    account = await signed_in(request)
    refused, answer = None, None
    if request.method == "POST":
        try:
            came = await uploads.sent(request, "document")
            if not came.data:
                raise Refused("Please choose a file." if not came.name else "This file is empty. Please choose another one.", "document")
            if not house(request).sessions.allow("upload", account.id, 60, 3600):
                raise Refused("That was a lot of files in one hour. Please try again a little later.", "document")
            answer = await _answer(request, account.id, came)
        except Refused as no:
            refused = no
    return page(
        request,
        "issuing/check.html",
        title="Check an issued tender",
        status=422 if refused else 200,
        errors=summary(refused, "document"),
        back="/",
        wrong=at_field(refused, "document"),
        answer=answer,
        most=uploads.MOST // uploads.MB,
        token=new_key(),
    )


async def _answer(request: Request, account: str, came: uploads.Sent) -> Answer:
    home, tenders, known = house(request), [], {}
    for tender_id in home.people.tenders_of(account):
        tender = await home.desk.tender(tender_id)
        by = tender.members.get(home.people.member_of(account, tender_id) or "")
        if by is not None and not must_declare(tender, by):
            tenders.append(tender)
            known[tender_id] = by
    looked = await issued.looked_at_async(came.data)
    found = await run_in_threadpool(issued.recognise, home, came.data, looked, known, tenders)
    answer = checked.told(found)
    url = f"/tenders/{found.tender.id}/issues#i{found.issue.number}" if found else ""
    sentences, differing = ([shown(each) for each in lines] for lines in (answer.sentences, answer.differing))
    return Answer(answer.untouched, shown(came.name), sentences, differing, url, answer.code)


ROUTES = [Route("/check", check, methods=["GET", "POST"])]
