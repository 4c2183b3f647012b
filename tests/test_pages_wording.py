"""The words of a clause changed through its page: saved, refused with a sentence, kept when somebody else was quicker."""

import pytest

from specs.clauses import Reword
from tests.filling import Form
from tests.visiting import fields, main, plain, problem

ONE, TWO = "Meals for people at home.", "Warm meals for people at home."


def opened(browser, url: str) -> dict[str, str]:
    """What stands in the form at this address."""
    return Form(browser, url).values


def done(browser, url: str, **typed: str):
    """The page that the form at this address led to."""
    return Form(browser, url, **typed).done()


def followed(browser, answer):
    """The page that an answer leads to."""
    assert answer.status_code == 303, answer.text
    return browser.get(answer.headers["location"])


def kept(answer, typed: dict[str, str]) -> str:
    """The sentence of a form that came back with every word that was typed still in it, and with a new key."""
    said, now = problem(answer), fields(answer)
    different = {
        name: (value, now.get(name)) for name, value in typed.items() if name not in ("key", "base") and now.get(name, "") != value
    }
    assert different == {}, different
    assert now["key"] != typed["key"]
    return said


@pytest.fixture
def anne(visit):
    return visit("commissioner")


@pytest.fixture
def url(visit):
    return f"{visit.small()}/clauses/c1"


def texts(visit, url: str) -> list[str]:
    tender, _, clause = url.partition("/clauses/")
    return [p.text for p in visit.fold(tender).clauses[clause].wording]


def test_words_are_saved_and_seen_everywhere(visit, anne, url):
    page = done(anne, f"{url}/wording", box_1=TWO, why="Nobody wants them cold.")
    assert "Your words are saved as a new version." in plain(page) and TWO in plain(page)
    versions = plain(anne.get(f"{url}/versions"))
    assert "Version 2, the words as they stand Anne Marsh" in versions and "Nobody wants them cold." in versions
    comparison = plain(anne.get(f"{url}/versions/comparison?from=1&to=2"))
    assert "Version 2, Anne Marsh: “Nobody wants them cold.” The changes in sentences Changes “Meals” to “Warm meals”" in comparison
    for history in (f"{url}/history", f"{url.partition('/clauses')[0]}/history"):
        assert "Anne Marsh, commissioner, changed the words of clause 1 “What we buy”." in plain(visit("observer").get(history))
    assert ONE in plain(anne.get(f"{url}/versions/1"))


def test_every_kind_of_clause_comes_back_from_its_form_as_it_was(visit, anne, url):
    """Opened and sent again without a change: these are the words that it has, and nothing is saved."""
    before = visit.heads()
    for clause in ("c1", "c2", "c3", "c4", "c5"):
        form = f"{url[:-2]}{clause}/wording"
        typed = opened(anne, form)
        assert kept(anne.post(form, data=typed), typed) == "These are the words the clause already has. Nothing was saved."
    assert visit.heads() == before


def test_one_word_changes_and_everything_else_of_the_clause_stays(visit, anne, url):
    tender = url.partition("/clauses")[0]
    before = visit.fold(tender).clauses
    changed = {
        "c2": ("box-1", "soup", "broth"),
        "c3": ("box-4", "Noon", "One"),
        "c4": ("box-1", "greet", "welcome"),
        "c5": ("box-3", "may", "will"),
    }
    for clause, (box, old, new) in changed.items():
        form = f"{tender}/clauses/{clause}/wording"
        typed = opened(anne, form)
        done(anne, form, **{box: typed[box].replace(old, new)})
        now = visit.fold(tender).clauses[clause]
        assert [p.text for p in now.wording] == [p.text.replace(old, new) for p in before[clause].wording]
        assert [(p.id, p.kind, p.place, p.series, len(p.marks)) for p in now.wording] == [
            (p.id, p.kind, p.place, p.series, len(p.marks)) for p in before[clause].wording
        ]
        assert now.notes == before[clause].notes
    page = anne.get(tender).text
    assert "<b>hot</b>" in page and "broth</li>" in page and "note </span>1" in page and "Picture, kept as it is" in page


