"""Whatever a group does: nothing changes that nobody signed, nothing said is lost, and what is kept is what is shown."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.any_group import AnyGroup, written

ALWAYS = {"deadline": None, "database": None, "print_blob": False, "suppress_health_check": list(HealthCheck)}


@pytest.fixture(autouse=True, scope="module")
def template(tmp_path_factory):
    AnyGroup.template = tmp_path_factory.mktemp("open")
    written(AnyGroup.template)


def run(examples: int, steps: int, **more) -> Counter[str]:
    """Tells so many stories of so many steps; gives how often each kind of event came about."""
    reached: Counter[str] = Counter()
    AnyGroup.done = staticmethod(lambda name: reached.update([name]))
    run_state_machine_as_test(AnyGroup, settings=settings(max_examples=examples, stateful_step_count=steps, **ALWAYS, **more))
    return reached


def test_whatever_a_group_does():
    reached = run(60, 50, derandomize=True, phases=[Phase.generate])
    print(reached)
