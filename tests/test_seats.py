"""One table of who may do what."""

import pytest

from specs.refusals import Refused
from specs.seats import ACTS, SEATS, SIGNS, insist, may
from specs.tender import Member


def test_every_row_has_a_known_sign_for_each_seat():
    for act in ACTS.values():
        assert len(act.signs) == len(SEATS) and set(act.signs) <= set(SIGNS)


def test_while_setting_up_the_commissioner_drafts_alone_and_the_administrator_sees_nothing():
    alone = {name: [seat for seat in SEATS if may(Member("m", seat), name)] for name in ACTS}
    assert alone["draft"] == alone["fix"] == alone["parts"] == ["commissioner"]
    assert alone["read procurement"] == ["commissioner", "procurement"]
    assert [name for name, seats in alone.items() if "administrator" in seats] == ["settings"]


def test_an_unknown_seat_may_nothing():
    assert not any(may(Member("m", "king"), act) for act in ACTS)
    with pytest.raises(Refused, match="Only the commissioner can do this"):
        insist(Member("m", "king"), "draft")
