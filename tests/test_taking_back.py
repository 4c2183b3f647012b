"""Dissents, ideas and other words offered, taken back: gone at once, erased for good, and never by somebody else."""

import pytest

from server.erasing import erase_what_waits
from specs.counters import AnswerCounter, OfferCounter
from specs.dissents import RecordDissent
from specs.erasing import EraseWords, HoldRecords, TakeBack, to_erase_now
from specs.holds import HoldClause
from specs.ideas import PutIdea
from specs.refusals import Refused
from specs.revising import Revise
from specs.stands import TakeStand
from specs.taking_back import TakeBackSaid, said_of, said_seen
from tests.group import ANNE, DEV, FAY, JOSH, MEI, OLU, PRIYA, RUTH, TODAY, Group
from tests.suggesting import arrangement, other_words, signing
from tests.test_erasing import SERVICE, in_files

IDEA, ONE, TWO = "t000000000a", "t00000000b1", "t00000000b2"
MORROW = "2026-11-24"


def suggested(group: Group, by=MEI, name: str = ONE) -> str:
    """A suggestion about the second clause."""
    group.act(other_words(group.tender, name, "c2", "every quarter", "every month", TODAY), by)
    return name


def decided(group: Group) -> str:
    """One that both chairs did not accept."""
    name = suggested(group)
    for chair in (ANNE, JOSH):
        group.act(signing(group.tender, name, TODAY, "no", alternative="We will ask bidders."), chair)
    return name


def countered(group: Group) -> tuple[str, OfferCounter]:
    """A suggestion, and other words offered instead of its."""
    name = suggested(group)
    made = other_words(group.tender, TWO, "c2", "every quarter", "every week", TODAY)
    asked = OfferCounter(name, made.base, made.wording, "Weeks matter.", today=TODAY)
    group.act(asked, DEV)
    return name, asked


def said(kind: str, group: Group) -> tuple[str, str]:
    """Something of this kind, said by Dev: its name, and words of it."""
    if kind == "dissent":
        name = decided(group)
        group.act(RecordDissent(name, "It leaves people alone.", "Every six weeks.", today=TODAY), DEV)
        return name, "It leaves people alone."
    if kind == "counter":
        return countered(group)[0], "Weeks matter."
    group.act(PutIdea(IDEA, "c2", "A bus that stops at the door.", today=TODAY), DEV)
    return IDEA, "A bus that stops at the door."


@pytest.mark.parametrize("kind", ["dissent", "idea", "counter"])
def test_only_whoever_said_it_or_the_facilitator_with_a_reason(kind):
    group = Group()
    name, words = said(kind, group)
    (there,) = said_of(group.tender, kind, name)
    assert words in there.words and there.seq == group.tender.seq
    for by in (ANNE, JOSH, MEI, PRIYA, RUTH):
        with pytest.raises(Refused, match="Only the person who said this"):
            group.act(TakeBackSaid(kind, name, 1, "Because."), by)
    with pytest.raises(Refused, match="can do this"):
        group.act(TakeBackSaid(kind, name, 1, "Because."), OLU)
    with pytest.raises(Refused, match="The reason is empty"):
        group.act(TakeBackSaid(kind, name, 1), FAY)
    for number in (0, 2, -1):
        with pytest.raises(Refused, match="not there any more"):
            group.act(TakeBackSaid(kind, name, number), DEV)
    group.act(TakeBackSaid(kind, name, 1), DEV)
    (gone,) = said_of(group.tender, kind, name)
    assert (set(gone.words), gone.taken_back, to_erase_now(group.tender)) == ({""}, "by its author", [there.seq])
    with pytest.raises(Refused, match="already"):
        group.act(TakeBackSaid(kind, name, 1), DEV)
    assert group.again() == group.tender
    group.act(EraseWords(there.seq), SERVICE)
    assert to_erase_now(group.tender) == []


