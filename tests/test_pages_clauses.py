"""The clauses of a tender as a document, and a clause of its own: what is read, found and offered, and by whom."""

import html
import re
from itertools import pairwise

import lxml.html
import pytest

from server.pages import arranging, fixing, history, locks, summaries, versions, wording
from server.pages.clauses import Fragments, plain_number
from specs.arranging import RetireClause
from specs.clauses import AddClause, Reword
from specs.erasing import EraseWords
from specs.library.starters import Outline, part_of
from specs.parts import AddAuthoredPart, SharePart
from specs.tender import Member
from specs.wording import Mark, Paragraph, Place
from tests.filling import act
from tests.visiting import main

TOPICS = (arranging, fixing, history, locks, summaries, versions, wording)


def articles(page) -> dict[str, str]:
    """The clauses on the page, each with all its words."""
    found = lxml.html.document_fromstring(page.text).xpath("//article")
    return {each.get("id"): " ".join(each.text_content().split()) for each in found}


def test_the_tender_is_read_as_one_document(visit):
    page, tender = visit("observer").get(visit.url), visit.house.desk.fold(visit.tender)
    shown = {name: text.replace("[fixed words: ", "").replace(" end of fixed words]", "") for name, text in articles(page).items()}
    assert list(shown) == [clause.id for clause in tender.reading_order()]
    for clause in tender.reading_order():
        for paragraph in clause.wording:
            assert paragraph.text in shown[clause.id]
        assert ("Open to change" in shown[clause.id], "Fixed" in shown[clause.id]) == (
            clause.openness == "open",
            clause.openness == "fixed",
        )
    assert shown["c8"].startswith("4.2 The first visitOpen to change In short (out of date: the clause has changed since)Someone")
    assert shown["c14"].endswith("As it came · we will not change this: our organisation's policy · Look closer at clause 6.1")
    assert [(a.text, a.get("href")) for a in lxml.html.document_fromstring(page.text).xpath("//nav[@aria-labelledby='contents']//a")] == [
        (clause.heading.text, f"#{clause.id}") for clause in tender.reading_order()
    ]


def test_headings_go_down_by_one_step(visit):
    levels = [int(tag) for tag in re.findall(r"<h([1-6])[ >]", visit("observer").get(visit.url).text.split("<main")[1].split("</main>")[0])]
    assert levels[0] == 1 and all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize(
    ("show", "ids"),
    [("open", 17), ("fixed", ["c14", "c15", "c16"]), ("changed", ["c8", "c20", "c11"]), ("all", 20), ("nonsense", 20)],
)
def test_what_is_shown_can_be_chosen(visit, show, ids):
    page = visit("observer").get(f"{visit.url}?show={show}")
    assert (list(articles(page)) if isinstance(ids, list) else len(articles(page))) == ids
    assert "All (20)" in page.text and "Open to change (17)" in page.text and "Fixed (3)" in page.text
    assert "Changed since it came (3)" in page.text
    here = lxml.html.document_fromstring(page.text).xpath("//ul[@class='ct-filters']//a[@aria-current='page']/text()")
    assert len(here) == 1


@pytest.mark.parametrize("number", ["4.2", "4.2.", " 4.2 ", "clause 4.2", "Clause 4.2.", "4.2:"])
def test_a_number_leads_to_its_clause(visit, number):
    answer = visit("observer").get(visit.url, params={"number": number})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{visit.url}#c8")


@pytest.mark.parametrize("number", ["99", "4.2.1", "four", "<b>4", "4" * 500, "\u202e4", "."])
def test_a_number_that_is_none_is_said(visit, number):
    answer = visit("observer").get(visit.url, params={"number": number})
    assert answer.status_code == 404 and "There is no clause " in main(answer) and "<b>4" not in answer.text
    assert ("4… here." in main(answer)) == (len(number) > 30) and "\u202e" not in main(answer)  # not cut, nor turned, without a word
    assert len(articles(answer)) == 20  # and the tender is there all the same
    assert lxml.html.document_fromstring(answer.text).get_element_by_id("number").value == number.strip()


def test_numbers_as_people_write_them():
    assert [plain_number(text) for text in ("3.2", "3.2.", "(a)", "Clause 3.2:", "Schedule 1", "")] == ["3.2", "3.2", "a", "3.2", "1", ""]


def test_the_list_is_drawn_once_for_all_who_see_the_same(visit):
    kept = visit("commissioner").app.app.state.fragments
    assert isinstance(kept, Fragments)
    shown = [
        visit(who).get(visit.url).text.split('<div class="ct-document">')[1].split("</main>")[0] for who in ("observer", "commissioner")
    ]
    assert shown[0] == shown[1] and len(kept._kept) == 1
    for private in ("Anne", "Marsh", "Tom", "example.org", "<form", 'name="key"'):
        assert private not in shown[0]
    act(visit, RetireClause("c9"))
    assert "c9" not in articles(visit("observer").get(visit.url)) and len(kept._kept) == 2


