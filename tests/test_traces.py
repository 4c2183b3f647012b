"""Who wrote, where, with what and when, planted in every place of a Word file that keeps it, is in nothing that we write.

The addresses of linked files and hidden details of photographs stay: whoever exports is warned of them (tests/test_word_out.py).
"""

import io
import re
import zipfile
from collections.abc import Iterator

import pytest

from exports import tracked, working_copy
from exports.comments import Post
from exports.package import Package
from exports.relations import relations
from exports.spoken import Spoken
from exports.word_in import read
from tests.promises.test_word_files import arranged
from tests.test_cleaning import CORE, TYPE, WORD
from tests.word_files import PAGE, p, r, word_file
from tests.word_stories import FromWord

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/"
OPEN = "application/vnd.openxmlformats-officedocument."
BLOCKS = "word/glossary/document.xml"
W_SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R_SPACE = f'xmlns:r="{OFFICE}relationships"'
# Place, and the words that are planted there; where a number or a date is wanted, one that stands nowhere else.
PLACES = {
    "core creator": "Wren-One",
    "core lastModifiedBy": "Wren-Two",
    "core dates": "1997-03-04T05:06:07Z",
    "core revision": "90017",
    "app Company and Manager": "Wren-Five",
    "app Template": "C:/Wren-Six/tender.dotx",
    "app TotalTime": "90071",
    "app HyperlinkBase": "C:/Wren-Eight/",
    "custom properties": "wren.nine@example.org",
    "edit numbers": "00AB1C2D",
    "attached template": "file:///C:/Wren-Eleven/tender.dotx",
    "document variables": "Wren-Twelve",
    "mail merge": "C:/Wren-Thirteen/people.xlsx",
    "people": "Wren-Fourteen",
    "comments": "Wren-Fifteen",
    "tracked changes": "Wren-Sixteen",
    "addresses of pictures": "Wren-Seventeen",
    "thumbnail": "Wren-Eighteen",
    "building blocks": "Wren-Nineteen",
    "who may edit what": "Wren-Twenty",
    "SharePoint": "Wren-Twenty-One",
    "printer": "Wren-Twenty-Two",
    "document id": "{0BADCAFE-1997-4304-9A9A-00AB1C2D3E4F}",
}


def by(place: str) -> str:
    return f'w:id="9" w:author="{PLACES[place]}" w:date="1997-03-04T05:06:07Z"'


def properties(kind: str, inside: str) -> bytes:
    spaces = 'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"'
    return f'<Properties xmlns="{OFFICE}{kind}-properties" {spaces}>{inside}</Properties>'.encode()


def listed(*targets: tuple[str, str, str]) -> bytes:
    """A part of relations; an address is outside."""
    outside = ' TargetMode="External"'
    made = (f'<Relationship Id="{name}" Type="{kind}" Target="{to}"{outside if ":" in to else ""}/>' for name, kind, to in targets)
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{"".join(made)}</Relationships>'.encode()


def picture(place: str, name: str) -> str:
    path = rf"C:\{PLACES[place]}\{name}"
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="9144" cy="9144"/><wp:docPr id="7" name="Picture 7" descr="{path}"/><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr>'
        f'<pic:cNvPr id="7" name="{path}"/></pic:nvPicPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )


def body() -> Iterator[str]:
    number = PLACES["edit numbers"]
    note, change = by("comments"), by("tracked changes")
    yield p("Access", style="Heading1", rsidR=number, rsidRDefault=number, rsidP=number)
    yield p(
        "Staff ", f"<w:ins {change}>{r('must ')}</w:ins>", f"<w:del {change}><w:r><w:delText>may</w:delText></w:r></w:del>", r("attend.")
    )
    yield p(picture("addresses of pictures", "plan.png"), "A plan.")
    yield p(f'<w:permStart w:id="3" w:ed="{PLACES["who may edit what"]}"/>', r("Open to some."), '<w:permEnd w:id="3"/>')
    yield p('<w:commentRangeStart w:id="0"/>', r("Remarked."), '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>')
    yield p(f'<w:r w:rsidRPr="{number}"><w:rPr><w:i/><w:rPrChange {note}><w:rPr/></w:rPrChange></w:rPr><w:t>Slanted.</w:t></w:r>')
    yield p("Pay", style="Heading1") + p("The provider pays.") + p("Exit", style="Heading1") + p("The provider leaves its records.")


