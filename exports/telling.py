"""Who did what in a returned file: each person's changes upon the edition's wording, and what was done only by several together."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from exports.placed import View, Views
from exports.readings import Line
from exports.told import Carried, Loose, Matched, Moved, Removed, Reworded
from exports.wordings import renamed
from specs.applying import applied
from specs.carrying import carry
from specs.wording import Paragraph, Wording
from specs.words import WORD, changes, rising


class Dates:
    """When somebody changed each clause last."""

    def __init__(self, dates: Iterable[tuple[str, int]], views: Views) -> None:
        self.newest = ""
        self.by_clause: dict[int | None, str] = {}
        for date, number in dates:
            self.newest = max(self.newest, date)
            clause = views.at_number(number)
            self.by_clause[clause] = max(self.by_clause.get(clause, ""), date)

    def of(self, clause: int) -> str:
        return self.by_clause.get(clause, self.newest)


class Telling:
    """Gathers what everybody did."""

    def __init__(self, views: Views, by_author: dict[str, View], dates: dict[str, Dates]) -> None:
        self.views, self.by_author, self.dates = views, by_author, dates
        edition = sum_of(words_of(wording) for _, wording in views.sent.clauses)
        here = (words_of(shaped.wording) for shaped in views.rest.shaped.values())
        loose = (words_of(line.paragraph for line in lines) for _, lines in views.rest.loose)
        self.edition = set(edition)
        self.untracked = sorted(set(sum_of([*here, *loose])) - self.edition)
        self.reworded: list[Reworded] = []
        self.removed: list[Removed] = []
        self.moved: list[Moved] = []
        self.carried: list[Carried] = []

    def matched(self) -> Iterable[Matched]:
        """Each clause with its rung."""
        for at, (name, _) in enumerate(self.views.sent.clauses):
            places = self.views.matches.candidates.get(at, ())
            texts = tuple(self.views.rest.reading.lines[k].paragraph.text for k in places)
            yield Matched(name, self.views.matches.rungs[at], texts, tuple(places))

    def _date(self, author: str, clause: int) -> str:
        return self.dates[author].of(clause) if author in self.dates else ""

    def tell(self, author: str, view: View) -> None:
        """What one person did: beside the edition for what nobody tracked, else beside the file without what others tracked."""
        views, rest = self.views, self.views.rest
        for clause, (name, wording) in enumerate(views.sent.clauses):
            date = self._date(author, clause)
            if clause not in rest.shaped:
                if author == "" and views.matches.rungs[clause] not in ("ask", "no words"):
                    self.removed.append(Removed("", name))
                continue
            if clause not in view.shaped:
                self.removed.append(Removed(author, name, date))
                continue
            before = rest.shaped[clause].wording
            now = view.shaped[clause].wording
            if author == "":
                if before != wording:
                    self.reworded.append(Reworded("", name, renamed(before)))
            elif now != before:
                self.reworded.append(self._upon(wording, before, now, author, name, date))
        self._order(author, view)
        self._carried(author, view)

    def _upon(self, edition: Wording, before: Wording, now: Wording, author: str, clause: str, date: str) -> Reworded:
        """Somebody's changes of what stood before, made to the edition's wording."""
        if before == edition:
            return Reworded(author, clause, renamed(now), date, mixed=self._has_untracked(now))
        made = changes(before, now)
        carried = carry(before, now, made, edition, changes(before, edition))
        wording = applied(edition, now, carried.changes)
        if carried.clashes or len(carried.changes) < len(made) or self._has_untracked(wording):
            return Reworded(author, clause, renamed(now), date, mixed=True)
        return Reworded(author, clause, renamed(wording), date)

    def _has_untracked(self, wording: Wording) -> bool:
        """Whether words are in it that somebody put into the file without tracking (maybe as a part of a longer word there)."""
        new = [word for word in words_of(wording) if word not in self.edition and len(word) > 1]
        return any(word in other for word in new for other in self.untracked)

    def _order(self, author: str, view: View) -> None:
        was = list(range(len(self.views.sent.clauses))) if author == "" else self.views.rest.order
        place = {clause: k for k, clause in enumerate(was)}
        standing = [clause for clause in view.order if clause in place]
        stayed = {k for k, _ in rising([(k, place[clause]) for k, clause in enumerate(standing)])}
        for k, clause in enumerate(standing):
            if k not in stayed:
                after = self.views.name(standing[k - 1]) if k else ""
                self.moved.append(Moved(author, self.views.name(clause), after, self._date(author, clause)))

    def _carried(self, author: str, view: View) -> None:
        """Paragraphs that are lost from one clause and new in another, with the same words."""
        before = self.views.known if author == "" else self.views.rest.known
        lost = {at for clause, at in self.views.edition_lines() if clause in view.shaped} - set(view.known.values())
        if author:
            lost &= set(before.values())
        texts: dict[str, list[int]] = {}
        for at in sorted(lost):
            texts.setdefault(self.views.sent.lines[at].said, []).append(at)
        new: dict[str, list[tuple[int, str]]] = {}
        for clause, shaped in view.shaped.items():
            names = {p.id: k.id for p, k in zip(shaped.wording, renamed(shaped.wording), strict=True)}
            for name, key in shaped.new.items():
                if author == "" or key not in self.views.rest.keys:
                    new.setdefault(view.said[key], []).append((clause, names[name]))
        for text, places in texts.items():
            there = new.get(text, [])
            if len(places) == len(there) == 1 and len(text) >= 12:
                record = self.views.sent.records[places[0]]
                source, (target, became) = self.views.sent.owners[places[0]], there[0]
                if record is not None and source != target:
                    self.carried.append(Carried(author, record.id, self.views.name(source), self.views.name(target), became))

    def upon_each_other(self, everybody: View) -> None:
        """Changes in what somebody else put in are in nobody's wording alone: where some are, whoever came last has the words of all."""
        edition = {name: words_of(wording) for name, wording in self.views.sent.clauses}
        alone = [(each.clause, words_of(each.wording)) for each in self.reworded]
        told = {word for _, words in alone for word in words} | {word for words in edition.values() for word in words}
        now = {clause: words_of(shaped.wording) for clause, shaped in everybody.shaped.items()}
        there = sum_of(now.values()) + words_of(p for _, lines in everybody.loose for p in (line.paragraph for line in lines))
        taken = sum_of([*(edition[name] - words for name, words in alone), *(edition[each.clause] for each in self.removed)])
        gone = sum_of(edition.values()) - there - taken
        for clause, words in now.items():
            name = self.views.name(clause)
            if any(word not in told for word in words) or (gone and any(word in gone for word in edition[name] - words)):
                author = self._last(clause)
                wording = renamed(everybody.shaped[clause].wording)
                self.reworded.append(Reworded(author, name, wording, self._date(author, clause), mixed=True))
        told_gone = {each.clause for each in self.removed}
        for clause in self.views.rest.shaped:
            if clause not in now and self.views.name(clause) not in told_gone:
                author = self._last(clause)
                self.removed.append(Removed(author, self.views.name(clause), self._date(author, clause), mixed=True))

    def _last(self, clause: int) -> str:
        """Who tracked the newest change in a clause."""
        return max(self.by_author, key=lambda a: (self.dates[a].by_clause.get(clause, ""), a), default="")

    def author_of(self, line: Line) -> str:
        """Who put a line into the file."""
        return next((a for a, view in self.by_author.items() if line.key in view.said), "") if line.key not in self.views.rest.keys else ""

    def author_without(self, at: int) -> str:
        """Who took a line of the edition out."""
        key = self.views.rest.key_of.get(at)
        return next((a for a, view in self.by_author.items() if at not in view.key_of), "") if key is not None else ""

    def loose(self, everybody: View) -> Iterable[Loose]:
        """What belongs to no clause, with everybody's changes; and what somebody wrote there and another crossed out."""
        yield from self._loose(everybody.loose)
        for view in self.by_author.values():
            for after, lines in view.loose:
                new = [line for line in lines if line.key not in everybody.keys and line.key not in self.views.rest.keys]
                if new:
                    yield from (replace(each, crossed_out=True) for each in self._loose([(after, new)]))

    def _loose(self, loose: Iterable[tuple[str, list[Line]]]) -> Iterable[Loose]:
        for after, lines in loose:
            made: list[Loose] = []
            for line in lines:
                p = self.views.wordings.new(line, not made)
                if p is None:
                    continue
                author = self.author_of(line)
                if made and made[-1].author == author:
                    made[-1] = Loose(author, after, (*made[-1].wording, p))
                else:
                    made.append(Loose(author, after, (p,)))
            for each in made:
                named = tuple(replace(p, id=f"+{k}") for k, p in enumerate(each.wording, 1))
                yield Loose(each.author, each.after, named)


def sum_of(counts: Iterable[Counter[str]]) -> Counter[str]:
    """All of them together."""
    made: Counter[str] = Counter()
    for each in counts:
        made.update(each)
    return made


def words_of(wording: Iterable[Paragraph]) -> Counter[str]:
    """How often each word stands in a wording, with the numbers that were typed."""
    said = (f"{p.label} {p.text}" if p.typed else p.text for p in wording)
    return Counter(word for text in said for word in WORD.findall(text) if word[0].isalnum())
