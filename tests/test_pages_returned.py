"""The pages of files that come back: sent, looked at, recorded; who the reviewers are; legal changes."""

import io
import re
import zipfile
from copy import deepcopy

import pytest

from exports.comments import Post
from server.working_copy import working_copy_of, write_here
from specs.fixing import FixClauses
from specs.tender import Reason
from tests.filling import Form
from tests.returning import KIT, LEX
from tests.visiting import SAID, Visit, main, plain, problem
from tests.well_formed import faults
from tests.word_edits import Editor
from tests.word_files import W
from tests.word_stripped import stripped

SEATED = ("commissioner", "co_chair", "member", "facilitator", "procurement", "official", "observer")


class Away:
    """The small open tender, whose draft goes to Word and comes back."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.url = visit, visit.small_open()
        self.tender = self.url.removeprefix("/tenders/")
        self.back = f"{self.url}/returned"
        self.legal = f"{self.url}/legal-changes"

    def fold(self):
        return self.visit.fold(self.tender)

    def out(self) -> bytes:
        return self.visit("procurement").get(f"{self.url}/documents/d1").content

    def edited(self, *typed: tuple[str, str, str]) -> bytes:
        """The draft, with words typed behind others by somebody."""
        word = Editor(self.out())
        for before, words, author in typed:
            p = next(p for p in word.paragraphs() if before in word.text(p))
            word.type(p, word.text(p).index(before) + len(before), words, author)
        return word.saved()

    def sent(self, data: bytes, who: str = "procurement", edition: str = "file", name: str = "From Word.docx"):
        return self.visit(who).post(f"{self.back}/new", data={"key": "k", "edition": edition}, files={"document": (name, data)})

    def looked(self, data: bytes, who: str = "procurement", **more: str) -> str:
        """The address where a file can be looked at."""
        answer = self.sent(data, who, **more)
        assert answer.status_code == 303, problem(answer)
        return answer.headers["location"]

    def brought(self, data: bytes, who: str = "procurement", **more: str) -> str:
        """Sent, looked at and recorded: the address of the file."""
        answer = self.visit(who).post(self.looked(data, who, **more), data={"key": "k"})
        assert answer.status_code == 303, problem(answer)
        return answer.headers["location"]

    def fix(self, *clauses: str) -> None:
        must = Reason("must_meet", "law", "The law says so.", "The Act", "Parliament", "2027-06-30")
        self.visit.act(FixClauses(clauses, must), f"fix {clauses}", self.tender)


@pytest.fixture
def away(group: Visit) -> Away:
    return Away(group)


def words_of(away: Away, clause: str) -> str:
    return " ".join(p.text for p in away.fold().clauses[clause].wording)


def where(away: Away) -> tuple[str, str]:
    """A paragraph of the first clause and one of the second, by words that stand in them alone."""
    texts = [[p.text for p in away.fold().clauses[clause].wording if len(p.text) > 8 and not p.place] for clause in ("c1", "c2")]
    return texts[0][-1], texts[1][-1]


def test_what_came_back_is_shown_before_it_is_recorded(away):
    one, two = where(away)
    data = away.edited((one, " And more.", LEX), (two, " And no less.", KIT))
    seq = away.fold().seq
    url = away.looked(data)
    page = away.visit("procurement").get(url)
    text = plain(page)
    assert "2 suggestions, from 2 people." in text and "the draft as it stands" in text
    assert "And more." in text and "And no less." in text and LEX not in main(page) and KIT not in main(page)
    assert away.fold().seq == seq, "nothing is recorded yet"
    assert away.visit("commissioner").get(url).headers["location"] == away.back, "a file waits for the one who sent it"
    assert not faults(page.text)
    done = away.visit("procurement").post(url, data={"key": "k"})
    there = away.visit("procurement").get(done.headers["location"])
    assert "2 things are recorded. The tender itself has not changed." in plain(there)
    assert "And more." not in words_of(away, "c1")
    assert len(away.fold().proposals) == 2


def test_the_same_file_twice_records_nothing_the_second_time(away):
    one, _ = where(away)
    data = away.edited((one, " And more.", LEX))
    away.brought(data)
    seq = away.fold().seq
    url = away.looked(data)
    page = away.visit("procurement").get(url)
    assert "Nothing in it is new." in plain(page) and "Record what came back" not in main(page)
    assert "Nothing is new in this file" in problem(away.visit("procurement").post(url, data={"key": "k"}))
    assert away.fold().seq == seq
    again = away.visit("procurement").post(f"{url}/leaving", data={"key": "k"})
    assert again.headers["location"] == away.back and away.fold().seq == seq


def test_names_in_the_file_are_for_the_facilitator_alone(away):
    one, two = where(away)
    url = away.brought(away.edited((one, " And more.", LEX), (two, " And no less.", KIT)))
    for who in SEATED:
        page = away.visit(who).get(url)
        assert page.status_code == 200 and not faults(page.text)
        assert (LEX in page.text) == (who == "facilitator"), who
        assert "Reviewer 1" in page.text
        told = ("From Word.docx" in page.text, "From Word.docx" in away.visit(who).get(away.back).text)
        assert told == (who in ("facilitator", "procurement"),) * 2, who  # the name of a file can be somebody’s
    suggestion = next(iter(away.fold().proposals))
    assert "A reviewer" in plain(away.visit("member").get(f"{away.url}/proposals/{suggestion}"))
    form = Form(away.visit("official"), f"{url}/reviewers", name="somebody else")
    assert "not in the file" in form.refused()
    assert form.put(name=LEX.lower()).done().status_code == 200
    file = next(iter(away.fold().returned.values()))
    number = file.names.index(LEX) + 1
    assert away.fold().seated[file.members[number]] == "official"
    form = Form(away.visit("facilitator"), f"{url}/reviewers", reviewer=str(number), member="")
    form.done()
    assert not next(iter(away.fold().returned.values())).members[number]


def test_a_legal_change_is_confirmed_with_a_reason_that_all_read(away):
    one, _ = where(away)
    away.fix("c1")
    away.brought(away.edited((one, " And more.", LEX)), "commissioner")
    (change,) = away.fold().legal_changes
    url = f"{away.legal}/{change}"
    for who in SEATED:
        page = away.visit(who).get(url)
        assert "And more." in plain(page) and ("Is it taken over?" in main(page)) == (who == "procurement"), who
        assert away.visit(who).get(away.legal).status_code == 200
    assert away.visit("commissioner").post(f"{url}/decision", data={"key": "k"}).status_code == 403
    form = Form(away.visit("procurement"), url, outcome="confirm", reason="")
    form.action = f"{url}/decision"
    assert "reason" in form.refused()
    form.action = f"{url}/decision"
    form.put(reason="The Act sets the notice.").done()
    assert "And more." in words_of(away, "c1")
    for who in SEATED:
        assert "The Act sets the notice." in plain(away.visit(who).get(url))
        assert "The Act sets the notice." in plain(away.visit(who).get(f"{away.url}/clauses/c1"))
    for chair in ("commissioner", "co_chair"):
        answer = away.visit(chair).post(f"{url}/reading", data={"key": f"{chair}"})
        assert answer.status_code == 303
    assert "has not read it yet" not in plain(away.visit("member").get(url))
    assert "read it already" in problem(away.visit("co_chair").post(f"{url}/reading", data={"key": "z"}))


@pytest.mark.parametrize(
    ("data", "more", "why"),
    [
        (b"", {}, "Please choose"),
        (b"no zip", {"edition": "draft"}, ""),
        (None, {"edition": "day"}, "give the day"),
        (None, {"edition": "99"}, "choose which edition"),
    ],
)
def test_what_cannot_be_read_is_said(away, data, more, why):
    answer = away.sent(away.out() if data is None else data, **more)
    assert answer.status_code == 422 and why in problem(answer)
    assert not away.fold().returned


def test_a_file_that_says_nothing_of_its_edition(away):
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(away.out())) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, re.sub(rb"<cp:version>.*?</cp:version>", b"", content) if name.startswith("docProps") else content)
    assert "does not say which edition" in problem(away.sent(made.getvalue()))
    assert away.sent(made.getvalue(), edition="draft").status_code == 303


@pytest.mark.parametrize("who", ["member", "official", "observer"])
def test_who_brings_none_back(away, who):
    assert away.visit(who).get(f"{away.back}/new").status_code == 403
    assert away.sent(b"x", who).status_code == 403


def test_a_reply_in_a_working_copy_joins_its_thread(away):
    """What went out as comments and came back as it was is not told again; what was said in Word joins its thread."""
    data = away.visit("procurement").get(f"{away.url}/documents/d1/working-copy").content
    url = away.looked(data)
    assert "Nothing in it is new." in plain(away.visit("procurement").get(url))
    reply = Post(KIT, "KK", "2026-11-20T10:00:00Z", ("We looked into it.",))
    asked = working_copy_of(away.visit.house, away.tender, "d1")
    more = tuple(each._replace(posts=(*each.posts, reply)) if each.id == SAID else each for each in asked.spoken)
    away.brought(write_here(asked._replace(spoken=more)))
    thread = away.fold().threads[SAID]
    assert [post.text for post in thread.posts] == ["Hot meals, please.", "We looked into it."]
    assert thread.posts[-1].by == "" and thread.posts[-1].behalf.method == "file"
    page = plain(away.visit("member").get(f"{away.url}/clauses/c2"))
    assert "A reviewer" in page and "in a Word file" in page and KIT not in page


def test_procurement_makes_it_the_base_document_and_no_word_changes(away):
    one, _ = where(away)
    word = Editor(away.out())
    p = next(p for p in word.paragraphs() if one in word.text(p))
    word.type(p, len(word.text(p)), " And more.", LEX)
    section = word.body.find(f"{W}sectPr")
    margins = section.find(f"{W}pgMar")
    margins.set(f"{W}left", "777")
    url = away.brought(word.saved())
    before = [words_of(away, clause) for clause in away.fold().clauses]
    for who in SEATED:
        assert (away.visit(who).get(f"{url}/adoption").status_code == 200) == (who == "procurement"), who
    form = Form(away.visit("procurement"), f"{url}/adoption")
    assert "And more." in plain(form.page)
    assert "reason" in form.refused()
    form.put(why="It is our new layout.").done()
    assert [words_of(away, clause) for clause in away.fold().clauses] == before
    written = Editor(away.out())
    assert written.body.find(f"{W}sectPr/{W}pgMar").get(f"{W}left") == "777"
    assert "And more." not in "".join(written.body.itertext())
    assert "written into the Word file that procurement made its base document" in plain(
        away.visit("procurement").get(f"{away.url}/download")
    )
    assert "It is our new layout" in plain(away.visit("member").get(f"{away.url}/history"))
    assert "base document of the part already" in plain(away.visit("procurement").get(f"{url}/adoption"))


def test_where_it_is_not_certain_a_person_says_which_clause_it_is(away):
    word = Editor(stripped(away.out()))
    paragraphs = word.paragraphs()
    at = next(k for k, p in enumerate(paragraphs) if word.text(p).startswith("Drivers wait"))
    head, first = paragraphs[at - 1], paragraphs[at]
    second = deepcopy(first)
    first.addnext(second)
    for p, words in (
        (second, "Drivers wait at the gate. They greet everybody."),
        (first, "Drivers wait at the desk. They greet the people."),
        (head, "Else"),
    ):
        word.rewrite(p, words, "")
    url = away.looked(word.saved(), edition="draft")
    page = away.visit("procurement").get(url)
    assert "Where are these clauses?" in main(page) and "Drivers wait at the door. They greet people." in plain(page)
    assert not faults(page.text)
    field, place = re.search(r'name="(place-c\d+)"[^>]*value="(\d+)"', page.text).groups()
    told = away.visit("procurement").post(f"{url}/places", data={"key": "k", field: place})
    page = away.visit("procurement").get(told.headers["location"])
    assert "Where are these clauses?" not in main(page) and "1 clause was found as you said." in plain(page)
    assert "Changes “door” to “desk”" in plain(page)
    assert away.visit("procurement").get(url).headers["location"] == away.back, "the question was answered: that address is gone"
    done = away.visit("procurement").post(told.headers["location"], data={"key": "k"})
    assert done.status_code == 303
    assert next(iter(away.fold().returned.values())).found["c4"] == "a person"
