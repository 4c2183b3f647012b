"""The record beside a tender: everything that it has to tell, in every form, and nobody named who does not want to be."""

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest

from exports import report as written
from exports.naming import Naming
from exports.ooxml import W
from exports.package import Package
from exports.report import TookPart
from exports.report_form import Report, Section, Table, Words
from specs.comments import Comment
from specs.dissents import NoteCorrection, RecordDissent
from specs.erasing import HoldRecords, TakeBack
from specs.gate import EVERY_OFFICIAL
from specs.hiding import HidePost
from specs.holds import HoldClause, ReleaseClause
from specs.ideas import PutIdea
from specs.locks import LockWords
from specs.revising import Withdraw
from specs.stands import TakeStand
from specs.taking_back import TakeBackSaid
from specs.tender import Member
from tests.accessible_word import barriers
from tests.group import DEV, MEI, MUST, Group
from tests.group import TODAY as DAY
from tests.story import ANNE, JOSH, PRIYA
from tests.suggesting import overriding
from tests.test_command_line import run
from tests.test_issued import issue, prepare
from tests.visiting import PRICE, PRICES, Visit, plain
from tests.well_formed import faults

CALLED = {ANNE.id: "Anne", JOSH.id: "Josh", MEI.id: "Mei", DEV.id: "Dev", PRIYA.id: "Priya"}
NAMING = Naming(lambda member: CALLED.get(member, "Somebody else"), "Ash Council")
TOMORROW = "2026-11-24"


def told(group: Group, by: Member = EVERY_OFFICIAL) -> Report:
    return written.report(group.tender, by, TookPart((("commissioner", ("Anne",)),), True, DAY), NAMING, TOMORROW)


def lines(made: Report | Section) -> list[str]:
    """Everything that the record says, line by line."""
    found = list(made.about) if isinstance(made, Report) else [made.title]
    for block in made.blocks if isinstance(made, Section) else ():
        if isinstance(block, Table):
            found += [block.caption, *block.head, *(line for row in block.rows for cell in row for line in cell)]
        else:
            found += [*([block.lead] if isinstance(block, Words) and block.lead else []), *block.lines]
    return found + [line for each in made.sections for line in lines(each)]


def under(made: Report | Section, name: str) -> Section:
    for each in made.sections:
        if each.name == name:
            return each
        if (name.startswith("said-") and each.name == "you-said") or (name.startswith("decided-") and each.name == "decisions"):
            return under(each, name)
    raise AssertionError(f"there is no section {name}")


def rows(section: Section) -> list[list[list[str]]]:
    return [[list(cell) for cell in row] for block in section.blocks if isinstance(block, Table) for row in block.rows]


def of_a_story() -> Group:
    """A little of everything that a record has to tell."""
    group = Group()
    group.fix("c3")
    body = group.tender.clauses["c1"].body[0]
    group.act(LockWords("c1", 1, body.id, 0, 5, MUST), ANNE)
    group.comment(text="It is too seldom.")
    wanted = group.two_changes()
    group.act(TakeStand(wanted, "not", 1, "It is too much.", "Every two months.", today=DAY), DEV)
    group.decide(wanted, "accept", [1])
    group.act(RecordDissent(wanted, "It is still too seldom.", "Every week.", today=DAY), MEI)
    group.act(NoteCorrection(wanted, "It was said at the meeting.", DAY), ANNE)
    refused = group.suggest("c1", "support", "help", by=DEV)
    group.act(overriding(group.tender, refused, DAY, "no", alternative="We ask again."), ANNE)
    gone = group.suggest("c4", group.tender.clauses["c4"].body[0].text, "Other words.", by=MEI)
    group.act(Withdraw(gone, "I was wrong.", today=DAY), MEI)
    group.act(HoldClause("c4", "The law.", "2026-12-01", today=DAY), PRIYA)
    group.act(ReleaseClause("c4", "The law was read.", today=DAY), PRIYA)
    group.act(HoldClause("c4", "Again the law.", "2026-12-01", today=DAY), PRIYA)
    group.comment("c3", "Why so little?", kind="why")
    group.act(PutIdea("t00000000f1", "c1", "A garden.", today=DAY), MEI)
    return group


