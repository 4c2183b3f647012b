"""Days in forms: three boxes, as people write a date, and one day as rules take it."""

from collections.abc import Mapping

from specs.typed import is_date

PARTS = ("day", "month", "year")


def fields(name: str) -> tuple[str, ...]:
    """The names of the three boxes of a day."""
    return tuple(f"{name}-{part}" for part in PARTS)


def day_from(values: Mapping[str, str], name: str) -> str:
    """The day as typed, “2027-03-31”; empty where nothing was typed; what is no day stays none, for the rule to refuse."""
    day, month, year = (values.get(f"{name}-{part}", "").strip() for part in PARTS)
    return f"{year.zfill(4)}-{month.zfill(2)}-{day.zfill(2)}" if day or month or year else ""


def boxes_for(name: str, day: str) -> dict[str, str]:
    """What stands in the three boxes for a day; nothing for none."""
    if not is_date(day):
        return dict.fromkeys(fields(name), "")
    year, month, of_month = day.split("-")
    return {f"{name}-day": of_month.lstrip("0"), f"{name}-month": month.lstrip("0"), f"{name}-year": year}
