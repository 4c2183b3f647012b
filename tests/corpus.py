"""Real documents beside the repository (../shared/corpus), for tests that want more than documents of our own making.

On a bare clone they are not there: such tests are left out and one line at the end of the run says so. With ``COTENDER_CORPUS=required``,
as in .ci/run, their absence is a failure.
"""

import os
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2] / "shared" / "corpus"
ABSENT = "../shared/corpus is not here"
REQUIRED = os.environ.get("COTENDER_CORPUS") == "required"


def corpus(name: str = ".") -> Path:
    """A file or folder of the corpus; leaves the calling test out where the corpus is absent, or fails it where it is required."""
    if (ROOT / name).exists():
        return ROOT / name
    if REQUIRED or ROOT.exists():
        pytest.fail(f"COTENDER_CORPUS=required, but {ROOT / name} is not there" if REQUIRED else f"{name} is not in {ROOT}", pytrace=False)
    pytest.skip(ABSENT)


def cases(*patterns: str) -> list[Any]:
    """Every file that matches, for ``pytest.mark.parametrize``, named by its path; a single left-out case where the corpus is absent.

    ``cases("docx/tenders/*.docx", "docx/edge/*")``. A pattern that matches nothing in a corpus that is there is a mistake.
    """
    if not ROOT.exists():
        if REQUIRED:
            raise FileNotFoundError(f"COTENDER_CORPUS=required, but {ROOT} is not there")
        return [pytest.param(None, marks=pytest.mark.skip(reason=ABSENT), id="no-corpus")]
    found = []
    for pattern in patterns:
        matching = sorted(path for path in ROOT.glob(pattern) if path.is_file())
        if not matching:
            raise FileNotFoundError(f"nothing in {ROOT} matches {pattern}")
        found += matching
    return [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in found]
