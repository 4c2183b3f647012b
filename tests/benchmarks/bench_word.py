"""How long Word files take on their way in and out, beside what others need for the same files."""

import difflib
import io
import pickle
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

import docx
import mammoth
from lxml import etree

from exports import tracked
from exports.basis import of_import
from exports.guard import check
from exports.house import house
from exports.mend import mend
from exports.returned import returned
from exports.word_in import read
from exports.word_out import write
from specs.library.house_lists import HOUSE_LISTS
from specs.reading import FoundClause
from specs.tender import Tender
from specs.wording import Paragraph, Series
from tests.benchmarks.ratios import Ratio, at_least, at_most, side_by_side
from tests.corpus import ROOT
from tests.story import Story
from tests.word_edits import Editor
from tests.word_files import W, listed, p, r, table, word_file
from tests.word_stories import BODY, FromWord, change

SENTENCE = "The provider must answer every comment from a person who uses the service within 15 working days, and say what will change."
STYLES = {"head": "Heading 1", "para": "Body Text", "bullet": "List Bullet"}


def largest() -> bytes:
    """The real tender with the longest body; where no real ones are at hand, a long one of our own."""
    files = {path: zipfile.ZipFile(path).getinfo(BODY).file_size for path in Path(ROOT, "docx", "tenders").glob("*.docx")}
    if files:
        return max(files, key=lambda path: files[path]).read_bytes()
    rows = [(f"Item {n}", p("£", r(str(n), "<w:b/>"))) for n in range(20)]
    clause = (SENTENCE, p("Staff ", r("must", "<w:b/>"), " ask."), listed(SENTENCE, 1), table(*rows))
    return word_file(*[each for n in range(200) for each in (p(f"Clause {n}", style="NumberedHeading"), *clause)])


def brought_in(data: bytes) -> None:
    """Everything between an upload and a preview: the guard, mending, reading."""
    check(data)
    read(mend(data)[0])


def text_by_lxml(data: bytes) -> str:
    """The least that anybody can do: unpack, parse, and take the words."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        root = etree.fromstring(file.read(BODY), etree.XMLParser(huge_tree=True))
    return "".join(t.text or "" for t in root.iter(f"{W}t"))


def opened_and_saved(data: bytes) -> bytes:
    """What python-docx does for a file in which nothing changes."""
    kept = io.BytesIO()
    docx.Document(io.BytesIO(data)).save(kept)
    return kept.getvalue()


def five_hundred() -> tuple[FoundClause, ...]:
    """Clauses as a starter has them: a heading, two paragraphs, two items."""
    made = []
    for n in range(500):
        kinds = (("head", f"Clause {n}"), ("para", SENTENCE), ("para", SENTENCE), ("bullet", "an item"), ("bullet", "one more item"))
        series = {"head": Series("1", 0), "bullet": Series("2", 0)}
        made.append(FoundClause(tuple(Paragraph(f"q{n}-{k}", kind, text, series=series.get(kind)) for k, (kind, text) in enumerate(kinds))))  # type: ignore[arg-type]
    return tuple(made)


def by_python_docx(clauses: Iterable[FoundClause]) -> bytes:
    """The same words, the way its documentation shows."""
    document = docx.Document()
    for clause in clauses:
        for each in clause.wording:
            document.add_paragraph(each.text, style=STYLES[each.kind])
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def nine_hundred_and_changed() -> FromWord:
    """A file of 900 clauses, 300 of them with other words."""
    clause = (SENTENCE, p("Staff ", r("must", "<w:b/>"), " ask."), listed(SENTENCE, 1))
    came = FromWord(word_file(*[each for n in range(900) for each in (p(f"Clause {n}", style="NumberedHeading"), *clause)]))
    for each in list(came.tender.reading_order())[::3]:
        change(came, each, "within 15 working days", "in ten days, and at once where somebody is in danger")
    return came


def edited(came: FromWord) -> bytes:
    """The file of an edition as it comes back: words changed in every fifth clause, by four people with tracking and by one without."""
    editor = Editor(came.written().data)
    said = [each for each in editor.paragraphs() if len(editor.text(each)) > 20]
    for number, each in enumerate(said[::5]):
        editor.type(each, 3, " more words", ("", "Kit", "Sam", "Anne", "Josh")[number % 5])
    return editor.saved()


def compared_by_lines(old: bytes, new: bytes) -> object:
    """What python-docx and difflib do for two files: read the paragraphs of both, and say which lines are not the same."""
    lines = [
        ["".join(t.text or "" for t in each.iter(f"{W}t")) for each in docx.Document(io.BytesIO(data)).element.body.iter(f"{W}p")]
        for data in (old, new)
    ]
    return difflib.SequenceMatcher(None, *lines, autojunk=False).get_opcodes()


MEMORY = """
import pickle, re, sys
from pathlib import Path
asked = pickle.loads(sys.stdin.buffer.read())
from exports import tracked
from exports.returned import returned
from tests.benchmarks.bench_word import opened_and_saved
{"returned": lambda basis, tender, data: returned(data, tender, tender.parts["d1"], basis),
 "docx": lambda basis, tender, data: opened_and_saved(data)}[asked[0]](*asked[1:])
print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


def most_memory(what: str, came: FromWord, data: bytes) -> int:
    """The most memory that a process of its own ever held that does this and nothing else, in KB (Linux)."""
    asked = pickle.dumps((what, came.basis, came.tender, data))
    return int(subprocess.run([sys.executable, "-c", MEMORY], input=asked, capture_output=True, check=True).stdout)


def measure() -> Iterable[Ratio]:
    """The figures of Word files."""
    data = largest()
    taken = side_by_side(lambda: brought_in(data), lambda: text_by_lxml(data), 7)
    yield at_most("import of the largest tender (guard, mending, reading)", "lxml taking its text", taken, 6)
    slower = side_by_side(lambda: mammoth.convert_to_html(io.BytesIO(data)), lambda: brought_in(data), 3)
    yield at_least("import of the largest tender, in speed", "mammoth", slower, 5)
    came = FromWord(data)
    taken = side_by_side(came.written, lambda: opened_and_saved(data), 11)
    yield at_most("export of the largest tender, unchanged", "python-docx opening and saving it", taken, 3)
    clauses = five_hundred()
    tender = Story(clauses, HOUSE_LISTS).tender
    part = tender.parts["d1"]
    slower = side_by_side(
        lambda: by_python_docx(clauses), lambda: write(of_import(house(), Tender(), part), tender, part, organisation="Ash Council"), 3
    )
    yield at_least("500 clauses from a starter, in speed", "python-docx, add_paragraph(style=…)", slower, 20)
    came = nine_hundred_and_changed()
    part = came.tender.parts["d1"]

    def marked() -> bytes:
        return tracked.write(came.basis, came.start, came.tender, part, names={}, organisation="Ash Council").data

    file = marked()
    taken = side_by_side(marked, lambda: opened_and_saved(file), 7)
    yield at_most("tracked changes: 900 clauses, 300 of them changed", "python-docx opening and saving that file", taken, 3)
    came = FromWord(data)
    went, back, part = came.written().data, edited(came), came.tender.parts["d1"]
    taken = side_by_side(lambda: returned(back, came.tender, part, came.basis), lambda: compared_by_lines(went, back), 1)
    yield at_most(
        "the largest tender came back, with the changes of five people: each one's told", "python-docx and difflib, by lines", taken, 20
    )
    if sys.platform == "linux":
        held = most_memory("returned", came, back) / most_memory("docx", came, back)
        yield at_most("the same, in memory", "python-docx opening and saving that file", held, 2)
