"""What each person of an open group told to few: planted, and looked for in everything that everybody else can get."""

from pathlib import Path

import pytest

from specs.days import later
from specs.interests import DeclareInterest, HandleInterest
from specs.library import teaching
from specs.library.teaching_group import thread
from specs.revising import Revise
from tests.filling import Form
from tests.returning import LEX, came_back
from tests.suggesting import other_words
from tests.test_canary import found, walk
from tests.test_issued import issue, prepare
from tests.visiting import letters, next_day, plain

SEATED = tuple(teaching.CAST)
WITH_LIVED_EXPERIENCE = ("co_chair", "member", "quiet", "third")
FULL = {who: f"Quillfeather-{who}" for who in SEATED}
SUGGESTED = "t00000000c1"
TODAY, HALF = "canary-of-somebody-protected", "canary-of-half-an-idea"
SUPPORT, PRIVATE, DRAFT, LINK = "canary-of-support", "canary-of-a-private-question", "canary-of-a-draft", "canary-of-a-link"


@pytest.fixture
def planted(group):
    """The group, after each of them told something to few."""
    people = group.house.people
    clause = next(each.id for each in group.fold().reading_order() if each.openness == "open")
    before = other_words(group.fold(), SUGGESTED, clause, " the ", " their ", group.house.today(), protected=True)
    group.act(before, "suggests", seat="quiet")
    next_day(group)
    for who, full in FULL.items():
        people.tell_legal_name(group.accounts[who], full)
    Form(group("member"), f"{group.url}/support", kind="support", words=f"{SUPPORT}: I am not well.").done()
    group.all_briefed()
    Form(group("member"), f"{group.url}/clauses/{clause}/comments/new", kind="private", text=f"{PRIVATE}?").done()
    kept = Form(group("member"), f"{group.url}/clauses/{clause}/comments/new", kind="comment", text=DRAFT)
    kept.values["keep"] = "yes"
    kept.done()
    group.act(DeclareInterest(True, "Harbour Care", LINK), "linked", seat="member")
    member = people.member_of(group.accounts["member"], group.tender)
    group.act(HandleInterest(member, "none", "They left in May."), "handled", seat="procurement")
    group.house.cards.make(group.accounts["member"])
    _protected(group, clause)
    prepare(group, group.tender)
    issue(group, group.tender)
    came_back(group, group.tender, fixed=next(each.id for each in group.fold().reading_order() if each.openness == "fixed"))
    return group


def _protected(group, clause):
    """Of somebody who asked to be protected: an idea, a hold, a dissent, other words for what they suggested, half an idea."""
    group.house.choices.choose(group.accounts["quiet"], "protected", "yes", group.tender)
    Form(group("quiet"), f"{group.url}/clauses/{clause}/ideas/new", text=f"{TODAY}: an idea.").done()
    Form(group("quiet"), f"{group.url}/proposals/{thread(9)}/dissent", matters=f"{TODAY}: a dissent.").done()
    held = Form(group("quiet"), f"{group.url}/clauses/{clause}/hold", reason=f"{TODAY}: a hold.")
    held.values |= {"discussed_on-day": "31", "discussed_on-month": "3", "discussed_on-year": "2099"}
    held.done()
    other = other_words(group.fold(), SUGGESTED, clause, " the ", f" {TODAY}: a word ", group.house.today())
    group.act(Revise(SUGGESTED, other.base, other.wording, f"{TODAY}: a reason.", today=other.today), "revises", seat="quiet")
    kept = Form(group("quiet"), f"{group.url}/clauses/{clause}/ideas/new", text=HALF)
    kept.values["keep"] = "yes"
    kept.done()


def told(who: str) -> set[str]:
    """What somebody may find of what was planted, besides their own address."""
    known = {FULL[who]}
    if who == "facilitator":
        known |= {FULL[each] for each in WITH_LIVED_EXPERIENCE} | {SUPPORT, PRIVATE, LEX}
    if who in ("commissioner", "co_chair", "facilitator", "procurement"):
        known.add(LINK)
    if who == "member":
        known |= {PRIVATE, DRAFT, LINK, SUPPORT}
    if who == "third":
        known.add(PRIVATE)  # the facilitator's deputy
    if who in (*WITH_LIVED_EXPERIENCE, "facilitator"):
        known.add(TODAY)  # officials get it tomorrow
    if who == "quiet":
        known.add(HALF)
    return known


