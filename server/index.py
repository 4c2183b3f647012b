"""The tables for questions across tenders, and the search: made from the record, and made anew whenever one likes."""

import json
import logging
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sqlite_utils import Database

from server.folding import bring_up_to_date
from server.index_rows import BEGIN, END, SHAPE, Row, TalkRow, add, add_talk, keep_tender, make, rows_of, talk_of, words_of
from server.record import Record
from server.record_disk import DAMAGED, NOT_WRITABLE, sentence_for
from specs.refusals import Refused
from specs.seats import may_see_shared
from specs.tender import Member, Tender

AROUND = 24  # words in a snippet

_log = logging.getLogger(__name__)


class TenderRow(NamedTuple):
    """A tender in a list of tenders: how many clauses stand, how many of them are open and fixed, and when it last changed.

    ``dates`` are those of its newest round.

    ``seats`` are those held now, by member, each with whether its holder is linked to a possible bidder; ``undeclared`` are the members
    who have yet to say whether they are, before they read; ``parts`` the authored ones: who may see each, how many clauses it has, and
    how many of them are open.
    """

    id: str
    title: str
    state: str
    clauses: int
    open: int
    fixed: int
    changed_at: str
    seats: Mapping[str, tuple[str, bool]]
    parts: Mapping[str, tuple[str, int, int]]
    dates: tuple[str, str] | None = None
    undeclared: Collection[str] = ()

    def seat_of(self, member: str | None) -> Member | None:
        """The seat that a member holds now."""
        seat, linked = self.seats.get(member or "", ("", False))
        return Member(member, seat, linked) if member and seat else None

    def seen_by(self, by: Member) -> list[str]:
        """The authored parts that this seat may see."""
        return [part for part, (sharing, _, _) in self.parts.items() if may_see_shared(by, sharing)]


class Hit(NamedTuple):
    """A clause in which the words stand, with some of its words: see ``pieces``."""

    tender: str
    clause: str
    part: str
    label: str
    title: str
    heading: str
    snippet: str


class Said(NamedTuple):
    """Words that somebody said in a thread, all of them and some of them. Whether they have reached whoever asks, the rules know."""

    tender: str
    thread: str
    words: str
    snippet: str


def pieces(snippet: str) -> list[tuple[str, bool]]:
    """A snippet in pieces, each with whether it is what was looked for."""
    found: list[tuple[str, bool]] = []
    for place, piece in enumerate(snippet.split(BEGIN)):
        marked, sign, rest = piece.partition(END)
        found += [(marked, True), (rest, False)] if sign and place else [(piece, False)]
    return [piece for piece in found if piece[0]]


def query(words: str) -> str:
    """What a person typed, as FTS5 understands it: every word must be there, and the last may be the beginning of one.

    Each word is quoted, so that nothing in it is an operator: https://www.sqlite.org/fts5.html#fts5_strings.
    """
    wanted = [word.replace('"', "") for word in words_of(words).split()]
    quoted = [f'"{word}"' for word in wanted if any(c.isalnum() for c in word)]
    return " ".join(quoted) + "*" if quoted else ""