def test_the_fragments_kept_are_few(visit):
    visit("observer").get(visit.url)
    kept = visit("commissioner").app.app.state.fragments
    tender = visit.house.desk.fold(visit.tender)
    for seq in range(200):
        tender.seq = 1000 + seq
        kept.of(tender, tender.authored(), "fixed", Member("m", "observer"), "2026-11-23")
    assert len(kept._kept) == 64


def test_what_is_for_procurement_only_is_not_there_for_others(visit):
    act(visit, AddAuthoredPart(part_of(Outline("Prices", "", ((0, "Price schedule", ("One price a visit.",)),)))))
    part, clause = list(visit.house.desk.fold(visit.tender).parts)[-1], "c21"
    act(visit, SharePart(part, "procurement"))
    assert clause in articles(visit("procurement").get(visit.url)) and clause not in articles(visit("observer").get(visit.url))
    assert visit("procurement").get(f"{visit.url}/clauses/{clause}").status_code == 200
    assert visit("observer").get(visit.url, params={"show": "all"}).text.count("Price schedule") == 0
    for url in addresses(visit, clause):
        assert (url, visit("observer").get(url).status_code) == (url, 404)
    assert "Price schedule" not in visit("observer").get(f"{visit.url}/history").text
    assert "Price schedule" not in visit("observer").get(f"{visit.url}/what-can-change").text


def addresses(visit, clause: str) -> list[str]:
    """The address of every page about one clause."""
    known = {"tender": visit.tender, "clause": clause, "number": "1", "lock": "l1"}
    paths = {route.path for topic in TOPICS for route in topic.ROUTES if "{clause}" in route.path} | {"/tenders/{tender}/clauses/{clause}"}
    assert len(paths) == 16
    return sorted(re.sub(r"\{(\w+)\}", lambda name: known[name[1]], path) for path in paths)


def test_a_clause_of_another_tender_is_not_there(visit):
    for url in addresses(visit, "c99"):
        assert visit("commissioner").get(url).status_code == 404
        assert visit("commissioner").post(url, data={"key": "k"}).status_code in (404, 405)


def test_reading_changes_nothing(visit):
    for who in ("commissioner", "procurement", "observer"):
        visit(who)
    before = visit.heads()
    for clause in ("c8", "c14", "c18"):
        for url in [
            *addresses(visit, clause),
            *(f"{visit.url}/{name}" for name in ("history", "what-can-change", "fixed-clauses", "seats")),
        ]:
            for who in ("commissioner", "procurement", "observer"):
                assert visit(who).get(url).status_code in (200, 403, 404)
    assert visit.heads() == before


def links(page) -> list[str]:
    return lxml.html.document_fromstring(page.text).xpath("//main//a/@href")


def test_what_a_clause_offers_is_what_the_rules_accept(visit):
    act(visit, RetireClause("c9"))
    clauses = visit.house.desk.fold(visit.tender).clauses
    for who in ("commissioner", "procurement", "observer"):
        for clause in clauses:
            url = f"{visit.url}/clauses/{clause}"
            page = visit(who).get(url)
            offered = {link for link in links(page) if link.startswith((f"{url}/", f"{visit.url}/clauses/new"))}
            acts = {link.removeprefix(url + "/") for link in offered if "versions" not in link and not link.endswith("history")}
            for link in offered:
                assert visit(who).get(link).status_code == 200
            assert bool(acts) == (who == "commissioner"), clause
    page = visit("commissioner").get(f"{visit.url}/clauses/c9")
    assert "Retired" in main(page) and f"{visit.url}/clauses/c9/restoration" in links(page) and "Change the words" not in page.text


def test_whoever_may_not_gets_no_form_and_changes_nothing(visit):
    visit("observer"), visit("stranger")
    before = visit.heads()
    for name in ("wording", "split", "merger", "place", "retirement", "restoration", "reason", "opening", "fixed-words", "in-short"):
        url = f"{visit.url}/clauses/c8/{name}"
        assert (name, visit("observer").get(url).status_code) == (name, 403)
        answer = visit("observer").post(url, data={"key": "k", "box-0": "x", "box-1": "x", "base": "2", "text": "x", "why": "x"})
        assert (name, answer.status_code) == (name, 403)
        assert visit("stranger").get(url).status_code == 404
    for name in ("fixed-clauses", "clauses/new"):
        assert visit("observer").get(f"{visit.url}/{name}").status_code == 403
        assert visit("observer").post(f"{visit.url}/{name}", data={"key": "k"}).status_code == 403
    assert visit.heads() == before


