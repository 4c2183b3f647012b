"""Which package may know which: specs know nothing outside themselves, exports know specs, the server knows both."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = {"specs": ("specs",), "exports": ("specs", "exports"), "server": ("specs", "exports", "server")}
OURS = ("specs", "exports", "server", "templates", "tests")
# The rules give the same answer on every machine at every time: nothing that reads a clock, a file, the network or chance.
IMPURE = (
    "asyncio", "concurrent", "datetime", "glob", "http", "importlib", "io", "locale", "logging", "multiprocessing", "os",
    "pathlib", "platform", "random", "secrets", "shutil", "signal", "socket", "sqlite3", "ssl", "subprocess", "sys", "tempfile",
    "threading", "time", "urllib", "uuid", "zoneinfo",
)  # fmt: skip
SPECS_MAY_USE = ("diff_match_patch",)
WEB_AND_STORE = ("starlette", "jinja2", "uvicorn", "sqlite_utils", "sqlite3", "click", "multipart")


def imported(source: str) -> Iterator[tuple[int, str]]:
    """Line and full name of everything a module imports, wherever in it. A relative import shows as a leading dot."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or "")


def wrong(layer: str, source: str) -> list[str]:
    """What a module of this layer imports though it may not, each with its line."""
    found = []
    for line, name in imported(source):
        top = name.split(".")[0]
        if name.startswith("."):
            found.append(f"line {line}: a relative import ({name}); write the whole name")
        elif top in OURS and top not in LAYERS[layer]:
            found.append(f"line {line}: {layer} may not import {name}")
        elif layer == "specs" and top not in OURS and (top in IMPURE or top not in {*sys.stdlib_module_names, *SPECS_MAY_USE}):
            found.append(f"line {line}: specs may not import {name}")
        elif layer == "exports" and top in WEB_AND_STORE:
            found.append(f"line {line}: exports may not import {name}")
    return found


@pytest.mark.parametrize("layer", LAYERS)
def test_each_layer_knows_only_those_below_it(layer):
    modules = [path for path in sorted((ROOT / layer).rglob("*.py")) if "node_modules" not in path.parts and path.parent.name != "assets"]
    assert modules
    found = {str(path.relative_to(ROOT)): wrong(layer, path.read_text("utf-8")) for path in modules}
    assert {path: faults for path, faults in found.items() if faults} == {}


@pytest.mark.parametrize(
    ("layer", "planted"),
    [
        ("specs", "import sqlite3"),
        ("specs", "from datetime import date"),
        ("specs", "def f():\n    import os.path"),
        ("specs", "import lxml.etree"),
        ("specs", "from exports import guard"),
        ("specs", "from . import wording"),
        ("exports", "from server.record import Record"),
        ("exports", "import starlette.responses"),
        ("server", "from tests.story import Story"),
    ],
)
def test_a_planted_import_is_found(layer, planted):
    assert len(wrong(layer, planted)) == 1


def test_what_is_allowed_is_not_found():
    assert wrong("specs", "import re\nfrom diff_match_patch import diff_match_patch\nfrom specs.wording import Mark") == []
    assert wrong("exports", "import zipfile\nfrom lxml import etree\nimport docx\nfrom specs import numbering") == []
    assert wrong("server", "import sqlite3\nfrom exports import guard\nfrom specs import rules") == []


def test_only_the_record_and_the_people_open_what_cannot_be_rebuilt():
    """index.db is rebuilt at will; every other database belongs to record*.py and people.py."""
    may = {"record", "people", "index"}
    openers = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "server").rglob("*.py")
        if any(name.split(".")[0] in ("sqlite3", "sqlite_utils") for _, name in imported(path.read_text("utf-8")))
    }
    assert {path for path in openers if not any(Path(path).stem.startswith(name) for name in may)} == set()
