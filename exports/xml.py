"""Reads one part of a Word file as XML, with every door to the outside shut: the only place where XML from outside is parsed."""

from lxml import etree

from specs.refusals import Refused

DAMAGED = "This file is damaged and cannot be read. Please open it in Word, save it under a new name, and send the new file."
OUTSIDE_DEFINITIONS = (
    "This file holds instructions that a Word document never needs, so it was not opened. "
    "Please copy its text into a new Word document and send that."
)

# A part may not name files, reach for the network, or grow on reading. huge_tree=False keeps libxml2's own limits (10 MB for one piece of
# text, depth of nesting). An entity's words would be dropped without a sign, so a document type is refused below, not skipped.
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False)


def parse(data: bytes) -> etree._Element:
    """The root element of an XML part.

    Raises Refused when it is not well-formed, or carries a document type (DOCTYPE).
    """
    try:
        root = etree.fromstring(data, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as broken:
        raise Refused(DAMAGED) from broken
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused(OUTSIDE_DEFINITIONS)
    return root


def remove(e: etree._Element) -> None:
    """Takes an element out of what it stands in; one that stands in nothing is left."""
    around = e.getparent()
    if around is not None:
        around.remove(e)
