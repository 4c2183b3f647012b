"""Words taken back: hidden at once, erased for good as soon as no records are asked for, and never by somebody else."""

import pytest

from server.erasing import erase_what_waits
from specs.comments import Comment
from specs.erasing import EndHold, EraseWords, HoldRecords, TakeBack, to_erase_now
from specs.refusals import Refused
from specs.tender import Member
from tests.group import ANNE, DEV, FAY, MEI, PRIYA, TODAY, Group

SERVICE = Member("", "service")


def test_only_its_author_or_the_facilitator_with_a_reason():
    group = Group()
    name = group.comment()
    seq = group.thread(name).first.stamp.seq
    for by in (ANNE, DEV, PRIYA):
        with pytest.raises(Refused, match="Only the person who said this"):
            group.act(TakeBack(name, 1, "Because."), by)
    with pytest.raises(Refused, match="The reason is empty"):
        group.act(TakeBack(name, 1), FAY)
    with pytest.raises(Refused, match="Nobody can delete another's words"):
        group.act(EraseWords(seq), ANNE)
    group.act(TakeBack(name, 1), MEI)
    post = group.thread(name).first
    assert (post.text, post.taken_back, to_erase_now(group.tender)) == (None, "by its author", [seq])
    with pytest.raises(Refused, match="already"):
        group.act(TakeBack(name, 1), MEI)
    group.act(EraseWords(seq), SERVICE)
    assert to_erase_now(group.tender) == []


def test_while_records_are_asked_for_nothing_is_erased_and_everything_is_hidden():
    group = Group()
    name = group.comment()
    seq = group.thread(name).first.stamp.seq
    for by in (ANNE, FAY, MEI):
        with pytest.raises(Refused, match="Only the procurement officer"):
            group.act(HoldRecords("A bidder asks.", "2027-01-31", TODAY), by)
    with pytest.raises(Refused, match="has to lie ahead"):
        group.act(HoldRecords("A bidder asks.", "2026-01-31", TODAY), PRIYA)
    group.act(HoldRecords("A bidder asks.", "2027-01-31", TODAY), PRIYA)
    group.act(TakeBack(name, 1), MEI)
    assert (group.thread(name).first.text, to_erase_now(group.tender)) == (None, [])
    with pytest.raises(Refused, match="until 31 January 2027"):
        group.act(EraseWords(seq), SERVICE)
    group.act(EndHold(), PRIYA)
    assert to_erase_now(group.tender) == [seq]


def in_files(house, word):
    return [path.name for path in house.settings.data.rglob("*") if path.is_file() and word.encode() in path.read_bytes()]


def test_not_one_byte_is_left_after_compacting(group):
    """In the tables, the search, the log: nothing. The harness finds it before."""
    word = "quailegg"
    url, member = group.url, group("member")
    asked = group.fold().clauses["c4"]

    today = group.house.today()
    group.act(Comment("t" + "a" * 10, asked.id, asked.version, "comment", f"The {word} is mine.", today=today), "said", seat="member")
    assert member.get(f"/search?words={word}").status_code == 200
    assert "record.db-wal" in in_files(group.house, word)
    form = member.get(f"{url}/threads/t{'a' * 10}/posts/1/taking-back")
    assert form.status_code == 200
    answer = member.post(f"{url}/threads/t{'a' * 10}/posts/1/taking-back", data={"key": "k", "why": ""})
    assert answer.status_code == 303
    assert group.fold().to_erase == []
    assert group.house.record.verify() is None
    group.house.compact()
    assert in_files(group.house, word) == []

    for who in ("commissioner", "member", "facilitator"):
        for path in ("", f"/clauses/{asked.id}", "/history", "/waiting", "/mine"):
            assert word not in group(who).get(f"{url}{path}").text
    page = group("member").get(f"{url}/mine").text
    assert "These words were taken back." in page


def test_held_words_are_hidden_everywhere_and_erased_when_it_ends(group):
    word = "ptarmigan"

    today = group.house.today()
    group.act(Comment("t" + "b" * 10, "c4", 1, "comment", f"The {word}.", today=today), "said", seat="member")
    group.act(HoldRecords("A bidder asks.", "2099-01-01", today), "hold", seat="procurement")
    answer = group("member").post(f"{group.url}/threads/t{'b' * 10}/posts/1/taking-back", data={"key": "k"})
    assert answer.status_code == 303
    assert len(group.fold().to_erase) == 1
    for who in ("commissioner", "member", "facilitator", "procurement"):
        for path in ("", "/clauses/c4", "/history", "/waiting", "/mine"):
            assert word not in group(who).get(f"{group.url}{path}").text
    assert group("procurement").post(f"{group.url}/records", data={"key": "end", "end": "yes"}).status_code == 303
    assert group.fold().to_erase == []
    group.house.compact()
    assert in_files(group.house, word) == []


def test_it_is_safe_to_try_again(group):
    portal = group("").portal
    assert portal.call(erase_what_waits, group.house, group.tender) == 0
