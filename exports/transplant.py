"""What stands in one Word file made to stand in another: styles, lists, notes, pictures and links are those of the other, or come along.

What the other file has not is left out where it is only a look (a style, a list), and brought along where it is more.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from hashlib import sha256
from itertools import count

from lxml import etree

from exports.ooxml import W, visible
from exports.package import Package, relative, serialised
from exports.relations import RELATIONS, TYPES, TYPES_PART, Relation, pointed_at, relations_part
from exports.xml import parse, remove

Changed = dict[str, bytes | None]

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_IGNORABLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"
_VAL, _ID, _NAME = f"{W}val", f"{W}id", f"{W}name"
_STYLES = {f"{W}pStyle": "paragraph", f"{W}rStyle": "character", f"{W}tblStyle": "table"}
_STARTS = (f"{W}bookmarkStart", f"{W}permStart")
_ENDS = (f"{W}bookmarkEnd", f"{W}permEnd")
_NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}


class Transplant:
    """``body`` of the earlier file is fitted into the later one at once; what has to be brought along comes when it is known what stays."""

    def __init__(self, earlier: Package, later: Package, body: etree._Element, there: etree._Element) -> None:
        self.earlier, self.later, self.body, self.there = earlier, later, body, there
        self._links: dict[str, Relation] = {}  # by the id that they get in the later file
        self._noted: dict[tuple[str, str], etree._Element] = {}  # by kind and the id that they get
        for e in list(body.iter(f"{W}sectPr")):
            remove(e)  # where sections end, and what stands at the head of their pages, is the later file's
        self._styles()
        self._lists()
        self._relations()
        self._notes()
        self._names()

    def _styles(self) -> None:
        one, two = self.earlier.first("styles"), self.later.first("styles")
        names = {(e.get(f"{W}type", ""), e.get(f"{W}styleId", "")): _called(e) for e in (one.iter(f"{W}style") if one is not None else ())}
        ids = {(e.get(f"{W}type", ""), _called(e)): e.get(f"{W}styleId", "") for e in (two.iter(f"{W}style") if two is not None else ())}
        for e in list(self.body.iter(*_STYLES)):
            kind = _STYLES[e.tag]
            same = ids.get((kind, names.get((kind, e.get(_VAL, "")), "")))
            if same:
                e.set(_VAL, same)
            else:
                remove(e)

    def _lists(self) -> None:
        one, two = _lists_in(self.earlier), _lists_in(self.later)
        by_look: dict[bytes, str] = {}
        for name, look in two.items():
            by_look.setdefault(look, name)
        for e in list(self.body.iter(f"{W}numId")):
            name, about = e.get(_VAL, ""), e.getparent()
            if name == "0" or about is None or (name in one and one[name] == two.get(name)):
                continue
            same = by_look.get(one.get(name, b""))
            if same is not None:
                e.set(_VAL, same)
            else:
                remove(about)

    def _relations(self) -> None:
        own = {r.id: r for r in self.earlier.relations(self.earlier.main)}
        theirs = list(self.later.relations(self.later.main))
        alike = {self._meant(self.later, r): r.id for r in reversed(theirs)}
        free = (name for n in count(1) if (name := f"earlier{n}") not in {r.id for r in theirs})
        named: dict[str, str] = {}
        for e in list(self.body.iter("*")):
            for key, value in list(e.attrib.items()):
                if not str(key).startswith(_R) or not value:
                    continue
                link = own.get(str(value))
                if link is None:
                    del e.attrib[key]
                    continue
                if link.id not in named:
                    named[link.id] = alike.get(self._meant(self.earlier, link)) or next(free)
                    self._links.setdefault(named[link.id], link)
                e.set(key, named[link.id])

    def _meant(self, package: Package, link: Relation, source: str = "", seen: tuple[str, ...] = ()) -> tuple[str, str]:
        """What a relation leads to: an address, or the content of a part with all that it leads to itself."""
        if link.outside:
            return link.type, link.target
        part = pointed_at(source or package.main, link.target, package.names)
        if part is None or part in seen:
            return link.type, "" if part else f"{id(package)} {link.id}"
        inside = [(each.id, self._meant(package, each, part, (*seen, part))) for each in package.relations(part)]
        return link.type, sha256(package.parts[part] + repr(sorted(inside)).encode()).hexdigest()

    def _notes(self) -> None:
        for kind in ("footnote", "endnote"):
            one, two = _notes_in(self.earlier, kind), _notes_in(self.later, kind)
            said: dict[str, str] = {}
            for name, note in two.items():
                said.setdefault(visible(note), name)
            used = [int(name) for name in two if name.lstrip("-").isdecimal()]
            fresh = count(max(used, default=0) + 1)
            for e in list(self.body.iter(f"{W}{kind}Reference")):
                name = e.get(_ID, "")
                if name not in one or not two:
                    remove(e)
                    continue
                note = one[name]
                if name not in two or visible(two[name]) != visible(note):
                    same = said.get(visible(note))
                    if same is None:
                        same = str(next(fresh))
                        said[visible(note)] = same
                        self._noted[kind, same] = note
                    e.set(_ID, same)

    def _names(self) -> None:
        """Bookmarks whose names the later file has go; numbers of the rest, of controls and of pictures become ones that nothing has."""
        names = {e.get(_NAME) for e in self.there.iter(*_STARTS)}
        lost = {e.get(_ID) for e in self.body.iter(*_STARTS) if e.get(_NAME) in names}
        for e in [e for e in self.body.iter(*_STARTS, *_ENDS) if e.get(_ID) in lost]:
            remove(e)
        _renumber(self.body, (*_STARTS, *_ENDS), _ID, _highest(self.there, _ID))
        _renumber(self.body, (f"{_WP}docPr",), "id", _highest(self.there, "id", f"{_WP}docPr"))
        taken = {e.get(_VAL) for e in self.there.iter(_ID)}
        for e in [e for e in self.body.iter(_ID) if e.get(_VAL) in taken]:
            remove(e)

    def finish(self, root: etree._Element, changed: Changed) -> None:
        """Brings along what ``root``, the later file's main part, points to now; ``changed`` are the parts that are new or other."""
        used = {str(value) for e in root.iter("*") for key, value in e.attrib.items() if str(key).startswith(_R)}
        wanted = [(name, link) for name, link in self._links.items() if name in used and name.startswith("earlier")]
        if wanted:
            part = self.later.names.get(relations_part(self.later.main).casefold()) or relations_part(self.later.main)
            listed = _current(self.later, changed, part)
            if listed is None:
                listed = etree.Element(f"{RELATIONS}Relationships")
            brought: dict[str, str] = {}
            for name, link in wanted:
                target = link.target if link.outside else self._bring(self.earlier.main, link, changed, brought)
                if target is not None:
                    listed.append(_relationship(name, link, target if link.outside else relative(self.later.main, target)))
            changed[part] = serialised(listed)
        for kind in ("footnote", "endnote"):
            self._bring_notes(kind, root, changed)

    def _bring(self, source: str, link: Relation, changed: Changed, brought: dict[str, str]) -> str | None:
        """A part and those that it points to, under names that are free."""
        part = pointed_at(source, link.target, self.earlier.names)
        if part is None or part in brought:
            return brought.get(part or "")
        stem, dot, end = part.rpartition(".")
        taken = {name.casefold() for name in (*self.later.parts, *changed)}
        name = next(free for n in count(1) if (free := f"{stem}-earlier{n}{dot}{end}").casefold() not in taken)
        brought[part] = name
        changed[name] = self.earlier.parts[part]
        types = _current(self.later, changed, self.later.names[TYPES_PART.casefold()])
        assert types is not None
        etree.SubElement(types, f"{TYPES}Override", PartName=f"/{name}", ContentType=self.earlier.types.of(part) or _ANYTHING)
        changed[self.later.names[TYPES_PART.casefold()]] = serialised(types)
        own = [*self.earlier.relations(part)]
        if own:
            listed = etree.Element(f"{RELATIONS}Relationships")
            for each in own:
                target = each.target if each.outside else self._bring(part, each, changed, brought)
                if target is not None:
                    listed.append(_relationship(each.id, each, target if each.outside else relative(name, target)))
            changed[relations_part(name)] = serialised(listed)
        return name

    def _bring_notes(self, kind: str, root: etree._Element, changed: Changed) -> None:
        used = {e.get(_ID) for e in root.iter(f"{W}{kind}Reference")}
        wanted = [(name, note) for (of, name), note in self._noted.items() if of == kind and name in used]
        part = next(iter(self.later.related(f"{kind}s")), None)
        if not wanted or part is None:
            return
        notes = _current(self.later, changed, part)
        assert notes is not None
        for name, note in wanted:
            made = deepcopy(note)
            made.set(_ID, name)
            for e in list(made.iter("*")):
                if e.tag in (*_STYLES, *_STARTS, *_ENDS, f"{W}numPr", f"{W}drawing", f"{W}pict", f"{W}object"):
                    remove(e)  # what it looks like is the later file's own affair, its pictures are not here, and nothing leads there
                for key in [key for key in e.attrib if str(key).startswith(_R) or str(key).endswith("}paraId")]:
                    del e.attrib[key]
            notes.append(made)
        changed[part] = serialised(notes)


