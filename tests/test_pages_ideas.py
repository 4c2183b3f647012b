"""Pages: what cannot be done now goes into the ideas box, comes back on its day, and whoever had it is told each time."""

from datetime import timedelta

import pytest

from server.notices import news_of
from specs.days import later, said
from specs.hiding import HidePost
from specs.library.teaching_group import thread
from tests.filling import Form
from tests.visiting import main, plain, problem

CLAUSE = "c4"
WORDS = "A bus that stops at the door."


@pytest.fixture(autouse=True)
def _briefed(group):
    group.all_briefed()


def put(group, who="member", text=WORDS):
    """An idea of somebody; gives its id."""
    before = set(group.fold().ideas)
    Form(group(who), f"{group.url}/clauses/{CLAUSE}/ideas/new", text=text).done()
    (name,) = set(group.fold().ideas) - before
    return name


def kept(group, name, days=30, who="commissioner", text="We ask the bus company.", owner="Ruth Adeyemi"):
    form = Form(group(who), f"{group.url}/ideas/{name}/keeping", owner=owner, text=text)
    year, month, day = later(group.house.today(), days).split("-")
    form.values |= {"return_on-day": day, "return_on-month": month, "return_on-year": year}
    return form


def on(group, monkeypatch, days):
    """So many days later."""
    day = later(group.house.today(), days)
    monkeypatch.setattr(group.house, "today", lambda: day)
    return day


def test_from_the_clause_into_the_box_and_back(group, monkeypatch):
    assert "Put an idea into the ideas box" in main(group("member").get(f"{group.url}/clauses/{CLAUSE}"))
    page = Form(group("member"), f"{group.url}/clauses/{CLAUSE}/ideas/new", text=WORDS).done()
    assert "Done It is in the ideas box. You are told each time something happens to it." in plain(page)
    name = next(idea.id for idea in group.fold().ideas.values() if idea.text == WORDS)
    assert "To be looked at now (1)" in plain(page) and f"{WORDS} New Nobody has looked at it yet." in plain(page)
    for who in ("commissioner", "co_chair", "facilitator", "procurement", "official"):
        assert "From the ideas box (1)" in plain(group(who).get(f"{group.url}/waiting")), who
    assert "From the ideas box" not in plain(group("member").get(f"{group.url}/waiting"))
    page = kept(group, name).done()
    assert "Done It is kept. Whoever had the idea is told." in plain(page)
    assert f"Ruth Adeyemi looks at it again on {said(later(group.house.today(), 30))}." in plain(page)
    assert "From the ideas box" not in plain(group("commissioner").get(f"{group.url}/waiting"))
    on(group, monkeypatch, 30)
    page = plain(group("commissioner").get(f"{group.url}/waiting"))
    assert "From the ideas box (1)" in page and "Its day has come" in page
    again = kept(group, name, text=" ")
    assert again.refused() == "What you found is empty. Please write something here."
    again.put(text="The bus company thinks about it.").done()
    page = Form(group("co_chair"), f"{group.url}/ideas/{name}/end", how="taken up", text="It stops there from May.").done()
    assert "Taken up, or let go (1)" in plain(page)
    mine = plain(group("member").get(f"{group.url}/mine"))
    told = (
        "Received",
        "In the box",
        "We ask the bus company.",
        "Looked at again",
        "The bus company thinks about it.",
        "Taken up",
        "It stops there from May.",
    )
    places = [mine.index(each, mine.index("Your ideas in the ideas box")) for each in told]
    assert places == sorted(places)
    assert group("commissioner").get(f"{group.url}/ideas/{name}/end").status_code == 404


def test_its_author_is_told_of_each_step_and_who_decides_of_each_return(group, monkeypatch):
    def news(who):
        tender, by = group.fold(), group.fold().members[group.house.people.member_of(group.accounts[who], group.tender)]
        return {each for each in news_of(tender, by, group.house.today()) if name in each}

    name = put(group)
    assert news("member") == set()
    assert f"/said/idea/{name}/1/taking-back" in group("member").get(f"{group.url}/mine").text
    assert len(news("commissioner")) == 1
    kept(group, name).done()
    assert (news("member"), news("commissioner")) == ({f"idea {name} 1"}, set())
    back = on(group, monkeypatch, 30)
    assert news("commissioner") == {f"back {name} {back}"}
    Form(group("commissioner"), f"{group.url}/ideas/{name}/end", how="let go", text="There is no road.").done()
    assert (news("member"), news("commissioner")) == ({f"idea {name} 1", f"idea {name} 2"}, set())


def test_the_navigation_has_the_box_once_there_is_an_idea(group, visit):
    assert 'href="' + visit.url + '/ideas"' not in visit("commissioner").get(visit.url).text
    url = group.small_open()
    assert f'href="{url}/ideas"' not in group("observer").get(url).text
    assert "There is no idea here yet." in plain(group("observer").get(f"{url}/ideas"))
    group.all_briefed(url.removeprefix("/tenders/"))
    Form(group("member"), f"{url}/clauses/c1/ideas/new", text=WORDS).done()
    assert f'href="{url}/ideas"' in group("observer").get(url).text


def test_a_draft_is_kept_for_its_author_alone(group):
    form = Form(group("member"), f"{group.url}/clauses/{CLAUSE}/ideas/new", text="Half an")
    form.values["keep"] = "yes"
    assert "Done Your words are kept." in plain(form.done())
    assert "Half an</textarea>" in group("member").get(f"{group.url}/clauses/{CLAUSE}/ideas/new").text
    assert "Half an" not in group("third").get(f"{group.url}/clauses/{CLAUSE}/ideas/new").text
    assert "Half an" not in group("member").get(f"{group.url}/clauses/{CLAUSE}/comments/new").text


