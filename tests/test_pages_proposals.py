"""Suggesting on the pages: written as it should read, looked at, sent; changed, withdrawn, answered; nothing that was typed is lost."""

import re
from datetime import timedelta

import pytest

from specs.library.teaching import clause_called
from tests.filling import Form
from tests.suggesting import signing
from tests.visiting import fields, main, plain, problem

BEFORE, AFTER = "a telephone within reach of the bed", "a telephone and a glass of water within reach of the bed"
WHY = "I lay on the floor for a day."


@pytest.fixture
def clause(group):
    """The clause about the day somebody comes home; everybody has read what comes before the first word."""
    tender = group.fold()
    group.all_briefed()
    found = clause_called(tender, "The day itself")
    assert any(BEFORE in p.text for p in found.wording)
    return found


def form(group, clause, who="member", kind="wording"):
    return Form(group(who), f"{group.url}/clauses/{clause.id}/proposals/new?kind={kind}")


def box_of(page_form, words):
    """The name of the box in which these words stand."""
    return next(name for name, text in page_form.values.items() if name.startswith("box-") and words in text)


def written(group, clause, who="member", before=BEFORE, after=AFTER, why=WHY):
    """The form with other words in it."""
    made = form(group, clause, who)
    name = box_of(made, before)
    return made.put(**{name.replace("-", "_"): made.values[name].replace(before, after), "reason": why})


def sent(group, clause, who="member", **more):
    """Sends it past the page that says what would change; gives the suggestion's id."""
    checked = written(group, clause, who, **more).done()
    answer = group(who).post(f"{group.url}/clauses/{clause.id}/proposals/check", data=fields(checked))
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].rsplit("/", 1)[1]


def test_what_would_change_is_said_before_anything_is_sent(group, clause):
    made = written(group, clause)
    before = group.heads()
    checked = made.done()
    assert "Nothing is sent yet" in main(checked)
    assert "Adds “and a glass of water”" in plain(checked) and WHY in plain(checked)
    assert group.heads() == before
    group("member").post(f"{group.url}/clauses/{clause.id}/proposals/check", data=fields(checked))
    made = [each for each in group.fold().proposals.values() if each.waits]
    assert [(each.kind, each.clause, len(each.changes)) for each in made] == [("wording", clause.id, 1)]


def test_the_same_page_sent_twice_is_one_suggestion(group, clause):
    checked = fields(written(group, clause).done())
    url = f"{group.url}/clauses/{clause.id}/proposals/check"
    first = group("member").post(url, data=checked)
    again = group("member").post(url, data=checked)
    assert (first.status_code, again.status_code) == (303, 303)
    assert sum(each.waits for each in group.fold().proposals.values()) == 1


def test_a_suggestion_stands_on_its_page_in_the_list_and_with_its_clause(group, clause):
    name = sent(group, clause)
    for who in ("member", "commissioner", "observer"):
        for url in (f"/proposals/{name}", "/proposals", f"/clauses/{clause.id}"):
            page = plain(group(who).get(group.url + url))
            assert "Adds “and a glass of water”" in page and "Mei Chan" in page, (who, url)
    assert "It waits to be decided by both chairs." in plain(group("member").get(f"{group.url}/mine"))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": " "}, "The reason is empty"),
        ({"reason": "x" * 5_001}, "5,000 is the most that fits"),
    ],
)
def test_a_form_that_comes_back_has_every_word_in_it(group, clause, typed, sentence):
    assert sentence in written(group, clause).put(**typed).refused()


def test_words_that_stand_there_already_are_no_suggestion(group, clause):
    assert "that stand there already" in form(group, clause).put(reason=WHY).refused()


def test_kept_for_later_it_is_in_the_boxes_again_and_nobody_else_sees_it(group, clause):
    made = written(group, clause)
    made.values["keep"] = "yes"
    assert "Your words are kept" in plain(made.done())
    again = form(group, clause)
    assert AFTER in again.values[box_of(again, AFTER)] and again.values["reason"] == WHY
    assert AFTER not in form(group, clause, "third").page.text


