"""What goes out with tracked changes: all accepted it is the later edition, all rejected the earlier, one person's their share of it."""

import random
from pathlib import Path

import pytest
from lxml import etree

from exports import revisions, tracked
from exports.ooxml import W
from exports.package import Package
from exports.views import words
from exports.word_in import read
from exports.word_out import Writer
from specs.boxes import boxes, filled
from specs.clauses import Reword
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
        self.start = self.edition(1)

    def edition(self, upto: int) -> Tender:
        made = tender_from(self.story.entries[:upto])
        made.id = "t1"
        for part in made.parts.values():
            part.base = "the file"
        return made

    def tracked(self, earlier: int, later: int, **more: object) -> bytes:
        one, two = self.edition(earlier), self.edition(later)
        return tracked.write(self.data, one, two, two.parts["d1"], self.start, names=NAMES, organisation="Ash Council", **more).data

    def body(self, upto: int) -> etree._Element:
        """The body in an edition, without tracked changes."""
        package, tender = Package(self.data), self.edition(upto)
        body = package.xml(package.main).find(f"{W}body")
        Writer(package, body, tender, tender.parts["d1"], self.start).write()
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


@pytest.mark.parametrize("seed", range(60))
def test_any_story_of_a_file_with_a_little_of_everything(seed):
    told = Told(rich_file(), seed, 1 + seed % 12)
    chance = random.Random(seed)
    for _ in range(3):
        earlier, later = sorted((chance.randint(1, told.last), chance.randint(1, told.last)))
        insist(told, earlier, later)


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
