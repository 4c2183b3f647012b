"""What goes out with tracked changes: all accepted it is the later edition, all rejected the earlier, one person's their share of it."""

import random
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from exports import revisions, tracked
from exports.basis import of_import
from exports.marking import Hand
from exports.ooxml import W
from exports.package import Package
from exports.views import words
from exports.word_in import read
from exports.word_out import Writer
from specs.boxes import boxes, filled
from specs.clauses import Reword
from specs.redlines import redlined
from specs.refusals import Refused
from specs.rules import tender_from
from specs.tender import Member, Tender
from tests.corpus import cases
from tests.story import ANNE, Story
from tests.test_round_trip import something
from tests.word_stories import rich_file

AUTHORS = (ANNE, *(Member(f"m-{number}", "commissioner") for number in range(4)))
NAMES = {member.id: f"Author {place}" for place, member in enumerate(AUTHORS)}


class Told:
    """A tender that came from a Word file, what up to five people did to it, and the files that show what changed."""

    def __init__(self, data: bytes, seed: int, acts: int, authors: int = 5) -> None:
        found = read(data)
        self.data, self.story = data, Story(found.clauses, found.lists)
        chance = random.Random(seed)
        for _ in range(acts):
            try:
                self.story.act(something(self.story.tender, chance), chance.choice(AUTHORS[:authors]))
            except Refused:
                continue
        self.last = len(self.story.entries)
        start = self.edition(1)
        self.basis = of_import(data, start, start.parts["d1"])

    def edition(self, upto: int) -> Tender:
        made = tender_from(self.story.entries[:upto])
        made.id = "t1"
        for part in made.parts.values():
            part.base = "the file"
        return made

    def tracked(self, earlier: int, later: int, **more: object) -> bytes:
        one, two = self.edition(earlier), self.edition(later)
        return tracked.write(self.basis, one, two, two.parts["d1"], names=NAMES, organisation="Ash Council", **more).data

    def body(self, upto: int) -> etree._Element:
        """The body in an edition, without tracked changes."""
        package, tender = Package(self.data), self.edition(upto)
        body = package.xml(package.main).find(f"{W}body")
        Writer(package, body, tender, tender.parts["d1"], self.basis).write()
        return body


def settled(data: bytes, way) -> etree._Element:
    package = Package(data)
    body = package.xml(package.main).find(f"{W}body")
    way(body)
    return body


def insist(told: Told, earlier: int, later: int) -> None:
    data = told.tracked(earlier, later)
    assert words(settled(data, revisions.accept)) == words(told.body(later)), "accepted"
    assert words(settled(data, revisions.reject)) == words(told.body(earlier)), "rejected"
    insist_on_ids(data)


def insist_on_ids(data: bytes) -> None:
    root = Package(data).xml("word/document.xml")
    ids = [e.get(f"{W}id") for e in root.iter(*(f"{W}{name}" for name in "ins del pPrChange bookmarkStart".split()))]
    assert len(ids) == len(set(ids))
    assert "0" not in [e.get(f"{W}id") for e in root.iter(f"{W}ins", f"{W}del", f"{W}pPrChange")]


def insist_on_shares(told: Told, earlier: int, later: int) -> None:
    """One person's changes accepted and all others' rejected: the earlier edition with what the record says that person put in and took
    out, sign for sign. Paragraphs that came and went are theirs who brought them; what only moved is the same signs elsewhere."""
    data, (one, two) = told.tracked(earlier, later), (told.edition(earlier), told.edition(later))
    stretches = [s for every in redlined(one, two, two.parts["d1"]).paragraphs.values() for s in every]
    if any(len({e.get(f"{W}author") for e in row.iter(f"{W}ins", f"{W}del")}) > 1 for row in rows(data)):
        return  # a row goes with all that is in it, whoever took out what before
    before = signs(words(told.body(earlier)))
    for member, name in NAMES.items():
        body = settled(data, lambda e, name=name: revisions.settle(e, lambda author, _: author == name))
        came = signs(s.text for s in stretches if s.brought and s.brought.member == member and not s.taken)
        gone = signs(s.text for s in stretches if s.taken and s.taken.member == member and not s.brought)
        expected = before.copy()
        expected.update(came)
        expected.subtract(gone)
        assert signs(words(body)) == +expected, name


def rows(data: bytes) -> list[etree._Element]:
    """The table rows that came or went."""
    root = Package(data).xml("word/document.xml")
    return [e.getparent().getparent() for e in root.iter(f"{W}ins", f"{W}del") if e.getparent().tag == f"{W}trPr"]


