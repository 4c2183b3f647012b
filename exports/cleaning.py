"""Takes out of a Word file what tells of people and machines: names, dates, comments, edit numbers, the template it was made with."""

import re
from collections.abc import Iterable

from lxml import etree

from exports.house import HOUSE_TITLE
from exports.package import Package, serialised
from exports.relations import RELATIONS, TYPES, TYPES_PART, pointed_at, relations, relations_part, source_of
from exports.revisions import accept
from exports.traces import SETTINGS_RELATIONS, has_traces, lose_settings, lose_traces, lose_users, printers
from exports.xml import parse

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
DC, TERMS = "{http://purl.org/dc/elements/1.1/}", "{http://purl.org/dc/terms/}"
EXTENDED = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
CUSTOM = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}"
_REMARKS = tuple(f"{W}{name}" for name in "commentRangeStart commentRangeEnd commentReference".split())
# The parts that hold comments, tasks that came of them, and the people who made them or the changes (MS-DOCX 2.5; Word 2006 to 2021).
_PEOPLE_PARTS = {"comments", "commentsExtended", "commentsIds", "commentsExtensible", "people", "documenttasks"}
_PERSONAL = re.compile(r"author|owner|editor|manager|e-?mail|checked by|recorded by|typist|review|user|person|_AdHoc", re.IGNORECASE)
_TRACKED = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo|\w+Change|cellIns|cellDel)[ >/]")
_REMARKED = re.compile(rb"<w:comment(?:RangeStart|RangeEnd|Reference)[ >/]")


def clean_body(root: etree._Element) -> None:
    """Takes edit numbers, folders and the marks of comments out of the document's main part, in place."""
    lose_traces(root)
    _lose_remarks(root)


def _lose_remarks(root: etree._Element) -> None:
    """Takes out the marks of comments; a footnote can have some too."""
    for mark in list(root.iter(*_REMARKS)):
        around = mark.getparent()
        if around is None:
            continue
        around.remove(mark)
        parent = around.getparent()
        if mark.tag == f"{W}commentReference" and parent is not None and not any(child.tag != f"{W}rPr" for child in around):
            parent.remove(around)


def cleaned_parts(package: Package, organisation: str, edition: str, title: str = "") -> dict[str, bytes | None]:
    """The other parts that change, or go (None), for the file to say nothing of people and clocks.

    ``title`` is what the document is called where it does not say so itself: the first thing that a screen reader reads out.
    """
    changed: dict[str, bytes | None] = {}
    gone = _people_parts(package)
    changed.update(dict.fromkeys(gone))
    for name in package.related("core-properties", ""):
        changed[name] = _core(package.xml(name), organisation, edition, title)
    for name in package.related("extended-properties", ""):
        changed[name] = _extended(package.xml(name), organisation)
    for name in package.related("custom-properties", ""):
        if (made := _custom(package.xml(name))) is not None:
            changed[name] = made
    building_blocks = package.related("glossaryDocument")
    for source in (package.main, *building_blocks):
        for name in package.related("settings", source):
            _settings(package, name, changed)
        stories = (name for kind in _STORIES for name in package.related(kind, source))
        for name in (*stories, *((source,) if source in building_blocks else ())):
            _story(package, name, changed)
    for name in (name for name in package.parts if name.casefold().startswith("customxml/") and b"UserInfo" in package.parts[name]):
        root = package.xml(name)
        if lose_users(root):
            changed[name] = serialised(root)
    if gone:
        _forget(package, gone, changed)
    return changed


# What has words or the look of words beside the body; a style or a level of a list can have tracked changes too.
_STORIES = ("header", "footer", "footnotes", "endnotes", "styles", "stylesWithEffects", "numbering")


def _story(package: Package, name: str, changed: dict[str, bytes | None]) -> None:
    content = package.parts[name]
    tracked, remarked = (pattern.search(content) for pattern in (_TRACKED, _REMARKED))
    if tracked or remarked or has_traces(content):
        root = package.xml(name)
        if tracked:
            accept(root)
        _lose_remarks(root)
        lose_traces(root)
        changed[name] = serialised(root)


def _people_parts(package: Package) -> list[str]:
    """Comments and the people who made them; signatures, which name who signed and fit no file that was changed since; printers."""
    signed = [name for name in package.parts if name.casefold().startswith("_xmlsignatures/") and not name.endswith(".rels")]
    sources = (package.main, *package.related("glossaryDocument"))
    people = [name for source in sources for kind in sorted(_PEOPLE_PARTS) for name in package.related(kind, source)]
    addressed = [name for source in package.related("settings") for name in package.related("recipientData", source)]
    return list(dict.fromkeys([*people, *signed, *addressed, *printers(package)]))


