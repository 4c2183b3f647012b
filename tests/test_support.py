"""What people ask for help with reaches the facilitator of their tender alone: it is on no other page, in no number, in no record."""

import html
import re
from pathlib import Path
from typing import Any

import pytest

from server.people import People
from server.settings import Settings, open_house
from server.support import KINDS, Line, Support
from specs.comments import Comment
from specs.library.teaching_group import thread
from specs.members import EndSeat
from specs.refusals import Refused
from tests.clock import Clock
from tests.visiting import Visit, addresses, fields, main, plain, problem
from tests.well_formed import faults

WORDS = "Quokkas keep me awake since the meeting."
REACH = "07700 900461, after six"
CANARIES = ("Quokkas", "900461")
OTHERS = ("commissioner", "co_chair", "quiet", "third", "official", "procurement", "observer", "stranger", "")
NUMBERS = ("tel:999", "tel:111", "tel:116123")


def ask(group: Visit, who: str = "member", **typed: str) -> Any:
    """The form as somebody fills it in and sends it."""
    url = f"{group.url}/support"
    sent = fields_of_form(group(who).get(url)) | {"kind": "worry", "words": WORDS, "reach": REACH} | typed
    return group(who).post(url, data=sent)


def fields_of_form(page: Any) -> dict[str, Any]:
    """The first form of the page; what was sent stands below it, each with a form of its own."""
    first = page.text.split("<main", 1)[1].split("</form>")[0]
    return fields(type("Page", (), {"text": f"<main{first}</form></main>"}))


def request_of(group: Visit) -> str:
    """The id of the only request there is."""
    (only,) = group.house.support.for_facilitator(group.tender)
    return only.id


def said_to(group: Visit, who: str) -> dict[str, str]:
    """Every page that somebody can get of the tender, without what is new each time it is drawn."""
    tender = group.url
    urls = {*addresses("GET", group.tender), *(f"/search?words={word}" for word in (*CANARIES, "meeting")), tender, f"{tender}/history"}
    pages = {url: group(who).get(url) for url in urls if "/documents/" not in url}
    return {url: f"{page.status_code} {page.headers} {steady(page.text)}" for url, page in pages.items()}


def steady(text: str) -> str:
    return re.sub(r'name="key" value="[^"]*"', "", text)


def found_in(group: Visit, name: str) -> list[str]:
    """The canaries that stand in a file of the folder or in what SQLite keeps beside it."""
    raw = b"".join(path.read_bytes() for path in sorted(group.house.settings.data.glob(f"{name}*")))
    assert raw
    return [canary for canary in CANARIES if canary.encode() in raw]


def test_whom_to_call_and_who_reads_it_stand_before_the_form(group):
    for who in ("commissioner", "member", "quiet", "observer"):
        page = group(who).get(f"{group.url}/support")
        assert faults(page.text) == []
        assert [number for number in NUMBERS if f'href="{number}"' not in page.text] == []
        said = plain(page)
        assert said.startswith("Help and support If somebody is in danger now, call 999.")
        assert "Only Fay Lindqvist reads what you write here, on working days. Nobody watches this round the clock." in said
        assert "Officials do not see it, and are not told that you wrote. It is no part of the tender’s record" in said
        assert [kind for kind, _ in KINDS.values() if kind not in said] == []
        assert said.index("call 999") < said.index("Only Fay Lindqvist") < said.index("What is it about?")


def test_the_way_to_it_stands_on_every_page_of_a_tender(group):
    link = re.compile(r'href="([^"]*)">Help and support</a>')
    for who in ("commissioner", "member", "facilitator", "observer"):
        for url in ("", "/history", "/clauses/c2", "/support"):
            assert link.findall(group(who).get(f"{group.url}{url}").text) == [f"{group.url}/support"]
        assert link.findall(group(who).get("/you").text) == ["/help"]
    reply = group("member").get(f"{group.url}/threads/{thread(1)}/replies")
    assert f'href="{group.url}/support">I need support' in reply.text
    said = group("").get("/help")
    assert [number for number in NUMBERS if f'href="{number}"' not in said.text] == []