def signs(texts: Iterable[str]) -> Counter[str]:
    return Counter(sign for text in texts for sign in text if not sign.isspace())


def tell(seed: int) -> None:
    """A story of up to twelve acts by up to five people; two of its editions beside each other."""
    chance = random.Random(seed)
    told = Told(rich_file(), seed, chance.randint(1, 12), chance.randint(1, 5))
    earlier, later = sorted((chance.randint(1, told.last), chance.randint(1, told.last)))
    insist(told, earlier, later)
    insist_on_shares(told, earlier, later)


def tell_many() -> None:
    for seed in range(50):
        tell(seed)


SEED = st.integers(0, 2**40)


@settings(max_examples=300, deadline=None)
@given(SEED)
def test_any_story_of_a_file_with_a_little_of_everything(seed):
    tell(seed)


@pytest.mark.night
@settings(max_examples=10_000, deadline=None)
@given(SEED)
def test_any_story_many_times(seed):
    tell(seed)


def test_a_clause_that_was_put_back_has_its_own_words_again():
    tell(1_359_262)  # they had stood, changed, in another clause meanwhile


def test_a_change_that_is_somebody_elses_would_be_found(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tracked._Hands, "of", lambda self, act: Hand("Author 0", "2027-01-01T00:00:00Z"))
    with pytest.raises(AssertionError, match="Author"):
        tell_many()


def test_an_end_that_is_not_marked_would_be_found(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("exports.redline.mark_end", lambda *told: None)
    monkeypatch.setattr("exports.redline.shift_ends", lambda *told: None)
    with pytest.raises(AssertionError, match=r"accepted|rejected"):
        tell_many()


@pytest.mark.parametrize("path", cases("docx/tenders/*.docx"))
def test_real_tenders(path: Path):
    told = Told(path.read_bytes(), 1, 8)
    insist(told, 1, told.last)


def texts_now(told: Told, clause: str) -> list[str]:
    return [box.text for box in boxes(told.story.tender.clauses[clause].wording)]


def rewritten(told: Told, clause: str, texts: list[str], by: Member = ANNE) -> None:
    now = told.story.tender.clauses[clause]
    told.story.act(Reword(clause, now.version, filled(now.wording, texts)), by)
    told.last = len(told.story.entries)


def paragraphs(data: bytes) -> list[etree._Element]:
    package = Package(data)
    body = package.xml(package.main).find(f"{W}body")
    assert body is not None
    return list(body.iter(f"{W}p"))


def said(p: etree._Element) -> str:
    return "".join(p.itertext())


def test_where_a_paragraph_was_divided_only_its_end_is_marked():
    told = Told(rich_file(), 1, 0)
    clause = next(c.id for c in told.story.tender.reading_order() if "attend reviews" in "".join(p.text for p in c.wording))
    rewritten(told, clause, [text.replace("attend reviews", "attend\nall reviews") for text in texts_now(told, clause)])
    data = told.tracked(1, told.last)
    first, second = [p for p in paragraphs(data) if "attend" in said(p) or "quarter" in said(p)]
    assert (said(first), said(second)) == ("Staff must attend", "all reviews every quarter.")
    assert first.find(f"{W}pPr/{W}rPr/{W}ins") is not None
    assert [said(e) for e in second.iter(f"{W}ins")] == ["all"]
    assert not list(first.iter(f"{W}del"))
    assert [said(r) for r in second.iter(f"{W}r")] == ["all", " reviews every quarter."]
    insist(told, 1, told.last)


def test_where_two_were_joined_only_the_end_between_them_is_marked():
    told = Told(rich_file(), 1, 0)
    clause = next(c.id for c in told.story.tender.reading_order() if "a phone call" in [p.text for p in c.wording])
    joined = [text.replace("a phone call\na visit", "a phone call a visit") for text in texts_now(told, clause)]
    assert joined != texts_now(told, clause)
    rewritten(told, clause, joined)
    data = told.tracked(1, told.last)
    one, two = [p for p in paragraphs(data) if said(p).strip() in ("a phone call", "a visit")]
    assert one.find(f"{W}pPr/{W}rPr/{W}del") is not None and [said(e) for e in one.iter(f"{W}ins")] == [" "]
    assert not list(two.iter(f"{W}ins", f"{W}del"))
    insist(told, 1, told.last)
