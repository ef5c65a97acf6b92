"""Whatever fails while a file is written: the old one or the new one is there, nothing is lost."""

from __future__ import annotations

import errno
import os
import re
import resource
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import kills
from bilat import files, locks
from bilat.errors import BadInputError, LockedError, WriteError

HERE = Path(__file__).parent
PACKAGE = HERE.parent / "graph" / "bilat"
OLD, NEW = b"old\n" * 1000, b"new!\n" * 9000
SET_OLD = {"data-1.js": b"one", "index.html": b"of one"}
SET_NEW = {"data-2.js": b"two", "vis-2.js": b"too", "index.html": b"of two"}


def names(folder: Path) -> list[str]:
    return sorted(item.name for item in folder.iterdir())


def contents(folder: Path) -> dict[str, bytes]:
    return {item.name: item.read_bytes() for item in folder.iterdir()}


# Every call to the system fails once

CALLS = ("open", "write", "fsync", "replace")
FAULTS = (errno.ENOSPC, errno.EIO, errno.EDQUOT)


@contextmanager
def failing_at(patch: pytest.MonkeyPatch, number: int, fault: int) -> Iterator[list[str]]:
    """The call of that number fails; those made are listed."""
    made: list[str] = []

    def counted(name: str) -> Callable[..., Any]:
        real = getattr(os, name)

        def call(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401
            made.append(name)
            if len(made) == number:
                raise OSError(fault, os.strerror(fault))
            if name == "write" and len(arguments[1]) > 3000:
                arguments = (arguments[0], arguments[1][:3000])  # as the system may do
            return real(*arguments, **options)

        return call

    with patch.context() as inner:
        for name in CALLS:
            inner.setattr(os, name, counted(name))
        yield made


def failing_everywhere(
    patch: pytest.MonkeyPatch, fault: int, act: Callable[[], None], look: Callable[[str], None]
) -> None:
    """Do something until no call is left that could fail; look at what is there each time."""
    refusals = 0
    for number in range(1, 200):
        with failing_at(patch, number, fault) as made:
            try:
                act()
                result = "done"
            except (WriteError, BadInputError) as error:
                result = str(error)
                assert os.strerror(fault) in result
                refusals += 1
        look(result)
        if len(made) < number:
            assert result == "done"
            assert refusals > 5
            return
    raise AssertionError("there is always one more call")


@pytest.mark.parametrize("fault", FAULTS, ids=errno.errorcode.__getitem__)
@pytest.mark.parametrize("way", ["write", "edit"])
def test_a_fault_at_any_call_leaves_the_old_file_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str, fault: int
) -> None:
    path = tmp_path / "data.ttl"
    path.write_bytes(OLD)

    def act() -> None:
        if way == "write":
            files.write(path, NEW)
        else:
            files.edit(path, lambda before: NEW if before == OLD else b"lost")

    def look(result: str) -> None:
        assert path.read_bytes() == (NEW if result == "done" else OLD)
        assert names(tmp_path) == ["data.ttl"]
        path.write_bytes(OLD)

    failing_everywhere(monkeypatch, fault, act, look)


@pytest.mark.parametrize("fault", FAULTS, ids=errno.errorcode.__getitem__)
def test_a_fault_at_any_call_leaves_the_old_set_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: int
) -> None:
    folder = tmp_path / "site"

    def act() -> None:
        files.write_set(folder, SET_NEW, lambda: ["data-1.js"])

    def look(result: str) -> None:
        assert contents(folder) == (SET_NEW if result == "done" else SET_OLD)
        files.write_set(folder, SET_OLD, lambda: ["data-2.js", "vis-2.js"])

    files.write_set(folder, SET_OLD, list)
    failing_everywhere(monkeypatch, fault, act, look)


def test_a_set_that_cannot_be_written_leaves_no_folder_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with failing_at(monkeypatch, 9, errno.ENOSPC), pytest.raises(WriteError):
        files.write_set(tmp_path / "site", SET_NEW, list)
    assert names(tmp_path) == []


def test_a_set_that_is_refused_before_it_begins_changes_nothing(tmp_path: Path) -> None:
    files.write_set(tmp_path, SET_OLD, list)

    def refuse() -> list[str]:
        raise WriteError("not ours")

    with pytest.raises(WriteError, match="not ours"):
        files.write_set(tmp_path, SET_NEW, refuse)
    assert contents(tmp_path) == SET_OLD


