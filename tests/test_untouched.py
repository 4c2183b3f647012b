"""What nobody touched goes out as it came in, byte for byte, and what goes out is the same on every machine."""

import os
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from exports.check_code import look
from exports.package import Package, serialised
from exports.xml import parse
from specs.tender import Tender
from tests.corpus import cases
from tests.promises.test_word_files import arranged
from tests.word_files import W, zipped
from tests.word_stories import BODY, FromWord, as_it_may_go_out, rich_file

SOME = cases("docx/tenders/3[046]*.docx", "docx/tenders/4[0248]*.docx", "docx/tenders/5*.docx")
LONG = cases("docx/tenders/32*.docx", "docx/tenders/38*.docx", "docx/tenders/46*.docx")


# Parts and paragraphs


def paragraphs(xml: bytes) -> list[bytes]:
    """Every paragraph as canonical XML, in order, without our bookmarks; those in a box go with the paragraph that holds it."""
    root = parse(as_it_may_go_out(xml))
    boxed = {p for box in root.iter(f"{W}txbxContent") for p in box.iter(f"{W}p")}
    return [b"" if p in boxed else etree.tostring(p, method="c14n") for p in root.iter(f"{W}p")]


def spoken(paragraph: bytes) -> bool:
    """Whether it has words; an empty one goes where the one before it goes."""
    return re.search(rb"<w:t(?: [^>]*)?>\s*[^<\s]", paragraph) is not None


def touched(tender: Tender, start: Tender) -> Iterator[str]:
    """Where in the file the paragraphs are that were left out or say something else now."""
    now = {p.id: p for clause in tender.reading_order() for p in clause.wording}
    for clause in start.reading_order():
        for p in clause.wording:
            if p.id not in now or now[p.id].text != p.text:
                yield p.origin


def numbers(origins: Iterator[str]) -> set[int]:
    """The same as numbers; a contents list is several paragraphs."""
    found: set[int] = set()
    for origin in origins:
        first, _, last = origin.replace("p", "").partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return found


def insist_on_the_rest(came: FromWord) -> int:
    """All that was not touched is as it was; says how many paragraphs these are."""
    before = Package(came.written().data).parts
    assert arranged(came)
    after = Package(came.written().data).parts
    insist_on_parts(before, after)
    return insist_on_paragraphs(before[BODY], after[BODY], numbers(touched(came.tender, came.start)))


def insist_on_parts(before: dict[str, bytes], after: dict[str, bytes]) -> None:
    """No part but the body differs; the settings ask Word to work out the numbers of pages anew, where there is a contents list."""
    assert list(before) == list(after)
    other = {name for name in before if before[name] != after[name]}
    assert other <= {BODY, "word/settings.xml"}
    if "word/settings.xml" in other:
        assert re.sub(rb"<w:updateFields [^>]*>", b"", after["word/settings.xml"]) == before["word/settings.xml"]


def insist_on_paragraphs(before: bytes, after: bytes, changed: set[int]) -> int:
    was, now = paragraphs(before), Counter(paragraphs(after))
    # The results of fields follow the numbers that are new; paragraphs in a box are inside another one.
    made_anew = re.compile(rb"<w:(?:fldChar|fldSimple|instrText|hyperlink) |<w:txbxContent|<w:sectPr")
    kept = Counter(p for number, p in enumerate(was) if number not in changed and not made_anew.search(p) and spoken(p))
    assert sorted((kept - now).elements()) == []
    return kept.total()


def test_a_file_of_our_own():
    assert insist_on_the_rest(FromWord(rich_file())) >= 5


@pytest.mark.parametrize("path", SOME)
def test_real_tenders(path: Path):
    assert insist_on_the_rest(FromWord(path.read_bytes())) > 10


@pytest.mark.night
@pytest.mark.parametrize("path", LONG)
def test_the_long_real_tenders(path: Path):
    assert insist_on_the_rest(FromWord(path.read_bytes())) > 100


@pytest.mark.parametrize(("old", "new"), [("w:jc", "w:ind"), ("Staff ", "Staff  "), ('w:val="NumberedHeading"', 'w:val="Heading1"')])
def test_a_touched_paragraph_would_be_found(old: str, new: str):
    came = FromWord(rich_file())
    before = came.written().data
    parts = Package(before).parts
    assert old.encode() in parts[BODY]
    after = parts[BODY].replace(old.encode(), new.encode())
    with pytest.raises(AssertionError):
        insist_on_paragraphs(parts[BODY], after, set())
    styles = serialised(parse(parts["word/styles.xml"])) + b"\n"
    with pytest.raises(AssertionError):
        insist_on_parts(parts, {**parts, "word/styles.xml": styles})


