"""Writes threads of comments into a Word file, so that Word shows them as its own: replies, who is who, and what is settled."""

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import chain

from lxml import etree

from exports.comment_marks import ABOUT, Seams, numbers
from exports.comment_places import END, ID, PARAGRAPH, REFERENCE, START, Anchor
from exports.comments import W14, W16CID, W16DU, Post, Thread
from exports.ooxml import MC, PROPERTIES, RUN, W
from exports.package import Package, relative, serialised
from exports.relations import RELATIONS, TYPES, TYPES_PART, pointed_at, relations, relations_part
from exports.rewriting import add_runs
from exports.styles import Styles
from exports.xml import parse

Changed = dict[str, bytes | None]

W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_PREFIXES = {W: "w", MC: "mc", W14: "w14", W15: "w15", W16CID: "w16cid", W16DU: "w16du"}
_OFFICE, _MICROSOFT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/", "http://schemas.microsoft.com/office/"
# The kind of each part, and the type of the relation that leads to it (ECMA-376 Part 1, 11.3.2; MS-DOCX 2.5.1 to 2.5.4).
_KINDS = {
    "comments": f"{_OFFICE}comments",
    "commentsExtended": f"{_MICROSOFT}2011/relationships/commentsExtended",
    "commentsIds": f"{_MICROSOFT}2016/09/relationships/commentsIds",
    "people": f"{_MICROSOFT}2011/relationships/people",
    "styles": f"{_OFFICE}styles",
}
_STORIES = ("header", "footer", "footnotes", "endnotes")
# Word reads a w14:paraId or a durable id of 0x80000000 or more as none, and gives the comment another (MS-DOCX 2.6.2.3).
_LARGEST = 0x7FFFFFFF
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)
# What an XML 1.0 document cannot say (section 2.2); a return alone would be read as a space.
_UNSAYABLE = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STYLES = {
    "annotation reference": ("CommentReference", "character", "", '<w:rPr><w:sz w:val="16"/><w:szCs w:val="16"/></w:rPr>'),
    "annotation text": (
        "CommentText",
        "paragraph",
        '<w:pPr><w:spacing w:line="240" w:lineRule="auto"/></w:pPr>',
        '<w:rPr><w:sz w:val="20"/><w:szCs w:val="20"/></w:rPr>',
    ),
}


def put_comments(package: Package, root: etree._Element, threads: Iterable[Thread], changed: Changed) -> None:
    """Hangs threads on the paragraphs of ``root``, the document's main part, and puts what they say into ``changed``.

    The file's own comments are out of ``root`` and ``changed`` by then (``exports.cleaning``), and whatever else gets numbers (w:id) has
    them: ours come after. Anchors count characters as ``exports.ooxml.Reader`` reads them in ``root`` as it is now. A thread with several
    hangs on all from the first to the last, since Word knows one range a comment. One whose words are gone hangs on the beginning of its
    paragraph; one without a paragraph in the document, on the beginning of the first. Threads without a post are left out. The same input
    gives the same bytes.
    """
    threads = [thread for thread in threads if thread.posts]
    if not threads:
        return
    stories = (name for kind in _STORIES for name in package.related(kind))
    current = [parse(content) for name in dict.fromkeys(stories) if (content := changed.get(name, package.parts[name])) is not None]
    counter = numbers([root, *current])
    styles = _with_styles(package, changed)
    hanging = _Hanging(root, lambda: next(counter), styles["annotation reference"])
    said = [(thread, [next(counter) for _ in thread.posts]) for thread in threads]
    for thread, ids in said:
        hanging.hang(thread.anchors, ids)
    _write_parts(package, said, styles, changed)


