"""Automatic numbers, as Word shows them."""

from collections.abc import Iterable
from typing import Any

from specs.wording import Paragraph


def labels(paragraphs: Iterable[Paragraph], lists: dict[str, Any]) -> dict[str, str]:
    """The label of each automatically numbered paragraph, by its id."""
    return {}
