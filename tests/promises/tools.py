"""The programs outside that judge us: the Open XML SDK's validator, LibreOffice, and strace, which sees what a program touches."""

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
VALIDATOR = HERE / "node_modules" / "@xarsh" / "ooxml-validator-linux-x64" / "ooxml-validator"


def sdk_errors(document: Path, office: str = "Microsoft365") -> list[str]:
    """What the Open XML SDK finds wrong in a file, a line each: kind, part, path, description.

    Raises RuntimeError when the file could not be judged at all.
    """
    # Without this the validator, a .NET program, refuses to start where the ICU library is not installed.
    environment = dict(os.environ, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="1")
    done = subprocess.run([VALIDATOR, document, office], capture_output=True, text=True, timeout=120, env=environment, check=False)
    try:
        errors = json.loads(done.stdout)["errors"]
    except (ValueError, KeyError):
        raise RuntimeError(f"the validator said: {done.stdout}{done.stderr}") from None
    return [f"{e['errorType']} {e['path']} {e['xPath']}: {e['description']}" for e in errors]


def libreoffice(document: Path, to: str, folder: Path) -> Path:
    """The document as LibreOffice converts it (``to`` as in --convert-to: "pdf", "docx", "txt:Text (encoded):UTF8"), put into the folder.

    Raises RuntimeError when LibreOffice gives nothing: it answers 0 also when it could not open the file.
    """
    # A profile of its own: LibreOffice serves one profile one process at a time, and hands others' work over silently.
    with tempfile.TemporaryDirectory(prefix="cotender-office-") as profile:
        done = subprocess.run(
            ["soffice", f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--convert-to", to, "--outdir", folder, document],
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
    made = folder / f"{document.stem}.{to.split(':')[0]}"
    if done.returncode or not made.exists():
        raise RuntimeError(f"LibreOffice could not convert {document.name}: {done.stdout}{done.stderr}")
    return made


def settled_by_libreoffice(way: str, documents: Sequence[Path], folder: Path) -> list[Path]:
    """Documents with every tracked change accepted or rejected (``way``: Accept, Reject, Keep) by LibreOffice, put into the folder.

    Raises RuntimeError where one is missing.
    """
    made = [folder / f"{document.stem}-{way}.docx" for document in documents]
    pairs = [str(path) for pair in zip(documents, made, strict=True) for path in pair]
    command = ["/usr/bin/python3", HERE / "settling.py", way, *pairs]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode or not all(path.exists() for path in made):
        raise RuntimeError(f"LibreOffice could not {way.lower()} all changes: {done.stdout}{done.stderr}")
    return made


def system_calls(command: list[str | Path], kinds: str) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """Run a program under strace; what it answered, and its system calls of these kinds ("file", "network"), its children's too."""
    with tempfile.NamedTemporaryFile(prefix="cotender-calls-", suffix=".txt") as kept:
        done = subprocess.run(
            ["strace", "-f", "-qq", "-e", f"trace={kinds}", "-o", kept.name, *command],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        return done, Path(kept.name).read_text("utf-8", "replace").splitlines()
