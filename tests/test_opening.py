"""From “being set up” to “open”, through the pages: what is missing, the plan, two signatures, and who stands in for whom."""

import re
from dataclasses import replace

import pytest

from server import demo
from specs.days import later, said
from specs.deputies import NameDeputy
from specs.fixing import FixClauses, OpenClauses
from specs.interests import DeclareInterest
from specs.locks import LockWords
from specs.parts import AddAuthoredPart, AuthoredPart
from specs.reading import FoundClause
from specs.refusals import MEANWHILE, Refused
from specs.rounds import PlanOpening, SignOpening, fingerprint, mark, signed, timetable, to_be_signed
from specs.tender import Reason, RoundPlan
from specs.wording import Paragraph
from tests.filling import Form
from tests.group import ANNE, JOSH, MEI, PLAN, RUTH, TODAY, Group
from tests.suggesting import arrangement
from tests.visiting import PRICE, fields, main, plain, problem
from tests.well_formed import faults

REASON = Reason("cannot", "money", "There is no more money.", "Budget 2027", "Cabinet", "2027-06-30")
GIVEN = (
    ("commissioner", "facilitator", "facilitator"),
    ("commissioner", "official", "official"),
    ("facilitator", "co_chair", "co_chair"),
    ("facilitator", "member", "member"),
    ("facilitator", "third", "member"),
)
DEPUTIES = (("commissioner", "official"), ("co_chair", "member"), ("facilitator", "third"))
WORDS = {
    "what_is_open": "Everything that is <not> fixed.\nReally everything.",
    "afterwards": "Both chairs decide, and say what became of each comment.",
}
TASKS = ("Every fixed clause", "There is a", "Both chairs and", "The round is planned")


def boxes(name, day):
    year, month, of_month = day.split("-")
    return {f"{name}-year": year, f"{name}-month": month, f"{name}-day": of_month}


def declare(visit, *who):
    """That they are not linked to a possible bidder: everybody is asked before they read, and once more when the round opens."""
    for each in who:
        visit.act(DeclareInterest(False), f"{each} declares at {visit.fold().seq}", seat=each)


def seat_everybody(visit):
    """Through the page of seats: each by whoever brings them in."""
    for giver, who, seat in GIVEN:
        values = {"how": "mail", "email": f"{who}@example.org", "name": f"The {who}", "seat": seat}
        form = Form(visit(giver), f"{visit.url}/seats")
        form.values |= values
        assert form.send().status_code == 303
        visit.accounts[who] = visit.house.people.by_email(f"{who}@example.org").id
        declare(visit, who)


def member(visit, who):
    return visit.house.people.member_of(visit.accounts[who], visit.tender)


def name_deputies(visit):
    for who, deputy in DEPUTIES:
        form = Form(visit(who), f"{visit.url}/deputies", member=member(visit, deputy))
        assert "Your deputy is named." in main(form.done())


def planned(visit, who="commissioner", days=21, **more):
    """The form of the plan, filled in: from tomorrow on, for so many days."""
    opens = later(visit.house.today(), 1)
    form = Form(visit(who), f"{visit.url}/opening/plan")
    form.values |= boxes("opens", opens) | boxes("closes", later(opens, days)) | boxes("publication", later(opens, 90))
    form.values |= {"reply_days": "10"} | WORDS | more
    return form


def missing(page):
    """Which of the tasks of the page are not done."""
    items = re.findall(r'<li class="govuk-task-list__item.*?</li>', page.text, re.DOTALL)
    assert len(items) == len(TASKS)
    return [task for task, item in zip(TASKS, items, strict=True) if ">To&nbsp;do<" in item]


@pytest.fixture
def ready(visit):
    """Everything is there but the signatures."""
    seat_everybody(visit)
    name_deputies(visit)
    planned(visit).done()
    return visit


