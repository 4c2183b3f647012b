"""Handles Word files in a process of their own, with little memory, little time, no files and no network, so that a bad one harms nobody.

One process for one call. It is told what to call, imports that, and gives up what reading a file does not need; only then does it look at
the file. Its answer comes back through a pipe as plain data. Limits are those that the system offers: all of them on Linux; time, and the
look at what is opened, everywhere.
"""

import codecs
import dataclasses
import functools
import importlib
import io
import logging
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TypeVar, cast

from anyio import CapacityLimiter
from anyio.lowlevel import RunVar
from anyio.to_thread import run_sync

from specs.refusals import Refused

MIB = 1 << 20
AT_ONCE = 2  # so that uploads cannot hold up the pages of everybody else
MOST_ANSWER = 256 * MIB
STARTING = 1  # second; what an interpreter and its imports may take before the call begins
ROOT = Path(__file__).resolve().parent.parent

COULD_NOT_READ = "This document could not be read. Please open it in Word, save it under a new name, and send the new file."
TOO_MUCH = (
    "This document takes too long, or too much memory, to be read. "
    "Please split it into two or more Word documents and send them one by one."
)

T = TypeVar("T")
_log = logging.getLogger(__name__)
# The system ends a process that used up its processor time, and the largest one when the whole machine runs out of memory.
_TAKES_TOO_MUCH = {-signal.SIGXCPU, -signal.SIGKILL} if sys.platform != "win32" else set()
_places = threading.BoundedSemaphore(AT_ONCE)
_threads: RunVar[CapacityLimiter] = RunVar("_threads")  # a limiter belongs to one event loop


def run(function: Callable[..., T], *args: Any, seconds: float = 10, memory: int = 512 * MIB) -> T:
    """Calls a function of a module in a process of its own; gives what it gives.

    ``memory`` is what its data may take, in bytes, over what the process takes before. Answers are plain data, and dataclasses and named
    tuples of specs, of exports or of the function's own module. Raises ``Refused``: the function's own, or one sentence where it took too
    long or too much, broke, or answered with anything else.
    """
    asked = pickle.dumps((function.__module__, function.__qualname__, args), pickle.HIGHEST_PROTOCOL)
    command = [sys.executable, "-m", "server.workers", str(memory), str(int(seconds) + STARTING)]
    with (
        _places,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment(), cwd=ROOT
        ) as child,
    ):
        end = threading.Timer(seconds + STARTING, child.kill)
        deadline = time.monotonic() + seconds + STARTING
        end.start()
        try:
            answer = _talk(child, asked)
            if not answer:
                child.wait()
        finally:
            child.kill()
            end.cancel()
    if time.monotonic() >= deadline or (not answer and child.returncode in _TAKES_TOO_MUCH):
        raise Refused(TOO_MUCH)
    return cast("T", _answered(answer, function.__module__))


async def run_async(function: Callable[..., T], *args: Any, seconds: float = 10, memory: int = 512 * MIB) -> T:
    """The same without holding up the loop: the call waits in a thread, at most two at once."""
    try:
        limiter = _threads.get()
    except LookupError:
        limiter = CapacityLimiter(AT_ONCE)
        _threads.set(limiter)
    return await run_sync(functools.partial(run, function, *args, seconds=seconds, memory=memory), limiter=limiter)


