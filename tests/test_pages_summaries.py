"""“In short” on its page: written, put right, taken away, and never part of the clause."""

import pytest

from tests.filling import Form
from tests.visiting import plain


@pytest.fixture
def form(visit) -> Form:
    return Form(visit("commissioner"), f"{visit.url}/clauses/c9/in-short")


def test_it_is_written_and_read_by_everybody(visit, form):
    page = plain(form.put(text="You get support\nfor twelve weeks.").done())
    assert "“In short” is saved." in page and "In short You get support for twelve weeks." in page and "out of date" not in page
    assert "You get support for twelve weeks." in plain(visit("observer").get(visit.url))
    assert "You get support" not in " ".join(p.text for p in visit.fold().clauses["c9"].wording)


def test_a_changed_clause_makes_it_out_of_date_until_it_is_saved_again(visit):
    opened = Form(visit("commissioner"), f"{visit.url}/clauses/c8/in-short")
    assert "Out of date The clause has changed since this was written." in plain(opened.page)
    assert opened.values["text"] == "Someone visits you in the first week and asks what matters to you."
    assert "out of date" not in plain(opened.done())


def test_no_words_take_it_away(visit):
    page = plain(Form(visit("commissioner"), f"{visit.url}/clauses/c8/in-short", text=" ").done())
    assert "“In short” is taken away." in page and "Someone visits you in the first week" not in page.split("Versions")[0]


@pytest.mark.parametrize(
    ("text", "sentence"), [("x" * 601, "is 601 characters long; 600 is the most that fits."), ("", "Nothing would change")]
)
def test_what_cannot_be_saved(visit, form, text, sentence):
    assert sentence in form.put(text=text).refused()
    assert "text-error" in form.page.text and visit.fold().clauses["c9"].in_short is None


def test_twice_is_once(visit, form):
    seq = visit.fold().seq
    form.put(text="Once.")
    assert form.send().status_code == form.send().status_code == 303
    assert visit.fold().seq == seq + 1
