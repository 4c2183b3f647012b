"""Who is who: accounts and member ids, over restarts and with a clock of our own."""

from pathlib import Path

import pytest

from server.people import NAMELESS, UNKNOWN, WRONG_EMAIL, Account, People
from server.record import New
from server.record_chain import ERASED
from specs.refusals import Refused
from tests.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "people.db"


@pytest.fixture
def people(path: Path, clock: Clock):
    made = People(path, "rwc", clock)
    yield made
    made.close()


@pytest.fixture
def anne(people: People) -> str:
    return people.invite("anne@example.org", "Anne").id


def again(people: People, path: Path, clock: Clock) -> People:
    """The same file after a restart."""
    people.close()
    people.__init__(path, "rwc", clock)
    return people


def test_an_account_is_found_or_made(people, path, clock):
    anne = people.invite(" Anne@Example.org ", "  Anne \n  Marsh\x00 ")
    assert anne == Account(anne.id, "Anne Marsh", "Anne@Example.org", False)
    assert people.invite("anne@example.ORG", "Somebody else") == anne
    assert people.invite("anne@example.org", may_create=True) == anne._replace(may_create=True)
    assert people.invite("anne@example.org").may_create  # what was given once stays
    assert people.invite("josh@example.org").name == ""  # an address can tell who somebody is
    revision = people.revision
    assert again(people, path, clock).by_email("ANNE@example.org") == anne._replace(may_create=True)
    assert people.revision == revision == 3


@pytest.mark.parametrize(
    "email", ["", "anne", "@example.org", "anne@", "an ne@example.org", "anne@example.org\r\nBcc: x@y", "a" * 250 + "@b.org"]
)
def test_what_is_no_address_is_refused_at_its_field(people, email):
    with pytest.raises(Refused, match="email address") as refused:
        people.invite(email)
    assert (str(refused.value), refused.value.field, people.revision) == (WRONG_EMAIL, "email", 0)


def test_a_name_is_chosen_and_looked_up(people, anne, path, clock):
    member = people.seat(anne, "t1")
    people.rename(anne, "Annie")
    people.rename(anne, "Annie")  # which changes nothing
    assert (people.name_of("t1", member), people.revision) == ("Annie", 3)
    with pytest.raises(Refused, match="any name") as refused:
        people.rename(anne, " \x00 ")
    assert refused.value.field == "name"
    with pytest.raises(Refused, match="A name can be 60 characters long. Please shorten it.") as refused:
        people.rename(anne, "A" * 61)  # never cut without a word
    assert (refused.value.field, people.name_of("t1", member)) == ("name", "Annie")
    for given in (lambda: people.invite("rosa@example.org", "R" * 61), lambda: people.join("R" * 61)):
        with pytest.raises(Refused, match="A name can be 60 characters long. Please shorten it."):
            given()
    assert (people.by_email("rosa@example.org"), people.revision) == (None, 3)
    assert again(people, path, clock).name_of("t1", member) == "Annie"
    assert people.name_of("t2", member) == people.name_of("t1", "m-nobody") == UNKNOWN


def test_a_name_that_is_taken_back_is_erased_and_the_person_still_signs_in(people, anne, path, clock):
    member = people.seat(anne, "t1")
    people.rename(anne, "Annie Hidden")
    people.tell_legal_name(anne, "Anne Elizabeth Marsh")
    people.withdraw_name(anne)
    for _ in range(2):
        assert (people.name_of("t1", member), people.by_email("anne@example.org").id) == (UNKNOWN, anne)
        assert people.account(anne).legal == "Anne Elizabeth Marsh"
        again(people, path, clock)
    people.tell_legal_name(anne, "")
    assert people.record.verify() is None
    people.compact()
    people.close()
    kept = b"".join(file.read_bytes() for file in path.parent.glob("people.db*"))
    assert [words for words in (b"Annie", b"Hidden", b"Elizabeth") if words in kept] == [] and b"anne@example.org" in kept
    people.__init__(path, "rwc", clock)
    people.rename(anne, "Ann")
    assert again(people, path, clock).name_of("t1", member) == "Ann"


def test_who_has_chosen_no_name_yet_is_called_so_and_not_by_their_address(people):
    rosa = people.invite("rosa.khan@example.org")
    assert people.name_of("t1", people.seat(rosa.id, "t1")) == NAMELESS


def test_a_full_name_is_kept_once(people, anne, path, clock):
    for legal in ("Anne Marsh", "Anne  Elizabeth\nMarsh"):
        people.tell_legal_name(anne, legal)
    assert again(people, path, clock).account(anne).legal == "Anne Elizabeth Marsh"
    with pytest.raises(Refused, match="200 characters"):
        people.tell_legal_name(anne, "x" * 201)
    assert people.account(anne).legal == "Anne Elizabeth Marsh"


def test_somebody_without_an_address(people, path, clock):
    card = people.join("Rosa")
    assert again(people, path, clock).account(card.id) == Account(card.id, "Rosa", "", False)
    assert people.by_email("") is None
    with pytest.raises(Refused, match="Please write a name"):
        people.join(" ")


def test_a_member_id_is_of_one_tender_and_says_nothing(people, anne):
    josh = people.invite("josh@example.org", "Josh").id
    ids = {(who, tender): people.seat(who, tender) for who in (anne, josh) for tender in ("t1", "t2")}
    assert len(set(ids.values())) == 4
    assert {place: people.seat(*place) for place in ids} == ids  # the same again
    assert people.member_of(anne, "t1") == ids[anne, "t1"]
    assert people.member_of(anne, "t3") is None
    assert [people.tenders_of(who) for who in (anne, josh, "a-nobody")] == [["t1", "t2"], ["t1", "t2"], []]
    assert [word for word in ids.values() if anne[2:] in word or "anne" in word] == []


def test_names_and_addresses_can_be_erased(people, path, clock):
    anne = people.invite("anne@example.org", "Anne Quillfeather").id
    member = people.seat(anne, "t1")
    people.record.erase("people", 1, New("2026-11-23T15:00:00Z", "", "", [[ERASED, {"seq": 1}]], [{}]))
    assert again(people, path, clock).name_of("t1", member) == UNKNOWN
    assert people.by_email("anne@example.org") is None
    assert people.account(anne) == Account(anne, "", "", False)
    assert people.record.verify() is None
    people.compact()
    people.close()
    assert [file.name for file in path.parent.iterdir() if b"Quillfeather" in file.read_bytes() or b"anne@" in file.read_bytes()] == []


def test_events_of_a_newer_version_are_never_skipped(people, path, clock):
    people.record.append("people", 0, New("2026-11-23T15:00:00Z", "", "", [["PersonMarried", {"account": "a-1"}]], [{}]))
    people.close()
    with pytest.raises(Refused, match="“PersonMarried”, which this version of Cotender does not know"):
        People(path, "rwc", clock)


def test_looking_beside_a_running_server_changes_nothing(people, anne, path, clock):
    looking = People(path, "ro", clock)
    clock.later(hours=1)
    assert looking.account(anne) == people.account(anne)
    with pytest.raises(Refused):
        looking.invite("josh@example.org")
    looking.close()
    assert people.by_email("josh@example.org") is None
