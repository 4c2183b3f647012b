"""A suggestion drawn for whoever reads it: in a list, where people stand, what was signed, offered instead and decided."""

from collections.abc import Callable
from typing import Any, NamedTuple

from markupsafe import Markup
from starlette.requests import Request

from server.pages.at_proposal import AtProposal, url_of
from server.pages.at_thread import first_words
from server.pages.common import Seated, name_of
from server.pages.comparison import drawn_comparison
from server.pages.drawing import in_lines, shown
from server.rendering import many
from specs import days
from specs.circles import as_seen, is_official, reached
from specs.labels import name_of as clause_name
from specs.outcomes import STATES, carried_out, state_of
from specs.posted import somebody
from specs.proposals import KINDS
from specs.proposed import WORDED, Counter, Proposal, Stand
from specs.rules import allowed
from specs.seats import SEATS
from specs.showing import Shown, first_sentences, in_words, shown_counter
from specs.signatures import OUTCOMES, standing_views
from specs.stands import STANDS, stands_seen
from specs.taking_back import TakeBackSaid, said_seen

TAGS = {"accepted": "open", "in part": "open", "together": "open", "look": "warn", "differ": "warn"}


class Row(NamedTuple):
    """A suggestion in a list."""

    id: str
    url: str
    called: str
    kind: str
    who: str
    when: str
    words: Markup
    state: str
    tag: str
    stands: str
    sentences: list[Markup]


class DrawnStand(NamedTuple):
    """Where somebody stands, as a page shows it."""

    who: str
    said: str
    when: str
    earlier: bool
    because: list[Markup]
    acceptable: list[Markup]


class DrawnView(NamedTuple):
    """A signature, as a page shows it."""

    seat: str
    who: str
    when: str
    outcome: str
    kept: str
    reason: list[Markup]
    counts: bool


class DrawnCounter(NamedTuple):
    """Other words that somebody offered instead."""

    number: int
    who: str
    when: str
    reason: list[Markup]
    comparison: Any
    state: str
    answering: str
    answer: str
    offers: list[tuple[str, str]]


def row(request: Request, at: Seated, proposal: Proposal, today: str) -> Row:
    """A suggestion as lists show it."""
    tender, names = at.tender, name_of(request, at.tender.id)
    thread = as_seen(at.by, tender.threads[proposal.id], today)
    called = clause_name(tender, proposal.clause)
    state = state_of(tender, proposal)
    seat = SEATS.get(tender.seated.get(proposal.by, ""), "")
    who = names(proposal.by) if proposal.by else somebody(thread.first)
    return Row(
        proposal.id,
        url_of(tender.id, proposal.id),
        called[0].upper() + called[1:],
        KINDS[proposal.kind],
        f"{who}, {seat}" if seat else who,
        days.said(thread.first.on),
        shown(first_words(thread, at.by)),
        STATES[state],
        TAGS.get(state, "quiet"),
        stands_in_words(at, proposal, today),
        [shown(sentence) for sentence in _first_sentences(at, proposal)],
    )


def _first_sentences(at: Seated, proposal: Proposal, most: int = 3) -> list[str]:
    if proposal.kind not in WORDED:
        return [in_words(at.tender, at.tender.clauses[proposal.clause], proposal.kind, proposal.arrangement)]
    if proposal.offer.texts is None or at.tender.threads[proposal.id].first.hidden:
        return []
    more = len(proposal.changes) - most
    rest = [f"And {many(more, 'more change')}."] if more > 0 else []
    return [f"{sentence}." for sentence in first_sentences(at.tender, proposal, most)] + rest


def stands_in_words(at: Seated, proposal: Proposal, today: str) -> str:
    """Who stands where, in a sentence: “3 agree, 1 can live with it.”"""
    found = [stand for _, stand in stands_seen(at.by, proposal, today)]
    counts = {each: sum(stand.stand == each for stand in found) for each in STANDS}
    said = []
    if counts["agree"]:
        said.append(f"{counts['agree']} {'agrees' if counts['agree'] == 1 else 'agree'}")
    if counts["live"]:
        said.append(f"{counts['live']} can live with it")
    if counts["not"]:
        said.append(f"{counts['not']} {'does' if counts['not'] == 1 else 'do'} not agree")
    earlier = sum(stand.offer != proposal.offer.number for stand in found)
    after = f" {many(earlier, 'of these was', 'of these were')} given to the earlier words." if earlier else ""
    return f"{', '.join(said)}.{after}" if said else ""


def readable(here: AtProposal) -> bool:
    """Whether its words may be shown: they were not taken back, nor hidden by a rule from this person."""
    first = here.thread.first
    return here.proposal.offer.texts is not None and not (first.hidden and here.at.by.id != here.proposal.by)


def numbered(what: Shown, proposal: Proposal) -> list[tuple[int, list[Markup], bool]]:
    """Each change: its number, its sentences, and whether its sentence should be read again."""
    return [(number, [shown(f"{each}.") for each in sentences], number in proposal.read) for number, sentences in what.changes]


