"""Installs what the promises need (Linux, x86-64): LibreOffice, strace and poppler from the system, the Open XML SDK's validator from npm.

Run by ``make promises``. Says in one sentence what is missing when it may not install it.
"""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from server.assets.hatch_build import install  # noqa: E402 - after the path is set

# Program and the Debian package that brings it. poppler-utils draws PDF pages for people to look at.
SYSTEM_PYTHON = "/usr/bin/python3"
PROGRAMS = {"soffice": "libreoffice-writer", "strace": "strace", "pdftoppm": "poppler-utils"}


def missing() -> dict[str, str]:
    """Programs that are not there, with the package of each."""
    found = {program: package for program, package in PROGRAMS.items() if not shutil.which(program)}
    if not Path(SYSTEM_PYTHON).exists() or subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode:
        found["uno"] = "python3-uno"  # through which LibreOffice is told to accept or reject changes
    return found


def install_from_system(packages: list[str]) -> None:
    """apt-get, as root or through sudo that asks no password. Whether it worked, missing() tells."""
    before = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (before and not shutil.which("sudo")):
        return
    print(f"Installing {', '.join(packages)} with apt-get.", flush=True)
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        subprocess.run([*before, "apt-get", *command], env=environment, stdout=subprocess.DEVNULL, check=False)


def main() -> int:
    """0 when everything is there now."""
    if sys.platform != "linux" or platform.machine() not in ("x86_64", "AMD64"):
        print(
            "The promises are checked on Linux with an x86-64 processor only: strace and the Open XML validator ask for it.",
            file=sys.stderr,
        )
        return 1
    if missing():
        install_from_system(sorted(set(missing().values())))
    if still := missing():
        print(f"Please install {', '.join(still.values())} ({', '.join(still)} could not be found) and try again.", file=sys.stderr)
        return 1
    install(Path(__file__).resolve().parent)
    return 0


if __name__ == "__main__":
    sys.exit(main())