def test_before_the_first_word_of_a_round_its_briefing_is_read_and_what_was_typed_is_kept(group):
    found = clause_called(group.fold(), "The day itself")
    url = f"{group.url}/clauses/{found.id}/proposals/new"
    answer = group("third").get(url)
    assert answer.headers["location"].endswith(f"before-you-comment?clause={found.id}&then=suggestion")
    answer = group("third").post(url, data={"kind": "wording", "box-1": AFTER, "reason": WHY, "base": "1"})
    assert answer.status_code == 303
    briefing = group("third").get(answer.headers["location"])
    on = group("third").post(f"{group.url}/before-you-comment", data=fields(briefing))
    assert on.headers["location"] == url
    assert WHY in group("third").get(f"{url}?kind=wording").text


def test_a_suggestion_is_kept_when_its_writer_was_signed_out_meanwhile(group, clause):
    made = written(group, clause)
    later = group.house.sessions._clock() + timedelta(hours=3)
    group.house.sessions._clock = lambda: later
    answer = made.send()
    assert answer.status_code == 401 and "your words are kept" in main(answer)
    group.sign_in(group("member"), "member")
    assert AFTER in form(group, clause).page.text


KINDS = {
    "new": ({"box_0": "Choice", "box_1": "People choose who comes."}, "suggested a new clause beside"),
    "split": ({"heading": "At the bed"}, "in two"),
    "merge": ({}, "to merge"),
    "move": ({"after": ""}, "to move"),
    "removal": ({}, "to leave out"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_another_order_is_suggested_as_well_as_other_words(group, clause, kind):
    typed, said = KINDS[kind]
    made = form(group, clause, kind=kind).put(reason=WHY, **typed)
    if kind == "split":
        made.values["at"] = re.findall(r'name="at" type="radio" value="(\w+)"', made.page.text)[-1]
    checked = made.done()
    answer = group("member").post(f"{group.url}/clauses/{clause.id}/proposals/check", data=fields(checked))
    assert answer.status_code == 303, answer.text
    assert said in plain(group("member").get(f"{group.url}/history"))
    assert [each.kind for each in group.fold().proposals.values() if each.waits] == [kind]


def test_of_a_fixed_clause_only_how_it_is_explained_can_be_suggested(group, clause):
    fixed = next(each for each in group.fold().reading_order() if each.openness == "fixed")
    made = form(group, fixed, kind="explanation")
    assert group("member").get(f"{group.url}/clauses/{fixed.id}/proposals/new?kind=wording").status_code == 403
    checked = made.put(box_1="It is the law, and here is what it asks.", reason=WHY).done()
    answer = group("member").post(f"{group.url}/clauses/{fixed.id}/proposals/check", data=fields(checked))
    assert answer.status_code == 303
    for seat in ("commissioner", "co_chair"):
        name = next(each.id for each in group.fold().proposals.values() if each.kind == "explanation")
        group.act(signing(group.fold(), name, group.house.today()), f"explain {seat}", seat=seat)
    now = group.fold().clauses[fixed.id]
    assert (now.reason.explanation, now.wording) == ("It is the law, and here is what it asks.", fixed.wording)


def test_the_facilitator_suggests_for_somebody_else_and_says_for_whom(group, clause):
    made = written(group, clause, "facilitator")
    assert "choose how it was said" in made.refused()
    member = group.house.people.member_of(group.accounts["third"], group.tender)
    checked = made.put(method="phone", credited=member).done()
    answer = group("facilitator").post(f"{group.url}/clauses/{clause.id}/proposals/check", data=fields(checked))
    page = plain(group("commissioner").get(answer.headers["location"]))
    assert "Dev Patel" in page and "by phone" in page


def test_what_a_protected_person_suggests_reaches_officials_on_the_next_day(group, clause):
    group.house.choices.choose(group.accounts["quiet"], "protected", "yes", group.tender)
    name = sent(group, clause, "quiet")
    url = f"{group.url}/proposals/{name}"
    assert [group(who).get(url).status_code for who in ("co_chair", "facilitator", "commissioner", "official")] == [200, 200, 404, 404]
    assert AFTER not in group("commissioner").get(f"{group.url}/decisions").text
    assert AFTER not in group("commissioner").get(f"{group.url}/clauses/{clause.id}").text


def test_its_author_changes_its_words_and_support_stays_with_the_earlier_ones(group, clause):
    name = sent(group, clause)
    url = f"{group.url}/proposals/{name}"
    Form(group("third"), f"{url}/stand", stand="agree").done()
    made = Form(group("member"), f"{url}/revision")
    box = box_of(made, AFTER)
    made.put(**{box.replace("-", "_"): made.values[box].replace("a glass of water", "a jug of water")}).done()
    page = plain(group("third").get(url))
    assert "given to the earlier words" in page and "a jug of water" in page
    assert "The words changed since you said where you stand" in plain(group("third").get(f"{group.url}/waiting"))


def test_nobody_disagrees_without_saying_why_and_what_would_do(group, clause):
    url = f"{group.url}/proposals/{sent(group, clause)}/stand"
    assert "Why you do not agree is empty" in Form(group("third"), url, stand="not").refused()
    assert "make it acceptable is empty" in Form(group("third"), url, stand="not", because="It costs.").refused()
    Form(group("third"), url, stand="not", because="It costs.", acceptable="Once a week.").done()
    page = plain(group("commissioner").get(url.removesuffix("/stand")))
    assert "1 does not agree." in page and "It costs." in page and "Once a week." in page


def test_other_words_offered_instead_wait_for_a_yes_or_no(group, clause):
    name = sent(group, clause)
    url = f"{group.url}/proposals/{name}"
    made = Form(group("official"), f"{url}/counters/new")
    box = box_of(made, AFTER)
    made.put(**{box.replace("-", "_"): made.values[box].replace("a glass of water", "water"), "reason": "Shorter."}).done()
    assert "Somebody offers other words for your suggestion" in plain(group("member").get(f"{group.url}/waiting"))
    assert "choose yes or no" in Form(group("member"), f"{url}/counters/1/answer").refused()
    Form(group("member"), f"{url}/counters/1/answer", answer="yes").done()
    page = plain(group("commissioner").get(url))
    assert "Taken: these are the suggestion’s words now" in page
    assert [offer.how for offer in group.fold().proposals[name].offers] == ["author", "counter"]


def test_a_suggestion_withdrawn_stays_to_be_read(group, clause):
    name = sent(group, clause)
    Form(group("member"), f"{group.url}/proposals/{name}/withdrawal", why="Said better elsewhere.").done()
    assert "It was withdrawn on" in plain(group("commissioner").get(f"{group.url}/proposals/{name}"))
    assert group("member").get(f"{group.url}/proposals/{name}/withdrawal").status_code == 403


def test_changes_are_joined_and_parted_again(group, clause):
    made = form(group, clause)
    name = box_of(made, BEFORE)
    text = made.values[name].replace(BEFORE, AFTER).replace("reach of the bed", "reach of the bed and the chair")
    checked = made.put(**{name.replace("-", "_"): text, "reason": WHY}).done()
    answer = group("member").post(f"{group.url}/clauses/{clause.id}/proposals/check", data=fields(checked))
    url = answer.headers["location"]
    assert len(group.fold().proposals[url.rsplit("/", 1)[1]].numbers) == 2
    browser = group("co_chair")
    page = browser.get(f"{url}/changes")
    key = re.search(r'name="key" value="([^"]+)"', page.text)[1]
    assert "two changes at least" in problem(browser.post(f"{url}/changes", data={"key": key, "numbers": "1"}))
    browser.post(f"{url}/changes", data={"key": f"{key}2", "numbers": ["1", "2"]})
    assert group.fold().proposals[url.rsplit("/", 1)[1]].numbers == (1,)
    browser.post(f"{url}/changes", data={"key": f"{key}3", "part": "1"})
    assert group.fold().proposals[url.rsplit("/", 1)[1]].numbers == (1, 2)


def test_words_taken_back_are_shown_nowhere(group, clause):
    name = sent(group, clause)
    Form(group("member"), f"{group.url}/threads/{name}/posts/1/taking-back").done()
    for url in (f"/proposals/{name}", "/proposals", f"/clauses/{clause.id}", "/history", "/mine"):
        page = group("member").get(group.url + url)
        assert page.status_code == 200 and "glass of water" not in page.text, url
