"""Every released event shape must load for ever: the samples in tests/entries are never changed, only added to."""

import json
from dataclasses import fields
from pathlib import Path

import pytest

from specs.events import taken_apart
from specs.rules import DECIDE, EVENTS, SAY, UnknownEvent, decode, encode, said
from tests.teaching_story import everything

ENTRIES = Path(__file__).parent / "entries"
SAMPLES = sorted(ENTRIES.glob("*.json"))


def test_every_event_has_a_sample():
    kept = {name for path in SAMPLES for name, _ in json.loads(path.read_text())["body"]}
    assert set(EVENTS) <= kept, f"write samples for {set(EVENTS) - kept}: python -m tests.test_entries"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_kept_entry_still_loads(path):
    kept = json.loads(path.read_text())
    events = decode(kept["body"], kept["words"])
    assert encode(events) == (kept["body"], kept["words"])
    erased = decode(kept["body"], None)
    assert [taken_apart(event)[0] for event in erased] == [facts for _, facts in kept["body"]]


def test_a_story_of_every_event_folds_and_is_said():
    story = everything()
    told = {type(event).__name__ for _, events in story.entries for event in events}
    assert told == set(EVENTS)
    for _, events in story.entries:
        for event in events:
            sentence = said(story.tender, event)
            assert not sentence or (sentence[0].islower() and not sentence.endswith(".")), sentence


def test_every_event_is_said_and_no_sentence_is_left_over():
    assert set(SAY) == set(EVENTS.values())


def test_folding_again_gives_the_same_tender():
    story = everything()
    assert story.again() == story.tender


def test_a_tender_folds_when_any_entry_was_erased():
    from specs.rules import tender_from

    story = everything()
    for erased in range(len(story.entries)):
        entries = [
            (stamp, decode(json.loads(body), json.loads(words) if place != erased else None))
            for place, (stamp, body, words) in enumerate(story.kept)
        ]
        tender = tender_from(entries)
        assert [clause.id for clause in tender.reading_order()] == story.order()
        for _, events in entries:
            for event in events:
                said(tender, event)


def test_an_unknown_kind_of_event_is_never_skipped():
    with pytest.raises(UnknownEvent, match="does not know"):
        decode([["ClauseTeleported", {}]], [{}])


def test_commands_and_events_are_frozen():
    for kind in [*DECIDE, *EVENTS.values()]:
        assert kind.__dataclass_params__.frozen and fields(kind) is not None  # type: ignore[attr-defined]


def write_samples() -> None:
    """Keep a sample of each event that has none yet: run once for a new event, and never for an old one."""
    kept = {name for path in SAMPLES for name, _ in json.loads(path.read_text())["body"]}
    for stamp, body, words in everything().kept:
        names = [name for name, _ in json.loads(body)]
        if set(names) - kept:
            kept |= set(names)
            sample = {"body": json.loads(body), "words": json.loads(words)}
            (ENTRIES / f"{stamp.seq:03}-{names[0]}.json").write_text(json.dumps(sample, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    write_samples()