@pytest.mark.parametrize("kind", ["dissent", "idea", "counter"])
def test_the_facilitator_says_why_for_all_to_read(kind):
    group = Group()
    name, _ = said(kind, group)
    group.act(TakeBackSaid(kind, name, 1, "It names a neighbour."), FAY)
    assert said_of(group.tender, kind, name)[0].taken_back == "It names a neighbour."


def test_nobody_else_has_the_words_of_a_person_erased():
    """Of a suggestion, other words offered, where somebody stands (also what they said before), a dissent, an idea, a hold, a reason."""
    group = Group()
    name, _ = countered(group)
    spoken = [group.tender.seq - 1, group.tender.seq]
    for asked, by in (
        (TakeStand(name, "not", 1, "It is too much.", "Every two months.", today=TODAY), PRIYA),
        (TakeStand(name, "live", 1, "So be it.", today=TODAY), PRIYA),
        (PutIdea(IDEA, "c2", "A bus.", today=TODAY), DEV),
        (HoldClause("c3", "It is not legal.", TODAY, today=TODAY), PRIYA),
        (signing(group.tender, name, TODAY, "no", alternative="Bidders are asked."), JOSH),
    ):
        group.act(asked, by)
        spoken.append(group.tender.seq)
    group.act(signing(group.tender, name, TODAY, "no", alternative="Bidders are asked."), ANNE)
    group.act(RecordDissent(name, "It leaves people alone.", today=TODAY), DEV)
    spoken.append(group.tender.seq)
    for seq in spoken:
        for by in (ANNE, FAY, SERVICE):
            with pytest.raises(Refused, match="Nobody can delete another's words"):
                group.act(EraseWords(seq), by)


def test_words_of_the_tender_are_still_the_commissioners_to_take_back():
    """Also those that became so by a decision: they may tell of somebody."""
    group = Group()
    name = suggested(group)
    for chair in (JOSH, ANNE):
        group.act(signing(group.tender, name, TODAY), chair)
    assert group.tender.clauses["c2"].version == 2
    group.act(EraseWords(group.tender.seq), ANNE)


def test_other_words_that_are_the_suggestion_now_stay_until_it_is_decided():
    group = Group()
    name, _ = countered(group)
    group.act(AnswerCounter(name, 1, True, today=TODAY), MEI)
    with pytest.raises(Refused, match="These words are the suggestion now"):
        group.act(TakeBackSaid("counter", name, 1), DEV)
    for chair in (ANNE, JOSH):
        group.act(signing(group.tender, name, TODAY), chair)
    group.act(TakeBackSaid("counter", name, 1), DEV)
    assert [offer.texts is None for offer in group.tender.proposals[name].offers] == [False, True]
    assert "every week" in group.texts("c2")[1]  # what was accepted stands in the tender
    assert group.again() == group.tender


def test_somebody_who_took_a_dissent_back_can_record_another():
    group = Group()
    name, _ = said("dissent", group)
    with pytest.raises(Refused, match="said already"):
        group.act(RecordDissent(name, "Once more.", today=TODAY), DEV)
    group.act(TakeBackSaid("dissent", name, 1), DEV)
    group.act(RecordDissent(name, "Said better.", today=TODAY), DEV)
    assert [each.matters for each in group.tender.proposals[name].decision.dissents] == ["", "Said better."]
    group.act(TakeBackSaid("dissent", name, 2), DEV)
    assert [each.number for each in said_of(group.tender, "dissent", name)] == [1, 2]


def test_an_official_counts_what_has_reached_them():
    """The number of a dissent would tell how many came before it on the same day."""
    group = Group()
    name = decided(group)
    group.act(RecordDissent(name, "It leaves people alone.", protected=True, today=TODAY), DEV)
    group.act(RecordDissent(name, "It is against the law.", today=TODAY), PRIYA)
    assert [each.number for each in said_seen(group.tender, PRIYA, "dissent", name, TODAY)] == [2]
    assert [each.number for each in said_seen(group.tender, MEI, "dissent", name, TODAY)] == [1, 2]
    assert len(said_seen(group.tender, PRIYA, "dissent", name, MORROW)) == 2


