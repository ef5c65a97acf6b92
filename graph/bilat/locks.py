"""One writer at a time for each file, and the temporary files of whoever is writing.

A temporary file is called ``.bilat-PID-TIME-NUMBER.tmp``: who writes, since when (nanoseconds),
and which file, as a number. It lies beside the file and is locked by its owner as long as that
lives, so that one whose lock is free is known to be left over: the next writer in the folder
removes it. No other file is ever left behind.
"""

from __future__ import annotations

import binascii
import contextlib
import os
import re
import time
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path

from bilat.errors import LockedError

# How long a writer waits for another, and how often it looks, in seconds.
WAIT = 10.0
_LOOK_AGAIN = 0.01

_NAME = re.compile(r"\.bilat-(?P<pid>\d+)-(?P<since>\d+)-(?P<file>[0-9a-f]{8})\.tmp")
_NONBLOCK = getattr(os, "O_NONBLOCK", 0)
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)

# The files and folders this thread has locked, by device and number.
_held: ContextVar[frozenset[tuple[int, int]]] = ContextVar("held", default=frozenset())


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Nobody else who asks for the same writes a file, or new files in a folder, meanwhile.

    The lock is on what is there already: the file, or while there is none its folder. It ends with
    the process that holds it, however that ends. Whoever has it may ask again. Raises
    ``LockedError`` after ``WAIT`` seconds. Where the system has no such locks, as on some network
    file systems, nothing is locked.
    """
    descriptor = _lock(path)
    if descriptor is None:
        yield
        return
    before = _held.set(_held.get() | {_identity(descriptor)})
    try:
        yield
    finally:
        _held.reset(before)
        os.close(descriptor)


def _lock(path: Path) -> int | None:
    """A descriptor that holds the lock; None if it is ours already, or there are no locks."""
    deadline = time.monotonic() + WAIT
    while True:
        try:
            descriptor = os.open(_what_to_lock(path), os.O_RDONLY | _NONBLOCK)
        except PermissionError:
            return None
        try:
            is_ours = _identity(descriptor) in _held.get()
            is_locked = None if is_ours else _lock_if_free(descriptor)
            is_current = is_locked and _is_current(path, descriptor)
        except BaseException:
            os.close(descriptor)
            raise
        if is_current:
            return descriptor
        os.close(descriptor)
        if is_locked is None:
            return None
        if time.monotonic() > deadline:
            raise LockedError(
                f"{path}: locked by {_owner_of(path)} (waited {WAIT:g} s; try again later)"
            )
        time.sleep(_LOOK_AGAIN)


def _what_to_lock(path: Path) -> Path:
    return path if path.exists() and not path.is_symlink() else path.parent


def _is_current(path: Path, descriptor: int) -> bool:
    """Whether what was locked is still what is there: it may have been replaced just before."""
    try:
        return os.path.samestat(_what_to_lock(path).stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _identity(descriptor: int) -> tuple[int, int]:
    status = os.fstat(descriptor)
    return status.st_dev, status.st_ino


def _lock_if_free(descriptor: int) -> bool | None:
    """Take the lock on an open file: whether that was possible; None where there are no locks."""
    try:
        import fcntl  # noqa: PLC0415  not on every platform

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except (ImportError, OSError):
        return None
    return True


def begin(path: Path, mode: int) -> tuple[Path, int]:
    """A new temporary file beside a file, open and locked; those left over are removed.

    It is there from the beginning of the work, so that whoever waits sees who is at it.
    """
    with contextlib.suppress(OSError):
        for other, _, is_free in _in_work(path.parent):
            if is_free:
                other.unlink(missing_ok=True)
    while True:
        name = f".bilat-{os.getpid()}-{time.time_ns()}-{_number(path)}.tmp"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOFOLLOW
        descriptor = os.open(path.parent / name, flags, mode)
        if _lock_if_free(descriptor) is not False and os.fstat(descriptor).st_nlink:
            return path.parent / name, descriptor
        os.close(descriptor)  # somebody took it for a left-over before it was locked


def _number(path: Path) -> str:
    return f"{binascii.crc32(os.fsencode(path.name)):08x}"


def _in_work(folder: Path) -> Iterator[tuple[Path, re.Match[str], bool | None]]:
    """The temporary files in a folder, and whether their locks are free."""
    for path in folder.iterdir():
        found = _NAME.fullmatch(path.name)
        if found:
            with contextlib.suppress(OSError):
                descriptor = os.open(path, os.O_RDONLY | _NONBLOCK | _NOFOLLOW)
                try:
                    yield path, found, _lock_if_free(descriptor)
                finally:
                    os.close(descriptor)


def _owner_of(path: Path) -> str:
    """Who writes a file, or in a folder, in words."""
    folder = path if path.is_dir() else path.parent
    with contextlib.suppress(OSError):
        owners = [found for _, found, is_free in _in_work(folder) if is_free is False]
        owners.sort(key=lambda found: (found["file"] != _number(path), int(found["since"])))
        for found in owners[:1]:
            since = time.gmtime(int(found["since"]) // 1_000_000_000)
            return f"PID {found['pid']} since {time.strftime('%Y-%m-%d %H:%M:%S', since)} UTC"
    return "another process"
