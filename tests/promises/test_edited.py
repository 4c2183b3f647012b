"""A file that somebody worked on in LibreOffice comes back with every clause matched or listed, every edit told, and no comment twice."""

import json
import random
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from exports import guard, mend, working_copy
from exports.comments import Post
from exports.ledger import ledger
from exports.returned import Returned, returned
from exports.spoken import Spoken
from specs.threads import Span
from specs.wording import Paragraph
from tests.corpus import cases
from tests.word_files import p as paragraph
from tests.word_files import word_file
from tests.word_stories import FromWord

HERE = Path(__file__).parent
AUTHOR = "Robin"


class Edit(NamedTuple):
    """Something done to a paragraph of a clause, and words by which it is known again."""

    what: str
    clause: str
    paragraph: Paragraph
    words: str = ""


def plain(came: FromWord) -> Iterator[tuple[str, Paragraph]]:
    """The first words of clauses that can be named by their words: that stand once, in no table and with nothing among them."""
    every = [p.text.strip() for clause in came.tender.reading_order() for p in clause.wording]
    for clause in came.tender.reading_order():
        for p in clause.wording[1:-1]:
            calm = p.kind in ("para", "num") and quiet(p) and p.text == p.text.strip()
            if calm and len(p.text) > 40 and every.count(p.text) == 1:
                yield clause.id, p
                break


def quiet(p: Paragraph) -> bool:
    """Whether it is words alone, in no table, that LibreOffice has as the record has them."""
    objects = any(mark.name.startswith(("object:", "note:")) for mark in p.marks)
    return not objects and not p.place and not p.typed and bool(p.text.strip()) and not re.search("[\\n\\t\u00a0\ufffc]|  ", p.text)


def whole(came: FromWord, taken: set[str]) -> tuple[list[Paragraph], str] | None:
    """A clause that can be moved: its paragraphs, and the words of the heading of one further up."""
    order = list(came.tender.reading_order())
    texts = [p.text.strip() for clause in order for p in clause.wording]
    for k, clause in enumerate(order[2:-1], 2):
        calm = all(p.kind != "block" and quiet(p) for p in clause.wording)
        above = order[k - 2].wording[0]
        named = above.kind == "head" and texts.count(above.text.strip()) == 1 and quiet(above)
        if (
            calm
            and named
            and clause.id not in taken
            and len(clause.wording) > 1
            and all(texts.count(p.text.strip()) == 1 for p in clause.wording)
        ):
            return list(clause.wording), above.text.strip()
    return None


