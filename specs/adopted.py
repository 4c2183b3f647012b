"""A Word file that became the base document of a part after it came in: what is kept of it."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from specs.wording import Wording, from_rows

if TYPE_CHECKING:
    from specs.tender import Stamp


@dataclass(frozen=True)
class Adopted:
    """``file`` is the sha256 of the file as it came, ``mended`` that of the file after mending where it was mended.

    ``shape`` and ``texts`` are its paragraphs as it has them: the ids are those of the part's own, or x1, x2 … where they are in no clause.
    """

    stamp: "Stamp"
    shape: list[list[Any]]
    texts: list[str] | None
    file: str
    mended: str
    file_name: str
    why: str

    @property
    def base(self) -> str:
        """The name of the kept file that is written into; empty once its words were taken back, so that the file before it holds again."""
        return (self.mended or self.file) if self.texts is not None else ""

    @cached_property
    def paragraphs(self) -> Wording:
        """The paragraphs of the file."""
        return from_rows(self.shape, self.texts)
