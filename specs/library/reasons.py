"""Why a clause may be fixed: three kinds, and under each the reasons people may give, with the proof each needs."""

from typing import NamedTuple

from specs.tender import FixedKind

KINDS = {
    "must_meet": "We must meet this",
    "cannot": "We cannot change this",
    "will_not": "We will not change this",
}

KIND_EXPLAINED = {
    "must_meet": "A law, a regulator or a national standard asks for it.",
    "cannot": "Someone or something outside our reach decides it, for now.",
    "will_not": "We could change it, and we choose not to. We say why.",
}


class ReasonCode(NamedTuple):
    """A reason: the kind it belongs to, its plain label, what proves it, and after how many months it is looked at again."""

    kind: FixedKind
    label: str
    proof: str
    months: int


REASONS: dict[str, ReasonCode] = {
    "law": ReasonCode("must_meet", "The law asks for it", "The act or regulation, with its section", 24),
    "inspection": ReasonCode("must_meet", "Registration or inspection asks for it", "The regulator and its rule", 24),
    "national_terms": ReasonCode("must_meet", "National contract terms", "The contract and its clause", 12),
    "standard": ReasonCode("must_meet", "A national standard or clinical guideline", "The standard, with its number and date", 24),
    "fair_procurement": ReasonCode("must_meet", "Fairness between bidders", "The rule, or the procurement officer's advice", 12),
    "data_protection": ReasonCode("must_meet", "Data protection", "The advice of the data protection officer", 12),
    "safeguarding": ReasonCode("must_meet", "Safeguarding or safety", "The policy or the risk it meets", 12),
    "money": ReasonCode("cannot", "The money available", "The amount and the year", 12),
    "contract": ReasonCode("cannot", "An existing contract, lease or staff transfer", "Which one, and when it ends", 6),
    "another_body": ReasonCode("cannot", "Another body decides it", "Which body, and whether the question was put to it", 6),
    "timetable": ReasonCode("cannot", "The timetable", "The date; the idea goes to the ideas box", 6),
    "technical": ReasonCode("cannot", "A technical dependency", "What it depends on", 12),
    "confidence": ReasonCode("cannot", "Commercial confidence", "Whose, and until when", 6),
    "board": ReasonCode("will_not", "A political or board decision", "The minute, with its date", 12),
    "policy": ReasonCode("will_not", "Our organisation's policy", "The policy, and who may change it", 12),
    "our_choice": ReasonCode("will_not", "Our choice: we choose this", "Who chose, and why", 6),
    "evidence": ReasonCode("will_not", "The evidence we have; we are open to better", "The source", 12),
    "settled": ReasonCode("will_not", "Settled together with the group", "The decision both sides signed", 12),
}


def reasons_of(kind: str) -> dict[str, ReasonCode]:
    """The reasons that belong to a kind."""
    return {code: reason for code, reason in REASONS.items() if reason.kind == kind}
