"""The reason for fixing, on pages: shown to whoever reads it, and read from the form of whoever writes it."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from server.pages.drawing import shown
from specs.fixing import missing
from specs.library.reasons import KIND_EXPLAINED, KINDS, REASONS, reasons_of
from specs.tender import Reason

PARTS = {
    "kind": "whether you must, cannot or will not change it",
    "code": "the reason",
    "explanation": "the explanation",
    "source": "where it is written",
    "decided_by": "who decided",
    "review": "when it is looked at again",
}


class Why(NamedTuple):
    """A reason as the page shows it."""

    kind: str
    label: str
    explanation: list[Markup]
    source: Markup
    decided_by: Markup
    review: str
    missing: str
    complete: bool


def why(reason: Reason | None) -> Why | None:
    """A reason ready for the page, with what it still lacks in words. None where there is none yet."""
    if reason is None:
        return None
    lacks = [PARTS[name] for name in missing(reason) if not (name == "kind" and not reason.code)]
    return Why(
        KINDS.get(reason.kind, ""),
        REASONS[reason.code].label if reason.code in REASONS else "",
        [shown(line) for line in reason.explanation.split("\n") if line.strip()],
        shown(reason.source),
        shown(reason.decided_by),
        day_in_words(reason.review),
        in_a_row(lacks),
        reason.complete,
    )


def in_a_row(names: list[str]) -> str:
    """“one, two and three”."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def day_in_words(day: str) -> str:
    """“31 March 2027” for 2027-03-31; what is no day as it stands."""
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return day
    return f"{found.day} {found:%B %Y}"


def choices() -> list[tuple[str, str, str, list[tuple[str, str, str, int]]]]:
    """The reasons to choose from, by kind: kind, its words, what it means, and for each reason its code, label, proof and months."""
    return [
        (kind, words, KIND_EXPLAINED[kind], [(code, r.label, r.proof, r.months) for code, r in reasons_of(kind).items()])
        for kind, words in KINDS.items()
    ]


FIELDS = ("code", "explanation", "source", "decided_by", "review-day", "review-month", "review-year")


def values_of(reason: Reason | None) -> dict[str, str]:
    """What stands in the form for a reason that was given before."""
    values = dict.fromkeys(FIELDS, "")
    if reason is None:
        return values
    values.update(code=reason.code, explanation=reason.explanation, source=reason.source, decided_by=reason.decided_by)
    if reason.review.count("-") == 2:
        year, month, day = reason.review.split("-")
        values.update({"review-day": day.lstrip("0"), "review-month": month.lstrip("0"), "review-year": year})
    return values


def reason_from(values: Mapping[str, str], today: date) -> Reason:
    """The reason as typed. An empty day becomes the usual one for the reason chosen; a day that is none is left for the rule to refuse."""
    code = values.get("code", "").strip()
    day, month, year = (values.get(f"review-{part}", "").strip() for part in ("day", "month", "year"))
    review = f"{year.zfill(4)}-{month.zfill(2)}-{day.zfill(2)}" if day or month or year else usual_day(code, today)
    kind = REASONS[code].kind if code in REASONS else ""
    return Reason(
        kind,
        code,
        values.get("explanation", ""),
        values.get("source", ""),
        values.get("decided_by", ""),
        review,
    )


def usual_day(code: str, today: date) -> str:
    """When a reason of this kind is usually looked at again, counted from today; empty where no reason was chosen."""
    if code not in REASONS:
        return ""
    months = today.month - 1 + REASONS[code].months
    year, month = today.year + months // 12, months % 12 + 1
    return date(year, month, min(today.day, monthrange(year, month)[1])).isoformat()