def test_from_setting_up_to_open(visit):
    url, anne = f"{visit.url}/opening", visit("commissioner")
    assert visit.fold().state == "setting up"
    visit.act(FixClauses(("c9",)), "no reason yet")
    page = anne.get(url)
    assert missing(page) == list(TASKS)
    for sentence in (
        "One fixed clause waits for the reason to be given.",
        "There is no lived-experience co-chair yet. There is no facilitator yet.",
        "The commissioner has no deputy yet. The lived-experience co-chair has no deputy yet. The facilitator has no deputy yet.",
        "The round has no dates yet.",
    ):
        assert sentence in plain(page)
    assert re.findall(r'task-list__link" href="([^"]*)"', page.text) == [
        f"{visit.url}{path}" for path in ("/what-can-change", "/seats", "/deputies", "/opening/plan")
    ]

    visit.act(FixClauses(("c9",), REASON), "its reason")
    assert missing(anne.get(url)) == list(TASKS[1:])
    seat_everybody(visit)
    assert missing(anne.get(url)) == list(TASKS[2:])
    name_deputies(visit)
    assert missing(anne.get(url)) == [TASKS[3]]
    assert "Both chairs have to sign it." in main(planned(visit, "facilitator").done())
    assert missing(anne.get(url)) == []

    assert "Read it and sign as the commissioner" in main(anne.get(url))
    form = Form(anne, f"{url}/signature")
    assert "There is no more money." in plain(form.page) and "Really everything." in plain(form.page)
    assert "when the other chair has signed too" in main(form.done())
    page = plain(anne.get(url))
    assert "Commissioner Signed" in page and "Lived-experience co-chair Has not signed yet." in page
    assert "Read it and sign" not in page
    assert Form(visit("co_chair"), f"{url}/signature").send().headers["location"] == url
    assert "Both chairs have signed. The round opens on" in main(visit("co_chair").get(f"{visit.url}/interests"))

    tender = visit.fold()
    assert (tender.state, len(tender.rounds), "c9" in tender.rounds[0].fixed) == ("open", 1, True)
    for who in ("commissioner", "co_chair", "facilitator", "member", "official", "procurement", "observer"):
        declare(visit, who)
        page = visit(who).get(url)
        words = plain(page)
        assert (page.status_code, faults(page.text)) == (200, []), who
        assert words.startswith(
            f"Opening Round 1 was agreed on {said(visit.house.today())} by the commissioner and the lived-experience co-chair."
        ), who
        for expected in (
            said(later(visit.house.today(), 22)) + ", 17:00",
            "Within 10 days; where that is a weekend, by the Monday after",
            "Everything that is <not> fixed. Really everything.",
            "Both chairs decide, and say what became of each comment.",
            "The co_chair has signed.",
            "There is no more money.",
        ):
            assert expected in words, (who, expected)
        assert "Why the round is short" not in words and "The pack reaches everybody" not in words  # six days ago
    for path in ("plan", "signature"):
        assert anne.get(f"{url}/{path}").headers["location"] == url
        answer = anne.post(f"{url}/{path}", data={"key": path})
        assert problem(answer) == "This tender is open already." and faults(answer.text) == []


def test_a_short_round_needs_a_reason_that_everyone_reads(ready):
    form = planned(ready, days=7)
    sentence = form.refused()
    assert sentence.startswith("This round lasts 7 days. Fewer than 14 leave people too little time:")
    assert 'href="#short_because"' in form.page.text
    form.values["short_because"] = "The contract ends in March."
    assert "The plan is kept." in main(form.done())
    page = plain(ready("observer").get(f"{ready.url}/opening"))
    assert "Why the round is short The contract ends in March." in page
    assert "Does not fit It lasts 7 days; the shortest that leaves people time is 14." in page


@pytest.mark.parametrize(
    ("typed", "sentence", "field"),
    [
        ({"opens-day": "31", "opens-month": "2"}, "Please give the day on which the round opens, like 31 March 2027.", "opens"),
        ({"opens-year": "2020"}, "The round cannot open on a day that has passed.", "opens"),
        ({"closes-year": "1999"}, "The round has to close after it opens.", "closes"),
        (
            {"publication-day": "", "publication-month": "", "publication-year": ""},
            "Please give the day on which the tender",
            "publication",
        ),
        ({"reply_days": "soon"}, "Please promise an answer within 1 to 60 days.", "reply_days"),
        ({"reply_days": "61"}, "Please promise an answer within 1 to 60 days.", "reply_days"),
        ({"what_is_open": " \n"}, "What is open to change is empty.", "what_is_open"),
        ({"afterwards": "x" * 2_001}, "What happens after the round is 2,001 characters long", "afterwards"),
    ],
)
def test_a_plan_that_cannot_be_kept_comes_back_with_every_word(visit, typed, sentence, field):
    form = planned(visit, **typed)
    before = visit.heads()
    assert form.refused().startswith(sentence)
    assert f'href="#{field}"' in form.page.text and faults(form.page.text) == []
    assert visit.heads() == before


