"""What goes out says nothing of who worked on the file, when, or on which machine."""

import re
from pathlib import Path

import pytest

from exports.package import Package
from exports.relations import relations
from tests.corpus import cases
from tests.word_files import PAGE, p, r, word_file
from tests.word_stories import BODY, FromWord

CANARIES = "Ada-Lovegrove", "C:/Users/ada.lovegrove", "ada@example.org", "00ADA001"
NAME, FOLDER, ADDRESS, NUMBER = CANARIES
BY = f'w:author="{NAME}" w:date="2026-02-03T04:05:06Z" w:initials="AL"'
WORD = "http://schemas.microsoft.com/office/"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    f"<dc:title>Support in the city</dc:title><dc:creator>{NAME}</dc:creator>"
    f"<cp:lastModifiedBy>{NAME}</cp:lastModifiedBy>"
    "<cp:revision>17</cp:revision><cp:lastPrinted>2026-02-03T04:05:06Z</cp:lastPrinted>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">2026-02-03T04:05:06Z</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">2026-02-03T04:05:06Z</dcterms:modified>'
    "<dc:language>en-GB</dc:language></cp:coreProperties>"
)
APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    f"<Template>{FOLDER}/tender.dotx</Template><TotalTime>99</TotalTime><Pages>3</Pages>"
    f"<Manager>{NAME}</Manager><Company>Old Council</Company>"
    f"<HyperlinkBase>{FOLDER}/</HyperlinkBase></Properties>"
)
CUSTOM = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    + "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{pid}" name="{name}"><vt:lpwstr>{value}</vt:lpwstr></property>'
        for pid, (name, value) in enumerate(
            [("_AuthorEmail", ADDRESS), ("Owner", NAME), ("Checked by", NAME), ("Reference", "ASH-2027-1"), ("Typist", NAME)], 2
        )
    )
    + "</Properties>"
)
PEOPLE = (
    f'<w15:people xmlns:w15="{WORD}word/2012/wordml"><w15:person w15:author="{NAME}">'
    f'<w15:presenceInfo w15:providerId="AD" w15:userId="{ADDRESS}"/></w15:person></w15:people>'
)
EXTENDED = f'<w15:commentsEx xmlns:w15="{WORD}word/2012/wordml"><w15:commentEx w15:paraId="{NUMBER}" w15:done="0"/></w15:commentsEx>'
IDS = (
    f'<w16cid:commentsIds xmlns:w16cid="{WORD}word/2016/wordml/cid">'
    f'<w16cid:commentId w16cid:paraId="{NUMBER}" w16cid:durableId="1"/></w16cid:commentsIds>'
)
TASKS = f'<t:Tasks xmlns:t="{WORD}tasks/2019/documenttasks"><t:User userId="{ADDRESS}" userName="{NAME}"/></t:Tasks>'
SETTINGS = (
    f'<w:attachedTemplate r:id="rId1"/><w:trackRevisions/><w:compat/>'
    f'<w:rsids><w:rsidRoot w:val="{NUMBER}"/><w:rsid w:val="{NUMBER}"/></w:rsids>'
    '<w:decimalSymbol w:val="."/>'
)
TEMPLATE = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
    f'Target="file:///{FOLDER}/tender.dotx" TargetMode="External"/></Relationships>'
)


def tracked(name: str, inside: str = "") -> str:
    return f'<w:{name} w:id="9" {BY}>{inside}</w:{name}>'


def commented(words: str, number: int = 0) -> str:
    return (
        f'<w:commentRangeStart w:id="{number}"/>{r(words)}<w:commentRangeEnd w:id="{number}"/>'
        f'<w:r><w:rPr><w:b/></w:rPr><w:commentReference w:id="{number}"/></w:r>'
    )


