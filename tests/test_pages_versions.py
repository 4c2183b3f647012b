"""The versions of a clause on their pages: all of them, one as it read, and any two compared."""

import lxml.html
import pytest

from server.pages.comparison import drawn_comparison
from server.pages.drawing import Ink, drawn
from specs.boxes import boxes, filled
from specs.clauses import Reword
from specs.comments import Comment
from specs.comparing import compare
from specs.erasing import EraseWords, TakeBack
from specs.library.teaching_group import thread
from specs.locks import LockWords
from specs.tender import Lock, Reason
from specs.threads import Span
from specs.wording import Mark, Paragraph
from tests.filling import act
from tests.teaching_story import REASON
from tests.visiting import main, plain


def reword(visit, clause: str, before: str, after: str, why: str = "") -> None:
    """Other words in a clause, as its form makes them."""
    now = visit.fold().clauses[clause]
    texts = [box.text.replace(before, after) for box in boxes(now.wording)]
    act(visit, Reword(clause, now.version, filled(now.wording, texts), why))


@pytest.fixture
def url(visit) -> str:
    reword(visit, "c8", "two days", "one day", "Sooner.")
    return f"{visit.url}/clauses/c8/versions"


def test_all_of_them_newest_first(visit, url):
    page = visit("observer").get(url)
    names = lxml.html.document_fromstring(page.text).xpath("//*[@class='ct-versions__name']/text()")
    assert names == ["Version 3, the words as they stand", "Version 2", "Version 1, as it came"]
    assert "Sooner. Changes “two days” to “one day”. Read version 3 See what changed in version 3" in plain(page)
    assert "Changes “five working” to “two”. And 1 more." in plain(page)


def test_a_clause_written_here_has_one(visit):
    page = plain(visit("observer").get(f"{visit.url}/clauses/c20/versions"))
    assert "Version 1, as it was written Anne Marsh" in page and "Compare" not in page


def test_each_as_it_read(visit, url):
    pages = [plain(visit("observer").get(f"{url}/{number}")) for number in (1, 2, 3)]
    assert ["within five working days" in page for page in pages] == [True, False, False]
    assert ["within two days" in page for page in pages] == [False, True, False]
    assert ["the words as they stand" in page for page in pages] == [False, False, True]
    assert "Saved by Anne Marsh on" in pages[0] and "A newer version has taken its place." in pages[1] and "Sooner." in pages[2]
    for number in ("0", "4", "x", "٣", "-1", "1" * 50):
        assert visit("observer").get(f"{url}/{number}").status_code == 404


def test_two_compared_first_in_sentences_then_in_the_words(visit, url):
    page = visit("observer").get(f"{url}/comparison?from=1&to=2")
    said = plain(page)
    sentences = lxml.html.document_fromstring(page.text).xpath("//ol[@class='ct-changes']/li")
    assert [each.text_content() for each in sentences] == [
        "Changes “five working” to “two”",
        "Adds “, also at weekends” after “days of coming home”",
    ]
    assert said.index("Adds “, also") < said.index("[removed:")
    hidden = '<span class="govuk-visually-hidden">'
    assert f"<del>{hidden}[removed: </span>five working{hidden} end removed] </span></del>" in page.text
    assert f"<ins>{hidden}[added: </span>two{hidden} end added] </span></ins>" in page.text
    assert "Version 2, Anne Marsh: “At the February meeting" in said
    assert "Read the new words on their own" in said


def shown(page) -> tuple[str, str]:
    """The words of a comparison as they were and as they are, without what is said of them."""
    (redline,) = lxml.html.document_fromstring(page.text).xpath("//*[@class='ct-redline']")
    for hidden in redline.xpath(".//span"):
        hidden.drop_tree()
    was, now = lxml.html.fromstring(lxml.html.tostring(redline)), redline
    for taken in was.xpath(".//ins"):
        taken.drop_tree()
    for taken in now.xpath(".//del"):
        taken.drop_tree()
    return was.text_content(), now.text_content()


@pytest.mark.parametrize(("one", "two"), [(1, 2), (2, 3), (1, 3), (3, 1), (2, 1)])
def test_any_two_and_each_reads_as_it_was(visit, url, one, two):
    page = visit("observer").get(f"{url}/comparison?from={one}&to={two}")
    versions = {v.number: "".join(p.text for p in v.wording) for v in visit.fold().clauses["c8"].versions}
    assert tuple("".join(text.split()) for text in shown(page)) == tuple("".join(versions[n].split()) for n in (one, two))
    chosen = lxml.html.document_fromstring(page.text).xpath("//option[@selected]/@value")
    assert chosen == [str(one), str(two)]


def test_the_same_twice_and_none(visit, url):
    assert "No words differ between these two." in plain(visit("observer").get(f"{url}/comparison?from=2&to=2"))
    for query in ("", "?from=1", "?from=1&to=9", "?from=x&to=y"):
        assert visit("observer").get(f"{url}/comparison{query}").status_code == 404


def test_paragraphs_added_taken_out_and_moved_are_named():
    one, two, three = (Paragraph(f"p{k}", "para", f"Words number {k}.") for k in (1, 2, 3))
    made = drawn_comparison(compare((one, two), (two, one, three)))
    assert sorted(line.state for line in made.lines if line.state) == ["Paragraph added", "Paragraph moved here"]
    made = drawn_comparison(compare((one, two), (two,)))
    assert [line.state for line in made.lines] == ["Paragraph taken out", ""]
    assert "<del>" in made.lines[0].words


