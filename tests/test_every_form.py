"""Every form of a tender, held to the same promises: it works, twice is once, and whatever is wrong, no word that was typed is lost."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest

from specs.arranging import RetireClause
from specs.fixing import FixClauses
from specs.locks import LockWords
from specs.refusals import MEANWHILE
from specs.tender import Reason
from tests.filling import Form, as_read
from tests.visiting import Visit, fields, main, plain, problem
from tests.well_formed import faults

REASON = Reason("cannot", "money", "There is no more.", "Budget 2027", "Cabinet", "2027-06-30")
BECAUSE = {"code": "law", "explanation": "The law says so.", "source": "Care Act 2014, section 5", "decided_by": "Parliament"}
USED = "This form was already used for something else. Please open the page again; your words are still in the box."
UNSEEN = "\x00\x07\x1b\u202e\u200b\u2066\ufeff"


@dataclass(frozen=True)
class Act:
    """A form: where it is, what is typed in it, what its page and the history say afterwards.

    ``limits``: for each box of free words, what it is called and how much fits. ``must``: the boxes that may not stay empty.
    ``late``: the sentence for whoever sends the form after somebody else did the same with other words; empty where both may be done.
    """

    path: str
    typed: Mapping[str, Any]
    done: str
    said: str
    limits: Mapping[str, tuple[str, int]]
    must: tuple[str, ...] = ()
    before: tuple[object, ...] = ()
    late: str = ""


WHY = ("The reason", 2_000)
REASONS = {"explanation": ("The explanation", 4_000), "source": ("The source", 500), "decided_by": ("Who decided", 250)}
FIRST = "Meals for people at home."
ACTS = {
    "add": Act(
        "clauses/new?after=c2",
        {"heading": "Choice", "words": "People choose.\nEvery day.", "why": "It was missing."},
        "The clause is added.",
        "added clause 3 “Choice”",
        {"heading": ("The heading", 250), "words": ("This box", 20_000), "why": WHY},
    ),
    "reword": Act(
        "clauses/c1/wording",
        {"box-1": "Warm meals for people at home.", "why": "Warmth matters."},
        "Your words are saved as a new version.",
        "changed the words of clause 1 “What we buy”",
        {"box-0": ("This box", 20_000), "box-1": ("This box", 20_000), "why": WHY},
        late="Someone saved a newer version of this clause while you were writing. Both wordings are below, and yours is kept.",
    ),
    "split": Act(
        "clauses/c2/split",
        {"at": "p5", "heading": "What to ask for", "why": "Two things."},
        "The clause is split. This is the new one.",
        "split clause 2 “Arrival” in two; the rest became clause 3 “What to ask for”",
        {"heading": ("The heading", 250), "why": WHY},
        must=("at",),
        late="Someone changed this clause in the meantime. Please choose the place again.",
    ),
    "merge": Act(
        "clauses/c1/merger",
        {"why": "They are one thing."},
        "The two clauses are one now.",
        "merged clause 2 “Arrival” into clause 1 “What we buy”",
        {"why": WHY},
        late="Another clause follows this one now: someone arranged the clauses in the meantime. Please look at it below.",
    ),
    "move": Act(
        "clauses/c1/place",
        {"after": "c2", "why": "Later."},
        "The clause is moved. Numbers follow.",
        "moved clause 2 “What we buy” after clause 1 “Arrival”",
        {"why": WHY},
    ),
    "retire": Act(
        "clauses/c1/retirement",
        {"why": "Said elsewhere."},
        "The clause is retired. It can be restored at any time.",
        "retired clause “What we buy”",
        {"why": WHY},
        late="This clause was retired. Please restore it first; your words are still in the box.",
    ),
    "restore": Act(
        "clauses/c1/restoration",
        {"why": "It is needed."},
        "The clause stands in the tender again.",
        "restored clause 1 “What we buy”",
        {"why": WHY},
        before=(RetireClause("c1"),),
        late="This clause stands already.",
    ),
    "fix": Act(
        "clauses/c1/reason",
        BECAUSE,
        "The clause is marked as fixed.",
        "marked clause 1 “What we buy” as fixed: we must meet this",
        REASONS,
        late=MEANWHILE,
    ),
    "open": Act(
        "clauses/c1/opening",
        {"why": "The board agreed."},
        "The clause is open to change.",
        "opened clause 1 “What we buy” to change",
        {"why": WHY},
        before=(FixClauses(("c1",), REASON),),
        late="This clause is open already.",
    ),
    "fix many": Act(
        "fixed-clauses",
        {"clauses": ["c1", "c2"], **BECAUSE},
        "2 clauses are marked as fixed.",
        "marked clause 1 “What we buy” and clause 2 “Arrival” as fixed: we must meet this",
        REASONS,
        must=("clauses",),
    ),
    "fix words": Act(
        "clauses/c1/fixed-words",
        {"chosen": f"p2 0 {len(FIRST)}", "words": "people at home", **BECAUSE},
        "These words are fixed. The rest of the clause stays open to change.",
        "fixed some words in clause 1 “What we buy”",
        REASONS,
        must=("chosen", "code", "explanation", "source", "decided_by"),
        late="Some of these words are fixed already. Please choose others, or open those first.",
    ),
    "open words": Act(
        "clauses/c1/fixed-words/l1/opening",
        {"why": "Not needed."},
        "These words are open to change.",
        "opened fixed words in clause 1 “What we buy”",
        {"why": WHY},
        before=(LockWords("c1", 1, "p2", 0, 5, REASON),),
    ),
    "in short": Act(
        "clauses/c1/in-short",
        {"text": "Food comes to you."},
        "“In short” is saved.",
        "said “In short” for clause 1 “What we buy”",
        {"text": ("“In short”", 600)},
        late=MEANWHILE,
    ),
    "title": Act(
        "title",
        {"title": "Hot meals at home"},
        "The title is changed.",
        "named the tender “Hot meals at home”",
        {"title": ("The title", 250)},
        must=("title",),
    ),
    "link": Act(
        "parts/new/link",
        {"link": "https://example.org/terms", "name": "Terms", "sharing": "shareable"},
        "The link is in the pack.",
        "added the part “Terms” as a link, for anyone, also people linked to a possible bidder",
        {"name": ("The name of this part", 250)},
        must=("link", "name"),
    ),
    "share": Act(
        "parts/d4/sharing",
        {"sharing": "group"},
        "Who may see “Prisms and ceilings (link)” is changed.",
        "set who may see “Prisms and ceilings (link)”: the steering group and officials",
        {},
    ),
    "take out": Act(
        "parts/d4/retirement",
        {},
        "“Prisms and ceilings (link)” is out of the pack.",
        "took the part “Prisms and ceilings (link)” out of the pack",
        {},
    ),
}
WITH_WORDS = [(name, box) for name, act in ACTS.items() for box in act.limits]


class Desk:
    """The small tender, made ready for an act; its form opened by the commissioner."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.url = visit, visit.small()
        self.tender = self.url.rsplit("/", 1)[1]
        self.anne = visit("commissioner")

    def form(self, act: Act, browser: Any = None, **more: Any) -> Form:
        for number, asked in enumerate(act.before):
            self.visit.act(asked, f"before-{number}", self.tender)
        return self.again(act, browser, **more)

    def again(self, act: Act, browser: Any = None, **more: Any) -> Form:
        opened = Form(browser or self.anne, f"{self.url}/{act.path}")
        opened.values |= {**act.typed, **more}
        return opened

    def history(self, who: str = "commissioner") -> str:
        return plain(self.visit(who).get(f"{self.url}/history"))

    def pages(self) -> dict[str, Any]:
        """Every page of the tender on which words that people wrote may stand."""
        known = list(self.visit.fold(self.tender).clauses)
        clauses = [f"clauses/{name}" for name in dict.fromkeys(("c1", "c2", known[-1]))]
        paths = ["", "/history", "/parts", "/what-can-change", "/fixed-clauses", "/seats", "/title", "/download"]
        paths += [f"/{clause}{page}" for clause in clauses for page in ("", "/history", "/versions", "/in-short", "/place", "/reason")]
        paths += [f"/{clauses[0]}{page}" for page in ("/fixed-words", "/split", "/merger", "/retirement", "/opening", "/versions/1")]
        return {path: self.anne.get(self.url + path) for path in paths} | {"search": self.anne.get("/search?words=people")}


