"""Open pages are told that there is something new: who is told, in what words, and what those who come back missed."""

import asyncio
import inspect
import re
from pathlib import Path

import pytest

from server import live
from server.live import MOST_KEPT, NOTICES, Channel, Kept, Limits, Notice, audience, hushed
from specs.fixing import FixClauses
from specs.rules import EVENTS
from specs.tender import Member
from tests.listening import NEXT_DAY, QUICK, SEATS, SECRET, answered, commented, replied, run, strange, town

BOX = Path(live.__file__).parents[1] / "templates" / "live" / "_box.html"
GROUP = ("facilitator", "co_chair", "member", "asker")
OFFICIALS = ("commissioner", "procurement", "official", "observer")


async def who_hears(here, who, *events):
    """Those who are told of this, known once something that everybody is told of has come after it."""
    ears = {name: await ear.begun() for name, ear in here.ears().items()}
    await here.happens(who, *events)
    await here.everybody_is_told()
    for ear in ears.values():
        await ear.until("fixed c4")
    told = {name: [each for each in ear.heard if each != "fixed c4"] for name, ear in ears.items()}
    for ear in ears.values():
        await ear.hang_up()
        assert strange(ear.raw) == ""
    return {name: said for name, said in told.items() if said}


# Who is told


@pytest.mark.parametrize(
    ("by", "protected", "told"),
    [
        ("member", False, {*SEATS} - {"member"}),
        ("member", True, {*GROUP} - {"member"}),
        ("official", False, {*SEATS} - {"official"}),
    ],
)
def test_a_comment_is_told_to_those_it_has_reached_and_not_to_its_author(tmp_path, by, protected, told):
    async def story():
        async with town(tmp_path, QUICK) as here:
            heard = await who_hears(here, by, commented(here.members[by], protected=protected))
            assert heard == {name: ["comment c2"] for name in told}

    run(story())


def test_a_thread_is_told_of_to_those_who_may_see_it(tmp_path):
    async def story():
        async with town(tmp_path, QUICK) as here:
            member, day = here.members["member"], [NEXT_DAY]
            here.house.today = lambda: day[0]
            assert await who_hears(here, "member", commented(member, "t1", kind="private")) == {"facilitator": ["comment c2"]}
            assert await who_hears(here, "facilitator", replied(here.members["facilitator"], "t1")) == {"member": ["comment c2"]}
            assert await who_hears(here, "member", commented(member, "t2", kind="agree")) == {}
            await here.happens("member", commented(member, "t3", protected=True))
            day[0] = "2026-11-23"
            assert await who_hears(here, "asker", replied(here.members["asker"], "t3")) == {
                name: ["comment c2"] for name in GROUP if name != "asker"
            }
            day[0] = NEXT_DAY
            assert await who_hears(here, "official", answered("t3")) == {name: ["answer c2"] for name in SEATS if name != "official"}
            assert await who_hears(here, "member", replied(member, "t3", protected=True)) == {
                name: ["comment c2"] for name in GROUP if name != "member"
            }

    run(story())


def test_a_part_that_is_not_for_everybody_is_told_of_to_nobody_else(tmp_path):
    async def story():
        async with town(tmp_path, QUICK) as here:
            assert await who_hears(here, "commissioner", commented(here.members["commissioner"], clause="c5")) == {
                "procurement": ["comment c5"]
            }
            linked = here.members["member"]._replace(linked=True)
            tender = await here.house.desk.tender("t1")
            assert not audience(tender, Kept("", 0, Notice("words", "c2"), "m-else"), linked, NEXT_DAY)
            assert audience(tender, Kept("", 0, Notice("words", "c2"), "m-else"), here.members["member"], NEXT_DAY)
            assert not audience(tender, Kept("", 0, Notice("words", "c99"), "m-else"), linked, NEXT_DAY)

    run(story())


def test_officials_hear_at_once_only_what_says_that_it_is_not_protected():
    class Nothing:
        """An event that does not say."""

    member, official, facilitator = Member("m", "member"), Member("o", "official"), Member("f", "facilitator")
    said = [commented(member, protected=False), commented(member, protected=True), Nothing()]
    assert [[hushed(event, by) for event in said] for by in (member, official, facilitator)] == [
        [False, True, True],
        [False, True, False],
        [False, True, False],
    ]


def test_every_notice_is_of_an_event_that_there_is_and_has_a_sentence():
    assert set(NOTICES) - set(EVENTS) == set()
    kinds = set(re.findall(r'in_(?:clause|clauses|thread|suggestion)\("(\w+)"\)', inspect.getsource(live))) | {live.UNSURE}
    sentences = re.findall(r'<template data-kind="(\w+)"', BOX.read_text("utf-8"))
    assert sorted(kinds) == sorted(sentences) == ["answer", "comment", "decision", "fixed", "suggestion", "unsure", "words"]


# What is said


