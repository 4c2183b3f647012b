"""Who people are, and what is for procurement alone, is looked for everywhere it should not be: in pages, headers and files."""

import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from server import demo
from specs.library import teaching
from tests.filling import Form
from tests.test_routes import table
from tests.visiting import PRICE, PRICES, Visit, plain, problem

THERE = [teaching.CAST[who] for who in demo.SETTING_UP]
NAMES = [name for name, _ in THERE]
EMAILS = [email for _, email in THERE] + ["stranger@example.org", "another@example.org"]
TYPED = "typed.into.the.form@example.org"


def everything(answer: Any) -> str:
    """All that an answer says: its headers, its body, and what is inside the files of a Word document."""
    said = " ".join(f"{name}: {value}" for name, value in answer.headers.multi_items())
    if answer.content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
            return " ".join([said, *(f"{name} {package.read(name).decode('utf-8', 'replace')}" for name in package.namelist())])
    return f"{said} {answer.content.decode('utf-8', 'replace')}"


def walk(visit: Visit, who: str, url: str) -> Iterator[tuple[str, str]]:
    """Every answer that somebody can get: along every link from the list of tenders, and at every address there is."""
    browser = visit.elsewhere() if who == "another" else visit(who)
    names = {"tender": url.rsplit("/", 1)[1], "number": "1", "lock": "l1", "member": "m", "token": "none", "waiting": "none", "place": "1"}
    names |= {"thread": "t0000000000", "message": "1", "card": "none", "request": "none", "about": "c6", "kind": "idea"}
    names |= dict.fromkeys(("proposal", "idea", "name", "change"), "t0000000000")
    ahead = ["/", "/search?words=visit", "/search?words=Anne", f"{url}/history", f"{url}/clauses/c6"]
    for method, route in table():
        if method == "GET" and "{file}" not in route:
            for clause, part in (("c1", "d1"), ("c6", "d2"), ("c6", "d3"), ("c6", "d4")):
                known = names | {"clause": clause, "part": part}
                ahead.append(re.sub(r"\{(\w+)(?::\w+)?\}", lambda found, known=known: known[found[1]], route))
    seen: set[str] = set()
    while ahead:
        address = ahead.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = browser.get(address)
        yield address, everything(answer)
        if answer.headers.get("content-type", "").startswith("text/html"):
            ahead += [
                link.replace("&amp;", "&")
                for link in re.findall(r'href="(/(?!static)[^"#]*)"', answer.text)
                if not re.search(r"/tenders/(?!new)", link) or link.startswith(url)
            ]


def found(pages: Mapping[str, str], words: list[str]) -> dict[str, list[str]]:
    """The pages on which any of these words stand."""
    hits = {address: [word for word in words if word.casefold() in text.casefold()] for address, text in pages.items()}
    return {address: said for address, said in hits.items() if said}


@pytest.fixture
def url(visit: Visit) -> str:
    """The small tender after people did something in it."""
    made = visit.small()
    anne = visit("commissioner")
    Form(anne, f"{made}/clauses/c1/wording", box_1="Warm meals for people at home.", why="Warmth matters.").done()
    Form(anne, f"{made}/clauses/c2/in-short", text="Food comes.").done()
    Form(anne, f"{made}/clauses/c6/wording", box_1=f"{PRICE} No more.", why="We asked for prices.").done()
    return made


@pytest.mark.parametrize("who", ["commissioner", "procurement", "observer", "stranger", "another", ""])
def test_addresses_of_people_are_on_their_own_page_and_nowhere_else(visit, url, who):
    pages = dict(walk(visit, who, url))
    own = visit.house.people.account(visit.accounts[who]).email if who else ""
    assert len(pages) > 30
    assert found(pages, EMAILS) == ({"/you": [own]} if own else {})


@pytest.mark.parametrize("who", ["stranger", "another", ""])
def test_names_are_for_those_who_share_a_tender(visit, url, who):
    assert found(dict(walk(visit, who, url)), NAMES) == {}


def test_names_are_in_no_document(visit, url):
    """The harness sees them on pages, in the same walk; and in the record, of those who agree to it."""
    visit.house.choices.choose(visit.accounts["observer"], "not in documents", "yes", url.removeprefix("/tenders/"))
    pages = dict(walk(visit, "commissioner", url))
    documents = {address: text for address, text in pages.items() if "content-disposition" in text}
    records = {address: documents.pop(address) for address in (f"{url}/report/word", f"{url}/report/html")}
    assert len(documents) >= 3
    assert found(documents, [*NAMES, *EMAILS]) == {}
    agree = [name for name in NAMES if name != teaching.CAST["observer"][0]]
    assert list(found(records, [*NAMES, *EMAILS]).values()) == [agree, agree]
    assert len(found(pages, ["Anne Marsh"])) > 30


