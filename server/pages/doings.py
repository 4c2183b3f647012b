"""What a person may do with a suggestion just now: the rules are asked, so that a page never offers what they would refuse."""

from typing import NamedTuple

from server.pages.at_proposal import AtProposal
from specs.comments import Reply
from specs.counters import AnswerCounter, OfferCounter
from specs.offered import TOUCHED, base_wording, look_of
from specs.overriding import Override
from specs.proposals import Propose
from specs.proposed import WORDED
from specs.regrouping import JoinChanges, PartChange
from specs.revising import Revise, Withdraw
from specs.rules import allowed
from specs.signatures import SignDecision, TakeSignatureBack, fingerprint
from specs.stands import TakeStand
from specs.wording import Paragraph, Wording
from specs.words import Change

ANY = (Paragraph("+1", "para", "…"),)
ADDED = (Change(1, "added", "+1"),)  # what adding it changes: so nothing has to be compared to ask
NEXT_YEAR = "2100-01-01"


class Doings(NamedTuple):
    """Whether each act on a suggestion would be accepted. The names are those of the pages where it is done."""

    revision: bool
    fitting: bool
    withdrawal: bool
    stand: bool
    counter: bool
    answer_counter: bool
    join: bool
    part: bool
    decision: bool
    signature_back: bool
    override: bool
    together: bool
    reply: bool


def doings(here: AtProposal) -> Doings:
    """What the rules would accept from this person, for this suggestion, as it stands."""
    tender, proposal, today, by = here.at.tender, here.proposal, here.today, here.at.by
    clause, name = here.clause, here.proposal.id
    worded = proposal.kind in WORDED
    base = clause.fixings if proposal.kind == "explanation" else clause.version
    other: Wording = (*base_wording(clause, proposal.kind, clause.version), *ANY) if worded and not clause.retired else ()
    look = look_of(tender, proposal) if proposal.waits else ""

    def may(asked: object) -> bool:
        return allowed(tender, asked, by)

    seen = fingerprint(tender, proposal, "no", ()) if proposal.waits else ""
    revision = worded and may(Revise(name, base, other, made=ADDED, today=today))
    method = "phone" if by.id != proposal.by else ""
    return Doings(
        revision=revision and look != TOUCHED,
        fitting=revision and look == TOUCHED,
        withdrawal=may(Withdraw(name, method=method, today=today)),
        stand=may(TakeStand(name, "not", proposal.offer.number, "…", "…", today=today)),
        counter=worded and may(OfferCounter(name, base, other, "…", made=ADDED, today=today)),
        answer_counter=any(may(AnswerCounter(name, each.number, False, method=method, today=today)) for each in proposal.counters),
        join=len(proposal.numbers) > 1 and may(JoinChanges(name, proposal.numbers[:2], today)),
        part=any(may(asked) for asked in _partings(here)),
        decision=may(SignDecision(name, "no", (), seen, "…" * 3, "…", today=today)),
        signature_back=may(TakeSignatureBack(name, today)),
        override=may(Override(SignDecision(name, "no", (), seen, "…", "…", today=today), "…")),
        together=proposal.waits and proposal.kind == "wording" and _may_take_together(here),
        reply=may(Reply(name, "…", today=today)),
    )


def _partings(here: AtProposal) -> list[PartChange]:
    found = []
    for number in here.proposal.numbers if here.proposal.kind in WORDED else ():
        rows = [change for change in here.proposal.changes if change.number == number]
        if len(rows) > 1:
            found.append(PartChange(here.proposal.id, number, today=here.today))
        elif rows and rows[0].kind == "words" and rows[0].end > rows[0].start and rows[0].to_end > rows[0].to_start:
            found.append(PartChange(here.proposal.id, number, rows[0].end, rows[0].to_start, here.today))
    return found


def _may_take_together(here: AtProposal) -> bool:
    """Whether this suggestion and another on its clause could be taken into one wording by this person."""
    tender, by = here.at.tender, here.at.by
    names = [each.id for each in tender.proposals.values() if each.clause == here.clause.id and each.waits and each.kind == "wording"]
    if len(names) < 2:
        return False
    two = (here.proposal.id, next(name for name in names if name != here.proposal.id))
    wording = (*here.clause.wording, *ANY)
    return allowed(
        tender,
        Propose("t" + "0" * 10, "wording", here.clause.id, here.clause.version, "…", wording, made=ADDED, merges=two, today=here.today),
        by,
    )