def test_officials_have_an_idea_of_somebody_protected_on_the_next_day(group, monkeypatch):
    group.house.choices.choose(group.accounts["quiet"], "protected", "yes", group.tender)
    form = Form(group("quiet"), f"{group.url}/clauses/{CLAUSE}/ideas/new", text=WORDS)
    assert "officials from tomorrow on, without the hour" in main(form.page)
    form.done()
    name = next(idea.id for idea in group.fold().ideas.values() if idea.text == WORDS)
    assert WORDS in plain(group("member").get(f"{group.url}/ideas"))
    pages = ("/ideas", "/waiting", "/history", f"/clauses/{CLAUSE}", f"/clauses/{CLAUSE}/history")
    for who in ("commissioner", "official", "procurement", "observer"):
        assert [path for path in pages if name in group(who).get(f"{group.url}{path}").text] == []
        assert "an idea about" not in plain(group(who).get(f"{group.url}/history"))
        assert group(who).get(f"{group.url}/ideas/{name}/keeping").status_code == 404
    kept(group, name, who="facilitator").done()  # and what is done with it before it has reached them stays away too
    assert "an idea about" not in plain(group("commissioner").get(f"{group.url}/history"))
    on(group, monkeypatch, 1)
    assert WORDS in plain(group("commissioner").get(f"{group.url}/ideas"))
    assert plain(group("commissioner").get(f"{group.url}/history")).count("an idea about") == 2


def test_what_was_said_in_a_thread_stands_in_the_box_as_it_stands_there(group):
    """Hidden by a rule, it is hidden here too; its place is the thread."""
    (name,) = group.fold().ideas
    assert name == thread(6)
    page = group("commissioner").get(f"{group.url}/ideas")
    assert "Three weeks is a long time" in plain(page) and f"#{name}" in page.text
    group.act(HidePost(name, 1, "names", "It names\u202e a neighbour.", group.house.today()), "hidden", seat="facilitator")
    for path in ("ideas", "waiting", f"ideas/{name}/keeping"):
        assert "Three weeks is a long time" not in plain(group("commissioner").get(f"{group.url}/{path}"))
    page = group("commissioner").get(f"{group.url}/ideas")
    assert "It names [right-to-left override] a neighbour." in plain(page) and "\u202e" not in page.text


@pytest.mark.parametrize(
    ("path", "typed", "sentence"),
    [
        ("keeping", {"owner": ""}, "Who looks at it again is empty. Please write something here."),
        (
            "keeping",
            {"owner": "Ruth", "return_on-day": "1", "return_on-month": "1", "return_on-year": "2020"},
            "Please give the day on which it comes back; it has to lie ahead.",
        ),
        ("end", {"text": "Because."}, "Please choose whether it is taken up or let go."),
        ("end", {"how": "let go", "text": ""}, "The reason is empty. Please write something here."),
    ],
)
def test_what_is_wrong_comes_back_with_every_word(group, path, typed, sentence):
    name = put(group)
    form = Form(group("commissioner"), f"{group.url}/ideas/{name}/{path}")
    form.values |= {"text": "Our words."} | typed
    assert form.refused() == sentence
    assert group.fold().ideas[name].stage == "received"


def test_an_idea_that_was_ended_meanwhile_is_refused_and_no_word_is_lost(group):
    name = put(group)
    mine = kept(group, name)
    Form(group("co_chair"), f"{group.url}/ideas/{name}/end", how="let go", text="No road.").done()
    answer = mine.send()
    assert problem(answer) == "This was taken up, or let go, already."
    assert "We ask the bus company.</textarea>" in answer.text


def test_who_decides_about_ideas(group):
    name = put(group)
    for path in ("keeping", "end"):
        for who in ("member", "third", "observer"):
            assert group(who).get(f"{group.url}/ideas/{name}/{path}").status_code == 403
        assert group("commissioner").get(f"{group.url}/ideas/t9999999999/{path}").status_code == 404
    assert group("observer").get(f"{group.url}/clauses/{CLAUSE}/ideas/new").status_code == 403
    assert (
        problem(group("member").post(f"{group.url}/clauses/{CLAUSE}/ideas/new", data={"key": "k"}))
        == "Your idea is empty. Please write something here."
    )


def test_an_idea_is_kept_for_somebody_who_was_signed_out_meanwhile(group):
    form = Form(group("member"), f"{group.url}/clauses/{CLAUSE}/ideas/new", text=WORDS)
    afterwards = group.house.sessions._clock() + timedelta(hours=3)
    group.house.sessions._clock = lambda: afterwards
    answer = form.send()
    assert answer.status_code == 401 and "your words are kept" in main(answer)
    again = group.new()
    group.sign_in(again, "member")
    assert f"{WORDS}</textarea>" in again.get(form.url).text


def test_what_can_change_and_what_happens_to_words_is_read_before_the_first_idea(group, monkeypatch):
    monkeypatch.setattr(group.house.drafts, "was_briefed", lambda *asked: False)
    url = f"{group.url}/clauses/{CLAUSE}/ideas/new"
    first = f"{group.url}/before-you-comment?clause={CLAUSE}&then=idea"
    assert group("member").get(url).headers["location"] == first
    sent = group("member").post(url, data={"key": "k", "text": WORDS})
    assert (sent.status_code, sent.headers["location"]) == (303, first) and WORDS not in [each.text for each in group.fold().ideas.values()]
    assert Form(group("member"), first).send().headers["location"] == url
    monkeypatch.undo()
    assert f"{WORDS}</textarea>" in group("member").get(url).text
