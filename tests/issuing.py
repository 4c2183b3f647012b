"""What an issue is signed with where no file is needed: made-up codes in place of those of files."""

import hashlib
from typing import Any

from specs.gate import issued_parts
from specs.issued import Filed, Made
from specs.issuing import SignIssue, mark
from specs.reissuing import changes_since
from specs.tender import Tender


def made(tender: Tender, today: str, **more: Any) -> Made:
    """The files of the next issue, as the server would have written and kept them."""

    def code(part: str) -> str:
        return hashlib.sha256(f"{part} {tender.seq}".encode()).hexdigest()

    files = tuple(
        Filed(part.id, part.kind, part.name, part.file_name or f"{part.name}.docx", code(part.id), code(part.id), part.link)
        for part in issued_parts(tender)
    )
    before = tender.issues[-1] if tender.issues else None
    known = {"of": tender.seq, "mark": mark(tender, today), "code": code("all"), "listed": code("list")}
    return Made(**(known | {"files": files, "changes": changes_since(before, tender)} | more))


def signing(tender: Tender, today: str, **more: Any) -> SignIssue:
    """What a chair signs the next issue with, as it stands."""
    return SignIssue(**({"seen": mark(tender, today), "today": today, "made": made(tender, today)} | more))
