"""Works the lock files out again: what Cotender runs with, what builds it, what tests it, each pinned and hashed for every platform.

No file names a registry: uv writes none, and .npmrc tells npm to leave its addresses out. Run by ``make lock``.
"""

import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from server.assets.hatch_build import node_and_npm, surroundings  # noqa: E402 - after the path is set

COMPILE = [sys.executable, "-m", "uv", "pip", "compile", "-q", "--universal", "--generate-hashes", "--no-annotate", "--upgrade"]


def compiled(*arguments: str) -> None:
    """One lock file, written by uv."""
    subprocess.run([*COMPILE, "--custom-compile-command", "make lock", *arguments], cwd=ROOT, check=True)


def locked_by_npm(package: Path) -> None:
    """A package-lock.json for every platform. Worked out in an empty folder: beside installed packages npm leaves other platforms' out."""
    node, npm = node_and_npm()
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", ".npmrc"):
            shutil.copy(package / name, folder)
        subprocess.run([*npm, "install", "--package-lock-only", "--loglevel=error"], cwd=folder, env=surroundings(node), check=True)
        shutil.copy(Path(folder) / "package-lock.json", package)


def main() -> None:
    """All of them."""
    compiled("pyproject.toml", "-o", "requirements.lock")
    compiled("pyproject.toml", "--extra", "test", "-c", "requirements.lock", "-o", "tests/requirements.lock")
    with tempfile.TemporaryDirectory() as folder:
        needed = Path(folder) / "build.in"
        building = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
        # editables is what hatchling adds to make an editable install.
        needed.write_text("\n".join([*building, "editables"]))
        compiled(str(needed), "--python-version", "3.11", "-o", "server/assets/requirements.lock")
    for package in ("server/assets", "tests/promises"):
        locked_by_npm(ROOT / package)


if __name__ == "__main__":
    main()
