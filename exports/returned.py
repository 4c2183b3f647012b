"""Reads a Word file that came back: what of it is which clause, and what each person changed in each clause. Nothing is done to the tender.

Every word of the file is then in a clause, in a difference that is not words, or among what belongs to no clause; ``exports.ledger`` proves
it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from exports import replies
from exports.basis import Basis
from exports.comments import Thread
from exports.differing import Difference, InTheText, together
from exports.file_differences import beside_the_text
from exports.package import Package
from exports.placed import Views
from exports.readings import Accepted, File, ours
from exports.replies import Talk
from exports.sent import sent
from exports.telling import Dates, Telling
from exports.told import Carried, Loose, Matched, Moved, Removed, Reworded
from exports.wordings import renamed
from specs.tender import Part, Tender
from specs.wording import Wording


@dataclass(frozen=True)
class Returned:
    """A file that came back, read.

    ``accepted`` is each clause that is there with everybody's changes, in the order of the file. ``made_anew`` is what the record has of
    the results of fields and of contents lists, with what they became on the way out: numbers of pages and of clauses.
    """

    clauses: tuple[Matched, ...]
    accepted: dict[str, Wording]
    reworded: tuple[Reworded, ...]
    removed: tuple[Removed, ...]
    moved: tuple[Moved, ...]
    carried: tuple[Carried, ...]
    loose: tuple[Loose, ...]
    differences: tuple[Difference, ...]
    talks: tuple[Talk, ...]
    authors: tuple[str, ...]
    made_anew: tuple[tuple[str, str], ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anybody changed, moved, added or left out words."""
        return bool(self.reworded or self.removed or self.moved or self.carried or self.loose)


def returned(
    data: bytes,
    tender: Tender,
    part: Part,
    basis: Basis,
    *,
    names: Collection[str] | None = None,
    exported: Sequence[Thread] = (),
    told: Mapping[str, int] | None = None,
) -> Returned:
    """What a returned file (past the guard and mending) says of the edition ``tender`` that went out.

    ``basis`` is what ``exports.word_out.write`` wrote it into. ``names`` are those that Cotender put on tracked changes of its own
    (``exports.tracked``), which count as accepted; None: whatever is dated with a day alone is. ``exported`` are the threads that went
    out as comments. ``told``: where a person said that a clause is, as one of ``Matched.places``, or -1 for nowhere. The same input
    gives the same answer.
    """
    went = sent(basis, tender, part)
    file = File(Package(data), went.lines)
    own = ours(names)
    people = file.authors(own)
    views = Views(went, part, file, own, told)
    by_author, seen = {}, {file.choices(own): views.rest}
    for author in people:
        theirs = partial(_or_theirs, own, author)
        by_author[author] = seen[file.choices(theirs)] = views.of(file.read(theirs))
    # One person's changes are everybody's where nobody else made any.
    everybody = (seen.get(file.choices(_any)) or views.of(file.read(_any))) if people else views.rest
    back = Telling(views, by_author, {author: Dates(dates, views) for author, dates in people.items()})
    for author, view in {"": views.rest, **by_author}.items():
        back.tell(author, view)
    back.upon_each_other(everybody)
    in_text = InTheText(went, views, everybody, back.author_of, back.author_without)
    return Returned(
        tuple(back.matched()),
        {views.name(c): renamed(everybody.shaped[c].wording) for c in everybody.order},
        tuple(back.reworded),
        tuple(back.removed),
        tuple(back.moved),
        tuple(back.carried),
        tuple(back.loose(everybody)),
        tuple(together([*in_text.differences(), *beside_the_text(went.package, went.shapes, file.package, file.there.shapes)])),
        tuple(replies.talks(file, views, everybody, exported)),
        tuple(people),
        tuple(in_text.made_anew()),
    )


def _or_theirs(own: Accepted, author: str, who: str, date: str) -> bool:
    return own(who, date) or who == author


def _any(*_: str) -> bool:
    return True
