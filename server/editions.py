"""The editions of a tender: as it stands, as it came, as of an entry, or as of a day."""

from datetime import datetime
from zoneinfo import ZoneInfo

from server.folding import fold
from server.record import Record
from specs.refusals import Refused
from specs.tender import Tender
from specs.typed import is_date

LONDON = ZoneInfo("Europe/London")
NO_EDITION = "There is no edition “{}”. Please give “draft”, “start”, or “@” and the number of an entry, such as “@12”."


def edition(record: Record, tender_id: str, text: str) -> Tender:
    """The tender in an edition: ``draft`` (as it stands), ``start`` (as its first part came), ``@N`` (as of entry N) or a day.

    A day, such as ``2027-03-31``, means the end of that day in London.

    Raises ``NoSuchTender``, and ``Refused`` where there is no such edition.
    """
    wanted = text.strip().lower()
    if wanted == "draft":
        return fold(record, tender_id)
    if wanted == "start":
        authored = fold(record, tender_id).authored()
        if authored:
            return fold(record, tender_id, min(part.added.seq for part in authored))
    if is_date(wanted):
        return fold(record, tender_id, _last_on(record, tender_id, wanted))
    number = wanted.removeprefix("@")
    if not wanted.startswith("@") or not (number.isascii() and number.isdigit()) or len(number) > 12:
        raise Refused(NO_EDITION.format(text), "edition")
    last = fold(record, tender_id, 1).seq and record.head(tender_id)
    if not 1 <= int(number) <= last:
        raise Refused(f"The last entry of this tender is number {last}, so there is no edition “{text}”.", "edition")
    return fold(record, tender_id, int(number))


def _last_on(record: Record, tender_id: str, day: str) -> int:
    """The number of the last entry made by the end of a day in London. Raises ``Refused`` where there was none yet."""
    last = 0
    for entry in record.read(tender_id):
        if f"{datetime.fromisoformat(entry.at).astimezone(LONDON):%Y-%m-%d}" > day:
            break
        last = entry.seq
    if not last:
        raise Refused("This tender was not begun yet on that day. Please choose a later one.", "edition")
    return last
