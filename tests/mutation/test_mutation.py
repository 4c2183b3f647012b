"""Nine of ten faults put into the rules are noticed by their tests; the others are explained, one by one, in survivors.md."""

import re
from pathlib import Path

import pytest

from tests.mutation.mutants import mutants
from tests.mutation.trying import TESTS, tried

EXPLAINED = Path(__file__).parent / "survivors.md"
ENOUGH = 0.9
TOY = '''"""A rule."""

LIMIT = 3


def may(old: int, new: int) -> bool:
    """Whether it may."""
    if old > LIMIT:
        return False
    return new < old and new != 1
'''

STRONG = """from specs.toy import may

def test_may():
    cases = [(4, 2), (5, 2), (3, 2), (3, 3), (2, 1), (3, 1), (3, 0)]
    assert [may(*each) for each in cases] == [False, False, True, False, False, False, True]
"""
WEAK = "import specs.toy\n\ndef test_may():\n    assert specs.toy.may\n"


def explained() -> dict[str, set[str]]:
    """By file, what survives and why that is no matter: a heading a file, a line a fault."""
    found: dict[str, set[str]] = {}
    for line in EXPLAINED.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            file = line.removeprefix("## ").strip("`")
            found[file] = set()
        elif line.startswith("- "):
            name = re.match(r"- (`.*?`: `.*` → `.*?`)(?:: .{10,})", line)
            assert name, f"not explained: {line}"
            found[file].add(name[1])
    return found


@pytest.mark.night
@pytest.mark.parametrize("file", TESTS)
def test_faults_are_noticed(file):
    made = tried(file, TESTS[file])
    print(f"{file}: {made.many} faults, {made.score:.1%} noticed, {made.seconds:.0f} s")
    assert made.score >= ENOUGH
    assert {each.name for each in made.survivors} - explained().get(file, set()) == set()


def test_whatever_survives_is_explained_in_its_file():
    assert explained().keys() == TESTS.keys()


def toy(folder: Path, test: str) -> Path:
    for name, text in (("specs/toy.py", TOY), ("tests/test_toy.py", test)):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    for package in ("specs", "tests"):
        (folder / package / "__init__.py").touch()
    return folder


def test_every_fault_of_a_rule_is_a_file_of_its_own():
    assert [(fault.where, fault.before, fault.after) for fault in mutants(TOY)] == [
        ("the file", "3", "4"),
        ("may", "old > LIMIT", "old >= LIMIT"),
        ("may", "return False", "return None"),
        ("may", "False", "True"),
        ("may", "return new < old and new != 1", "return None"),
        ("may", "new < old and new != 1", "new < old or new != 1"),
        ("may", "new < old", "new <= old"),
        ("may", "new != 1", "new == 1"),
        ("may", "1", "2"),
    ]
    assert len({fault.source for fault in mutants(TOY)} | {TOY}) == 10


def test_a_strong_test_notices_them_all_and_a_weak_one_none(tmp_path):
    made = tried("specs/toy.py", ["toy"], toy(tmp_path, STRONG))
    assert (made.many, made.survivors, made.score) == (9, [], 1.0)
    made = tried("specs/toy.py", ["toy"], toy(tmp_path, WEAK))
    assert (made.many, len(made.survivors), made.score) == (9, 9, 0.0)


def test_where_the_tests_do_not_pass_there_is_no_figure(tmp_path):
    with pytest.raises(AssertionError, match="do not pass as it is"):
        tried("specs/toy.py", ["toy"], toy(tmp_path, "def test_may():\n    assert False\n"))
