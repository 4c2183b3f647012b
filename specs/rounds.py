"""Opening a tender: both chairs agree what is fixed and promise a round, with its dates and what happens afterwards."""

import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from specs.days import between, later, said, working_day_from
from specs.deputies import stands_for
from specs.events import words
from specs.fixing import waiting_for_reasons
from specs.library.recipes import TWO_SIGNATURES, Recipe
from specs.refusals import MEANWHILE, Refused, Stale
from specs.seats import SEATS, sign
from specs.tender import Clause, Lock, Member, Opening, Round, RoundPlan, Stamp, Tender
from specs.threads import OWED
from specs.typed import is_date, optional, prose

CHAIRS = ("commissioner", "co_chair")
LONGEST_WAIT = 60  # days for an answer


@dataclass(frozen=True, slots=True)
class PlanOpening:
    """Plan the first round; every signature given before is to be given again.

    ``seen`` is the ``mark`` of the plan that stood when the form was opened, where known.
    """

    plan: RoundPlan
    today: str = field(default="", repr=False)
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class SignOpening:
    """Agree the plan and the list of fixed clauses just as they were seen: ``seen`` is their ``fingerprint``."""

    seen: str
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class OpeningPlanned:
    opens: str
    closes: str
    reply_days: int
    publication: str
    what_is_open: str | None = words()
    afterwards: str | None = words()
    short_because: str | None = words()


@dataclass(frozen=True, slots=True)
class OpeningSigned:
    seat: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class RoundOpened:
    number: int
    fixed: list[str]


class Step(NamedTuple):
    """A step of the timetable: what, from which day to which, and what does not fit (a sentence), if anything."""

    what: str
    begins: str
    ends: str
    problem: str = ""


def timetable(plan: RoundPlan, today: str, recipe: Recipe = TWO_SIGNATURES) -> list[Step]:
    """The steps from today to publication, counted back from the day of publication, each with what does not fit."""
    procured = later(plan.publication, -recipe.procurement)
    decided = later(procured, -recipe.deciding)
    answered = later(plan.closes, plan.reply_days)
    pack = later(plan.opens, -recipe.pack_ahead)
    length = between(plan.opens, plan.closes)
    short = f"It lasts {length} days; the shortest that leaves people time is {recipe.shortest_round}." if is_short(plan, recipe) else ""
    return [
        Step("The pack reaches everybody", pack, pack, _past(pack, today)),
        Step("The round", plan.opens, plan.closes, _past(plan.opens, today) or short),
        Step("The last answers", plan.closes, answered, _late(answered, decided, "the two chairs begin to decide")),
        Step("The two chairs decide", decided, procured, _late(plan.closes, decided, "they begin") if answered <= decided else ""),
        Step("Procurement checks the words", procured, plan.publication, _past(procured, today)),
        Step("Publication", plan.publication, plan.publication, _past(plan.publication, today)),
    ]


def _past(day: str, today: str) -> str:
    return f"{said(day)} has passed already." if day < today else ""


def _late(ends: str, limit: str, what: str) -> str:
    return f"It ends {between(limit, ends)} days after {what}, on {said(limit)}." if ends > limit else ""


def is_short(plan: RoundPlan, recipe: Recipe = TWO_SIGNATURES) -> bool:
    """Whether the round is shorter than the shortest that leaves people time."""
    return between(plan.opens, plan.closes) < recipe.shortest_round


def missing_to_open(tender: Tender) -> list[tuple[str, str]]:
    """What has to be there before a tender can open: ``(what it is about, a sentence)``, in the order in which to do it."""
    held = {member.seat for member in tender.members.values()}
    found: list[tuple[str, str]] = []
    waiting = waiting_for_reasons(tender)
    if waiting:
        count = f"{len(waiting)} fixed clauses wait" if len(waiting) > 1 else "One fixed clause waits"
        found.append(("reasons", f"{count} for the reason to be given."))
    found += [("seats", f"There is no {SEATS[seat]} yet.") for seat in ("co_chair", "facilitator") if seat not in held]
    found += [
        ("deputies", f"The {SEATS[seat]} has no deputy yet.")
        for seat in ("commissioner", "co_chair", "facilitator")
        if tender.deputies.get(seat) not in tender.members
    ]
    if tender.opening is None:
        found.append(("plan", "The round has no dates yet."))
    return found


def to_be_signed(tender: Tender) -> list[Clause]:
    """The fixed clauses that both chairs sign: those of parts that both can read."""
    return [clause for clause in _read_by_both(tender) if clause.openness == "fixed"]


