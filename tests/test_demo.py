"""The demonstration as people start it: a link for each seat, and nothing left behind when it is stopped."""

import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from specs.library import teaching


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_a_link_for_each_seat_and_leaves_nothing(tmp_path: Path, how: signal.Signals):
    demo = subprocess.Popen(
        [sys.executable, "-u", "-m", "server", "demo", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"TMPDIR": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )
    try:
        assert demo.stdout is not None
        said = ""
        while "Stop with Ctrl+C" not in said:
            line = demo.stdout.readline()
            assert line, demo.stderr.read() if demo.stderr else ""
            said += line
        links = re.findall(r"http://127\.0\.0\.1:\d+/sign-in/\S+", said)
        assert len(links) == len(teaching.CAST) == 9
        assert [name for name, _ in teaching.CAST.values() if name not in said] == []
        assert list(tmp_path.glob("cotender-demo-*/data/record.db"))
        with urllib.request.urlopen(links[0], timeout=10) as answer:
            assert "Sign in" in answer.read().decode()
    finally:
        demo.send_signal(how)
        _, errors = demo.communicate(timeout=30)
    assert (demo.returncode, errors) == (0, "")
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_taken_is_said_in_a_sentence(tmp_path: Path):
    from server import serving

    listening = serving.bound("127.0.0.1", 0)
    port = str(listening.getsockname()[1])
    try:
        for words in (["demo"], ["serve", "--data", str(tmp_path / "data")]):
            done = subprocess.run([sys.executable, "-m", "server", *words, "--port", port], capture_output=True, text=True, timeout=30)
            assert (done.returncode, done.stdout) == (2, "")
            assert done.stderr.count("\n") == 1 and f"port {port}" in done.stderr
    finally:
        listening.close()
