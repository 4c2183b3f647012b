"""Answering on pages: what waits for whom, what became of it, and the pack for paper."""

import re

import pytest

from specs.days import said
from specs.library.teaching_group import thread
from tests.filling import Form
from tests.visiting import plain, problem
from tests.well_formed import faults


def test_what_waits_for_an_official_and_is_answered(group):
    anne, url = group("commissioner"), group.url
    page = anne.get(f"{url}/waiting")
    said = plain(page)
    assert "Owed an answer (3)" in said and "Dev Patel, steering group member: Please say what happens" in said
    assert "Ten minutes?" not in said and "telephone was in the hall" not in said
    form = Form(anne, f"{url}/answers/new?thread={thread(8)}")
    form.put(outcome="no", text="We cannot promise who comes.")
    assert form.refused().startswith("A no needs more")
    form.put(alternative="The old and the new worker visit once together.")
    page = form.done()
    assert "The person is told, and closes it." in plain(page)
    assert "Owed an answer (2)" in plain(anne.get(f"{url}/waiting"))


def test_several_alike_are_answered_together(group):
    ruth, url = group("official"), group.url
    chosen = ruth.get(f"{url}/waiting", params={"thread": [thread(4), thread(8)]})
    assert chosen.status_code == 303
    form = Form(ruth, chosen.headers["location"])
    assert "Answer 2 comments together" in plain(form.page)
    form.values |= {"outcome": "suggestion", "text": "The group writes it in its next meeting."}
    page = form.done()
    assert "Each person is told, and closes theirs." in plain(page)
    tender = group.fold()
    assert [tender.threads[thread(number)].answer.outcome for number in (4, 8)] == ["suggestion"] * 2


def test_it_is_handed_over_and_shown_as_handed_over(group):
    form = Form(group("commissioner"), f"{group.url}/threads/{thread(8)}/assignment")
    member = group.house.people.member_of(group.accounts["procurement"], group.tender)
    form.values["member"] = member
    form.done()
    assert "With other officials (1)" in plain(group("official").get(f"{group.url}/waiting"))
    assert "With Priya Nair." in plain(group("procurement").get(f"{group.url}/waiting"))


def test_its_author_closes_it_and_opens_it_again(group):
    dev, url = group("third"), f"{group.url}/threads/{thread(8)}"
    assert dev.get(f"{url}/closing").status_code == 200  # there is nothing to close yet, and it says so
    form = Form(dev, f"{url}/closing")
    form.values["how"] = "satisfied"
    assert form.refused() == "There is no answer yet. It can be closed once there is one."
    answer = Form(group("commissioner"), f"{group.url}/answers/new?thread={thread(8)}")
    answer.values |= {"outcome": "suggestion", "text": "Please write it."}
    answer.done()
    assert "Answered: is it settled for you? (1)" in plain(dev.get(f"{group.url}/waiting"))
    form = Form(dev, f"{url}/closing")
    form.values |= {"how": "not agreed", "text": "I cannot write."}
    form.done()
    mine = plain(dev.get(f"{group.url}/mine"))
    assert "What happened: Answered, but not agreed. That is kept and shown. The promise was kept." in mine
    again = Form(dev, f"{url}/reopening")
    assert again.refused() == "What is still missing is empty. Please write something here."
    again.put(text="Somebody else has to write it.").done()
    assert group.fold().threads[thread(8)].closed == ""
    clause = group.fold().threads[thread(8)].clause
    again = f"Opened again on {said(group.house.today())}. What is still missing: Somebody else has to write it."
    assert again in plain(group("commissioner").get(f"{group.url}/clauses/{clause}"))


def test_what_became_of_what_i_said(group):
    page = group("member").get(f"{group.url}/mine")
    said = plain(page)
    assert faults(page.text) == []
    assert "You said 3 things. 1 of them has an answer, and for 1 the words of the tender changed." in said
    assert "Takes out “by telephone” after “be moved is agreed”" in said
    comparison = re.search(r'href="([^"]*comparison[^"]*)"', page.text)
    assert comparison is not None
    assert "in the way the person has chosen" in plain(group("member").get(comparison[1].replace("&amp;", "&")))
    assert "You have not said anything yet." in plain(group("official").get(f"{group.url}/mine"))


def test_ten_minutes_and_no_more(group):
    said = plain(group("member").get(f"{group.url}/waiting"))
    assert "Ten minutes? These three clauses" in said
    minutes = re.search(r"About (\d+) minutes together", said)
    assert minutes is not None and int(minutes[1]) <= 10
    assert "Entered for you: are these your words? (1)" in said


