"""The pages of what a document had before it came in: looked at first, wanted or not, and nobody named but to the facilitator."""

import pytest

from specs.answers import NOT_PROMISED
from specs.imported import NO_CLAUSE
from specs.parts import RetirePart
from tests.filling import Form
from tests.imported import by, comment, commented, document, on
from tests.returning import KIT, LEX
from tests.test_canary import found, walk
from tests.visiting import Visit, fields, main, next_day, plain
from tests.well_formed import faults
from tests.word_files import p, r

SEATED = ("commissioner", "co_chair", "member", "facilitator", "procurement", "official", "observer")
TICK = "Bring in the 4 comments in the margin: everybody"


def sent(visit: Visit, url: str, data: bytes = b"") -> str:
    """The address of the preview of a document that the commissioner sent."""
    answer = visit("commissioner").post(url, data={"key": "k"}, files={"document": ("Old draft.docx", data or document())})
    assert answer.status_code == 303, plain(answer)
    return str(answer.headers["location"])


def part(visit: Visit, url: str, *, comments: bool = True, data: bytes = b"") -> str:
    """The document comes in as another part of the tender; the address of its page among the files."""
    there = sent(visit, f"{url}/parts/new/word", data)
    form = {"title": "Old draft", "sharing": "group", "key": "k", **({"comments": "yes"} if comments else {})}
    answer = visit("commissioner").post(there, data=form)
    assert answer.headers["location"] == url, plain(answer)
    return f"{url}/returned/{next(name for name, file in visit.fold(url).returned.items() if file.imported)}"


def test_what_will_be_kept_is_shown_before(group):
    url = sent(group, "/tenders/new/word")
    page = group("commissioner").get(url)
    text = plain(page)
    assert "Reviewer 2 put in: “must”" in text and "Reviewer 1 crossed out: “Nobody is turned away.”" in text
    assert "Reviewer 2 said about “answer”: “Within which time?”" in text and "Reviewer 1 replied: “Ten days, I hear.”" in text
    assert f"{TICK} in the group will read them" in text and fields(page)["comments"] == "yes"
    assert "Beside the clauses" in text and LEX not in main(page) and KIT not in main(page) and not faults(page.text)
    refused = group("commissioner").post(url, data={"title": " ", "key": "k"})
    assert refused.status_code == 422 and "comments" not in fields(refused), "a tick that was taken away stays so"


def test_a_document_begins_a_tender_with_what_it_had(group):
    url = sent(group, "/tenders/new/word")
    answer = group("commissioner").post(url, data={"title": "Support", "comments": "yes", "key": "k"})
    tender = group.fold(answer.headers["location"])
    assert [len(thread.posts) for thread in tender.threads.values()] == [2, 1] and tender.state == "setting up"
    page = group("commissioner").get(f"/tenders/{tender.id}/clauses/c1")
    assert "Within which time?" in plain(page) and NOT_PROMISED in plain(page) and not faults(page.text)
    assert "Reply" not in main(page) and "A reviewer, in the imported document" in plain(page)
    assert "/returned/r" in group("commissioner").get(f"/tenders/{tender.id}/parts").text
    for address in ("", "/returned", "/waiting", "/contributions", "/history", "/comments", "/clauses/c2", "/clauses/c1/history"):
        assert group("commissioner").get(f"/tenders/{tender.id}{address}").status_code in (200, 404), address


def test_the_same_button_twice_keeps_nothing_twice(group, monkeypatch):
    url = group.small_open()
    there = sent(group, f"{url}/parts/new/word")
    form = {"title": "Old draft", "sharing": "group", "comments": "yes", "key": "k"}
    monkeypatch.setattr(group.house.sessions, "forget_waiting", lambda _: None)
    group("commissioner").post(there, data=form)
    seq = group.fold(url).seq
    assert group("commissioner").post(there, data=form).status_code == 303
    assert group.fold(url).seq == seq


def test_what_was_cut_off_half_way_is_kept_when_it_is_sent_again(group, monkeypatch):
    url = group.small_open()
    there = sent(group, f"{url}/parts/new/word")
    form = {"title": "Old draft", "sharing": "group", "comments": "yes", "key": "k"}
    right = group.house.desk.act

    async def cut_off(tender, asked, by_, key):
        if type(asked).__name__ == "KeepRemark":
            raise ConnectionError
        return await right(tender, asked, by_, key)

    monkeypatch.setattr(group.house.desk, "act", cut_off)
    with pytest.raises(ConnectionError):
        group("commissioner").post(there, data=form)
    monkeypatch.undo()
    assert group("commissioner").post(there, data=form).status_code == 303
    (file,) = group.fold(url).returned.values()
    assert len(file.threads) == 3