@pytest.fixture
def desk(visit: Visit) -> Desk:
    return Desk(visit)


@pytest.mark.parametrize("name", ACTS)
def test_it_works_and_the_history_says_so(desk, name):
    act = ACTS[name]
    before = desk.visit.heads()[desk.tender] + len(act.before)
    page = desk.form(act).done()
    assert page.status_code == 200
    assert plain(page).startswith(f"Done {act.done}")
    assert desk.visit.heads()[desk.tender] == before + 1
    history = desk.history()
    assert f"Anne Marsh, commissioner, {act.said}" in history
    if act.typed.get("why"):
        whys = history + plain(desk.anne.get(desk.url + "/clauses/c1/versions"))
        assert act.typed["why"] in whys


@pytest.mark.parametrize("name", ACTS)
def test_sent_twice_it_is_done_once_and_answered_alike(desk, name):
    form = desk.form(ACTS[name])
    first, before = form.send(), desk.visit.heads()
    second = form.send()
    answers = [(answer.status_code, answer.headers.get("location")) for answer in (first, second)]
    if name == "take out":  # it is not there any more, and whoever asks again is told so
        assert answers == [(303, f"{desk.url}/parts"), (404, None)]
    else:
        assert answers == [(303, first.headers["location"])] * 2
    assert desk.visit.heads() == before


