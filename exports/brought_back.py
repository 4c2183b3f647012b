"""What a returned file says, as things that can be suggested, said or listed: each with its reviewer’s number and its clause."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exports.replies import Hung
from exports.returned import Returned
from specs.grouping import linked
from specs.labels import name_of
from specs.returned import NOBODY, Back, Edit, Remark, Unplaced
from specs.tender import Part, Tender
from specs.threads import Span
from specs.wording import Wording, plain
from specs.words import changes

CROSSED_OUT = "Somebody else crossed it out again in the same file."
NO_CLAUSE = "It hangs on no words of a clause."


@dataclass
class _Telling:
    returned: Returned
    tender: Tender
    part: Part

    def __post_init__(self) -> None:
        talked = [post.author for talk in self.returned.talks for post in talk.posts]
        self.names = list(dict.fromkeys([*(name for name in self.returned.authors if name), *(name for name in talked if name)]))
        self.numbers = {name: at for at, name in enumerate(self.names, 1)}

    def number(self, author: str) -> int:
        return self.numbers.get(author, NOBODY)

    def version(self, clause: str) -> int:
        return self.tender.clauses[clause].version

    def edits(self) -> Iterator[Edit]:
        for each in self.returned.reworded:
            before = self.tender.clauses[each.clause].wording
            made = tuple(linked(before, each.wording, changes(before, each.wording)))
            if made:
                number, version = self.number(each.author), self.version(each.clause)
                yield Edit(number, "wording", each.clause, version, each.wording, made, day=each.date[:10], mixed=each.mixed)
        for gone in self.returned.removed:
            number = self.number(gone.author)
            yield Edit(number, "removal", gone.clause, self.version(gone.clause), day=gone.date[:10], mixed=gone.mixed)
        for moved in self.returned.moved:
            number = self.number(moved.author)
            yield Edit(number, "move", moved.clause, self.version(moved.clause), after=moved.after, day=moved.date[:10])
        first = next((clause.id for clause in self.tender.reading_order(self.part.id)), "")
        for loose in self.returned.loose:
            beside = loose.after or first
            if beside and not loose.crossed_out and plain(loose.wording).strip():
                number = self.number(loose.author)
                yield Edit(number, "new", beside, self.version(beside), loose.wording, after=loose.after)

    def unplaced(self) -> Iterator[Unplaced]:
        for loose in self.returned.loose:
            if loose.crossed_out and plain(loose.wording).strip():
                yield Unplaced(self.number(loose.author), loose.after, plain(loose.wording), CROSSED_OUT)
        for talk in self.returned.talks:
            if not _clause(talk.hung):
                yield from (Unplaced(self.number(post.author), "", post.text, NO_CLAUSE) for post in talk.posts)

    def talks(self) -> Iterator[tuple[Remark, ...]]:
        for talk in self.returned.talks:
            clause = _clause(talk.hung)
            if clause and talk.posts:
                spans = tuple(span for hung in talk.hung if hung.clause == clause for span in self._spans(hung))
                said = " … ".join(hung.words for hung in talk.hung if hung.words.strip())
                yield tuple(
                    Remark(self.number(post.author), clause, self.version(clause), post.text, spans, talk.thread, post.date[:10], said)
                    for post in talk.posts
                )

    def _spans(self, hung: Hung) -> Iterator[Span]:
        """The same words in the edition that went out; the whole paragraph where they are not there once."""
        p = next((p for p in self.tender.clauses[hung.clause].wording if p.id == hung.paragraph), None)
        if p is None or hung.start == hung.end or not p.text.strip():
            return
        now = next((q.text for q in self._now(hung.clause) if q.id == hung.paragraph), "")
        if now == p.text and now[hung.start : hung.end].strip():
            yield Span(p.id, hung.start, hung.end)
        elif hung.words.strip() and p.text.count(hung.words) == 1:
            at = p.text.index(hung.words)
            yield Span(p.id, at, at + len(hung.words))
        else:
            yield Span(p.id, 0, len(p.text))

    def _now(self, clause: str) -> Wording:
        return self.returned.accepted.get(clause, ())

    def differences(self) -> Iterator[str]:
        for each in self.returned.differences:
            yield f"{self._at(each.clause)}{each.sentence}"
        for talk in self.returned.talks:
            if talk.settled:
                how = "settled" if talk.resolved else "not settled"
                yield f"{self._at(_clause(talk.hung))}A comment was marked as {how} in Word. Here whoever began it says so."

    def _at(self, clause: str) -> str:
        if not clause:
            return ""
        name = name_of(self.tender, clause)
        return f"{name[0].upper()}{name[1:]}: "


def _clause(hung: Sequence[Hung]) -> str:
    return next((each.clause for each in hung if each.clause), "")


def brought_back(returned: Returned, tender: Tender, part: Part) -> Back:
    """Everything in a returned file that is not as it went out, of the edition ``tender``."""
    telling = _Telling(returned, tender, part)
    return Back(
        tuple(telling.names),
        tuple(telling.edits()),
        tuple(telling.talks()),
        tuple(telling.unplaced()),
        tuple(telling.differences()),
        tuple((each.clause, each.rung) for each in returned.clauses),
        tuple((each.clause, tuple(zip(each.places, each.candidates, strict=True))) for each in returned.clauses if each.rung == "ask"),
    )
