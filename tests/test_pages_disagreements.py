"""Pages: the register of disagreements: what, who looks after it, where it stands, when it is next talked about; counted as work done."""

import pytest

from server.notices import news_of
from specs.answers import ReopenThread
from specs.days import later, said
from specs.dissents import RecordDissent
from specs.holds import HoldClause, ReleaseClause
from specs.library.teaching_group import thread
from tests.filling import Form
from tests.visiting import plain

NOT_AGREED = thread(2)  # a question of the story that was answered, and not agreed with


def minded(group, about=NOT_AGREED, who="co_chair", owner="Fay", stage="being talked about", days=9, note="We met."):
    form = Form(group(who), f"{group.url}/disagreements/{about}/minding", owner=owner, stage=stage, note=note)
    day = later(group.house.today(), days).split("-") if days else ("", "", "")
    form.values |= {"next_date-day": day[2], "next_date-month": day[1], "next_date-year": day[0]}
    return form


def on(group, monkeypatch, days):
    day = later(group.house.today(), days)
    monkeypatch.setattr(group.house, "today", lambda: day)


def test_the_register_says_who_looks_after_it_and_when_it_is_talked_about(group):
    page = plain(group("member").get(f"{group.url}/disagreements"))
    assert "1 disagreement: 1 that nobody looks after yet." in page
    assert "Clause 6.1 “Pay” A comment was answered, and its author does not agree. Nobody looks after it yet" in page
    page = plain(minded(group).done())
    day = said(later(group.house.today(), 9))
    assert "1 disagreement: 1 being talked about." in page
    assert f"Being talked about Fay looks after it; it is talked about on {day}. We met." in page
    for who in ("commissioner", "third", "observer"):
        assert "Fay looks after it" in plain(group(who).get(f"{group.url}/disagreements"))


def test_it_is_counted_as_work_done_and_stays_when_its_cause_has_gone(group):
    today = group.house.today()
    for clause in ("c4", "c5"):
        group.act(HoldClause(clause, "Not yet.", today, today=today), f"held {clause}", seat="co_chair")
    group.act(RecordDissent(thread(9), "People are left out.", today=today), "dissent", seat="member")
    minded(group).done()
    minded(group, "c4", stage="settled", days=0).done()
    minded(group, thread(9), stage="agreed to differ", days=0).done()
    page = plain(group("member").get(f"{group.url}/disagreements"))
    assert "4 disagreements: 1 being talked about, 1 agreed to differ, 1 settled, 1 that nobody looks after yet." in page
    for clause in ("c4", "c5"):
        group.act(ReleaseClause(clause, "Talked about.", today=today), f"released {clause}", seat="co_chair")
    page = plain(group("member").get(f"{group.url}/disagreements"))
    assert "3 disagreements: 1 being talked about, 1 agreed to differ, 1 settled." in page
    assert "People did not agree here, and talked about it. Settled" in page


def test_a_day_that_has_come_waits_for_the_chairs_and_the_facilitator(group, monkeypatch):
    minded(group).done()
    assert "Disagreements to talk about" not in plain(group("commissioner").get(f"{group.url}/waiting"))
    on(group, monkeypatch, 9)
    for who in ("commissioner", "co_chair", "facilitator"):
        assert "Disagreements to talk about (1)" in plain(group(who).get(f"{group.url}/waiting")), who
        tender, member = group.fold(), group.house.people.member_of(group.accounts[who], group.tender)
        news = set(news_of(tender, tender.members[member], group.house.today()))
        assert f"disagreement {NOT_AGREED} {group.house.today()}" in news
    for who in ("member", "third", "procurement", "official"):
        assert "Disagreements to talk about" not in plain(group(who).get(f"{group.url}/waiting")), who
    minded(group, stage="settled", days=0).done()
    assert "Disagreements to talk about" not in plain(group("commissioner").get(f"{group.url}/waiting"))


def test_the_navigation_has_it_once_there_is_one(group):
    assert f'href="{group.url}/disagreements"' in group("observer").get(group.url).text
    group.act(ReopenThread(NOT_AGREED, "Nobody asked the bidders.", group.house.today()), "reopened", seat="third")
    assert f'href="{group.url}/disagreements"' not in group("observer").get(group.url).text
    assert "There is no disagreement here." in plain(group("observer").get(f"{group.url}/disagreements"))


def test_what_has_not_reached_officials_is_no_disagreement_for_them(group, monkeypatch):
    group.act(RecordDissent(thread(9), "People are left out.", protected=True, today=group.house.today()), "dissent", seat="quiet")
    assert "2 disagreements" in plain(group("member").get(f"{group.url}/disagreements"))
    assert "1 disagreement:" in plain(group("commissioner").get(f"{group.url}/disagreements"))
    assert group("commissioner").get(f"{group.url}/disagreements/{thread(9)}/minding").status_code == 404
    on(group, monkeypatch, 1)
    assert "2 disagreements" in plain(group("commissioner").get(f"{group.url}/disagreements"))


def test_a_dissent_that_was_taken_back_is_none_any_more(group):
    group.act(RecordDissent(thread(9), "People are left out.", today=group.house.today()), "dissent", seat="member")
    assert "2 disagreements" in plain(group("third").get(f"{group.url}/disagreements"))
    Form(group("member"), f"{group.url}/said/dissent/{thread(9)}/1/taking-back").done()
    assert "1 disagreement:" in plain(group("third").get(f"{group.url}/disagreements"))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"owner": " "}, "Who looks after it is empty. Please write something here."),
        ({"stage": "nonsense"}, "Please choose where it stands."),
        ({"next_date-day": ""}, "Please give a day that lies ahead, like 31 March 2027."),
        ({"next_date-day": "", "next_date-month": "", "next_date-year": ""}, "Please give the day on which it is next talked about."),
    ],
)
def test_what_is_wrong_comes_back(group, typed, sentence):
    form = minded(group)
    form.values |= typed
    if "stage" in typed:
        answer = form.send()
        assert answer.status_code == 422 and sentence in plain(answer) and "We met.</textarea>" in answer.text
    else:
        assert form.refused() == sentence
    assert group.fold().minded == {}


def test_who_says_so(group):
    for who in ("member", "third", "procurement", "official", "observer"):
        assert group(who).get(f"{group.url}/disagreements/{NOT_AGREED}/minding").status_code == 403
        assert "/minding" not in group(who).get(f"{group.url}/disagreements").text
    assert group("commissioner").get(f"{group.url}/disagreements/{thread(1)}/minding").status_code == 404
