"""Files to quads: checks the bytes, parses them, and says where a fault is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from bilat import files, sandbox, shipped
from bilat.errors import BadInputError
from bilat.store.terms import GRAPH, TYPE, local, long, short

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
}


@dataclass(frozen=True)
class Source:
    """One data file: the name shown to people, its bytes, and whether it came with the package."""

    name: str
    data: bytes
    trusted: bool = False

    @property
    def graph(self) -> str:
        """The IRI of the graph its statements go to."""
        return GRAPH + re.sub(r"[^A-Za-z0-9._~/-]", "-", self.name.lstrip("/"))

    @property
    def suffix(self) -> str:
        """The file's format, as its ending."""
        return Path(self.name).suffix


def shipped_sources(dataset: str) -> list[Source]:
    """The files of a dataset that came with the package."""
    listed = shipped.listing("dataset", dataset, suffix=".ttl")
    return [Source(f"{dataset}/{name}", data, trusted=True) for name, data in listed]


def sources(paths: Sequence[Path], max_bytes: int) -> list[Source]:
    """The files behind some paths, read once."""
    found = (item for path in paths for item in files.data_files(path))
    return [Source(str(item), files.read(item, max_bytes=max_bytes)) for item in found]


def parse(source: Source, *, timeout: float = sandbox.TIMEOUT_SECONDS) -> list[ox.Quad]:
    """The statements of a file, blank nodes told apart by file.

    A file that did not come with the package is parsed in a process that can be killed. Raises
    ``BadInputError`` with the line, ``LimitError`` when it takes too long.
    """
    text = _text(source)
    if source.trusted:
        return list(_parse_text(text, source.suffix, source.name))
    lines = sandbox.run(
        to_lines, text, [source.suffix, source.name], timeout=timeout, subject=source.name
    )
    return list(ox.parse(input=lines, format=ox.RdfFormat.N_QUADS, rename_blank_nodes=True))


def to_lines(data: bytes, arguments: Sequence[str]) -> bytes:
    """The worker's task: parse a file, answer in N-Quads, one statement a line."""
    suffix, name = arguments
    quads = list(_parse_text(data, suffix, name))
    return ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""


def _parse_text(data: bytes, suffix: str, name: str) -> Iterator[ox.Quad]:
    try:
        yield from ox.parse(input=data, format=FORMATS[suffix], rename_blank_nodes=True)
    except SyntaxError as error:
        raise _fault(data, name, error) from None


def _fault(data: bytes, name: str, error: SyntaxError) -> BadInputError:
    """The parser's complaint at the line where the statement went wrong."""
    message = re.sub(r"^Parser error (at|between) line.*?: ", "", error.msg)
    line = error.lineno
    text = data.decode("utf-8", "replace").split("\n")
    if line and 1 < line <= len(text):
        line = _line_of_cause(text, line)
    column = error.offset if line == error.lineno else None
    return BadInputError(
        f"{message} (correct it here or just above)", path=name, line=line, column=column
    )


def _line_of_cause(text: list[str], line: int) -> int:
    """The line above, if the fault is that it lacks its final dot."""
    start = text[line - 1]
    above = next((n for n in range(line - 1, 0, -1) if text[n - 1].strip()), line)
    begins_anew = start[:1] not in ("", " ", "\t", "#")
    unfinished = not text[above - 1].split(" #")[0].rstrip().endswith((".", ";", ",", "[", "("))
    return above if begins_anew and unfinished and not text[above - 1].startswith("#") else line


def _text(source: Source) -> bytes:
    """The file's bytes without a byte-order mark, or what kind of file it is instead."""
    data = source.data
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[1:2] == b"\0":
        raise BadInputError("looks like UTF-16 (save it as UTF-8)", path=source.name)
    data = data.removeprefix(b"\xef\xbb\xbf")
    if data.startswith(b"version https://git-lfs"):
        raise BadInputError("is a Git LFS pointer (run: git lfs pull)", path=source.name)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start]
        raise BadInputError(
            f"not UTF-8: byte 0x{byte:02X} (save it as UTF-8)", path=source.name, line=line
        ) from None
    conflict = re.search(rb"^<{7} .*$", data, re.MULTILINE)
    if conflict:
        line = data.count(b"\n", 0, conflict.start()) + 1
        raise BadInputError(
            f"unresolved merge conflict at line {line}", path=source.name, line=line
        )
    return data


def line_of(source: Source, subject: str) -> int | None:
    """The line where a subject's block begins, from 1; None if the text does not show it."""
    text = source.data.decode("utf-8", "replace")
    iri = long(subject)
    names = [re.escape(f"<{iri}>")]
    for prefix, base in re.findall(r"@?prefix\s+([\w-]*):\s*<([^>]*)>", text, re.IGNORECASE):
        if iri.startswith(base):
            names.append(re.escape(f"{prefix}:{iri[len(base) :]}"))
    match = re.search(rf"^(?:{'|'.join(names)})(?=[\s;])", text, re.MULTILINE)
    return text.count("\n", 0, match.start()) + 1 if match else None


Parsed = Sequence[tuple[Source, Sequence[ox.Quad]]]


def files_of(parsed: Parsed) -> dict[str, str]:
    """The file each subject is described in; the one that gives its type, if there are several."""
    found: dict[str, str] = {}
    for source, quads in parsed:
        for quad in quads:
            if isinstance(quad.subject, ox.NamedNode):
                subject = short(quad.subject.value)
                if quad.predicate.value == TYPE or subject not in found:
                    found[subject] = source.name
    return found


def literals(parsed: Parsed) -> Iterator[tuple[str, str, str, str]]:
    """Subject, property, text and file of every literal."""
    for source, quads in parsed:
        for quad in quads:
            if isinstance(quad.object, ox.Literal):
                subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
                yield short(subject), local(quad.predicate.value), quad.object.value, source.name


def to_triples(parsed: Parsed) -> bytes:
    """All statements as N-Triples, graphs left out."""
    triples = [quad.triple for _, quads in parsed for quad in quads]
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
