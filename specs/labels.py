"""The numbers that clauses and paragraphs show, computed as Word would from where they stand now."""

from specs import numbering
from specs.tender import Clause, Tender
from specs.typed import named
from specs.wording import Paragraph


def labels(tender: Tender) -> dict[str, str]:
    """The label of every paragraph that shows one, by paragraph id: computed for automatic lists, as typed for the rest."""
    if tender.labels_kept and tender.labels_kept[0] == tender.shape_seq:
        return tender.labels_kept[1]
    made: dict[str, str] = {}
    for part in tender.authored():
        standing = [p for clause in tender.reading_order(part.id) for p in clause.wording]
        made.update(numbering.labels(standing, part.lists))
        made.update((p.id, p.label) for p in standing if p.label)
    tender.labels_kept = (tender.shape_seq, made)
    return made


def label_of(tender: Tender, clause: Clause) -> str:
    """The number a clause goes by: its heading's, or its first paragraph's where that shows one; else empty."""
    wording = clause.wording
    if not wording or wording[0].kind == "block":
        return ""
    return "" if wording[0].kind == "bullet" else labels(tender).get(wording[0].id, "")


def title_of(clause: Clause, longest: int = 80) -> str:
    """What to call a clause: its heading, or its first words."""
    text = next((p.text for p in clause.wording if p.text.strip()), "")
    if not text:
        return "(words taken back)" if clause.versions[-1].erased else "(no words)"
    flat = named(" ".join(text.split()))
    return flat if len(flat) <= longest else flat[: longest - 1].rsplit(" ", 1)[0] + "…"


def name_of(tender: Tender, clause_id: str) -> str:
    """A clause as a sentence names it: ``clause 3.2 “Access”``, or ``clause “Access”``."""
    clause = tender.clauses[clause_id]
    label = label_of(tender, clause).rstrip(".")
    return f"clause {label} “{title_of(clause, 60)}”" if label else f"clause “{title_of(clause, 60)}”"


def text_with_label(tender: Tender, paragraph: Paragraph) -> str:
    """A paragraph as a person reads it, label first."""
    label = labels(tender).get(paragraph.id, "")
    return f"{label} {paragraph.text}" if label else paragraph.text
