"""Two editions of a body side by side: what is in both, what went and what came, and how the last paragraph of each is treated."""

from collections import Counter, deque
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from lxml import etree

from exports.marking import ABOUT, DEL, INS, ended, mark_end, mark_properties, same, take_properties
from exports.ooxml import W
from exports.revisions import BETWEEN
from exports.seaming import Seam
from exports.weaving import bare
from specs.words import rising

# In no namespace, which no Word file uses: it leaves no declaration behind when it is taken out.
KEY = "key-of-cotender"
PARAGRAPH, TABLE, ROW, CONTROL = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}sdt"
BLOCKS = (PARAGRAPH, TABLE, CONTROL)
_ABOUT = {f"{W}{name}" for name in "tblPr tblGrid tblPrEx trPr tcPr sdtPr sdtEndPr sectPr".split()}

State = Literal["both", "gone", "came", "divided", "joined"]


class Entry(NamedTuple):
    """``other`` is the other half of a paragraph that was divided (as the later edition has it) or joined (as the earlier has)."""

    state: State
    was: etree._Element | None
    now: etree._Element | None
    seam: Seam | None = None
    other: etree._Element | None = None

    @property
    def element(self) -> etree._Element:
        found = self.was if self.was is not None else self.now
        assert found is not None
        return found


def content(e: etree._Element) -> list[etree._Element]:
    """What stands in a body, cell, table or control, without what says how it looks."""
    return [child for child in e.iterchildren("*") if child.tag not in _ABOUT]


def side_by_side(was: Sequence[etree._Element], now: Sequence[etree._Element], moved: Callable[[etree._Element], bool]) -> list[Entry]:
    """Both editions' content side by side: what stayed in order is in both; what went stands before what came in its place.

    Where not all that is in both stayed in order, what ``moved`` says did not move stays first of all.
    """
    one = {name: place for place, name in enumerate(_named(was))}
    pairs = [(k, one[name]) for k, name in enumerate(_named(now)) if name in one]
    stayed = dict(_in_order(pairs, now, moved))
    ahead = deque(sorted(stayed.values()))
    entries: list[Entry] = []
    at = 0
    for k, e in enumerate(now):
        limit = ahead[0] if ahead else len(was)
        entries += [Entry("gone", each, None) for each in was[at:limit]]
        at = limit
        if k in stayed:
            entries.append(Entry("both", was[at], e))
            at += 1
            ahead.popleft()
        else:
            entries.append(Entry("came", None, e))
    return [*entries, *(Entry("gone", each, None) for each in was[at:])]


def _in_order(
    pairs: list[tuple[int, int]], now: Sequence[etree._Element], moved: Callable[[etree._Element], bool]
) -> list[tuple[int, int]]:
    """The pairs that stayed in order: as many as can of those that did not move, and between these of those that did."""
    if all(one[1] < two[1] for one, two in pairwise(pairs)):
        return pairs
    went = {k for k, _ in pairs if moved(now[k])}
    stays = [*rising([pair for pair in pairs if pair[0] not in went]), (len(now), 1 << 60)]
    found: list[tuple[int, int]] = []
    ahead = deque(pair for pair in pairs if pair[0] in went)
    low = -1
    for stay in stays:
        between = []
        while ahead and ahead[0][0] < stay[0]:
            pair = ahead.popleft()
            if low < pair[1] < stay[1]:
                between.append(pair)
        found += [*rising(between), stay]
        low = stay[1]
    return found[:-1]


def _named(content: Sequence[etree._Element]) -> list[str]:
    """What each is known by in both editions: its key; the section that ends in it; else what it says, and how often it was said."""
    seen: Counter[str] = Counter()
    names = []
    for e in content:
        section = e.find(f"{ABOUT}/{W}sectPr") if e.tag == PARAGRAPH else None
        name = bare(section) if section is not None else e.get(KEY) or bare(e)
        seen[name] += 1
        names.append(f"{name} {seen[name]}")
    return names


def paired(entries: list[Entry]) -> list[Entry]:
    """Where another paragraph came in the place of the last, both are one: the last paragraph of a body or a cell cannot lose its end."""
    first = next((k + 1 for k in range(len(entries) - 1, -1, -1) if entries[k].state == "both" and entries[k].element.tag in BLOCKS), 0)
    tail = [k for k in range(first, len(entries)) if entries[k].element.tag in BLOCKS]
    gone, came = ([k for k in tail if entries[k].state == state and entries[k].element.tag == PARAGRAPH] for state in ("gone", "came"))
    if not gone or not came or tail[-1] not in (gone[-1], came[-1]):
        return entries
    last = Entry("both", entries[gone[-1]].was, entries[came[-1]].now)
    return [*(entry for k, entry in enumerate(entries) if k not in (gone[-1], came[-1])), last]


def shift_ends(blocks: list[tuple[State, etree._Element]]) -> None:
    """Where the last paragraphs came, or went, the end of each one before them is marked instead of its own."""
    if not blocks or blocks[-1][0] not in ("came", "gone"):
        return
    state = blocks[-1][0]
    first = len(blocks)
    while first and blocks[first - 1][0] == state and blocks[first - 1][1].tag == PARAGRAPH:
        first -= 1
    if not first or first == len(blocks):
        return
    before, kept = blocks[first - 1]
    if before != "both" or kept.tag != PARAGRAPH or kept.find(f"{ABOUT}/{W}sectPr") is not None:
        return
    tag = INS if state == "came" else DEL
    chain = [kept, *(e for _, e in blocks[first:])]
    hands = [ended(e, tag) for e in chain[1:]]
    for e, hand in zip(chain, hands, strict=False):
        mark_end(e, tag, hand)
    last, was, now = chain[-1], chain[-1].find(ABOUT), kept.find(ABOUT)
    if state == "came":
        if not same(was, now):
            mark_properties(last, now, hands[-1])
    else:
        take_properties(last, now, hands[-1])


def once(body: etree._Element) -> None:
    """What may be in a file only once: of two bookmarks with one id, and of two paragraphs, the first keeps its name."""
    seen: set[tuple[str, str | None]] = set()
    for e in list(body.iter(*BETWEEN)):
        name = (str(e.tag), e.get(f"{W}id"))
        if name in seen and name[1] is not None and (parent := e.getparent()) is not None:
            parent.remove(e)
        seen.add(name)
    taken: set[str] = set()
    for e in body.iter(PARAGRAPH, ROW):
        for attribute in [name for name in e.attrib if str(name).endswith("}paraId")]:
            if e.attrib[attribute] in taken:
                del e.attrib[attribute]
            else:
                taken.add(str(e.attrib[attribute]))