def stand_drawn(names: Callable[[str], str], proposal: Proposal, member: str, stand: Stand) -> DrawnStand:
    earlier = stand.offer != proposal.offer.number
    when = days.said(stand.on)
    return DrawnStand(names(member), STANDS[stand.stand], when, earlier, in_lines(stand.because), in_lines(stand.acceptable))


COUNTER_STATES = {
    "": "Waits for a yes or no from whoever suggested this",
    "yes": "Taken: these are the suggestion’s words now",
    "no": "Not taken",
    "overtaken": "Overtaken: the suggestion’s words changed since",
}


def counters_seen(here: AtProposal) -> list[Counter]:
    """The other words that have reached this person. Their place in this list is how pages count them.

    The numbers of the record would tell an official how many have not reached them yet.
    """
    found = [each for each in here.proposal.counters if reached(here.at.by, each.offer.on, each.protected, here.today)]
    return sorted(found, key=lambda each: (each.offer.on, each.offer.by, each.number)) if is_official(here.at.by) else found


def counter_drawn(request: Request, here: AtProposal, place: int, counter: Counter, may_answer: bool) -> DrawnCounter:
    """Other words, in their place among those that this person sees; ``may_answer``: whether they say yes or no to such words."""
    names = name_of(request, here.at.tender.id)
    there = counter.offer.texts is not None
    answers = not counter.answer and may_answer
    return DrawnCounter(
        place,
        names(counter.offer.by),
        days.said(counter.offer.on),
        in_lines(counter.reason),
        drawn_comparison(shown_counter(here.at.tender, here.proposal, counter).comparison) if there else None,
        COUNTER_STATES[counter.answer] if there else "These words were taken back",
        counter.answering,
        f"{here.url}/counters/{place}/answer" if answers and there else "",
        _to_take_back(here, counter) if there else [],
    )


def views(request: Request, here: AtProposal) -> list[DrawnView]:
    """What each chair has signed so far."""
    names, proposal = name_of(request, here.at.tender.id), here.proposal
    standing = standing_views(here.at.tender, proposal)
    return [
        DrawnView(
            SEATS[seat],
            names(view.member),
            days.said(view.on),
            OUTCOMES[view.outcome],
            kept_in_words(view.numbers, proposal) if view.outcome == "accept" else "",
            in_lines(view.reason),
            seat in standing,
        )
        for seat, view in sorted(proposal.signed.items())
        if proposal.waits
    ]


def kept_in_words(numbers: tuple[int, ...], proposal: Proposal) -> str:
    """Which changes are taken, in words."""
    if proposal.kind not in WORDED or numbers == proposal.numbers:
        return "all of it"
    return f"change {numbers[0]}" if len(numbers) == 1 else f"changes {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def _to_take_back(here: AtProposal, counter: Counter) -> list[tuple[str, str]]:
    own = counter.offer.by == here.at.by.id
    if not allowed(here.at.tender, TakeBackSaid("counter", here.proposal.id, counter.number, "" if own else "x"), here.at.by):
        return []
    there = [each.number for each in said_seen(here.at.tender, here.at.by, "counter", here.proposal.id, here.today)]
    url = f"/tenders/{here.at.tender.id}/said/counter/{here.proposal.id}/{there.index(counter.number) + 1}/taking-back"
    return [("Take back" if own else "Take back for them", url)]


class DrawnDecision(NamedTuple):
    """A decision, as a page shows it: like a stamp with two names."""

    outcome: str
    when: str
    signers: list[tuple[str, str]]
    reasons: list[list[Markup]]
    alternative: list[Markup]
    none_found: bool
    owner: Markup
    return_on: str
    power: list[Markup]
    recipe: str
    comparison: str
    standing: str
    undone: str


def decided(request: Request, here: AtProposal) -> DrawnDecision | None:
    """What was decided, if it was."""
    made = here.proposal.decision
    if made is None:
        return None
    tender, names = here.at.tender, name_of(request, here.at.tender.id)
    stands = carried_out(tender, here.proposal) if made.changed_the_tender else None
    clause = f"/tenders/{tender.id}/clauses/{made.made}"
    words = stands is not None and here.proposal.kind == "wording" and made.version > 1
    return DrawnDecision(
        STATES[made.outcome],
        days.said(made.on),
        [(SEATS[seat], names(member)) for seat, member in made.signers],
        [in_lines(reason) for reason in made.reasons],
        in_lines(made.alternative),
        made.none_found,
        shown(made.owner),
        days.said(made.return_on) if made.return_on else "",
        in_lines(made.power),
        made.recipe,
        f"{clause}/versions/comparison?from={made.version - 1}&to={made.version}" if words else "",
        clause if stands is not None and stands.standing else "",
        (url_of(tender.id, stands.undone_by) if stands.undone_by else stands.why) if stands is not None and not stands.standing else "",
    )