@pytest.mark.parametrize("who", ["commissioner", "facilitator", "co_chair", "member", "quiet", "official", "procurement"])
def test_every_page_of_it_is_well_made(group, who):
    for path in ("waiting", "mine", "pack", "pack?show=open"):
        answer = group(who).get(f"{group.url}/{path}")
        assert (answer.status_code, faults(answer.text)) == (200, []), path


def test_the_pack_has_a_slip_for_each_clause(group):
    said = plain(group("member").get(f"{group.url}/pack"))
    assert said.count("Reply slip for") == 20 and "Give the slips to Fay Lindqvist" in said
    assert plain(group("member").get(f"{group.url}/pack?show=open")).count("Reply slip for") == 17


def test_a_meeting_is_entered_in_one_sitting(group):
    fay, url = group("facilitator"), f"{group.url}/behalf/many"
    form = Form(fay, url)
    before = len(group.fold().threads)
    form.values |= {"occasion": "the public meeting at Westbrook library", "points": "3.1: One.\n99: Two.\nThree."}
    assert "line 2 (99), line 3" in problem(form.send())
    assert len(group.fold().threads) == before
    lines = "\n".join(f"{number % 3 + 2}, 3.1: Point {number}." for number in range(200))
    form = Form(fay, url)
    form.values |= {"occasion": "the public meeting at Westbrook library", "points": lines}
    assert "200 points are entered, each owed an answer." in plain(form.done())
    assert len(group.fold().threads) == before + 200
    form.send()
    assert len(group.fold().threads) == before + 200  # sent twice, entered once
    assert "Someone at the public meeting at Westbrook library" in plain(group("commissioner").get(f"{group.url}/waiting"))


def test_one_thing_is_entered_for_somebody(group):
    form = Form(group("facilitator"), f"{group.url}/behalf/new")
    mei = group.house.people.member_of(group.accounts["member"], group.tender)
    form.values |= {"text": "She would like a chair by the door.", "credited": mei, "method": "phone"}
    assert form.refused() == "Please choose the clause it was about."
    form.values["clause"] = "c4"
    form.done()
    assert "Entered for you: are these your words? (2)" in plain(group("member").get(f"{group.url}/waiting"))
    number = next(name for name, each in group.fold().threads.items() if each.first.text == "She would like a chair by the door.")
    assert group("third").post(f"{group.url}/threads/{number}/posts/1/claim", data={"key": "a"}).status_code == 422
    assert group("member").post(f"{group.url}/threads/{number}/posts/1/claim", data={"key": "b"}).status_code == 303
    assert "Entered for you: are these your words? (1)" in plain(group("member").get(f"{group.url}/waiting"))


def test_a_post_is_hidden_appealed_and_judged(group):
    url = f"{group.url}/threads/{thread(8)}/posts/1"
    assert group("commissioner").get(f"{url}/hiding").status_code == 403
    form = Form(group("facilitator"), f"{url}/hiding")
    form.values["rule"] = "names"
    assert form.refused() == "The reason is empty. Please write something here."
    form.put(reason="It names a worker.").done()
    waiting = plain(group("commissioner").get(f"{group.url}/waiting"))
    assert "Please say what happens when that person" not in waiting and "(these words are not shown)" in waiting
    appeal = Form(group("third"), f"{url}/appeal")
    appeal.put(text="It names nobody.").done()
    assert "Appeals against hiding (1)" in plain(group("co_chair").get(f"{group.url}/waiting"))
    judge = Form(group("co_chair"), f"{url}/judgement")
    assert "It names nobody." in plain(judge.page)
    assert judge.refused() == "Please choose whether it stays hidden."
    judge.values |= {"stays": "no", "reason": "It is right."}
    judge.done()
    assert "Please say what happens when that person" in plain(group("commissioner").get(f"{group.url}/waiting"))
    page = plain(group("commissioner").get(f"{group.url}/clauses/{group.fold().threads[thread(8)].clause}"))
    assert "This was hidden. Its author appealed, and the co-chair decided that it is seen again: “It is right.”" in page


def test_of_a_post_that_stays_hidden_the_reason_is_read_and_not_its_words(group):
    url = f"{group.url}/threads/{thread(8)}/posts/1"
    hiding = Form(group("facilitator"), f"{url}/hiding", reason="It names a worker.")
    hiding.values["rule"] = "names"
    hiding.done()
    Form(group("third"), f"{url}/appeal", text="It names nobody.").done()
    judge = Form(group("co_chair"), f"{url}/judgement", reason="Her name is in it.")
    judge.values["stays"] = "yes"
    judge.done()
    page = plain(group("commissioner").get(f"{group.url}/clauses/{group.fold().threads[thread(8)].clause}"))
    assert "It names a worker. Its author appealed, and the co-chair decided that it stays hidden: “Her name is in it.”" in page
    assert "Please say what happens when that person" not in page