def test_each_thing_stands_where_it_belongs_with_its_reason():
    group = of_a_story()
    made = told(group)
    [(clause, said, waits)] = [row for row in rows(under(made, "said-waits")) if "It is too seldom." in row[1]]
    assert clause == ["Clause 2 “Reviews”"] or clause[0].startswith("Clause")
    assert said == ["It is too seldom.", "(Mei, 23 November 2026)"]
    assert waits == ["It waits for an answer, promised by 3 December 2026."]
    (part,) = rows(under(made, "said-partly"))
    assert part[2][:2] == [
        "Accepted in part, signed by the commissioner and the lived-experience co-chair on 23 November 2026.",
        "Because: Both chairs want it so.",
    ]
    (no,) = rows(under(made, "said-no"))
    assert no[2][0] == "Not accepted, decided by the commissioner alone on 23 November 2026, by legal power: Care Act 2014, section 5."
    assert no[2][-1] == "Instead: We ask again."
    (gone,) = rows(under(made, "said-withdrawn"))
    assert gone[2] == ["Withdrawn on 23 November 2026.", "I was wrong."]
    (idea,) = rows(under(made, "said-ideas"))
    assert idea[1:] == [["A garden.", "(Mei, for the ideas box, 23 November 2026)"], ["Received."]]
    ((_, which, why),) = rows(under(made, "power"))
    assert which == ["Not accepted on 23 November 2026.", "Care Act 2014, section 5"] and why == ["The court has said so."]
    assert [row[1:] for row in rows(under(made, "holds"))] == [
        [["The law.", "(Priya, 23 November 2026)"], ["It ended on 23 November 2026.", "The law was read."]],
        [["Again the law.", "(Priya, 23 November 2026)"], ["It is to be discussed on 1 December 2026."]],
    ]
    ((_, question, answer),) = rows(under(made, "questions"))
    assert question[0] == "Why so little?" and answer == ["It waits for an answer, promised by 3 December 2026."]
    fixed = rows(under(made, "fixed"))
    assert [len(row[0]) for row in fixed] == [2, 1] and fixed[0][0][1].startswith("These words: “")
    assert fixed[1][1] == ["We must meet this: The law asks for it.", "There is no more."]
    assert fixed[1][2] == ["Budget 2027", "Decided by Cabinet.", "Looked at again on 30 June 2027."]
    assert lines(under(made, "who")) == ["Who took part", written.OTHERS, "Commissioner", "Anne"]


def test_who_does_not_agree_stands_beside_the_decision():
    made = told(of_a_story())
    decided = lines(under(made, "decided-c2"))
    assert decided[1] == "Accepted in part on 23 November 2026"
    order = [
        "Suggested by Mei, 23 November 2026:",
        "Dev did not agree with the suggestion:",
        "Decided:",
        "A note on this decision, 23 November 2026:",
        "Mei does not agree, 23 November 2026:",
    ]
    assert [line for line in decided if line in order] == order
    assert decided[decided.index(order[1]) + 1 :][:2] == ["It is too much.", "What would make it acceptable: Every two months."]
    assert decided[decided.index(order[4]) + 1 :][:2] == ["It is still too seldom.", "What would make it acceptable: Every week."]
    assert "With 1 decision somebody does not agree. Why stands beside it." in lines(made)


def test_where_there_is_nothing_it_says_so():
    group = Group()
    made = lines(told(group))
    for said in (
        "Nobody has said anything yet.",
        "Nothing was decided yet.",
        "No clause was held.",
        "Nobody asked why something is fixed.",
    ):
        assert said in made
    assert "Nothing is fixed: every clause is open to change." in made


def test_what_was_undone_later_says_so():
    group = Group()
    first = group.suggest()
    group.decide(first)
    second = group.suggest("c2", "every month", "every quarter")
    group.decide(second)
    assert "A later decision took these words out again." in lines(told(group))


# What may not be in it


def test_what_is_private_hidden_taken_back_or_protected_today_is_not_in_it():
    group = Group()
    group.comment(text="A private canary.", kind="private")
    group.comment(text="A protected canary.", protected=True, today=TOMORROW)
    hidden, back = group.comment(text="A hidden canary."), group.comment(text="Words taken back, a canary.")
    fay = next(each for each in group.tender.members.values() if each.seat == "facilitator")
    group.act(HidePost(hidden, 1, "names", "It says who.", DAY), fay)
    group.act(TakeBack(back, 1), MEI)
    wanted = group.suggest()
    group.decide(wanted)
    group.act(RecordDissent(wanted, "A dissent canary.", today=DAY), MEI)
    group.act(TakeBackSaid("dissent", wanted, 1, today=DAY), MEI)
    made = lines(told(group))
    assert [line for line in made if "canary" in line] == []
    marker = "This was hidden. It names someone, or lets someone be recognised, who did not agree to it. It says who."
    assert made[made.index(marker) + 1] != "(Mei, 23 November 2026)"  # nor whose it was
    assert "A protected canary." in lines(written.report(group.tender, EVERY_OFFICIAL, TookPart((), False, DAY), NAMING, "2026-11-25"))