def test_what_identifies_people_to_the_service_is_on_no_page(visit, url):
    """Accounts, sessions and sign-in links; and member ids only where a seat can be ended, or a deputy named."""
    people, tender = visit.house.people, url.rsplit("/", 1)[1]
    members = [people.member_of(visit.accounts[seat], tender) for seat in ("commissioner", "procurement", "observer")]
    for who in ("commissioner", "observer"):
        secrets = [*visit.accounts.values(), visit(who).cookies["session"]]
        pages = dict(walk(visit, who, url))
        assert found(pages, [word for word in secrets if word]) == {}
        assert set(found(pages, members)) == ({f"{url}/seats", f"{url}/deputies"} if who == "commissioner" else set())


def test_an_address_typed_into_the_form_of_seats_is_shown_to_whoever_typed_it_and_once(visit, url):
    anne = visit("commissioner")
    form = Form(anne, f"{url}/seats", email=TYPED, name="")
    answer = form.send()
    assert problem(answer) == "Please choose one of the seats in the list."
    assert f'value="{TYPED}"' in answer.text
    assert visit.house.people.by_email(TYPED) is None  # nothing was done with it
    form.values["seat"] = "observer"
    sent = form.send()
    assert TYPED not in everything(sent)  # not in the address that it leads to either
    assert f"{TYPED} has a seat now." in plain(anne.get(f"{url}/seats"))
    for who in ("commissioner", "procurement", "observer"):
        assert found(dict(walk(visit, who, url)), [TYPED]) == {}


@pytest.mark.parametrize("who", ["observer", "stranger", "another", ""])
def test_what_is_for_procurement_alone_is_on_no_page_of_others(visit, url, who):
    assert found(dict(walk(visit, who, url)), [PRICES, "ceilings", PRICE, "31 pounds", "asked for prices"]) == {}


def test_the_harness_sees_it_where_it_may_be(visit, url):
    everywhere = dict(walk(visit, "procurement", url))
    expected = {url, f"{url}/clauses/c6", f"{url}/history", f"{url}/parts", f"{url}/documents/d2"}
    assert expected & set(found(everywhere, [PRICES, PRICE])) == expected
    assert f"{url}/clauses/c6" in everywhere["/search?words=visit"]


def test_nobody_is_named_in_the_record_of_tenders(visit, url):
    """Neither in the file nor in what SQLite keeps beside it, nor in the tables made from it; all of it is in people.db."""
    Form(visit("commissioner"), f"{url}/seats", email=TYPED, name="Nightingale").put(seat="observer").done()
    visit("observer").post("/you", data={"name": "Nuthatch"})
    words = [*NAMES, *EMAILS[:3], TYPED, "Nightingale", "Nuthatch", *visit.accounts.values(), "203.0.113.9"]
    visit.house.sessions.allow("sign in", "203.0.113.9", 3, 60)
    visit("observer").get("/search?words=people")  # which makes the tables
    folder = Path(visit.house.settings.data)
    files = {path.name: path.read_bytes().decode("latin-1") for path in folder.rglob("*") if path.is_file()}
    assert {"record.db", "people.db", "index.db"} <= set(files)
    others = {name: text for name, text in files.items() if not name.startswith("people.db")}
    assert found(others, [word for word in words if word]) == {}
    theirs = " ".join(text for name, text in files.items() if name.startswith("people.db"))
    assert [word for word in words if word and word not in theirs] == ["203.0.113.9"]  # of which only a hash is kept


def test_secrets_are_in_no_file(visit, url):
    """A link that waits, sessions that are open, and keys of forms are known by what they hash to, or not at all."""
    link = visit.link("observer").rsplit("/", 1)[1]
    secrets = [link, *(visit(who).cookies["session"] for who in ("commissioner", "procurement", "observer"))]
    folder = Path(visit.house.settings.data)
    for path in folder.rglob("*"):
        if path.is_file():
            kept = path.read_bytes()
            assert [secret for secret in secrets if secret.encode() in kept] == [], path.name
    with sqlite3.connect(f"file:{folder / 'people.db'}?mode=ro", uri=True) as db:
        assert db.execute("SELECT count(*), min(length(hash)), max(length(hash)) FROM open_sessions").fetchone() == (3, 32, 32)
    db.close()


def test_nobody_is_named_in_what_is_logged(visit, url, caplog, capfd):
    """Also not when a page fails."""
    caplog.set_level(0)
    for who in ("commissioner", "stranger", ""):
        for address in (url, f"{url}/clauses/c99", "/you", "/sign-in/guessed-secret", "/search?words=Marsh"):
            visit(who).get(address)
    visit("commissioner").post(f"{url}/clauses/c1/wording", data={"box-1": "", "box-0": "", "why": "Marsh"})
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("http")]  # those are the browser's
    logged = " ".join([*ours, *capfd.readouterr()])
    assert [word for word in (*NAMES, *EMAILS, "Marsh", "guessed-secret") if word in logged] == []


def test_the_harness_sees_a_canary():
    assert found({"/x": "set-cookie: ANNE MARSH"}, ["Anne Marsh"]) == {"/x": ["Anne Marsh"]}
