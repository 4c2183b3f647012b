"""What a protected author does with their suggestion, on the pages: for officials the day goes on as if nothing had happened."""

import asyncio
import re

import pytest

from server.desk import News
from server.live import Hub, Watcher
from server.notices import Memory, _listen
from server.record import utc_now
from specs.counters import AnswerCounter, OfferCounter
from specs.library.teaching import clause_called
from specs.reaching import NOT_TODAY
from specs.revising import Revise, Withdraw
from specs.stands import TakeStand
from tests.filling import Form
from tests.group import DEV, FAY, MEI, Group
from tests.suggesting import other_words, signing
from tests.test_reaching import NEXT, offer, revise
from tests.visiting import main, next_day, plain

NAME, OTHER = "t00000000c1", "t00000000c2"
OFFICIALS = ("commissioner", "official", "procurement", "observer")
BEFORE, FIRST = "a telephone within reach of the bed", "a loud telephone within reach of the bed"
SECOND, INSTEAD = "a canary within reach of the bed", "a bell within reach of the bed"
WHY = "Because it sings."


def wording(group, new):
    return other_words(group.fold(), NAME, clause(group).id, BEFORE, new, group.house.today()).wording


def clause(group):
    return clause_called(group.fold(), "The day itself")


@pytest.fixture
def url(group):
    """Since a day: a suggestion of somebody protected, other words instead, where people stand, and the commissioner's signature."""
    group.all_briefed()
    today, found = group.house.today(), clause(group)
    group.act(other_words(group.fold(), NAME, found.id, BEFORE, FIRST, today, protected=True), "one", seat="quiet")
    group.act(other_words(group.fold(), OTHER, found.id, "The", "Each", today), "two", seat="official")
    group.act(OfferCounter(NAME, found.version, wording(group, INSTEAD), "It is cheaper.", today=today), "instead", seat="member")
    group.act(TakeStand(NAME, "agree", 1, today=today), "agrees", seat="member")
    next_day(group)
    group.act(signing(group.fold(), NAME, group.house.today()), "signs", seat="commissioner")
    return f"{group.url}/proposals/{NAME}"


def revised(group, seat="quiet"):
    group.act(Revise(NAME, clause(group).version, wording(group, SECOND), WHY, today=group.house.today()), "revises", seat=seat)


def answered(group, yes):
    group.act(AnswerCounter(NAME, 1, yes, WHY, today=group.house.today()), "answers", seat="quiet")


ACTS = {
    "other words": revised,
    "by the facilitator": lambda group: revised(group, "facilitator"),
    "withdrawn": lambda group: group.act(Withdraw(NAME, WHY, today=group.house.today()), "withdraws", seat="quiet"),
    "withdrawn by the facilitator": lambda group: group.act(
        Withdraw(NAME, WHY, "phone", group.house.today()), "withdraws", seat="facilitator"
    ),
    "yes": lambda group: answered(group, True),
    "no": lambda group: answered(group, False),
}
every_act = pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)


def goes_on(group):
    """What others of the group do with it afterwards, where it still waits."""
    today = group.house.today()
    group.act(TakeStand(NAME, "live", 2, today=today), "lives", seat="third")
    group.act(OfferCounter(NAME, clause(group).version, wording(group, f"{SECOND} or a dog"), WHY, today=today), "again", seat="member")
    group.act(signing(group.fold(), NAME, today, reason=WHY), "co-signs", seat="co_chair")


READ = """
 /proposals /proposals/{name} /proposals/{other} /decisions /waiting /mine /disagreements /history /whose /interests/pack
/clauses/{clause} /clauses/{clause}/history /clauses/{clause}/versions /clauses/{clause}/proposals/together
/proposals/{name}/decision /proposals/{name}/override /proposals/{name}/counters/new /proposals/{name}/stand
/proposals/{name}/withdrawal /proposals/{name}/changes /proposals/{name}/revision
"""
KEYS = r'name="key" value="[^"]*"|value="[^"]*-t0[0-9a-f]*[^"]*"'  # new ones each time


def fetched(group, who):
    """What somebody reads of it anywhere, without the keys of forms."""
    paths = READ.format(name=NAME, other=OTHER, clause=clause(group).id).split()
    addresses = ["/", "/search?words=canary", "/search?words=sings", group.url, *(group.url + path for path in paths)]
    pages = {address: group(who).get(address) for address in addresses}
    return {address: (page.status_code, re.sub(KEYS, "", page.text)) for address, page in pages.items()}


