"""Seats on their page: given with a link to hand on, ended, and never left without a commissioner."""

import re

import pytest

from specs.library import teaching
from tests.filling import Form
from tests.visiting import letters, plain


@pytest.fixture
def form(visit) -> Form:
    return Form(visit("commissioner"), f"{visit.url}/seats")


def link_in(text: str) -> str:
    found = re.search(r"https?://[^/\s]+(/(?:sign-in|invitations)/[\w-]+)", text)
    assert found is not None, text
    return found[1]


def members(visit) -> list[str]:
    return sorted(member.seat for member in visit.fold().members.values())


def test_who_sits_here(visit, form):
    page = plain(form.page)
    assert (
        "Anne Marsh (you) Commissioner Priya Nair Procurement officer Send another invitation of Priya Nair End this seat of Priya Nair"
        " Tom Whitfield Observer"
    ) in page
    for who, status in (("procurement", 403), ("observer", 403), ("stranger", 404)):
        assert visit(who).get(form.url).status_code == status
        assert visit(who).post(form.url, data={"email": "x@example.org", "seat": "observer", "key": "k"}).status_code == status
    assert members(visit) == ["commissioner", "observer", "procurement"]


def test_whoever_is_given_a_seat_is_invited_by_mail_and_signs_in_from_there(visit, form):
    page = plain(form.put(email="rosa@example.org", name="Rosa", seat="observer").done())
    assert "rosa@example.org has a seat now. A message is on its way to them; it names no tender and no seat." in page
    assert "/sign-in/" not in page and "/invitations/" not in page
    assert members(visit) == ["commissioner", "observer", "observer", "procurement"]
    browser = visit.new()
    ((to, subject, text),) = letters(visit.house)
    assert (to, subject) == ("rosa@example.org", "You are invited") and teaching.TITLE not in text
    assert browser.post(link_in(text)).headers["location"] == "/sign-in/sent"
    link = link_in(letters(visit.house)[-1][2])
    assert browser.post(link).headers["location"] == "/"
    assert browser.get(visit.url).headers["location"] == f"{visit.url}/interests"  # asked before anything is read
    Form(browser, f"{visit.url}/interests", linked="no").done()
    assert "Rosa" in browser.get(visit.url).text and browser.get(f"{visit.url}/clauses/c1/wording").status_code == 403


def test_nobody_learns_from_a_seat_whether_somebody_was_here_before(visit, form):
    visit("observer")
    said = [
        plain(Form(form.browser, form.url).put(email=email, name="", seat="procurement").done()).replace(email, "")
        for email in ("Tom.Whitfield@example.org", "new@example.org")
    ]
    assert said[0].split(" Seats ")[0] == said[1].split(" Seats ")[0]
    assert [(to, subject) for to, subject, _ in letters(visit.house)] == [
        ("tom.whitfield@example.org", "There is something new for you"),
        ("new@example.org", "You are invited"),
    ]


def test_an_invitation_is_sent_once_more_and_the_one_before_leads_nowhere(visit, form):
    page = form.put(email="rosa@example.org", name="Rosa", seat="observer").done()
    url = page.text.split("Rosa</p>", 1)[1].split('action="')[1].split('"')[0]
    assert url.endswith("/invitation")
    assert visit("commissioner").post(url).status_code == 303
    old, new = (link_in(text) for _, _, text in letters(visit.house))
    assert [visit.new().get(link).status_code for link in (old, new)] == [404, 200]
    own = next(member.id for member in visit.fold().members.values() if member.seat == "commissioner")
    for member in (own, "m-nobody"):
        assert visit("commissioner").post(f"{form.url}/{member}/invitation").status_code == 404


def test_a_seat_with_a_last_day(visit, form):
    days = {"until-day": "31", "until-month": "3", "until-year": "2027"}
    page = plain(form.put(email="rosa@example.org", name="Rosa", seat="observer", **days).done())
    assert "Rosa Observer until 31 March 2027" in page
    past = Form(form.browser, form.url).put(email="jo@example.org", name="Jo", seat="observer", **(days | {"until-year": "2020"}))
    assert past.refused() == "This day has passed already. Please give a later one, or none."
    assert visit.house.people.by_email("jo@example.org") is not None  # an account alone sees nothing