@pytest.mark.parametrize(("name", "box"), WITH_WORDS)
def test_the_same_key_with_other_words_is_refused_and_they_are_kept(desk, name, box):
    form = desk.form(ACTS[name])
    assert form.send().status_code == 303
    before = desk.visit.heads()
    form.values[box] = "Other words"
    answer = form.send()
    assert (problem(answer), faults(answer.text)) == (USED, [])
    again = as_read(answer)
    assert {each: again[each] for each in ACTS[name].limits} == {each: form.values[each] for each in ACTS[name].limits}
    assert desk.visit.heads() == before


@pytest.mark.parametrize(("name", "box"), WITH_WORDS)
def test_one_character_too_many_comes_back_whole_and_the_most_that_fits_is_taken(desk, name, box):
    act = ACTS[name]
    what, most = act.limits[box]
    form, before = desk.form(act, **{box: "é" * (most + 1)}), desk.visit.heads()
    sentence = form.refused()
    assert sentence.startswith(f"{what} is {most + 1:,} characters long")
    assert faults(form.page.text) == []
    assert desk.visit.heads() == before
    form.values[box] = "é" * most
    assert form.send().status_code == 303


@pytest.mark.parametrize(("name", "box"), [(name, box) for name, act in ACTS.items() for box in act.must])
@pytest.mark.parametrize("nothing", ["", "  \n\t ", "\u200b\u202e"])
def test_what_must_be_there_is_asked_for(desk, name, box, nothing):
    form = desk.form(ACTS[name])
    before = desk.visit.heads()
    form.values[box] = [] if box == "clauses" else nothing
    answer = form.send()
    sentence = problem(answer)
    assert sentence.endswith(".") and sentence[0].isupper()
    again = as_read(answer)
    lost = {
        each: value for each, value in form.values.items() if each not in ("key", "base", "version", box) and again.get(each, "") != value
    }
    assert (lost, faults(answer.text)) == ({}, [])
    assert desk.visit.heads() == before


