"""Links to possible bidders: asked before anybody reads, kept in the register, and what linked people read given out for all."""

import io
import zipfile

from specs.members import EndSeat, GiveSeat
from specs.parts import SharePart
from specs.wording import plain as words_of
from tests.filling import Form
from tests.visiting import plain

TEXT = "I drive their minibus on Fridays."


def newcomer(group, seat: str = "member"):
    """Somebody who has just been given a seat, signed in."""
    group.accounts["new"] = group.house.people.invite(f"new-{seat}@example.org", "Nell").id
    member = group.house.people.seat(group.accounts["new"], group.tender)
    group.act(GiveSeat(member, seat), f"new-{seat}", seat="facilitator" if seat == "member" else "commissioner")
    return group("new"), member


def test_everybody_is_asked_before_they_read_anything(group):
    for seat in ("member", "official"):
        browser, member = newcomer(group, seat)
        url = f"{group.url}/interests"
        for page in ("", "/clauses/c2", "/history", "/parts", "/what-can-change", "/mine", "/waiting", "/pack"):
            assert browser.get(f"{group.url}{page}").headers.get("location") == url, page
        assert plain(browser.get("/search?words=visit")).count("Nothing was found.") == 1
        for page in ("/support", "/you", "/leaving"):  # help is there before, and the way out
            assert browser.get(f"{group.url}{page}").status_code == 200, page
        page = Form(browser, url, linked="no").done()
        assert "Thank you. You can change this at any time." in plain(page)
        assert browser.get(f"{group.url}/history").status_code == 200
        assert "Nothing was found." not in plain(browser.get("/search?words=visit"))
        group.act(EndSeat(member), f"end-{seat}", seat="facilitator" if seat == "member" else "commissioner")
        group._browsers.pop("new")


def test_what_is_missing_is_asked_for_and_nothing_is_lost(group):
    browser, _ = newcomer(group)
    form = Form(browser, f"{group.url}/interests", link=TEXT)
    assert form.refused() == "Please choose one of the two. Both are fine."
    assert form.put(linked="yes").refused() == "Please name the organisation. Only the people who look after fairness read it."
    form.put(organisation="Harbour Care").done()
    assert Form(browser, f"{group.url}/interests").values["organisation"] == "Harbour Care"


def test_the_register_is_read_by_those_who_look_after_fairness_alone(group):
    browser, _ = newcomer(group)
    Form(browser, f"{group.url}/interests", linked="yes", organisation="Harbour Care", link=TEXT).done()
    for who in ("commissioner", "co_chair", "facilitator", "procurement"):
        page = plain(group(who).get(f"{group.url}/interests/register"))
        assert f"Nell Steering group member Harbour Care {TEXT}" in page and "Nothing has been decided yet." in page
        assert ("Decide what follows" in page) == (who == "procurement")
    for who in ("member", "official", "observer", "new"):
        assert group(who).get(f"{group.url}/interests/register").status_code == 403
    for who in ("member", "official", "observer"):
        for page in ("", "/history", "/seats", "/mine"):
            text = group(who).get(f"{group.url}{page}").text
            assert "Harbour Care" not in text and TEXT not in text, (who, page)


def test_procurement_decides_what_follows_and_says_why(group):
    browser, member = newcomer(group)
    Form(browser, f"{group.url}/interests", linked="yes", organisation="Harbour Care").done()
    assert group.fold().members[member].linked  # at once, until somebody has decided
    url = f"{group.url}/interests/{member}/handling"
    form = Form(group("procurement"), url)
    assert form.refused() == "Please choose what follows from it."
    form.put(step="none", why="They left in May.").done()
    assert not group.fold().members[member].linked
    assert "nothing more: there is no link after all. They left in May." in plain(
        group("facilitator").get(f"{group.url}/interests/register")
    )
    other = next(each.id for each in group.fold().members.values() if each.seat == "observer")
    assert group("procurement").get(f"{group.url}/interests/{other}/handling").status_code == 404


def test_what_linked_people_read_is_noted_and_given_out_without_a_name(group):
    url = group.small_open()
    tender = url.removeprefix("/tenders/")
    group.act(SharePart("d1", "shareable"), "shared", tender)
    reader = group("third")  # who is linked to a possible bidder there
    assert reader.get(f"{url}/parts").status_code == 200
    reader.get(url), reader.get(f"{url}/clauses/c2")
    group("member").get(f"{url}/clauses/c3")  # who is linked to nobody
    answer = group("procurement").get(f"{url}/interests/pack")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as pack:
        files = {name: pack.read(name).decode() for name in pack.namelist()}
    day = group.house.today()
    assert sorted(files) == [f"{day}.txt", "about.txt", "pages.csv"]
    pages = files["pages.csv"].splitlines()
    assert f"{day},parts" in pages and not any("c3" in page for page in pages)
    names = [group.house.people.account(account).name for account in group.accounts.values() if account]
    assert [name for name in names if name and any(name in text for text in files.values())] == []
    now = group.fold(tender)
    shareable = {part.id for part in now.parts.values() if part.sharing == "shareable"}
    assert shareable == {"d1"}
    for clause in now.reading_order():
        assert (words_of(clause.wording) in files[f"{day}.txt"]) == (clause.part in shareable), clause.id
    for who in ("commissioner", "member", "facilitator"):
        assert group(who).get(f"{url}/interests/pack").status_code == 403
