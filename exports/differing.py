"""What is not the same in a returned file and is no change of a clause's words: pictures, boxes, tables, numbers of fields, looks."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from exports.placed import View, Views
from exports.readings import Line
from exports.sent import Sent
from exports.wordings import field_words
from specs.wording import Paragraph

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Difference:
    """Something in plain words, and in which clause (empty: in none); ``came`` and ``gone`` are its words now and before.

    ``kind``: picture, text box, contents list, field, table, style, list, look, part, note, header, footer, page.
    """

    kind: str
    sentence: str
    clause: str = ""
    came: str = ""
    gone: str = ""
    author: str = ""


@dataclass
class InTheText:
    """The differences in the paragraphs of the body, with everybody's changes."""

    sent: Sent
    views: Views
    everybody: View
    author_of: Callable[[Line], str]
    author_without: Callable[[int], str]

    def differences(self) -> Iterator[Difference]:
        """In the order of the file: what is not the same, what came; then what is gone."""
        odd = {line.key for shaped in self.everybody.shaped.values() for line in shaped.odd}
        odd |= {line.key for _, lines in self.everybody.loose for line in lines if self.views.wordings.new(line, False) is None}
        whose = {line.key: self.views.name(clause) for clause, lines in self.everybody.lines.items() for line in lines}
        before = ""
        yield from self._elsewhere()
        for line in self.everybody.reading.lines:
            clause = whose.get(line.key, "")
            at = self.everybody.known.get(line.key)
            if at is not None:
                yield from self._beside(self.sent.lines[at], line, clause, self.sent.records[at])
            elif line.key in odd:
                yield self._came(line, clause, before)
            before = line.paragraph.text or before
        for clause_at, at in self.views.edition_lines():
            lost = at not in self.everybody.key_of and (clause_at in self.everybody.shaped)
            if lost and (self.sent.lines[at].paragraph.kind == "block" or self.sent.records[at] is None):
                p = self.sent.lines[at].paragraph
                what = p.label or "Something that Word makes"
                after = quoted(
                    next((self.sent.lines[k].paragraph.text for k in range(at - 1, -1, -1) if self.sent.lines[k].paragraph.text), "")
                )
                where = f"after {after} " if after else ""
                yield Difference(_kind(p), f"{what} {where}is gone.", self.views.name(clause_at), "", p.text, self.author_without(at))
        known = set(self.sent.left_out)
        for each in self.everybody.reading.left_out:
            if each not in known:
                yield Difference("part", f"{each} cannot be read here.")

    def _elsewhere(self) -> Iterator[Difference]:
        """Pictures, boxes and the like that stand behind another paragraph of their clause than they did."""
        behind: dict[int, int | None] = {}
        last: int | None = None
        for at, line in enumerate(self.sent.lines):
            if line.paragraph.kind == "block":
                behind[at] = last
            else:
                last = at
        for clause, lines in self.everybody.lines.items():
            place = None
            for line in lines:
                known = self.everybody.known.get(line.key)
                if line.paragraph.kind != "block":
                    place = known
                elif known is not None and known in behind and behind[known] != place:
                    was = behind[known]
                    if was is not None and self.sent.owners[was] == clause and was in self.everybody.key_of:
                        yield Difference(_kind(line.paragraph), f"{line.paragraph.label} stands elsewhere now.", self.views.name(clause))

    def made_anew(self) -> Iterator[tuple[str, str]]:
        """What the record has of fields and contents lists, and what went out in its place (and what it has not)."""
        for line, record in zip(self.sent.lines, self.sent.records, strict=True):
            if record is None:  # a box that is in the file still, beside words that stayed
                yield "", line.paragraph.text
            elif record.kind == "block" and record.text != line.paragraph.text:
                yield record.text, line.paragraph.text
            elif record.kind != "block":
                yield from field_words(record, line.paragraph)

    def _came(self, line: Line, clause: str, before: str) -> Difference:
        p = line.paragraph
        where = f" after {quoted(before)}" if before else " at the beginning"
        if p.kind == "block":
            sentence = f"{p.label} that the edition has not{where}."
        elif p.place:
            sentence = f"Words in a row or a table that the edition has not{where}: {quoted(p.text)}"
        else:
            sentence = f"Something that Word makes{where}."
        words = p.text if p.kind == "block" else f"{p.label} {p.text}".strip()
        return Difference(_kind(p), sentence, clause, words, "", self.author_of(line))

    def _beside(self, was: Line, line: Line, clause: str, record: Paragraph | None) -> Iterator[Difference]:
        """One paragraph as it was and as it is."""
        if was.facts[2:] == line.facts[2:] and was.style == line.style:
            return
        before, now = was.paragraph, line.paragraph
        if record is None or record.kind == "block":
            if before.text != now.text:
                yield Difference(
                    _kind(now), f"{now.label or 'Something that Word makes'} says something else.", clause, now.text, before.text
                )
            return
        for gone, came in field_words(before, now):
            yield Difference("field", f"A number that Word makes in {quoted(now.text)} is {came} instead of {gone}.", clause, came, gone)
        lost, new = Counter(_things(before)), Counter(_things(now))
        for name in (lost - new).elements():
            yield Difference(name, f"{_a(name)} in {quoted(now.text or before.text)} is gone.", clause)
        for name in (new - lost).elements():
            yield Difference(name, f"{_a(name)} came in {quoted(now.text)}.", clause)
        if was.style.casefold() != line.style.casefold():
            sentence = f"{quoted(now.text)} has the style “{line.style}” instead of “{was.style}”."
            yield Difference("style", sentence, clause)
        one, two = (p.series.level if p.series else None for p in (before, now))
        if one != two or (before.kind != now.kind and before.kind in ("num", "bullet")):
            yield Difference("list", f"{quoted(now.text)} stands elsewhere in its list, or in no list, or in another.", clause)
        if before.text == now.text and _look(before) != _look(now):
            yield Difference("look", f"Other words are bold or italic in {quoted(now.text)}.", clause)