@pytest.fixture
def came() -> FromWord:
    """A file with a name, an address, a folder and an edit number in every place that is known to keep one."""
    body = (
        p("Access", style="Heading1", rsidR=NUMBER, rsidRDefault=NUMBER, rsidP=NUMBER),
        p(
            "Staff ",
            tracked("ins", r("must ")),
            tracked("del", "<w:r><w:delText>may</w:delText></w:r>"),
            commented("attend"),
            about=tracked("pPrChange", "<w:pPr/>"),
        ),
        p(tracked("moveFrom", r("Here.")), f'<w:moveToRangeStart w:id="4" w:name="move1" {BY}/>', tracked("moveTo", r("There."))),
        p(
            f'<w:r w:rsidRPr="{NUMBER}"><w:rPr><w:i/>{tracked("rPrChange", "<w:rPr/>")}</w:rPr><w:t>Last.</w:t></w:r>',
            '<w:r><w:footnoteReference w:id="2"/></w:r>',
        ),
    )
    note = '<w:footnote w:id="2">' + p("A note ", tracked("ins", r("with more")), commented(" and a remark", 1)) + "</w:footnote>"
    parts = {
        "settings": SETTINGS,
        "header1": p("Ash ", tracked("del", "<w:r><w:delText>old</w:delText></w:r>")),
        "footer1": p("Page"),
        "footnotes": note,
        "comments": f'<w:comment w:id="0" {BY}>{p("Why?")}</w:comment><w:comment w:id="1" {BY}>{p("So.")}</w:comment>',
    }
    extra = {
        "docProps/core.xml": ("application/vnd.openxmlformats-package.core-properties+xml", "", CORE.encode()),
        "docProps/app.xml": ("application/vnd.openxmlformats-officedocument.extended-properties+xml", "", APP.encode()),
        "docProps/custom.xml": ("application/vnd.openxmlformats-officedocument.custom-properties+xml", "", CUSTOM.encode()),
        "word/people.xml": (f"{TYPE}people+xml", f"{WORD}2011/relationships/people", PEOPLE.encode()),
        "word/commentsExtended.xml": (f"{TYPE}commentsExtended+xml", f"{WORD}2011/relationships/commentsExtended", EXTENDED.encode()),
        "word/commentsIds.xml": (f"{TYPE}commentsIds+xml", f"{WORD}2016/09/relationships/commentsIds", IDS.encode()),
        "word/tasks.xml": ("application/vnd.ms-office.documenttasks+xml", f"{WORD}2019/05/relationships/documenttasks", TASKS.encode()),
        "word/_rels/settings.xml.rels": ("application/vnd.openxmlformats-package.relationships+xml", "", TEMPLATE.encode()),
    }
    section = '<w:headerReference w:type="default" r:id="header1"/>' + PAGE
    return FromWord(word_file(*body, parts=parts, extra=extra, section=section))


def told(data: bytes) -> list[tuple[str, str]]:
    """Where a canary sings: part and canary."""
    return [(name, canary) for name, content in Package(data).parts.items() for canary in CANARIES if canary.encode() in content]


def test_the_canaries_are_there(came: FromWord):
    assert {name for name, _ in told(came.data)} == {
        BODY,
        "word/settings.xml",
        "word/_rels/settings.xml.rels",
        "word/header1.xml",
        "word/footnotes.xml",
        "word/comments.xml",
        "word/commentsExtended.xml",
        "word/commentsIds.xml",
        "word/people.xml",
        "word/tasks.xml",
        "docProps/core.xml",
        "docProps/app.xml",
        "docProps/custom.xml",
    }
    assert {canary for _, canary in told(came.data)} == set(CANARIES)


@pytest.mark.parametrize("draft", [True, False])
def test_no_name_folder_address_or_edit_number_goes_out(came: FromWord, draft: bool):
    data = came.written(draft=draft).data
    assert told(data) == []
    parts = Package(data).parts
    assert [
        name for name, content in parts.items() if re.search(rb"2026-02-03|rsid|omment(Range|Ref)|attachedTemplate|Old Council", content)
    ] == []
    assert [name for name in parts if re.search(r"comment|people|settings.xml.rels", name)] == []


