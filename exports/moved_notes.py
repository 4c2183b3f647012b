"""Says at a clause that was moved where it came from, and where it stood where it went: to Word, which sees words cross out and come."""

import re
from collections.abc import Iterable, Iterator, Mapping

from lxml import etree

from exports.comment_places import ID, REFERENCE, Anchor
from exports.comments import Post, Thread
from exports.comments_out import Changed, put_comments
from exports.marking import ABOUT, DEL, INS, number
from exports.ooxml import PROPERTIES, W
from exports.package import Package
from specs.labels import labels
from specs.tender import Clause, Part, Tender

_NOTE = re.compile(r"Moved (?:from|to) .+\.")


def put_moved_notes(package: Package, root: etree._Element, notes: Iterable[Thread], changed: Changed) -> None:
    """Hangs the notes of ``moved_notes`` on ``root``, the main part with tracked changes.

    The mark of each comes, or goes, with the paragraph that it hangs on: one that stayed would keep an empty paragraph there.
    """
    notes = list(notes)
    put_comments(package, root, notes, changed)
    for thread in notes:
        p = thread.anchors[0].element
        end = _end(p, INS) if _end(p, INS) is not None else _end(p, DEL)
        for mark in [e for e in p.iter(REFERENCE) if end is not None]:
            run = mark.getparent()
            around = run.getparent() if run is not None else None
            if run is None or around is None or end is None or around.tag in (INS, DEL):
                continue
            wrapped = etree.Element(end.tag)
            for name in ("author", "date"):
                wrapped.set(f"{W}{name}", end.get(f"{W}{name}", ""))
            wrapped.set(ID, "0")
            run.addprevious(wrapped)
            wrapped.append(run)
    used = (int(value) for e in root.iter("*") if (value := e.get(ID, "")).isdecimal() and len(value) < 9)
    number([root], max(used, default=0) + 1)


def moved_notes(
    body: etree._Element, earlier: Tender, later: Tender, part: Part, there: Mapping[str, etree._Element], author: str
) -> Iterator[Thread]:
    """Comments for ``exports.comments_out`` on a body with tracked changes, two for each clause that was moved.

    ``there`` are the elements of the later edition's paragraphs, by id. ``author`` is the organisation: whoever moved a clause is named at
    the change itself.
    """
    if part.id not in earlier.parts:
        return
    before, after = list(earlier.reading_order(part.id)), list(later.reading_order(part.id))
    stood = {clause.id: k for k, clause in enumerate(before)}
    gone = [p for p in body.iter(f"{W}p") if _end(p, DEL) is not None]
    for k, clause in enumerate(after):
        first = next((p for p in clause.wording if p.id in there), None)
        came = _end(there[first.id], INS) if first is not None else None
        if first is None or came is None or clause.id not in stood:
            continue
        was = before[stood[clause.id]]
        day = came.get(f"{W}date", "")[:10]
        source, target = _place(earlier, before, stood[clause.id]), _place(later, after, k)
        yield _note(f"{clause.id} from", there[first.id], f"Moved from {source}.", author, day)
        words = next((p.text for p in was.wording if p.id == first.id), was.wording[0].text)
        place = next((p for p in gone if words.strip() and _flat(_crossed_out(p)).endswith(_flat(words))), None)
        if place is not None:
            gone.remove(place)
            yield _note(f"{clause.id} to", place, f"Moved to {target}.", author, day)


def is_note(post: Post) -> bool:
    """Whether a comment of a file that came back is one of these: they are nobody's words."""
    return post.date.endswith("T00:00:00Z") and not post.initials and _NOTE.fullmatch(post.text) is not None


def _note(name: str, p: etree._Element, text: str, author: str, day: str) -> Thread:
    return Thread(f"moved {name}", (Post(author, "", f"{day}T00:00:00Z", (text,)),), (Anchor(p, 0, 0),))


def _place(tender: Tender, order: list[Clause], k: int) -> str:
    """The number of a clause; where it has none, the words that it stands after."""
    shown = labels(tender)
    called = next((shown[p.id] for p in order[k].wording[:1] if p.id in shown), "").rstrip(".:")
    if called and re.search(r"\w", called):
        return called
    before = next((_flat(p.text) for p in order[k - 1].wording if p.text.strip()), "") if k else ""
    return f"after “{before if len(before) <= 60 else before[:59] + '…'}”" if before else "the beginning"


def _end(p: etree._Element, tag: str) -> etree._Element | None:
    """The mark that says that a whole paragraph came, or went."""
    return p.find(f"{ABOUT}/{PROPERTIES}/{tag}")


def _crossed_out(p: etree._Element) -> str:
    return "".join(t.text or "" for t in p.iter(f"{W}delText"))


def _flat(text: str) -> str:
    return " ".join(text.split())