def test_the_timetable_is_shown_without_keeping_anything(visit):
    form, before = planned(visit, days=80, what_is_open=""), visit.heads()
    answer = visit("commissioner").post(form.action, data=form.values | {"show": "yes"})
    assert (answer.status_code, faults(answer.text), visit.heads()) == (200, [], before)
    assert "Does not fit It ends" in plain(answer) and "Nothing is kept yet" in plain(answer)
    again = {name: value for name, value in fields(answer).items() if name != "key"}
    assert again == {name: value for name, value in form.values.items() if name != "key"}
    form.values["show"] = "yes"
    form.values["closes-day"] = "x"
    assert problem(visit("commissioner").post(form.action, data=form.values)).startswith("Please give the day on which the round closes")


def test_two_who_plan_at_once_do_not_overwrite_each_other(ready):
    mine, theirs = planned(ready), planned(ready, "co_chair", days=30)
    assert "The plan is kept." in main(theirs.done())
    before = ready.heads()
    assert mine.refused() == MEANWHILE
    assert said(later(ready.house.today(), 31)) in plain(mine.page) and "How it stands now" in plain(mine.page)
    assert ready.heads() == before
    assert "The plan is kept." not in main(ready("commissioner").get(f"{ready.url}/opening"))
    mine.values["reply_days"] = "12"
    assert "The plan is kept." in main(mine.done())


def test_nobody_signs_twice_and_nobody_alone(ready):
    address = f"{ready.url}/opening/signature"
    form = Form(ready("commissioner"), address)
    deputy = Form(ready("official"), address)
    assert "Sign for the commissioner" in deputy.page.text
    form.done()
    again = ready("commissioner").post(address, data=form.values | {"key": "again"})
    assert problem(again) == "The commissioner has signed this already."
    assert problem(deputy.send()) == "The commissioner has signed this already."  # by one of the two is enough, and no more
    page = ready("commissioner").get(address)
    assert "The commissioner has signed this already." in main(page) and "<form" not in page.text.split("<main")[1]
    assert (ready.fold().state, list(signed(ready.fold()))) == ("setting up", ["commissioner"])


def test_a_deputy_signs_for_a_chair(ready):
    for who in ("official", "member"):
        assert "Read it and sign for the" in main(ready(who).get(f"{ready.url}/opening"))
        Form(ready(who), f"{ready.url}/opening/signature").send()
    assert ready.fold().state == "open"
    declare(ready, "observer")
    page = plain(ready("observer").get(f"{ready.url}/opening"))
    assert "The official has signed, for the commissioner." in page and "The member has signed, for the lived-experience co-chair." in page


def test_what_changed_since_is_to_be_read_and_signed_again(ready):
    address = f"{ready.url}/opening/signature"
    Form(ready("commissioner"), address).done()
    josh = Form(ready("co_chair"), address)
    ready.act(FixClauses(("c9",), REASON), "fixed meanwhile")
    before = ready.heads()
    answer = josh.send()
    assert problem(answer).startswith("The plan or the list of fixed clauses has changed since you opened this page.")
    assert "There is no more money." in plain(answer) and "There is no more money." not in plain(josh.page)
    assert (faults(answer.text), ready.heads()) == ([], before)
    page = plain(ready("observer").get(f"{ready.url}/opening"))
    assert "signed an earlier state. Something changed since, so this has to be signed again." in page
    again = fields(answer)
    assert ready("co_chair").post(address, data=again).status_code == 303
    assert ready.fold().state == "setting up"
    Form(ready("commissioner"), address).done()
    assert ready.fold().state == "open"


def test_fixed_words_inside_an_open_clause_are_signed_too(ready):
    address = f"{ready.url}/opening/signature"
    Form(ready("co_chair"), address).done()
    clause = next(c for c in ready.fold().reading_order() if c.openness == "open" and c.body and not c.locks)
    words = clause.body[0].text[:12]
    ready.act(LockWords(clause.id, clause.version, clause.body[0].id, 0, 12, REASON), "lock")
    assert signed(ready.fold()) == {}
    for url in (address, f"{ready.url}/opening"):
        page = ready("co_chair").get(url)
        assert f"“{words}” in clause" in plain(page) and faults(page.text) == []


def test_a_changed_plan_is_signed_again(ready):
    Form(ready("commissioner"), f"{ready.url}/opening/signature").done()
    form = planned(ready, "co_chair", reply_days="15")
    assert "Signed already When the plan changes, both chairs have to sign again." in plain(form.page)
    form.done()
    assert signed(ready.fold()) == {}
    assert plain(ready("commissioner").get(f"{ready.url}/opening")).count("Has not signed yet.") == 2