@pytest.mark.parametrize("who", SEATED)
def test_what_was_told_to_few_is_found_by_them_alone(planted, who):
    pages = dict(walk(planted, who, planted.url))
    assert len(pages) > 40
    emails = {each: planted.house.people.account(planted.accounts[each]).email for each in SEATED}
    theirs = {emails[each] for each in ((who, *WITH_LIVED_EXPERIENCE) if who == "facilitator" else (who,))}
    words = [*FULL.values(), SUPPORT, PRIVATE, DRAFT, LINK, TODAY, HALF, LEX, *emails.values()]
    hits = {word for said in found(pages, words).values() for word in said}
    assert hits - told(who) - theirs == set()
    assert {FULL[who], emails[who], *(told(who) & {TODAY, HALF, LEX})} <= hits  # the harness sees what is there


def test_what_somebody_protected_said_reaches_officials_on_the_next_day(planted, monkeypatch):
    tomorrow = later(planted.house.today(), 1)
    monkeypatch.setattr(planted.house, "today", lambda: tomorrow)
    for who in ("commissioner", "official", "procurement", "observer"):
        told = [f"{TODAY}: {what}" for what in ("an idea.", "a dissent.", "a hold.", "a word", "a reason.")]
        hits = found(dict(walk(planted, who, planted.url)), [*told, HALF])
        assert {word for said in hits.values() for word in said} == set(told)


@pytest.mark.parametrize("who", ["stranger", "another", ""])
def test_outsiders_find_nothing_of_anybody(planted, who):
    pages = dict(walk(planted, who, planted.url))
    names = [name for name, _ in teaching.CAST.values()]
    emails = [planted.house.people.account(planted.accounts[each]).email for each in SEATED]
    assert found(pages, [*names, *emails, *FULL.values(), SUPPORT, PRIVATE, DRAFT, LINK, TODAY, HALF, teaching.TITLE]) == {}


def test_what_was_told_to_few_is_in_no_file_but_that_of_people(planted):
    """A private question is said in the tender's record, as its author may have it put forward."""
    folder = Path(planted.house.settings.data)
    planted("member").get("/search?words=people")
    emails = [planted.house.people.account(planted.accounts[each]).email for each in SEATED]
    names = [name for name, _ in teaching.CAST.values() if name != "Ruth Adeyemi"]  # whom an answer names as its owner, in words
    for path in folder.rglob("*"):
        if path.is_file() and not path.name.startswith("people.db") and path.parent.name != "outbox":
            kept = path.read_bytes().decode("latin-1")
            assert [word for word in (*FULL.values(), SUPPORT, DRAFT, HALF, *emails, *names) if word in kept] == [], path.name


def test_messages_tell_nothing(planted):
    """Sign-in, an invitation, and whatever else is sent: no tender, no seat, no name, no words."""
    email = planted.house.people.account(planted.accounts["member"]).email
    planted.new().post("/sign-in", data={"email": email})
    Form(planted("facilitator"), f"{planted.url}/seats", email="rosa@example.org", name="Rosa", seat="member", how="mail").done()
    Form(planted("commissioner"), f"{planted.url}/seats", email=email, name="x", seat="observer").send()
    sent = letters(planted.house)
    assert len(sent) >= 2
    names = [name for name, _ in teaching.CAST.values()]
    seats = ["commissioner", "co-chair", "steering", "facilitator", "procurement", "observer"]
    words = [*names, *FULL.values(), SUPPORT, PRIVATE, DRAFT, LINK, teaching.TITLE, "Rosa", planted.tender, *seats]
    assert [(subject, word) for _, subject, text in sent for word in words if word.casefold() in f"{subject} {text}".casefold()] == []


def test_nobody_is_named_in_what_is_logged_by_a_group(planted, caplog, capfd):
    caplog.set_level(0)
    for who in SEATED:
        for address in (planted.url, f"{planted.url}/waiting", f"{planted.url}/seats", f"{planted.url}/threads/{thread(1)}/replies"):
            plain(planted(who).get(address))
    ours = " ".join([*(each.getMessage() for each in caplog.records if not each.name.startswith("http")), *capfd.readouterr()])
    names = [name for name, _ in teaching.CAST.values()]
    emails = [planted.house.people.account(planted.accounts[each]).email for each in SEATED]
    assert [word for word in (*names, *emails, *FULL.values(), SUPPORT, PRIVATE, DRAFT) if word in ours] == []
