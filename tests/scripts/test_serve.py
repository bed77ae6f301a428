"""`serve` starts only where that is safe, and stops when told to."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from scripts.serve import PASSWORD, main

ROOT = Path(__file__).resolve().parents[2]


def test_other_machines_need_a_password(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for password in ("", "short"):
        monkeypatch.setenv(PASSWORD, password)
        for host in ("0.0.0.0", "::", "192.168.1.5", "example.org"):
            with pytest.raises(SystemExit) as stopped:
                main(["--host", host])
            assert stopped.value.code == 2 and PASSWORD in capsys.readouterr().err


def test_a_port_that_is_taken_is_told(leitmotif_home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit, match=f"--port {port + 1}"):
            main(["--port", str(port)])


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_it_serves_until_it_is_told_to_stop(leitmotif_home: Path, number: int, code: int) -> None:
    command = [sys.executable, "-m", "scripts.serve", "--port", "0"]
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ.copy(), stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", running.stdout.readline())
        assert found is not None
        with urllib.request.urlopen(found[0], timeout=30) as answer:
            assert "Nothing to search yet" in answer.read().decode()
        running.send_signal(number)
        assert running.wait(timeout=30) == code


def test_a_check_of_nothing_fails(leitmotif_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--check", "--port", "0"])
    assert stopped.value.code == 1 and "shows 0 tracks" in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong",
    [["--prefix", "music"], ["--prefix", "/a/"], ["--prefix", '/"'], ["--rate", "-1"], ["--rate", "x"]],
)
def test_what_makes_no_sense_is_told(capsys: pytest.CaptureFixture[str], wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(wrong)
    assert stopped.value.code == 2 and f"'{wrong[1]}'" in capsys.readouterr().err


def test_a_name_that_others_know_needs_a_password(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PASSWORD, raising=False)
    with pytest.raises(SystemExit) as stopped:
        main(["--name", "music.example.org"])
    assert stopped.value.code == 2 and PASSWORD in capsys.readouterr().err