@pytest.mark.parametrize(("name", "box"), WITH_WORDS)
def test_signs_that_cannot_be_seen_are_shown_wherever_the_words_stand(desk, name, box):
    word = f"quail{UNSEEN}egg"
    form = desk.form(ACTS[name], **{box: f"{word} <b id=planted>&amp;</b>"})
    assert form.send().status_code == 303
    shown = 0
    for path, page in desk.pages().items():
        # What is to be changed stands in its box as it is; everything else is shown.
        inside = re.sub(r"<textarea.*?</textarea>|<(input|option)\b[^>]*>", "", page.text, flags=re.DOTALL)
        hidden = sorted({f"U+{ord(sign):04X}" for sign in inside if sign in UNSEEN})
        assert hidden == [], f"{path}: {hidden}"
        assert "<b id=planted>" not in page.text and "&amp;amp;amp;" not in page.text, path
        shown += "quail" in inside
    assert shown > 0


@pytest.mark.parametrize(("name", "box"), WITH_WORDS)
def test_a_box_comes_back_as_it_was_typed(desk, name, box):
    """Quotes, line ends, markup and whatever else: exactly what was typed is in the box again."""
    what, most = ACTS[name].limits[box]
    typed = "\"'<>&{{ 7*7 }}</textarea>&quot;\u202e%s" + ("\n\n  two" if box in ("words", "why", "explanation", "box-1") else "")
    typed += "x" * (most + 1 - len(typed))
    form = desk.form(ACTS[name], **{box: typed})
    assert form.refused().startswith(what)


@pytest.mark.parametrize("name", [name for name, act in ACTS.items() if act.late])
def test_whoever_comes_late_is_told_and_loses_nothing(desk, name):
    act, quick = ACTS[name], desk.visit.new()
    desk.visit.sign_in(quick, "commissioner")
    mine = desk.form(act)
    theirs = desk.again(act, quick)
    for box in act.limits:
        if box not in ("box-0", "heading"):
            theirs.values[box] = f"{theirs.values[box]} Theirs."[: act.limits[box][1]]
    assert theirs.send().status_code == 303
    before = desk.visit.heads()
    answer = mine.send()
    assert problem(answer) == act.late
    assert faults(answer.text) == []
    again = as_read(answer)
    for box in act.limits:
        if box in again:
            assert again[box] == mine.values[box], f"what was typed in {box} is lost"
    assert desk.visit.heads() == before


@pytest.mark.parametrize("name", ["merge", "in short", "fix"])
def test_and_sending_it_once_more_is_meant(desk, name):
    act, quick = ACTS[name], desk.visit.new()
    desk.visit.sign_in(quick, "commissioner")
    mine, theirs, before = desk.form(act), desk.again(act, quick), desk.visit.heads()[desk.tender]
    for box in act.limits:
        theirs.values[box] += " Theirs."
    theirs.done()
    answer = mine.send()
    if name != "merge":
        assert "Theirs." in plain(answer), "what the other one wrote stands on the page"
    again = desk.anne.post(mine.action, data=as_read(answer))
    assert again.status_code == 303
    assert desk.visit.heads()[desk.tender] == before + 2


@pytest.mark.parametrize("name", ACTS)
def test_half_a_form_a_foreign_shape_and_nonsense_are_answered(desk, name):
    """Nothing fails, and what is no form of ours is either refused or does no more than the form does."""
    act = ACTS[name]
    form = desk.form(act)
    whole = urlencode(form.values, doseq=True).encode()
    before = desk.visit.heads()
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert desk.anne.post(form.action, content=whole, headers=kind | {"content-length": str(len(whole) + 9)}).status_code in (303, 400)
    seq = desk.visit.heads()[desk.tender]
    assert seq - before[desk.tender] in (0, 1)
    for content, headers in (
        (b"why=%ff%ed%a0%80&key=%00&heading=%E2%80", kind),
        (b"&&&=&==&%&%%=%", kind),
        (b"--x\r\nContent-Disposition: form-data; name=why\r\n\r\nhello", {"content-type": "multipart/form-data; boundary=x"}),
        (b"--x\r\n", {"content-type": "multipart/form-data"}),
    ):
        answer = desk.anne.post(form.action, content=content, headers=headers)
        assert answer.status_code in (303, 400, 404, 422)
        if answer.status_code == 400:
            assert "did not arrive in full" in main(answer)


