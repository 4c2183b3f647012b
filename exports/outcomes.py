"""What was suggested, answered and decided, in the lines of a document: nothing in them changes with the day on which it is made."""

from specs.answers import OUTCOMES
from specs.days import said
from specs.decisions import DECIDED
from specs.labels import name_of
from specs.proposed import WORDED, Decision, Offer, Proposal
from specs.seats import SEATS
from specs.showing import in_words, shown_offer
from specs.tender import Tender
from specs.threads import Answer

NONE_FOUND = "We looked for another way and found none."


def lines_of(text: str) -> list[str]:
    """Words in their lines, without empty ones."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def led(lead: str, lines: list[str]) -> list[str]:
    """Lines of which the first begins with these words; nothing where there are none."""
    return [f"{lead} {lines[0]}", *lines[1:]] if lines else []


def answer_in_words(answer: Answer) -> list[str]:
    """An answer: its outcome and words, what could be done instead, who does it and when."""
    made = led(f"{OUTCOMES[answer.outcome]}:", lines_of(answer.text))
    made += led("Instead:", lines_of(answer.alternative))
    made += [NONE_FOUND] if answer.none_found else []
    made += [f"Who and when: {answer.owner}, by {said(answer.by_date)}."] if answer.owner and answer.by_date else []
    return made + ([f"The words of the clause were changed (version {answer.version})."] if answer.version else [])


def decision_in_words(tender: Tender, proposal: Proposal) -> list[str]:
    """A decision: what was decided, by which seats or which legal power, why, and what could be done instead."""
    made = proposal.decision
    if made is None:
        return []
    lines = [f"{DECIDED[made.outcome]}{_which(proposal, made)}, {signed_in_words(made)}."]
    for reason in made.reasons:
        lines += led("Because:", lines_of(reason))
    lines += led("Instead:", lines_of(made.alternative))
    lines += [NONE_FOUND] if made.none_found else []
    if made.outcome == "ideas" and made.return_on:
        lines.append(f"It comes back on {said(made.return_on)}, to {made.owner}.")
    if made.changed_the_tender and made.made in tender.clauses and made.version:
        lines.append(f"It changed {name_of(tender, made.made)}: version {made.version}.")
    return lines


def _which(proposal: Proposal, made: Decision) -> str:
    """Which changes were taken, where it was not all of them."""
    if made.outcome != "in part" or not made.numbers:
        return ""
    *first, last = map(str, made.numbers)
    return f" (changes {', '.join(first)} and {last})" if first else f" (change {last})"


def signed_in_words(made: Decision) -> str:
    """Who signed, by seat: “signed by the commissioner and the lived-experience co-chair on 3 November 2026”."""
    signed = {seat for seat, _ in made.signers}
    who = " and ".join(f"the {SEATS[seat]}" for seat in SEATS if seat in signed)
    if made.power:
        return f"decided by {who} alone on {said(made.on)}, by legal power: {' '.join(lines_of(made.power))}"
    return f"signed by {who} on {said(made.on)}"


def offer_in_words(tender: Tender, proposal: Proposal, offer: Offer) -> list[str]:
    """What words that were offered would change, in sentences; nothing where they were taken back."""
    clause = tender.clauses[offer.clause or proposal.clause]
    if proposal.kind not in WORDED:
        sentence = in_words(tender, clause, proposal.kind, proposal.arrangement)
        return [sentence] if sentence else []
    if offer.texts is None:
        return []
    if proposal.kind == "explanation":  # against what it was written may have been replaced since
        return led("It would be explained so:", [p.text for p in offer.wording])
    if proposal.kind == "wording" and not 1 <= offer.base <= clause.version:
        return []
    return [f"{sentence}." for _, sentences in shown_offer(clause, proposal.kind, offer).changes for sentence in sentences]