class Index:
    """The file ``index.db``. Any thread may call anything here.

    ``warm`` gives a tender that is in memory as its last entry left it, so that it need not be folded again.
    """

    def __init__(self, path: Path, record: Record, warm: Callable[[str], Tender | None] | None = None) -> None:
        self.path = path
        self.record = record
        self._warm = warm
        self._lock = threading.RLock()
        self._db: sqlite3.Connection | None = None

    def close(self) -> None:
        """Ends it; a second time does nothing."""
        with self._lock:
            if self._db is not None:
                self._db.close()
                self._db = None

    # Keeping up

    def catch_up(self) -> None:
        """Takes in what the record has and the tables have not; makes them anew where they cannot be trusted."""
        with self._lock:
            try:
                if self._db is None:
                    self._db = self._open()
                known = self._db.execute("SELECT position, digest FROM mark").fetchone()
                if known is None or self.record.digest_at(known[0]) != known[1]:
                    self.rebuild()  # never finished, or of another record, such as one from a backup
                elif self.record.position() > known[0]:
                    self._take_in(self._db, known[0])
            except sqlite3.Error as wrong:
                if _broken(wrong):
                    _log.warning("The tables are made anew: %s", wrong)
                    self.rebuild()
                else:  # the disk is full, say: what was known before is still there to be asked
                    _log.warning("The tables could not be brought up to date: %s", wrong)

    def rebuild(self) -> None:
        """Drops everything and makes it anew."""
        with self._lock:
            self.close()
            for end in ("", "-wal", "-shm", "-journal"):
                self.path.with_name(self.path.name + end).unlink(missing_ok=True)
            db = self._db = self._open()
            position = self.record.position()
            db.execute("BEGIN")
            for tender_id in self.record.heads():
                tender, changed_at = self._tender(tender_id)
                add(db, rows_of(tender))
                add_talk(db, talk_of(tender))
                keep_tender(db, tender, changed_at)
            db.execute("COMMIT")
            # Last, because filling the search at once is quicker than row by row.
            for table, columns in (("clauses", ["heading", "words", "tender"]), ("talk", ["words", "tender"])):
                Database(db).table(table).enable_fts(columns, create_triggers=True, tokenize="porter unicode61 remove_diacritics 2")
            db.execute("INSERT OR REPLACE INTO mark VALUES (1, ?, ?)", (position, self.record.digest_at(position)))

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, timeout=10, isolation_level=None, check_same_thread=False)
        try:
            db.execute("PRAGMA trusted_schema=ON")  # the search's triggers write to a virtual table; the file is ours alone
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=NORMAL")  # what a power cut takes is taken in again
            db.execute("PRAGMA secure_delete=ON")
            if not db.execute("SELECT 1 FROM sqlite_schema").fetchone():
                make(db)
            elif db.execute("PRAGMA user_version").fetchone()[0] != SHAPE:
                raise sqlite3.DatabaseError("they have another shape")
        except BaseException:
            db.close()
            raise
        return db

    def _take_in(self, db: sqlite3.Connection, after: int) -> None:
        """Brings the tenders that changed up to date: only rows that differ are written."""
        position = self.record.position()
        db.execute("BEGIN IMMEDIATE")
        try:
            for tender_id in self.record.changed(after):
                tender, changed_at = self._tender(tender_id)
                wanted = {row.clause: row for row in rows_of(tender)}
                there = {row[1]: Row(*row) for row in db.execute(f"{SELECT} WHERE tender = ?", (tender_id,))}
                gone = [(tender_id, clause) for clause, row in there.items() if wanted.get(clause) != row]
                db.executemany("DELETE FROM clauses WHERE tender = ? AND clause = ?", gone)
                add(db, (row for clause, row in wanted.items() if there.get(clause) != row))
                said = set(talk_of(tender))
                known = {
                    TalkRow(*row) for row in db.execute("SELECT tender, thread, place, words FROM talk WHERE tender = ?", (tender_id,))
                }
                unsaid = [row[:3] for row in known - said]
                db.executemany("DELETE FROM talk WHERE tender = ? AND thread = ? AND place = ?", unsaid)
                add_talk(db, sorted(said - known))
                keep_tender(db, tender, changed_at)
            db.execute("INSERT OR REPLACE INTO mark VALUES (1, ?, ?)", (position, self.record.digest_at(position)))
            db.execute("COMMIT")
        except BaseException:
            db.execute("ROLLBACK")
            raise

    def _tender(self, tender_id: str) -> tuple[Tender, str]:
        """The tender as it stands, and when its last entry was made."""
        tender = self._warm(tender_id) if self._warm else None
        if tender is None:
            tender = Tender(id=tender_id)
            bring_up_to_date(tender, self.record.read(tender_id))
        last = next(self.record.read(tender_id, tender.seq - 1, tender.seq))
        return tender, last.at

    # Asking

    def tenders(self, ids: Iterable[str]) -> list[TenderRow]:
        """The rows of these tenders, the one that changed last first."""
        return [
            TenderRow(*row, **json.loads(about))
            for *row, about in self._ask(
                "SELECT id, title, state, clauses, open, fixed, changed_at, about FROM tenders"
                " WHERE id IN (SELECT value FROM json_each(?)) ORDER BY changed_at DESC, id",
                (json.dumps(list(ids)),),
            )
        ]

    def search(self, words: str, tenders: Iterable[str], parts_seen: Mapping[str, Collection[str]], most: int = 200) -> list[Hit]:
        """Clauses in which all the words stand, the best first, only in these tenders and only in parts one may see (ids, by tender)."""
        wanted = query(words)
        if not wanted:
            return []
        seen = [[tender, part] for tender in tenders for part in parts_seen.get(tender, ())]
        if not seen:
            return []
        whose = " OR ".join(f'"{tender}"' for tender in dict.fromkeys(tender for tender, _ in seen))
        asked = {
            "begin": BEGIN,
            "end": END,
            "wanted": f"tender : ({whose}) AND {{heading words}} : ({wanted})",
            "seen": json.dumps(seen),
            "most": most,
        }
        return [Hit._make([*row[:6], row[7] if BEGIN in row[7] else row[6]]) for row in self._ask(SEARCH, asked)]

    def said(self, words: str, tenders: Collection[str], most: int = 200) -> list[Said]:
        """What was said in which all the words stand, only in these tenders. It is for the rules to say which of it has reached whom."""
        wanted = query(words)
        if not wanted or not tenders:
            return []
        whose = " OR ".join(f'"{tender}"' for tender in tenders)
        asked = {"begin": BEGIN, "end": END, "wanted": f"tender : ({whose}) AND words : ({wanted})", "most": most}
        return [Said(*row) for row in self._ask(SAID, asked)]

    def _ask(self, question: str, values: tuple[Any, ...] | dict[str, Any]) -> list[tuple[Any, ...]]:
        with self._lock:
            try:
                self.catch_up()
                if self._db is None:
                    raise Refused(NOT_WRITABLE)
                try:
                    return self._db.execute(question, values).fetchall()
                except sqlite3.Error as wrong:
                    if not _broken(wrong):
                        raise
                    self.rebuild()
                    return self._db.execute(question, values).fetchall()
            except sqlite3.Error as wrong:
                raise Refused(sentence_for(wrong, self.path, read_only=False) or DAMAGED.format(self.path.name)) from wrong