def test_an_idea_that_was_said_in_a_thread_goes_with_it():
    group = Group()
    name = suggested(group)
    for chair in (ANNE, JOSH):
        group.act(signing(group.tender, name, TODAY, "ideas", owner="Ruth", return_on="2027-03-01"), chair)
    assert group.tender.ideas[name].text != ""
    with pytest.raises(Refused, match="not there any more"):  # it is taken back where it was said
        group.act(TakeBackSaid("idea", name, 1), MEI)
    group.act(TakeBack(name, 1), MEI)
    assert (group.tender.ideas[name].text, group.tender.ideas[name].taken_back) == ("", "by its author")
    assert group.again() == group.tender


def test_a_reason_that_came_with_other_words_takes_them_along():
    group = Group()
    name = suggested(group)
    made = other_words(group.tender, TWO, "c2", "every quarter", "every day", TODAY)
    group.act(Revise(name, made.base, made.wording, "Days matter.", today=TODAY), MEI)
    group.act(TakeBack(name, 2), MEI)
    proposal = group.tender.proposals[name]
    assert proposal.taken_back and [offer.texts for offer in proposal.offers] == [None, None]


@pytest.mark.parametrize("held", [False, True])
def test_not_one_byte_is_left_after_compacting(group, held):
    """Of a dissent, an idea and other words offered: nothing in the tables, the search, the log. The harness finds each before."""
    words, day = ("quailegg", "ptarmigan", "capercaillie"), group.house.today()
    today = {"today": day}
    group.act(arrangement(group.fold(), ONE, "removal", "c4", day), "suggested")
    for chair in ("commissioner", "co_chair"):
        group.act(signing(group.fold(), ONE, day, "no", alternative="Later."), f"{chair} signs", seat=chair)
    group.act(RecordDissent(ONE, f"The {words[0]} matters.", **today), "dissent", seat="member")
    group.act(PutIdea(IDEA, "c4", f"A {words[1]}.", **today), "idea", seat="member")
    clause = next(each for each in group.fold().reading_order() if each.openness == "open" and len(each.body) > 1)
    text = clause.body[0].text
    group.act(other_words(group.fold(), TWO, clause.id, text, f"{text} Today.", day), "suggested too", seat="third")
    made = other_words(group.fold(), "t00000000b3", clause.id, text, f"{text} {words[2]}.", day)
    group.act(OfferCounter(TWO, made.base, made.wording, f"A {words[2]} is better.", **today), "counter", seat="member")
    assert all("record.db-wal" in in_files(group.house, word) for word in words)
    if held:
        group.act(HoldRecords("A bidder asks.", "2099-01-01", day), "hold", seat="procurement")
    for kind, name in (("dissent", ONE), ("idea", IDEA), ("counter", TWO)):
        url = f"{group.url}/said/{kind}/{name}/1/taking-back"
        assert group("member").get(url).status_code == 200
        assert group("member").post(url, data={"key": f"back {kind}", "why": ""}).status_code == 303
    assert len(group.fold().to_erase) == (3 if held else 0)
    for who in ("commissioner", "member", "facilitator", "procurement"):
        for path in (
            "",
            f"/clauses/{clause.id}",
            "/clauses/c4",
            "/history",
            "/waiting",
            "/mine",
            "/ideas",
            "/disagreements",
            f"/proposals/{TWO}",
        ):
            page = group(who).get(f"{group.url}{path}").text
            assert [word for word in words if word in page] == [], (who, path)
    if held:
        assert group("procurement").post(f"{group.url}/records", data={"key": "end", "end": "yes"}).status_code == 303
    assert group.fold().to_erase == []
    assert group("").portal.call(erase_what_waits, group.house, group.tender) == 0
    assert group.house.record.verify() is None
    group.house.compact()
    assert [word for word in words if in_files(group.house, word)] == []