class _Hanging:
    """Puts the marks of comments among the runs of a document."""

    def __init__(self, root: etree._Element, fresh: Callable[[], str], style: str) -> None:
        self.fresh, self.style = fresh, style
        self.seams: dict[etree._Element, Seams] = {}
        self.order = {p: place for place, p in enumerate(root.iter(PARAGRAPH))}
        if not self.order:
            body = root.find(f"{W}body")
            first = etree.Element(PARAGRAPH)
            (root if body is None else body).insert(0, first)
            self.order[first] = 0
        self.first = next(iter(self.order))

    def hang(self, anchors: Sequence[Anchor], ids: Sequence[str]) -> None:
        """Every reply has marks of its own: Word throws away what has none. Their order is Word's."""
        start, end = self._ends(anchors)
        starts = [_mark(START, number) for number in ids]
        ends = [e for number in ids for e in (_mark(END, number), self._reference(number))]
        if start == end:
            self._seams(start[0]).after(start[1]).put([*starts, *ends])
            return
        self._seams(start[0]).before(start[1]).put(starts)
        self._seams(end[0]).after(end[1]).put(ends)

    def _seams(self, p: etree._Element) -> Seams:
        if p not in self.seams:
            self.seams[p] = Seams(p, self.fresh)
        return self.seams[p]

    def _ends(self, anchors: Sequence[Anchor]) -> tuple[tuple[etree._Element, int], tuple[etree._Element, int]]:
        known = [anchor for anchor in anchors if anchor.element in self.order]
        standing = []
        for element, start, end in known:
            most = self._seams(element).length
            low, high = min(max(start, 0), most), min(end, most)
            if low < high or (end <= start <= most):
                standing.append(Anchor(element, low, max(low, high)))
        if any(anchor.start < anchor.end for anchor in standing):
            standing = [anchor for anchor in standing if anchor.start < anchor.end]
        if not standing:
            point = (known[0].element if known else self.first), 0
            return point, point
        first = min(standing, key=lambda anchor: (self.order[anchor.element], anchor.start))
        last = max(standing, key=lambda anchor: (self.order[anchor.element], anchor.end))
        if first.start == first.end:
            return (first.element, first.start), (first.element, first.start)
        return (first.element, first.start), (last.element, last.end)

    def _reference(self, number: str) -> etree._Element:
        run = _styled(RUN, PROPERTIES, "rStyle", self.style)
        run.append(_mark(REFERENCE, number))
        return run


def _mark(tag: str, number: str) -> etree._Element:
    made = etree.Element(tag)
    made.set(ID, number)
    return made


def _styled(tag: str, about: str, kind: str, style: str) -> etree._Element:
    made = etree.Element(tag)
    etree.SubElement(etree.SubElement(made, about), f"{W}{kind}").set(f"{W}val", style)
    return made


def _write_parts(package: Package, said: Sequence[tuple[Thread, list[str]]], styles: Mapping[str, str], changed: Changed) -> None:
    comments = _root(f"{W}comments", W14, W16DU)
    extended = _root(f"{W15}commentsEx", W15)
    ids = _root(f"{W16CID}commentsIds", W16CID)
    names, durable = _Names(), _Names()
    for thread, own in said:
        first = ""
        for place, (post, number) in enumerate(zip(thread.posts, own, strict=True)):
            comment = etree.SubElement(comments, f"{W}comment")
            keys = [names.of(thread.id, place, line) for line, _ in enumerate(post.paragraphs or ("",))]
            _fill(comment, post, number, styles, keys)
            key = keys[-1]
            more = etree.SubElement(extended, f"{W15}commentEx")
            more.set(f"{W15}paraId", key)
            if first:
                more.set(f"{W15}paraIdParent", first)
            more.set(f"{W15}done", str(int(post.resolved)))
            first = first or key
            lasting = etree.SubElement(ids, f"{W16CID}commentId")
            lasting.set(f"{W16CID}paraId", key)
            lasting.set(f"{W16CID}durableId", durable.of("durable", thread.id, place))
    for kind, root in (("comments", comments), ("commentsExtended", extended), ("commentsIds", ids)):
        _put_part(package, kind, root, changed)
    _put_part(package, "people", _people(package, (post.author for thread, _ in said for post in thread.posts), changed), changed)


def _fill(e: etree._Element, post: Post, number: str, styles: Mapping[str, str], keys: Sequence[str]) -> None:
    """What a w:comment says (17.13.4.2). The name of its last paragraph is its key."""
    e.set(ID, number)
    e.set(f"{W}author", _sayable(post.author))
    if _DATE.fullmatch(post.date):
        date = post.date if "T" in post.date else f"{post.date}T00:00:00Z"
        e.set(f"{W}date", date)
        e.set(f"{W16DU}dateUtc", date)
    if post.initials:
        e.set(f"{W}initials", _sayable(post.initials))
    for key, text in zip(keys, post.paragraphs or ("",), strict=True):
        p = _styled(PARAGRAPH, ABOUT, "pStyle", styles["annotation text"])
        p.set(f"{W14}paraId", key)
        if key == keys[0]:
            run = _styled(RUN, PROPERTIES, "rStyle", styles["annotation reference"])
            etree.SubElement(run, f"{W}annotationRef")
            p.append(run)
        add_runs(p, _sayable(text), (), None)
        e.append(p)


def _sayable(text: str) -> str:
    return _UNSAYABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


class _Names:
    """Eight hexadecimal digits for each thing that has to have some: always the same for the same thing, and never twice the same."""

    def __init__(self) -> None:
        self.taken: set[int] = set()

    def of(self, *what: str | int) -> str:
        number = int.from_bytes(sha256("\0".join(map(str, what)).encode("utf-8", "surrogatepass")).digest()[:4], "big") & _LARGEST
        while number in self.taken or not number:
            number = (number + 1) & _LARGEST
        self.taken.add(number)
        return f"{number:08X}"


