"""The benchmarks: running one topic leaves the figures of the others as they are."""

from tests.benchmarks.__main__ import RESULTS, modules, sections, written


def test_every_table_belongs_to_a_topic_that_can_be_run():
    assert list(sections(RESULTS.read_text())) == modules([])


def test_the_tables_are_written_as_they_were_read():
    text = RESULTS.read_text()
    assert written(sections(text)) == text


def test_one_topic_is_replaced_alone():
    text = RESULTS.read_text()
    tables = sections(text)
    again = sections(written(tables | {"record": "new figures"}))
    assert again.pop("record").strip() == "new figures"
    assert again == {topic: table for topic, table in tables.items() if topic != "record"}
