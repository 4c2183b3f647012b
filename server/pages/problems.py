"""What is wrong with a form that came back: said once above the page, and once more at its field."""

from specs.refusals import Refused


def summary(refused: Refused | None, otherwise: str = "main") -> list[tuple[str, str]]:
    """The sentence and where it leads, as the frame of the page shows it; nothing where nothing is wrong."""
    return [(str(refused), f"#{refused.field or otherwise}")] if refused else []


def at_field(refused: Refused | None, otherwise: str) -> dict[str, str]:
    """The sentence by its field; by ``otherwise`` where it belongs to none."""
    return {refused.field or otherwise: str(refused)} if refused else {}
