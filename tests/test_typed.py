"""What people type: nothing dropped, nothing hidden, and refused with a sentence where it does not fit."""

import pytest

from specs.refusals import Refused
from specs.typed import LONGEST, cleaned, is_date, one_line, optional, prose


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("two\r\nlines\rhere", "two\nlines\nhere"),
        ("bell\x07 and nul\x00", "bell␇ and nul␀"),
        ("cafe\u0301", "café"),
        ("right\u202eto left", "right\u202eto left"),
        ("page\x0cbreak", "page\nbreak"),
        ("half \ud800 pair", "half � pair"),
        ("delete\x7f", "delete␡"),
    ],
)
def test_cleaned(typed, kept):
    assert cleaned(typed) == kept


@pytest.mark.parametrize("nothing", ["", "   ", "\n\t\n", "\u200b\u202e"])
def test_nothing_to_see_is_refused(nothing):
    with pytest.raises(Refused, match="The title is empty. Please write something here."):
        one_line(nothing, "The title", "title")
    with pytest.raises(Refused, match="is empty"):
        prose(nothing, "The box", "words")


def test_one_character_too_many_is_refused_and_the_most_that_fits_is_not():
    assert prose("x" * LONGEST, "This box", "words") == "x" * LONGEST
    with pytest.raises(Refused) as refused:
        prose("x" * (LONGEST + 1), "This box", "words")
    assert str(refused.value).startswith("This box is 20,001 characters long; 20,000 is the most that fits.")
    assert refused.value.field == "words"


def test_optional_words_may_be_absent():
    assert optional("  \n", "The reason", "why") == ""
    assert optional(" because ", "The reason", "why") == "because"


@pytest.mark.parametrize(
    ("day", "real"),
    [("2027-03-31", True), ("2027-02-29", False), ("2028-02-29", True), ("2027-13-01", False), ("31/03/2027", False), ("", False)],
)
def test_days_of_the_calendar(day, real):
    assert is_date(day) is real
