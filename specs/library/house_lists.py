"""How the house document numbers clauses, paragraphs and items: the two lists of a tender that did not come from Word."""

from typing import Any

CLAUSES, ITEMS = "1", "2"

# exports/house.docx has the same two lists under the same ids, so that a tender keeps its numbers when it leaves as a Word file.
HOUSE_LISTS: dict[str, Any] = {
    CLAUSES: {
        "abstract": "1",
        "levels": [
            {"format": "decimal", "text": "%1.", "start": 1},
            {"format": "decimal", "text": "%1.%2", "start": 1},
            {"format": "lowerLetter", "text": "(%3)", "start": 1},
            {"format": "lowerRoman", "text": "(%4)", "start": 1},
        ],
    },
    ITEMS: {
        "abstract": "2",
        "levels": [
            {"format": "bullet", "text": "•", "start": 1},
            {"format": "bullet", "text": "–", "start": 1},
            {"format": "bullet", "text": "▪", "start": 1},
        ],
    },
}