def test_what_goes_is_named_nowhere(came: FromWord):
    package = Package(came.written().data)
    for name in (name for name in package.parts if name.endswith(".rels")):
        for relation in relations(package.xml(name)):
            if not relation.outside and relation.short_type != "officeDocument":
                folder = "" if name == "_rels/.rels" else "word/"
                target = relation.target.strip("/") if relation.target.startswith("/") else folder + relation.target
                assert target in package.parts
    named = re.findall(r'PartName="/([^"]+)"', package.parts["[Content_Types].xml"].decode())
    assert [name for name in named if name not in package.parts] == []


def test_properties_name_the_organisation_and_the_edition(came: FromWord):
    parts = {
        name: content.decode() for name, content in Package(came.written(edition="@12").data).parts.items() if name.startswith("docProps")
    }
    core = re.sub(r"<\?.*?\?>|<cp:coreProperties[^>]*>|</cp:coreProperties>", "", parts["docProps/core.xml"]).strip()
    assert core == (
        "<dc:title>Support in the city</dc:title><dc:creator>Ash Council</dc:creator><cp:lastModifiedBy>Ash Council</cp:lastModifiedBy>"
        "<dc:language>en-GB</dc:language><cp:version>@12</cp:version>"
    )
    assert re.findall(r"<(\w+)>([^<]*)<", parts["docProps/app.xml"]) == [("Pages", "3"), ("Company", "Ash Council")]
    assert re.findall(r'name="(.*?)"', parts["docProps/custom.xml"]) == ["Reference"]


def test_words_stay_as_they_read(came: FromWord):
    assert came.shown() == [("", "Access"), ("", "Staff must attend"), ("", "There."), ("", "Last.")]
    parts = {name: content.decode() for name, content in Package(came.written().data).parts.items()}
    words = {name: re.sub(r"<[^>]*>", "", parts[name].split("?>")[1]).strip() for name in (BODY, "word/footnotes.xml", "word/header1.xml")}
    assert words == {
        BODY: "AccessStaff must attendThere.Last.",
        "word/footnotes.xml": "A note with more and a remark",
        "word/header1.xml": "Ash",
    }


def test_parts_without_a_trace_are_not_touched(came: FromWord):
    before, after = Package(came.data).parts, Package(came.written().data).parts
    assert {name for name in after if before[name] == after[name]} == {
        "_rels/.rels",
        "word/styles.xml",
        "word/numbering.xml",
        "word/footer1.xml",
    }


def test_a_clean_file_keeps_its_settings():
    came = FromWord(word_file("Words.", parts={"settings": "<w:zoom/>"}))
    before, after = Package(came.data).parts, Package(came.written().data).parts
    assert [name for name in after if before[name] != after[name]] == [BODY]


@pytest.mark.parametrize("path", cases("docx/tenders/*.docx", "docx/comments/*.docx", "docx/tracked/*.docx"))
def test_real_files(path: Path):
    if path.name in ("08-oxsdk-comment020.docx", "19-lo-empty-paras-deletion.docx"):
        return  # without a word
    data = path.read_bytes()
    parts = Package(data).parts
    whole = b"\n".join(content for name, content in parts.items() if name.endswith(".xml"))
    names = {name for name in re.findall(rb'(?:w|w15):author="([^"]+)"', whole) if len(name) > 5}
    names |= set(re.findall(rb"<(?:dc:creator|cp:lastModifiedBy)>([^<]{6,})<", whole))
    # A name that is also among the words of the document is no trace.
    words = b"\n".join(b"".join(re.findall(rb"<w:t(?: [^>]*)?>([^<]*)", content)) for content in parts.values())
    after = Package(FromWord(data).written().data).parts
    # Where a chart was made from is not among what may differ.
    seen = [(name, part) for part, content in after.items() for name in names if name in content and name not in words]
    assert [found for found in seen if "charts/" not in found[1]] == []
    assert [part for part in after if re.search(r"comments|people", part)] == []
    assert [part for part in (BODY, "word/settings.xml") if b"w:rsid" in after.get(part, b"")] == []