def test_words_taken_back_are_nowhere(visit, url):
    act(visit, EraseWords(visit.fold().clauses["c8"].versions[1].stamp.seq))
    for page in ("", "/1", "/2", "/3", "/comparison?from=1&to=2", "/comparison?from=2&to=3", "/comparison?from=1&to=3"):
        answer = visit("observer").get(url + page)
        assert answer.status_code == 200 and "two days" not in answer.text and "At the February meeting" not in answer.text
    assert "The words of this version were taken back." in main(visit("observer").get(f"{url}/2"))


def marked(page) -> list[tuple[str, str]]:
    """The words that are marked as commented on, each with its id, without what is said of them; and that it is said to who listens."""
    found = lxml.html.document_fromstring(page.text).xpath("//*[@class='ct-clause']//mark")
    for each in found:
        hidden = each.xpath("./span[@class='govuk-visually-hidden']")
        assert [said.text for said in (hidden[0], hidden[-1])] == ["[these words were commented on: ", " end of words commented on]"]
        for said in each.xpath(".//span[@class='govuk-visually-hidden']"):
            said.drop_tree()
    return [(each.get("id"), each.text_content()) for each in found]


def then(group, number: int) -> str:
    """The address of the wording that a thread of the story was about."""
    said = group.fold().threads[thread(number)]
    return f"{group.url}/clauses/{said.said_on}/versions/{said.version}?thread={said.id}"


def test_the_words_that_were_commented_on_stay_to_be_seen(group):
    said = group.fold().threads[thread(1)]
    assert said.version < group.fold().clauses[said.clause].version
    clause = group("member").get(f"{group.url}/clauses/{said.clause}")
    assert then(group, 1).split("/clauses/")[1] in clause.text
    page = group("observer").get(then(group, 1))
    assert marked(page) == [("about-1", "agreed by telephone the day before")]
    assert "I could not use the telephone after my stroke." in plain(page) and 'href="#about-1"' in page.text
    assert f'href="{group.url}/clauses/{said.clause}#{said.id}">What became of it' in page.text
    without = group("observer").get(then(group, 1).split("?")[0])
    assert marked(without) == [] and "What was said about these words" not in without.text


def test_they_are_marked_only_for_whom_the_comment_has_reached(group):
    said = "I lay on the floor for a day."
    for who, told in (("member", True), ("facilitator", True), ("commissioner", False), ("official", False), ("observer", False)):
        page = group(who).get(then(group, 3))
        assert (who, page.status_code, len(marked(page)), said in plain(page)) == (who, 200, int(told), told)
    place = group.fold().clauses["c8"].versions[0].wording[1].id
    private = Comment("t00000000bb", "c8", 1, "private", "Only between us.", (Span(place, 0, 3),), today=group.house.today())
    group.act(private, "private", seat="member")
    for who, told in (("member", True), ("facilitator", True), ("co_chair", False), ("commissioner", False)):
        page = group(who).get(f"{group.url}/clauses/c8/versions/1?thread=t00000000bb")
        assert (who, len(marked(page)), "Only between us." in plain(page)) == (who, int(told), told)


def test_nothing_is_marked_in_another_version_or_for_a_thread_that_is_not_there(group):
    plainly = {}
    for number in (1, 2):
        for query in ("", "?thread=", "?thread=t0000000000", "?thread=%00", f"?thread={thread(3)}", f"?thread={thread(1)}"):
            said = group.fold().threads[thread(1)]
            page = group("member").get(f"{group.url}/clauses/{said.said_on}/versions/{number}{query}")
            assert page.status_code == 200
            if (number, query) == (said.version, f"?thread={thread(1)}"):
                assert len(marked(page)) == 1
            else:
                assert plainly.setdefault(number, main(page)) == main(page)


def test_what_was_said_of_the_whole_clause_or_taken_back_says_so(group):
    page = group("observer").get(then(group, 2))
    assert marked(page) == [] and "It was about the whole clause, as it read then." in plain(page)
    group.act(TakeBack(thread(1), 1), "taken-back", seat="member")
    page = group("observer").get(then(group, 1))
    assert "after my stroke" not in page.text and "(these words are not shown)" in plain(page) and len(marked(page)) == 1
    said = group.fold().threads[thread(1)]
    group.act(EraseWords(group.fold().clauses[said.said_on].versions[said.version - 1].stamp.seq), "erased")
    page = group("observer").get(then(group, 1))
    assert marked(page) == [] and "by telephone the day before" not in page.text
    assert "The words of this version were taken back." in main(page)


def test_fixed_words_are_marked_in_the_newest_version_only(visit, url):
    clause = visit.fold().clauses["c8"]
    place = clause.wording[1]
    at = place.text.index("one day")
    act(visit, LockWords("c8", clause.version, place.id, at, at + 7, REASON))
    pages = [visit("observer").get(f"{url}/{number}").text for number in (1, 2, 3)]
    assert ["[fixed words: " in page for page in pages] == [False, False, True]


def test_a_mark_is_one_whatever_else_is_marked_in_it():
    p = Paragraph("p1", "para", "Hot <meals> for 🧑‍🍳 people.", marks=(Mark(4, 11, "bold"), Mark(16, 16, "note:1")))
    lock = Lock("l1", "p1", 2, 6, Reason())
    made = str(drawn((p,), Ink("c1", {}, locks=(lock,), about=(Span("p1", 0, 11), Span("p1", 16, 19)))))
    assert [each.split('"')[0] for each in made.split('id="')[1:]] == ["about-1", "about-2"]
    words = lxml.html.fragment_fromstring(made)
    for said in words.xpath(".//span[@class='govuk-visually-hidden']"):
        said.drop_tree()
    assert [each.text_content() for each in words.xpath(".//mark")] == ["Hot <meals>", "🧑‍🍳"]