def test_what_is_missing_keeps_it_from_being_signed(visit):
    seat_everybody(visit)
    planned(visit).done()
    address = f"{visit.url}/opening/signature"
    page = visit("commissioner").get(address)
    assert "It cannot open yet. The commissioner has no deputy yet." in plain(page) and "<form" not in page.text.split("<main")[1]
    answer = visit("commissioner").post(address, data={"seen": fingerprint(visit.fold()), "key": "k"})
    assert problem(answer) == "It cannot open yet. The commissioner has no deputy yet."


def test_whoever_may_not_sees_no_button_and_is_refused(ready):
    for who, plans, signs in (
        ("commissioner", True, True),
        ("co_chair", True, True),
        ("facilitator", True, False),
        ("member", False, True),  # the co-chair's deputy
        ("third", False, False),
        ("official", False, True),  # the commissioner's deputy
        ("procurement", False, False),
        ("observer", False, False),
    ):
        browser, url = ready(who), f"{ready.url}/opening"
        page = browser.get(url)
        assert (page.status_code, faults(page.text)) == (200, [])
        assert [f'href="{url}/{path}"' in page.text for path in ("plan", "signature")] == [plans, signs], who
        assert [browser.get(f"{url}/{path}").status_code for path in ("plan", "signature")] == [
            200 if plans else 403,
            200 if signs else 403,
        ]
        sent = [browser.post(f"{url}/{path}", data={"key": "k"}).status_code for path in ("plan", "signature")]
        assert sent == [422 if plans else 403, 422 if signs else 403]
        linked = re.findall(r'task-list__link" href="([^"]*)"', page.text)
        assert [browser.get(address).status_code for address in linked] == [200] * len(linked), who


def test_prices_are_on_nobodys_page_who_may_not_read_them(ready):
    """And both chairs sign what both can read, so nothing that a co-chair cannot see makes a signature out of date."""
    secret = FoundClause((Paragraph("q1", "para", PRICE),))
    part = AuthoredPart("Prices", (secret,), demo.teaching.part().lists, "procurement")
    Form(ready("co_chair"), f"{ready.url}/opening/signature").done()
    ready.act(AddAuthoredPart(part), "prices")
    clause = list(ready.fold().clauses)[-1]
    ready.act(FixClauses((clause,), REASON), "fixed")
    assert (list(signed(ready.fold())), [c.id for c in to_be_signed(ready.fold()) if c.id == clause]) == (["co_chair"], [])
    Form(ready("commissioner"), f"{ready.url}/opening/signature").done()
    assert clause in ready.fold().rounds[0].fixed
    for who, sees in (("commissioner", True), ("procurement", True), ("co_chair", False), ("member", False), ("observer", False)):
        declare(ready, who)
        assert (f"/clauses/{clause}" in ready(who).get(f"{ready.url}/opening").text) == sees, who


UNSEEN = "\u202e\u200b"


def test_signs_that_cannot_be_seen_are_shown(ready):
    planned(ready, what_is_open=f"open{UNSEEN}", afterwards=f"after{UNSEEN} <b id=planted>", short_because=f"short{UNSEEN}").done()
    part = AuthoredPart("Odd", (FoundClause((Paragraph("q1", "para", f"Odd{UNSEEN} words."),)),), demo.teaching.part().lists)
    ready.act(AddAuthoredPart(part), "odd")
    clause = list(ready.fold().clauses)[-1]
    ready.act(FixClauses((clause,), replace(REASON, explanation=f"why{UNSEEN}")), "odd reason")
    for path in ("opening", "opening/signature"):
        page = ready("commissioner").get(f"{ready.url}/{path}")
        assert [sign for sign in UNSEEN if sign in page.text] == [] and "<b id=planted>" not in page.text
        assert page.text.count("zero-width space") >= 4