_ANYTHING = "application/octet-stream"


def _relationship(name: str, link: Relation, target: str) -> etree._Element:
    made = etree.Element(f"{RELATIONS}Relationship", Id=name, Type=link.type, Target=target)
    if link.outside:
        made.set("TargetMode", "External")
    return made


def _called(style: etree._Element) -> str:
    found = style.find(_NAME)
    return (found.get(_VAL, "") if found is not None else "").casefold()


def _lists_in(package: Package) -> dict[str, bytes]:
    """What each list of a file looks like, by its number."""
    root = package.first("numbering")
    if root is None:
        return {}
    abstract = {e.get(f"{W}abstractNumId"): _look(e) for e in root.iterchildren(f"{W}abstractNum")}
    made = {}
    for e in root.iterchildren(f"{W}num"):
        link = e.find(f"{W}abstractNumId")
        own = b"".join(etree.tostring(each, method="c14n") for each in e.iterchildren(f"{W}lvlOverride"))
        made[e.get(f"{W}numId", "")] = abstract.get(link.get(_VAL) if link is not None else None, b"") + own
    return made


def _look(abstract: etree._Element) -> bytes:
    levels = []
    for level in abstract.iterchildren(f"{W}lvl"):
        said = [(e.tag, e.get(_VAL)) for e in level if e.tag in _SAYS]
        levels.append(repr((level.get(f"{W}ilvl"), said)))
    return "\n".join(levels).encode()


