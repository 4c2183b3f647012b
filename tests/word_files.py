"""Small Word files for tests, written by hand where python-docx has no word for what is in them."""

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

from exports.package import Package
from specs.reading import Found
from specs.wording import Paragraph

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_ROOTS = {
    "styles": "styles",
    "numbering": "numbering",
    "settings": "settings",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "comments": "comments",
    "header": "hdr",
    "footer": "ftr",
}

STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>'
    '<w:pPr><w:keepNext/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:basedOn w:val="Normal"/>'
    '<w:pPr><w:keepNext/><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="NumberedHeading"><w:name w:val="Numbered heading"/><w:basedOn w:val="Heading1"/>'
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Quiet"><w:name w:val="Quiet"/><w:basedOn w:val="Normal"/>'
    '<w:pPr><w:spacing w:after="60"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/><w:basedOn w:val="Normal"/></w:style>'
    '<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>'
)
# List 1: 1., 1.1, (a); list 2: bullets.
NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/><w:lvlJc w:val="left"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/><w:lvlJc w:val="left"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%3)"/><w:lvlJc w:val="left"/></w:lvl>'
    "</w:abstractNum>"
    '<w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="hybridMultilevel"/>'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="\u2022"/><w:lvlJc w:val="left"/></w:lvl>'
    "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
)
PAGE = (
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="708" w:footer="708" w:gutter="0"/>'
)


def r(text: str, look: str = "") -> str:
    """A run; ``look`` is the inside of its w:rPr."""
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(*content: str, style: str = "", about: str = "", **attributes: str) -> str:
    """A paragraph of runs; a string that is not XML becomes one."""
    said = (f'<w:pStyle w:val="{style}"/>' if style else "") + about
    properties = f"<w:pPr>{said}</w:pPr>" if said else ""
    inside = "".join(piece if piece.startswith("<") else r(piece) for piece in content)
    named = "".join(f' w:{name}="{value}"' for name, value in attributes.items())
    return f"<w:p{named}>{properties}{inside}</w:p>"


def listed(text: str, level: int = 0, list_id: int = 1, style: str = "") -> str:
    """A paragraph that Word numbers."""
    return p(text, style=style, about=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def table(*rows: tuple[str, ...], grid: int = 2) -> str:
    """A table; a cell is XML, else a paragraph of words. ``<w:tcPr>`` may lead a cell's XML."""
    made = ""
    for row in rows:
        cells = "".join(f"<w:tc>{cell if cell.startswith('<') else p(cell)}</w:tc>" for cell in row)
        made += f"<w:tr>{cells}</w:tr>"
    columns = '<w:gridCol w:w="4000"/>' * grid
    return f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{made}</w:tbl>'


def field(instruction: str, *shown: str) -> str:
    """A field with its result; what is not XML becomes a run."""
    result = "".join(piece if piece.startswith("<") else r(piece) for piece in shown)
    return f"{begin(instruction)}{result}{END}"


def begin(instruction: str) -> str:
    """The beginning of a field, up to where its result stands."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def box(*paragraphs: str, old: bool = True) -> str:
    """A run with a text box, as Word 2010 and later write it, with the same words once more for older programs."""
    words = "".join(piece if piece.startswith("<") else p(piece) for piece in paragraphs)
    fallback = (
        f"<mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{words}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>"
    )
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="9144" cy="9144"/>'
        '<wp:docPr id="7" name="Text Box 7"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"<wps:wsp><wps:cNvSpPr/><wps:spPr/><wps:txbx><w:txbxContent>{words}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>"
        f"</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>{fallback if old else ''}</mc:AlternateContent></w:r>"
    )


def bookmark(name: str, number: int, *content: str) -> str:
    """A bookmark around what stands in a paragraph."""
    inside = "".join(piece if piece.startswith("<") else r(piece) for piece in content)
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inside}<w:bookmarkEnd w:id="{number}"/>'


def word_file(
    *body: str,
    section: str = PAGE,
    parts: Mapping[str, str] | None = None,
    extra: Mapping[str, tuple[str, str, bytes]] | None = None,
) -> bytes:
    """A .docx of these paragraphs and tables (a string that is not XML becomes a paragraph).

    ``parts``: inner XML by name (``styles``, ``footnotes``, ``header1`` …); the relation of each is called like it. ``extra``: other
    parts by path, each with its content type, the type of the relation that leads to it from the document, and its bytes.
    """
    inner = {"styles": STYLES, "numbering": NUMBERING, **(parts or {})}
    words = "".join(piece if piece.startswith("<") else p(piece) for piece in body)
    files: dict[str, bytes] = {}
    types = f'<Override PartName="/word/document.xml" ContentType="{_TYPE}document.main+xml"/>'
    relations = ""
    for name, content in inner.items():
        kind = name.rstrip("0123456789")
        types += f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}{kind}+xml"/>'
        relations += f'<Relationship Id="{name}" Type="{_RELATIONS}{kind}" Target="{name}.xml"/>'
        files[f"word/{name}.xml"] = f"{_HEAD}<w:{_ROOTS[kind]} {_SPACES}>{content}</w:{_ROOTS[kind]}>".encode()
    for path, (content_type, relation, data) in (extra or {}).items():
        if not path.endswith(".rels"):
            types += f'<Override PartName="/{path}" ContentType="{content_type}"/>'
        if relation:
            relations += f'<Relationship Id="x{len(files)}" Type="{relation}" Target="/{path}"/>'
        files[path] = data
    root = f'<Relationship Id="rId1" Type="{_RELATIONS}officeDocument" Target="word/document.xml"/>'
    for path, relation in (("docProps/core.xml", f"{_PACKAGE}relationships/metadata/core-properties"), *_PROPERTIES):
        if path in files:
            root += f'<Relationship Id="{path[9:-4]}" Type="{relation}" Target="{path}"/>'
    shell = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}relationships">{root}</Relationships>',
        "word/document.xml": f"{_HEAD}<w:document {_SPACES}><w:body>{words}<w:sectPr>{section}</w:sectPr></w:body></w:document>",
        "word/_rels/document.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}relationships">{relations}</Relationships>',
    }
    return zipped({**{name: text.encode() for name, text in shell.items()}, **files})


_PROPERTIES = (
    ("docProps/app.xml", f"{_RELATIONS}extended-properties"),
    ("docProps/custom.xml", f"{_RELATIONS}custom-properties"),
)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """These parts as a zip."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return kept.getvalue()


def changed(data: bytes, name: str, old: str, new: str) -> bytes:
    """A file with other words in one of its parts; they have to be there."""
    parts = Package(data).parts
    assert old.encode() in parts[name]
    return zipped({**parts, name: parts[name].replace(old.encode(), new.encode())})


def paragraphs(found: Found) -> list[Paragraph]:
    """All paragraphs of a file that was read."""
    return [each for clause in found.clauses for each in clause.wording]


def spoken(found: Found) -> str:
    """The typed labels and texts of a file that was read, in order: its visible words."""
    return "".join((each.label if each.typed else "") + each.text for each in paragraphs(found))
