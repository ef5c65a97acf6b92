"""Files to quads: checks the bytes, parses them, and says where a fault is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from bilat import files, sandbox, shipped
from bilat.errors import BadInputError
from bilat.store.terms import FORMATS, GRAPH, TYPE, local, short

if TYPE_CHECKING:
    from bilat.store import gather


class Source(NamedTuple):
    """One data file: the name shown to people, its bytes, and whether it may be parsed here.

    So may what came with the package and what the worker has written. ``form`` is the ending of
    its format where the name is none of a file.
    """

    name: str
    data: bytes
    trusted: bool = False
    form: str = ""

    @property
    def is_shipped(self) -> bool:
        """Whether its faults were looked for before it came here."""
        return self.trusted and not self.form

    @property
    def graph(self) -> str:
        """The IRI of the graph its statements go to."""
        return GRAPH + re.sub(r"[^A-Za-z0-9._~/-]", "-", self.name.lstrip("/"))

    @property
    def suffix(self) -> str:
        """The file's format, as its ending."""
        return self.form or files.form(self.name)


def shipped_sources(dataset: str) -> list[Source]:
    """The files of a dataset that came with the package."""
    listed = shipped.listing("dataset", dataset, suffix=".ttl")
    return [Source(f"{dataset}/{name}", data, trusted=True) for name, data in listed]


def sources(paths: Sequence[Path], max_bytes: int) -> list[Source]:
    """The files behind some paths, read once."""
    found = (item for path in paths for item in files.data_files(path))
    return [
        Source(str(item), files.read(item, max_bytes=max_bytes, max_line=files.MAX_LINE))
        for item in found
    ]


def parse(
    sources: Sequence[Source], *, timeout: float = sandbox.TIMEOUT_SECONDS
) -> list[tuple[Source, list[ox.Quad]]]:
    """The statements of each file, blank nodes told apart by file.

    Files that did not come with the package are parsed in one process that can be killed. Raises
    ``BadInputError`` with file and line, ``LimitError`` when it takes too long.
    """
    return [(source, list(quads)) for source, quads in _parsed(sources, timeout)]


def _parsed(
    sources: Sequence[Source], timeout: float
) -> Iterator[tuple[Source, Iterable[ox.Quad]]]:
    """The same one file after the other, and one statement after the other where that is safe."""
    texts = {item.name: _looked_at(item) for item in sources}
    foreign = [source for source in sources if not source.trusted]
    lines = _in_sandbox(foreign, texts, timeout) if foreign else {}
    for source in sources:
        if source.trusted:
            yield source, _parse_text(texts[source.name], source.suffix, source.name)
        else:
            yield source, _statements(lines[source.name], ".nq")


def parse_here(sources: Sequence[Source]) -> list[tuple[Source, list[ox.Quad]]]:
    """The same in this process: for the worker, and for what ships."""
    return [
        (source, _parse_text(_looked_at(source), source.suffix, source.name)) for source in sources
    ]


def _looked_at(source: Source) -> bytes:
    # What ships is read by the tests; what comes from elsewhere is looked at first.
    return source.data if source.trusted else _text(source)


def nodes(
    sources: Sequence[Source], *, timeout: float = sandbox.TIMEOUT_SECONDS
) -> gather.Gathered:
    """What the files say of each subject, without keeping their statements. Raises as ``parse``."""
    from bilat.store import gather  # noqa: PLC0415  and all of the model: the worker needs neither

    if all(source.is_shipped for source in sources):
        # As one text: a parser for each file costs a fifth of the time.
        text = b"\n".join(source.data for source in sources)
        return gather.quads([("what ships", _statements(text, ".ttl"))])
    if all(source.trusted for source in sources):
        return gather.quads((item.name, _statements(item.data, item.suffix)) for item in sources)
    plain = _plain_lines(sources, timeout)
    if plain is not None:
        return plain
    return gather.quads((source.name, quads) for source, quads in _parsed(sources, timeout))


def _plain_lines(sources: Sequence[Source], timeout: float) -> gather.Gathered | None:
    """The nodes of a single file of N-Triples, put together while the worker looks it over.

    None if its lines are not plain, or not one statement each.
    """
    from bilat.store import gather  # noqa: PLC0415  as above

    if len(sources) != 1 or sources[0].suffix != ".nt":
        return None
    (source,) = sources
    arguments = (source.name, source.suffix)
    with sandbox.running(
        validate, source.data, arguments, timeout=timeout, subject=source.name
    ) as answer:
        try:
            found = gather.lines(source.name, source.data)
        except (gather.NotPlainError, UnicodeDecodeError):
            return None
        return found if found.statements == int(answer()) else None


def validate(data: bytes, arguments: Sequence[str]) -> bytes:
    """The worker's task: look a file over, answer with its number of statements."""
    name, suffix = arguments
    text = _text(Source(name, data))
    try:
        return b"%d" % sum(1 for _ in _statements(text, suffix))
    except SyntaxError as error:
        raise _fault(text, name, error) from None


def _statements(data: bytes, suffix: str) -> Iterator[ox.Quad]:
    return iter(ox.parse(input=data, format=FORMATS[suffix], rename_blank_nodes=True))


