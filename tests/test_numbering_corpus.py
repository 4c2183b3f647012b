"""Our labels against those that LibreOffice prints when it writes the same tenders as plain text."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from exports.lists import Lists, W
from exports.xml import parse
from specs.numbering import labels
from specs.wording import Paragraph
from tests.corpus import cases, corpus

COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
SKIPPED = {f"{W}pPr", f"{W}drawing", f"{W}pict", f"{W}object", f"{W}del", f"{W}moveFrom", f"{COMPATIBILITY}AlternateContent"}
SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}footnoteReference": "\n"}
# LibreOffice 7.4 has one sign for each level of bullets, whatever the list's own.
BULLETS = set("•◦▪") | {"-", "–"}
# A heading whose mark is hidden so that it runs into the next paragraph (ECMA-376 part 1, 17.3.2.36). Word counts it; LibreOffice drops it.
RUN_IN = f"{W}pPr/{W}rPr/{W}specVanish"


class Compared(NamedTuple):
    words: str
    ours: str
    theirs: str
    without_run_in: str


def words_of(paragraph) -> str:
    """The words of a w:p as they stand in the accepted view, without what the text export leaves out."""
    found: list[str] = []

    def walk(element) -> None:
        for child in element:
            if child.tag == f"{W}t":
                found.append(child.text or "")
            elif child.tag in SIGNS:
                found.append(SIGNS[child.tag])
            elif isinstance(child.tag, str) and child.tag not in SKIPPED:
                walk(child)

    walk(paragraph)
    return "".join(found)


def plain(text: str) -> str:
    """One kind of space and of hyphen, none at the ends of lines or cells."""
    text = re.sub(r"[^\S\n\t]+", " ", text.replace("\u2011", "-").replace("\xad", ""))
    return re.sub(r" ?([\n\t]) ?", r"\1", text)


def read(path: Path) -> tuple[list[Paragraph], dict, set[str]]:
    """The paragraphs of a document's body, its lists, and which of the paragraphs are run-in headings."""
    names = ("word/document.xml", "word/numbering.xml", "word/styles.xml")
    with zipfile.ZipFile(path) as file:
        document, numbering, styles = (parse(file.read(name)) if name in file.namelist() else None for name in names)
    lists = Lists(numbering, styles)
    elements = [p for p in document.iter(f"{W}p") if next(p.iterancestors(f"{W}txbxContent"), None) is None]
    paragraphs = [Paragraph(f"q{at}", "para", words_of(p), series=lists.of(p)) for at, p in enumerate(elements)]
    run_in = {p.id for p, element in zip(paragraphs, elements, strict=True) if element.find(RUN_IN) is not None}
    return paragraphs, lists.as_data({p.series.list for p in paragraphs if p.series}), run_in


def compared(path: Path, export: str) -> Iterator[Compared]:
    """Each numbered paragraph whose words are found in the text export, searched in reading order, with both labels."""
    paragraphs, lists, run_in = read(path)
    made = labels(paragraphs, lists)
    without = labels((p for p in paragraphs if p.id not in run_in), lists)
    shown, at = "\n" + plain(export.replace("\ufeff", "")), 0
    for paragraph in paragraphs:
        words = re.split(r"[\n\t]", plain(paragraph.text).strip())[0].strip()[:60].strip()
        if len(words) < 3 or paragraph.id in run_in:
            continue
        found = re.compile(rf"(?<=[\n\t])(?:(\S{{1,12}}) )?{re.escape(words)}").search(shown, at, at + 20_000)
        if found is None:
            continue
        at = found.end()
        if paragraph.series:
            yield Compared(words, made.get(paragraph.id, ""), found[1] or "", without.get(paragraph.id, ""))


def same(ours: str, theirs: str) -> bool:
    return ours == theirs or (theirs in BULLETS and len(ours) == 1 and not ours.isalnum())


def share_that_stands(path: Path, export: str) -> tuple[float, int]:
    """Which share of the labels in a text export are ours too, and how many there are. Prints those that differ."""
    found = list(compared(path, export))
    differ = [one for one in found if not same(one.ours, one.theirs)]
    run_in = [one for one in differ if same(one.without_run_in, one.theirs)]
    for one in differ:
        why = "(after a run-in heading that LibreOffice dropped)" if one in run_in else ""
        print(f"{path.stem}: {one.theirs!r} there, {one.ours!r} here, {why} {one.words[:50]}")
    print(f"{path.stem}: {len(found)} labels; {len(differ)} differ, {len(run_in)} of them for a run-in heading that LibreOffice dropped")
    return 1 - (len(differ) - len(run_in)) / len(found) if found else 1, len(found)


# How many labels each text export shows (beside paragraphs too short to be found for certain).
SHOWN = {"30": 41, "32": 82, "34": 31, "36": 0, "38": 215, "40": 19, "42": 0, "44": 48, "46": 102, "48": 72, "50": 0, "52": 20}


@pytest.mark.parametrize("path", cases("docx/tenders/*.docx"))
def test_labels_are_those_of_the_text_export(path):
    share, found = share_that_stands(path, corpus(f"docx/tenders_lo_txt/{path.stem}.txt").read_text("utf-8"))
    assert share >= 0.98
    assert found >= SHOWN.get(path.stem[:2], 1)


def test_run_in_headings_count_as_the_document_says_itself():
    """Sentences of this agreement name the place where they stand, such as “Section 2.2(d)(i) of the Disclosure Schedule”."""
    paragraphs, lists, run_in = read(corpus("docx/tenders/50-nvca-spa.docx"))
    made = labels(paragraphs, lists)
    text_of = {p.id: p.text for p in paragraphs}
    section, named = "", []
    for name, label in made.items():
        section = label if re.fullmatch(r"\d+\.\d+", label) else section
        # Chapter 2 is what the schedule is about: some of its paragraphs name themselves.
        if re.fullmatch(r"\([a-z]+\)", label) and section.startswith("2."):
            named += [(section + label, said) for said in re.findall(r"Section (\d+\.\d+\([a-z]\))", plain(text_of[name]))[:1]]
    assert run_in
    assert [place for place, said in named if place == said] == ["2.2(c)", "2.2(d)", "2.16(c)", "2.16(f)"]


@pytest.mark.parametrize("planted", ["a start", "a level", "a format"])
def test_a_fault_would_be_found(planted, monkeypatch):
    path = corpus("docx/tenders/46-cp-psa.docx")
    as_data = Lists.as_data

    def wrong(self, used):
        data = as_data(self, used)
        for one in data.values():
            second = one["levels"][1]
            second.update({"a start": {"start": 2}, "a level": {"text": "%2"}, "a format": {"format": "lowerRoman"}}[planted])
        return data

    monkeypatch.setattr(Lists, "as_data", wrong)
    assert share_that_stands(path, corpus("docx/tenders_lo_txt/46-cp-psa.txt").read_text("utf-8"))[0] < 0.9