TOO_LONG = "{} is {} characters long; {} is the most that fits. Please shorten it or split it in two. Your words are still in the box."
BAD = {
    "nothing at all": (
        {"box-0": "", "box-1": ""},
        "Nothing is left of this clause. If it is not wanted any more, please retire it instead.",
    ),
    "only spaces": (
        {"box-0": "  ", "box-1": " \t \r\n  "},
        "Nothing is left of this clause. If it is not wanted any more, please retire it instead.",
    ),
    "only what cannot be seen": (
        {"box-0": "", "box-1": "\u200b\u202e\u2060"},
        "Nothing is left of this clause. If it is not wanted any more, please retire it instead.",
    ),
    "one character too many": (
        {"box-1": "x" * 20_001},
        TOO_LONG.format("This box", "20,001", "20,000"),
    ),
    "a reason that is too long": (
        {"box-1": TWO, "why": "y" * 2_001},
        TOO_LONG.format("The reason", "2,001", "2,000"),
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_saved_comes_back_with_a_sentence(visit, anne, url, what):
    typed, sentence = BAD[what]
    before, form = visit.heads(), f"{url}/wording"
    everything = opened(anne, form) | {"why": "Because."} | typed
    assert kept(anne.post(form, data=everything), everything) == sentence
    assert visit.heads() == before
    # And from there, saving what is right works.
    page = anne.post(form, data=fields(anne.post(form, data=everything)) | {"box-0": "What we buy", "box-1": TWO, "why": ""})
    assert TWO in plain(followed(anne, page))


def test_the_most_that_fits_is_saved(visit, anne, url):
    done(anne, f"{url}/wording", box_1="x" * 20_000)
    assert texts(visit, url)[1] == "x" * 20_000


def test_control_characters_are_signs_and_what_cannot_be_seen_is_named(visit, anne, url):
    typed = "Meals\x07 for\x00 people\u202e at\u200b home\x1b.\u2066"
    page = done(anne, f"{url}/wording", box_1=typed, why="\u202ebecause")
    seen = "Meals␇ for␀ people[right-to-left override] at[zero-width space] home␛.[left-to-right isolate]"
    tender = url.partition("/clauses")[0]
    pages = [page, anne.get(tender), anne.get(f"{url}/versions/2"), anne.get(f"{url}/versions/comparison?from=1&to=2")]
    assert [seen in plain(each).replace(" [", "[").replace("] ", "] ") for each in pages[:3]] == [True] * 3
    everything = [*pages, anne.get(f"{url}/history"), anne.get(f"{url}/versions"), anne.get(f"{tender}/history")]
    everything += [anne.get("/search?words=people"), anne.get(f"{url}/retirement"), anne.get(f"{url}/fixed-words")]
    assert [[sign for sign in "\x00\x07\x1b\u202e\u200b\u2066" if sign in each.text.split("<main")[1]] for each in everything[:8]] == [
        []
    ] * 8
    form = anne.get(f"{url}/wording")
    assert "signs in these words that cannot be seen: right-to-left override, zero-width space, left-to-right isolate." in plain(form)
    assert fields(form)["box-1"] == "Meals␇ for␀ people\u202e at\u200b home␛.\u2066"


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "</textarea><b>x", "{{ 7*7 }}", "&lt;b&gt; &amp;", "'\"`", "<!-- ready -->"]
)
def test_words_that_look_like_markup_are_words(visit, anne, url, words):
    form = f"{url}/wording"
    page = done(anne, form, box_0=f"H {words}", box_1=words, why=words)
    assert texts(visit, url) == [f"H {words}", words]
    now = opened(anne, form)
    assert (now["box-0"], now["box-1"]) == (f"H {words}", words)
    again = anne.post(form, data=opened(anne, form) | {"why": words})
    assert fields(again)["why"] == words
    tender = url.partition("/clauses")[0]
    for each in (page, anne.get(tender), anne.get(f"{url}/versions"), anne.get(f"{url}/history"), anne.get(f"{url}/versions/2"), again):
        assert [planted for planted in ("<script>alert", "<b>x", "<!-- ready -->") if planted in each.text] == []


def test_somebody_else_was_quicker_both_wordings_stand_there_and_mine_is_kept(visit, anne, url):
    form = f"{url}/wording"
    mine = opened(anne, form) | {"box-1": "Cold meals for people at home.", "why": "Cheaper."}
    quick = visit.new()
    visit.sign_in(quick, "commissioner")
    done(quick, form, box_1=TWO, why="Warmth matters.")
    before = visit.heads()
    back = anne.post(form, data=mine)
    assert (
        kept(back, mine)
        == "Someone saved a newer version of this clause while you were writing. Both wordings are below, and yours is kept."
    )
    said = plain(back)
    assert "Anne Marsh saved version 2 on" in said and "Why: “Warmth matters.”" in said and TWO in said
    assert fields(back)["base"] == "2" and visit.heads() == before
    page = followed(anne, anne.post(form, data=fields(back)))
    assert "Cold meals for people at home." in plain(page)
    clause = visit.fold(url.partition("/clauses")[0]).clauses["c1"]
    assert [version.wording[1].text for version in clause.versions] == [ONE, TWO, "Cold meals for people at home."]


def test_a_form_that_names_a_version_there_never_was_loses_nothing(visit, anne, url):
    for base in ("0", "99", "-1", "x", "", "²"):
        typed = opened(anne, f"{url}/wording") | {"base": base, "box-1": ""} | {"box-0": ""}
        assert "Nothing is left" in kept(anne.post(f"{url}/wording", data=typed), typed)
    assert texts(visit, url) == ["What we buy", ONE]


def test_the_clause_was_retired_meanwhile(visit, anne, url):
    form = f"{url}/wording"
    mine = opened(anne, form) | {"box-1": TWO}
    done(anne, f"{url}/retirement")
    back = anne.post(form, data=mine)
    assert kept(back, mine) == "This clause was retired. Please restore it first; your words are still in the box."
    assert texts(visit, url)[1] == ONE