def test_a_clause_of_another_tender_is_nowhere(desk):
    """In the address it is not there; in a field it is refused with a sentence. The teaching tender has more clauses than this one."""
    before = desk.visit.heads()
    for name, act in ACTS.items():
        if "clauses/c" in act.path:
            address = f"{desk.url}/" + re.sub(r"clauses/c\d", "clauses/c20", act.path)
            assert (name, desk.anne.get(address).status_code, desk.anne.post(address, data={"key": "k"}).status_code) == (name, 404, 404)
    many = Form(desk.anne, f"{desk.url}/fixed-clauses")
    answer = desk.anne.post(many.action, data=many.values | {"clauses": ["c1", "c20"], **BECAUSE})
    assert problem(answer) == "There is no such clause in this tender. Please go back to the list of clauses."
    assert fields(answer)["explanation"] == BECAUSE["explanation"]
    for path in ("clauses/new?after=c1", "clauses/c1/place"):
        moved = Form(desk.anne, f"{desk.url}/{path}")
        answer = desk.anne.post(moved.action, data=moved.values | {"after": "c20", "words": "Words.", "why": "Because."})
        assert problem(answer) == "The clause it should follow is not there any more. Please choose the place again."
        assert fields(answer)["why"] == "Because."
    split = Form(desk.anne, f"{desk.url}/clauses/c2/split")
    assert problem(desk.anne.post(split.action, data=split.values | {"at": "p60"})).startswith("Someone changed this clause")
    words = Form(desk.anne, f"{desk.url}/clauses/c1/fixed-words")
    for chosen in ("p60 0 3", "p2 0 999", "p2 -1 3", "p2 3 3", "p2", "", "p2 x y", "p2 ² ³", f"p2 0 {10**30}"):
        answer = desk.anne.post(words.action, data=words.values | {"chosen": chosen, **BECAUSE})
        assert problem(answer) == "Please choose the words that are fixed."
    assert desk.visit.heads() == before


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"review-day": "30", "review-month": "2", "review-year": "2028"}, "The review date is not a day we can read."),
        ({"review-day": "x", "review-month": "", "review-year": ""}, "The review date is not a day we can read."),
        ({"code": "nonsense"}, "Please choose a reason from the list."),
    ],
)
def test_a_reason_that_cannot_be_read(desk, typed, sentence):
    form = desk.form(ACTS["fix"])
    form.values |= typed
    before = desk.visit.heads()
    answer = form.send()
    assert problem(answer).startswith(sentence)
    assert {name: fields(answer).get(name) for name in typed if name != "code"} == {n: v for n, v in typed.items() if n != "code"}
    assert desk.visit.heads() == before


def test_seats_given_and_ended_twice(desk):
    """The form of seats has no words of the tender in it; a second press of its buttons does nothing more."""
    form = Form(desk.anne, f"{desk.url}/seats", email="new@example.org", name="New")
    form.values["seat"] = "observer"
    seq = desk.visit.heads()[desk.tender]
    assert [form.send().status_code for _ in range(2)] == [303, 303]
    assert desk.visit.heads()[desk.tender] == seq + 1
    before = desk.visit.heads()
    form.values["email"] = "other@example.org"
    assert form.refused() == USED
    assert desk.visit.heads() == before  # nothing is kept of somebody who was not given a seat
    account = desk.visit.house.people.by_email("new@example.org").id
    member = desk.visit.house.people.member_of(account, desk.tender)
    ending = f"{desk.url}/seats/{member}/ending"
    assert [desk.anne.post(ending, data={"key": "e"}).status_code for _ in range(2)] == [303, 303]
    assert desk.visit.heads()[desk.tender] == seq + 2
    answer = desk.anne.post(ending, data={"key": "another"})
    assert (answer.status_code, "This person holds no seat in this tender any more." in main(answer)) == (422, True)
    mine = desk.visit.house.people.member_of(desk.visit.accounts["commissioner"], desk.tender)
    answer = desk.anne.post(f"{desk.url}/seats/{mine}/ending", data={"key": "mine"})
    assert (answer.status_code, "A tender needs a commissioner." in main(answer)) == (422, True)


