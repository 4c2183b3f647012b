"""One Cotender at a time owns a folder of data: a second one is told so and changes nothing."""

import os
import sys
from pathlib import Path

from specs.refusals import Refused

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

HELD = "Another Cotender is working with the data in “{}”. Please stop it first, or do this on its pages."
NO_FOLDER = "The folder “{}” cannot be written to. Please check that it is there and that you may write in it."


class Owner:
    """Holds the file ``lock`` of a folder until it is closed or the process ends, however it ends.

    Raises ``Refused`` where another process holds it, or the folder cannot be written to. The system lets go of the lock by itself:
    https://man7.org/linux/man-pages/man2/flock.2.html.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._file = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        except OSError as wrong:
            raise Refused(NO_FOLDER.format(folder)) from wrong
        try:
            if sys.platform == "win32":
                msvcrt.locking(self._file, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as wrong:
            os.close(self._file)
            raise Refused(HELD.format(folder)) from wrong

    def close(self) -> None:
        """Lets go; a second time does nothing."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
