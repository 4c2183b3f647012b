"""The tables for lists and search: always what the record says, made anew when they cannot be trusted, and open to anything one types."""

import asyncio
import re
import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.desk import Desk
from server.index import Index, TenderRow, pieces, query
from server.index_rows import BEGIN, END
from server.record import New, Record
from specs.arranging import RetireClause
from specs.clauses import Reword
from specs.erasing import EraseWords
from specs.fixing import FixClauses
from specs.parts import AddAuthoredPart, AuthoredPart, RenameTender, RetirePart, SharePart, StartTender, TenderRenamed
from specs.refusals import Refused
from specs.rules import encode
from specs.tender import Reason
from specs.wording import Paragraph
from tests.story import ANNE, FOUR, found

START = StartTender("Support in the city", AuthoredPart("Specification", FOUR, {}))
SEEN = {"t1": ["d1"]}


class Town:
    """A record, a desk and an index, asked in plain calls."""

    def __init__(self, folder):
        self.folder = folder
        self.record = Record(folder / "record.db")
        self.desk = Desk(self.record)
        self.index = Index(folder / "index.db", self.record, self.desk.warm)
        self.keys = 0

    def start(self, tender="t1", asked=START):
        asyncio.run(self.desk.start_tender(asked, ANNE, "", tender))

    def act(self, asked, tender="t1"):
        asyncio.run(self.desk.act(tender, asked, ANNE, ""))

    def hits(self, words, seen=SEEN):
        return [hit.clause for hit in self.index.search(words, list(seen), seen)]

    def tables(self):
        """Everything the tables hold, in an order of its own."""
        self.index.catch_up()
        db = sqlite3.connect(self.folder / "index.db")
        clauses = db.execute("SELECT tender, clause, part, sharing, heading, words FROM clauses ORDER BY 1, 2").fetchall()
        tenders = db.execute("SELECT * FROM tenders ORDER BY 1").fetchall()
        db.execute("INSERT INTO clauses_fts (clauses_fts, rank) VALUES ('integrity-check', 1)")  # raises where the search differs
        db.close()
        return clauses, tenders

    def close(self):
        self.index.close()
        self.desk.close()
        self.record.close()


@pytest.fixture
def town(tmp_path):
    town = Town(tmp_path)
    yield town
    town.close()


def reworded(town, clause, *texts):
    standing = town.desk.fold("t1").clauses[clause]
    first, *_ = standing.wording
    rest = tuple(Paragraph(f"+{place}", "para", text) for place, text in enumerate(texts, 1))
    town.act(Reword(clause, standing.version, (first, *rest)))


def test_a_tender_is_in_the_list_with_its_counts(town):
    assert town.index.tenders(["t1"]) == []
    town.start()
    town.act(FixClauses(("c2", "c3"), Reason("cannot", "money", "There is no more.", "Budget", "Cabinet", "2027-06-30")))
    town.act(RetireClause("c4", "Said elsewhere."))
    town.start("t2")
    (row,) = town.index.tenders(["t1", "t9"])
    last = list(town.record.read("t1"))[-1].at
    assert row == TenderRow(
        "t1", "Support in the city", "setting up", 3, 1, 2, last, {"m-anne": ["commissioner", False]}, {"d1": ["group", 3, 1]}, None, []
    )
    assert {row.id for row in town.index.tenders(["t1", "t2"])} == {"t1", "t2"}
    assert town.index.tenders([]) == []


def test_words_are_found_where_they_stand(town):
    town.start()
    assert town.hits("reviews") == ["c2"] and town.hits("REVIEW") == ["c2"] and town.hits("access") == ["c2"]
    assert town.hits("provider") == ["c4", "c3"] or town.hits("provider") == ["c3", "c4"]
    assert town.hits("provider records") == ["c4"] and town.hits("provider nowhere") == []
    assert town.hits("phone ca") == ["c2"] and town.hits("pho call") == []
    (hit,) = town.index.search("visit phone", ["t1"], SEEN)
    assert [piece for piece, marked in pieces(hit.snippet) if marked] == ["phone", "visit"]
    assert (hit.tender, hit.part, hit.heading) == ("t1", "d1", "Access")


def test_a_heading_counts_for_more(town):
    town.start(asked=StartTender("T", AuthoredPart("S", found(("One", "pay pay pay"), ("Pay", "nothing else here")), {})))
    assert town.hits("pay") == ["c2", "c1"]


def test_nothing_is_found_in_what_one_may_not_see(town):
    town.start()
    town.start("t2")
    town.act(AddAuthoredPart(AuthoredPart("Prices", found(("Prices", "The provider says its prices.")), {}, "procurement")))
    assert town.hits("prices") == [] and town.hits("prices", {"t1": ["d1", "d2"]}) == ["c5"]
    assert town.hits("provider", {}) == town.hits("provider", {"t1": []}) == town.hits("provider", {"t9": ["d1"]}) == []
    assert [hit.tender for hit in town.index.search("records", ["t1"], {"t1": ["d1"], "t2": ["d1"]})] == ["t1"]
    assert len(town.index.search("provider", ["t1", "t2"], {"t1": ["d1"], "t2": ["d1"]}, most=3)) == 3