# On two machines

WRITE = """
import sys, zipfile
from pathlib import Path
sys.path.insert(0, {root!r})
if {level}:
    begun = zipfile.ZipFile.writestr
    zipfile.ZipFile.writestr = lambda self, info, data: begun(self, info, data, compresslevel={level})
from exports import tracked
from exports.check_code import look
from tests.promises.test_word_files import arranged
from tests import worddocs
from tests.word_stories import FromWord
for name in sys.argv[1:]:
    came = FromWord(Path(name).read_bytes() if name else worddocs.tender())
    arranged(came)
    part = came.tender.parts["d1"]
    made = [came.written(draft=True).data, came.written(edition="Issued tender 1").data]
    made.append(tracked.write(came.basis, came.start, came.tender, part, names={{}}, organisation="Ash Council").data)
    print([(look(each).code, len(each)) for each in made])
"""
ROOT = Path(__file__).parents[1]


def on_a_machine(folder: Path, names: list[str], program: str = WRITE, level: int = 0, **environment: str) -> list[list[tuple[str, int]]]:
    """The check codes, and how long the packed files are, as another process makes them with these settings of a machine."""
    home = folder / environment.get("PYTHONHASHSEED", "0")
    home.mkdir()
    told = {"PATH": os.environ["PATH"], "HOME": str(home), **environment}
    command = [sys.executable, "-c", program.format(root=str(ROOT), level=level), *names]
    said = subprocess.run(command, env=told, cwd=home, capture_output=True, check=True, text=True).stdout
    return [eval(line) for line in said.splitlines()]


def codes(made: list[list[tuple[str, int]]]) -> list[list[str]]:
    return [[code for code, _ in files] for files in made]


HERE = {"PYTHONHASHSEED": "1", "TZ": "UTC", "LANG": "C.UTF-8"}
THERE = {"PYTHONHASHSEED": "4321", "TZ": "Asia/Tokyo", "LANG": "tr_TR.UTF-8", "LC_ALL": "C"}


def insist_on_the_same(names: list[str], folder: Path) -> None:
    one, two = on_a_machine(folder, names, **HERE), on_a_machine(folder, names, level=1, **THERE)
    assert codes(one) == codes(two) and len(one) == len(names)
    assert one != two  # packed otherwise, or nothing was shown


def test_the_same_on_two_machines(tmp_path: Path):
    insist_on_the_same([""], tmp_path)


@pytest.mark.parametrize("path", cases("docx/tenders/[345][02468]*.docx")[:1])
def test_real_tenders_are_the_same_on_two_machines(path: Path, tmp_path: Path):
    some = [str(path.parent / name) for name in ("34-austria-funding-form.docx", "48-cp-dpa.docx", "50-nvca-spa.docx")]
    insist_on_the_same(some, tmp_path)


@pytest.mark.night
@pytest.mark.parametrize("path", cases("docx/tenders/*.docx"))
def test_all_real_tenders_are_the_same_on_two_machines(path: Path, tmp_path: Path):
    insist_on_the_same([str(path)], tmp_path)


def test_what_rests_on_a_machine_would_be_found(tmp_path: Path):
    resting = WRITE.replace('edition="Issued tender 1"', 'edition=f"Issued tender {{hash(name + str(1))}}"')
    assert codes(on_a_machine(tmp_path, [""], resting, **HERE)) != codes(on_a_machine(tmp_path, [""], resting, **THERE))


# Every touch is seen


@pytest.mark.parametrize("path", cases("docx/tenders/34*.docx", "docx/tenders/48*.docx"))
def test_flipping_any_byte_of_a_real_file_changes_its_code(path: Path):
    data = FromWord(path.read_bytes()).written(edition="Issued tender 1").data
    parts, code, chance = Package(data).parts, look(data).code, random.Random(1)
    for name in sorted(parts) * 8:
        content = bytearray(parts[name])
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        assert look(zipped({**parts, name: bytes(content)})).code != code, name