def script(came: FromWord, folder: Path, chance: random.Random) -> tuple[list[list[object]], list[Edit], str]:
    """What is done to the file; the words of the clause that was moved, where one can be."""
    there = list(plain(came))
    chance.shuffle(there)
    edits, done = [], []
    for what, (clause, p) in zip(("type", "split", "join", "rewrite", "delete", "comment"), there, strict=False):
        text, middle = p.text, p.text.index(" ", len(p.text) // 2) if " " in p.text[len(p.text) // 2 :] else len(p.text) // 2
        more: list[object] = {
            "type": [text, middle, " zebrawords"],
            "split": [text, middle],
            "join": [text],
            "rewrite": [text, f"Zebrarewrite of {text.split()[0]} in words of one's own."],
            "delete": [text],
            "comment": [text, 0, 6, AUTHOR, "Zebracomment: why so?"],
        }[what]
        edits.append([what, *more])
        done.append(Edit(what, clause, p, text))
    moved = whole(came, {each.clause for each in done})
    if moved:
        wording, before = moved
        edits.append(["move", wording[0].text, wording[-1].text, before])
    edits.append(["reply", "Said of clause 1.", "Zebrareply: agreed."])
    return edits, done, moved[0][0].text if moved else ""


def said_of(came: FromWord) -> list[Spoken]:
    """Threads on the first words of four clauses, one with an answer."""
    made = []
    for number, clause in enumerate([clause for clause in came.tender.reading_order() if clause.wording[0].kind == "head"][:4]):
        posts = [Post("Kit", "", "2027-03-05T00:00:00Z", (f"Said of clause {number}.",))]
        if number == 2:
            posts.append(Post("Anne", "", "2027-03-06T00:00:00Z", ("An answer to it.",)))
        made.append(Spoken(f"t{number}", clause.id, (Span(clause.wording[0].id, 0, len(clause.wording[0].text)),), tuple(posts)))
    return made


def through_libreoffice(
    came: FromWord, folder: Path, tracked: bool, edits: list[list[object]], spoken: list[Spoken]
) -> tuple[Returned, bytes]:
    part = came.tender.parts["d1"]
    went, back = folder / "went.docx", folder / "back.docx"
    went.write_bytes(working_copy.write(came.basis, came.tender, part, spoken, organisation="Ash Council"))
    asked = folder / "script.json"
    asked.write_text(json.dumps([{"from": str(went), "to": str(back), "tracked": tracked, "author": AUTHOR, "edits": edits}]))
    done = subprocess.run(["/usr/bin/python3", HERE / "editing.py", asked], capture_output=True, text=True, timeout=300, check=False)
    assert back.exists() and not done.returncode, done.stderr
    guard.check(back.read_bytes())
    data = mend.mend(back.read_bytes())[0]
    known = working_copy.exported(came.tender, spoken)
    return returned(data, came.tender, part, came.basis, exported=known), data


def insist(came: FromWord, folder: Path, tracked: bool, seed: int) -> None:
    spoken = said_of(came)
    edits, done, moved = script(came, folder, random.Random(seed))
    assert len(done) >= 4  # in other tenders too few words can be named to LibreOffice
    found, data = through_libreoffice(came, folder, tracked, edits, spoken)
    assert ledger(found, data, came.tender, came.tender.parts["d1"]) == []
    insist_on_clauses(came, found, done, moved)
    insist_on_edits(found, done, moved, AUTHOR if tracked else "")
    insist_on_talks(found, spoken, commented=any(each.what == "comment" for each in done))


def insist_on_clauses(came: FromWord, found: Returned, done: list[Edit], moved: str) -> None:
    """Every clause is matched or listed, and none is taken for another: what was not touched says what it said."""
    order = list(came.tender.reading_order())
    assert [each.clause for each in found.clauses] == [clause.id for clause in order]
    touched = {each.clause for each in done if each.what != "comment"} | {each.clause for each in found.moved}
    for clause in order:
        if clause.id in touched or clause.wording[0].text == moved or clause.id not in found.accepted:
            continue
        assert [p.text.strip() for p in found.accepted[clause.id]] == [p.text.strip() for p in clause.wording], clause.id
    gone = [each for each in found.clauses if each.rung == "gone"]
    names = {clause.id: clause.wording[0].text for clause in order}
    assert [each.clause for each in gone if names[each.clause] != moved] == []


def insist_on_edits(found: Returned, done: list[Edit], moved: str, author: str) -> None:
    """Each edit is in what is told of its clause, as the one's who made it."""
    told = {each.clause: [p.text for p in each.wording] for each in found.reworded if each.author == author}
    for each in done:
        if each.what == "comment":
            continue
        now = told[each.clause]
        whole_text = "\n".join(now)
        if each.what == "type":
            assert "zebrawords" in whole_text and each.words not in now
        elif each.what == "split":
            assert each.words not in now and each.words[:9] in whole_text
        elif each.what == "join":
            assert any(text.startswith(each.words) and len(text) > len(each.words) for text in now)
        elif each.what == "rewrite":
            assert "Zebrarewrite" in whole_text and each.words not in now
        elif each.what == "delete":
            assert each.words not in whole_text
    assert {each.author for each in (*found.reworded, *found.moved, *found.removed, *found.carried)} <= {author}
    if moved:
        listed = [p.text for each in found.loose for p in each.wording]
        assert found.moved or moved in listed or any(moved in texts for texts in told.values())


def insist_on_talks(found: Returned, spoken: list[Spoken], commented: bool) -> None:
    """No comment of ours is told as a new one; the new one and the reply are told once each."""
    posts = [post.text for talk in found.talks for post in talk.posts]
    ours = {post.text for each in spoken for post in each.posts}
    assert [text for text in posts if text in ours] == []
    expected = ["Zebracomment: why so?"] * commented + ["Zebrareply: agreed."]
    assert sorted(posts) == sorted(expected)


@pytest.mark.parametrize("tracked", [False, True])
def test_a_file_of_our_own(tracked: bool, tmp_path: Path):
    came = FromWord(long_enough())
    insist(came, tmp_path, tracked, 1)


def long_enough() -> bytes:
    """Nine clauses of which each sentence stands once."""
    clauses = []
    for number in range(9):
        clauses.append(paragraph(f"Heading number {number}", style="NumberedHeading"))
        clauses += [
            paragraph(f"Sentence {line} of chapter {number} says what the provider does about matter {number}{line}.") for line in range(4)
        ]
    return word_file(*clauses)


@pytest.mark.parametrize("tracked", [False, True])
@pytest.mark.parametrize(
    "path",
    cases("docx/tenders/30*.docx", "docx/tenders/36*.docx", "docx/tenders/38*.docx", "docx/tenders/44*.docx", "docx/tenders/48*.docx"),
)
def test_real_tenders(path: Path, tracked: bool, tmp_path: Path):
    insist(FromWord(path.read_bytes()), tmp_path, tracked, 1)


def test_an_edit_that_is_not_told_would_be_found(tmp_path: Path):
    came = FromWord(long_enough())
    spoken = said_of(came)
    edits, done, moved = script(came, tmp_path, random.Random(1))
    found, data = through_libreoffice(came, tmp_path, False, edits[1:], spoken)
    with pytest.raises((AssertionError, KeyError)):
        insist_on_edits(found, done, moved, "")
    insist_on_talks(found, spoken, commented=True)
    unknown = returned(data, came.tender, came.tender.parts["d1"], came.basis)
    with pytest.raises(AssertionError):
        insist_on_talks(unknown, spoken, commented=True)
