"""bilat works where there is no network, and reaches for none where there is one."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

import reading
from bilat import sandbox
from test_cli import VERBS

# TEST-NET-1: nobody has this address.
NOBODY = ("192.0.2.1", 80)
REACH = "import socket; socket.create_connection(('192.0.2.1', 80), 1)"


def reached(watched: Path) -> str:
    """What the watch has written down, which is then forgotten."""
    text = watched.read_text("utf-8")
    watched.unlink()
    return text


# The watch


def test_a_test_that_connects_fails(watched: Path) -> None:
    with (
        socket.socket() as one,
        pytest.raises(RuntimeError, match=r"reached for the network: .*192\.0\.2\.1"),
    ):
        one.connect(NOBODY)
    assert "192.0.2.1" in reached(watched)


def test_a_test_that_asks_for_a_page_fails(watched: Path) -> None:
    with pytest.raises(RuntimeError, match=r"urllib\.Request http://192\.0\.2\.1/"):
        urllib.request.urlopen("http://192.0.2.1/", timeout=1)
    assert "urllib.Request" in reached(watched)


def test_this_computer_is_not_talked_to_either_unless_a_test_says_so(watched: Path) -> None:
    with socket.socket() as one, pytest.raises(RuntimeError):
        one.connect(("127.0.0.1", 9))
    assert "127.0.0.1" in reached(watched)


@pytest.mark.loopback
def test_a_test_that_says_so_may_talk_to_this_computer_and_to_no_other(watched: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
    assert not watched.exists()
    with socket.socket() as one, pytest.raises(RuntimeError):
        one.connect(NOBODY)
    assert "192.0.2.1" in reached(watched)


@pytest.mark.parametrize("isolated", [[], ["-I"]])
def test_what_a_test_starts_is_watched_too_however_isolated(
    watched: Path, isolated: list[str]
) -> None:
    command = [sys.executable, *isolated, "-c", REACH]
    done = subprocess.run(command, capture_output=True, env={}, check=False)
    assert b"a test reached for the network" in done.stderr
    assert "192.0.2.1" in reached(watched)


def test_a_worker_is_watched_too(watched: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A task of the standard library: whatever it is given, it connects to.
    def connect(_data: bytes, _arguments: object) -> bytes:
        return b""

    (watched.parent / "connecting.py").write_text(
        f"import socket\ndef connect(data, arguments):\n    {REACH.partition(';')[2].strip()}\n"
    )
    monkeypatch.setattr(connect, "__module__", "connecting")
    with pytest.raises(Exception, match="worker ended"):
        sandbox.run(connect, b"")
    assert "192.0.2.1" in reached(watched)


# Where there is no network

WITHOUT_NETWORK = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "-r", "--net"]


def may_unshare() -> bool:
    try:
        done = subprocess.run([*WITHOUT_NETWORK, "true"], capture_output=True, check=False)
    except FileNotFoundError:
        return False
    return done.returncode == 0


needs_namespace = pytest.mark.skipif(
    not may_unshare(), reason="UNSHARE IS NOT ALLOWED: NOTHING WAS TRIED WITHOUT A NETWORK"
)


@needs_namespace
def test_there_is_no_network_where_there_shall_be_none() -> None:
    code = "import socket; print([name for _, name in socket.if_nameindex()])" + f"\n{REACH}"
    # Without the watch: it is the system that refuses.
    command = [*WITHOUT_NETWORK, sys._base_executable, "-I", "-c", code]  # type: ignore[attr-defined]  # noqa: SLF001
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.stdout.decode().strip() == "['lo']"
    assert b"unreachable" in done.stderr


@needs_namespace
def test_every_question_has_the_same_answer_without_a_network(tmp_path: Path) -> None:
    found: dict[str, Any] = {}
    for name, before in (("with", []), ("without", WITHOUT_NETWORK)):
        folder = tmp_path / name / "pages"
        folder.mkdir(parents=True)
        # Each in a folder of the same name, which some say where they wrote to.
        command = [*before, sys.executable, reading.__file__, "pages"]
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
            cwd=folder.parent,
            timeout=300,
        )
        pages = {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        found[name] = (json.loads(done.stdout), pages)
    calls, pages = found["without"]
    assert {verb for verb in VERBS if not any(verb in call.split() for call in calls)} == set()
    codes = {call: said[0] for call, said in calls.items()}
    assert {codes[call] for call in reading.SHIPPED} == {0}
    assert {codes[call] for call in reading.REFUSED} == {3}
    assert {codes[call] for call in reading.FOREIGN} == {0, 1, 2}
    assert len(pages) > 5
    assert found["with"] == found["without"]
