"""Documents with small faults in their XML, the same ones each time: what no zip check catches, and no person would think of."""

import io
import random
import re
import zipfile
from collections.abc import Iterator

from tests.word_files import field, listed, p, r, table, word_file, zipped

_TAG = re.compile(r"<[^<>?!]+>")
_VALUE = re.compile(r'(?<==")[^"]*(?=")')
_ODD = (
    "",
    "-1",
    "0",
    "99999999999999999999",
    "x",
    "\u00a0",
    "1.5",
    "true",
    "/",
    "../..",
    "#",
    "%",
    "NULL",
    "9" * 400,
    "rId1",
    "a b",
    "\u0661",
)
_NAMES = (
    "w:p",
    "w:r",
    "w:t",
    "w:tbl",
    "w:tr",
    "w:tc",
    "w:body",
    "w:ins",
    "w:del",
    "w:sdt",
    "w:sdtContent",
    "w:numPr",
    "w:style",
    "w:lvl",
    "w:x",
)


def document() -> dict[str, bytes]:
    """A document with some of everything, as its parts."""
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    changes = f'<w:ins w:id="5" w:author="A">{r("new")}</w:ins><w:del w:id="6" w:author="A"><w:r><w:delText>old</w:delText></w:r></w:del>'
    held = f'<w:sdt><w:sdtPr><w:alias w:val="Box"/></w:sdtPr><w:sdtContent>{p("In a box.")}</w:sdtContent></w:sdt>'
    data = word_file(
        p("Access", style="NumberedHeading"),
        listed("Staff will attend reviews.", 1),
        listed("Each quarter.", 2),
        p(r("See "), field("REF _Ref1 \\r \\h", "1.1"), note, changes),
        held,
        table(("one", "two"), ("<w:tcPr><w:vMerge/></w:tcPr><w:p/>", table(("inner",)))),
        p("Pay", style="Heading1"),
        p("3.1\tTyped number."),
        parts={"footnotes": f'<w:footnote w:id="2">{p("A note.")}</w:footnote>', "comments": '<w:comment w:id="0"/>'},
    )
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def mutants(count: int, seed: int = 1) -> Iterator[tuple[str, bytes]]:
    """So many documents, each with one to three faults; and what was done to them."""
    whole = document()
    chance = random.Random(seed)
    for number in range(count):
        parts = {name: part.decode() for name, part in whole.items()}
        done = []
        for _ in range(chance.randint(1, 3)):
            name = chance.choice([name for name in parts for _ in range(4 if name == "word/document.xml" else 1)])
            fault = chance.choice(FAULTS)
            parts[name] = fault(parts[name], chance)
            done.append(f"{fault.__name__} in {name}")
        yield f"{number}: {', '.join(done)}", zipped({name: part.encode() for name, part in parts.items()})


def _replaced(text: str, found: re.Match[str] | None, new: str) -> str:
    return text[: found.start()] + new + text[found.end() :] if found else text


def _some(pattern: re.Pattern[str], text: str, chance: random.Random) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return chance.choice(found) if found else None


def odd_value(text: str, chance: random.Random) -> str:
    return _replaced(text, _some(_VALUE, text, chance), chance.choice(_ODD))


def lost_attributes(text: str, chance: random.Random) -> str:
    found = _some(_TAG, text, chance)
    if not found or found[0].startswith("</"):
        return text
    return _replaced(text, found, re.sub(r'\sw:[\w:]+="[^"]*"', "", found[0]))


def lost_element(text: str, chance: random.Random) -> str:
    return _replaced(text, _element(text, chance), "")


def doubled_element(text: str, chance: random.Random) -> str:
    found = _element(text, chance)
    return _replaced(text, found, found[0] * 2) if found else text


def wrapped_element(text: str, chance: random.Random) -> str:
    name = chance.choice(_NAMES)
    found = _element(text, chance)
    return _replaced(text, found, f"<{name}>{found[0]}</{name}>") if found else text


def moved_element(text: str, chance: random.Random) -> str:
    found = _element(text, chance)
    if not found:
        return text
    rest = _replaced(text, found, "")
    after = _some(_TAG, rest, chance)
    return rest[: after.end()] + found[0] + rest[after.end() :] if after else text


def another_name(text: str, chance: random.Random) -> str:
    old, new = chance.choice(_NAMES), chance.choice(_NAMES)
    return re.sub(rf"(</?){old}(?=[\s/>])", rf"\1{new}", text)


def put_in(text: str, chance: random.Random) -> str:
    found = _some(_TAG, text, chance)
    extra = chance.choice(("<!-- a remark -->", "<?word says?>", "<![CDATA[<w:p>]]>", "&#x202E;", "words", '<q:q xmlns:q="urn:q"/>'))
    return _replaced(text, found, found[0] + extra) if found else text


def cut(text: str, chance: random.Random) -> str:
    return text[: chance.randrange(len(text))]


def _element(text: str, chance: random.Random) -> re.Match[str] | None:
    name = re.escape(chance.choice(re.findall(r"<([\w:]+)", text) or ["w:p"]))
    return _some(re.compile(rf"<{name}(?=[\s/>])[^<>]*/>|<{name}(?=[\s/>])[^<>]*>.*?</{name}>", re.DOTALL), text, chance)


FAULTS = (odd_value, odd_value, lost_attributes, lost_element, doubled_element, wrapped_element, moved_element, another_name, put_in, cut)
