"""What a suggestion, and its acceptance by a chair, are asked with: once a tender is open, nothing else changes its open clauses."""

from collections.abc import Sequence
from typing import Any

from specs.boxes import boxes, filled
from specs.overriding import Override
from specs.proposals import Propose
from specs.signatures import SignDecision, fingerprint
from specs.tender import Tender
from specs.wording import Paragraph

NAME = "t0000000001"
NEW = (Paragraph("+1", "head", "Choice"), Paragraph("+2", "para", "People choose who supports them."))
REASON = "It reads better."
WHY = "Both chairs want it so."
POWER = "Care Act 2014, section 5"


def other_words(tender: Tender, name: str, clause: str, old: str, new: str, today: str, **more: Any) -> Propose:
    """These words of a clause, as it stands, changed to others."""
    now = tender.clauses[clause]
    wording = filled(now.wording, [box.text.replace(old, new) for box in boxes(now.wording)])
    return Propose(
        name, **({"kind": "wording", "clause": clause, "base": now.version, "reason": REASON, "wording": wording} | more), today=today
    )


def explanation(tender: Tender, clause: str, words: str, today: str, **more: Any) -> Propose:
    """Other words to explain why a clause is fixed."""
    wording, base = (Paragraph("+1", "para", words),), tender.clauses[clause].fixings
    return Propose(
        **({"proposal": NAME, "kind": "explanation", "clause": clause, "base": base, "reason": "Plainer.", "wording": wording} | more),
        today=today,
    )


def arrangement(tender: Tender, name: str, kind: str, clause: str, today: str, **more: Any) -> Propose:
    """Another order, or that a clause is left out."""
    return Propose(name, kind, clause, tender.clauses[clause].version, REASON, today=today, **more)


def signing(
    tender: Tender, name: str, today: str, outcome: str = "accept", numbers: Sequence[int] | None = None, **more: Any
) -> SignDecision:
    """What a chair signs of a suggestion as it stands: that these of its changes are taken (all, where none are named), or another end."""
    proposal = tender.proposals[name]
    kept = tuple(numbers) if numbers is not None else proposal.numbers if outcome == "accept" else ()
    seen = fingerprint(tender, proposal, outcome, kept)
    return SignDecision(name, outcome, kept, **({"seen": seen, "reason": WHY} | more), today=today)


def overriding(tender: Tender, name: str, today: str, outcome: str = "accept", power: str = POWER, **more: Any) -> Override:
    """What the public body decides of a suggestion as it stands, by its legal power."""
    return Override(signing(tender, name, today, outcome, **({"reason": "The court has said so."} | more)), power)
