"""The versions of a clause on their pages: all of them, one as it read, and any two compared."""

import lxml.html
import pytest

from server.pages.comparison import drawn_comparison
from specs.boxes import boxes, filled
from specs.clauses import Reword
from specs.comparing import compare
from specs.erasing import EraseWords
from specs.wording import Paragraph
from tests.filling import act
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
