"""Proves of a returned file that no word was lost in reading it: each is told of somewhere, and so is each that is not there any more."""

from collections import Counter
from collections.abc import Iterable

from exports.returned import Returned
from exports.views import texts
from specs.tender import Part, Tender
from specs.wording import Paragraph
from specs.words import WORD


def ledger(found: Returned, data: bytes, tender: Tender, part: Part) -> list[str]:
    """What is told of nowhere, a word a line; empty where nothing is.

    Every word of the file with all changes accepted stands in a clause's wording, in a difference or among what belongs to no clause.
    Every word of the edition that is in none of these is one that somebody's change, or a difference, takes out, or it is of a clause that
    a person is asked about.
    """
    edition = {clause.id: clause.wording for clause in tender.reading_order(part.id)}
    file = _count(texts(data))
    there = _said(p for wording in found.accepted.values() for p in wording)
    there += _said(p for each in found.loose for p in each.wording)
    there += _count(each.came for each in found.differences) + _count(now for _, now in found.made_anew)
    missing = [
        f"in the file, told of nowhere: {word} ({count})" for word, count in sorted(_unexplained(file - there, there - file).items())
    ]
    gone = _said(p for wording in edition.values() for p in wording) - there
    told = _count(each.gone for each in found.differences) + _count(was for was, _ in found.made_anew)
    for each in found.reworded:
        told += _said(edition[each.clause]) - _said(each.wording)
    for removed in found.removed:
        told += _said(edition[removed.clause])
    for clause in found.clauses:
        if clause.rung == "ask":
            told += _said(edition[clause.clause])
    lost = _unexplained(gone - told, told - gone)
    return missing + [f"of the edition, gone without a word: {word} ({count})" for word, count in sorted(lost.items())]


def _unexplained(words: Counter[str], others: Counter[str]) -> Counter[str]:
    """None, where the others have the same letters: a line that ends in the middle of a paragraph does not part words for everybody."""
    letters, there = (Counter("".join(each.elements())) for each in (words, others))
    return words if letters - there else Counter()


def _said(paragraphs: Iterable[Paragraph]) -> Counter[str]:
    """The words of paragraphs, with the numbers that were typed."""
    return _count(f"{p.label} {p.text}" if p.typed else p.text for p in paragraphs)


def _count(said: Iterable[str]) -> Counter[str]:
    """How often each word stands in these texts; signs are left out."""
    return Counter(word for text in said for word in WORD.findall(text) if word[0].isalnum())