def everything(data: bytes) -> str:
    if data[:2] != b"PK":
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return " ".join(
            everything(file.read(name)) if name.endswith((".xml", ".rels", ".docx", ".html")) else "" for name in file.namelist()
        )


def forms(group: Visit, who: str = "commissioner") -> dict[str, str]:
    """The record in each form."""
    url = f"{group.url}/report"
    return {name: everything(group(who).get(f"{url}{name}").content) for name in ("", "/word", "/html")}


def test_nobody_is_named_who_does_not_agree_to_it(group):
    for who in ("third", "facilitator"):
        group.house.choices.choose(group.accounts[who], "not in documents", "yes", group.tender)
    group.house.choices.go_by(group.accounts["member"], group.tender, "Sparrow", "carer")
    for name, text in forms(group).items():
        own = text.split("<main", 1)[1] if not name else text
        assert [each for each in ("Dev Patel", "Fay Lindqvist", "Mei Chan", "carer") if each in own] == [], name
        assert "Sparrow" in own and "Lived experience panel" in own and written.OTHERS in own


def test_a_name_without_consent_would_be_found(group, monkeypatch):
    """A planted fault: the choice is not asked for."""
    group.house.choices.choose(group.accounts["third"], "not in documents", "yes", group.tender)
    monkeypatch.setattr(type(group.house.choices), "in_documents", lambda *_: True)
    assert all("Dev Patel" in text for text in forms(group).values())


def test_it_is_the_same_for_everybody_and_each_time(group):
    first = group("commissioner").get(f"{group.url}/report/word").content
    for who in ("commissioner", "co_chair", "member", "quiet", "observer"):
        assert group(who).get(f"{group.url}/report/word").content == first
        assert group(who).get(f"{group.url}/report/html").content == group("official").get(f"{group.url}/report/html").content


def test_parts_for_procurement_and_those_not_for_somebody_are_not_in_it(group):
    url = group.small_open()
    for who in ("commissioner", "procurement", "third"):
        page = group(who).get(f"{url}/report")
        assert [word for word in (PRICES, PRICE) if word in page.text] == []
        assert ("Hot meals, please." in plain(page)) == (who != "third")  # who is linked to a possible bidder
    group("commissioner").post(f"{url}/parts/d1/sharing", data={"sharing": "shareable", "key": "k"})
    assert "Hot meals, please." in plain(group("third").get(f"{url}/report"))


AGAIN = """
import sys
from pathlib import Path
from server import report
from server.settings import Settings, open_house
from specs.gate import EVERY_OFFICIAL
home = open_house(Settings(Path(sys.argv[1])), "ro")
tender = home.desk.fold(sys.argv[2])
made = report.report_of(home, tender, EVERY_OFFICIAL)
from hashlib import sha256
print(sha256(report.write_here(report.sheets_of(home, made, tender))).hexdigest())
"""


def test_two_processes_with_other_hash_seeds_give_the_same_bytes(group):
    made = []
    for seed, zone in (("1", "UTC"), ("7", "Asia/Tokyo")):
        environment = {"PYTHONHASHSEED": seed, "PATH": "", "TZ": zone}
        asked = [sys.executable, "-c", AGAIN, str(group.house.settings.data), group.tender]
        made.append(
            subprocess.run(asked, env=environment, cwd=Path(__file__).parents[1], capture_output=True, check=True, text=True).stdout
        )
    assert made[0] == made[1] != ""


# Its forms


def test_the_word_document_can_be_walked(group):
    data = group("member").get(f"{group.url}/report/word").content
    assert barriers(data) == {}
    document = docx.Document(io.BytesIO(data))
    assert document.core_properties.title == "You said, we did: the record of “Home from hospital: support for the first twelve weeks”"
    heads = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert heads[:3] == [
        ("Heading 1", "In short"),
        ("Heading 1", "You said, we did, and we did not, because"),
        ("Heading 2", "What we did"),
    ]
    root = Package(data).xml("word/document.xml")
    tables = list(root.iter(f"{W}tbl"))
    assert len(tables) == len(list(root.iter(f"{W}tblHeader"))) == len(list(root.iter(f"{W}tblCaption"))) >= 4
    captions = [e.get(f"{W}val") for e in root.iter(f"{W}tblCaption")]
    assert [p.text for p in document.paragraphs if p.style.name == "Caption"] == captions  # seen by everybody, too
    assert re.search("<w:(ins|del|comment)[ />]", everything(data)) is None
    size = root.find(f".//{W}pgSz")
    assert (size.get(f"{W}w"), size.get(f"{W}h")) == ("11906", "16838")


