"""A process that handles files: its answers, its limits, and what it cannot reach."""

import builtins
import contextlib
import copyreg
import io
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import anyio
import pytest
from lxml import etree

from server import workers
from server.workers import COULD_NOT_READ, MIB, TOO_MUCH, run, run_async
from specs.reading import Found, FoundClause
from specs.refusals import Refused, Stale
from specs.tender import Note
from specs.wording import Mark, Paragraph

linux = pytest.mark.skipif(sys.platform != "linux", reason="the system offers this limit on Linux only")


@dataclass(frozen=True, slots=True)
class Pair:
    one: object
    other: object


class Named(NamedTuple):
    what: object


def same(value):
    return value


def refuse(sentence, field):
    raise Refused(sentence, field)


def refuse_as_stale():
    raise Stale("Someone was quicker.", "wording")


def break_down(secret):
    raise KeyError(secret)


def environment():
    return dict(os.environ), sys.argv[0], Path.cwd().name


def spin():
    while True:
        pass


def wait(seconds):
    time.sleep(seconds)
    return "waited"


def wait_and_ignore():
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    time.sleep(60)


def hold(size):
    return len(bytearray(size))


def nest():
    value = []
    for _ in range(100_000):
        value = [value]
    return value


def die(number):
    signal.raise_signal(number)


def leave(code):
    os._exit(code)


def shout(answer, times=1):
    """What a process does that is no longer ours: it writes into the pipe of the answer itself."""
    for number in range(3, 10):
        try:
            for _ in range(times):
                os.write(number, answer)
        except OSError:
            continue
        os._exit(0)


CLAUSE = FoundClause((Paragraph("q1", "head", "Pay", 1, marks=(Mark(0, 3, "bold"),)),), (Note("n1", "A note.", "1"),), "heading style")
ANSWERS = [
    None,
    True,
    3,
    2.5,
    "words",
    b"bytes",
    [1, (2, {"a": {3}}), frozenset({4})],
    Found("Support", (CLAUSE, CLAUSE), {"1": {"levels": [{}]}}, warnings=("Look here.",)),
    Pair(Named((Pair(1, [2]),)), {"x": Named(b"")}),
]


@pytest.mark.parametrize("value", ANSWERS, ids=lambda value: type(value).__name__)
def test_an_answer_comes_back_as_it_was(value):
    answer = run(same, value)
    assert (answer, type(answer)) == (value, type(value))


def test_a_refusal_comes_back_with_its_sentence_and_its_field():
    with pytest.raises(Refused) as refused:
        run(refuse, "This is a picture. Please send words.", "file")
    assert (str(refused.value), refused.value.field) == ("This is a picture. Please send words.", "file")
    with pytest.raises(Refused, match="Someone was quicker."):
        run(refuse_as_stale)


def refusal(function, *args, **limits):
    with pytest.raises(Refused) as refused:
        run(function, *args, **limits)
    return str(refused.value)


def test_what_breaks_is_one_sentence_and_a_line_for_whoever_runs_the_server(caplog):
    assert refusal(break_down, "a word of the document") == COULD_NOT_READ
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "KeyError" in caplog.text and "test_workers.py" in caplog.text and "a word of the document" not in caplog.text


@pytest.mark.parametrize(
    ("function", "args", "sentence"),
    [
        (spin, (), TOO_MUCH),
        (wait, (60,), TOO_MUCH),
        (wait_and_ignore, (), TOO_MUCH),
        (leave, (0,), COULD_NOT_READ),
        (leave, (1,), COULD_NOT_READ),
        (die, (signal.SIGSEGV,), COULD_NOT_READ),
        (die, (signal.SIGKILL,), TOO_MUCH),
        (nest, (), TOO_MUCH),
        (shout, (b"",), COULD_NOT_READ),
        (shout, (b"nonsense",), COULD_NOT_READ),
        (shout, (b"A",), COULD_NOT_READ),
        (shout, (b"R" + pickle.dumps("one string"),), COULD_NOT_READ),
        (shout, (b"A" + pickle.dumps([1, 2, 3])[:-4],), COULD_NOT_READ),
    ],
    ids=lambda value: value.__name__ if callable(value) else None,
)
def test_whatever_goes_wrong_is_one_sentence(function, args, sentence):
    assert refusal(function, *args, seconds=1) == sentence