def _environment() -> dict[str, str]:
    """Nothing that this server was told, such as its secrets; only what Python needs to start."""
    needed = {name: os.environ[name] for name in ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH") if name in os.environ}
    return {**needed, "PATH": "", "PYTHONPATH": os.pathsep.join(path for path in (str(ROOT), *sys.path) if path), "PYTHONUTF8": "1"}


def _talk(child: subprocess.Popen[bytes], asked: bytes) -> bytes:
    """Sends what is asked, then takes the answer, up to its limit; what comes after is left."""
    assert child.stdin and child.stdout
    try:
        with child.stdin as into:
            into.write(asked)
    except OSError:  # it died while listening; its answer is what it managed to say
        _log.info("A process that handles files ended before it was asked.")
    answer = bytearray()
    while len(answer) <= MOST_ANSWER and (piece := child.stdout.read(1 << 18)):
        answer += piece
    return bytes(answer)


def _answered(answer: bytes, module: str = "") -> Any:
    """The answer of a process that a bad file may have got hold of: anything but plain data of the expected form is one refusal."""
    kind, rest = answer[:1], answer[1:]
    if len(answer) > MOST_ANSWER or kind == b"M":
        raise Refused(TOO_MUCH)
    try:
        said = _Plain(rest, module).load()
    except Exception as odd:
        _log.warning("A process that handles files gave no answer that can be taken: %s.", type(odd).__name__)
        raise Refused(COULD_NOT_READ) from odd
    if kind == b"A":
        return said
    if kind == b"R" and isinstance(said, tuple) and len(said) == 2 and all(isinstance(each, str) for each in said):
        raise Refused(*said)
    _log.warning("A process that handles files broke: %.200r.", said)
    raise Refused(COULD_NOT_READ)


class _Plainly(pickle.Pickler):
    """Writes plain data. A dataclass or named tuple goes as its name and its fields, never as a class."""

    def persistent_id(self, value: Any) -> Any:
        kind = type(value)
        if kind in _BUILT_IN:
            return None
        if dataclasses.is_dataclass(kind):
            return f"{kind.__module__}:{kind.__qualname__}", [getattr(value, field.name) for field in _fields(kind)]
        if isinstance(value, tuple) and hasattr(kind, "_fields"):
            return f"{kind.__module__}:{kind.__qualname__}", list(value)
        return None


class _Plain(pickle.Unpickler):
    """Takes plain data, and builds the dataclasses and named tuples that are ours from their fields.

    Pickle's own way is closed whole: it hands over classes, and who has a class can change what it does for everybody in this process.
    """

    def __init__(self, data: bytes, module: str) -> None:
        super().__init__(io.BytesIO(data))
        self.module = module

    def find_class(self, module: str, name: str) -> NoReturn:
        raise pickle.UnpicklingError(f"{module}.{name}")

    def persistent_load(self, said: Any) -> Any:
        named, values = said
        return _class(named, self.module)(*values)


_BUILT_IN = frozenset({str, int, bool, float, bytes, type(None), list, tuple, dict, set, frozenset})


@functools.cache
def _fields(kind: type) -> list[dataclasses.Field[Any]]:
    return [field for field in dataclasses.fields(kind) if field.init]


@functools.lru_cache
def _class(named: str, also: str) -> Callable[..., Any]:
    """A dataclass or named tuple of specs, exports or the module that was asked. Raises UnpicklingError."""
    module, _, name = named.partition(":")
    if module.startswith(("specs.", "exports.")) or module == also:
        found = getattr(importlib.import_module(module), name, None)
        data = dataclasses.is_dataclass(found) or (isinstance(found, type) and issubclass(found, tuple) and hasattr(found, "_fields"))
        if isinstance(found, type) and data and found.__module__ == module:
            return found
    raise pickle.UnpicklingError(named)


# What follows happens in the process of its own.

# Audit events (docs.python.org/3/library/audit_events.html) that reach out of a process.
_REACHING = (
    "open", "socket.", "subprocess.", "os.", "shutil.", "tempfile.", "glob.", "pathlib.", "sqlite3.", "ctypes.", "urllib.", "http.",
    "ftplib.", "smtplib.", "imaplib.", "poplib.", "webbrowser.", "pty.", "winreg.", "msvcrt.", "_winapi.",
)  # fmt: skip
# Python brings the rules of an encoding only when it meets the first: names in zip files, and XML parts, may be in these.
_ENCODINGS = ("ascii", "cp437", "latin_1", "utf_16", "utf_16_be", "utf_16_le", "utf_8", "utf_8_sig")


def _shut(event: str, args: tuple[Any, ...]) -> None:
    if event.startswith(_REACHING):
        raise PermissionError(f"{event} is not for a process that handles files")


def _give_up(memory: int, seconds: int) -> None:
    """Gives up, for good, what a process that handles one file does not need. What is imported later is not found any more."""
    for name in _ENCODINGS:
        codecs.lookup(name)
    if sys.platform != "win32":
        import resource

        limits = {
            resource.RLIMIT_CORE: 0,
            resource.RLIMIT_FSIZE: 0,
            resource.RLIMIT_NOFILE: 0,  # no file, no connection, also for a library that is not written in Python: the system says no
            resource.RLIMIT_CPU: seconds,
        }
        if sys.platform == "linux":
            with open("/proc/self/statm", encoding="ascii") as now:  # proc(5): the first is the size of everything, in pages
                limits[resource.RLIMIT_AS] = int(now.read().split()[0]) * resource.getpagesize() + memory
            limits[resource.RLIMIT_NPROC] = 0
        for limit, most in limits.items():
            resource.setrlimit(limit, (most, most + (limit == resource.RLIMIT_CPU)))
    sys.addaudithook(_shut)


def _child() -> NoReturn:
    """What was asked comes in, the answer goes out."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing but the answer goes there
    module, name, args = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - from the process that started this one
    function: Any = functools.reduce(getattr, name.split("."), importlib.import_module(module))
    _give_up(int(sys.argv[1]), int(sys.argv[2]))
    out.write(_answer(function, args))
    out.flush()
    os._exit(0)


def _answer(function: Callable[..., Any], args: tuple[Any, ...]) -> bytes:
    try:
        return b"A" + _plainly(function(*args))
    except Refused as no:
        return b"R" + _plainly((str(no), no.field))
    except (MemoryError, RecursionError):
        return b"M"
    except Exception as broken:  # noqa: BLE001 - whatever a bad file did to a parser, the person gets a sentence
        # For whoever runs the server: what broke and where, and none of the document's words.
        at = traceback.extract_tb(broken.__traceback__)[-1]
        return b"X" + _plainly((type(broken).__name__, Path(at.filename).name, at.lineno))


def _plainly(value: Any) -> bytes:
    written = io.BytesIO()
    _Plainly(written, pickle.HIGHEST_PROTOCOL).dump(value)
    return written.getvalue()


if __name__ == "__main__":
    _child()