def test_the_page_of_the_document_says_who_did_what_and_names_them_to_the_facilitator(group):
    url = group.small_open()
    file = part(group, url)
    for who in SEATED:
        page = group(who).get(file)
        text = plain(page)
        assert page.status_code == 200 and not faults(page.text)
        assert "put in: “Travel is paid, too.”" in text and "crossed out: “may”" in text and "Also family?" in text and NO_CLAUSE in text
        assert (LEX in page.text) == (KIT in page.text) == (who == "facilitator"), who
        assert "“Old draft” came in as this document." in plain(group(who).get(f"{url}/returned"))
    assert f'href="{file}"' in group("observer").get(f"{url}/parts").text
    assert "Reviewer 1: 5 things" in plain(group("member").get(file))


def test_the_document_goes_with_its_part(group):
    url = group.small_open()
    file = part(group, url)
    retired = group.fold(url).returned[file.rsplit("/", 1)[1]].part
    group.act(RetirePart(retired), "retired", url.removeprefix("/tenders/"))
    assert group("commissioner").get(file).status_code == 404
    assert file not in group("commissioner").get(f"{url}/returned").text and file not in group("commissioner").get(f"{url}/parts").text


def test_who_somebody_is_here_is_said_by_themselves(group):
    url = group.small_open()
    file = part(group, url)
    Form(group("official"), f"{file}/reviewers", name=LEX.lower()).done()
    (kept,) = group.fold(url).returned.values()
    member = kept.members[1]
    assert group.fold(url).seated[member] == "official"
    (thread,) = [each for each in group.fold(url).threads.values() if each.first.file and len(each.posts) == 1]
    assert thread.by == member and "put in: “Travel is paid, too.”" in plain(group("member").get(file))


def test_comments_that_are_not_wanted_stay_in_the_document(group):
    url = group.small_open()
    file = part(group, url, comments=False)
    text = plain(group("member").get(file))
    assert "4 comments in its margin were not brought in: the document alone has them." in text and "Also family?" not in text
    assert "put in: “must”" in text
    assert found(dict(walk(group, "facilitator", url)), ["Also family?", "Within which time?"]) == {}


def test_an_answer_is_owed_and_promised_where_the_tender_is_open(group):
    url = group.small_open()
    part(group, url)
    thread = next(each for each in group.fold(url).threads.values() if each.first.file)
    assert thread.reply_by > group.house.today()
    assert "Within which time?" in plain(group("official").get(f"{url}/waiting"))
    form = {"threads": thread.id, "outcome": "question", "text": "Which calls?", "key": "k2"}
    assert group("official").post(f"{url}/answers/new", data=form).status_code == 303
    assert "Which calls?" in plain(group("member").get(f"{url}/clauses/{thread.clause}"))
    next_day(group)
    assert "Also family?" in plain(group("observer").get("/search?words=family"))


@pytest.mark.parametrize("who", SEATED)
def test_names_in_the_document_are_on_no_page_but_the_facilitators(group, who):
    url = group.small_open()
    group.all_briefed(url.removeprefix("/tenders/"))
    part(group, url)
    pages = dict(walk(group, who, url))
    there = found(pages, [LEX, KIT])
    assert bool(there) == (who == "facilitator") and all(f"{url}/returned/" in address for address in there)
    assert len(found(pages, ["Travel is paid, too."])) > 3  # the harness sees what is there


@pytest.mark.parametrize("who", ["commissioner", "observer", "stranger"])
def test_nor_while_the_tender_is_set_up(visit, who):
    url = visit.small()
    part(visit, url)
    pages = dict(walk(visit, who, url))
    assert found(pages, [LEX, KIT]) == {} and bool(found(pages, ["Also family?"])) == (who != "stranger")


def test_signs_that_cannot_be_seen_are_named(group):
    url = group.small_open()
    data = commented(
        p("One", style="Heading1"),
        p(by("ins", r("\u202edrawkcab <b>"), "&lt;i&gt;Lex&lt;/i&gt;"), on(1, r("here"))),
        comments=comment(1, "say <script>\u202e"),
    )
    file = part(group, url, data=data)
    for address in (file, f"{url}/returned"):
        page = group("facilitator").get(address)
        assert "<script>\u202e" not in page.text and "<i>Lex" not in page.text and not faults(page.text)
    assert "[right-to-left override] drawkcab <b>" in plain(group("facilitator").get(file))
