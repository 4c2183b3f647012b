"""Saying no: every refusal is a sentence that can be shown to the person as it stands."""


class Refused(Exception):
    """A rule, or a limit, says no.

    ``str(refused)`` is the sentence for the person: what happened and what to do next.
    ``field`` names the form field it belongs to, or is empty.
    """

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


GONE = "This is not there any more, or it is not for you to see. Your words are kept in the box."
MEANWHILE = (
    "Someone else changed this in the meantime. How it stands now is below; yours is kept in the form. "
    "Save again to put yours in its place."
)


class Stale(Refused):
    """Someone saved another version while this form was open: both wordings are shown and what was typed is kept."""