def test_the_same_form_sent_twice_is_one_act_and_one_answer(visit, anne, url):
    form = f"{url}/wording"
    typed = opened(anne, form) | {"box-1": TWO}
    first = anne.post(form, data=typed)
    before = visit.heads()
    second = anne.post(form, data=typed)
    assert (first.status_code, first.headers["location"]) == (second.status_code, second.headers["location"]) == (303, url)
    assert visit.heads() == before and len(visit.fold(url.partition("/clauses")[0]).clauses["c1"].versions) == 2


def test_the_same_key_with_other_words_is_refused_and_they_are_kept(visit, anne, url):
    form = f"{url}/wording"
    typed = opened(anne, form) | {"box-1": TWO}
    anne.post(form, data=typed)
    before = visit.heads()
    other = typed | {"box-1": "Other words."}
    assert kept(anne.post(form, data=other), other) == (
        "This form was already used for something else. Please open the page again; your words are still in the box."
    )
    assert visit.heads() == before
    for key in ("x" * 201, "a\nb", "\x00"):
        other |= {"key": key}
        assert "already used" in kept(anne.post(form, data=other), other)
    assert visit.heads() == before


def test_a_key_of_somebody_else_gives_nobody_their_answer(visit, anne, url):
    tender = url.partition("/clauses")[0]
    second = visit.house.people.invite("second@example.org", "Second").id
    visit.accounts["second"] = second
    done(anne, f"{tender}/seats", email="second@example.org", name="Second", seat="commissioner")
    typed = opened(anne, f"{url}/wording") | {"box-1": TWO}
    anne.post(f"{url}/wording", data=typed)
    visit("second")
    before = visit.heads()
    assert "already used" in problem(visit("second").post(f"{url}/wording", data=typed))
    assert visit.heads() == before


def test_a_clause_of_another_tender_is_not_there(visit, anne, url):
    """The teaching tender has more clauses than the small one."""
    before = visit.heads()
    tender = url.partition("/clauses")[0]
    for clause in ("c20", "c0", "d1", "p1"):
        answer = anne.post(f"{tender}/clauses/{clause}/wording", data={"box-1": "x", "key": "k"})
        assert (answer.status_code, "There is no such page" in main(answer)) == (404, True)
    assert visit.heads() == before


def test_no_more_boxes_than_the_clause_has(visit, anne, url):
    typed = opened(anne, f"{url}/wording") | {"box-2": "smuggled", "box-99": "smuggled", "box--1": "smuggled"}
    assert "already has" in problem(anne.post(f"{url}/wording", data=typed))


def test_a_missing_box_takes_nothing_away_unseen(visit, anne, url):
    """Half of a form, which browsers do not send: what is missing was not emptied by anybody."""
    before = visit.heads()
    answer = anne.post(f"{url}/wording", data={"key": "k", "base": "1", "box-0": "What we buy"})
    assert (answer.status_code, visit.heads()) == (422, before)
    cell = f"{url[:-2]}c3/wording"
    typed = opened(anne, cell)
    del typed["box-4"]
    typed["box-3"] = "Tuesday"
    answer = anne.post(cell, data=typed)
    assert (answer.status_code, visit.heads()) == (422, before)


def test_a_long_change_is_compared_elsewhere_and_saved(visit, anne, url):
    page = done(anne, f"{url}/wording", box_1="\n".join(f"Line {number} of a long clause." for number in range(300)))
    assert "saved as a new version" in plain(page)
    assert texts(visit, url)[1:] == [f"Line {number} of a long clause." for number in range(300)]


def test_only_the_commissioner_may(visit, url):
    visit("procurement"), visit("observer")
    before = visit.heads()
    for who in ("procurement", "observer"):
        assert visit(who).get(f"{url}/wording").status_code == 403
        answer = visit(who).post(f"{url}/wording", data={"box-1": "x", "base": "1", "key": "k"})
        assert (answer.status_code, "Your seat does not include this." in main(answer)) == (403, True)
    assert visit.heads() == before


def test_words_that_the_rules_refuse_are_told_at_their_box(visit, anne, url):
    long = opened(anne, f"{url}/wording") | {"box-0": "h" * 20_001}
    answer = anne.post(f"{url}/wording", data=long)
    assert 'id="box-0-error"' in answer.text and 'href="#box-0"' in answer.text
    visit.act(Reword("c1", 1, visit.fold(url.partition("/clauses")[0]).clauses["c1"].wording[1:]), "no heading", url.split("/")[2])
    assert opened(anne, f"{url}/wording")["box-0"] == ""


def test_the_harness_sees_words_that_were_lost(visit, anne, url):
    typed = opened(anne, f"{url}/wording") | {"box-0": "", "box-1": ""}
    answer = anne.post(f"{url}/wording", data=typed | {"why": "Lost."})
    with pytest.raises(AssertionError, match="Kept"):
        kept(answer, typed | {"why": "Kept."})
    with pytest.raises(AssertionError):
        problem(Form(anne, f"{url}/wording", box_1=TWO).send())