def test_deputies_are_named_by_themselves_and_read_by_everybody(visit):
    seat_everybody(visit)
    url = f"{visit.url}/deputies"
    assert plain(visit("observer").get(url)).count("Still missing No deputy yet") == 3
    form = Form(visit("commissioner"), url)
    assert set(re.findall(r'name="member"[^>]*value="([^"]*)"', form.page.text)) == {
        member(visit, "official"),
        member(visit, "procurement"),
    }
    assert form.refused() == "Please choose somebody from the list, other than yourself."
    for strange in ("commissioner", "member", "observer"):
        form.values["member"] = member(visit, strange)
        assert problem(form.send()) == "Please choose somebody from the list, other than yourself."
    name_deputies(visit)
    form = Form(visit("facilitator"), url)
    assert form.values["member"] == member(visit, "third") and "Change your deputy" in form.page.text
    assert form.refused() == "This person is your deputy already."
    form.values["member"] = member(visit, "member")
    assert form.refused() == "This person is already the deputy of the lived-experience co-chair. Please choose someone else."
    for who in ("official", "member", "procurement", "observer"):
        page = visit(who).get(url)
        assert "The official" in plain(page) and "<form" not in page.text.split("<main")[1] and faults(page.text) == []
        assert visit(who).post(url, data={"key": "k", "member": member(visit, "third")}).status_code == 403
    assert visit("stranger").get(url).status_code == 404


def test_a_chair_alone_has_nobody_to_name(visit):
    seat_everybody(visit)
    for who in ("member", "third"):
        visit("facilitator").post(f"{visit.url}/seats/{member(visit, who)}/ending", data={"key": f"end {who}"})
    page = visit("co_chair").get(f"{visit.url}/deputies")
    assert "Nobody who holds a seat here could stand in for you yet." in plain(page)
    answer = visit("co_chair").post(f"{visit.url}/deputies", data={"key": "k", "member": "m-none"})
    assert problem(answer).startswith("Please choose somebody") and faults(answer.text) == []


def test_what_was_fixed_when_it_opened_stays_on_the_page(group):
    """Also where it was opened or retired since: what became of it is said."""
    url, anne = f"{group.url}/opening", group("commissioner")
    first, second, *rest = group.fold().rounds[0].fixed
    group.act(OpenClauses((first, second)), "opened since")
    group.decided(arrangement(group.fold(), "t00000000bb", "removal", second, ""))
    page = anne.get(url)
    sections = re.findall(r"<article.*?</article>", page.text, re.DOTALL)
    assert [f'/clauses/{clause}"' in section for clause, section in zip((first, second, *rest), sections, strict=True)] == [True] * len(
        sections
    )
    assert ["Open to change since." in each for each in sections] == [True, False, *(False for _ in rest)]
    assert ["Retired since." in each for each in sections] == [False, True, *(False for _ in rest)]
    assert "Still missing" not in page.text and faults(page.text) == []


# The rules below the pages.


def test_what_does_not_fit_is_said_beside_the_step():
    good = RoundPlan("2026-12-01", "2026-12-22", 10, "2027-02-01", "All.", "We decide.")
    assert [step.problem for step in timetable(good, TODAY)] == [""] * 6
    assert [step.begins for step in timetable(good, TODAY)][:3] == ["2026-11-24", "2026-12-01", "2026-12-22"]
    late = timetable(RoundPlan("2026-11-24", "2026-12-22", 10, "2027-01-01", "All.", "We decide."), TODAY)
    assert [step.problem for step in late] == [
        "17 November 2026 has passed already.",
        "",
        "It ends 20 days after the two chairs begin to decide, on 12 December 2026.",
        "",
        "",
        "",
    ]
    assert timetable(good, "2026-12-02")[1].problem == "1 December 2026 has passed already."


def test_a_round_whose_first_day_has_passed_is_planned_anew():
    group = Group(opened=False)
    with pytest.raises(Refused, match="has passed. Please plan it anew"):
        group.act(SignOpening(fingerprint(group.tender), "2026-11-24"), ANNE)


def test_whoever_is_linked_to_a_bidder_signs_nothing():
    group = Group(opened=False)
    group.act(DeclareInterest(True, "Harbour Care"), MEI)
    with pytest.raises(Refused, match="or their deputies, sign the opening"):
        group.act(SignOpening(fingerprint(group.tender), TODAY), group.tender.members[MEI.id])
    with pytest.raises(Refused, match="Please choose somebody from the list"):
        group.act(NameDeputy(MEI.id), JOSH)


def test_only_the_two_chairs_and_the_facilitator_plan():
    group = Group(opened=False)
    with pytest.raises(Refused, match="Only the commissioner"):
        group.act(PlanOpening(PLAN, TODAY), RUTH)
    with pytest.raises(Refused, match="Nothing would change"):
        group.act(PlanOpening(PLAN, TODAY, mark(group.tender)), JOSH)
    with pytest.raises(Refused, match="Someone else changed this"):
        group.act(PlanOpening(PLAN, TODAY, ""), JOSH)