def test_nothing_but_kinds_and_clauses_is_ever_said(tmp_path):
    async def story():
        async with town(tmp_path, QUICK) as here:
            ears = {name: await ear.begun() for name, ear in here.ears().items()}
            for number, who in enumerate(GROUP + OFFICIALS):
                await here.happens(who, commented(here.members[who], f"t{number}", protected=who in GROUP))
            await here.act(FixClauses(("c1", "c3")), "commissioner")
            for name, ear in ears.items():
                await ear.until("fixed c1 c3" if name != "commissioner" else "comment c2")
                await ear.hang_up()
                assert strange(ear.raw) == "" and SECRET.encode() not in ear.raw
            # Ids say nothing either: they are drawn, none twice among those who were told of different things.
            assert len({each["id"] for each in ears["observer"].messages if "id" in each}) == len(ears["observer"].messages)
            assert strange(b"id: aaaaaaaaaaaa\ndata: comment c2 Anne\n\n") != "" and strange(b"id: 17\ndata: comment c2\n\n") != ""

    run(story())


def test_many_acts_at_once_are_few_messages(tmp_path):
    async def messages(gather, folder):
        async with town(folder, Limits(gather=gather)) as here:
            ear = await here.listen("observer").begun()
            for number in range(100):
                await here.happens("member", commented(here.members["member"], f"t{number}", f"c{1 + number % 2}"))
                await asyncio.sleep(0.001)
            await here.everybody_is_told()
            heard = await ear.until("fixed c4")
            await ear.hang_up()
            return heard

    few = run(messages(1, tmp_path / "few"))
    # The first at once, all that came until the next round together.
    assert few == ["comment c1", "comment c2 c1", "fixed c4"]
    assert len(run(messages(0, tmp_path / "planted"))) > 50


def test_the_headers(tmp_path):
    async def story():
        async with town(tmp_path) as here:
            ear = await here.listen("observer").begun()
            assert ear.status == 200
            assert ear.headers["content-type"] == "text/event-stream; charset=utf-8"
            assert ear.headers["cache-control"] == "no-store, no-transform"
            assert ear.headers["x-accel-buffering"] == "no" and "content-length" not in ear.headers
            assert ear.headers["content-security-policy"].startswith("default-src 'none'")
            await ear.hang_up()

    run(story())


def test_those_who_may_not_listen(tmp_path):
    async def story():
        async with town(tmp_path) as here:
            here.arrives("stranger", "")
            here.accounts["outsider"] = here.house.people.invite("outsider@example.org").id
            refused = [
                here.listen("outsider", token=here.session("outsider")),
                here.listen("stranger"),
                here.listen("observer", token="none"),
                here.listen("observer", accept="text/html"),
                here.listen("outsider", token="none", accept="text/html"),
            ]
            here.tender = "t2"
            refused.append(here.listen("observer"))
            for ear in refused:
                await ear.ended()
            assert [(ear.status, ear.headers.get("location", "")) for ear in refused] == [
                (404, ""),
                (404, ""),
                (401, ""),
                (303, "/tenders/t1/interests"),  # has yet to be asked
                (303, "/sign-in"),
                (404, ""),
            ]
            assert here.house.live.streams == 0

    run(story())


# Coming back


def test_whoever_comes_back_is_told_what_they_missed(tmp_path):
    async def story():
        async with town(tmp_path, QUICK) as here:
            left = {}
            for name in ("observer", "facilitator"):
                ear = await here.listen(name).begun()
                left[name] = ear.last
                await ear.hang_up()
            await here.act(FixClauses(("c1",)), "commissioner")
            await here.happens("member", commented(here.members["member"], protected=True))
            heard = {"observer": ["fixed c1"], "facilitator": ["fixed c1", "comment c2"]}
            for name, said in heard.items():
                for back in (here.listen(name, left[name]), here.listen(name, "gone", last_event_id=left[name])):
                    assert await back.until(said[-1]) == said
                    await back.hang_up()
                left[name] = back.last
            again = {name: await here.listen(name, left[name]).begun() for name in heard}
            await here.act(FixClauses(("c3",)), "commissioner")
            for ear in again.values():
                assert await ear.until("fixed c3") == ["fixed c3"]
                await ear.hang_up()

    run(story())


def test_whoever_was_away_for_too_long_is_told_that_nobody_knows(tmp_path):
    async def story():
        async with town(tmp_path, Limits(ping=0.05, kept=0.1)) as here:
            ear = await here.listen("observer").begun()
            await ear.hang_up()
            for back in (here.listen("observer", "never-there"), here.listen("observer", "x" * 5000)):
                assert await back.until("unsure") == ["unsure"]
                await back.hang_up()
            await asyncio.sleep(0.15)
            late = here.listen("observer", ear.last)
            assert await late.until("unsure") == ["unsure"]
            await late.hang_up()
            await asyncio.sleep(0.15)
            here.house.live._forget()
            assert here.house.live._channels == {}

    run(story())


def test_a_channel_keeps_no_more_than_it_may():
    channel = Channel(None, 0)
    for number in range(MOST_KEPT + 7):
        channel.keep(Kept(str(number), 0))
    assert (channel.count, len(channel.kept)) == (MOST_KEPT + 7, MOST_KEPT)
    assert [channel.place_of(name) for name in ("6", "7", str(MOST_KEPT + 6))] == [None, 8, MOST_KEPT + 7]
    assert [kept.id for kept in channel.since(MOST_KEPT + 5)] == [str(MOST_KEPT + 5), str(MOST_KEPT + 6)]
    assert len(list(channel.since(0))) == MOST_KEPT
