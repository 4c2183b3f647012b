"""Search over one's tenders: only parts one may see, words as words."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from specs.erasing import TakeBack
from specs.library.teaching_group import thread
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


def said(page) -> int:
    found = re.search(r"(\d+) things? that (?:was|were) said", page.text)
    return int(found[1]) if found else 0


def test_what_was_said_is_found_by_those_whom_it_has_reached(group):
    """“quiet” asked to be protected: officials find her words on the next day."""
    words = "/search?words=hall+floor+telephone"
    assert [said(group(who).get(words)) for who in ("member", "facilitator", "co_chair", "quiet")] == [1, 1, 1, 1]
    assert [said(group(who).get(words)) for who in ("commissioner", "official", "procurement", "observer", "stranger")] == [0] * 5
    day = group.house.clock()
    group.house.clock = lambda: day + timedelta(days=1)
    assert [said(group(who).get(words)) for who in ("commissioner", "official", "procurement", "observer")] == [1] * 4
    page = group("commissioner").get("/search?words=weeks+afraid")
    assert "What was said" in page.text and "<mark>afraid</mark>" in page.text


def test_answers_are_found_and_words_that_were_hidden_or_taken_back_are_not(group):
    assert said(group("observer").get("/search?words=keep+good+staff")) == 0  # it stands in the alternative, not in the answer
    assert said(group("observer").get("/search?words=set+sum+three+years")) == 1
    words = "/search?words=stroke+telephone"
    assert said(group("member").get(words)) >= 1
    post = group.fold().threads[thread(1)].posts[0]
    group.act(TakeBack(thread(1), post.number), "gone", seat="member")
    assert said(group("member").get("/search?words=person+chooses+how+they+are+told")) == 1  # the answer's words, not hers
    assert "I could not use" not in group("member").get(words).text
