"""Word documents of the project's own making, for tests."""

import io

import docx
from docx.document import Document


def saved(document: Document) -> bytes:
    """A document as bytes."""
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def tender(*clauses: tuple[str, ...], title: str = "") -> bytes:
    """A document whose clauses are each a heading and lines; “- ” begins a list item."""
    document = docx.Document()
    document.core_properties.title = title
    for heading, *lines in clauses or SUPPORT:
        document.add_heading(heading, 1)
        for line in lines:
            document.add_paragraph(line.removeprefix("- "), style="List Bullet" if line.startswith("- ") else None)
    return saved(document)


SUPPORT = (
    ("About this service", "This tender is for support in the city."),
    ("Access", "Staff will attend reviews every quarter.", "People can ask for:", "- a phone call", "- a visit"),
    ("Pay", "The provider must pay people for their time."),
)
