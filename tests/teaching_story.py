"""One story in which everything that can happen happens once."""

from dataclasses import replace

from specs.adopting import AdoptBase
from specs.agreeing import Agree
from specs.answers import AnswerThreads, AssignThread, CloseThread, RemindAuthor, ReopenThread
from specs.arranging import MergeClauses, MoveClause, RestoreClause, RetireClause, SplitClause
from specs.behalf import ClaimPost, ConfirmClaim
from specs.clauses import AddClause
from specs.comments import Comment, Reply
from specs.counters import AnswerCounter, OfferCounter
from specs.deputies import NameDeputy
from specs.disagreements import MindDisagreement
from specs.dissents import NoteCorrection, RecordDissent
from specs.erasing import EndHold, EraseWords, HoldRecords, TakeBack
from specs.fixing import FixClauses, OpenClauses
from specs.gate import ChooseWhatMustBeMet, PrepareIssue
from specs.hiding import AppealHiding, HidePost, JudgeAppeal
from specs.holds import HoldClause, ReleaseClause
from specs.ideas import EndIdea, KeepIdea, PutIdea
from specs.imported import KeepFromImport, KeepRemark, file_of
from specs.interests import DeclareInterest, HandleInterest
from specs.issuing import WithdrawIssue
from specs.legal_changes import ConfirmLegalChange, DeclineLegalChange, SeeLegalChange
from specs.locks import LockWords, UnlockWords
from specs.members import EndSeat, GiveSeat
from specs.parts import AttachFile, ReferTo, RenameTender, RetirePart, SharePart
from specs.places import PlaceComment
from specs.private import PutForward
from specs.proposals import Propose
from specs.recipes import ChooseRecipe
from specs.regrouping import JoinChanges
from specs.returned import Edit, Passage, Remark, Unplaced
from specs.returning import BringBack, TakeEdit, TakeRemark
from specs.reviewers import ClaimReviewer
from specs.revising import Revise, Withdraw
from specs.rounds import PlanOpening, SignOpening, fingerprint
from specs.signatures import TakeSignatureBack
from specs.signing_off import ReopenClause, SignOffClause
from specs.stands import TakeStand
from specs.summaries import WriteInShort
from specs.taking_back import TakeBackSaid
from specs.tender import Note, Reason
from specs.threads import Behalf, Span
from specs.wording import Mark, Paragraph, Place, Series, Wording
from specs.words import changes
from tests.group import DEV, FAY, MEI, PLAN, RUTH, TODAY, name_of_thread
from tests.issuing import signing as issuing
from tests.returning import LEX
from tests.story import ANNE, JOSH, PRIYA, Story, found
from tests.suggesting import arrangement, other_words, signing
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
    _and_the_group(story)
    story.act(EraseWords(2))
    return story


def _and_the_group(story: Story) -> None:
    """The tender opens, and everything that people can say and answer is said and answered once."""
    story.act(GiveSeat(FAY.id, "facilitator"))
    story.act(GiveSeat(RUTH.id, "official", until="2027-12-31", today=TODAY))
    for by in (JOSH, MEI, DEV):
        story.act(GiveSeat(by.id, by.seat), FAY)
    for by, deputy in ((ANNE, RUTH), (JOSH, MEI), (FAY, DEV)):
        story.act(NameDeputy(deputy.id), by)
    story.act(PlanOpening(PLAN, TODAY))
    for by in (ANNE, JOSH):
        story.act(SignOpening(fingerprint(story.tender), TODAY), by)
    story.act(DeclareInterest(True, "Harbour Care", "I volunteer there."), DEV)
    story.act(HandleInterest(DEV.id, "limited", "They may bid."), PRIYA)
    one, two, three, four, five, six = (f"t{number:010x}" for number in range(1, 7))
    words = (Span("p5", 0, 5),)
    version = story.tender.clauses["c2"].version
    now = {"today": TODAY}
    story.act(Comment(one, "c2", version, "comment", "Who attends?", tuple(Span("p9", s.start, s.end) for s in words), **now), MEI)
    story.act(other_words(story.tender, six, "c2", "must attend", "always attend", TODAY), JOSH)
    for by in (ANNE, JOSH):
        story.act(signing(story.tender, six, TODAY), by)
    story.act(PlaceComment(one, story.tender.clauses["c2"].version, (), TODAY), MEI)
    story.act(Reply(one, "I ask that too.", **now), JOSH)
    story.act(Agree(one, **now), JOSH)
    story.act(Agree(one, no_more=True, **now), JOSH)
    story.act(AssignThread(one, RUTH.id, TODAY))
    story.act(AnswerThreads((one,), "no", "That is for the provider.", "We will ask bidders.", **now), RUTH)
    story.act(RemindAuthor(one, today="2026-12-20"), FAY)
    story.act(CloseThread(one, "not agreed", "It matters.", **now), MEI)
    story.act(ReopenThread(one, "Nobody asked the bidders.", TODAY), MEI)
    story.act(Comment(two, "c2", 1, "private", "I am afraid to ask.", **now), MEI)
    story.act(PutForward(two, three, "Somebody asks who reads this.", TODAY), FAY)
    behalf = Behalf("meeting", TODAY, "the public meeting")
    story.act(Comment(four, "c3", 1, "comment", "More buses.", behalf=behalf, **now), FAY)
    story.act(ClaimPost(four, 1), MEI)
    story.act(ConfirmClaim(four, 1), FAY)
    story.act(Comment(five, "c3", 1, "comment", "Their names are on the door.", **now), MEI)
    story.act(HidePost(five, 1, "names", "It names a neighbour.", TODAY), FAY)
    story.act(AppealHiding(five, 1, "She agreed.", TODAY), MEI)
    story.act(JudgeAppeal(five, 1, True, "She did not know.", TODAY), JOSH)
    _and_what_was_suggested(story)
    story.act(HoldRecords("A bidder asks for records.", "2027-01-31", TODAY), PRIYA)
    story.act(TakeBack(five, 1), MEI)
    story.act(EndHold(), PRIYA)


