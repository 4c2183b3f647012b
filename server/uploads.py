"""Takes in a form that brings a file, within limits, and says in a sentence what is wrong with it."""

from collections.abc import AsyncGenerator
from typing import NamedTuple

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from specs.refusals import Refused

MB = 1 << 20
MOST = 50 * MB
FORM = 1 * MB  # what may come beside the file
READ_AWAY = 200 * MB  # a browser reads an answer only once it has sent everything, so what is too big is read and forgotten up to here


class Sent(NamedTuple):
    """A form with its file. ``name`` is what the file was called, without any folder."""

    fields: dict[str, str]
    name: str
    data: bytes


async def sent(request: Request, field: str, what: str = "Word document") -> Sent:
    """The form as it was sent, with the file in ``field``. ``what`` is asked for where no file came.

    Raises ``Refused`` where it is too big, or is no form; and HTTPException 400, which nobody will read, where it was cut off.
    The fields that came before the file are lost with a refusal: what was typed is short.
    """
    too_big = Refused(f"This file is too big. Please send one of up to {MOST // MB} MB; big pictures can be made smaller in Word.", field)
    try:
        declared = int(request.headers.get("content-length") or 0)
        if declared > MOST + FORM:
            await _read_away(request)
            raise too_big
        form = await MultiPartParser(request.headers, _within(request, too_big), max_files=1, max_fields=20, max_part_size=FORM).parse()
    except ClientDisconnect as gone:
        raise HTTPException(400) from gone
    except (MultiPartException, KeyError, ValueError) as wrong:
        raise Refused("The file did not arrive as it should. Please choose it again and send it once more.", field) from wrong
    try:
        fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
        file = form.get(field)
        if not isinstance(file, UploadFile):
            return Sent(fields, "", b"")
        name = (file.filename or "").replace("\\", "/").rsplit("/", 1)[-1][:250]
        return Sent(fields, name, await file.read())
    finally:
        await form.close()


def insist_on_a_document(came: Sent) -> None:
    """Raises ``Refused`` where no Word document came, or an empty one."""
    if not came.data:
        raise Refused("This file is empty. Please choose another one." if came.name else "Please choose a Word document.", "document")


async def _within(request: Request, too_big: Refused) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MOST + FORM:
            raise too_big
        yield chunk


async def _read_away(request: Request) -> None:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > READ_AWAY:
            return