def locks_to_be_signed(tender: Tender) -> list[tuple[Clause, Lock, str]]:
    """The fixed words inside open clauses that both chairs sign: the clause, the lock, the words."""
    there = [(clause, lock) for clause in _read_by_both(tender) if clause.openness == "open" for lock in clause.locks]
    texts = {p.id: p.text for clause, _ in there for p in clause.wording}
    return [(clause, lock, texts.get(lock.paragraph, "")[lock.start : lock.end]) for clause, lock in there]


def _read_by_both(tender: Tender) -> list[Clause]:
    parts = [part.id for part in tender.authored() if part.sharing != "procurement"]
    return [clause for part in parts for clause in tender.reading_order(part)]


def mark(tender: Tender) -> str:
    """Of the plan as it stands, to tell whether somebody changed it meanwhile; empty while there is none."""
    return hashlib.sha256(repr(asdict(tender.opening.plan)).encode("utf-8", "surrogatepass")).hexdigest()[:12] if tender.opening else ""


def fingerprint(tender: Tender) -> str:
    """Of the plan and of everything fixed with its reason and its words: what a signature stands under."""
    assert tender.opening is not None, "only a plan can be signed"
    fixed = [[c.id, c.version, asdict(c.reason) if c.reason else None] for c in to_be_signed(tender)]
    locks = [[clause.id, words, asdict(lock.reason)] for clause, lock, words in locks_to_be_signed(tender)]
    return hashlib.sha256(repr([asdict(tender.opening.plan), fixed, locks]).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def signed(tender: Tender) -> dict[str, str]:
    """Who signed the opening as it stands now, by seat; a signature under something else does not count."""
    if tender.opening is None:
        return {}
    now = fingerprint(tender)
    return {seat: member for seat, (member, seen) in tender.opening.signed.items() if seen == now}


def may_plan(by: Member) -> bool:
    """Whether this seat takes part in planning the opening."""
    return sign("open", by.seat) in "②p"


def signs_as(tender: Tender, by: Member) -> str:
    """The chair for which somebody signs: their own, or the one they stand in for; empty where there is none."""
    return "" if by.linked else next((chair for chair in CHAIRS if stands_for(tender, by, chair)), "")


def plan(tender: Tender, asked: PlanOpening, by: Member) -> list[Any]:
    if not may_plan(by):
        raise Refused("Only the commissioner, the lived-experience co-chair or the facilitator can plan the opening.")
    if tender.state != "setting up":
        raise Refused("This tender is open already.")
    if asked.seen is not None and asked.seen != mark(tender):
        raise Stale(MEANWHILE)
    made = checked(asked.plan, asked.today)
    if tender.opening and tender.opening.plan == made:
        raise Refused("Nothing would change: this is the plan already.")
    return [OpeningPlanned(*asdict(made).values())]


def insist_on_days(plan: RoundPlan, today: str) -> None:
    """Raises ``Refused`` where a day of the plan is missing, is no day, or comes before what it follows."""
    days = {"opens": "the round opens", "closes": "the round closes", "publication": "the tender is published"}
    for name, what in days.items():
        if not is_date(getattr(plan, name)):
            raise Refused(f"Please give the day on which {what}, like 31 March 2027.", name)
    if plan.opens < today:
        raise Refused("The round cannot open on a day that has passed.", "opens")
    if plan.closes <= plan.opens:
        raise Refused("The round has to close after it opens.", "closes")
    if plan.publication <= plan.closes:
        raise Refused("The tender cannot be published before the round has closed.", "publication")
    if not 1 <= plan.reply_days <= LONGEST_WAIT:
        raise Refused(f"Please promise an answer within 1 to {LONGEST_WAIT} days.", "reply_days")


def checked(plan: RoundPlan, today: str) -> RoundPlan:
    """The plan with its words cleaned. Raises ``Refused`` where something is missing or no such day."""
    insist_on_days(plan, today)
    made = RoundPlan(
        plan.opens,
        plan.closes,
        plan.reply_days,
        plan.publication,
        prose(plan.what_is_open, "What is open to change", "what_is_open", 2_000),
        prose(plan.afterwards, "What happens after the round", "afterwards", 2_000),
        optional(plan.short_because, "The reason for a short round", "short_because", 1_000),
    )
    if is_short(made) and not made.short_because:
        raise Refused(
            f"This round lasts {between(made.opens, made.closes)} days. Fewer than {TWO_SIGNATURES.shortest_round} leave people too "
            "little time: please give them longer, or write the reason, which everyone will read.",
            "short_because",
        )
    return made


def sign_opening(tender: Tender, asked: SignOpening, by: Member) -> list[Any]:
    seat = signs_as(tender, by)
    if not seat:
        raise Refused("Only the commissioner and the lived-experience co-chair, or their deputies, sign the opening.")
    if tender.state != "setting up":
        raise Refused("This tender is open already.")
    missing = missing_to_open(tender)
    if missing or tender.opening is None:
        raise Refused(f"It cannot open yet. {missing[0][1]}")
    if tender.opening.plan.opens < asked.today:
        raise Refused("The day on which the round was to open has passed. Please plan it anew.", "opens")
    now = fingerprint(tender)
    if asked.seen != now:
        raise Stale("The plan or the list of fixed clauses has changed since you opened this page. Please read it again below.")
    done = signed(tender)
    if seat in done:
        raise Refused(f"The {SEATS[seat]} has signed this already.")
    if by.id in done.values():
        raise Refused("Two people have to sign, and you have signed already.")
    events: list[Any] = [OpeningSigned(seat, now)]
    if len({*done, seat}) == len(CHAIRS):
        events.append(RoundOpened(1, [clause.id for clause in tender.reading_order() if clause.openness == "fixed"]))
    return events


def current(tender: Tender) -> Round | None:
    """The newest round."""
    return tender.rounds[-1] if tender.rounds else None


def state_in_words(state: str, dates: tuple[str, str] | None, today: str) -> str:
    """Where a tender stands, for its frame and for lists; ``dates`` are those of its newest round."""
    if dates is None:
        return "Being set up" if state == "setting up" else state.capitalize()
    opens, closes = dates
    if today < opens:
        return f"Opens on {said(opens)}"
    return f"Open until {said(closes)}, 17:00" if today <= closes else f"The round closed on {said(closes)}"


def dates_of(tender: Tender) -> tuple[str, str] | None:
    """When the newest round opens and closes."""
    now = current(tender)
    return (now.plan.opens, now.plan.closes) if now else None


def has_begun(tender: Tender, today: str) -> bool:
    """Whether the tender is open and its first day has come."""
    return bool(tender.rounds) and tender.rounds[0].plan.opens <= today


def insist_on_round(tender: Tender, today: str) -> None:
    """Raises ``Refused`` before the first day of the first round: nothing is said or suggested yet."""
    if not tender.rounds:
        raise Refused("This tender is still being set up. You can say something as soon as it is open; your words are kept in the box.")
    if not has_begun(tender, today):
        opens = said(tender.rounds[0].plan.opens)
        raise Refused(f"The round opens on {opens}. Your words are kept in the box until then.")


def is_late(tender: Tender, today: str) -> bool:
    """Whether the newest round has closed."""
    now = current(tender)
    return now is not None and now.plan.closes < today


def reply_by(tender: Tender, today: str) -> str:
    """The day until which something said today is answered: as promised, on a working day; empty while nothing is promised yet.

    What came in before the first day (with an imported document) is answered as if it were said on that day.
    """
    now = current(tender)
    return working_day_from(later(max(today, now.plan.opens), now.plan.reply_days)) if now else ""


def planned(tender: Tender, event: OpeningPlanned, stamp: Stamp) -> None:
    texts = (event.what_is_open or "", event.afterwards or "", event.short_because or "")
    tender.opening = Opening(RoundPlan(event.opens, event.closes, event.reply_days, event.publication, *texts), stamp)


def was_signed(tender: Tender, event: OpeningSigned, stamp: Stamp) -> None:
    assert tender.opening is not None
    tender.opening.signed[event.seat] = (stamp.by, event.fingerprint)


def opened(tender: Tender, event: RoundOpened, stamp: Stamp) -> None:
    assert tender.opening is not None
    tender.rounds.append(Round(event.number, tender.opening.plan, stamp, tuple(event.fixed)))
    tender.state = "open"
    for thread in tender.threads.values():
        if thread.kind in OWED and not thread.reply_by:  # it came in with a document, when nothing was promised yet
            thread.reply_by = reply_by(tender, "")


DECIDE = {PlanOpening: plan, SignOpening: sign_opening}
APPLY = {OpeningPlanned: planned, OpeningSigned: was_signed, RoundOpened: opened}
SAY = {
    OpeningPlanned: lambda tender, event: f"planned a round from {said(event.opens)} to {said(event.closes)}",
    OpeningSigned: lambda tender, event: f"signed the opening as {SEATS[event.seat]}",
    RoundOpened: lambda tender, event: f"opened round {event.number}",
}
