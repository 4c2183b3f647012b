"""“Your tenders”, and what Cotender says about itself."""

import html
import re

from specs.library import teaching
from specs.parts import RenameTender
from specs.seats import ACTS, SEATS
from specs.tender import Member
from specs.waiting import count
from tests.visiting import CAST, main, plain


def test_ones_tenders_with_state_seat_counts_and_last_change(visit):
    tender = visit.house.desk.fold(visit.tender)
    clauses = list(tender.reading_order())
    fixed = sum(clause.openness == "fixed" for clause in clauses)
    counts = f"{len(clauses)} clauses, {len(clauses) - fixed} open to change and {fixed} fixed"
    for who in CAST[:3]:
        page = main(visit(who).get("/"))
        expected = f"{re.escape(teaching.TITLE)} Being set up {counts} Your seat: {SEATS[who].capitalize()} Last changed"
        expected += r" \d+ \w+ 20\d\d$"
        assert re.search(expected, page), page


def test_the_last_changed_is_first(visit):
    browser = visit("commissioner")
    for number in (1, 2):
        assert (
            browser.post("/tenders/new/starter", data={"title": f"Tender {number}", "starter": "blank", "key": f"k{number}"}).status_code
            == 303
        )

    def titles() -> list[str]:
        return [html.unescape(title) for title in re.findall(r'<h2 class="ct-card__title"><a [^>]*>(.*?)</a>', browser.get("/").text)]

    assert sorted(titles()) == sorted([teaching.TITLE, "Tender 1", "Tender 2"])
    people = visit.house.people
    by = Member(people.member_of(visit.accounts["commissioner"], visit.tender), "commissioner")
    browser.portal.call(visit.house.desk.act, visit.tender, RenameTender("Home & <well>"), by, "rename")
    assert "Home & <well>" in titles() and "<well>" not in browser.get("/").text


def test_only_who_may_create_is_offered_to_begin(visit):
    for who in CAST:
        page = visit(who).get("/").text
        assert [f'href="/tenders/new/{how}"' in page for how in ("word", "starter")] == [who == "commissioner"] * 2
    page = main(visit("stranger").get("/"))
    assert page == "Your tenders You have no tenders yet. When someone gives you a seat in one, it is listed here."
    visit.house.people.invite("stranger@example.org", may_create=True)
    assert "You have no tenders yet. Bring in the Word document that you have" in main(visit("stranger").get("/"))


def test_the_pages_of_a_tender_are_those_its_seat_may_open(visit):
    everything = ["Clauses", "What can change here", "Search", "Opening", "Parts", "History", "Download", "Seats", "Records"]
    not_theirs = {"commissioner": ["Records"], "procurement": ["Seats"], "observer": ["Download", "Seats", "Records"]}
    for who, left_out in not_theirs.items():
        browser = visit(who)
        entries = re.findall(r'<a class="ct-nav__link" href="([^"]*)"[^>]*>([^<]*)</a>', browser.get(visit.url).text)
        assert [text for _, text in entries] == [text for text in everything if text not in left_out]
        assert [browser.get(url).status_code for url, _ in entries] == [200] * len(entries)
    assert re.findall(r'ct-nav__link" href="([^"]*)" aria-current', browser.get(f"{visit.url}/history").text) == [f"{visit.url}/history"]


def test_the_pages_about_cotender_are_for_everybody(visit):
    titles = {"/help": "Help and support", "/accessibility": "Accessibility", "/privacy": "Privacy", "/who-decides": "Who decides what"}
    for who in ("", "stranger", "observer"):
        for url, title in titles.items():
            answer = visit(who).get(url)
            assert answer.status_code == 200 and f"<title>{title} – Cotender</title>" in answer.text
            assert main(answer).startswith(title)


def test_who_decides_is_drawn_from_the_table(visit):
    page = html.unescape(main(visit("").get("/who-decides")))
    assert [act.words for act in ACTS.values() if act.words not in page] == []
    assert "Download a draft as a Word document Alone: commissioner, lived-experience co-chair, facilitator, procurement officer" in page
    assert page.count("administrator") == 1  # who sees no content


def test_words_that_are_never_on_these_pages(visit):
    for who in ("", *CAST):
        for url in ("/", "/help", "/accessibility", "/privacy", "/who-decides", "/you", "/display", "/sign-in"):
            answer = visit(who).get(url)
            if answer.status_code == 200:
                assert re.findall(r"\b(users?|tickets?|resolved?|stakeholders?)\b", main(answer), re.IGNORECASE) == [], url


def test_what_waits_and_what_became_of_ones_words_is_one_step_away(group):
    home = plain(group("member").get("/"))
    assert "What became of what you said" in home
    seen = {who: "wait for you" in (page := plain(group(who).get("/"))) or "waits for you" in page for who in ("official", "observer")}
    assert seen == {"official": True, "observer": False}
    official = next(each for each in group.fold().members.values() if each.seat == "official")
    owed = re.search(r"(\d+) things? waits? for you", plain(group("official").get("/")))
    assert owed and int(owed[1]) == count(group.fold(), official, group.house.today())
