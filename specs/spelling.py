"""Spelling and punctuation: suggestions that change nothing else can be signed together, in one act."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from diff_match_patch import diff_match_patch

from specs.decisions import standing_base
from specs.proposals import waiting
from specs.proposed import Proposal
from specs.refusals import Refused
from specs.signatures import SignDecision, fingerprint, sign
from specs.signing_off import signing_seat
from specs.tender import Member, Tender
from specs.words import Change

REASON = "Spelling and punctuation only."
MOST = 100
# Signs that say nothing of what is meant; beside a figure none of them is one of these: 1.5 is not 15.
_SIGNS = re.compile(r"[\s.,;:!?'’‘\"“”()\-–—/]*")
_SHORTEST = 4  # letters of a word that is known again with one letter wrong
_LONGER = 6  # and with two


@dataclass(frozen=True)
class SignSpelling:
    """One chair signs several at once: ``chosen`` are suggestions, each with the ``fingerprint`` of what was seen."""

    chosen: tuple[tuple[str, str], ...]
    reason: str = REASON
    today: str = field(default="", repr=False)


def is_spelling(tender: Tender, proposal: Proposal) -> bool:
    """Whether a suggestion changes nothing but how words are spelled, and the signs between them."""
    if proposal.kind != "wording" or not proposal.waits or proposal.look or not proposal.changes:
        return False
    before = {p.id: p.text for p in standing_base(tender, proposal)}
    after = {p.id: p.text for p in proposal.offer.wording}
    return all(_is_small(change, before, after) for change in proposal.changes)


def _is_small(change: Change, before: dict[str, str], after: dict[str, str]) -> bool:
    if change.kind != "words" or change.source or change.paragraph not in before or change.paragraph not in after:
        return False
    one, two = before[change.paragraph], after[change.paragraph]
    beside = one[max(change.start - 1, 0) : change.start] + one[change.end : change.end + 1]
    return spelled_otherwise(one[change.start : change.end], two[change.to_start : change.to_end], beside)


def spelled_otherwise(before: str, after: str, beside: str = "") -> bool:
    """Whether two stretches of words are the same but for spelling and signs. ``beside`` are the characters before and after them."""
    if any(c.isnumeric() for c in before + after + beside):
        return False
    one, two = _words(before), _words(after)
    if one is None or two is None:
        return False
    if "".join(one) == "".join(two):
        return True
    return all(_alike(a, b) for a, b in zip_longest(one, two, fillvalue=""))


def _words(text: str) -> list[str] | None:
    """The words in small letters; None where there are signs between them that mean something."""
    words = re.findall(r"[^\W_]+", text)
    signs = re.split(r"[^\W_]+", text)
    return [word.casefold() for word in words] if all(_SIGNS.fullmatch(each) for each in signs) else None


def _alike(one: str, two: str) -> bool:
    if one == two:
        return True
    shorter = min(len(one), len(two))
    if shorter < _SHORTEST or one[0] != two[0]:
        return False
    if sorted(one) == sorted(two):
        return True
    known = diff_match_patch()
    wrong = known.diff_levenshtein(known.diff_main(one, two, False))
    # A whole ending more is another word: month and monthly.
    longer = abs(len(one) - len(two)) > 1
    return not longer and wrong <= (2 if shorter >= _LONGER else 1)


def seen_as(tender: Tender, proposal: Proposal) -> str:
    """What a chair is shown who signs a suggestion together with others: all of it, accepted."""
    return fingerprint(tender, proposal, "accept", proposal.numbers)


def one_a_clause(tender: Tender, found: Iterable[Proposal]) -> list[Proposal]:
    """Those of some suggestions that are about spelling alone; of several on one clause the first, as the others are then read anew."""
    made: dict[str, Proposal] = {}
    for each in found:
        if each.clause not in made and is_spelling(tender, each):
            made[each.clause] = each
    return list(made.values())[:MOST]


def sign_together(tender: Tender, asked: SignSpelling, by: Member) -> list[Any]:
    signing_seat(tender, by, asked.today)
    if not asked.chosen:
        raise Refused("Please choose at least one.", "chosen")
    found = [waiting(tender, name, by, asked.today) for name, _ in dict(asked.chosen).items()]
    if len(found) > MOST or len({each.clause for each in found}) < len(found):
        raise Refused(f"One suggestion of each clause can be signed together, and {MOST} at most. Please choose again.", "chosen")
    events: list[Any] = []
    for proposal in found:
        if not is_spelling(tender, proposal):
            raise Refused("One of these changes more than spelling and punctuation now. Please read it on its own page.", "chosen")
        seen = dict(asked.chosen)[proposal.id]
        events += sign(tender, SignDecision(proposal.id, "accept", proposal.numbers, seen, asked.reason, today=asked.today), by)
    return events


DECIDE = {SignSpelling: sign_together}
APPLY: dict[type, Any] = {}
SAY: dict[type, Any] = {}
