"""Finds the Chromium that browser tests use, and where there is none, gets one by the platform's own means.

Looked for in this order: the program named by CHROMIUM, one on the path, the one Playwright has fetched before. Run as a program
(``make test`` does) it installs one where none is found: apt-get as root, else ``playwright install``, else it says what to do.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/usr/bin/chromium",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# A browser for tests asks nothing of the network, and runs as root in a container.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
ADVICE = (
    "Browser tests need Chromium, and none could be found or installed. Please install it (on Debian: apt-get install chromium) "
    "or name one in the environment variable CHROMIUM, and try again."
)


def runs(program: str | Path) -> bool:
    """Whether the program starts: Ubuntu's /usr/bin/chromium-browser may be a script that only says to install a snap."""
    try:
        return subprocess.run([program, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def fetched_by_playwright() -> Path | None:
    """Where Playwright keeps the Chromium it has fetched, if it has."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        program = Path(playwright.chromium.executable_path)
    return program if program.exists() else None


def find() -> str | None:
    """The program to start, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if runs(named) else None
    for program in [*filter(None, map(shutil.which, NAMES)), *PLACES]:
        if Path(program).exists() and runs(program):
            return program
    fetched = fetched_by_playwright()
    return str(fetched) if fetched else None


def install() -> None:
    """Ask the platform for one; whether that worked, find() tells."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        print("No Chromium here: installing the one of this system with apt-get.", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], env=quiet, stdout=subprocess.DEVNULL, check=False
        )
        if find():
            return
    print("No Chromium here: fetching one with Playwright.", flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    """Find one or install one; 0 when there is one now."""
    if find():
        return 0
    if not os.environ.get("CHROMIUM"):
        install()
        if find():
            return 0
    print(ADVICE, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