def _root(tag: str, *spaces: str) -> etree._Element:
    """An empty part. Programs that do not know its newer words are told to read on (ECMA-376 Part 3, 7.2)."""
    root = etree.Element(tag, nsmap={_PREFIXES[space]: space[1:-1] for space in (W, MC, *spaces)})
    root.set(f"{MC}Ignorable", " ".join(_PREFIXES[space] for space in spaces))
    return root


def _people(package: Package, authors: Iterable[str], changed: Changed) -> etree._Element:
    """Who wrote, each once, known to no provider of accounts (MS-DOCX 2.5.4); people who are there already stay."""
    kept = _kept(package, "people", changed)
    root = parse(kept) if kept else _root(f"{W15}people", W15)
    known = {e.get(f"{W15}author") for e in root.iter(f"{W15}person")}
    for author in dict.fromkeys(map(_sayable, authors)):
        if author and author not in known:
            person = etree.SubElement(root, f"{W15}person")
            person.set(f"{W15}author", author)
            presence = etree.SubElement(person, f"{W15}presenceInfo")
            presence.set(f"{W15}providerId", "None")
            presence.set(f"{W15}userId", author)
    return root


def _with_styles(package: Package, changed: Changed) -> dict[str, str]:
    """The ids of the styles of comments in this file, by their names in English; those that it does not have are added."""
    kept = _kept(package, "styles", changed)
    root = parse(kept) if kept else etree.Element(f"{W}styles", nsmap={"w": W[1:-1]})
    styles = Styles(root)
    ids = {e.get(f"{W}styleId", "") for e in root.iter(f"{W}style")}
    found: dict[str, str] = {}
    for name, (key, kind, about, look) in _STYLES.items():
        known = styles.id_of(name) or (key if key in ids else None)
        found[name] = known or key
        if known is None:
            default = next((e for e in root.iter(f"{W}style") if e.get(f"{W}type") == kind and e.get(f"{W}default") in ("1", "true")), None)
            based = f'<w:basedOn w:val="{default.get(f"{W}styleId")}"/>' if default is not None else ""
            root.append(
                parse(
                    f'<w:style xmlns:w="{W[1:-1]}" w:type="{kind}" w:styleId="{key}"><w:name w:val="{name}"/>{based}'
                    f'<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/>{about}{look}</w:style>'.encode()
                )
            )
    if len(ids) != sum(1 for _ in root.iter(f"{W}style")):
        _put_part(package, "styles", root, changed)
    return found


def _kept(package: Package, kind: str, changed: Changed) -> bytes | None:
    """A part as it is by now; None where there is none."""
    for name in package.related(kind)[:1]:
        return changed.get(name, package.parts[name])
    return None


def _put_part(package: Package, kind: str, root: etree._Element, changed: Changed) -> None:
    """Puts a part in the place of the file's own of this kind, else adds it, with its type and the relation that leads to it."""
    rels_name = package.names.get(relations_part(package.main).casefold(), relations_part(package.main))
    kept = changed.get(rels_name, package.parts.get(rels_name))
    rels = parse(kept) if kept else parse(f'<Relationships xmlns="{RELATIONS[1:-1]}"/>'.encode())
    there = {name.casefold(): name for name in chain(package.parts, changed) if changed.get(name, b"") is not None}
    listed = list(relations(rels))
    for relation in listed:
        name = pointed_at(package.main, relation.target, there)
        if relation.short_type == kind and not relation.outside and name:
            changed[name] = serialised(root)
            return
    folder = posixpath.dirname(package.main)
    # A part that went may have the name that we would choose: it is then ours.
    name = next(name for n in range(10_000) for name in [posixpath.join(folder, f"{kind}{n or ''}.xml")] if name.casefold() not in there)
    name = package.names.get(name.casefold(), name)
    changed[name] = serialised(root)
    taken = {relation.id for relation in listed}
    added = etree.SubElement(rels, f"{RELATIONS}Relationship")
    added.set("Id", next(made for n in range(1, 10_000) if (made := f"rIdComments{n}") not in taken))
    added.set("Type", _KINDS[kind])
    added.set("Target", relative(package.main, name))
    changed[rels_name] = serialised(rels)
    types_name = package.names[TYPES_PART.casefold()]
    types = parse(changed.get(types_name) or package.parts[types_name])
    override = etree.SubElement(types, f"{TYPES}Override")
    override.set("PartName", f"/{name}")
    override.set("ContentType", f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml")
    changed[types_name] = serialised(types)