def test_the_facilitator_reads_it_with_the_day_and_the_name(group):
    answer = ask(group)
    assert answer.headers["location"] == f"{group.url}/support"
    own = plain(group("member").get(f"{group.url}/support"))
    assert "It is sent. Only Fay Lindqvist can read it" in own
    assert WORDS in own and REACH in own and "Not dealt with yet" in own
    ask(group, "quiet", kind="support", words="Larger letters,\n<b>please</b>.", reach="")
    page = group("facilitator").get(f"{group.url}/support")
    said = plain(page)
    assert faults(page.text) == []
    assert f"Mei Chan: {KINDS['worry'][0]}" in said and WORDS in said and f"How to reach Mei Chan: {REACH}" in said
    assert f"Robin: {KINDS['support'][0]}" in said and "Larger letters, <b>please</b>." in said and "<b>please" not in page.text
    assert said.index("Mei Chan") < said.index("Robin")  # the newest last
    day = re.search(r"\d{1,2} [A-Z][a-z]+ 20\d\d", said)
    assert day is not None
    assert said.count("Dealt with") == 1 + 2  # what it does, and a button for each
    assert group("facilitator").post(f"{group.url}/support", data={"kind": "worry", "words": "x"}).status_code == 403


@pytest.mark.parametrize("who", [*OTHERS, "member", "facilitator"])
def test_nobody_else_learns_that_there_is_anything(group, who):
    """Every page, with its numbers and lists, is as it was before somebody asked; but the two for whom it is."""
    before = said_to(group, who)
    heads = group.house.record.heads()
    assert ask(group).status_code == 303
    group("member").get(f"{group.url}/support")  # where it is said once that it is sent
    after = said_to(group, who)
    changed = {url for url in before if before[url] != after[url]}
    theirs = {f"{group.url}/support"} if who in ("member", "facilitator") else set()
    assert changed == theirs
    assert {url for url, said in after.items() if any(canary in said for canary in CANARIES)} - {
        f"/search?words={c}" for c in CANARIES
    } == theirs
    assert group.house.record.heads() == heads


def test_documents_do_not_carry_it(group):
    ask(group)
    for url in re.findall(r'href="(/tenders/[^"]*/documents/[^"]*)"', group("commissioner").get(f"{group.url}/download").text):
        sent = group("commissioner").get(html.unescape(url))
        assert sent.status_code == 200
        assert [canary for canary in CANARIES if canary.encode() in sent.content] == []


def test_it_is_kept_beside_the_people_and_nowhere_else(group):
    group("member").get("/")
    heads = group.heads()
    ask(group)
    assert group.heads() == heads
    assert (found_in(group, "people.db"), found_in(group, "record.db"), found_in(group, "index.db")) == ([*CANARIES], [], [])


def test_taken_back_not_a_byte_of_it_stays(group):
    ask(group)
    url = f"{group.url}/support/{request_of(group)}/taking-back"
    for who in (*OTHERS, "facilitator"):
        assert group(who).post(url).status_code == (401 if who == "" else 404)
    assert found_in(group, "people.db") == [*CANARIES]  # what follows could fail
    assert group("member").post(url).headers["location"] == f"{group.url}/support"
    assert group.house.support.for_facilitator(group.tender) == []
    assert "What you sent" not in main(group("member").get(f"{group.url}/support"))
    assert "Nothing waits for you." in main(group("facilitator").get(f"{group.url}/support"))
    group.house.compact()
    assert found_in(group, "people.db") == []
    assert group("member").post(url).status_code == 404


def test_dealt_with_erases_the_words_too(group):
    ask(group)
    url = f"{group.url}/support/{request_of(group)}/done"
    for who in (*OTHERS, "member"):
        expected = {"": 401, "stranger": 404}.get(who, 403)
        assert (who, group(who).post(url).status_code) == (who, expected)
        assert (who, group(who).post(url.replace("/done", "x/done")).status_code) == (who, expected)  # whether there is one or not
    assert WORDS in plain(group("facilitator").get(f"{group.url}/support"))
    assert [group("facilitator").post(url).status_code for _ in range(2)] == [303, 303]
    theirs = plain(group("facilitator").get(f"{group.url}/support"))
    assert f"{KINDS['worry'][0]}: sent on" in theirs and "Mei Chan" not in theirs
    own = plain(group("member").get(f"{group.url}/support"))
    assert "your words are erased" in own and "Not dealt with" not in own
    group.house.compact()
    assert found_in(group, "people.db") == []
    assert group("facilitator").post(f"{group.url}/support/none/done").status_code == 404


