"""What documents call the people of a tender: by the name that each chose where they let documents name them, else by their side alone."""

from server.settings import House
from specs.tender import Tender
from specs.whose import side_of

# Never by seat: there is one co-chair, and “the co-chair” would name them.
SIDES = {"lived": "Lived experience panel", "together": "Facilitator"}
THE_ORGANISATION = "The organisation"


class Names:
    """``names(member)``: what documents call a member today.

    ``always`` is for telling who wrote what in a file that comes back, never for a document: everybody by name, or (False) by their side.
    """

    def __init__(self, home: House, tender: Tender, always: bool | None = None) -> None:
        self._home, self._tender, self._always = home, tender, always

    @property
    def organisation(self) -> str:
        """What the public body is called."""
        return self._home.settings.organisation or THE_ORGANISATION

    def __call__(self, member: str) -> str:
        choices, tender = self._home.choices, self._tender
        named = bool(member) and (choices.in_documents(tender.id, member) if self._always is None else self._always)
        return (choices.name(tender.id, member) if named else "") or SIDES.get(side_of(tender, member), self.organisation)
