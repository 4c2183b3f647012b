"""Days of the calendar, written “2027-03-31”: counted, added to and said. Nothing here knows what day it is."""

from specs.typed import is_date

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def number_of(day: str) -> int:
    """Days since 1 March of the year 0, in the Gregorian calendar: years that begin in March end with the odd day.

    Raises ``ValueError`` for what is no day.
    """
    if not is_date(day):
        raise ValueError(f"no day: {day}")
    year, month, of_month = map(int, day.split("-"))
    year, month = (year - 1, month + 9) if month < 3 else (year, month - 3)
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5 + of_month - 1


def day_of(number: int) -> str:
    """The day with this number.

    >>> day_of(number_of("2027-02-28") + 1)
    '2027-03-01'
    """
    year = (10_000 * number + 14_780) // 3_652_425
    rest = number - (365 * year + year // 4 - year // 100 + year // 400)
    if rest < 0:
        year -= 1
        rest = number - (365 * year + year // 4 - year // 100 + year // 400)
    month = (5 * rest + 2) // 153
    of_month = rest - (153 * month + 2) // 5 + 1
    return f"{year + (month > 9):04}-{month - 9 if month > 9 else month + 3:02}-{of_month:02}"


def later(day: str, days: int) -> str:
    """The day so many days later; earlier, where ``days`` is below nothing."""
    return day_of(number_of(day) + days)


def between(first: str, second: str) -> int:
    """How many days the second comes after the first."""
    return number_of(second) - number_of(first)


def weekday(day: str) -> int:
    """0 for a Monday … 6 for a Sunday."""
    return (number_of(day) + 2) % 7


def working_day_from(day: str) -> str:
    """The day itself, or the Monday after it where it is a Saturday or Sunday. Bank holidays are not known."""
    return later(day, (7 - weekday(day)) if weekday(day) > 4 else 0)


def said(day: str) -> str:
    """“31 March 2027”.

    >>> said("2027-03-31")
    '31 March 2027'
    """
    year, month, of_month = map(int, day.split("-"))
    return f"{of_month} {MONTHS[month - 1]} {year}"
