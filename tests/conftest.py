"""What every test shares: nothing is left out silently.

A test that could not run is a failure. The one exception is real documents that are not beside a bare clone (tests/corpus.py):
those tests are left out, and one line at the end of the run says which.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.corpus import ABSENT
from tests.visiting import group as group
from tests.visiting import visit as visit

HERE = Path(__file__).resolve().parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands in tests/promises is a promise."""
    for item in items:
        if item.path.is_relative_to(HERE / "promises"):
            item.add_marker("promise")


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    return str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A test left out for any reason but the missing corpus has failed."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and ABSENT not in _reason(report):
        report.outcome, report.longrepr = "failed", f"This test could not run: {_reason(report)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """The same for a whole file."""
    report = yield
    if report.skipped and ABSENT not in _reason(report):
        report.outcome, report.longrepr = "failed", f"{collector.nodeid} could not run: {_reason(report)}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The one clear line."""
    left_out = Counter(report.nodeid.split("::")[0] for report in terminalreporter.stats.get("skipped", ()) if ABSENT in _reason(report))
    if left_out:
        where = ", ".join(f"{path}: {count}" for path, count in sorted(left_out.items()))
        terminalreporter.write_line(f"NOT RUN, because {ABSENT}: {sum(left_out.values())} tests on real documents ({where}).", yellow=True)
