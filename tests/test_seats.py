"""One table of who may do what."""

import csv
from pathlib import Path

import pytest

from specs.parts import AttachFile, RetirePart, SharePart
from specs.refusals import Refused
from specs.seats import ACTS, OFFICIALS, SEATS, SIGNS, insist, may, may_see, may_see_shared, parts_seen, sign
from specs.tender import Member
from tests.story import Story

KEPT = Path(__file__).parent / "seats.csv"


def by(seat: str, linked: bool = False) -> Member:
    return Member("m", seat, linked)


def test_every_row_has_a_known_sign_for_each_seat():
    for act in ACTS.values():
        assert len(act.signs) == len(SEATS) and set(act.signs) <= set(SIGNS)


def test_who_may_do_what_is_as_it_was_agreed():
    """Whoever changes the table changes it in two places, on purpose: here, as the organisation reads it, a row an act."""
    with KEPT.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    agreed = {row["act"]: {seat: row[seat] for seat in SEATS} for row in rows}
    assert {act: {seat: sign(act, seat) for seat in SEATS} for act in ACTS} == agreed


def test_while_setting_up_the_commissioner_drafts_alone_and_the_administrator_sees_nothing():
    alone = {name: [seat for seat in SEATS if may(by(seat), name)] for name in ACTS}
    assert alone["draft"] == alone["fix"] == alone["parts"] == ["commissioner"]
    assert alone["read procurement"] == ["commissioner", "procurement"]
    assert [name for name, seats in alone.items() if "administrator" in seats] == ["settings"]


@pytest.mark.parametrize(
    ("act", "alone"),
    [
        ("decide", []),  # two together are not one alone
        ("hold", ["commissioner", "co_chair", "procurement"]),  # three together are not one alone
        ("close", ["commissioner", "co_chair", "member", "facilitator", "procurement", "official"]),  # their own
        ("read", ["commissioner", "co_chair", "member", "facilitator", "procurement", "official", "observer"]),
        ("open", []),  # to propose is not to do
    ],
)
def test_what_a_sign_lets_one_do_alone(act, alone):
    assert [seat for seat in SEATS if may(by(seat), act)] == alone


def test_an_unknown_seat_may_nothing():
    assert not any(may(by("king"), act) for act in ACTS)
    with pytest.raises(Refused, match="Only the commissioner can do this"):
        insist(by("king"), "draft")


def test_the_refusal_says_who_may():
    with pytest.raises(Refused) as refused:
        insist(by("member"), "answer")
    assert str(refused.value) == (
        "Only the commissioner or the procurement officer or the answering official can do this. Your words are kept in the box."
    )
    with pytest.raises(Refused, match="^Only the commissioner or the lived-experience co-chair or the steering group member or"):
        insist(by("observer"), "close")
    insist(by("official"), "answer")


def test_what_is_for_procurement_only_two_seats_read_and_whoever_is_linked_reads_what_bidders_read():
    read = {sharing: [seat for seat in SEATS if may_see_shared(by(seat), sharing)] for sharing in ("procurement", "group", "shareable")}
    everybody = [seat for seat in SEATS if seat != "administrator"]
    assert read == {"procurement": ["commissioner", "procurement"], "group": everybody, "shareable": everybody}
    linked = {sharing: [seat for seat in SEATS if may_see_shared(by(seat, True), sharing)] for sharing in read}
    assert linked == {"procurement": [], "group": [], "shareable": everybody}


def test_the_parts_that_somebody_sees_stand_in_their_order_without_retired_ones():
    story = Story()
    for name in ("Prices", "Map", "Old map"):
        story.act(AttachFile(name, "group", "0" * 64, f"{name}.xlsx"))
    story.act(SharePart("d2", "procurement"))
    story.act(SharePart("d3", "shareable"))
    story.act(RetirePart("d4"))
    seen = {
        (seat, linked): [part.id for part in parts_seen(story.tender, by(seat, linked))]
        for seat in ("procurement", "member", "administrator")
        for linked in (False, True)
    }
    assert seen == {
        ("procurement", False): ["d1", "d2", "d3"],
        ("procurement", True): ["d3"],
        ("member", False): ["d1", "d3"],
        ("member", True): ["d3"],
        ("administrator", False): [],
        ("administrator", True): [],
    }
    assert not may_see(by("observer"), story.tender.parts["d2"])


def test_those_who_work_for_the_body_or_watch_are_told_of_protected_people_later():
    assert set(SEATS) - set(OFFICIALS) == {"co_chair", "member", "facilitator", "administrator"}