def test_what_changes_is_found_anew_and_not_as_it_was(town):
    town.start()
    assert town.hits("quarter") == ["c2"]
    reworded(town, "c2", "Staff will attend meetings each month.")
    assert town.hits("quarter") == [] and town.hits("month") == ["c2"]
    town.act(RetireClause("c2", "No."))
    assert town.hits("month") == []
    town.act(AddAuthoredPart(AuthoredPart("More", found(("More", "An annex of words.")), {})))
    assert town.hits("annex", {"t1": ["d1", "d2"]}) == ["c5"]
    town.act(SharePart("d2", "shareable"))
    assert town.tables()[0][-1][2:4] == ("d2", "shareable")
    town.act(RetirePart("d2"))
    assert town.hits("annex", {"t1": ["d1", "d2"]}) == []


def test_words_taken_back_are_found_no_more_and_stand_in_no_file(town):
    town.start()
    reworded(town, "c2", "An unmistakable sentence.")
    assert town.hits("unmistakable") == ["c2"]
    town.act(EraseWords(2))
    assert town.hits("unmistakable") == []
    town.index.rebuild()
    town.index.close()
    assert [path.name for path in town.folder.glob("index*") if b"unmistakable" in path.read_bytes().lower()] == []


def test_caught_up_and_made_anew_are_the_same(town):
    town.start()
    town.start("t2")
    town.tables()
    reworded(town, "c1", "Other words.")
    town.tables()
    town.act(RenameTender("Other title"), "t2")
    town.act(RetireClause("c3", "No."))
    step_by_step = town.tables()
    town.index.rebuild()
    assert town.tables() == step_by_step
    town.desk._folds.clear()
    town.index.rebuild()
    assert town.tables() == step_by_step


def test_only_what_changed_is_written(town):
    town.start()
    town.tables()
    town.index._db.execute("CREATE TABLE written (clause)")
    town.index._db.execute("CREATE TRIGGER seen AFTER INSERT ON clauses BEGIN INSERT INTO written VALUES (NEW.clause); END")
    reworded(town, "c3", "Other words.")
    town.tables()
    assert town.index._db.execute("SELECT clause FROM written").fetchall() == [("c3",)]


def test_it_goes_on_after_closing(town):
    town.start()
    before = town.tables()
    town.index.close()
    town.act(RenameTender("Later"))
    town.index = Index(town.folder / "index.db", town.record)
    clauses, tenders = town.tables()
    assert clauses == before[0] and tenders[0][1] == "Later"


@pytest.mark.parametrize("harm", ["garbage", "empty", "another shape", "no table", "half made", "a row changed by hand"])
def test_tables_that_cannot_be_trusted_are_made_anew(town, harm):
    town.start()
    right = town.tables()
    path = town.folder / "index.db"
    town.index.close()
    if harm == "garbage":
        path.write_bytes(b"garbage" * 1000)
    elif harm == "empty":
        path.write_bytes(b"")
    else:
        statement = {
            "another shape": "PRAGMA user_version = 99",
            "no table": "DROP TABLE clauses",
            "half made": "DELETE FROM mark",
            "a row changed by hand": "UPDATE mark SET digest = x'00'",
        }[harm]
        db = sqlite3.connect(path, isolation_level=None)
        db.execute(statement)
        db.close()
    town.index = Index(path, town.record)
    assert town.hits("quarter") == ["c2"]
    assert town.tables() == right


def test_a_record_from_a_backup_is_noticed(town):
    town.start()
    town.act(RenameTender("Lost"))
    town.tables()
    other = Record(town.folder / "backup.db")
    for entry in town.record.read("t1", 0, 1):
        other.append("t1", 0, New(entry.at, entry.by, entry.key, entry.body, entry.words))
    body, words = encode([TenderRenamed("Since the backup")])
    other.append("t1", 1, New("2027-01-01T00:00:00Z", "m-anne", "", body, words))
    index = Index(town.folder / "index.db", other)
    assert index.tenders(["t1"])[0].title == "Since the backup"
    index.close()
    other.close()


def test_a_disk_that_cannot_take_it_leaves_what_was_known(town, monkeypatch):
    town.start()
    town.tables()
    town.act(RenameTender("Newer"))

    def full(*_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(town.index, "_take_in", full)
    assert town.index.tenders(["t1"])[0].title == "Support in the city"
    assert town.hits("quarter") == ["c2"]


def test_a_folder_that_cannot_be_written_to_is_told(town):
    town.start()
    with pytest.raises(Refused, match="cannot be written to"):
        Index(town.folder / "nowhere" / "index.db", town.record).tenders(["t1"])


TYPED = '" "" \' * - a|-b NEAR(a|b) a|AND OR NOT|a a^2 col:a {a} ( a) % “x” -rf c* heading:a + a|+|b \0 \ud800 \0a'.split()


@pytest.mark.parametrize("words", TYPED)
def test_signs_of_the_search_are_only_signs(town, words):
    town.start()
    words = words.replace("|", " ")
    only_words = re.sub(r"[^\w ]", " ", words)
    assert town.hits(words) == town.hits(only_words)
    assert town.hits(f"{words} nowhere") == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_one_can_type_anything(town, words):
    if not town.record.head("t1"):
        town.start()
    town.hits(words)


def test_the_last_word_may_be_the_beginning_of_one():
    assert query('say "hello" wor') == '"say" "hello" "wor"*'
    assert query("– * ()") == query("") == ""


def test_pieces_of_a_snippet():
    assert pieces(f"a {BEGIN}b{END} c{BEGIN}d{END}") == [("a ", False), ("b", True), (" c", False), ("d", True)]
    assert pieces("") == [] and pieces("plain") == [("plain", False)] and pieces(f"{BEGIN}x{END}") == [("x", True)]
