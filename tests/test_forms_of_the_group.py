"""The forms in which a group says something about holds, ideas, decisions and disagreements: twice is once, and no word is lost."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from specs.dissents import RecordDissent
from specs.gate import USUAL, ChooseWhatMustBeMet
from specs.holds import HoldClause
from specs.ideas import PutIdea
from specs.library.teaching_group import thread
from specs.signing_off import SignOffClause
from tests.filling import Form, as_read
from tests.issuing import signing
from tests.returning import LEGAL, came_back
from tests.test_every_form import UNSEEN, USED
from tests.test_issued import prepare
from tests.visiting import Visit, plain, problem
from tests.well_formed import faults

IDEA = "t00000000ab"
MAY_STAND = ("threads", "clauses")
A_DAY = {"day": "31", "month": "3", "year": "2099"}


def a_day(name: str) -> dict[str, str]:
    return {f"{name}-{part}": value for part, value in A_DAY.items()}


@dataclass(frozen=True)
class Act:
    """A form: who fills it in, where, what is typed, and for each box of free words what it is called and how much fits."""

    who: str
    path: str
    typed: Mapping[str, str]
    limits: Mapping[str, tuple[str, int]]
    said: str


ACTS = {
    "hold": Act(
        "commissioner",
        "clauses/c11/hold",
        {"reason": "Not yet.", **a_day("discussed_on")},
        {"reason": ("The reason", 2_000)},
        "asked to hold clause 5.1",
    ),
    "release": Act(
        "co_chair", "clauses/c5/release", {"text": "We talked."}, {"text": ("What came of the discussion", 2_000)}, "ended the hold"
    ),
    "reopen": Act(
        "co_chair", "clauses/c17/reopening", {"reason": "It is too short."}, {"reason": ("The reason", 2_000)}, "asked to open clause 8"
    ),
    "put idea": Act(
        "member", "clauses/c11/ideas/new", {"text": "A garden."}, {"text": ("Your idea", 5_000)}, "put an idea about clause 5.1"
    ),
    "keep idea": Act(
        "co_chair",
        f"ideas/{thread(6)}/keeping",
        {"text": "Not yet.", "owner": "Ruth", **a_day("return_on")},
        {"text": ("What you found", 2_000), "owner": ("Who looks at it again", 150)},
        "looked again at an idea about clause 5.2",
    ),
    "end idea": Act(
        "official", f"ideas/{IDEA}/end", {"how": "let go", "text": "No road."}, {"text": ("The reason", 2_000)}, "let go an idea"
    ),
    "mind": Act(
        "facilitator",
        f"disagreements/{thread(2)}/minding",
        {"owner": "Fay", "stage": "being talked about", "note": "We met.", **a_day("next_date")},
        {"owner": ("Who looks after it", 150), "note": ("The note", 2_000)},
        "noted a disagreement about clause 6.1",
    ),
    "dissent": Act(
        "member",
        f"proposals/{thread(9)}/dissent",
        {"matters": "People are left out.", "acceptable": "Somebody calls."},
        {"matters": ("What matters to you", 5_000), "acceptable": ("What would make it acceptable", 2_000)},
        "does not agree with a decision about clause 4.3",
    ),
    "correct": Act(
        "co_chair", f"proposals/{thread(9)}/correction", {"text": "It is page 4."}, {"text": ("The note", 2_000)}, "added a note"
    ),
    "why it may stand": Act(
        "commissioner",
        "issues/before",
        {f"reason-{kind}": "It cannot wait." for kind in MAY_STAND},
        {f"reason-{kind}": ("The reason", 1_000) for kind in MAY_STAND},
        "wrote why the tender may be issued although something is open",
    ),
    "withdraw issue": Act(
        "co_chair",
        "issues/1/withdrawal",
        {"reason": "A price was wrong."},
        {"reason": ("The reason", 2_000)},
        "asked to withdraw issued tender 1, as lived-experience co-chair",
    ),
    "legal change": Act(
        "procurement",
        f"legal-changes/{LEGAL}",
        {"outcome": "decline", "reason": "The Act does not ask for it."},
        {"reason": ("The reason", 2_000)},
        "did not take over a legal change",
    ),
    "take back": Act(
        "third", f"said/dissent/{thread(9)}/1/taking-back", {"why": "I was wrong."}, {"why": ("The reason", 1_000)}, "took back words"
    ),
}


@pytest.fixture
def there(group: Visit) -> Visit:
    """The group, with something to end, to open again and to take back."""
    group.all_briefed()
    today = group.house.today()
    group.act(HoldClause("c5", "Not yet.", today, today=today), "held", seat="co_chair")
    for chair in ("commissioner", "co_chair"):
        group.act(SignOffClause("c17", 1, today), f"signed {chair}", seat=chair)
    group.act(PutIdea(IDEA, "c4", "A bus.", today=today), "idea", seat="member")
    group.act(RecordDissent(thread(9), "Nobody asked me.", today=today), "dissent", seat="third")
    issued_without(group, today)
    fixed = next(clause.id for clause in group.fold().reading_order("d1") if clause.openness == "fixed")
    came_back(group, group.tender, fixed=fixed)
    return group


def issued_without(group: Visit, today: str) -> None:
    """The tender was issued, with nothing yet said of why the next one may be."""
    prepare(group, group.tender)
    for chair in ("commissioner", "co_chair"):
        group.act(signing(group.fold(), today), f"issued {chair}", seat=chair)
    group.act(ChooseWhatMustBeMet(USUAL, today), "usual again", seat="commissioner")


def form(group: Visit, act: Act, **more: str) -> Form:
    made = Form(group(act.who), f"{group.url}/{act.path}")
    made.values |= {**act.typed, **more}
    return made


@pytest.mark.parametrize("name", ACTS)
def test_it_works_twice_is_once_and_the_same_form_with_other_words_is_refused(there, name):
    act = ACTS[name]
    made, before = form(there, act), there.heads()[there.tender]
    first = made.send()
    assert first.status_code == 303, problem(first)
    after = there.heads()[there.tender]
    assert after == before + (2 if name == "take back" else 1)  # the words are erased at once, which is an entry too
    second = made.send()
    assert (second.status_code, second.headers.get("location")) == (303, first.headers["location"])
    assert there.heads()[there.tender] == after
    assert act.said in plain(there("facilitator").get(f"{there.url}/history"))
    for box in act.limits if name != "take back" else ():  # once erased, nobody can tell which words they were
        made.values[box] = "Other words"
        answer = made.send()
        assert (problem(answer), faults(answer.text)) == (USED, [])
        again = as_read(answer)
        assert {each: again[each] for each in act.limits} == {each: made.values[each] for each in act.limits}
        made.values[box] = act.typed[box]
    assert there.heads()[there.tender] == after


@pytest.mark.parametrize(("name", "box"), [(name, box) for name, act in ACTS.items() for box in act.limits])
def test_one_character_too_many_comes_back_whole_and_the_most_that_fits_is_taken(there, name, box):
    what, most = ACTS[name].limits[box]
    typed = "\"'<>&{{ 7*7 }}</textarea>&quot;\u202e%s"
    made, before = form(there, ACTS[name], **{box: typed + "é" * (most + 1 - len(typed))}), there.heads()
    sentence = made.refused()
    assert sentence.startswith(f"{what} is {most + 1:,} characters long")
    assert faults(made.page.text) == []
    assert there.heads() == before
    made.values[box] = "é" * most
    assert made.send().status_code == 303


@pytest.mark.parametrize(("name", "box"), [(name, box) for name, act in ACTS.items() for box in act.limits])
def test_signs_that_cannot_be_seen_are_shown_wherever_the_words_stand(there, name, box):
    made = form(there, ACTS[name], **{box: f"quail{UNSEEN}egg <b id=planted>&amp;</b>"})
    assert made.send().status_code == 303
    shown = 0
    clauses = [f"/clauses/{clause}" for clause in ("c4", "c5", "c9", "c11", "c17")]
    paths = ["/ideas", "/issues", "/issues/before", "/legal-changes", "/disagreements", "/mine", "/waiting", "/history"]
    paths += [f"/proposals/{thread(9)}", "/clauses/c17/reopening", *clauses]
    for who in ("commissioner", "member", "co_chair", "observer"):
        for path in paths:
            page: Any = there(who).get(there.url + path)
            inside = re.sub(r"<textarea.*?</textarea>|<(input|option)\b[^>]*>", "", page.text, flags=re.DOTALL)
            assert sorted({f"U+{ord(sign):04X}" for sign in inside if sign in UNSEEN}) == [], path
            assert "<b id=planted>" not in page.text and "&amp;amp;amp;" not in page.text, path
            assert faults(page.text) == [], path
            shown += "quail" in inside
    assert shown > 0