_SAYS = {f"{W}{name}" for name in "start numFmt lvlText lvlRestart isLgl suff".split()}


def _notes_in(package: Package, kind: str) -> dict[str, etree._Element]:
    root = package.first(f"{kind}s")
    return {e.get(_ID, ""): e for e in root.iter(f"{W}{kind}")} if root is not None else {}


def _highest(root: etree._Element, name: str, *tags: str) -> int:
    numbers = (e.get(name, "") for e in root.iter(*tags or (*_STARTS, *_ENDS)))
    return max((int(number) for number in numbers if number.isdecimal() and len(number) < 9), default=0)


def _renumber(root: etree._Element, tags: Iterable[str], name: str, highest: int) -> None:
    fresh = count(highest + 1)
    known: dict[str | None, str] = {}
    for e in root.iter(*tags):
        old = e.get(name)
        if old not in known:
            known[old] = str(next(fresh))
        e.set(name, known[old])


def _current(package: Package, changed: Mapping[str, bytes | None], part: str) -> etree._Element | None:
    content = changed.get(part, package.parts.get(part))
    return parse(content) if content is not None else None


def with_spaces(root: etree._Element, earlier: etree._Element) -> etree._Element:
    """The root of the later file's main part, knowing the namespaces of the earlier one's too, and which of them may be passed over."""
    known = set(root.nsmap.values())
    spaces: dict[str | None, str] = {p: space for p, space in earlier.nsmap.items() if p and space not in known and p not in root.nsmap}
    spaces.update(root.nsmap)
    passed = root.get(_IGNORABLE, "").split()
    prefixes = {space: prefix for prefix, space in spaces.items() if prefix}
    for prefix in earlier.get(_IGNORABLE, "").split():
        same = prefixes.get(earlier.nsmap.get(prefix, ""))
        if same and same not in passed:
            passed.append(same)
    made = etree.Element(root.tag, nsmap=spaces)  # type: ignore[arg-type]
    for name, value in root.attrib.items():
        made.set(name, value)
    if passed:
        made.set(_IGNORABLE, " ".join(passed))
    made.extend(list(root))
    return made