def test_the_facilitator_of_another_tender_has_nothing_to_do_with_it(group):
    ask(group)
    small = group.small_open()
    assert "Nothing waits for you." in main(group("facilitator").get(f"{small}/support"))
    assert group("facilitator").post(f"{small}/support/{request_of(group)}/done").status_code == 404
    assert group("member").post(f"{small}/support/{request_of(group)}/taking-back").status_code == 404
    assert group("member").get(f"{small}/support").text.count("What you sent") == 0
    for who in ("stranger", "another"):
        browser = group.elsewhere() if who == "another" else group(who)
        assert [browser.request(method, f"{group.url}/support").status_code for method in ("GET", "POST")] == [404, 404]
    assert len(group.house.support.for_facilitator(group.tender)) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"words": "Quokkas " * 501}, "What you wrote is 4,007 characters long; 4,000 is the most that fits."),
        ({"words": " \n"}, "What you wrote is empty."),
        ({"reach": "9" * 201}, "How to reach you is 201 characters long."),
        ({"kind": "other"}, "Please choose what it is about."),
    ],
)
def test_what_cannot_be_sent_comes_back_with_its_words(group, typed, sentence):
    answer = ask(group, **typed)
    assert problem(answer).startswith(sentence)
    assert faults(answer.text) == []
    there = fields_of_form(answer)
    assert {name: there[name] for name in ("words", "reach")} == {"words": WORDS, "reach": REACH} | {
        name: value for name, value in typed.items() if name != "kind"
    }
    assert group.house.support.for_facilitator(group.tender) == []


def test_the_longest_that_fits_is_sent(group):
    assert ask(group, words="é" * 4_000, reach="").status_code == 303
    (only,) = group.house.support.for_facilitator(group.tender)
    assert (only.words, only.reach) == ("é" * 4_000, "")


def test_whoever_was_signed_out_has_their_words_back(group):
    answer = group("").post(f"{group.url}/support", data={"kind": "worry", "words": WORDS})
    assert answer.status_code == 401 and WORDS in main(answer)
    assert group.house.support.for_facilitator(group.tender) == []


def test_twice_the_same_is_one_and_other_words_are_another(group):
    url = f"{group.url}/support"
    sent = fields_of_form(group("member").get(url)) | {"kind": "upset", "words": WORDS}
    for words in (WORDS, WORDS, "It is worse now."):  # the last after going back to the form
        assert group("member").post(url, data=sent | {"words": words}).status_code == 303
    assert [each.words for each in group.house.support.for_facilitator(group.tender)] == [WORDS, "It is worse now."]


def test_there_is_a_limit(group):
    for number in range(20):
        assert ask(group, words=f"{WORDS} {number}").status_code == 303
    answer = ask(group, words="Once more.")
    assert problem(answer).startswith("You sent 20 of these within an hour, so this one was not sent. Your words are still in the box")
    assert fields_of_form(answer)["words"] == "Once more."
    assert ask(group, "third").status_code == 303  # it is each person's own


def test_where_nobody_facilitates_it_says_so(group):
    before = fields_of_form(group("member").get(f"{group.url}/support"))
    group.act(EndSeat(group.house.people.seat(group.accounts["facilitator"], group.tender)), "end")
    page = group("member").get(f"{group.url}/support")
    assert "Nobody facilitates this tender now, so nobody would read what you write here." in plain(page)
    assert "<form" not in page.text.split("<main")[1] and 'href="tel:999"' in page.text
    answer = group("member").post(f"{group.url}/support", data=before | {"kind": "worry", "words": WORDS})
    assert problem(answer).startswith("Nobody facilitates this tender now, so it was not sent.")
    assert fields_of_form(answer)["words"] == WORDS
    assert group("facilitator").get(f"{group.url}/support").status_code == 404


