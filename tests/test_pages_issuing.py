"""The pages of issuing: what is open, the reasons, two signatures, the files, what changed, withdrawal; and the check of a file."""

import io
import re
import zipfile

import docx
import pytest

from exports.check_code import look
from exports.package import Package
from server import issued
from server.notices import news_of
from specs.gate import PrepareIssue
from specs.holds import HoldClause, ReleaseClause
from specs.issuing import NO_PARTS, WithdrawIssue
from specs.parts import AttachFile, SharePart
from specs.refusals import MEANWHILE
from tests.filling import Form
from tests.suggesting import other_words, signing
from tests.test_issued import WHY, issue, packed, prepare
from tests.visiting import PRICE, PRICES, Visit, main, plain, problem
from tests.well_formed import faults

SEATED = ("commissioner", "co_chair", "member", "facilitator", "procurement", "official", "observer")


class There:
    """The small open tender; ``browser(who)``, and the addresses of its issues."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.url = visit, visit.small_open()
        self.tender = self.url.removeprefix("/tenders/")
        self.issues = f"{self.url}/issues"
        self.today = visit.house.today()

    def get(self, who: str, path: str = ""):
        return self.visit(who).get(f"{self.issues}{path}")

    def fold(self):
        return self.visit.fold(self.tender)

    def act(self, asked: object, who: str = "commissioner") -> None:
        self.visit.act(asked, f"{who} {self.fold().seq}", self.tender, who)

    def sign(self, who: str):
        return Form(self.visit(who), f"{self.issues}/signature").done()

    def issued(self) -> None:
        prepare(self.visit, self.tender)
        issue(self.visit, self.tender)

    def changed(self, old: str, new: str, name: str = "t0000000ccc") -> None:
        self.act(other_words(self.fold(), name, "c1", old, new, self.today), "member")
        for chair in ("commissioner", "co_chair"):
            self.act(signing(self.fold(), name, self.today), chair)


@pytest.fixture
def there(group: Visit) -> There:
    return There(group)


def test_the_whole_way_through_the_pages(there):
    """Barred, met, explained, signed by one, moved, signed by both; a change, the next one, withdrawn by both."""
    assert "Nothing is issued yet." in plain(there.get("member"))
    there.act(HoldClause("c4", "The law.", there.today, today=there.today), "procurement")
    page = plain(there.get("commissioner", "/before"))
    assert "Clauses held until they are discussed (1) Must be met first Clause 4 “Care”" in page
    assert "Comments without an answer (1) Needs a reason On clause 2 “Arrival”: “Hot meals, please.”" in page
    assert "It cannot be issued yet. Comments without an answer: 1. It can stand only with a reason" in page
    assert "Read it and sign" not in page
    there.act(ReleaseClause("c4", "We talked.", today=there.today), "procurement")
    form = Form(there.visit("commissioner"), f"{there.issues}/before")
    done = form.put(reason_threads="We answer next week.", reason_clauses="There is no time.").done()
    assert "The reasons are kept." in plain(done)
    assert "Why it may stand We answer next week." in plain(there.get("observer", "/before"))
    waits = plain(there.sign("commissioner"))
    assert "You have signed. It waits for the other chair." in waits and "Anne Marsh has signed." in waits
    assert "Read issued tender 1 and sign it: the other chair has signed" in plain(there.visit("co_chair").get(f"{there.url}/waiting"))
    there.changed("Meals", "Hot meals")
    assert "Anne Marsh signed before something changed. This has to be signed again." in plain(there.get("member", "/before"))
    there.sign("co_chair")
    last = Form(there.visit("commissioner"), f"{there.issues}/signature")
    assert "With your signature the tender is issued." in plain(last.page)
    page = plain(last.done())
    assert "Issued tender 1 is there, and kept as it is." in page and "Issued tender 1 In force" in page
    assert "Issued without an answer to one comment, because: We answer next week." in page
    assert last.send().status_code == 303 and len(there.fold().issues) == 1  # twice is once
    assert "Nothing has changed since issued tender 1" in plain(there.get("commissioner", "/before"))
    there.changed("people", "everybody", "t0000000ccd")
    Form(there.visit("co_chair"), f"{there.issues}/before").put(reason_threads="Tomorrow.", reason_clauses="No time.").done()
    for who in ("official", "co_chair"):  # a deputy, and the other chair
        page = plain(there.sign(who))
    assert "Issued tender 2 In force" in page and "Issued tender 1 Replaced by issued tender 2" in page
    assert "Clause 1 “What we buy” reads differently: Changes “people” to “everybody”." in page
    for who in ("commissioner", "co_chair"):
        page = plain(Form(there.visit(who), f"{there.issues}/2/withdrawal", reason="A price was wrong.").done())
    assert "Issued tender 2 Withdrawn on" in page and "The commissioner withdrew it: A price was wrong." in page
    assert "Issued tender 1 In force" in page
    history = plain(there.visit("member").get(f"{there.url}/history"))
    assert "issued the tender: issued tender 2" in history and "withdrew issued tender 2" in history


def test_where_something_moved_while_the_files_were_written_nothing_is_issued(there, monkeypatch):
    prepare(there.visit, there.tender)
    issue(there.visit, there.tender, ("co_chair",))
    made = issued.make

    async def slowly(home, tender, seat, today):
        found = await made(home, tender, seat, today)
        await home.desk.act(tender, PrepareIssue((*WHY[:2], ("clauses", "Another reason.")), today), there.fold().members[anne], "moved")
        return found

    anne = there.visit.house.people.member_of(there.visit.accounts["commissioner"], there.tender)
    form = Form(there.visit("commissioner"), f"{there.issues}/signature")
    monkeypatch.setattr(issued, "make", slowly)
    assert "so it is not what you were shown" in problem(form.send())
    assert there.fold().issues == []


def test_reasons_of_somebody_who_was_quicker_are_shown_and_none_is_lost(there):
    form = Form(there.visit("commissioner"), f"{there.issues}/before", reason_clauses="Mine.")
    there.act(PrepareIssue((("clauses", "Theirs."),), there.today), "co_chair")
    assert form.refused() == MEANWHILE
    assert "The reasons as they stand now Clauses that are not signed off Theirs." in plain(form.page)
    form.done()
    assert there.fold().issuing.reasons == {"clauses": "Mine."}


def test_both_chairs_agree_what_must_be_met(there):
    form = Form(there.visit("commissioner"), f"{there.issues}/must")
    form.values["must"] = ["threads", "holds"]
    assert "It is noted. It holds once the other chair says the same." in plain(form.done())
    form = Form(there.visit("co_chair"), f"{there.issues}/must")
    assert "Commissioner Every comment has its answer No clause is held" in plain(form.page)
    form.values["must"] = ["holds", "threads"]
    assert "Both chairs want it so: it holds from now on." in plain(form.done())
    assert "Comments without an answer (1) Must be met first" in plain(there.get("member", "/before"))


def test_buttons_are_there_where_the_rule_would_take_them(there):
    there.issued()
    for who in SEATED:
        page = there.get(who)
        chair = who in ("commissioner", "co_chair", "member", "official")  # two of them are deputies
        assert ("/1/withdrawal" in page.text) == chair, who
        assert ("Downloads (" in page.text) is False
        assert ("/must" in there.get(who, "/before").text) == (who in ("commissioner", "co_chair"))
        assert "/signature" not in there.get(who, "/before").text
    there.changed("Meals", "Hot meals")
    there.act(PrepareIssue(tuple((kind, "So.") for kind in ("threads", "clauses")), there.today))
    shown = [who for who in SEATED if "/signature" in there.get(who, "/before").text]
    assert shown == ["commissioner", "co_chair", "member", "official"]


def test_the_other_chair_is_told_that_a_signature_waits_and_everybody_that_there_is_an_issue(there):
    def news(who: str) -> list[str]:
        member = there.visit.house.people.member_of(there.visit.accounts[who], there.tender)
        told = list(news_of(there.fold(), there.fold().members[member], there.today))
        return [each.split(" {")[0] for each in told if "issue" in each]

    prepare(there.visit, there.tender)
    issue(there.visit, there.tender, ("commissioner",))
    assert {who: news(who) for who in ("commissioner", "co_chair", "observer")} == {
        "commissioner": [],
        "co_chair": ["signature of issue 1"],
        "observer": [],
    }
    issue(there.visit, there.tender, ("co_chair",))
    there.act(WithdrawIssue(1, "It was wrong.", there.today), "co_chair")
    assert news("commissioner") == ["withdrawal of issue 1", "issue 1 "]
    assert news("observer") == ["issue 1 "] and news("third") == []  # who may see nothing of it
    assert "The other chair asks to withdraw issued tender 1" in plain(there.visit("commissioner").get(f"{there.url}/waiting"))


# Files


def test_every_file_comes_and_each_time_it_is_noted_by_seat(there):
    there.act(AttachFile("Map", "shareable", there.visit.house.record.put_blob(b"a map"), "map.pdf"))
    there.issued()
    first = there.fold().issues[0]
    clean = there.get("observer", "/1/files/d1")
    assert look(clean.content).code == first.files[0].code
    assert clean.headers["content-disposition"].startswith('attachment; filename="Meals at home Specification Issued tender 1.docx"')
    assert there.get("member", "/1/files/d5").content == b"a map"
    text = there.get("procurement", "/1/list").text
    assert text.startswith("Issued tender 1\nMeals at home\n")
    assert there.get("procurement", "/1/all").status_code == 200
    there.visit("procurement").head(f"{there.issues}/1/list")
    noted = [(each.what, each.seat) for each in there.visit.house.downloads.of(there.tender)]
    assert sorted(noted) == [
        ("everything in one file", "procurement"),
        ("the list of files", "procurement"),
        ("“Map”", "member"),
        ("“Specification”", "observer"),
    ]
    page = plain(there.get("procurement"))
    assert "Downloads (4)" in page and ": the list of files, to somebody in the seat of procurement officer" in page
    for who in ("member", "observer", "facilitator", "official"):
        assert "Downloads (" not in plain(there.get(who))


def test_what_changed_since_an_earlier_issue_or_the_start(there):
    there.changed("Meals", "Hot meals")
    there.issued()
    there.changed("people", "everybody", "t0000000ccd")
    there.issued()

    def marked(path: str) -> str:
        package = Package(there.get("procurement", path).content)
        return package.parts[package.main].decode()

    since_start, since_first = marked("/2/tracked/d1?since=start"), marked("/2/tracked/d1?since=1")
    assert ">Hot " in since_start and re.search("<w:ins [^>]*>.*?everybody", since_start)
    assert re.search("<w:ins [^>]*>.*?everybody", since_first)
    assert len(re.findall("<w:ins ", since_first)) < len(re.findall("<w:ins ", since_start))
    assert "Mei" not in marked("/2/tracked/d1?since=1&as_one=yes")
    name = there.get("procurement", "/2/tracked/d1?since=1").headers["content-disposition"]
    assert "Issued tender 2 tracked changes since issued tender 1.docx" in name
    for strange in ("2", "3", "0", "x", "@1"):
        assert there.get("procurement", f"/2/tracked/d1?since={strange}").status_code == 404


def test_everything_in_one_file(there):
    there.act(AttachFile("Map", "shareable", there.visit.house.record.put_blob(b"a map"), "map.pdf"))
    there.issued()
    with zipfile.ZipFile(io.BytesIO(there.get("member", "/1/all").content)) as file:
        assert file.namelist() == [
            "Meals at home Specification Issued tender 1.docx",
            "Meals at home Specification Issued tender 1 tracked changes since the start.docx",
            "map.pdf",
            "List of files.txt",
            "Meals at home Issued tender 1 record.docx",
            "Meals at home Issued tender 1 record.html",
        ]
        assert look(file.read(file.namelist()[0])).code == there.fold().issues[0].files[0].code


def test_credits_are_made_anew_with_the_consents_of_the_day(there):
    there.issued()

    def names() -> str:
        return "\n".join(p.text for p in docx.Document(io.BytesIO(there.get("observer", "/1/credits").content)).paragraphs)

    people, choices = there.visit.house.people, there.visit.house.choices
    mei = people.account(there.visit.accounts["member"]).name
    before = names()
    assert "Who took part" in before and "Commissioner\nAnne Marsh" in before and mei in before
    assert "Others took part" not in before
    choices.choose(there.visit.accounts["member"], "not in documents", "yes", there.tender)
    after = names()
    assert mei not in after and "Others took part who are not named here." in after
    kept = [there.visit.house.record.get_blob(each.sha256) for each in there.fold().issues[0].files]
    assert not [data for data in kept if b"Marsh" in data]


def test_linked_to_a_bidder_one_gets_what_every_bidder_may_have(there):
    there.act(AttachFile("Map", "shareable", there.visit.house.record.put_blob(b"a map"), "map.pdf"))
    there.issued()
    page = there.get("third")
    said = plain(page)
    assert "/files/d5" in page.text and "/files/d1" not in page.text
    assert "Issued without" not in said and "List of files" not in said
    answers = {
        path: there.get("third", path).status_code for path in ("/1/files/d5", "/1/all", "/1/files/d1", "/1/list", "/1/credits", "/before")
    }
    assert answers == {"/1/files/d5": 200, "/1/all": 200, "/1/files/d1": 404, "/1/list": 404, "/1/credits": 404, "/before": 403}
    with zipfile.ZipFile(io.BytesIO(there.get("third", "/1/all").content)) as file:
        assert file.namelist() == ["map.pdf"]
    there.act(SharePart("d1", "shareable"))
    assert there.get("third", "/1/files/d1").status_code == 200


def test_nothing_for_procurement_alone_is_in_an_issue_or_on_its_pages(there):
    there.issued()
    texts = [there.get("observer", path).text for path in ("", "/before", "/1/list")] + [there.get("co_chair", "/signature").text]
    assert [word for text in texts for word in (PRICES, PRICE, "ceilings") if word in text] == []


def test_where_both_can_read_nothing_the_page_says_so(there):
    there.act(SharePart("d1", "procurement"))
    for who in ("commissioner", "co_chair"):
        assert NO_PARTS in plain(there.get(who, "/before"))


# The check


def sent(there: There, who: str, data: bytes, name: str = "sent.docx"):
    page = there.visit(who).get("/check")
    key = re.search(r'name="key" value="([^"]*)"', page.text)[1]
    answer = there.visit(who).post("/check", data={"key": key}, files={"document": (name, data)})
    assert faults(answer.text) == []
    return answer


def test_a_file_is_checked(there):
    there.issued()
    data = there.get("member", "/1/files/d1").content
    page = plain(sent(there, "observer", data))
    assert "sent.docx Untouched This is “Specification” from issued tender 1 of “Meals at home”, issued on" in page
    parts = dict(Package(data).parts)
    name = Package(data).main
    touched = packed({**parts, name: parts[name].replace(b"Meals", b"Weals")})
    page = plain(sent(there, "observer", touched))
    assert "Not an untouched issued tender This calls itself issued tender 1 of “Meals at home”" in page
    assert "What differs inside the file the text (word/document.xml)" in page
    for who in ("commissioner", "co_chair"):
        there.act(WithdrawIssue(1, "It was wrong.", there.today), who)
    assert "nothing in it was changed. It was withdrawn on" in plain(sent(there, "observer", data))
    assert "Please choose a file." in problem(there.visit("observer").post("/check", files={"document": ("", b"")}))


def test_a_stranger_learns_nothing_from_the_check(there):
    there.issued()
    data = there.get("member", "/1/files/d1").content
    for who in ("stranger", "third"):  # who has no seat, and who may not see this part
        theirs, other = (re.sub('value="[^"]*"', "", main(sent(there, who, each))) for each in (data, b"no file of ours"))
        assert theirs == other and "This is no issued tender that is known here" in theirs


def test_words_that_cannot_be_seen_or_are_markup_are_shown_wherever_they_stand(there):
    hostile = "quail\u202e\u200begg <b id=planted>&amp;</b> {{ 70007*7 }}"
    Form(there.visit("commissioner"), f"{there.issues}/before", reason_threads=hostile, reason_clauses=hostile).done()
    issue(there.visit, there.tender)
    Form(there.visit("commissioner"), f"{there.issues}/1/withdrawal", reason=hostile).done()
    for who in SEATED:
        for path in ("", "/before", "/1/withdrawal", "/signature"):
            page = there.get(who, path)
            if page.status_code == 200:
                inside = re.sub(r"<textarea.*?</textarea>", "", page.text, flags=re.DOTALL)
                assert "\u202e" not in inside and "<b id=planted>" not in inside and "490049" not in plain(page), path
                assert faults(page.text) == [], path
    assert "quail" in there.get("observer").text
    assert "\u202e" not in there.get("observer", "/1/list").text