def _and_what_was_suggested(story: Story) -> None:
    """Everything that can become of suggestions, ideas, holds and signatures happens once."""
    seven, eight, nine, ten, idea = (f"t{number:010x}" for number in range(7, 12))
    now = {"today": TODAY}
    story.act(other_words(story.tender, seven, "c2", "reviews every quarter", "every review each month", TODAY), MEI)
    story.act(JoinChanges(seven, (1, 2), TODAY), MEI)
    offer = story.tender.proposals[seven].offer.wording
    story.act(OfferCounter(seven, 1, _with(story, "c2", "every quarter", "each week"), "Sooner.", **now), JOSH)
    story.act(AnswerCounter(seven, 1, False, "Too often.", **now), MEI)
    story.act(OfferCounter(seven, 4, _with(story, "c2", "every quarter", "every month"), "Simpler.", **now), RUTH)
    story.act(AnswerCounter(seven, 2, True, "Yes.", **now), MEI)
    story.act(Revise(seven, 4, offer, "As it was said at first.", **now), MEI)
    story.act(TakeStand(seven, "not", 3, "Too often for some.", "Every second month.", **now), RUTH)
    story.act(other_words(story.tender, eight, "c2", "Staff", "Support workers", TODAY), MEI)
    for by in (ANNE, JOSH):
        story.act(signing(story.tender, eight, TODAY), by)
    story.act(signing(story.tender, seven, TODAY), ANNE)
    story.act(TakeSignatureBack(seven, TODAY), ANNE)
    story.act(MindDisagreement(seven, "Fay", "being talked about", "2026-12-01", "At the next meeting.", TODAY), FAY)
    for by in (ANNE, JOSH):
        story.act(signing(story.tender, seven, TODAY, "no", alternative="We ask bidders."), by)
    story.act(NoteCorrection(seven, "It was Tuesday.", TODAY), JOSH)
    story.act(RecordDissent(seven, "People wait too long.", "Every month.", **now), MEI)
    story.act(TakeBackSaid("dissent", seven, 1), MEI)
    explained = (Paragraph("+1", "para", "Wages are set by the council."),)
    story.act(Propose(nine, "explanation", "c3", story.tender.clauses["c3"].fixings, "Plainer.", explained, **now), MEI)
    for by in (ANNE, JOSH):
        story.act(signing(story.tender, nine, TODAY), by)
    story.act(arrangement(story.tender, ten, "removal", "c4", TODAY), MEI)
    story.act(Withdraw(ten, "It is needed.", **now), MEI)
    story.act(PutIdea(idea, "c4", "A book of photographs.", **now), MEI)
    story.act(KeepIdea(idea, "Ruth", "2027-02-01", "", TODAY))
    story.act(EndIdea(idea, "let go", "There is one.", "2027-02-01"))
    story.act(HoldClause("c4", "We have to talk.", "2026-12-01", **now), JOSH)
    story.act(ReleaseClause("c4", "We talked.", **now), JOSH)
    for asked in (SignOffClause("c4", 1, TODAY), ReopenClause("c4", "Something is missing.", TODAY)):
        for by in (ANNE, JOSH):
            story.act(asked, by)
    story.act(ChooseRecipe("commissioner alone"))
    _and_what_was_issued(story)
    _and_what_came_back(story)
    _and_what_was_imported(story)
    _and_what_was_adopted(story)


