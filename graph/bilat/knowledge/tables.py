"""The worker's side of an import: files of strangers in, statements and a tally as bytes out."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from bilat import files
from bilat.errors import BadInputError, LimitError
from bilat.statements import Dropped, RefusedError, Statements

_MOST_LISTED = 10_000
_LONGEST_REASON = 300
_MARK = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_SAFE_TITLE = 120


class _StopError(Exception):
    """There are more rejects than were allowed."""


class Tally:
    """Lines read, kept and rejected; ``rejects`` are the first: file, line and reason of each."""

    def __init__(self, most: int | None) -> None:
        self.read = self.kept = self.rejected = 0
        self.rejects: list[tuple[str, int, str]] = []
        self._most = most

    @contextlib.contextmanager
    def line(self, path: Path, number: int) -> Iterator[None]:
        """Count a line, as kept if what is done with it does not refuse it."""
        self.read += 1
        try:
            yield
        except RefusedError as refused:
            self.reject(path, number, str(refused))
        else:
            self.kept += 1

    def reject(self, path: Path, line: int, reason: str) -> None:
        """Count a reject; stops if it is one too many."""
        self.rejected += 1
        one_too_many = self._most is not None and self.rejected > self._most
        if one_too_many:
            # The one that is said.
            self.rejects = [(str(path), line, reason[:_LONGEST_REASON])]
            raise _StopError
        if len(self.rejects) < _MOST_LISTED:
            self.rejects.append((str(path), line, reason[:_LONGEST_REASON]))

    def told(self) -> dict[str, Any]:
        """All of it, as JSON takes it."""
        return {**vars(self), "_most": None}


def read(data: bytes, _arguments: Sequence[str]) -> bytes:
    """The worker's task: read the files of a question, answer with the tally and the statements.

    The question is JSON: ``kind``, ``paths``, ``most`` rejects (None: any number), ``max_bytes`` a
    file, and ``form`` of the statements: ``.nt``, ``.nq``, ``.ttl``, or nothing to count alone.
    """
    asked = json.loads(data)
    tally, dropped = Tally(asked["most"]), Dropped()
    statements = Statements(kept=bool(asked["form"]))
    head: dict[str, Any] = {"stopped": False, "limit": ""}
    reader = _READERS[asked["kind"]]
    try:
        reader(asked, tally, dropped, statements)
    except _StopError:
        head["stopped"] = True
    except LimitError as error:
        head["limit"] = str(error)
    head.update(tally.told(), dropped=dropped.counts)
    whole = not head["stopped"] and not head["limit"] and tally.kept
    body = _written(statements, asked["form"]) if whole and asked["form"] else b""
    return json.dumps(head).encode() + b"\n" + body


def _written(statements: Statements, form: str) -> bytes:
    if form == ".ttl":
        return statements.turtle()
    from bilat.store import writing

    return writing.lines(statements.turtle())


def _lines(path: Path, max_bytes: int) -> Iterator[bytes]:
    """The lines of a file without their ends; a page or a packed file is told at once."""
    found = files.lines(path, max_bytes=max_bytes)
    first = next(found, b"").removeprefix(_MARK)
    if first.startswith(_UTF_16):
        raise BadInputError("looks like UTF-16 (save it as UTF-8)", path=str(path))
    if files.is_html(first):
        raise BadInputError("is HTML (download it again)", path=str(path))
    if files.is_gzip(first):
        raise BadInputError("is gzip (give it a name that ends in .gz)", path=str(path))
    for line in chain([first] if first else [], found):
        yield line.removesuffix(b"\n").removesuffix(b"\r")


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(1 << 20):
            found.update(piece)
    return found.hexdigest()


def _title(path: Path) -> str:
    """A file's name as a title: where it lies does not matter, and nothing in it acts."""
    return "".join(letter if letter.isprintable() else "?" for letter in path.name)[:_SAFE_TITLE]


def _events(asked: dict[str, Any], tally: Tally, dropped: Dropped, statements: Statements) -> None:
    """Read coded tables of events."""
    from bilat.events import coded, gdelt, icews
    from bilat.store import codebooks

    source = {"icews": icews, "gdelt": gdelt}[asked["kind"]]
    states, codes = codebooks.states(), codebooks.codes()
    for path in map(Path, asked["paths"]):
        digest = _digest_of_regular(path, asked["max_bytes"])
        table = coded.Table(
            statements,
            dropped,
            source=asked["kind"],
            coder=source.CODER,
            document=f"doc:{asked['kind']}-{digest[:16]}",
            states=states,
            codes=codes,
        )
        lines = enumerate(_lines(path, asked["max_bytes"]), start=1)
        for number, line in lines:
            if number > 1 or not _is_heading(source.is_heading, path, line):
                with tally.line(path, number):
                    table.add(source.row(line))
        if table.latest:
            table.close(f"{source.CODER}: {_title(path)}", digest)


def _is_heading(heading: Callable[[bytes], bool], path: Path, line: bytes) -> bool:
    """Whether the first line is no event; with the headings of another layout nothing is read."""
    try:
        return heading(line)
    except RefusedError as refused:
        raise BadInputError(str(refused), path=str(path), line=1) from None


def _digest_of_regular(path: Path, max_bytes: int) -> str:
    """The digest of a file; whatever is no regular file is refused first."""
    next(files.lines(path, max_bytes=max_bytes), None)
    return _digest(path)


def _entities(
    asked: dict[str, Any], tally: Tally, dropped: Dropped, statements: Statements
) -> None:
    """Read FollowTheMoney."""
    from bilat.interchange import ftm
    from bilat.store import codebooks

    entities = ftm.Entities(statements, dropped, codebooks.states())
    waiting = []
    for path in map(Path, asked["paths"]):
        digest = _digest_of_regular(path, asked["max_bytes"])
        for number, line in enumerate(_lines(path, asked["max_bytes"]), start=1):
            with tally.line(path, number):
                entities.add(line, number)
        waiting.append((path, digest, entities.waiting()))
    for path, digest, sanctions in waiting:
        document = f"doc:ftm-{digest[:16]}"
        for number, reason in entities.close(sanctions, document, _title(path), digest):
            tally.kept -= 1
            tally.reject(path, number, reason)


_READERS: dict[str, Callable[[dict[str, Any], Tally, Dropped, Statements], None]] = {
    "icews": _events,
    "gdelt": _events,
    "ftm": _entities,
}
