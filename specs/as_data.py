"""The tender as it stands, as plain data: what ``cotender show --json`` prints."""

from typing import Any

from specs.issued import Issue
from specs.labels import label_of, labels
from specs.tender import Clause, Tender
from specs.wording import Paragraph


def tender_as_data(tender: Tender, parts: set[str] | None = None) -> dict[str, Any]:
    """The tender: its title, its place in the record, and its clauses in reading order, retired ones after those that stand.

    Labels that are typed, headings and texts, in order, are exactly the visible words: a heading is not repeated among its
    clause's paragraphs, and a label that was typed is not repeated in the text. ``parts`` limits it to some of the parts.
    """
    shown = [part for part in tender.authored() if parts is None or part.id in parts]
    clauses = [clause for part in shown for clause in tender.reading_order(part.id)]
    retired = [tender.clauses[name] for part in shown for name in part.order if tender.clauses[name].retired]
    return {
        "id": tender.id,
        "title": tender.title,
        "state": tender.state,
        "seq": tender.seq,
        "base": shown[0].base or None if shown else None,
        "parts": [
            {
                "id": part.id,
                "kind": part.kind,
                "name": part.name,
                "sharing": part.sharing,
                "base": part.base or None,
                "file_name": part.file_name,
                "adopted": [
                    {"seq": each.stamp.seq, "base": each.file or None, "file_name": each.file_name, "why": each.why}
                    for each in part.adopted
                ],
                "link": part.link or None,
            }
            for part in tender.parts.values()
            if not part.retired and (parts is None or part.id in parts)
        ],
        "clauses": [_clause(tender, clause) for clause in [*clauses, *retired]],
        "issues": [_issue(issue) for issue in tender.issues] if parts is None else [],
    }


def _issue(issue: Issue) -> dict[str, Any]:
    return {
        "number": issue.number,
        "on": issue.on,
        "of": issue.of,
        "code": issue.code,
        "withdrawn": issue.withdrawn_on or None,
        "files": [{"part": each.part, "kind": each.kind, "code": each.code, "sha256": each.sha256 or None} for each in issue.files],
    }


def _clause(tender: Tender, clause: Clause) -> dict[str, Any]:
    head = clause.heading
    reason = clause.reason
    return {
        "id": clause.id,
        "part": clause.part,
        "label": label_of(tender, clause),
        "typed": bool(head and head.typed),
        "heading": head.text if head else "",
        "openness": clause.openness,
        "fixed": (
            {
                "kind": reason.kind,
                "code": reason.code,
                "explanation": reason.explanation,
                "source": reason.source,
                "decided_by": reason.decided_by,
                "review": reason.review,
            }
            if reason
            else None
        ),
        "version": clause.version,
        "retired": clause.retired,
        "in_short": clause.in_short.text if clause.in_short else None,
        "locks": [{"id": lock.id, "paragraph": lock.paragraph, "start": lock.start, "end": lock.end} for lock in clause.locks],
        "paragraphs": [_paragraph(tender, p) for p in clause.body],
        "notes": [{"id": note.id, "label": note.label, "text": note.text} for note in clause.notes],
    }


def _paragraph(tender: Tender, p: Paragraph) -> dict[str, Any]:
    return {
        "id": p.id,
        "kind": p.kind,
        "level": p.level,
        "label": labels(tender).get(p.id, p.label),
        "typed": p.typed,
        "place": list(p.place) if p.place else None,
        "text": p.text,
        "marks": [list(mark) for mark in p.marks],
        "origin": p.origin,
    }