def _in_sandbox(
    foreign: Sequence[Source], texts: dict[str, bytes], timeout: float
) -> dict[str, bytes]:
    """The statements of some files as N-Quads, from the worker."""
    head = [(source.name, source.suffix, len(texts[source.name])) for source in foreign]
    framed = _framed(head, [texts[source.name] for source in foreign])
    subject = foreign[0].name if len(foreign) == 1 else "the data"
    answer = sandbox.run(to_lines, framed, timeout=timeout, subject=subject)
    return {name: body for (name, _, _), body in _unframed(answer)}


_Head = tuple[str, str, int]


def _framed(head: Sequence[_Head], bodies: Sequence[bytes]) -> bytes:
    """Some files as one: a line of JSON with names, formats and sizes, then their bytes."""
    import json  # noqa: PLC0415  what ships needs none

    return json.dumps(head).encode() + b"\n" + b"".join(bodies)


def _unframed(data: bytes) -> Iterator[tuple[_Head, bytes]]:
    import json  # noqa: PLC0415  likewise

    position = data.index(b"\n") + 1
    for name, suffix, size in json.loads(data[:position]):
        yield (name, suffix, size), data[position : position + size]
        position += size


def to_lines(data: bytes, _arguments: Sequence[str]) -> bytes:
    """The worker's task: parse some files, answer in N-Quads, one statement a line."""
    head: list[_Head] = []
    bodies: list[bytes] = []
    for (name, suffix, _), body in _unframed(data):
        try:
            lines = ox.serialize(_statements(body, suffix), format=ox.RdfFormat.N_QUADS)
        except SyntaxError as error:
            raise _fault(body, name, error) from None
        bodies.append(lines or b"")
        head.append((name, ".nq", len(bodies[-1])))
    return _framed(head, bodies)


def arranged(triples: bytes, name: str, *, timeout: float = sandbox.TIMEOUT_SECONDS) -> Source:
    """Some N-Triples from elsewhere, each once and in one order, whatever order they came in.

    They are parsed in the worker. Where a property has several values the English one comes first,
    as curators write them.
    """
    data = sandbox.run(to_arranged, triples, timeout=timeout, subject=name)
    return Source(name, data, trusted=True, form=".nt")


def to_arranged(data: bytes, _arguments: Sequence[str]) -> bytes:
    """The worker's task behind ``arranged``."""
    triples = {quad.triple for quad in _parse_text(data, ".nt", "")}
    return ox.serialize(sorted(triples, key=_place), format=ox.RdfFormat.N_TRIPLES) or b""


def _place(triple: ox.Triple) -> tuple[str, str, bool, str]:
    language = triple.object.language if isinstance(triple.object, ox.Literal) else None
    return str(triple.subject), triple.predicate.value, language != "en", str(triple.object)


def _parse_text(data: bytes, suffix: str, name: str) -> list[ox.Quad]:
    try:
        return list(_statements(data, suffix))
    except SyntaxError as error:
        raise _fault(data, name, error) from None


def _fault(data: bytes, name: str, error: SyntaxError) -> BadInputError:
    """The parser's complaint at the line where the statement went wrong."""
    message = re.sub(r"^Parser error (at|between) line.*?: ", "", error.msg)
    message = message.replace("No scheme found in an absolute IRI", "a relative IRI without a base")
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
    conflict = data.find(b"\n<<<<<<< ") + 1 if not data.startswith(b"<<<<<<< ") else 0
    if conflict or data.startswith(b"<<<<<<< "):
        line = data.count(b"\n", 0, conflict) + 1
        raise BadInputError(
            f"unresolved merge conflict at line {line}", path=source.name, line=line
        )
    return data


_PREFIX = re.compile(r"^\s*@?prefix\s+([\w.-]*):\s*<([^>\s]*)>", re.IGNORECASE)
_BLOCK = re.compile(r"(?:<([^>\s]*)>|([\w.-]*):([^\s;,<>\"]+?))(?=[\s;])")


@lru_cache(maxsize=1024)
def _lines_of(source: Source) -> dict[str, int]:
    """The line where each subject's block begins: the first that opens with its name."""
    prefixes: dict[str, str] = {}
    found: dict[str, int] = {}
    for number, line in enumerate(source.data.decode("utf-8", "replace").split("\n"), start=1):
        declared = _PREFIX.match(line)
        if declared:
            prefixes[declared[1]] = declared[2]
        block = None if declared or line[:1] in " \t#" else _BLOCK.match(line + " ")
        if block:
            iri = block[1] or prefixes.get(block[2], "") + block[3]
            found.setdefault(short(iri), number)
    return found


def line_of(source: Source, subject: str) -> int | None:
    """The line where a subject's block begins, from 1; None if the text does not show it."""
    return None if source.form else _lines_of(source).get(subject)


Parsed = Sequence[tuple[Source, Sequence[ox.Quad]]]


def count(parsed: Parsed) -> int:
    """The number of statements read."""
    return sum(len(quads) for _, quads in parsed)


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