# What a group does once its tender is open, by the tests that hold it to account.
OF_THE_GROUP = {
    *("before-you-comment", "clauses/1/comments/new", "threads/1/replies", "threads/1/agreement", "threads/1/place"),  # test_comments.py
    *("answers/new", "threads/1/closing", "threads/1/reopening", "threads/1/assignment", "threads/1/reminder"),  # test_pages_answers.py
    *("threads/1/posts/1/hiding", "threads/1/posts/1/appeal", "threads/1/posts/1/judgement"),  # test_hiding.py
    *("threads/1/posts/1/taking-back", "records"),  # test_erasing.py
    *("behalf/new", "behalf/many", "threads/1/posts/1/claim", "threads/1/posts/1/confirmation"),  # test_behalf.py
    "threads/1/putting-forward",  # test_behalf.py
    *("opening/plan", "opening/signature", "deputies"),  # test_opening.py
    *("support", "support/1/done", "support/1/taking-back"),  # test_support.py
    *("seats/1/card", "seats/1/invitation"),  # test_pages_seats.py
    *("you", "leaving"),  # test_names.py
    *("interests", "interests/1/handling"),  # test_pages_interests.py
    *("clauses/1/hold", "clauses/1/release"),  # test_pages_holds.py
    *("clauses/1/sign-off", "clauses/1/reopening"),  # test_pages_signing_off.py
    *("clauses/1/ideas/new", "ideas/1/keeping", "ideas/1/end"),  # test_pages_ideas.py
    *("disagreements/1/minding", "recipe"),  # test_pages_disagreements.py, test_pages_recipes.py
    *("proposals/1/dissent", "proposals/1/correction"),  # test_pages_dissents.py
    "said/1/1/1/taking-back",  # test_taking_back.py
    *("clauses/1/proposals/new", "clauses/1/proposals/check", "proposals/1/revision", "proposals/1/withdrawal"),  # test_pages_proposals.py
    *("proposals/1/stand", "proposals/1/counters/new", "proposals/1/counters/1/answer", "proposals/1/changes"),  # test_pages_proposals.py
    *("clauses/1/proposals/together", "proposals/1/fitting"),  # test_pages_merging.py
    *("decisions", "proposals/1/decision", "proposals/1/override", "proposals/1/signature-withdrawal"),  # test_pages_decisions.py
    "decisions/spelling",  # test_spelling.py
    *("returned/new", "returned/new/1", "returned/new/1/places", "returned/new/1/leaving"),  # test_pages_returned.py
    "returned/1/adoption",  # test_pages_returned.py
    *("returned/1/reviewers", "legal-changes/1/decision", "legal-changes/1/reading"),  # test_pages_returned.py
    *("issues/before", "issues/must", "issues/signature", "issues/1/withdrawal"),  # test_pages_issuing.py
}


def test_every_form_is_in_this_table():
    """The addresses that take a form in a tender, and where else each is held to account."""
    from tests.test_routes import table

    mine = {re.sub(r"\b[cdl]\d\b", "1", act.path.split("?")[0]) for act in ACTS.values()} | {"seats", "seats/1/ending"}  # below
    elsewhere = {"parts/new/file"}  # tests/test_tenders.py
    posts = {re.sub(r"\{[^}]*\}", "1", route).removeprefix("/tenders/1/") for method, route in table() if method == "POST"}
    here = {path for path in posts if not path.startswith("/") and "/word" not in path.replace("wording", "")}
    assert here == mine | elsewhere | OF_THE_GROUP


def test_the_harness_sees_a_sign_that_is_hidden(desk):
    assert html.escape(UNSEEN) == UNSEEN
    page = f"<main>quail{UNSEEN}</main>"
    assert sorted({sign for sign in page if sign in UNSEEN}) == sorted(UNSEEN)
