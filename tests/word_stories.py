"""A tender that came from a Word file of our own, what is done to it, and the file that it becomes."""

import re

from lxml import etree

from exports.basis import Basis, of_import
from exports.revisions import accept
from exports.word_in import read
from exports.word_out import Written, write
from specs import numbering
from specs.boxes import boxes, filled
from specs.clauses import Reword
from specs.labels import labels
from specs.tender import Clause, Tender
from tests.story import Story
from tests.word_files import PAGE, W, bookmark, box, field, listed, p, paragraphs, r, table, word_file

BODY = "word/document.xml"
TRACKED = re.compile(rb"<w:(ins|del|moveFrom|moveTo|\w+Change|cellIns|cellDel|customXml\w+RangeStart)[ >/]")
RICH = (
    p("Support in the city", style="Quiet"),
    p(bookmark("_Ref1", 4, "Access"), style="NumberedHeading", rsidR="00AB12CD"),
    p("Staff ", r("must", "<w:b/>"), r(" attend", "<w:i/>"), " reviews every quarter.", about="<w:jc w:val='both'/>"),
    p("People can ask for:", style="Quiet"),
    listed("a phone call", 0, 2),
    listed("a visit", 0, 2),
    p("Pay", style="NumberedHeading"),
    p("See clause ", field("REF _Ref1 \\r \\h", "1"), ", and ", '<w:hyperlink r:id="law">' + r("the law") + "</w:hyperlink>", " too."),
    table(("Role", "Pounds"), ("Co-chair", p("Fifty") + p("a day")), ("Member", table(("Forty", "a day")) + p())),
    p("After the table."),
    p(),
    p("Records", style="NumberedHeading"),
    p("Kept for ", box("A note"), " six years."),
    listed("Numbered words of records.", 1),
    p("Exit", style="NumberedHeading"),
    p("The provider hands over its records."),
)


def rich_file() -> bytes:
    """A file with a little of everything, in five clauses."""
    header = '<w:headerReference w:type="default" r:id="header1"/>'
    return word_file(*RICH, parts={"header1": p("Ash"), "footer1": p("Page")}, section=header + PAGE)


class FromWord:
    """A tender that came from a Word file, and the file that it becomes."""

    def __init__(self, data: bytes) -> None:
        found = read(data)
        self.data = data
        self.story = Story(found.clauses, found.lists)
        self.start = self.story.again()
        for tender in (self.tender, self.start):
            tender.parts["d1"].base = "the file"

    @property
    def tender(self) -> Tender:
        return self.story.tender

    @property
    def basis(self) -> Basis:
        return of_import(self.data, self.start, self.start.parts["d1"])

    def act(self, asked: object) -> None:
        """Does something to the tender; what may not be done raises ``Refused``."""
        self.story.act(asked)

    def written(self, *, draft: bool = False, organisation: str = "Ash Council", edition: str = "draft") -> Written:
        """What goes out."""
        part = self.tender.parts["d1"]
        return write(self.basis, self.tender, part, draft=draft, organisation=organisation, edition=edition)

    def shown(self) -> list[tuple[str, str]]:
        """Label and words of every paragraph, as the record has them."""
        seen = labels(self.tender)
        return [(seen.get(each.id, ""), each.text) for clause in self.tender.reading_order() for each in clause.wording]


def change(came: FromWord, clause: Clause, old: str, new: str) -> None:
    """Other words in a clause, by way of its boxes."""
    texts = [each.text.replace(old, new, 1) for each in boxes(clause.wording)]
    came.act(Reword(clause.id, clause.version, filled(clause.wording, texts)))


def reread(data: bytes) -> list[tuple[str, str]]:
    """Label and words of every paragraph, as somebody reads them who has only the file."""
    found = read(data)
    every = paragraphs(found)
    seen = numbering.labels(every, found.lists)
    return [(seen.get(each.id, each.label), each.text) for each in every]


def looks(paragraph: etree._Element) -> tuple[str, list[bytes]]:
    """The words of a paragraph, and the look of the run that each character stands in."""
    words, seen = "", []
    for t in paragraph.iter(f"{W}t"):
        run = next(t.iterancestors(f"{W}r"))
        look = run.find(f"{W}rPr")
        words += t.text or ""
        seen += [etree.tostring(look, method="c14n") if look is not None else b""] * len(t.text or "")
    return words, seen


def without(root: etree._Element, *tags: str) -> None:
    """Takes out every element of these names."""
    for e in list(root.iter(*(f"{W}{tag}" for tag in tags))):
        e.getparent().remove(e)  # type: ignore[union-attr]


def as_it_may_go_out(xml: bytes) -> bytes:
    """A part without what may differ: edit numbers, folders, marks of comments, our bookmarks, and tracked marks as accepted."""
    root = etree.fromstring(xml)
    if TRACKED.search(xml):
        accept(root)
    for e in root.iter("*"):
        for name in [name for name in e.attrib if name.startswith(f"{W}rsid")]:
            del e.attrib[name]
        for name in ("name", "descr", "title", "alt"):
            if re.match(r"[A-Za-z]:[\\/]|\\\\|file:|/(Users|home|Volumes)/", e.get(name, "")):
                e.set(name, re.split(r"[\\/]", e.get(name))[-1])
    without(root, "rsid", "printerSettings")
    ours = [e for e in root.iter(f"{W}bookmarkStart") if e.get(f"{W}name", "").startswith("_ct_")]
    numbers = {e.get(f"{W}id") for e in ours}
    for e in [*ours, *(e for e in root.iter(f"{W}bookmarkEnd") if e.get(f"{W}id") in numbers)]:
        e.getparent().remove(e)  # type: ignore[union-attr]
    without(root, "commentRangeStart", "commentRangeEnd")
    for reference in list(root.iter(f"{W}commentReference")):
        run = reference.getparent()
        assert run is not None
        run.remove(reference)
        if all(e.tag == f"{W}rPr" for e in run):
            run.getparent().remove(run)  # type: ignore[union-attr]
    return etree.tostring(root, method="c14n")
