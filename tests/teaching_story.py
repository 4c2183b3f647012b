"""One story in which everything that can happen happens once."""

from specs.arranging import MergeClauses, MoveClause, RestoreClause, RetireClause, SplitClause
from specs.clauses import AddClause
from specs.erasing import EraseWords
from specs.fixing import FixClauses, OpenClauses
from specs.locks import LockWords, UnlockWords
from specs.members import EndSeat, GiveSeat
from specs.parts import AttachFile, ReferTo, RenameTender, RetirePart, SharePart
from specs.summaries import WriteInShort
from specs.tender import Note, Reason
from specs.wording import Mark, Paragraph, Place, Series
from tests.story import Story, found
from tests.test_clauses import typed

REASON = Reason("cannot", "money", "There is no more.", "Budget 2027", "Cabinet", "2027-06-30")


def everything() -> Story:
    """A story with every kind of event in it."""
    first, second, *rest = found(
        ("About this service", "This tender is for support in the city."),
        ("Access", "Staff will attend reviews every quarter.", "People can ask for:", "- a phone call", "- a visit"),
        ("Pay", "The provider must consult people who use the service."),
        ("Exit", "The provider hands over its records."),
    )
    table = tuple(
        Paragraph(f"q{20 + k}", "para", text, place=Place("t1", f"r{k // 2}", f"c{k % 2}"), origin=f"p{20 + k}", series=Series("3", 0))
        for k, text in enumerate(("Measure", "Target", "Answers", "Ten days"))
    )
    marked = Paragraph("q30", "para", "See clause 2 and this.", marks=(Mark(4, 12, "ref:k2"), Mark(17, 21, "bold"), Mark(22, 22, "note:1")))
    first = type(first)((*first.wording, marked, *table), (Note("1", "A footnote.", "1"),), first.how)
    story = Story((first, second, *rest))
    story.act(RenameTender("Support for everyone"))
    story.act(GiveSeat("m-priya", "procurement"))
    story.act(GiveSeat("m-olu", "observer"))
    story.act(EndSeat("m-olu"))
    story.act(AttachFile("Prices", "procurement", "0" * 64, "prices.xlsx"))
    story.act(ReferTo("Terms", "shareable", "https://example.org/terms"))
    story.act(SharePart("d2", "group"))
    story.act(RetirePart("d2"))
    story.act(typed(story, "c2", "will attend", "must attend", why="“Will” binds nobody."))
    story.act(AddClause("d1", "c2", "Choice", (Paragraph("", "para", "People choose who supports them."),), "It was missing."))
    story.act(LockWords("c2", 2, "p9", 0, 5, REASON))
    story.act(SplitClause("c2", "p10", "Asking for help"))
    story.act(MergeClauses("c2"))
    story.act(MoveClause("c3", "", "It comes first."))
    story.act(RetireClause("c4", "Said elsewhere."))
    story.act(RestoreClause("c4"))
    story.act(FixClauses(("c3", "c4"), REASON))
    story.act(OpenClauses(("c4",), "The board agreed."))
    story.act(WriteInShort("c2", "Reviews happen."))
    story.act(UnlockWords("c2", "l1", "Not needed."))
    story.act(EraseWords(2))
    return story