def test_lines_and_hours_of_whoever_runs_the_service(tmp_path, monkeypatch, group):
    monkeypatch.setenv("COTENDER_SUPPORT_LINES", " Westbrook Crisis Line: 0300 123 4567 ;; Text: night & day: +44 (7700) 900-123;")
    monkeypatch.setenv("COTENDER_SUPPORT_WHEN", "on working days between 9 and 5")
    settings = Settings(tmp_path)
    lines = (Line("Westbrook Crisis Line: 0300 123 4567", "03001234567"), Line("Text: night & day: +44 (7700) 900-123", "+447700900123"))
    assert (settings.support_lines, settings.support_when) == (lines, "on working days between 9 and 5")
    object.__setattr__(group.house.settings, "support_lines", lines)
    object.__setattr__(group.house.settings, "support_when", settings.support_when)
    for who, url in (("member", f"{group.url}/support"), ("facilitator", f"{group.url}/support"), ("", "/help")):
        page = group(who).get(url)
        assert faults(page.text) == []
        assert [f'href="tel:{line.dials}"' in page.text and line.name in plain(page) for line in lines] == [True, True]
        assert page.text.index("tel:116123") < page.text.index("tel:03001234567")
    assert "Only Fay Lindqvist reads what you write here, on working days between 9 and 5." in plain(
        group("third").get(f"{group.url}/support")
    )


@pytest.mark.parametrize("wrong", ["0300 123 4567", ": 0300 123 4567", "Line: by post", "Line: ---", "Line: 12", "x" * 200 + ": 999"])
def test_a_line_nobody_could_call_is_refused_at_the_start(tmp_path, monkeypatch, wrong):
    monkeypatch.setenv("COTENDER_SUPPORT_LINES", f"Good: 0300 1; {wrong}")
    with pytest.raises(Refused, match="COTENDER_SUPPORT_LINES holds"):
        Settings(tmp_path)


def test_what_was_dealt_with_is_known_for_thirty_days(tmp_path):
    clock = Clock()
    people = People(tmp_path / "people.db", clock=clock)
    support = Support(people, clock)
    for number in range(2):
        support.ask("a", "t", "m", "worry", WORDS, REACH, f"key {number}")
    first, second = support.own("a", "t")
    assert (first.day, first.words, first.done) == ("2026-11-23", WORDS, "")
    assert support.done("t", first.id) and not support.done("other", second.id)
    clock.later(days=30)
    assert [each.done for each in support.own("a", "t")] == ["2026-11-23", ""]
    clock.later(days=1)
    assert [each.id for each in support.own("a", "t")] == [each.id for each in support.for_facilitator("t")] == [second.id]
    support.sweep()
    with people.record.reading() as db:
        assert db.execute("SELECT count(*) FROM support").fetchone()[0] == 1
    assert support.own("b", "t") == support.own("a", "other") == support.for_facilitator("other") == []
    people.close()


def test_it_is_there_after_a_restart(tmp_path: Path) -> None:
    for opened in (1, 2):
        house = open_house(Settings(tmp_path / "data"))
        if opened == 1:
            house.support.ask("a", "t", "m", "upset", WORDS, "", "")
        assert [each.words for each in house.support.own("a", "t")] == [WORDS]
        house.close()


def test_the_harness_sees_a_page_that_tells(group):
    """A comment with the same words is found where it may be read: the walk above looks where it would stand."""
    before = said_to(group, "official")
    group.act(Comment("t00000000ab", "c1", 1, "comment", WORDS, today=group.house.today()), "told", seat="member")
    after = said_to(group, "official")
    changed = {url for url in before if before[url] != after[url]}
    paths = (
        "",
        "/history",
        "/waiting",
        "/clauses/c1",
        "/clauses/c1/history",
        "/clauses/c1/sign-off",
        "/issues/before",
        "/issues/signature",
        "/report",
        "/report/html",
        "/report/word",
    )
    pages = {f"{group.url}{path}" for path in paths}
    assert changed == pages | {"/", "/search?words=Quokkas", "/search?words=meeting"}
    assert [canary for canary in CANARIES if canary in after[f"{group.url}/clauses/c1"]] == ["Quokkas"]
    assert found_in(group, "record.db") == ["Quokkas"]
