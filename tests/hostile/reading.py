"""What happens to hostile files in a process of their own: they are looked at, mended, opened and read there."""

import io
import os
import sys
import time
from typing import NamedTuple

import docx

from exports import guard, mend, word_in
from specs.refusals import Refused

# A whole document inside, with the type of a main part, is allowed (ECMA-376 part 1, 11.3.1), and python-docx stumbles over it.
BEYOND_PYTHON_DOCX = {"docx/edge/33-CA009-altChunk.docx"}


class Outcome(NamedTuple):
    """What became of a file, and what it took: the most memory that the process ever held, in bytes, and seconds of work."""

    said: str
    memory: int
    seconds: float


def taken_or_refused(name: str, data: bytes) -> Outcome:
    """“taken”, with what was mended; or the sentence. Only Refused is caught: whatever else goes wrong has to show."""
    began = time.process_time()
    try:
        guard.check(data)
        good, mended = mend.mend(data)
        if name not in BEYOND_PYTHON_DOCX:
            docx.Document(io.BytesIO(good))
        word_in.read(good)
        said = " ".join(["taken", *mended])
    except Refused as no:
        said = str(no)
    return Outcome(said, most_memory(), time.process_time() - began)


def one_after_another(files: list[tuple[str, bytes]]) -> list[Outcome]:
    return [taken_or_refused(*file) for file in files]


# proc(5): “VmHWM” is the most memory held since the program started. getrusage(2) would also count what the process held that started
# this one. Opened here, as what takes a file apart can open nothing any more.
_STATUS = os.open("/proc/self/status", os.O_RDONLY) if sys.platform == "linux" else None


def most_memory() -> int:
    """0 where the system does not say."""
    if _STATUS is None:
        return 0
    return next(int(line.split()[1]) * 1024 for line in os.pread(_STATUS, 1 << 16, 0).splitlines() if line.startswith(b"VmHWM:"))


def break_down(name: str, data: bytes) -> Outcome:
    """Not caught, as a fault of ours would be."""
    raise KeyError(name)


def reach_out(name: str, data: bytes) -> Outcome:
    """Opens a file, as an entity would that is resolved."""
    with open(__file__, "rb") as file:
        return Outcome(f"taken {len(file.read())}", 0, 0)