@linux
def test_memory_is_limited():
    assert run(hold, 100 * MIB, memory=200 * MIB) == 100 * MIB
    assert refusal(hold, 300 * MIB, memory=200 * MIB) == TOO_MUCH


def test_no_more_is_taken_than_an_answer_may_have(monkeypatch):
    monkeypatch.setattr(workers, "MOST_ANSWER", MIB)
    assert len(run(same, b"x" * (MIB // 2))) == MIB // 2
    assert refusal(shout, b"A" * MIB, 100) == TOO_MUCH


def test_it_is_told_nothing_of_our_surroundings(monkeypatch):
    monkeypatch.setenv("COTENDER_ORGANISATION", "Ash Council")
    told, _, _ = run(environment)
    assert set(told) <= {"PATH", "PYTHONPATH", "PYTHONUTF8", "SYSTEMROOT", "LD_LIBRARY_PATH", "LC_CTYPE"}


# What it may not reach. Each works here, so that a refusal there says something.


def read_with_python(path):
    return Path(path).read_text("utf-8")


def read_with_the_system(path):
    return os.read(os.open(path, os.O_RDONLY), 9)


def read_with_another_library(path):
    """libxml2 opens files itself; Python is not asked."""
    return etree.parse(path).getroot().text


def write_a_file(path):
    Path(path).with_suffix(".new").write_text("x", "utf-8")


def take_a_file_away(path):
    os.remove(path)


def look_into_a_folder(path):
    return os.listdir(Path(path).parent)


def start_a_program(path):
    return subprocess.run([sys.executable, "-c", "pass"], check=True).returncode


def become_two(path):
    if os.fork() == 0:
        os._exit(0)


def open_a_connection(path):
    socket.socket().close()


def ask_for_a_page(path):
    with urllib.request.urlopen(Path(path).as_uri()) as page:
        return page.read()


REACHES = [
    read_with_python,
    read_with_the_system,
    read_with_another_library,
    write_a_file,
    take_a_file_away,
    look_into_a_folder,
    start_a_program,
    become_two,
    open_a_connection,
    ask_for_a_page,
]


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret.xml"
    path.write_text("<a>secret</a>", "utf-8")
    return path


@linux
@pytest.mark.parametrize("reach", REACHES)
def test_it_reaches_no_file_no_program_and_no_connection(reach, secret):
    before = sorted(secret.parent.iterdir())
    assert refusal(reach, str(secret)) == COULD_NOT_READ
    assert sorted(secret.parent.iterdir()) == before


@pytest.mark.parametrize("reach", [reach for reach in REACHES if reach is not become_two])
def test_those_ways_are_open_elsewhere(reach, secret):
    reach(str(secret))


@linux
def test_the_system_itself_says_no(secret, monkeypatch):
    """A parser that a bad file got hold of asks nobody in Python; the limit of open files holds there too."""
    assert refusal(without_asking_python, str(secret)) == COULD_NOT_READ


def without_asking_python(path):
    workers._REACHING = ()
    sys.modules["__main__"]._REACHING = ("nothing",)
    return os.open(path, os.O_RDONLY)


# What a forged answer may not do.


class Call:
    """Pickled as a call, the way that pickles attack."""

    def __init__(self, function, *args):
        self.call = (function, args)

    def __reduce__(self):
        return self.call


def global_of(module, name):
    return b"c" + f"{module}\n{name}\n".encode()


FORGED = {
    "a call of the system": pickle.dumps(Call(os.system, "true")),
    "a call of a built-in": pickle.dumps(Call(builtins.eval, "1")),
    "a class of ours": pickle.dumps(Paragraph),
    "a call of a class of ours": pickle.dumps(Call(Refused, "no")),
    "an object made the usual way": pickle.dumps(Note("n1", "words")),
    "a function of ours": pickle.dumps(same),
    "a registered extension": b"\x80\x02\x82\x01.",
    "a class of ours, changed": b"\x80\x02" + global_of("specs.reading", "Found") + b"N}U\x06forgedK\x01s\x86b.",
}


def persistent(named, values):
    """What our own writer writes for a dataclass, with any name."""

    class Forging(pickle.Pickler):
        def persistent_id(self, value):
            return (named, values) if value == "here" else None

    return workers_written(Forging)


def workers_written(pickler):
    written = io.BytesIO()
    pickler(written).dump("here")
    return written.getvalue()


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_a_forged_answer_is_not_taken(forged):
    """Each of them is taken by an unpickler that looks at nothing, as the last line shows."""
    copyreg.add_extension("os", "getcwd", 1)
    try:
        with pytest.raises(Refused, match=COULD_NOT_READ):
            workers._answered(b"A" + forged, __name__)
        assert not hasattr(Found, "forged")
        pickle.loads(forged)
    finally:
        copyreg.remove_extension("os", "getcwd", 1)
        if hasattr(Found, "forged"):
            del Found.forged


@pytest.mark.parametrize(
    ("named", "values"),
    [
        ("os:system", ["true"]),
        ("subprocess:Popen", ["true"]),
        ("specs.reading:asdict", [1]),
        ("specs.reading:Note", ["n1", "text"]),
        ("specs.refusals:Refused", ["no"]),
        ("specs.reading:FoundClause.title", []),
        ("specs.nowhere:Found", []),
        ("specs.reading:Found", []),
        ("specs.tender:Note", ["n1", "text", "1", "one too many"]),
        ("tests.test_workers:Pair", [1, 2]),
        ("builtins:eval", ["1"]),
        (None, None),
    ],
)
def test_only_our_own_plain_classes_are_made(named, values):
    with pytest.raises(Refused, match=COULD_NOT_READ):
        workers._answered(b"A" + persistent(named, values), "server.workers")


def test_what_is_ours_is_made():
    assert workers._answered(b"A" + persistent("specs.tender:Note", ["n1", "text"])) == Note("n1", "text")
    assert workers._answered(b"A" + persistent("tests.test_workers:Pair", [1, 2]), "tests.test_workers") == Pair(1, 2)


# At most two at once.


async def _many(count):
    ended = []

    async def one():
        ended.append(await run_async(wait, 0.3, seconds=20))

    async with anyio.create_task_group() as group:
        for _ in range(count):
            group.start_soon(one)
    return ended


@pytest.mark.parametrize("loop", [1, 2])
def test_waiting_holds_nobody_up(loop):
    """Also in a second event loop of the same process."""
    assert anyio.run(_many, 3) == ["waited"] * 3


def test_at_most_two_run_at_once(monkeypatch):
    running, most = 0, 0
    changing = threading.Lock()
    talk = workers._talk

    def counted(child, asked):
        nonlocal running, most
        with changing:
            running += 1
            most = max(most, running)
        try:
            return talk(child, asked)
        finally:
            with changing:
                running -= 1

    monkeypatch.setattr(workers, "_talk", counted)
    assert anyio.run(_many, 5) == ["waited"] * 5
    assert most == 2


def test_a_refusal_comes_through_the_loop_too():
    with pytest.raises(Refused, match="Not this one."):
        anyio.run(run_async, refuse, "Not this one.", "")


@pytest.mark.parametrize(("function", "args"), [(same, (1,)), (wait, (60,)), (refuse, ("No.", ""))])
def test_nothing_is_left_running(function, args, monkeypatch):
    started = []

    class Kept(subprocess.Popen):
        def __init__(self, *given, **named):
            super().__init__(*given, **named)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Kept)
    with contextlib.suppress(Refused):
        run(function, *args, seconds=1)
    assert [(child.returncode is not None, child.stdin.closed, child.stdout.closed) for child in started] == [(True, True, True)]
    for timer in [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]:
        timer.join(5)  # it was told to stop
        assert not timer.is_alive()
