"""Which paragraph of a file a new one is to look like: one that stands there, else one that the file came with, else the house's."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache

from lxml import etree

from exports.house import BODY, BULLETS, HEADINGS, NUMBERED
from exports.ooxml import W
from exports.placing import ABOUT, Model, Placing
from specs.wording import Paragraph


class Models:
    """Finds, for a new paragraph, one that it is to look like: among those that stand, else among those that the file came with."""

    def __init__(self, placing: Placing, now: list[Paragraph], before: Iterable[Paragraph]) -> None:
        self.placing, self.now, self.before = placing, now, before
        self.seen: dict[tuple[object, ...], list[int]] = {}
        self.gone: dict[tuple[object, ...], Paragraph] = {}
        self.looked = False

    def _look(self) -> None:
        """Sorts all paragraphs by what they are like: only once something new asks for it."""
        self.looked = True
        for k, p in enumerate(self.now):
            if p.kind != "block" and self.placing.of(p):
                for key in self._keys(p):
                    self.seen.setdefault(key, []).append(k)
        for p in self.before:
            if p.kind != "block" and self.placing.of(p):
                for key in self._keys(p):
                    self.gone.setdefault(key, p)

    @staticmethod
    def _keys(p: Paragraph) -> Iterator[tuple[object, ...]]:
        table = bool(p.place)
        yield (p.kind, p.series, p.level, table)
        yield (p.kind, p.series.list if p.series else None, table)
        yield (p.kind, table)
        if p.kind != "head":
            yield ("any", table)

    def like(self, p: Paragraph, at: int) -> Model | None:
        """The nearest before it (else after it) of the same kind, list and level; else of a kind ever less the same; else the house's."""
        if not self.looked:
            self._look()
        for key in self._keys(p):
            if found := self.seen.get(key):
                k = found[max(bisect_right(found, at) - 1, 0)]
                return Model(self.now[k], self.placing.of(self.now[k])[0])
            if key in self.gone:
                return Model(self.gone[key], self.placing.of(self.gone[key])[0])
        return _house_model(p)


def _house_model(p: Paragraph) -> Model:
    """A paragraph in the styles of the house document (``exports.house``), which number themselves."""
    styles = {"head": HEADINGS, "bullet": BULLETS, "num": ("", *NUMBERED)}.get(p.kind, (BODY,))
    name = styles[min(p.level if p.kind != "bullet" or not p.series else p.series.level, len(styles) - 1)] or BODY
    return Model(p, _styled(name))


@cache
def _styled(name: str) -> etree._Element:
    element = etree.Element(f"{W}p")
    etree.SubElement(etree.SubElement(element, ABOUT), f"{W}pStyle").set(f"{W}val", name)
    return element