@pytest.fixture(scope="module")
def upload() -> bytes:
    told = PLACES
    number, change = told["edit numbers"], by("tracked changes")
    settings = (
        f'<w:attachedTemplate r:id="rId1"/><w:mailMerge><w:mainDocumentType w:val="formLetters"/><w:dataType w:val="native"/>'
        f'<w:connectString w:val="Data Source={told["mail merge"]}"/><w:dataSource r:id="rId2"/>'
        f'<w:odso><w:recipientData r:id="rId3"/></w:odso></w:mailMerge><w:compat/>'
        f'<w:docVars><w:docVar w:name="who" w:val="{told["document variables"]}"/></w:docVars>'
        f'<w:rsids><w:rsidRoot w:val="{number}"/><w:rsid w:val="{number}"/></w:rsids><w:decimalSymbol w:val="."/>'
        f'<w15:docId xmlns:w15="{WORD}word/2012/wordml" w15:val="{told["document id"]}"/>'
    )
    style = (
        f'<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:rsid w:val="{number}"/>'
        f"<w:rPr><w:b/><w:rPrChange {change}><w:rPr/></w:rPrChange></w:rPr></w:style>"
        '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    )
    parts = {
        "settings": settings,
        "styles": style,
        "header1": p("Ash", rsidR=number) + p(picture("addresses of pictures", "crest.png")),
        "footer1": p(f"<w:ins {change}>{r('Page')}</w:ins>"),
        "footnotes": f'<w:footnote w:id="2">{p("A note", rsidR=number)}</w:footnote>',
        "comments": f"<w:comment {by('comments').replace('9', '0', 1)}>{p('Why?')}</w:comment>",
    }
    core = re.sub(r"Ada-Lovegrove", told["core creator"], CORE, count=1)
    core = core.replace("Ada-Lovegrove", told["core lastModifiedBy"]).replace("2026-02-03T04:05:06Z", told["core dates"])
    core = core.replace("<cp:revision>17", f"<cp:revision>{told['core revision']}")
    five = told["app Company and Manager"]
    app = f"<Template>{told['app Template']}</Template><TotalTime>{told['app TotalTime']}</TotalTime><Manager>{five}</Manager>"
    app += f"<Company>{five}</Company><HyperlinkBase>{told['app HyperlinkBase']}</HyperlinkBase>"
    custom = '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="_AuthorEmail"><vt:lpwstr>'
    custom += f"{told['custom properties']}</vt:lpwstr></property>"
    people = f'<w15:people xmlns:w15="{WORD}word/2012/wordml"><w15:person w15:author="{told["people"]}"/></w15:people>'
    block = f'<w:p w:rsidR="{number}"><w:ins {by("building blocks")}><w:r><w:t>A block.</w:t></w:r></w:ins></w:p>'
    blocks = (
        f"<w:glossaryDocument {W_SPACE} {R_SPACE}><w:docParts><w:docPart><w:docPartBody>{block}</w:docPartBody></w:docPart></w:docParts>"
    )
    hidden = f"<w:settings {W_SPACE} {R_SPACE}>{settings.replace('rId', 'none')}</w:settings>"
    share = f"<p:properties xmlns:p='x'><UserInfo><DisplayName>{told['SharePoint']}</DisplayName></UserInfo></p:properties>"
    merge = (("rId1", f"{OFFICE}relationships/attachedTemplate", told["attached template"]),)
    merge += (("rId2", f"{OFFICE}relationships/mailMergeSource", f"file:///{told['mail merge']}"),)
    merge += (("rId3", f"{OFFICE}relationships/recipientData", "recipientData.xml"),)
    extra = {
        "docProps/core.xml": ("application/vnd.openxmlformats-package.core-properties+xml", "", core.encode()),
        "docProps/app.xml": (f"{OPEN}extended-properties+xml", "", properties("extended", app)),
        "docProps/custom.xml": (f"{OPEN}custom-properties+xml", "", properties("custom", custom)),
        "docProps/thumbnail.jpeg": ("image/jpeg", "", told["thumbnail"].encode()),
        "word/people.xml": (f"{TYPE}people+xml", f"{WORD}2011/relationships/people", people.encode()),
        "word/_rels/settings.xml.rels": ("", "", listed(*merge)),
        "word/recipientData.xml": (
            f"{TYPE}mailMergeRecipientData+xml",
            "",
            f"<w:recipients {W_SPACE}>{told['mail merge']}</w:recipients>".encode(),
        ),
        "word/printerSettings1.bin": (
            f"{TYPE}printerSettings",
            f"{OFFICE}relationships/printerSettings",
            told["printer"].encode("utf-16-le"),
        ),
        BLOCKS: (f"{TYPE}document.glossary+xml", f"{OFFICE}relationships/glossaryDocument", f"{blocks}</w:glossaryDocument>".encode()),
        "word/glossary/settings.xml": (f"{TYPE}settings+xml", "", hidden.encode()),
        "word/glossary/_rels/document.xml.rels": ("", "", listed(("rId1", f"{OFFICE}relationships/settings", "settings.xml"))),
        "customXml/item1.xml": ("application/xml", f"{OFFICE}relationships/customXml", share.encode()),
    }
    section = '<w:headerReference w:type="default" r:id="header1"/><w:footerReference w:type="default" r:id="footer1"/>' + PAGE
    made = word_file(*body(), parts=parts, extra=extra, section=section)
    root = Package(made).parts["_rels/.rels"].decode()
    kind = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail"
    line = f'<Relationship Id="t" Type="{kind}" Target="docProps/thumbnail.jpeg"/></Relationships>'
    return Package(made).written({"_rels/.rels": root.replace("</Relationships>", line).encode()})


def everything(data: bytes) -> bytes:
    """All that a zip file says: names, notes and contents, also where they are written with two bytes a letter."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        said = [file.comment, *(info.extra + info.comment + info.filename.encode() for info in file.infolist())]
        contents = [file.read(name) for name in file.namelist()]
    return b"\n".join([*said, *contents, *(content.replace(b"\0", b"") for content in contents)])


def told(data: bytes) -> list[str]:
    """The places whose planted words are there."""
    whole = everything(data)
    return [place for place, words in PLACES.items() if words.encode() in whole]


def every_kind(came: FromWord) -> dict[str, bytes]:
    """The file as it is written on every way out."""
    part, more = came.tender.parts["d1"], {"organisation": "Ash Council"}
    said = [Spoken("t1", clause.id, (), (Post("Kit", "", "2027-03-05", ("Why?",)),)) for clause in came.tender.reading_order()]
    return {
        "working copy": working_copy.write(came.basis, came.tender, part, said, **more),
        "draft": came.written(draft=True).data,
        "issued": came.written(edition="Issued tender 1").data,
        "tracked": tracked.write(came.basis, came.start, came.tender, part, names={}, draft=True, **more).data,
        "tracked as one": tracked.write(came.basis, came.start, came.tender, part, names={}, as_one=True, **more).data,
    }


def test_they_are_all_planted(upload: bytes):
    assert told(upload) == list(PLACES)
    assert len(PLACES) > 16
    assert len(read(upload).clauses) == 3


def test_none_is_in_anything_that_is_written(upload: bytes):
    came = FromWord(upload)
    for name, data in every_kind(came).items():
        assert told(data) == [], name
    assert arranged(came)
    for name, data in every_kind(came).items():
        assert told(data) == [], name
        insist_on_whole(data)


def insist_on_whole(data: bytes) -> None:
    """Every relation leads to a part, and every part that is named has a type."""
    package = Package(data)
    for source in ("", package.main, BLOCKS, "word/settings.xml"):
        inside = [each for each in package.relations(source) if not each.outside]
        assert len([name for kind in dict.fromkeys(each.short_type for each in inside) for name in package.related(kind, source)]) == len(
            inside
        )
    used = set(re.findall(rb'r:(?:id|embed)="([^"]+)"', package.parts[package.main]))
    assert used <= {each.id.encode() for each in relations(package.xml("word/_rels/document.xml.rels"))}


def test_the_names_of_pictures_and_what_they_show_stay(upload: bytes):
    package = Package(FromWord(upload).written().data)
    for name, file in ((package.main, "plan.png"), ("word/header1.xml", "crest.png")):
        assert re.findall(r'(?:name|descr)="([^"]*png)"', package.parts[name].decode()) == [file, file]


def test_a_variable_that_the_words_ask_for_stays(upload: bytes):
    parts = Package(upload).parts
    asked = parts["word/document.xml"].replace(b"Slanted.", b"x</w:t><w:instrText> DOCVARIABLE who </w:instrText><w:t>y")
    assert told(FromWord(Package(upload).written({"word/document.xml": asked})).written().data) == ["document variables"]


@pytest.mark.parametrize("place", ["rsid", "printerSettings", "docVars", "people", "thumbnail"])
def test_one_that_was_forgotten_would_be_found(upload: bytes, place: str, monkeypatch: pytest.MonkeyPatch):
    from exports import cleaning, traces

    monkeypatch.setattr(cleaning, "printers", lambda package: [])
    monkeypatch.setattr(cleaning, "lose_settings", lambda *_: False)
    monkeypatch.setattr(cleaning, "_PEOPLE_PARTS", set())
    monkeypatch.setattr(traces, "_EDIT_NUMBERS", ())
    missed = {"rsid": "edit numbers", "printerSettings": "printer", "docVars": "document variables"}.get(place, place)
    assert missed in told(FromWord(upload).written().data)
