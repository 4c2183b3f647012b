"""A part of a tender as a Word file with everybody’s comments in it, for the group to work with; known again when it comes back."""

from collections.abc import Iterable, Mapping, Sequence

from lxml import etree

from exports import draft_mark
from exports.basis import Basis
from exports.comment_places import Anchor, pieces_of
from exports.comments import Thread
from exports.comments_out import put_comments
from exports.ooxml import RUN, TEXT, W, text_of
from exports.package import serialised
from exports.spoken import Spoken
from exports.word_out import written_into
from specs.tender import Part, Tender
from specs.threads import Span
from specs.wording import Wording


def write(basis: Basis, tender: Tender, part: Part, spoken: Iterable[Spoken], *, organisation: str = "", edition: str = "draft") -> bytes:
    """One authored part of a tender, written into ``basis``, with these threads as comments of Word.

    The same input gives the same bytes.
    """
    out, root, changed = written_into(basis, tender, part, organisation, edition)
    package = out.package
    draft_mark.mark(package, root, draft_mark.words(organisation, edition, working_copy=True), changed)
    put_comments(package, root, _hung(tender, spoken, out.placing.standing), changed)
    changed[package.main] = serialised(root)
    return package.written(changed)


def _hung(tender: Tender, spoken: Iterable[Spoken], standing: Mapping[str, etree._Element]) -> list[Thread]:
    made = []
    for each in spoken:
        texts = {p.id: p.text for p in wording_of(tender, each.clause)}
        anchors = [
            _anchor(standing[span.paragraph], texts[span.paragraph], span)
            for span in spans_or_heading(tender, each)
            if span.paragraph in standing
        ]
        made.append(Thread(each.id, each.posts, tuple(anchors)))
    return made


def _anchor(e: etree._Element, text: str, span: Span) -> Anchor:
    """Characters of a paragraph’s words in its element, in which other words (of a box) can stand before them."""
    before = max(text_of(pieces_of(e)).find(text), 0)
    return Anchor(e, before + span.start, before + span.end)


def wording_of(tender: Tender, clause: str) -> Wording:
    """The words of a clause that stands; of one that was left out, or came later, there are none in the file."""
    found = tender.clauses.get(clause)
    return () if found is None or found.retired else found.wording


def spans_or_heading(tender: Tender, each: Spoken) -> Sequence[Span]:
    """The words that a thread hangs on: its own, where they stand; else the heading of its clause, or its first words."""
    wording = wording_of(tender, each.clause)
    texts = {p.id: p.text for p in wording}
    there = [span for span in each.spans if span.start < span.end <= len(texts.get(span.paragraph, ""))]
    if there:
        return there
    first = next((p for p in wording if p.kind != "block" and p.text.strip()), None)
    return [Span(first.id, 0, len(first.text))] if first is not None else []


def exported(tender: Tender, spoken: Iterable[Spoken]) -> list[Thread]:
    """These threads as a file of the edition ``tender`` had them, for ``exports.returned.returned`` to know them again."""
    made = []
    for each in spoken:
        spans = spans_or_heading(tender, each)
        made.append(Thread(each.id, each.posts, tuple(_words(tender, each.clause, spans))))
    return made


def _words(tender: Tender, clause: str, spans: Sequence[Span]) -> Iterable[Anchor]:
    """The words from the first to the last span, as Word has them in one range, each paragraph’s in an element of its own."""
    if not spans:
        return
    order = {p.id: place for place, p in enumerate(wording_of(tender, clause))}
    first = min(spans, key=lambda span: (order[span.paragraph], span.start))
    last = max(spans, key=lambda span: (order[span.paragraph], span.end))
    for p in wording_of(tender, clause)[order[first.paragraph] : order[last.paragraph] + 1]:
        start = first.start if p.id == first.paragraph else 0
        end = last.end if p.id == last.paragraph else len(p.text)
        e = etree.Element(f"{W}p")
        etree.SubElement(etree.SubElement(e, RUN), TEXT).text = p.text
        yield Anchor(e, start, end)
