"""Whatever people do to a tender in Word, tracked or not: read back, each one's changes are theirs alone, and nothing is lost."""

import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import exports.returned
import exports.telling
import exports.wordings
from exports.ledger import ledger
from exports.package import Package
from exports.returned import Returned, returned
from exports.revisions import settle
from exports.views import words
from specs.wording import Paragraph
from tests.word_edits import Editor
from tests.word_files import W, listed, p, table, word_file
from tests.word_stories import FromWord

PEOPLE = ("", "Sam", "Kit", "Öz & Co")
LETTERS = {"": "ж", "Sam": "ß", "Kit": "ð", "Öz & Co": "ł"}  # in what each of them types
WHAT = ("type", "delete", "split", "join", "rewrite", "add", "leave out", "move")


def document() -> bytes:
    """Seven clauses in which no word stands twice."""
    made, number = [], 0

    def some(many: int) -> str:
        nonlocal number
        number += many
        return " ".join(f"word{n}" for n in range(number - many, number))

    for clause in range(7):
        made.append(p(some(2 + clause % 3), style="NumberedHeading" if clause % 2 else "Heading1"))
        made += [p(some(6 + clause)) for _ in range(clause % 3 + 1)]
        if clause in (2, 5):
            made += [listed(some(3), 0, 2), listed(some(4), 0, 2)]
        if clause == 3:
            made += [table((some(2), some(3)), (some(2), some(1))), p(some(5))]
    return word_file(*made, p(some(8)))


CAME = FromWord(document())
WENT = CAME.written().data
steps = st.tuples(
    st.sampled_from(WHAT), st.sampled_from(PEOPLE), st.integers(0, 40), st.integers(0, 60), st.integers(1, 30), st.booleans(), st.booleans()
)


def edited(script: list[tuple]) -> Editor:
    """The file with all this done to it in turn. Words that somebody typed say who did."""
    editor = Editor(WENT)
    for number, (what, author, which, at, size, one, two) in enumerate(script):
        paragraphs, clauses = editor.paragraphs(), editor.clauses()
        paragraph = paragraphs[which % len(paragraphs)]
        length = len(editor.text(paragraph))
        typed = " ".join(f"{LETTERS[author]}{number}{n}" for n in range(1 + size % 3))
        clause = clauses[which % len(clauses)]
        if what == "type":
            editor.type(paragraph, at % (length + 1), f" {typed} ", author)
        elif what == "delete":
            editor.delete(paragraph, at % length, min(at % length + size, length), author)
        elif what == "split":
            editor.split(paragraph, at % (length + 1), author)
        elif what == "join":
            editor.join(paragraph, author)
        elif what == "rewrite":
            editor.rewrite(paragraph, typed, author)
        elif what == "add":
            editor.add(paragraph, typed, author)
        elif what == "leave out" and len(clauses) > 3:
            editor.leave_out(clause, author)
        elif what == "move" and all(editor.text(each) for each in clause):
            editor.move(clause, clauses[at % len(clauses)][0], author, one, two)
    return editor


def only(data: bytes, author: str) -> list[str]:
    """The paragraphs of the file with one person's tracked changes, and nobody else's."""
    package = Package(data)
    body = package.xml(package.main).find(f"{W}body")
    settle(body, lambda name, _: name == author)
    return spoken(words(body))


def spoken(lines: list[str]) -> list[str]:
    return [flat for line in lines if (flat := " ".join(line.split()))]


def said(paragraphs: tuple[Paragraph, ...]) -> list[str]:
    return spoken([f"{each.label} {each.text}" if each.typed else each.text for each in paragraphs])


def all_accepted(found: Returned) -> list[str]:
    """The clauses as they stand in the file with everybody's changes, and between them what belongs to none."""
    loose: dict[str, list[str]] = {}
    for each in (each for each in found.loose if not each.crossed_out):
        loose.setdefault(each.after, []).extend(said(each.wording))
    made = loose.get("", [])
    for clause, wording in found.accepted.items():
        made = [*made, *said(wording), *loose.get(clause, [])]
    return made


