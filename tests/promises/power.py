"""What a power cut leaves on a disk: every write of a program is recorded, and what was not synced is kept, lost or torn.

The model is stricter than most disks: since its last sync, any subset of a file's writes may be there, each sector of 512 bytes by
itself; a file's name is there only once its folder was synced, and its removal likewise. What SQLite itself asks of a disk stands at
https://www.sqlite.org/atomiccommit.html (section 2) and https://www.sqlite.org/psow.html.
"""

import random
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.promises.writing import SAID

ROOT = Path(__file__).resolve().parents[2]
SECTOR = 512
CALLS = "openat,pwrite64,write,pwritev,fsync,fdatasync,ftruncate,truncate,unlink,unlinkat,rename,renameat,renameat2,fallocate"

LINE = re.compile(r"(?P<thread>\d+) +(?P<call>\w+)\((?P<rest>.*)$")
RESUMED = re.compile(r"(?P<thread>\d+) +<\.\.\. (?P<call>\w+) resumed>(?P<rest>.*)$")
FILE = re.compile(r"(?:\d+|AT_FDCWD)<([^>]*)>")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


class Event(NamedTuple):
    """A call that changed the disk, in the order they ended: what it did, to which file, and with which bytes where."""

    call: str
    file: str
    data: bytes = b""
    at: int = 0


def recorded(folder: Path, log: Path, *options: str) -> list[Event]:
    """Runs the writer under strace; gives what it did to the files of its folder, and what it said meanwhile."""
    strace = ["strace", "-f", "-y", "-xx", "-s", "1000000", "-o", str(log), "-e", f"trace={CALLS}"]
    subprocess.run([*strace, sys.executable, "-m", "tests.promises.writing", str(folder), *options], cwd=ROOT, check=True, timeout=120)
    with log.open() as lines:
        return list(_events(lines, str(folder.resolve())))


def _events(lines: Iterable[str], folder: str) -> Iterator[Event]:
    begun: dict[str, str] = {}
    for line in lines:
        resumed = RESUMED.match(line)
        if resumed:
            rest = begun.pop(resumed["thread"] + resumed["call"]) + resumed["rest"]
            yield from _event(resumed["call"], rest, folder)
            continue
        found = LINE.match(line)
        if found is None:
            assert "+++" in line or "---" in line, f"not understood: {line[:200]}"
        elif found["rest"].endswith("<unfinished ...>"):
            rest = found["rest"].removesuffix("<unfinished ...>")
            begun[found["thread"] + found["call"]] = rest
        else:
            yield from _event(found["call"], found["rest"], folder)


def _event(call: str, rest: str, folder: str) -> Iterator[Event]:
    """The event of one call, where it succeeded and was about a file of the folder."""
    if re.search(r"= -1 E", rest):
        return
    place = FILE.match(rest)
    texts = [_bytes(text) for text in TEXT.findall(rest)]
    if call in ("openat", "unlink"):
        path = texts[0].decode("utf-8", "surrogateescape")
    else:
        assert place is not None, f"not understood: {call}({rest[:200]}"
        path = _bytes(place[1]).decode("utf-8", "surrogateescape") if "\\x" in place[1] else place[1]
    if path != folder and not path.startswith(folder + "/"):
        return
    name = path.removeprefix(folder).removeprefix("/")
    if name.endswith("-shm") or name == "lock":  # shared memory is made anew when nobody else has the record open
        return
    if name == SAID:
        if call == "write":
            yield Event("said", name, texts[0])
    elif call == "openat":
        if "O_CREAT" in rest:
            yield Event("made", name)
    elif call == "pwrite64":
        at, length = re.search(r", (\d+)\) += (\d+)\s*$", rest).groups()
        assert len(texts[0]) == int(length), "a write was cut short"
        yield Event("write", name, texts[0], int(at))
    elif call == "ftruncate":
        yield Event("cut", name, b"", int(re.search(r", (\d+)\)", rest)[1]))
    elif call in ("fsync", "fdatasync"):
        yield Event("sync", name)
    elif call == "unlink":
        yield Event("removed", name)
    else:
        raise AssertionError(f"the writer used {call} on {name}")


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


class File:
    """A file as the disk may have it: what was synced, and what was done since."""

    def __init__(self) -> None:
        self.safe = bytearray()
        self.since: list[Event] = []

    def now(self, chance: random.Random) -> bytes:
        """What is there after the power was cut."""
        data = bytearray(self.safe)
        how = chance.choice(("nothing", "everything", "a beginning", "some", "sectors", "sectors"))
        stop = chance.randrange(len(self.since) + 1)
        for place, event in enumerate(self.since):
            if how == "nothing" or (how == "a beginning" and place >= stop) or (how == "some" and chance.random() < 0.5):
                continue
            _do(data, event, chance if how == "sectors" else None)
        return bytes(data)

    def sync(self) -> None:
        for event in self.since:
            _do(self.safe, event, None)
        self.since = []


def _do(data: bytearray, event: Event, chance: random.Random | None) -> None:
    if event.call == "cut":
        del data[event.at :]
        data.extend(bytes(event.at - len(data)))
        return
    end = event.at + len(event.data)
    data.extend(bytes(max(0, end - len(data))))
    if chance is None:
        data[event.at : end] = event.data
        return
    for start in range(event.at, end, SECTOR):
        if chance.random() < 0.5:
            stop = min(start + SECTOR, end)
            data[start:stop] = event.data[start - event.at : stop - event.at]


def after_a_cut(events: list[Event], cut: int, chance: random.Random, folder: Path) -> list[list[str]]:
    """Cuts the power before event number ``cut``: writes into a folder what the disk may hold; gives what had been said by then."""
    names: dict[str, File] = {}  # as the program sees them
    safe_names: dict[str, File] = {}
    renamed: list[tuple[str, File | None]] = []  # names made and removed since the folder was synced, in order
    told = b""
    for event in events[:cut]:
        if event.call == "said":
            told += event.data
        elif event.call == "made":
            if event.file not in names:
                names[event.file] = File()
                renamed.append((event.file, names[event.file]))
        elif event.call == "removed":
            del names[event.file]
            renamed.append((event.file, None))
        elif event.call == "sync" and not event.file:
            safe_names, renamed = dict(names), []
        elif event.call == "sync":
            names[event.file].sync()
        else:
            names[event.file].since.append(event)
    for name, file in renamed[: chance.randrange(len(renamed) + 1)]:
        if file is None:
            safe_names.pop(name, None)
        else:
            safe_names[name] = file
    for name, file in safe_names.items():
        (folder / name).write_bytes(file.now(chance))
    return [line.split(" ") for line in told.decode().split("\n")[:-1]]