@every_act
@pytest.mark.parametrize("more", [False, True], ids=["alone", "and others go on"])
def test_officials_read_the_same_bytes_as_before(group, url, act, more):
    before = {who: fetched(group, who) for who in OFFICIALS}
    act(group)
    if more and len(group.fold().proposals[NAME].offers) > 1:
        goes_on(group)
    for who in OFFICIALS:
        after = fetched(group, who)
        assert [address for address in after if after[address] != before[who][address]] == [], who
    assert WHY in main(group("third").get(url)) or SECOND in group("third").get(url).text or "Withdrawn" in main(group("third").get(url))
    next_day(group)
    for who in OFFICIALS:
        assert fetched(group, who)[url] != before[who][url]
        history = plain(group(who).get(f"{group.url}/history"))
        assert re.search("(changed|withdrew) a suggestion|said (yes|no) to other words", history)


@every_act
def test_an_official_who_tries_is_told_to_come_back_and_keeps_every_word(group, url, act):
    forms = [
        Form(group("commissioner"), f"{url}/decision", reason="It keeps people safe."),
        Form(group("commissioner"), f"{url}/override", reason="It keeps people safe.", power="The Care Act."),
        Form(group("official"), f"{url}/counters/new", reason="So."),
        Form(group("official"), f"{url}/stand", stand="live", because="It is loud."),
    ]
    box = next(name for name, text in forms[2].values.items() if name.startswith("box-") and "telephone" in text)
    forms[2].values[box] = forms[2].values[box].replace("telephone", "whistle")
    table = Form(group("commissioner"), f"{group.url}/decisions")
    act(group)
    heads = group.heads()
    for form in forms:
        assert NOT_TODAY in form.refused()
    assert NOT_TODAY in plain(group("commissioner").post(f"{url}/signature-withdrawal", data={"key": "k"}))
    if f"outcome-{NAME}" in table.page.text:
        table.values |= {f"outcome-{NAME}": "no", f"reason-{NAME}": "No money.", f"alternative-{NAME}": "A bell."}
        assert NOT_TODAY in plain(table.send())
    assert group.heads() == heads


@every_act
def test_the_history_tells_officials_the_day_of_it_and_never_the_minute(group, url, act):
    act(group)
    last = group("").portal.call(group.house.desk.history, group.tender)[-1]
    assert last.protected_on == group.house.today()


@every_act
def test_messages_about_it_go_out_on_the_next_day(group, url, act):
    def told():
        seq, today = group.fold().seq, group.house.today()
        return group("").portal.call(_listen, group.house, Memory(), group.tender, seq, today)

    members = {who: group.house.people.member_of(group.accounts[who], group.tender) for who in ("commissioner", "official", "member")}
    before = told()
    act(group)
    after = told()
    assert [after[members[who]] == before[members[who]] for who in ("commissioner", "official")] == [True, True]
    next_day(group)
    if act not in (ACTS["no"], ACTS["withdrawn"], ACTS["withdrawn by the facilitator"]):  # of which nobody else is written to
        assert told()[members["commissioner"]] - before[members["commissioner"]]


def test_open_pages_of_officials_are_told_nothing_of_it_and_of_what_others_do_with_it():
    group = Group()
    name = group.suggest(protected=True)
    heard = []

    async def story():
        hub = Hub()
        with hub.channel(Watcher(b"s", "a", group.tender.id, "m"), group.tender) as channel:
            for by, act in ((FAY, lambda: revise(group, name, by=FAY)), (DEV, lambda: offer(group, name, "every other day", DEV))):
                act()
                stamp, events = group.entries[-1]
                hub.told(News(stamp.seq, events, group.tender, by))
                heard.append(channel.kept[-1].hushed)

    asyncio.run(story())
    assert heard == [True, True]


def test_open_pages_are_told_at_once_of_somebody_who_is_not_protected():
    group = Group()
    name = group.suggest(by=MEI)
    heard = []

    async def story():
        hub = Hub()
        with hub.channel(Watcher(b"s", "a", group.tender.id, "m"), group.tender) as channel:
            revise(group, name, by=FAY, today=NEXT)
            stamp, events = group.entries[-1]
            hub.told(News(stamp.seq, events, group.tender, FAY))
            heard.append(channel.kept[-1].hushed)

    asyncio.run(story())
    assert heard == [False]


def test_the_clock_of_these_stories_is_the_day_after(group, url):
    assert group.house.today() > f"{utc_now():%Y-%m-%d}"
