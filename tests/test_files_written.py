"""Writing a file whole: the old one or the new one, never half."""

from __future__ import annotations

import errno
import os
import resource
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bilat import files
from bilat.errors import WriteError

OLD, NEW = b"old\n" * 1000, b"new!\n" * 9000

# Writing


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(("umask", "mode"), [(0o027, 0o640), (0, 0o666)])
def test_a_new_file_is_written_with_the_rights_of_any_new_file(
    tmp_path: Path, umask: int, mode: int
) -> None:
    before = os.umask(umask)
    try:
        files.write(tmp_path / "new.html", NEW)
    finally:
        os.umask(before)
    assert (tmp_path / "new.html").read_bytes() == NEW
    assert stat.S_IMODE((tmp_path / "new.html").stat().st_mode) == mode
    assert names(tmp_path) == ["new.html"]


@pytest.mark.parametrize("mode", [0o600, 0o664, 0o755])
def test_an_old_file_is_replaced_and_keeps_its_rights(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(OLD)
    path.chmod(mode)
    files.write(path, NEW)
    assert path.read_bytes() == NEW
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert names(tmp_path) == ["page.html"]


def test_the_longest_name_there_is_can_be_written(tmp_path: Path) -> None:
    for name in ("x" * 255, "安" * 85):
        files.write(tmp_path / name, NEW)
        assert (tmp_path / name).read_bytes() == NEW


def test_a_link_is_replaced_and_its_target_left_alone(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(OLD)
    for name, target in (("link", "target"), ("dangling", "nowhere")):
        link = tmp_path / name
        link.symlink_to(target)
        files.write(link, NEW)
        assert not link.is_symlink()
        assert link.read_bytes() == NEW
    assert (tmp_path / "target").read_bytes() == OLD
    assert names(tmp_path) == ["dangling", "link", "target"]


def write_refused(path: Path) -> str:
    with pytest.raises(WriteError) as refusal:
        files.write(path, NEW)
    assert refusal.value.exit_code == 7
    return str(refusal.value).removeprefix(f"{path}: ")


def test_what_is_no_regular_file_is_not_written(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path)
    for path in (tmp_path, tmp_path / "pipe", tmp_path / "link", Path("/dev/null")):
        assert write_refused(path) == "is not a regular file (choose another output)"
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    assert (tmp_path / "link").is_symlink()
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_link_to_what_is_no_regular_file_is_not_written(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    link = tmp_path / "stdout"  # as /dev/stdout is, in a shell with a pipe
    link.symlink_to("pipe")
    assert write_refused(link) == "is not a regular file (choose another output)"
    assert link.is_symlink()


def test_a_folder_that_is_not_there_or_no_folder_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(OLD)
    assert write_refused(tmp_path / "no" / "page.html").startswith("cannot be written: ")
    assert write_refused(tmp_path / "file" / "page.html").startswith("cannot be written: ")
    assert names(tmp_path) == ["file"]


def test_a_folder_that_may_not_be_written_to_is_not(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "page.html").write_bytes(OLD)
    folder.chmod(0o555)
    try:
        if os.access(folder, os.W_OK):
            folder = Path("/proc")  # where not even root makes files
            assert write_refused(folder / "bilat-page.html").startswith("cannot be written: ")
        else:
            assert write_refused(folder / "page.html").startswith("cannot be written: ")
            assert names(folder) == ["page.html"]
    finally:
        (tmp_path / "folder").chmod(0o755)
    assert (tmp_path / "folder" / "page.html").read_bytes() == OLD


def test_a_name_that_is_too_long_is_not_written(tmp_path: Path) -> None:
    assert write_refused(tmp_path / ("x" * 256)).startswith("cannot be written: ")


# Faults while writing

STEPS = ["os.open", "os.write", "os.fchmod", "os.fsync", "os.replace"]
FAULTS = [errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS]


def failing(error: BaseException) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize("fault", FAULTS, ids=errno.errorcode.__getitem__)
@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, fault: int
) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(OLD)
    with monkeypatch.context() as patch:
        patch.setattr(step, failing(OSError(fault, os.strerror(fault))))
        assert write_refused(path) == f"cannot be written: {os.strerror(fault)}"
    assert path.read_bytes() == OLD
    assert names(tmp_path) == ["page.html"]


@pytest.mark.parametrize("step", STEPS)
def test_an_interruption_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(OLD)
    with monkeypatch.context() as patch:
        patch.setattr(step, failing(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            files.write(path, NEW)
    assert path.read_bytes() == OLD
    assert names(tmp_path) == ["page.html"]


@pytest.mark.parametrize("step", ["open", "fsync"])
def test_a_folder_that_cannot_be_synced_does_not_make_the_writing_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """As with a file system that refuses to sync folders (EINVAL), or one we may not list."""
    path = tmp_path / "page.html"
    path.write_bytes(OLD)
    real = getattr(os, step)

    def fail_for_folders(target: int | str | Path, *rest: int) -> object:
        folder = not isinstance(target, int) and Path(target).is_dir()
        if folder or (isinstance(target, int) and stat.S_ISDIR(os.fstat(target).st_mode)):
            raise OSError(errno.EINVAL, "not for folders")
        return real(target, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(os, step, fail_for_folders)
        files.write(path, NEW)
    assert path.read_bytes() == NEW


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may grow beyond a size, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [*range(0, len(NEW), 4500), len(NEW) - 1])
def test_a_disk_that_fills_up_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, size: int
) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(OLD)
    with room_for(size):
        assert write_refused(path) == f"cannot be written: {os.strerror(errno.EFBIG)}"
    assert path.read_bytes() == OLD
    assert names(tmp_path) == ["page.html"]
    with room_for(len(NEW)):
        files.write(path, NEW)
    assert path.read_bytes() == NEW


def test_whoever_reads_meanwhile_sees_the_old_file_or_the_new(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(OLD)
    seen: set[bytes] = set()
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            seen.add(path.read_bytes())

    reader = threading.Thread(target=look)
    reader.start()
    for content in [NEW, OLD] * 50:
        files.write(path, content)
    done.set()
    reader.join()
    assert seen <= {OLD, NEW}


def test_a_writer_that_is_killed_leaves_the_old_file_or_the_new(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    program = (
        "import sys, pathlib\n"
        "from bilat import files\n"
        "path, size = pathlib.Path(sys.argv[1]), 3_000_000\n"
        "while True:\n"
        "    for content in (b'a' * size, b'b' * size):\n"
        "        files.write(path, content)\n"
        "        print(flush=True)\n"
    )
    for written in range(1, 6):
        with subprocess.Popen(
            [sys.executable, "-c", program, path], stdout=subprocess.PIPE
        ) as writer:
            assert writer.stdout is not None
            for _ in range(written):
                writer.stdout.readline()
            writer.send_signal(signal.SIGKILL)
        content = path.read_bytes()
        assert content in (b"a" * 3_000_000, b"b" * 3_000_000)