def quoted(text: str) -> str:
    """The first words of a text, in quotes."""
    flat = " ".join(text.split())
    return f"“{flat}”" if len(flat) <= _LONGEST else f"“{flat[: _LONGEST - 1].rsplit(' ', 1)[0]}…”"


def _kind(p: Paragraph) -> str:
    return p.label.casefold() if p.kind == "block" else "table" if p.place else "field"


def _things(p: Paragraph) -> list[str]:
    """What stands in a paragraph that is not words, by its name."""
    names = (mark.name.split(":") for mark in p.marks if mark.name.startswith(("object:", "note:")))
    return [parts[1] for parts in names]


def _a(name: str) -> str:
    return f"An {name}" if name[:1] in "aeiou" else f"A {name}"


def _look(p: Paragraph) -> list[tuple[int, int, str]]:
    """What is bold and italic, without the spaces at the ends."""
    found = []
    for start, end, name in p.marks:
        words = p.text[start:end]
        if name in ("bold", "italic") and words.strip():
            found.append((start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip()), name))
    return sorted(found)


def together(found: Iterable[Difference]) -> list[Difference]:
    """Rows that came one after the other, by one person in one clause, are one difference."""
    made: list[Difference] = []
    for each in found:
        last = made[-1] if made else None
        if last and each.kind == last.kind == "table" and each.came and (each.clause, each.author) == (last.clause, last.author):
            made[-1] = replace(last, came=f"{last.came}\n{each.came}")
        else:
            made.append(each)
    return made


def counted(was: Sequence[str], now: Sequence[str]) -> tuple[list[str], list[str]]:
    """What is there more often than before, and what less often; what says nothing is left out."""
    one, two = Counter(each for each in was if each.strip()), Counter(each for each in now if each.strip())
    return list((two - one).elements()), list((one - two).elements())