def _and_what_was_issued(story: Story) -> None:
    """The tender is issued although something is open, and withdrawn; then there is a next issue, with what changed."""
    why = tuple((kind, "It cannot wait.") for kind in ("threads", "suggestions", "clauses"))
    story.act(ChooseWhatMustBeMet(("holds",), TODAY))
    for changed in (False, True):
        if changed:
            story.act(other_words(story.tender, name_of_thread(12), "c2", "Support workers", "Workers", TODAY), MEI)
            for by in (ANNE, JOSH):
                story.act(signing(story.tender, name_of_thread(12), TODAY), by)
        story.act(PrepareIssue(why, TODAY))
        for by in (ANNE, JOSH):
            story.act(issuing(story.tender, TODAY), by)
    for by in (ANNE, JOSH):
        story.act(WithdrawIssue(1, "A price was wrong.", TODAY), by)


def _and_what_came_back(story: Story) -> None:
    """A Word file came back: it suggests something, says something, and changes a fixed clause twice."""
    story.act(BringBack("r00000000e0", "d1", 1, (LEX,), (("c1", "bookmark"),), file_name="From Lex.docx", today=TODAY), PRIYA)
    story.act(TakeEdit("r00000000e0", Edit(1, "removal", "c1", 1), name_of_thread(0xE1), TODAY), PRIYA)
    story.act(TakeRemark("r00000000e0", Remark(1, "c2", 1, "Is this lawful?"), name_of_thread(0xE2), TODAY), PRIYA)
    fixed = story.tender.clauses["c3"]
    wording = _with(story, "c3", "must", "has to")
    made = tuple(changes(fixed.wording, wording))
    story.act(TakeEdit("r00000000e0", Edit(1, "wording", "c3", fixed.version, wording, made), name_of_thread(0xE3), TODAY), PRIYA)
    story.act(TakeEdit("r00000000e0", Edit(1, "removal", "c3", fixed.version), name_of_thread(0xE4), TODAY), PRIYA)
    story.act(ConfirmLegalChange(name_of_thread(0xE3), "It is the usual word.", TODAY), PRIYA)
    story.act(DeclineLegalChange(name_of_thread(0xE4), "It is needed.", TODAY), PRIYA)
    story.act(SeeLegalChange(name_of_thread(0xE3), TODAY), JOSH)
    story.act(ClaimReviewer("r00000000e0", LEX), RUTH)


def _and_what_was_imported(story: Story) -> None:
    """What the document had before it came in is kept: what was put in and crossed out, and what was said in its margin."""
    file, said = file_of(story.tender, "d1"), name_of_thread(0xE5)
    changed = (Passage(1, "in", "words", "c1", "2026-10-01", "in the city"), Passage(2, "out", "words", "c2", "", "at once"))
    unplaced = (Unplaced(1, "", "See the header.", "It stands beside the clauses."),)
    story.act(KeepFromImport(file, "d1", (LEX, "Kit Koch"), changed, unplaced, today=TODAY))
    story.act(KeepRemark(file, Remark(2, "c1", 1, "Which city?", day="2026-10-02"), said, TODAY))
    story.act(KeepRemark(file, Remark(1, "c1", 1, "Ours.", thread=said), name_of_thread(0xE6), TODAY))


def _and_what_was_adopted(story: Story) -> None:
    """A file that came back becomes the base document: one of its paragraphs is in no clause."""
    wording = (replace(story.tender.clauses["c2"].wording[0], origin="p1"), Paragraph("x2", "para", "For information only.", origin="p2"))
    story.act(AdoptBase("d1", "b" * 64, "", "From Lex.docx", wording, "It has our new header."), PRIYA)


def _with(story: Story, clause: str, old: str, new: str) -> Wording:
    """The wording of a clause with some of its words changed."""
    return other_words(story.tender, "", clause, old, new, TODAY).wording