SELECT = "SELECT tender, clause, part, sharing, label, title, heading, words FROM clauses"
# Clauses with the words in their heading come first. Whose tender it is, is asked in the search itself, and nothing is weighed by how often
# a word stands anywhere (bm25 counts that anew each time): a search takes no longer for what stands in other people's tenders.
SEARCH = f"""
SELECT clauses.tender, clauses.clause, clauses.part, clauses.label, clauses.title, clauses.heading,
       snippet(clauses_fts, 0, :begin, :end, '…', {AROUND}), snippet(clauses_fts, 1, :begin, :end, '…', {AROUND})
FROM clauses_fts JOIN clauses ON clauses.rowid = clauses_fts.rowid
WHERE clauses_fts MATCH :wanted
  AND (clauses.tender, clauses.part) IN (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:seen))
ORDER BY instr(highlight(clauses_fts, 0, :begin, :end), :begin) = 0, clauses.rowid LIMIT :most
"""  # noqa: S608 (nothing of a visitor is in it)


SAID = f"""
SELECT talk.tender, talk.thread, talk.words, snippet(talk_fts, 0, :begin, :end, '…', {AROUND})
FROM talk_fts JOIN talk ON talk.rowid = talk_fts.rowid WHERE talk_fts MATCH :wanted LIMIT :most
"""  # noqa: S608 (nothing of a visitor is in it)


def _broken(wrong: sqlite3.Error) -> bool:
    """Whether the tables themselves are to blame, and not the disk. Codes: https://www.sqlite.org/rescode.html."""
    code = getattr(wrong, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or "no such" in str(wrong) or type(wrong) is sqlite3.DatabaseError
