"""Runs the tests of a file against each of its faults, in a copy of the tree; a fault is caught when one of them fails or never ends.

``python -m tests.mutation.trying specs/decisions.py`` prints what was not caught. The tests are collected once; then, for each fault, the
process is split: the new one takes the fault over into the functions that are loaded, and runs the tests until one fails.
"""

import importlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple

import pytest

from tests.mutation.mutants import Mutant, mutants

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("specs", "tests", "pyproject.toml")
SHORTEST, TIMES = 5, 3  # a fault may take three times the seconds of a processor that the tests take without one, and five at least
AT_ONCE = 2
HOW = ("-x", "-q", "--noconftest", "-W", "ignore", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not night")
OF_SUGGESTIONS = "proposals decisions decisions_kept taken_together carryover counters reaching entries"
DECIDING = f"{OF_SUGGESTIONS} signatures signing_off disagreements dissents ideas"
SUGGESTING = f"{OF_SUGGESTIONS} proposals_told revising regrouping"
TESTS = {
    "specs/proposals.py": SUGGESTING.split(),
    "specs/revising.py": SUGGESTING.split(),
    "specs/decisions.py": DECIDING.split(),
    "specs/signatures.py": DECIDING.split(),
    "specs/overriding.py": DECIDING.split(),
    "specs/seats.py": "seats parts proposals answers".split(),
    "specs/words.py": "words_by_hand comparing grouping carryover words".split(),
}


class Tried(NamedTuple):
    """What came of it: how many faults there were, and those that nobody noticed."""

    many: int
    survivors: list[Mutant]
    seconds: float

    @property
    def score(self) -> float:
        return 1 - len(self.survivors) / self.many


@contextmanager
def copied(root: Path = ROOT) -> Iterator[Path]:
    """A copy of what the tests of the rules need."""
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        for name in COPIED:
            if (root / name).is_dir():
                shutil.copytree(root / name, Path(folder, name), ignore=shutil.ignore_patterns("__pycache__", "browser", "hostile"))
            elif (root / name).exists():
                shutil.copy(root / name, Path(folder, name))
        shutil.copytree(ROOT / "tests" / "mutation", Path(folder, "tests", "mutation"), dirs_exist_ok=True)
        yield Path(folder)


def tried(file: str, tests: Sequence[str], root: Path = ROOT) -> Tried:
    """Tries every fault of a file. Raises ``AssertionError`` where the tests do not pass without any."""
    begun = time.monotonic()
    with copied(root) as folder:
        call = [sys.executable, "-m", "tests.mutation.trying", "--here", file, *(f"tests/test_{name}.py" for name in tests)]
        done = subprocess.run(call, cwd=folder, capture_output=True, text=True, check=False)
        told = folder / "survived.json"
        assert told.exists(), f"the tests of {file} do not pass as it is:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        faults = mutants((folder / file).read_text(encoding="utf-8"))
        survived = json.loads(told.read_text(encoding="utf-8"))
    return Tried(len(faults), [faults[place] for place in survived], time.monotonic() - begun)


class EachFault:
    """A plugin of pytest: in place of the tests, the tests once for each fault."""

    def __init__(self, file: str) -> None:
        self.name = file.removesuffix(".py").replace("/", ".")
        self.source = Path(file).read_text(encoding="utf-8")
        self.faults = mutants(self.source)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        _, status, used = os.wait4(started(session, (self.name, self.source), 3600), 0)
        if status:
            return True  # without a fault, taken over in the same way, they have to pass
        limit = max(SHORTEST, int(TIMES * (used.ru_utime + used.ru_stime)))
        running: dict[int, int] = {}
        survived: list[int] = []
        for place, fault in [*enumerate(self.faults), *((-1, None) for _ in range(AT_ONCE))]:
            if (len(running) == AT_ONCE or fault is None) and running:
                child, status = os.wait()
                survived += [running[child]] if status == 0 else []
                del running[child]
            if fault is not None:
                running[started(session, (self.name, fault.source), limit)] = place
        Path("survived.json").write_text(json.dumps(sorted(survived)), encoding="utf-8")
        return True


def started(session: pytest.Session, fault: tuple[str, str], limit: int) -> int:
    """The id of a process that runs the tests with a module as another text has it, and ends well where they all pass in time."""
    child = os.fork()
    if child:
        return child
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))  # however busy the machine is; one that waits for ever is ended too
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(20 * limit)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    try:
        taken_over(*fault)
        for place, item in enumerate(session.items):
            following = session.items[place + 1] if place + 1 < len(session.items) else None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                os._exit(1)
    except BaseException:  # noqa: BLE001 - whatever it was, the fault was noticed
        os._exit(2)
    os._exit(0)


def taken_over(name: str, source: str) -> None:
    """Has a module that is loaded do as another text of it says, wherever its functions and tables are known by now."""
    there = vars(importlib.import_module(name))
    made: dict[str, Any] = {"__name__": name, "__file__": there["__file__"]}
    exec(compile(source, there["__file__"], "exec"), made)
    for key, new in made.items():
        old = there.get(key)
        if isinstance(old, FunctionType) and isinstance(new, FunctionType) and old.__module__ == name:
            old.__code__, old.__defaults__, old.__kwdefaults__ = new.__code__, new.__defaults__, new.__kwdefaults__
        elif isinstance(old, dict) and key != "__builtins__":
            _table(old, new)
        elif isinstance(new, int | str | tuple) and not key.startswith("__"):
            there[key] = new


def _table(old: dict[Any, Any], new: dict[Any, Any]) -> None:
    named = {getattr(key, "__name__", key): value for key, value in new.items()}
    for key, was in old.items():
        now = named[getattr(key, "__name__", key)]
        if isinstance(was, FunctionType):
            was.__code__ = now.__code__
        elif not isinstance(key, type):
            old[key] = now


def _here(file: str, tests: Sequence[str]) -> None:
    sys.path.insert(0, os.getcwd())
    pytest.main([*HOW, *tests], plugins=[EachFault(file)])


if __name__ == "__main__":
    if sys.argv[1] == "--here":
        _here(sys.argv[2], sys.argv[3:])
    else:
        for one in sys.argv[1:]:
            result = tried(one, TESTS[one])
            print(f"{one}: {result.many} faults, {result.score:.1%} caught, {result.seconds:.0f} s")
            for each in result.survivors:
                print(f"- {each.line}: {each.name}")
