"""Tracked changes, all accepted or all rejected: held against what Word made of real files, and what looked otherwise is given back."""

import pytest
from lxml import etree

from exports import mend, revisions, views
from exports.ooxml import W
from exports.package import Package
from tests.corpus import cases
from tests.word_files import p, r, table, word_file

TRACKED = 'w:id="1" w:author="Sam" w:date="2027-01-01T00:00:00Z"'


@pytest.mark.parametrize("path", cases("docx/rp_triples/*-Accepted.docx", "docx/rp_triples/*-Rejected.docx"))
def test_accepted_and_rejected_as_word_does_it(path):
    tracked, _, view = path.stem.rpartition("-")
    data, there = (mend.mend(file.read_bytes())[0] for file in (path.with_name(f"{tracked}.docx"), path))
    assert views.texts(data, view.lower()) == views.texts(there)


def test_the_two_views_differ():
    """What would be found if one were taken for the other."""
    data = word_file(
        p(r("Staff "), f"<w:del {TRACKED}><w:r><w:delText>will</w:delText></w:r></w:del>", f"<w:ins {TRACKED}>{r('must')}</w:ins>")
    )
    assert views.texts(data, "accepted") == ["Staff must"]
    assert views.texts(data, "rejected") == ["Staff will"]


def body(*content):
    package = Package(word_file(*content))
    return package.xml(package.main).find(f"{W}body")


def test_what_looked_otherwise_before_is_given_back():
    about = f'<w:jc w:val="right"/><w:rPr><w:b/></w:rPr><w:pPrChange {TRACKED}><w:pPr><w:jc w:val="left"/></w:pPr></w:pPrChange>'
    look = f"<w:b/><w:rPrChange {TRACKED}><w:rPr><w:i/></w:rPr></w:rPrChange>"
    made = body(p(r("Staff", look), about=about))
    assert revisions.reject(made).marks == 2
    said = etree.tostring(made[0]).decode()
    assert '<w:pPr><w:jc w:val="left"/><w:rPr><w:b/></w:rPr></w:pPr>' in said
    assert "<w:rPr><w:i/></w:rPr><w:t" in said
    kept = body(p(r("Staff", look), about=about))
    revisions.accept(kept)
    said = etree.tostring(kept[0]).decode()
    assert '<w:jc w:val="right"/>' in said
    assert "<w:i/>" not in said


def test_a_row_that_came_goes_when_it_is_rejected():
    made = body(table(("One", "Two"), ("Three", "Four")), p(r("After")))
    row = made.findall(f".//{W}tr")[1]
    about = etree.SubElement(row, f"{W}trPr")
    row.insert(0, about)
    etree.SubElement(about, f"{W}ins").set(f"{W}id", "4")
    revisions.reject(made)
    assert "".join(made.itertext()) == "OneTwoAfter"


def test_a_content_control_goes_with_all_it_held():
    mark = f"<w:rPr><w:ins {TRACKED}/></w:rPr>"
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{p(f'<w:ins {TRACKED}>{r(chr(65))}</w:ins>', about=mark)}</w:sdtContent></w:sdt>"
    made = body(p(r("Before")), control, p(r("After")))
    revisions.reject(made)
    assert "".join(made.itertext()) == "BeforeAfter"
    assert made.find(f"{W}sdt") is None


def by(author, tag, *content):
    """A tracked change of words by somebody."""
    return f'<w:{tag} w:id="1" w:author="{author}" w:date="2027-01-01T00:00:00Z">{"".join(content)}</w:{tag}>'


def test_one_persons_changes_alone():
    """Kit crossed out a word that Sam had put in, and made two paragraphs of one; Sam crossed out another word."""
    end = f"<w:rPr>{by('Kit', 'ins')}</w:rPr>"
    crossed = by("Kit", "del", "<w:r><w:delText>all </w:delText></w:r>")
    whole = p(r("Staff attend "), by("Sam", "ins", crossed, r("new ")), about=end) + p(
        by("Sam", "del", "<w:r><w:delText>the </w:delText></w:r>"), "reviews."
    )
    wanted = {
        "Sam": ["Staff attend all new reviews."],
        "Kit": ["Staff attend ", "the reviews."],
        "": ["Staff attend the reviews."],
        "Sam Kit": ["Staff attend new ", "reviews."],
    }
    for authors, said in wanted.items():
        made = body(whole)
        revisions.settle(made, lambda author, _, authors=authors: author in authors.split())
        assert views.words(made) == said, authors
        assert next(made.iter(f"{W}delText", f"{W}ins", f"{W}del"), None) is None