def of_one(found: Returned, author: str) -> list[str]:
    """The edition with one person's changes made to it, as they are told."""
    edition = {clause.id: clause.wording for clause in CAME.tender.reading_order()}
    edition.update({each.clause: each.wording for each in found.reworded if each.author == author and not each.mixed})
    gone = {each.clause for each in found.removed if each.author == author and not each.mixed}
    order = [clause for clause in edition if clause not in gone]
    for moved in (each for each in found.moved if each.author == author):
        order.remove(moved.clause)
        order.insert(order.index(moved.after) + 1 if moved.after else 0, moved.clause)
    return [line for clause in order for line in said(edition[clause])]


def insist(script: list[tuple]) -> None:
    editor = edited(script)
    data = editor.saved()
    found = returned(data, CAME.tender, CAME.tender.parts["d1"], CAME.basis)
    assert ledger(found, data, CAME.tender, CAME.tender.parts["d1"]) == []
    accepted = Package(data)
    body = accepted.xml(accepted.main).find(f"{W}body")
    settle(body, lambda *_: True)
    if not any(each.came for each in found.differences):
        assert Counter(all_accepted(found)) == Counter(spoken(words(body)))
    insist_on_whose(found, editor)
    movers = {author for what, author, *_ in script if what == "move"}  # who moves what another put somewhere makes it one's own
    if not any(author == "" for _, author, *_ in script) and not found.loose and len(movers) < 2:
        for author in found.authors:
            told, there = of_one(found, author), only(data, author)
            assert Counter(told) == Counter(there), author
            assert told == there or editor.torn, author


def insist_on_whose(found: Returned, editor: Editor) -> None:
    """No word of somebody else's is in what one changed, and none is missing that one did not cross out."""
    edition = {clause.id: clause.wording for clause in CAME.tender.reading_order()}
    moved = {each.clause for each in found.moved}
    for each in found.reworded:
        if each.mixed:
            continue
        now = " ".join(said(each.wording))
        others = set(LETTERS.values()) - {LETTERS[each.author]} - set("".join(editor.copied.get(each.author, ())))
        assert not [letter for letter in others if letter in now], each
        lost = set(" ".join(said(edition[each.clause])).split()) - set(now.split())
        crossed = " ".join(editor.deleted.get(each.author, []))
        if not moved and each.author:
            assert all(word in crossed or cut_in_two(word, now, crossed) for word in lost), (each, lost)


def cut_in_two(word: str, now: str, crossed: str) -> bool:
    """Whether a word is not there because something was typed into it, or a part of it crossed out, or it was split or joined."""
    return any(word[:k] in now or word[k:] in now or (word[:k] in crossed and word[k:] in crossed) for k in range(1, len(word)))


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.lists(steps, max_size=7))
def test_whatever_is_done_in_word(script):
    insist(script)


def test_no_edits_are_no_changes():
    found = returned(WENT, CAME.tender, CAME.tender.parts["d1"], CAME.basis)
    assert not found.changed and found.differences == ()


def test_another_ones_words_would_be_found(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(exports.returned.File, "read", lambda self, accepted, read=exports.returned.File.read: read(self, lambda *_: True))
    with pytest.raises(AssertionError):
        insist([("type", "Sam", 3, 5, 9, False, False), ("type", "Kit", 3, 9, 9, False, False)])


def test_a_lost_paragraph_would_be_found(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(exports.wordings.Wordings, "new", lambda *_: exports.wordings.Paragraph("", "para", ""))
    with pytest.raises(AssertionError, match="told of nowhere"):
        insist([("add", "Sam", 3, 5, 9, False, False)])


def test_words_gone_unsaid_would_be_found(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(exports.telling.Telling, "tell", lambda *_: None)
    monkeypatch.setattr(exports.telling.Telling, "upon_each_other", lambda *_: None)
    with pytest.raises(AssertionError, match="gone without a word"):
        insist([("delete", "Sam", 3, 5, 9, False, False)])


@pytest.mark.night
@pytest.mark.parametrize("seed", range(100))
def test_whatever_is_done_in_word_for_a_long_time(seed: int):
    chance = random.Random(seed)
    for _ in range(100):
        size = chance.randint(1, 10)
        insist(
            [
                (
                    chance.choice(WHAT),
                    chance.choice(PEOPLE),
                    chance.randint(0, 40),
                    chance.randint(0, 60),
                    chance.randint(1, 30),
                    chance.random() < 0.5,
                    chance.random() < 0.5,
                )
                for _ in range(size)
            ]
        )
