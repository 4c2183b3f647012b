"""Writes DRAFT at the head of every page of a Word file, for everybody who has it in their hands."""

from lxml import etree

from exports.package import Package, relative, serialised
from exports.relations import RELATIONS, TYPES, TYPES_PART, pointed_at, relations, relations_part
from exports.styles import on
from exports.xml import parse

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_HEADER_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/header"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"

DRAFT = "DRAFT · not an issued tender"
WORKING_COPY = "WORKING COPY · has comments · for the group only"  # stands before DRAFT


def words(organisation: str, edition: str, working_copy: bool = False) -> str:
    """What is written there: that it is a draft, whose, and of which edition; first of all, where it is so, that it has comments."""
    said = [WORKING_COPY if working_copy else "", DRAFT, organisation, "" if edition == "draft" else edition]
    return " · ".join(word for word in said if word)


def mark(package: Package, root: etree._Element, words: str, changed: dict[str, bytes | None]) -> None:
    """Puts ``words`` at the top of every header; where a kind of page has no header, it gets one.

    Headers are inherited from the section before (ECMA-376 Part 1, 17.10.1), so a new one is needed in the first section at most, and
    where a section has a first page of its own (17.10.6) or the file different even pages (17.10.2).
    """
    for name in dict.fromkeys(package.related("header")):
        header = parse(changed.get(name) or package.parts[name])
        header.insert(0, _line(words))
        changed[name] = serialised(header)
    sections = list(root.iter(f"{W}sectPr"))
    if not sections:
        body = root.find(f"{W}body")
        sections = [etree.SubElement(body if body is not None else root, f"{W}sectPr")]
    even = any(on(package.xml(name), "evenAndOddHeaders") for name in package.related("settings"))
    has: set[str] = set()
    made = ""
    for section in sections:
        has |= {e.get(f"{W}type", "default") for e in section.findall(f"{W}headerReference")}
        wanted = ["default", *(["first"] if on(section, "titlePg") else []), *(["even"] if even else [])]
        for kind in wanted:
            if kind not in has:
                made = made or _new_header(package, words, changed)
                reference = etree.Element(f"{W}headerReference")
                reference.set(f"{W}type", kind)
                reference.set(f"{R}id", made)
                section.insert(0, reference)
                has.add(kind)


def _line(words: str) -> etree._Element:
    p = etree.Element(f"{W}p")
    about = etree.SubElement(p, f"{W}pPr")
    etree.SubElement(about, f"{W}jc").set(f"{W}val", "center")
    run = etree.SubElement(p, f"{W}r")
    look = etree.SubElement(run, f"{W}rPr")
    etree.SubElement(look, f"{W}b")
    etree.SubElement(look, f"{W}color").set(f"{W}val", "942514")
    text = etree.SubElement(run, f"{W}t")
    text.text = words
    return p


def _new_header(package: Package, words: str, changed: dict[str, bytes | None]) -> str:
    """A header part of its own; gives the id of its relation."""
    folder = package.main.rsplit("/", 1)[0] + "/" if "/" in package.main else ""
    number = next(n for n in range(1, 10_000) if f"{folder}header{n}.xml".casefold() not in package.names)
    name = f"{folder}header{number}.xml"
    header = etree.Element(f"{W}hdr", nsmap={"w": W[1:-1]})
    header.append(_line(words))
    changed[name] = serialised(header)
    types_name = package.names[TYPES_PART.casefold()]
    types = parse(changed.get(types_name) or package.parts[types_name])
    override = etree.SubElement(types, f"{TYPES}Override")
    override.set("PartName", f"/{name}")
    override.set("ContentType", _CONTENT_TYPE)
    changed[types_name] = serialised(types)
    rels_name = package.names.get(relations_part(package.main).casefold(), relations_part(package.main))
    kept = changed.get(rels_name) or package.parts.get(rels_name)
    rels = parse(kept) if kept else parse(f'<Relationships xmlns="{RELATIONS[1:-1]}"/>'.encode())
    taken = {relation.id for relation in relations(rels)}
    made = next(f"rIdDraft{n}" for n in range(1, 10_000) if f"rIdDraft{n}" not in taken)
    relation = etree.SubElement(rels, f"{RELATIONS}Relationship")
    relation.set("Id", made)
    relation.set("Type", _HEADER_TYPE)
    relation.set("Target", relative(package.main, name))
    changed[rels_name] = serialised(rels)
    assert pointed_at(package.main, relative(package.main, name), {name.casefold(): name}) == name
    return made