def test_a_clause_says_why_it_is_fixed_and_which_words(visit):
    page = main(visit("observer").get(f"{visit.url}/clauses/c14"))
    assert "Why this is fixed We will not change this : Our organisation's policy" in html.unescape(page).replace("’", "'")
    assert "Who decided Westbrook Council, cabinet meeting of 12 November 2025 Looked at again 30 November 2027" in page
    page = main(visit("observer").get(f"{visit.url}/clauses/c18"))
    assert "Fixed words in this clause “£412,000 a year” We cannot change this : The money available" in page
    assert "[fixed words: £412,000 a year end of fixed words]" in page


def test_words_that_look_like_markup_are_words(visit):
    evil = '<script>alert(1)</script> & "quoted" {{ 7*7 }}'
    act(visit, AddClause("d1", "c1", evil, (Paragraph("+1", "para", evil),), evil))
    act(visit, Reword("c21", 1, (*visit.house.desk.fold(visit.tender).clauses["c21"].wording, Paragraph("+1", "bullet", evil)), evil))
    for url in ("", "/clauses/c21", "/clauses/c21/versions", "/clauses/c21/versions/comparison?from=1&to=2", "/history", "/fixed-clauses"):
        page = visit("commissioner").get(visit.url + url)
        assert (url, "<script>alert" in page.text, "49" in main(page)) == (url, False, False)
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; " in page.text


def test_signs_that_cannot_be_seen_are_shown(visit):
    act(visit, AddClause("d1", "c1", "Pay\u202e999", (Paragraph("+1", "para", "within\u200b ten\U000e0041 days"),)))
    for url in ("", "/clauses/c21"):
        page = main(visit("observer").get(visit.url + url))
        assert "Pay [right-to-left override] 999" in page and "within [zero-width space]  ten [unseen tag]  days".replace("  ", " ") in page


def test_tables_notes_marks_and_what_word_alone_can_change(visit):
    cells = [
        Paragraph(f"+{k}", "para", text, place=Place("t1", f"r{k // 2}", f"c{k % 2}"))
        for k, text in enumerate(("Measure", "Target", "Answers", "Ten days"))
    ]
    bold = Paragraph("+9", "para", "See Staff and pay.", marks=(Mark(4, 9, "ref:c13"), Mark(14, 17, "bold")))
    act(visit, AddClause("d1", "c1", "How it is measured", (bold, *cells)))
    page = visit("observer").get(f"{visit.url}/clauses/c21")
    assert f'<a class="govuk-link" href="{visit.url}/clauses/c13">Staff</a> and <b>pay</b>' in page.text
    rows = lxml.html.document_fromstring(page.text).xpath("//article//table//tr")
    assert [[cell.text_content() for cell in row] for row in rows] == [["Measure", "Target"], ["Answers", "Ten days"]]


def test_four_hundred_clauses_are_one_page(visit):
    blank = Outline("Big", "", tuple((k % 3, f"Clause {k}", (f"Words {k}.", f"- item {k}")) for k in range(400)))
    act(visit, AddAuthoredPart(part_of(blank)))
    page = visit("observer").get(visit.url)
    assert len(articles(page)) == 420 and page.text.count('class="ct-contents__link"') == 422
    assert 'id="d3"' in page.text  # each part has a heading of its own, which the contents lead to
    *_, last = visit.house.desk.fold(visit.tender).reading_order("d3")
    assert visit("observer").get(f"{visit.url}?number=134").headers["location"].startswith(visit.url + "#")
    assert "Clause 399" in main(visit("observer").get(f"{visit.url}/clauses/{last.id}"))
    assert len(visit("commissioner").app.app.state.fragments._kept) == 1


def test_words_that_were_taken_back(visit):
    seq = visit.house.desk.fold(visit.tender).clauses["c8"].versions[-1].stamp.seq
    act(visit, EraseWords(seq))
    page = main(visit("observer").get(f"{visit.url}/clauses/c8"))
    assert "These words were taken back." in page and "weekends" not in page
    for who in ("commissioner", "observer"):
        for url in [*addresses(visit, "c8"), visit.url, f"{visit.url}/history", f"{visit.url}/clauses/c8/versions/comparison?from=1&to=2"]:
            answer = visit(who).get(url)
            assert answer.status_code in (200, 403, 404), url
            assert "also at weekends" not in answer.text, url


def test_neighbours_lead_through_the_document(visit):
    order = [clause.id for clause in visit.house.desk.fold(visit.tender).reading_order()]
    at, walked = order[0], [order[0]]
    while True:
        after = lxml.html.document_fromstring(visit("observer").get(f"{visit.url}/clauses/{at}").text).xpath("//a[@rel='next']/@href")
        if not after:
            break
        at = after[0].rsplit("/", 1)[1]
        walked.append(at)
    assert walked == order
