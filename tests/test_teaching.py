"""The teaching tender: everything the commissioner did in it is allowed by the rules, and everything worth showing is there."""

from specs.fixing import waiting_for_reasons
from specs.library import teaching
from specs.library.starters import STARTERS, blank, part_of, starter
from tests.story import Story


def taught() -> Story:
    story = Story(teaching.part().clauses, teaching.part().lists)
    for step in teaching.STEPS:
        story.act(step(story.tender))
    return story


def test_the_story_keeps_the_rules_and_shows_what_there_is():
    tender = taught().tender
    clauses = list(tender.reading_order())
    fixed = [clause for clause in clauses if clause.openness == "fixed"]
    assert [clause.heading.text for clause in fixed] == ["Pay", "Checks", "Keeping people safe"]
    assert waiting_for_reasons(tender) == []
    assert {clause.reason.kind for clause in fixed} | {lock.reason.kind for c in clauses for lock in c.locks} == {
        "must_meet",
        "will_not",
        "cannot",
    }
    changed = [clause.heading.text for clause in clauses if clause.version > 1]
    assert changed == ["The first visit", "A say in how it is run"]
    assert [clause.heading.text for clause in clauses if clause.in_short_out_of_date] == ["The first visit"]
    assert all(clause.in_short.text for clause in clauses if clause.in_short)


def test_each_starter_can_be_begun_with():
    for part in (*map(starter, STARTERS), blank(), part_of(teaching.OUTLINE)):
        story = Story(part.clauses, part.lists)
        assert len(story.order()) == len(part.clauses)
        assert all(clause.heading for clause in story.tender.reading_order())
