"""Seats on their page: given with a link to hand on, ended, and never left without a commissioner."""

import re

import pytest

from tests.filling import Form
from tests.visiting import plain


@pytest.fixture
def form(visit) -> Form:
    return Form(visit("commissioner"), f"{visit.url}/seats")


def link_in(page) -> str:
    found = re.search(r"https?://\S+(/sign-in/[\w-]+)", plain(page))
    assert found is not None, plain(page)
    return found[1]


def members(visit) -> list[str]:
    return sorted(member.seat for member in visit.fold().members.values())


def test_who_sits_here(visit, form):
    page = plain(form.page)
    assert "Anne Marsh (you) Commissioner Priya Nair Procurement officer End this seat of Priya Nair Tom Whitfield Observer" in page
    for who, status in (("procurement", 403), ("observer", 403), ("stranger", 404)):
        assert visit(who).get(form.url).status_code == status
        assert visit(who).post(form.url, data={"email": "x@example.org", "seat": "observer", "key": "k"}).status_code == status
    assert members(visit) == ["commissioner", "observer", "procurement"]


def test_a_seat_is_given_with_a_link_that_works_once(visit, form):
    page = form.put(email="rosa@example.org", name="Rosa", seat="observer").done()
    assert "rosa@example.org has a seat now. Send this link to them alone; it works once, within 30 minutes:" in plain(page)
    assert members(visit) == ["commissioner", "observer", "observer", "procurement"]
    link, browser = link_in(page), visit.new()
    assert browser.get(link).status_code == 200
    assert browser.post(link).headers["location"] == visit.url
    assert "Rosa" in browser.get(visit.url).text and browser.get(f"{visit.url}/clauses/c1/wording").status_code == 403
    assert visit.new().post(link).status_code != 303
    assert "https" not in plain(visit("commissioner").get(form.url)) and "/sign-in/" not in plain(visit("commissioner").get(form.url))


def test_who_was_here_before_gets_no_link_from_others(visit, form):
    visit("observer")
    visit.house.people.invite("tom.whitfield@example.org", "")
    page = plain(form.put(email="Tom.Whitfield@example.org", seat="procurement").done())
    assert "has a seat now. They have been here before" in page and "/sign-in/" not in page


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"email": "", "name": "Rosa", "seat": "observer"}, "email"),
        ({"email": "rosa", "name": "Rosa", "seat": "observer"}, "email"),
        ({"email": "rosa@example.org", "name": "Rosa"}, "seat"),
    ],
)
def test_what_is_missing_is_asked_for(visit, form, typed, field):
    form.put(**typed)
    assert form.refused()
    assert f'id="{field}-error"' in form.page.text
    assert members(visit) == ["commissioner", "observer", "procurement"]


def test_a_seat_that_is_none_or_not_given_yet(visit, form):
    form.put(email="rosa@example.org", name="Rosa")
    for seat in ("administrator", "co_chair", "king"):
        form.values["seat"] = seat
        assert "Please choose one of the seats in the list." in plain(form.send())
    assert members(visit) == ["commissioner", "observer", "procurement"]


def test_the_same_seat_again(visit, form):
    refused = form.put(email="tom.whitfield@example.org", seat="observer").refused()
    assert refused == "This person already holds the seat of observer in this tender."


def test_a_double_post_is_one_seat(visit, form):
    form.put(email="rosa@example.org", name="Rosa", seat="observer")
    assert (form.send().status_code, form.send().status_code) == (303, 303)
    assert members(visit).count("observer") == 2


def ending(page, name: str) -> tuple[str, str]:
    """Where the button of this person's card sends its form, and its key."""
    card = page.text.split(f"{name}</p>", 1)[1].split("</li>")[0]
    return re.search(r'action="([^"]+)"', card)[1], re.search(r'name="key" value="([^"]+)"', card)[1]


def test_a_seat_is_ended(visit, form):
    visit("observer")
    url, key = ending(form.page, "Tom Whitfield")
    answer = visit("commissioner").post(url, data={"key": key})
    assert answer.status_code == 303
    page = plain(visit("commissioner").get(answer.headers["location"]))
    assert "The seat is ended. What was done in it stays in the history." in page and "Tom Whitfield" not in page
    assert visit("observer").get(visit.url).status_code == 404
    assert visit("commissioner").post(url, data={"key": key}).status_code == 303  # twice is once
    answer = visit("commissioner").post(url, data={"key": "another"})
    assert answer.status_code == 422 and "This person holds no seat in this tender any more." in plain(answer)


def test_a_tender_needs_a_commissioner(visit, form):
    assert "End this seat" not in plain(form.page).split("Priya Nair")[0]
    member = next(member.id for member in visit.fold().members.values() if member.seat == "commissioner")
    answer = visit("commissioner").post(f"{form.url}/{member}/ending", data={"key": "k"})
    assert answer.status_code == 422 and "A tender needs a commissioner. Please give the seat to someone else first." in plain(answer)


def test_invitations_are_limited(visit, form):
    account = visit.accounts["commissioner"]
    while visit.house.sessions.allow("invite", account, 50, 3600):
        pass
    assert form.put(email="rosa@example.org", seat="observer").refused() == "That is a lot of invitations for one hour. Please go on later."


def test_names_are_words(visit, form):
    form.put(email="evil@example.org", name="<b>Evil</b>", seat="observer").done()
    page = visit("commissioner").get(form.url).text
    assert "<b>Evil" not in page and 'End this seat<span class="govuk-visually-hidden"> of &lt;b&gt;Evil&lt;/b&gt;' in page
