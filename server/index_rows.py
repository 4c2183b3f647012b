"""What the search and the list of tenders know: the tables of ``index.db``, and their rows as a tender gives them."""

import json
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from sqlite_utils import Database

from specs.interests import must_declare
from specs.labels import label_of, title_of
from specs.rounds import dates_of
from specs.tender import Clause, Tender

SHAPE = 6  # of the tables: another number has them made anew
BEGIN, END = "\x02", "\x03"  # around what was looked for; no kept words hold them

_no_signs = str.maketrans("", "", BEGIN + END + "\0")

CLAUSES = {"tender": str, "clause": str, "part": str, "sharing": str, "label": str, "title": str, "heading": str, "words": str}
TALK = {"tender": str, "thread": str, "place": str, "words": str}
TENDERS = {"id": str, "title": str, "state": str, "clauses": int, "open": int, "fixed": int, "changed_at": str, "about": str}


class TalkRow(NamedTuple):
    """A post or an answer as the search knows it; ``place`` tells them apart within their thread."""

    tender: str
    thread: str
    place: str
    words: str


class Row(NamedTuple):
    """A clause as the search knows it."""

    tender: str
    clause: str
    part: str
    sharing: str
    label: str
    title: str
    heading: str
    words: str


def make(db: sqlite3.Connection) -> None:
    """Makes the tables, with nothing in them."""
    tables = Database(db)
    tables.table("clauses").create(CLAUSES, not_null=CLAUSES, strict=True)
    tables.table("clauses").create_index(["tender", "clause"], unique=True)
    tables.table("talk").create(TALK, not_null=TALK, strict=True)
    tables.table("talk").create_index(["tender", "thread", "place"], unique=True)
    tables.table("tenders").create(TENDERS, pk="id", not_null=TENDERS, strict=True)
    tables.table("mark").create({"id": int, "position": int, "digest": bytes}, pk="id", strict=True)
    db.execute(f"PRAGMA user_version={SHAPE}")


def rows_of(tender: Tender) -> list[Row]:
    """Every clause that stands, as the search knows it."""
    made = []
    for part in tender.authored():
        for clause in tender.reading_order(part.id):
            heading, words = _wording(clause)
            label, title = label_of(tender, clause).translate(_no_signs), title_of(clause).translate(_no_signs)
            made.append(Row(tender.id, clause.id, part.id, part.sharing, label, title, heading, words))
    return made


def _wording(clause: Clause) -> tuple[str, str]:
    """The heading and every other word of a clause, its notes too; nothing where they were taken back."""
    version = clause.versions[-1]
    texts = version.texts or []
    heads = 1 if texts and version.shape[0][1] == "head" else 0
    words = [*texts[heads:], *(note.text for note in clause.notes)]
    return (texts[0] if heads else "").translate(_no_signs), "\n".join(words).translate(_no_signs)


def add(db: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Puts clauses in."""
    db.executemany(f"INSERT INTO clauses ({', '.join(CLAUSES)}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)  # noqa: S608 (our own names)


def talk_of(tender: Tender) -> list[TalkRow]:
    """Everything that was said about a tender and answered, but for what was hidden or taken back."""
    made = []
    for thread in tender.threads.values():
        posts = [(f"p{post.number}", post.text) for post in thread.posts if post.text and not post.hidden]
        answers = [(f"a{number}", answer.text) for number, answer in enumerate(thread.answers)]
        made += [TalkRow(tender.id, thread.id, place, words_of(text)) for place, text in (*posts, *answers)]
    return made


def words_of(text: str) -> str:
    """Words as the search keeps them."""
    return text.translate(_no_signs)


def add_talk(db: sqlite3.Connection, rows: Iterable[TalkRow]) -> None:
    """Puts in what was said."""
    db.executemany("INSERT INTO talk (tender, thread, place, words) VALUES (?, ?, ?, ?)", rows)


def keep_tender(db: sqlite3.Connection, tender: Tender, changed_at: str) -> None:
    """Puts a tender into the list, or puts it there anew."""
    parts: dict[str, tuple[str, int, int]] = {}
    for part in tender.authored():
        standing = list(tender.reading_order(part.id))
        parts[part.id] = (part.sharing, len(standing), sum(clause.openness == "open" for clause in standing))
    total, opened = sum(each[1] for each in parts.values()), sum(each[2] for each in parts.values())
    about = json.dumps(
        {
            "seats": {member.id: (member.seat, member.linked) for member in tender.members.values()},
            "undeclared": [member.id for member in tender.members.values() if must_declare(tender, member)],
            "parts": parts,
            "dates": dates_of(tender),
        }
    )
    row = (tender.id, tender.title, tender.state, total, opened, total - opened, changed_at, about)
    db.execute("INSERT OR REPLACE INTO tenders VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
