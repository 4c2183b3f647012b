"""A tender without a database: ask, decide, keep as plain data, apply. What the tests of the rules tell their stories with."""

import json
from typing import Any

from specs.parts import AuthoredPart, StartTender
from specs.reading import FoundClause
from specs.rules import apply_entry, decode, encode, tender_from
from specs.rules import decide as rules_decide
from specs.tender import Member, Stamp, Tender
from specs.wording import Mark, Paragraph, Series

ANNE = Member("m-anne", "commissioner")
PRIYA = Member("m-priya", "procurement")
OLU = Member("m-olu", "observer")
JOSH = Member("m-josh", "co_chair")

LISTS: dict[str, Any] = {}


def found(*clauses: tuple[str, ...]) -> tuple[FoundClause, ...]:
    """Clauses as a file might hold them: each a heading and lines; typed numbers 1, 2, 3 …; “- ” begins a list item."""
    made, number = [], 0
    for place, (heading, *lines) in enumerate(clauses, 1):
        number += 1
        wording = [Paragraph(f"q{number}", "head", heading, label=f"{place}.", typed=True)]
        for line in lines:
            number += 1
            bullet = line.startswith("- ")
            wording.append(
                Paragraph(f"q{number}", "bullet" if bullet else "para", line.removeprefix("- "), series=Series("2", 0) if bullet else None)
            )
        made.append(FoundClause(tuple(wording), how="typed number"))
    return tuple(made)


FOUR = found(
    ("About this service", "This tender is for support in the city."),
    ("Access", "Staff will attend reviews every quarter.", "People can ask for:", "- a phone call", "- a visit"),
    ("Pay", "The provider must consult people who use the service."),
    ("Exit", "The provider hands over its records."),
)


class Story:
    """A tender and the entries that made it."""

    def __init__(self, clauses: tuple[FoundClause, ...] = FOUR, lists: dict[str, Any] | None = None) -> None:
        self.tender = Tender(id="t1")
        self.entries: list[tuple[Stamp, list[Any]]] = []
        self.kept: list[tuple[Stamp, str, str]] = []
        self.act(StartTender("Support in the city", AuthoredPart("Specification", clauses, lists or LISTS)))

    def act(self, asked: Any, by: Member = ANNE) -> list[Any]:
        """Decide and apply, by way of what the record would keep."""
        body, words = encode(rules_decide(self.tender, asked, by))
        stamp = Stamp(self.tender.seq + 1, f"2026-11-23T10:{self.tender.seq % 60:02}:00Z", by.id)
        self.kept.append((stamp, json.dumps(body), json.dumps(words)))
        events = decode(json.loads(self.kept[-1][1]), json.loads(self.kept[-1][2]))
        self.entries.append((stamp, events))
        apply_entry(self.tender, stamp, events)
        return events

    def again(self) -> Tender:
        """The tender folded from its entries."""
        tender = tender_from(self.entries)
        tender.id = "t1"
        return tender

    def texts(self, clause: str) -> list[str]:
        return [p.text for p in self.tender.clauses[clause].wording]

    def order(self) -> list[str]:
        return [clause.id for clause in self.tender.reading_order()]


def bold(paragraph: Paragraph, words: str) -> Paragraph:
    """The paragraph with these words of it bold."""
    from dataclasses import replace

    at = paragraph.text.index(words)
    return replace(paragraph, marks=(*paragraph.marks, Mark(at, at + len(words), "bold")))