# People with lived experience, whom the facilitator brings in


def seat_of(group, who: str) -> str:
    return group.house.people.member_of(group.accounts[who], group.tender)


def test_the_facilitator_invites_members_and_the_commissioner_never_sees_their_addresses(group):
    form = Form(group("facilitator"), f"{group.url}/seats")
    offered = re.findall(r'name="seat" type="radio" value="(\w+)"', form.page.text)
    assert offered == ["co_chair", "member"]
    form.put(email="rosa.k@example.org", name="Rosa", legal="Rosalind Khan", seat="member", how="mail").done()
    seen = plain(group("facilitator").get(form.url))
    assert "Rosa Steering group member Rosalind Khan rosa.k@example.org" in seen
    page = plain(group("commissioner").get(form.url))
    assert "Rosa Steering group member" in page and "Khan" not in page and "rosa.k" not in page
    assert re.findall(r'name="seat" type="radio" value="(\w+)"', group("commissioner").get(form.url).text) == [
        "commissioner", "facilitator", "procurement", "official", "observer"
    ]  # fmt: skip
    answer = group("commissioner").post(form.url, data={"email": "x@example.org", "seat": "member", "key": "k"})
    assert answer.status_code == 422 and group.house.people.by_email("x@example.org") is None
    for what in ("invitation", "card", "ending"):  # nor does the commissioner reach them, or end their seat
        assert group("commissioner").post(f"{form.url}/{seat_of(group, 'member')}/{what}").status_code in (404, 422)
    assert group("commissioner").get(f"{form.url}/{seat_of(group, 'member')}/card").status_code == 404
    assert group("facilitator").get(f"{form.url}/{seat_of(group, 'official')}/card").status_code == 404


def test_somebody_without_email_gets_a_card_whose_words_are_shown_once(group):
    form = Form(group("facilitator"), f"{group.url}/seats")
    form.put(email="", name="", seat="member", how="card")
    assert "Please write a name" in form.refused()
    before = group.heads()
    assert form.put(name="Rosa", legal="R" * 201).refused() == "A full name can be 200 characters long. Please shorten it."
    assert group.heads() == before  # nothing is kept of somebody who has no seat yet
    page = form.put(name="Rosa", legal="").done()
    words = re.search(r"six words: ((?:[a-z]+ ){5}[a-z]+)", plain(page))
    assert words is not None and page.text.count("<svg") >= 1
    assert words[1] not in plain(group("facilitator").get(str(page.url)))
    browser = group.new()
    assert browser.post("/sign-in/card", data={"words": words[1]}).headers["location"] == "/"
    assert browser.get(group.url).headers["location"] == f"{group.url}/interests"
    again = group("facilitator").post(str(page.url))
    newer = re.search(r"six words: ((?:[a-z]+ ){5}[a-z]+)", plain(group("facilitator").get(again.headers["location"])))
    assert newer and newer[1] != words[1]
    assert group.new().post("/sign-in/card", data={"words": words[1]}).status_code == 422
    group("facilitator").post(str(page.url), data={"end": "yes"})
    assert group.new().post("/sign-in/card", data={"words": newer[1]}).status_code == 422


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"email": "", "name": "Rosa", "seat": "observer"}, "email"),
        ({"email": "rosa", "name": "Rosa", "seat": "observer"}, "email"),
        ({"email": "rosa@example.org", "name": "Rosa"}, "seat"),
        ({"email": "rosa@example.org", "name": "R" * 61, "seat": "observer"}, "name"),
        ({"email": "tom.whitfield@example.org", "name": "R" * 61, "seat": "observer"}, "name"),  # nor does this tell who was here before
    ],
)
def test_what_is_missing_is_asked_for(visit, form, typed, field):
    form.put(**typed)
    assert form.refused()
    assert f'id="{field}-error"' in form.page.text
    assert members(visit) == ["commissioner", "observer", "procurement"]


def test_a_seat_that_is_none_or_not_given_yet(visit, form):
    form.put(email="rosa@example.org", name="Rosa")
    for seat in ("administrator", "co_chair", "member", "king"):
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
    card = page.text.split(f"{name}</p>", 1)[1].split("</li>")[0].split("/invitation")[-1]
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
