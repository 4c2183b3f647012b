"""An open tender that came from a Word file, the file that goes out, what people do to it in Word, and how it comes back."""

from collections.abc import Callable
from typing import Any

from exports.basis import Basis, of_import
from exports.brought_back import brought_back
from exports.returned import returned
from exports.word_in import read
from exports.word_out import write
from server.word_files import copy_of, write_here
from specs.returned import Back, Edit, Unplaced
from specs.returned_plan import Plan, Planned, file_id, planned
from specs.returning import BringBack, TakeEdit, TakeRemark
from specs.tender import Member, Tender
from specs.wording import Paragraph
from tests.group import TODAY, Group
from tests.story import PRIYA
from tests.word_edits import Editor
from tests.word_stories import rich_file

LEX, KIT = "Lex Legal", "Kit Koch"


class Travelling(Group):
    """A group whose tender goes to Word and comes back."""

    def __init__(self, data: bytes = b"") -> None:
        data = data or rich_file()
        found = read(data)
        super().__init__(found.clauses, lists=found.lists)
        self.tender.parts["d1"].base = "the file"
        self.start = self.as_it_stands()
        self.basis: Basis = of_import(data, self.start, self.start.parts["d1"])

    def as_it_stands(self) -> Tender:
        """The tender as it is now, to be kept: what is done later does not touch it."""
        tender = self.again()
        tender.parts["d1"].base = "the file"
        return tender

    def out(self) -> bytes:
        """The file that goes out."""
        return write(self.basis, self.tender, self.tender.parts["d1"], organisation="Ash Council").data

    def edited(self, *acts: Callable[[Editor], object]) -> bytes:
        """The file that goes out, with what was done to it in Word."""
        word = Editor(self.out())
        for act in acts:
            act(word)
        return word.saved()

    def back(self, data: bytes, edition: Tender | None = None) -> Back:
        """What came back, of an edition (else of the tender as it stands)."""
        tender = edition or self.as_it_stands()
        part = tender.parts["d1"]
        return brought_back(returned(data, tender, part, self.basis), tender, part)

    def plan(self, back: Back, by: Member = PRIYA, file: str = "") -> Plan:
        """What it would become."""
        return planned(self.tender, file or self.file(back), back, by, TODAY)

    def file(self, back: Back) -> str:
        """The id of the file that says this."""
        return file_id(self.tender.id, "d1", 1, repr(back))

    def bring(self, data: bytes, by: Member = PRIYA, edition: Tender | None = None) -> Plan:
        """Brings a file back, and records what is new; gives what it became."""
        back = self.back(data, edition)
        plan, file = self.plan(back, by), self.file(back)
        if file not in self.tender.returned:
            seq = (edition or self.tender).seq
            self.act(BringBack(file, "d1", seq, back.names, back.found, plan.unplaced, back.differences, today=TODAY), by)
        for each in plan.new:
            self.act(taking(file, each), by)
        return plan


def taking(file: str, each: Planned) -> TakeEdit | TakeRemark:
    """What is asked for something of a file."""
    item = each.item
    return TakeEdit(file, item, each.name, TODAY) if isinstance(item, Edit) else TakeRemark(file, item, each.name, TODAY)


def typing(before: str, words: str, author: str = LEX) -> Callable[[Editor], object]:
    """Types words behind others."""

    def act(word: Editor) -> None:
        p = next(p for p in word.paragraphs() if before in word.text(p))
        word.type(p, word.text(p).index(before) + len(before), words, author)

    return act


def leaving_out(words: str, author: str = LEX) -> Callable[[Editor], object]:
    """Crosses the clause with these words out."""

    def act(word: Editor) -> None:
        word.leave_out(next(clause for clause in word.clauses() if any(words in word.text(p) for p in clause)), author)

    return act


RETURNED, LEGAL, FROM_WORD = "r0000000aaa", "t0000000ee1", "t0000000ee2"


def what_came_back(home: Any, tender: str, one: str = "c1", fixed: str = "c2") -> tuple[Any, ...]:
    """What procurement asks for when a file came back: it adds a clause behind ``one`` and leaves out one with fixed words."""
    today = home.today()
    kept = home.record.put_blob(write_here(copy_of(home, tender, "draft", "d1")).data)
    unplaced = (Unplaced(1, one, "Nobody knows where.", "It hangs on no words."),)
    changed = ("The header has changed.",)
    wording = (Paragraph("+1", "para", "Visitors are welcome at all hours."),)
    found = ((one, "bookmark"),)
    return (
        BringBack(RETURNED, "d1", 1, (LEX,), found, unplaced, changed, kept, file_name="From Lex.docx", today=today),
        TakeEdit(RETURNED, Edit(1, "new", one, 1, wording, after=one), FROM_WORD, today),
        TakeEdit(RETURNED, Edit(1, "removal", fixed, 1), LEGAL, today),
    )


def came_back(visit: Any, tender: str, **more: str) -> None:
    """A file came back to a tender of the pages’ tests."""
    for number, asked in enumerate(what_came_back(visit.house, tender, **more)):
        visit.act(asked, f"came back {number}", tender, "procurement")
