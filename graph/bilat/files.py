"""Reading files with a bound, and writing them whole: old file or new file, never half."""

from __future__ import annotations

import contextlib
import io
import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO

from bilat.errors import BadInputError, LimitError, WriteError

MAX_BYTES = 256 * 1024 * 1024
MAX_LINE = 8 * 1024 * 1024
MAX_RATIO = 200
READABLE = (".ttl", ".trig", ".nt", ".nq", ".rdf", ".owl", ".jsonld")
# Endings that other formats have too: such a file is read if it is named, not if it is in a folder.
READABLE_IF_NAMED = (".xml", ".json")
PACKED = ".gz"
_PIECE = 1024 * 1024
# What may be unpacked of anything, and is read of what is too large: enough to see a line too long.
_FREE = MAX_LINE + 2 * _PIECE
_SPECIAL = {
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFDIR: "a folder",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def form(name: str) -> str:
    """The ending that tells a file's format: ``.ttl`` of ``x.ttl``, ``x.TTL`` and ``x.ttl.gz``."""
    path = Path(name)
    return Path(path.stem if _is_packed(path) else name).suffix.lower()


def _is_packed(path: Path) -> bool:
    return path.suffix.lower() == PACKED


def read(path: Path, *, max_bytes: int = MAX_BYTES, max_line: int | None = None) -> bytes:
    """The bytes of one regular file, unpacked if its name ends in ``.gz``.

    Raises ``BadInputError`` for anything that is no readable regular file (a pipe, a device, a
    folder), is no whole gzip or changes meanwhile; ``LimitError`` above ``max_bytes``, for a line
    above ``max_line`` bytes, and for what unpacks to more than 200 times its size.
    """
    whole, number, unfinished = io.BytesIO(), 1, 0
    # No line within a piece is then too long.
    length = min(_PIECE, max_line or _PIECE)
    for piece in _pieces(path, max_bytes, MAX_RATIO, length):
        end = piece.find(b"\n")
        if max_line and unfinished + (len(piece) if end < 0 else end) > max_line:
            raise _line_too_long(path, number, max_line)
        unfinished = unfinished + len(piece) if end < 0 else len(piece) - piece.rfind(b"\n") - 1
        number += piece.count(b"\n")
        whole.write(piece)
    return whole.getvalue()


def lines(
    path: Path,
    *,
    max_line: int = MAX_LINE,
    max_ratio: int = MAX_RATIO,
    max_bytes: int = MAX_BYTES,
) -> Iterator[bytes]:
    """The lines of one regular file, unpacked if its name ends in ``.gz``, one after the other.

    Each comes as it stands in the file, with its line feed, as from any open file; no more than a
    line and a megabyte are held. Raises as ``read``, once the reader comes to the place.
    """
    unfinished, number = b"", 1
    for piece in _pieces(path, max_bytes, max_ratio, _PIECE):
        parts = (unfinished + piece).split(b"\n")
        unfinished = parts.pop()
        for part in parts:
            if len(part) > max_line:
                raise _line_too_long(path, number, max_line)
            yield part + b"\n"
            number += 1
        if len(unfinished) > max_line:
            raise _line_too_long(path, number, max_line)
    if unfinished:
        yield unfinished


def _pieces(path: Path, max_bytes: int, max_ratio: int, length: int) -> Iterator[bytes]:
    """The bytes of a file, unpacked, so many at a time; ``LimitError`` after the last allowed.

    A file that is too large is not read to its end, but as far as a line may be what is too long.
    """
    with _opened(path) as stream:
        before = os.fstat(stream.fileno())
        packed = _is_packed(path)
        too_large = before.st_size > max_bytes and not packed
        most = min(max_bytes, _FREE) if too_large else max_bytes
        size = 0
        try:
            for piece in _unpacked(path, stream, length) if packed else _plain(stream, length):
                size += len(piece)
                yield piece
                if size > most:
                    raise _too_large(path, max_bytes)
                if packed and size > max(_FREE, max_ratio * before.st_size):
                    raise _too_dense(path, max_ratio)
        except OSError as error:
            raise BadInputError(f"cannot be read: {error.strerror}", path=str(path)) from None
        after = os.fstat(stream.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise BadInputError("changed while it was read (try again)", path=str(path))


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """A regular file, open; nothing waits for what is none."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        gone = "dangling link" if path.is_symlink() else "no such file or folder"
        raise BadInputError(f"{gone} (check the path)", path=str(path)) from None
    except OSError as error:
        with contextlib.suppress(OSError):
            _refuse_special(path, path.stat().st_mode)  # a socket cannot be opened
        raise BadInputError(f"cannot be read: {error.strerror}", path=str(path)) from None
    try:
        _refuse_special(path, os.fstat(descriptor).st_mode)
    except BadInputError:
        os.close(descriptor)
        raise
    with os.fdopen(descriptor, "rb", buffering=0) as stream:
        yield stream


def _refuse_special(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        kind = _SPECIAL.get(stat.S_IFMT(mode), "something else")
        raise BadInputError(f"is {kind}, not a regular file", path=str(path))


def _plain(stream: IO[bytes], length: int) -> Iterator[bytes]:
    while piece := stream.read(length):
        yield piece


def _unpacked(path: Path, stream: IO[bytes], length: int) -> Iterator[bytes]:
    import gzip  # noqa: PLC0415  most files are not packed
    import zlib  # noqa: PLC0415

    begins = stream.read(_HEAD)
    stream.seek(0)
    whole = len(begins) >= len(_GZIP)
    if whole and not is_gzip(begins):
        found = (
            "HTML, not gzip (download it again)"
            if is_html(begins)
            else "not gzip (correct its name)"
        )
        raise BadInputError(f"is {found}", path=str(path))
    try:
        with gzip.GzipFile(fileobj=stream, mode="rb") as unpacking:
            while whole and (piece := unpacking.read1(length)):
                yield piece
    except EOFError:
        whole = False
    except (gzip.BadGzipFile, zlib.error):
        raise BadInputError("gzip is damaged (download it again)", path=str(path)) from None
    if not whole:
        raise BadInputError("gzip ends early (download it again)", path=str(path))


_HEAD = 1024
_GZIP = b"\x1f\x8b"
_HTML = rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+)?html\b"


def is_html(begins: bytes) -> bool:
    """Whether the first bytes of a file are those of a page, as servers send for what is gone."""
    return re.match(_HTML, begins, re.IGNORECASE) is not None


def is_gzip(begins: bytes) -> bool:
    """Whether the first bytes of a file are those of a gzip."""
    return begins.startswith(_GZIP)


def _too_large(path: Path, max_bytes: int) -> LimitError:
    return LimitError(f"{path}: over {_amount(max_bytes)} (raise it with --max-bytes)")


def _line_too_long(path: Path, number: int, max_line: int) -> LimitError:
    return LimitError(f"{path}:{number}: a line over {_amount(max_line)} (break it up)")


def _too_dense(path: Path, max_ratio: int) -> LimitError:
    return LimitError(f"{path}: unpacks to over {max_ratio} times its size (unpack it yourself)")


def _amount(size: int) -> str:
    unit, name = (1024**2, "MB") if size >= 1024**2 else (1, "bytes")
    return f"{size // unit} {name}"


def data_files(path: Path) -> list[Path]:
    """The data files a path stands for: itself, or those of a folder, by name, at any depth.

    Hidden files and folders are left alone, and links to folders are not followed. Raises
    ``BadInputError`` for a missing path, a folder without data and a format not read here.
    """
    if os.path.isdir(path):  # noqa: PTH112  this one never raises, whatever the name
        found = sorted(_below(path))
        if not found:
            raise BadInputError(
                f"no data in this folder (expected {', '.join(READABLE)})", path=str(path)
            )
        return found
    if os.path.isfile(path) and form(path.name) not in (*READABLE, *READABLE_IF_NAMED):  # noqa: PTH113  likewise
        raise BadInputError(
            f'format "{_ending(path)}" is not read (use {", ".join(READABLE)})', path=str(path)
        )
    return [path]


def _below(folder: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise BadInputError(f"cannot be read: {error.strerror}", path=str(error.filename))

    for name, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [one for one in folders if not one.startswith(".")]
        for one in names:
            if form(one) in READABLE and not one.startswith("."):
                yield Path(name, one)


def _ending(path: Path) -> str:
    """What there is of a format in a name: ``.jsonl.gz``, or the name itself."""
    return f"{form(path.name)}{path.suffix}" if _is_packed(path) else path.suffix or path.name


def write(path: Path, content: bytes) -> None:
    """Write a file whole: the old file or the new one, never half.

    A temporary file in the same folder is filled, synced and put in place; the folder is synced.
    An old file's mode is kept, its owner if that is allowed; a link is replaced, not followed.
    Raises ``LockedError`` if somebody else is writing it and goes on, ``WriteError`` for any other
    reason; the old file is then untouched.
    """
    if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113  never raise
        raise WriteError(f"{path}: is not a regular file (choose another output)")
    with _replacing(path) as put:
        put(content)


def edit(
    path: Path,
    change: Callable[[bytes], bytes],
    *,
    create: bool = False,
    max_bytes: int = MAX_BYTES,
) -> None:
    """Change a file in place: nobody else writes it between the reading and the writing.

    ``change`` makes the new bytes of the old; if it raises, or nothing changes, nothing is
    written. A link stays a link: the file it leads to is changed. With ``create`` a file that is
    not there is begun. Raises as ``read`` and ``write`` do.
    """
    target = Path(os.path.realpath(path))
    if os.path.exists(target) and not os.access(target, os.W_OK):  # noqa: PTH110  never raises
        raise WriteError(f"{path}: may not be written (change its permissions)")
    with _replacing(target) as put:
        is_new = create and not target.exists()
        before = b"" if is_new else read(target, max_bytes=max_bytes)
        after = change(before)
        if after != before:
            put(after)


def write_set(
    folder: Path, contents: Mapping[str, bytes], outdated: Callable[[], Iterable[str]]
) -> None:
    """Write files of one folder that belong together: all of them, or none.

    They are written in their order, and the last one is what makes the others count: until it is
    in place a reader finds the old set. If one cannot be written, those that were not there before
    are taken away again. ``outdated`` names the files to remove; it is asked before anything is
    written, and they are removed after everything is. Raises as ``write`` does.
    """
    is_new = not folder.exists()
    with _explained(folder, "made"):
        folder.mkdir(parents=True, exist_ok=True)
    with locked(folder):
        old = [*outdated()]
        begun: list[Path] = []
        try:
            for name, content in contents.items():
                begun += [] if os.path.lexists(folder / name) else [folder / name]
                write(folder / name, content)
        except BaseException:
            if not _is_in_place(folder, contents):
                for path in begun:
                    remove(path)
                with contextlib.suppress(OSError):
                    if is_new:
                        folder.rmdir()
            raise
        for name in old:
            remove(folder / name)


def _is_in_place(folder: Path, contents: Mapping[str, bytes]) -> bool:
    """Whether the last file of a set is there, so that the others are needed."""
    name, content = list(contents.items())[-1]
    try:
        return (folder / name).read_bytes() == content
    except OSError:
        return False


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Nobody else writes a file, or new files in a folder, meanwhile; see ``bilat.locks``."""
    from bilat import locks  # noqa: PLC0415  most questions write nothing

    with _explained(path), locks.locked(path):
        yield


@contextlib.contextmanager
def _replacing(path: Path) -> Iterator[Callable[[bytes], None]]:
    """Alone with a file; gives the function that puts new bytes in its place."""
    from bilat import locks  # noqa: PLC0415  most questions write nothing

    with _explained(path), locks.locked(path):
        old = path.stat() if path.is_file() else None
        temporary, descriptor = locks.begin(path, 0o666 if old is None else 0o600)

        def put(content: bytes) -> None:
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            if old is not None:
                _keep(descriptor, old)
            os.fsync(descriptor)
            os.replace(temporary, path)  # noqa: PTH105  the tests make it fail
            _sync_folder(path.parent)

        try:
            yield put
        finally:
            remove(temporary)
            os.close(descriptor)


@contextlib.contextmanager
def _explained(path: Path, what: str = "written") -> Iterator[None]:
    """What the system refuses is the user's to know: no space, no permission, no such folder."""
    try:
        yield
    except OSError as error:
        raise WriteError(f"{path}: cannot be {what}: {error.strerror}") from None


def _keep(descriptor: int, old: os.stat_result) -> None:
    """Give a new file the owner, as far as we may, and the mode of the old one."""
    status = os.fstat(descriptor)
    if (status.st_uid, status.st_gid) != (old.st_uid, old.st_gid):
        for owner in (old.st_uid, -1):
            with contextlib.suppress(OSError):
                os.fchown(descriptor, owner, old.st_gid)
                break
    os.fchmod(descriptor, stat.S_IMODE(old.st_mode))


def remove(path: Path) -> None:
    """Take a file away, if it is there and may be taken away."""
    with contextlib.suppress(OSError):
        path.unlink()


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
