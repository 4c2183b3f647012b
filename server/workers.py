"""Handles Word files in a process of their own, with little memory and time, so that a bad one harms nobody.

One process for one call. It is told what to call, and sends its answer back through a pipe. Before it looks at the file it gives up what
it does not need: memory, time, files and the network. Limits are those that the system offers: all of them on Linux.
"""

import importlib
import io
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TypeVar, cast

import anyio
import anyio.to_thread

from specs.refusals import Refused

MIB = 1 << 20
AT_ONCE = 2  # so that uploads cannot hold up the pages of everybody else
MOST_ANSWER = 256 * MIB
ROOT = Path(__file__).resolve().parent.parent

COULD_NOT_READ = "This document could not be read. Please open it in Word, save it under a new name, and send the new file."
TOO_MUCH = (
    "This document takes too long, or too much memory, to be read. "
    "Please split it into two or more Word documents and send them one by one."
)

T = TypeVar("T")
_places = threading.BoundedSemaphore(AT_ONCE)
_limiter: anyio.CapacityLimiter | None = None


def run(function: Callable[..., T], *args: Any, seconds: float = 10, memory: int = 512 * MIB) -> T:
    """Calls a function of a module in a process of its own; gives what it gives.

    ``memory`` is what its data may take, in bytes, over what an empty process takes. Raises ``Refused``: the function's own, or one
    sentence where it took too long or too much, broke, or answered with what is not plain data.
    """
    asked = pickle.dumps((function.__module__, function.__qualname__, args))
    command = [sys.executable, "-m", "server.workers", str(memory), str(int(seconds) + 1)]
    environment = {"PATH": "", "PYTHONPATH": os.pathsep.join(path for path in (str(ROOT), *sys.path) if path), "PYTHONUTF8": "1"}
    with _places:
        child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, cwd=ROOT
        )
        try:
            answer, _ = child.communicate(asked, timeout=seconds + 1)
        except subprocess.TimeoutExpired as late:
            raise Refused(TOO_MUCH) from late
        finally:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe:
                    pipe.close()
    return cast("T", _answered(answer))


async def run_async(function: Callable[..., T], *args: Any, seconds: float = 10, memory: int = 512 * MIB) -> T:
    """The same without holding up the loop: the call waits in a thread, at most two at once."""
    global _limiter  # noqa: PLW0603 - a limiter belongs to the loop it is first used on
    if _limiter is None:
        _limiter = anyio.CapacityLimiter(AT_ONCE)

    def call() -> T:
        return run(function, *args, seconds=seconds, memory=memory)

    return await anyio.to_thread.run_sync(call, limiter=_limiter)


def _answered(answer: bytes) -> Any:
    if not answer or len(answer) > MOST_ANSWER:
        raise Refused(TOO_MUCH if not answer else COULD_NOT_READ)
    kind, rest = answer[:1], answer[1:]
    try:
        if kind == b"R":
            sentence, field = _Plain(io.BytesIO(rest)).load()
            raise Refused(str(sentence), str(field))
        if kind == b"A":
            return _Plain(io.BytesIO(rest)).load()
    except (pickle.UnpicklingError, EOFError, ValueError, TypeError, AttributeError, IndexError, ImportError) as odd:
        raise Refused(COULD_NOT_READ) from odd
    raise Refused(TOO_MUCH if kind == b"M" else COULD_NOT_READ)


class _Plain(pickle.Unpickler):
    """Takes plain data and our own classes only: a parser that a bad file got hold of must not get code run here."""

    def find_class(self, module: str, name: str) -> Any:
        ours = module.startswith("specs.") or (module, name) in OURS
        found = getattr(sys.modules.get(module) or importlib.import_module(module), name, None) if ours else None
        if not isinstance(found, type):
            raise pickle.UnpicklingError(f"{module}.{name}")
        return found


# What our own functions answer with, beside the classes of specs.
OURS = {("server.word_files", "Read"), ("exports.word_out", "Written"), ("server.pages.wording", "Compared")}


def _limit(memory: int, seconds: int) -> None:
    """Gives up what a process that reads one file does not need."""
    try:
        import resource
    except ImportError:  # Windows: time is limited by the one who waits
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    if sys.platform == "linux":
        with open("/proc/self/statm", encoding="ascii") as now:
            taken = int(now.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (taken + memory, taken + memory))


# Events of https://docs.python.org/3/library/audit_events.html that reach out of the process.
_REACHING = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.spawn",
    "os.posix_spawn",
    "os.system",
    "urllib.",
    "ctypes.dlopen",
    "shutil.",
)


def _shut(event: str, args: tuple[Any, ...]) -> None:
    if event == "open" and not _ours(args):
        raise PermissionError(f"{args[0]} may not be opened here")
    if event.startswith(_REACHING):
        raise PermissionError(f"{event} may not be done here")


def _ours(args: tuple[Any, ...]) -> bool:
    """Python's own modules and ours may still be read: some are imported late."""
    path, mode, flags = (*args, None, None)[:3]
    writes = (isinstance(mode, str) and any(c in mode for c in "wax+")) or (isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR))
    name = os.fsdecode(path) if isinstance(path, (str, bytes)) else ""
    return not writes and name.startswith(tuple(_homes)) and name.endswith((".py", ".pyc", ".so", ".pyd", ".docx"))


_homes = [os.path.join(os.path.abspath(path), "") for path in (*sys.path, sys.prefix, sys.base_prefix) if path] + [
    os.path.join(str(ROOT), "")
]


def _child() -> NoReturn:
    """In the process of its own: what was asked comes in, the answer goes out."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing but the answer goes there
    module, name, args = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - from the process that started this one
    function: Any = importlib.import_module(module)
    for part in name.split("."):
        function = getattr(function, part)
    _limit(int(sys.argv[1]), int(sys.argv[2]))
    sys.addaudithook(_shut)
    try:
        answer = b"A" + pickle.dumps(function(*args), pickle.HIGHEST_PROTOCOL)
    except Refused as no:
        answer = b"R" + pickle.dumps((str(no), no.field))
    except (MemoryError, RecursionError):
        answer = b"M"
    except Exception:  # noqa: BLE001 - whatever a bad file did to a parser, the person gets a sentence
        answer = b"X"
    out.write(answer)
    out.flush()
    os._exit(0)


if __name__ == "__main__":
    _child()