def test_the_page_and_the_file_that_stands_alone_are_well_made(group):
    page = group("member").get(f"{group.url}/report")
    assert faults(page.text) == []
    assert plain(page).startswith("You said, we did As it stands on ")
    answer = group("member").get(f"{group.url}/report/html")
    assert answer.headers["content-type"] == "application/octet-stream" and ".html" in answer.headers["content-disposition"]
    text = answer.content.decode()
    assert [fault for fault in faults(text) if fault != "a style stands in the page"] == []
    assert re.search(r"<script|https?:|src=|@import|url\(", text) is None  # nothing else has to be fetched


def test_words_that_look_like_markup_stay_words(group):
    words = "<b>bold</b> & <script>alert(1)</script> \u202eturned"
    group.act(Comment("t00000000ab", "c1", 1, "comment", words, today=group.house.today()), "said", seat="member")
    said = forms(group)
    assert all("<script>alert" not in text for text in said.values())
    assert "&lt;b&gt;bold&lt;/b&gt; &amp;" in said["/html"] and "\u202e" not in said["/html"] and "\u202e" not in said["/word"]


def test_from_the_command_line(group, tmp_path):
    folder = str(group.house.settings.data)
    for name, form in (("record.docx", "/word"), ("record.html", "/html")):
        out = tmp_path / name
        asked = ("export", group.tender, "--kind", "report", "--out", str(out), "--data", folder)
        assert run(*asked).output == "It names people as they agree to today.\n"
        assert out.read_bytes() == group("commissioner").get(f"{group.url}/report{form}").content
        assert run(*asked, "--part", "d1").exit_code == run(*asked, "--to", "start").exit_code == 2


# With an issue


@pytest.fixture
def there(group: Visit) -> Any:
    """The small tender issued once, after which something was said, hidden, and taken back while nothing is erased."""
    url = group.small_open()
    name = url.removeprefix("/tenders/")
    today = group.house.today()
    group.act(Comment("t00000000b1", "c1", 1, "comment", "To be hidden.", today=today), "b1", name, "member")
    group.act(Comment("t00000000b2", "c1", 1, "comment", "To be taken back.", today=today), "b2", name, "co_chair")
    prepare(group, name)
    issue(group, name)
    group.act(Comment("t00000000b3", "c1", 1, "comment", "Said later.", today=today), "b3", name, "member")
    group.act(HoldRecords("They are asked for.", "2099-01-01", today), "held", name, "procurement")
    group.act(HidePost("t00000000b1", 1, "names", "It says who.", today), "hide", name, "facilitator")
    group.act(TakeBack("t00000000b2", 1), "back", name, "co_chair")
    group.there = url
    return group


def test_the_record_of_an_issue_is_of_its_day_with_the_choices_of_this_one(there):
    url = f"{there.there}/issues/1"
    for form in ("word", "html"):
        text = everything(there("member").get(f"{url}/report/{form}").content)
        assert "This belongs to issued tender 1" in text and "Issued without " in text
        assert "Hot meals, please." in text and "Mei Chan" in text
        assert [words for words in ("To be hidden", "To be taken back", "Said later") if words in text] == []
        assert "This was hidden." in text
    there.house.choices.choose(there.accounts["member"], "not in documents", "yes", there.there.removeprefix("/tenders/"))
    assert "Mei Chan" not in everything(there("member").get(f"{url}/report/word").content)
    assert there("third").get(f"{url}/report/word").status_code == 404  # linked to a possible bidder, as the credits


def test_it_is_in_the_pack_made_anew_and_noted_by_seat(there):
    url = f"{there.there}/issues/1"
    pack = there("procurement").get(f"{url}/all").content
    names = zipfile.ZipFile(io.BytesIO(pack)).namelist()
    assert "Meals at home Issued tender 1 record.docx" in names and "Meals at home Issued tender 1 record.html" in names
    assert "Mei Chan" in everything(pack)
    kept = [there.house.record.get_blob(each.sha256) for each in there.fold(there.there).issues[0].files if each.sha256]
    assert "Mei Chan" not in " ".join(map(everything, kept))
    there("observer").get(f"{url}/report/word")
    downloads = there.house.downloads.of(there.there.removeprefix("/tenders/"))
    assert (downloads[0].what, downloads[0].seat) == ("the record", "observer")
    page = plain(there("member").get(f"{there.there}/issues"))
    assert "The record of issued tender 1, as a Word document you said, we did, and we did not, because; made anew each time" in page
