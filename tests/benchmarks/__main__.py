"""Run every benchmark, print the tables and write RESULTS.md: ``make bench``, or ``python -m tests.benchmarks record pages``.

Where only some topics are run, the tables of the others stay as they are.
"""

import importlib
import platform
import re
import sqlite3
import sys
from pathlib import Path

from tests.benchmarks.ratios import Ratio

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
TITLE = "# Benchmarks\n\nRatios and shares, never seconds. Each table was measured in one run.\n"
HEAD = "| what | against | ratio | goal | met |\n|---|---|--:|---|---|"


def modules(wanted: list[str]) -> list[str]:
    """The benchmark modules by topic word; all of them when none is wanted."""
    every = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    return [name for name in every if not wanted or name in wanted]


def row(ratio: Ratio) -> str:
    return f"| {ratio.what} | {ratio.against} | {ratio.ratio:.3g} | {ratio.goal} | {'yes' if ratio.met else '**no**'} |"


def sections(text: str) -> dict[str, str]:
    """The tables of RESULTS.md by topic word."""
    found = re.split(r"^## (\w+)\n", text, flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2], strict=True))


def written(tables: dict[str, str]) -> str:
    """RESULTS.md with these tables."""
    return TITLE + "".join(f"\n## {topic}\n\n{tables[topic].strip()}\n" for topic in sorted(tables))


def main() -> int:
    tables = sections(RESULTS.read_text()) if RESULTS.exists() else {}
    missed = 0
    for name in modules(sys.argv[1:]):
        print(f"\n## {name}\n{HEAD}")
        rows: list[str] = []
        for ratio in importlib.import_module(f"tests.benchmarks.bench_{name}").measure():
            rows.append(row(ratio))
            missed += not ratio.met
            print(rows[-1], flush=True)
        if rows:
            where = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.system()}."
            tables[name] = f"{where}\n\n{HEAD}\n" + "\n".join(rows)
            RESULTS.write_text(written(tables))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
