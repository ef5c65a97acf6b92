"""Reading files with a bound, and writing them whole: old file or new file, never half."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from pathlib import Path

from bilat.errors import BadInputError, LimitError, WriteError

MAX_BYTES = 256 * 1024 * 1024
READABLE = (".ttl", ".trig", ".nt", ".nq")


def read(path: Path, *, max_bytes: int = MAX_BYTES) -> bytes:
    """The bytes of one regular file.

    Raises ``BadInputError`` for anything that is no readable regular file (a pipe, a device, a
    folder), ``LimitError`` above ``max_bytes``.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        gone = "dangling link" if path.is_symlink() else "no such file or folder"
        raise BadInputError(f"{gone} (check the path)", path=str(path)) from None
    except OSError as error:
        raise BadInputError(f"cannot be read: {error.strerror}", path=str(path)) from None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise BadInputError("is not a regular file", path=str(path))
    with os.fdopen(descriptor, "rb") as stream:
        data = b"" if status.st_size > max_bytes else stream.read(max_bytes + 1)
    if status.st_size > max_bytes or len(data) > max_bytes:
        raise _too_large(path, max_bytes)
    return data


def _too_large(path: Path, max_bytes: int) -> LimitError:
    unit, name = (1024**2, "MB") if max_bytes >= 1024**2 else (1, "bytes")
    return LimitError(f"{path}: over {max_bytes // unit} {name} (raise it with --max-bytes)")


def data_files(path: Path) -> list[Path]:
    """The data files a path stands for: itself, or those of a folder, by name, at any depth.

    Raises ``BadInputError`` for a missing path, a folder without data and a format not read here.
    """
    if os.path.isdir(path):  # noqa: PTH112  this one never raises, whatever the name
        found = sorted(
            item
            for item in path.rglob("*")
            if item.suffix in READABLE
            and not item.is_dir()
            and not any(part.startswith(".") for part in item.relative_to(path).parts)
        )
        if not found:
            raise BadInputError(
                f"no data in this folder (expected {', '.join(READABLE)})", path=str(path)
            )
        return found
    if os.path.isfile(path) and path.suffix not in READABLE:  # noqa: PTH113  likewise
        raise BadInputError(
            f'format "{path.suffix or path.name}" is not read (use {", ".join(READABLE)})',
            path=str(path),
        )
    return [path]


def write(path: Path, content: bytes) -> None:
    """Write a file whole: a temporary file in the same folder, synced, then put in place.

    A link is replaced, not followed. Raises ``WriteError``; the old file is then untouched.
    """
    if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113  never raise
        raise WriteError(f"{path}: is not a regular file (choose another output)")
    import tempfile  # noqa: PLC0415  most questions write nothing

    temporary = ""
    try:
        mode = stat.S_IMODE(path.stat().st_mode) if path.is_file() else 0o666 & ~_umask()
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name[:60]}.", dir=path.parent)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fchmod(stream.fileno(), mode)
            os.fsync(stream.fileno())
        Path(temporary).replace(path)
    except OSError as error:
        _discard(temporary)
        raise WriteError(f"{path}: cannot be written: {error.strerror}") from None
    except BaseException:
        _discard(temporary)
        raise
    _sync_folder(path.parent)


def _discard(temporary: str) -> None:
    if temporary:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def _sync_folder(folder: Path) -> None:
    """Make the new name durable; platforms that cannot open a folder have nothing to sync."""
    if sys.platform == "win32":
        return
    # The file is in place already: a folder that cannot be synced is no reason to say it is not.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
