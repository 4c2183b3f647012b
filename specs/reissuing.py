"""What changed since the issue before, clause by clause, in sentences: what the next issue is printed with."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from specs.comparing import compare
from specs.gate import issued_clauses, issued_parts
from specs.issued import Changed, Issue
from specs.labels import name_of, title_of
from specs.tender import Part, Tender


def changes_since(before: Issue | None, tender: Tender, words: bool = True) -> tuple[Changed, ...]:
    """Everything that changed since an issue, in reading order, what was left out last; nothing where there was none before.

    Without ``words`` it is only said which clauses read differently: nothing is compared.
    """
    if before is None:
        return ()
    return (*_of_the_whole(before, tender), *_of_clauses(before, tender, words))


def _of_the_whole(before: Issue, tender: Tender) -> Iterator[Changed]:
    if tender.title != before.title:
        yield Changed("", "", (f"The tender is called “{tender.title}” now, and was called “{before.title}”.",))
    was = {each.part: each for each in before.files}
    for part in issued_parts(tender):
        then = was.pop(part.id, None)
        if then is None:
            yield Changed(part.id, "", (f"The part “{part.name}” is new.",))
        elif _moved(part, then.sha256, then.link):
            yield Changed(part.id, "", (f"The part “{part.name}” is another one.",))
    for gone in was.values():
        yield Changed(gone.part, "", (f"The part “{gone.name}” is no longer in it.",))


def _moved(part: Part, sha256: str, link: str) -> bool:
    """Whether a part that is a file or a link is another one: what a part of clauses says is told clause by clause."""
    return (part.kind == "attached" and part.base != sha256) or (part.kind == "referred" and part.link != link)


def _of_clauses(before: Issue, tender: Tender, words: bool) -> Iterator[Changed]:
    was = {each.clause: each for each in before.contents}
    now = {clause.id: clause for clause in issued_clauses(tender)}
    there = {part.id for part in issued_parts(tender)} & {each.part for each in before.contents}
    moved = _moved_among([name for name in was if name in now], [name for name in now if name in was])
    for name, clause in now.items():
        if clause.part not in there:
            continue  # the whole part is new
        called = name_of(tender, name)
        called = f"{called[0].upper()}{called[1:]}"
        if name not in was:
            yield Changed(clause.part, name, (f"{called} is new.",))
            continue
        said = [f"{called} stands in another place."] if name in moved else []
        old = clause.versions[was[name].version - 1]
        if was[name].version != clause.version:
            told = () if not words or old.erased or clause.versions[-1].erased else compare(old.wording, clause.wording).sentences
            said += [f"{called} reads differently." if not told else f"{called} reads differently:", *(f"{each}." for each in told)]
        if said:
            yield Changed(clause.part, name, tuple(said))
    for name, each in was.items():
        if name not in now and each.part in there:
            yield Changed(each.part, name, (f"The clause “{title_of(tender.clauses[name], 60)}” was left out.",))


def _moved_among(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Of the names in two orders, as few as have to move to get from one to the other."""
    place = {name: at for at, name in enumerate(before)}
    return set(after) - set(_rising(after, [place[name] for name in after]))


def _rising(names: Sequence[str], places: Iterable[int]) -> list[str]:
    """The longest row of names whose places only rise (patience sorting)."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    order = list(places)
    for at, place in enumerate(order):
        k = bisect_left(ends, place)
        before.append(last[k - 1] if k else -1)
        ends[k : k + 1] = [place]
        last[k : k + 1] = [at]
    found, at = [], last[-1] if last else -1
    while at >= 0:
        found.append(names[at])
        at = before[at]
    return found[::-1]