def test_a_set_interrupted_after_its_last_file_is_complete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.write_set(tmp_path, SET_OLD, list)

    def interrupt(path: Path) -> None:
        if (path / "index.html").read_bytes() == SET_NEW["index.html"]:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(files, "_sync_folder", interrupt)
        with pytest.raises(KeyboardInterrupt):
            files.write_set(tmp_path, SET_NEW, lambda: ["data-1.js"])
    assert contents(tmp_path) == SET_OLD | SET_NEW


@pytest.mark.parametrize("size", range(0, len(NEW), len(NEW) // 24))
def test_an_edit_on_a_disk_that_fills_up_leaves_the_old_file(tmp_path: Path, size: int) -> None:
    path = tmp_path / "data.ttl"
    path.write_bytes(OLD)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        with pytest.raises(WriteError, match=os.strerror(errno.EFBIG)):
            files.edit(path, lambda _: NEW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert contents(tmp_path) == {"data.ttl": OLD}


# Kills, at any moment


@pytest.mark.parametrize("name", ["SIGKILL", "SIGINT"])
def test_a_writer_killed_at_any_moment_leaves_a_state_that_was(tmp_path: Path, name: str) -> None:
    killing = [sys.executable, str(HERE / "kills.py"), name, "200", str(tmp_path)]
    done = subprocess.run(killing, capture_output=True, text=True, check=False, timeout=300)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_look_at_what_is_left_finds_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "events.ttl"
    every = kills.states()
    known = [next(every), next(every)]
    path.write_bytes(known[1])
    assert kills.wrong(path, known) == ""
    path.write_bytes(known[1].replace(b"xx", b"x", 1))
    assert "no state that ever was" in kills.wrong(path, known)
    path.write_bytes(known[1])
    (tmp_path / "events.ttl.tmp").touch()
    assert "left behind" in kills.wrong(path, known)


# Two writers


@contextmanager
def another_writer(path: Path, body: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that says when it has the lock and then does as told."""
    program = (
        "import sys, time, pathlib\n"
        "from bilat import files\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "def change(before):\n"
        "    print(flush=True)\n"
        f"    {body}\n"
        "    return before + b'another\\n'\n"
        "files.edit(path, change)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, path], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        try:
            yield child
        finally:
            child.kill()


def add_mine(before: bytes) -> bytes:
    return before + b"mine\n"


def test_who_holds_a_file_is_said_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "data.ttl"
    path.write_bytes(b"")
    monkeypatch.setattr(locks, "WAIT", 0.2)
    with another_writer(path, "time.sleep(60)") as child:
        ways: list[Callable[[], None]] = [
            lambda: files.edit(path, add_mine),
            lambda: files.write(path, b"mine"),
        ]
        for act in ways:
            with pytest.raises(LockedError) as refusal:
                act()
            year = time.gmtime().tm_year
            assert re.fullmatch(
                rf"{re.escape(str(path))}: locked by PID {child.pid} since {year}-[-0-9: ]+ UTC "
                r"\(waited 0\.2 s; try again later\)",
                str(refusal.value),
            )
            assert refusal.value.exit_code == 6
    assert path.read_bytes() == b""


def test_another_file_of_the_folder_can_be_written_meanwhile(tmp_path: Path) -> None:
    path, other = tmp_path / "data.ttl", tmp_path / "other.ttl"
    path.write_bytes(b"")
    other.write_bytes(b"")
    with another_writer(path, "time.sleep(60)"):
        files.edit(other, add_mine)
        files.write(tmp_path / "new.ttl", b"new")
    assert other.read_bytes() == b"mine\n"


def test_a_lock_ends_with_its_owner_and_the_next_writer_sweeps(tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_bytes(b"")
    with another_writer(path, "time.sleep(60)") as child:
        child.kill()
        child.wait()
        (left,) = [name for name in names(tmp_path) if name != "data.ttl"]
        assert re.fullmatch(r"\.bilat-\d+-\d+-[0-9a-f]{8}\.tmp", left)
        files.edit(path, add_mine)
    assert contents(tmp_path) == {"data.ttl": b"mine\n"}


def test_what_a_living_writer_needs_is_not_swept(tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_bytes(b"")
    with another_writer(path, "time.sleep(1)") as child:
        for number in range(20):
            files.write(tmp_path / f"{number}.ttl", b"")
        assert child.wait() == 0
    assert path.read_bytes() == b"another\n"


def test_a_writer_that_is_stopped_for_a_second_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_bytes(b"")
    with another_writer(path, "time.sleep(0.1)") as child:
        child.send_signal(signal.SIGSTOP)
        going_on = threading.Timer(1, child.send_signal, [signal.SIGCONT])
        going_on.start()
        files.edit(path, add_mine)
        going_on.join()
        assert child.wait() == 0
    assert path.read_bytes() == b"another\nmine\n"


def test_whoever_holds_a_file_or_folder_may_ask_again(tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    with files.locked(tmp_path), files.locked(tmp_path):
        files.write(path, b"")
        with files.locked(path):
            files.edit(path, add_mine)
            files.edit(path, add_mine)
    assert path.read_bytes() == b"mine\nmine\n"


def test_two_threads_exclude_each_other(tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_bytes(b"")

    def work() -> None:
        for _ in range(30):
            files.edit(path, add_mine)

    workers = [threading.Thread(target=work) for _ in range(3)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert path.read_bytes() == b"mine\n" * 90
    assert names(tmp_path) == ["data.ttl"]


def test_two_who_begin_the_same_file_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "new.ttl"
    program = (
        "import sys, pathlib\n"
        "from bilat import files\n"
        "files.edit(pathlib.Path(sys.argv[1]), lambda old: old + b'mine\\n', create=True)\n"
    )
    begin = [sys.executable, "-c", program, str(path)]
    for _ in range(5):
        path.unlink(missing_ok=True)
        both = [subprocess.Popen(begin) for _ in range(2)]
        assert [one.wait() for one in both] == [0, 0]
        assert path.read_bytes() == b"mine\n" * 2


def test_fifty_additions_of_two_writers_each_are_a_hundred_and_readers_see_whole_states(
    tmp_path: Path,
) -> None:
    path = tmp_path / "events.ttl"
    path.write_bytes(kills.HEAD)
    program = (
        "import sys, pathlib\n"
        "sys.path.insert(0, sys.argv[2])\n"
        "import kills\n"
        "from bilat import files\n"
        "for _ in range(50):\n"
        "    files.edit(pathlib.Path(sys.argv[1]), kills.with_one_more)\n"
    )
    known = dict(enumerate(kills.states(101)))
    seen = set()
    both = [
        subprocess.Popen([sys.executable, "-c", program, str(path), str(HERE)]) for _ in range(2)
    ]
    while any(one.poll() is None for one in both):
        data = path.read_bytes()
        number = kills.records(data)
        assert data == known[number]
        seen.add(number)
    assert [one.returncode for one in both] == [0, 0]
    assert path.read_bytes() == known[100]
    assert len(seen) > 3
    assert names(tmp_path) == ["events.ttl"]


# Links, modes, owners


def test_an_edited_link_stays_a_link_and_its_target_is_changed(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "target.ttl").write_bytes(b"")
    link = tmp_path / "link.ttl"
    link.symlink_to("folder/target.ttl")
    files.edit(link, add_mine)
    assert str(link.readlink()) == "folder/target.ttl"
    assert contents(folder) == {"target.ttl": b"mine\n"}


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o755, 0o640])
def test_an_edited_file_keeps_its_mode(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "data.ttl"
    path.write_bytes(b"")
    path.chmod(mode)
    files.edit(path, add_mine)
    assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_a_new_file_obeys_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        files.write(tmp_path / "new.ttl", b"")
        files.edit(tmp_path / "begun.ttl", add_mine, create=True)
    finally:
        os.umask(before)
    for name in ("new.ttl", "begun.ttl"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o666 & ~umask


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_file_keeps_its_owner_where_that_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_bytes(b"")
    os.chown(path, 12345, 23456)
    files.edit(path, add_mine)
    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 23456)


def test_a_file_that_is_protected_is_not_edited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "data.ttl"
    path.write_bytes(OLD)
    path.chmod(0o444)
    if os.access(path, os.W_OK):  # root may write everything
        monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(WriteError, match="may not be written"):
        files.edit(path, add_mine)
    assert contents(tmp_path) == {"data.ttl": OLD}


def test_what_is_not_there_or_no_file_is_not_edited(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "dangling").symlink_to("nowhere")
    before = names(tmp_path)
    for name in ("folder", "pipe", "dangling", "nothing"):
        with pytest.raises(BadInputError):
            files.edit(tmp_path / name, add_mine)
    assert names(tmp_path) == before


def test_an_edit_that_raises_or_changes_nothing_leaves_the_file_itself(tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_bytes(OLD)
    before = path.stat()

    def refuse(_: bytes) -> bytes:
        raise BadInputError("no")

    with pytest.raises(BadInputError, match="no"):
        files.edit(path, refuse)
    files.edit(path, lambda content: content)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert names(tmp_path) == ["data.ttl"]
