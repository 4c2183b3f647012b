"""Search over one's tenders: only parts one may see, words as words."""

from pathlib import Path

import pytest

from tests.at_home import at_home


@pytest.fixture
def cast(tmp_path: Path):
    with at_home(tmp_path / "data") as cast:
        yield cast.as_("commissioner")


def test_words_are_found_and_lead_to_their_clause(cast):
    page = cast.get("/search?words=living+wage").text
    assert "1 clause found." in page and "<mark>living</mark>" in page
    pay = next(clause for clause in cast.fold().reading_order() if clause.heading.text == "Pay")
    assert f'href="{cast.url}/clauses/{pay.id}"' in page
    assert "Nothing was found." in cast.get("/search?words=zeppelin").text
    assert "clause" not in cast.get("/search").text.split("<main")[1].split("</main")[0]


def test_only_what_one_may_see(cast):
    cast.post(f"{cast.url}/parts/d1/sharing", {"sharing": "procurement", "key": "k"})
    assert "1 clause found." in cast.as_("procurement").get("/search?words=living+wage").text
    assert "Nothing was found." in cast.as_("observer").get("/search?words=living+wage").text
    assert "Nothing was found." in cast.as_("stranger").get("/search?words=living+wage").text
    assert cast.as_("").get("/search?words=living").headers["location"] == "/sign-in"


def test_a_seat_that_ended_finds_nothing(cast):
    assert "1 clause found." in cast.as_("observer").get("/search?words=living+wage").text
    house, tender = cast.house, cast.tender
    member = house.people.member_of(cast.accounts["observer"], tender)
    cast.as_("commissioner").client.portal.call(_end, cast, member)
    assert "Nothing was found." in cast.as_("observer").get("/search?words=living+wage").text


async def _end(cast, member):
    from specs.members import EndSeat
    from specs.tender import Member

    by = Member(cast.house.people.member_of(cast.accounts["commissioner"], cast.tender), "commissioner")
    await cast.house.desk.act(cast.tender, EndSeat(member), by, "end")


@pytest.mark.parametrize("words", ['"', "a OR", "NEAR(", "*", "<b>x</b>", "x" * 5000, "\x00", "%00"])
def test_odd_words_do_no_harm(cast, words):
    page = cast.client.get("/search", params={"words": words})
    assert page.status_code == 200 and "<b>x" not in page.text
