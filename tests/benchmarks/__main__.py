"""Run every benchmark, print the table and write RESULTS.md: ``make bench``, or ``python -m tests.benchmarks record pages``."""

import importlib
import platform
import sqlite3
import sys
from pathlib import Path

from tests.benchmarks.ratios import Ratio

HERE = Path(__file__).parent
HEAD = "| what | against | ratio | goal | met |\n|---|---|--:|---|---|"


def modules(wanted: list[str]) -> list[str]:
    """The benchmark modules by topic word; all of them when none is wanted."""
    every = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    return [name for name in every if not wanted or name in wanted]


def row(ratio: Ratio) -> str:
    return f"| {ratio.what} | {ratio.against} | {ratio.ratio:.3g} | {ratio.goal} | {'yes' if ratio.met else '**no**'} |"


def main() -> int:
    wanted = sys.argv[1:]
    rows: list[str] = []
    missed = 0
    print(HEAD)
    for name in modules(wanted):
        for ratio in importlib.import_module(f"tests.benchmarks.bench_{name}").measure():
            rows.append(row(ratio))
            missed += not ratio.met
            print(rows[-1], flush=True)
    if not wanted:
        where = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.system()}, measured in one run."
        (HERE / "RESULTS.md").write_text(f"# Benchmarks\n\n{where} Ratios, never seconds.\n\n{HEAD}\n" + "\n".join(rows) + "\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