def _forget(package: Package, gone: Iterable[str], changed: dict[str, bytes | None]) -> None:
    """Parts that go are taken out of the list of types and of the relations that name them; their own relations go with them."""
    gone = set(gone)
    types = parse(package.parts[package.names[TYPES_PART.casefold()]])
    for override in list(types.iter(f"{TYPES}Override")):
        if override.get("PartName", "").strip("/").casefold() in {name.casefold() for name in gone}:
            types.remove(override)
    changed[package.names[TYPES_PART.casefold()]] = serialised(types)
    for name in [name for name in package.parts if name.endswith(".rels") and changed.get(name, b"") is not None]:
        root, source = parse(changed.get(name) or package.parts[name]), source_of(name)
        ended = [r for r in relations(root) if not r.outside and pointed_at(source, r.target, package.names) in gone]
        for relation in ended:
            root.remove(relation.element)
        if ended:
            changed[name] = serialised(root)
    for part in gone:
        own = package.names.get(relations_part(part).casefold())
        if own:
            changed[own] = None


def _core(root: etree._Element, organisation: str, edition: str, title: str) -> bytes:
    """Who and when become the organisation and the edition; title, language and the like stay (ECMA-376 Part 2, section 11)."""
    for tag in (f"{TERMS}created", f"{TERMS}modified", f"{CORE}lastPrinted", f"{CORE}revision", f"{CORE}version", f"{CORE}contentStatus"):
        for found in root.findall(tag):
            root.remove(found)
    untitled = (root.findtext(f"{DC}title") or "").strip() in ("", HOUSE_TITLE)
    named = ((f"{DC}title", title),) if title and untitled else ()
    for tag, words in (*named, (f"{DC}creator", organisation), (f"{CORE}lastModifiedBy", organisation), (f"{CORE}version", edition)):
        found_one = root.find(tag)
        if found_one is None:
            found_one = etree.SubElement(root, tag)
        found_one.text = words
    return serialised(root)


def _extended(root: etree._Element, organisation: str) -> bytes:
    for tag in ("Manager", "TotalTime", "HyperlinkBase", "Template"):
        for found in root.findall(f"{EXTENDED}{tag}"):
            root.remove(found)
    company = root.find(f"{EXTENDED}Company")
    if company is not None:
        company.text = organisation
    return serialised(root)


def _custom(root: etree._Element) -> bytes | None:
    personal = [e for e in root if e.tag == f"{CUSTOM}property" and _PERSONAL.search(e.get("name", ""))]
    if not personal:
        return None
    for e in personal:
        root.remove(e)
    return serialised(root)


def _settings(package: Package, name: str, changed: dict[str, bytes | None]) -> None:
    """The list of edit numbers goes, and the template with its address (often a path with somebody's name in it)."""
    root = package.xml(name)
    if lose_settings(package, root):
        changed[name] = serialised(root)
    own = package.names.get(relations_part(name).casefold())
    if own:
        listed = parse(package.parts[own])
        templates = [relation for relation in relations(listed) if relation.short_type in SETTINGS_RELATIONS]
        for relation in templates:
            listed.remove(relation.element)
        if templates:
            changed[own] = serialised(listed) if listed.find(f"{RELATIONS}Relationship") is not None else None


# In w:settings these stand after w:updateFields (ECMA-376 Part 1, 17.15.1.78); the rest stands before it.
_AFTER_UPDATE = {
    f"{W}{name}"
    for name in (
        "hdrShapeDefaults footnotePr endnotePr compat docVars rsids attachedSchema themeFontLang clrSchemeMapping "
        "doNotIncludeSubdocsInStats doNotAutoCompressPictures forceUpgrade captions readModeInkLockDown smartTagType shapeDefaults "
        "doNotEmbedSmartTags decimalSymbol listSeparator"
    ).split()
}


# Before w:trackRevisions stand these.
_BEFORE_TRACKING = {
    f"{W}{name}"
    for name in (
        "writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries displayBackgroundShape "
        "printPostScriptOverText printFractionalCharacterWidth printFormsData embedTrueTypeFonts embedSystemFonts saveSubsetFonts "
        "saveFormsData mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader bordersDoNotSurroundFooter gutterAtTop "
        "hideSpellingErrors hideGrammaticalErrors activeWritingStyle proofState formsDesign attachedTemplate linkStyles "
        "stylePaneFormatFilter stylePaneSortMethod documentType mailMerge revisionView"
    ).split()
}


def ask_to_refresh(package: Package, changed: dict[str, bytes | None]) -> None:
    """Asks Word to work out page numbers anew when the file is opened."""
    for name in package.related("settings"):
        root = parse(changed.get(name) or package.parts[name])
        if root.find(f"{W}updateFields") is None:
            made = etree.Element(f"{W}updateFields")
            made.set(f"{W}val", "true")
            place = next((k for k, e in enumerate(root) if e.tag in _AFTER_UPDATE or not str(e.tag).startswith(W)), len(root))
            root.insert(place, made)
            changed[name] = serialised(root)


def ask_to_track(package: Package, changed: dict[str, bytes | None]) -> None:
    """Asks Word to go on tracking what whoever opens the file changes in it."""
    for name in package.related("settings"):
        root = parse(changed.get(name) or package.parts[name])
        if root.find(f"{W}trackRevisions") is None:
            place = next((k for k, e in enumerate(root) if e.tag not in _BEFORE_TRACKING), len(root))
            root.insert(place, etree.Element(f"{W}trackRevisions"))
            changed[name] = serialised(root)
