"""Files to quads: which there are, their statements, and the line a subject is on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import pyoxigraph as ox

from bilat import files, sandbox, shipped
from bilat.errors import BadInputError, BilatError
from bilat.store import parsing
from bilat.store.terms import GRAPH, TYPE, local, long, short

if TYPE_CHECKING:
    from bilat.store import gather

T = TypeVar("T")


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
    sources: Sequence[Source],
    *,
    timeout: float = sandbox.TIMEOUT_SECONDS,
    allow_empty: bool = True,
) -> list[tuple[Source, list[ox.Quad]]]:
    """The statements of each file, blank nodes told apart by file.

    Files that did not come with the package are looked over and parsed in one process that can be
    killed. Raises ``BadInputError`` with file and line, for a file without statements too unless it
    may be empty; ``LimitError`` when it takes too long.
    """
    parsed = _parsed(sources, timeout, allow_empty=allow_empty)
    return [(source, list(quads)) for source, quads in parsed]


def _parsed(
    sources: Sequence[Source], timeout: float, *, allow_empty: bool
) -> Iterator[tuple[Source, Iterable[ox.Quad]]]:
    """The same one file after the other, and one statement after the other where that is safe."""
    foreign = [source for source in sources if not source.trusted]
    lines = _in_sandbox(foreign, timeout) if foreign else {}
    for source in sources:
        if source.trusted:
            yield source, _statements(source)
        elif lines[source.name] or allow_empty:
            yield source, parsing.statements(lines[source.name], ".nq", source.name)
        else:
            raise _empty(source)


def parse_here(
    sources: Sequence[Source], *, allow_empty: bool = True
) -> list[tuple[Source, list[ox.Quad]]]:
    """The same in this process: for the worker, and for what ships."""
    found = []
    for source in sources:
        quads = list(_statements(source))
        if not (quads or allow_empty):
            raise _empty(source)
        found.append((source, quads))
    return found


def _empty(source: Source) -> BadInputError:
    return BadInputError("no statements (use --allow-empty)", path=source.name)


def _statements(source: Source) -> Iterator[ox.Quad]:
    # What ships is read by the tests; what comes from elsewhere is looked over first.
    text = source.data
    if not source.trusted:
        from bilat.store import texts  # noqa: PLC0415  as said

        text = texts.look_over(text, source.suffix, source.name)
    return parsing.statements(text, source.suffix, source.name)


def nodes(
    sources: Sequence[Source],
    make: Callable[[gather.Gathered], T],
    *,
    timeout: float = sandbox.TIMEOUT_SECONDS,
    allow_empty: bool = True,
) -> T:
    """What ``make`` makes of what the files say of each subject, without keeping their statements.

    Raises as ``parse``. Of a single file of N-Triples it is made while the worker still looks that
    over, and thrown away if the worker finds something else in it.
    """
    from bilat.store import gather  # noqa: PLC0415  and all of the model: the worker needs neither

    if all(source.is_shipped for source in sources):
        # As one text: a parser for each file costs a fifth of the time. The tests look it over.
        text = b"\n".join(source.data for source in sources)
        quads = ox.parse(input=text, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
        return make(gather.quads([("what ships", quads)]))
    if all(source.trusted for source in sources):
        return make(gather.quads((item.name, _statements(item)) for item in sources))
    if len(sources) == 1 and sources[0].suffix == ".nt":
        try:
            return _of_lines(sources[0], make, timeout)
        except gather.NotPlainError:
            pass
    parsed = _parsed(sources, timeout, allow_empty=allow_empty)
    return make(gather.quads((source.name, quads) for source, quads in parsed))


def _of_lines(source: Source, make: Callable[[gather.Gathered], T], timeout: float) -> T:
    """What ``make`` makes of the lines of one file of N-Triples.

    Raises ``NotPlainError`` if they are not plain, or not one statement each.
    """
    from bilat.store import gather  # noqa: PLC0415  as above

    arguments = (source.name, source.suffix)
    with sandbox.running(
        validate, source.data, arguments, timeout=timeout, subject=source.name
    ) as answer:
        lines = 0

        @cache
        def fault() -> Exception | None:
            try:
                return None if int(answer()) == lines else gather.NotPlainError()
            except BilatError as error:
                return error

        def wait() -> None:
            found = fault()
            if found:
                raise found

        try:
            found = gather.lines(source.name, source.data, wait)
            lines = found.statements
            made = make(found)
        except gather.NotPlainError:
            raise
        except Exception:
            wait()  # which says what is wrong with the file, if anything is
            raise
        wait()
        return made


def validate(data: bytes, arguments: Sequence[str]) -> bytes:
    """The worker's task: look a file over, answer with its number of statements."""
    name, form = arguments
    return b"%d" % sum(1 for _ in _statements(Source(name, data, form=form)))


def _in_sandbox(foreign: Sequence[Source], timeout: float) -> dict[str, bytes]:
    """The statements of some files as N-Quads, from the worker."""
    head = [(source.name, source.suffix, len(source.data)) for source in foreign]
    framed = _framed(head, [source.data for source in foreign])
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
    """The worker's task: look some files over and parse them, answer in N-Quads."""
    head: list[_Head] = []
    bodies: list[bytes] = []
    for (name, suffix, _), body in _unframed(data):
        quads = _statements(Source(name, body, form=suffix))
        bodies.append(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
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
    triples = {quad.triple for quad in parsing.statements(data, ".nt", "")}
    return ox.serialize(sorted(triples, key=_place), format=ox.RdfFormat.N_TRIPLES) or b""


def _place(triple: ox.Triple) -> tuple[str, str, bool, str]:
    language = triple.object.language if isinstance(triple.object, ox.Literal) else None
    return str(triple.subject), triple.predicate.value, language != "en", str(triple.object)


_PREFIX = re.compile(r"^\s*@?prefix\s+([\w.-]*):\s*<([^>\s]*)>", re.IGNORECASE)
_BLOCK = re.compile(r"(?:<([^>\s]*)>|([\w.-]*):([^\s;,<>\"]+?))(?=[\s;])")


def _numbered(source: Source) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Each line of a file with its number, from 1, and the prefixes declared by then."""
    prefixes: dict[str, str] = {}
    for number, line in enumerate(source.data.decode("utf-8", "replace").split("\n"), start=1):
        declared = _PREFIX.match(line)
        if declared:
            prefixes[declared[1]] = declared[2]
        yield number, line, prefixes


@lru_cache(maxsize=1024)
def _lines_of(source: Source) -> dict[str, int]:
    """The line where each subject's block begins: the first that opens with its name."""
    found: dict[str, int] = {}
    for number, line, prefixes in _numbered(source):
        block = None if line[:1] in " \t#" else _BLOCK.match(line + " ")
        if block:
            iri = block[1] or prefixes.get(block[2], "") + block[3]
            found.setdefault(short(iri), number)
    return found


# Bytes of a file that is searched for a subject in the middle of a line.
_SEARCHED = 16 * 1024 * 1024


def line_of(source: Source, subject: str) -> int | None:
    """The line where a subject's block begins, or else is first named, from 1; None if nowhere."""
    if source.form:
        return None
    begins = _lines_of(source).get(subject)
    if begins is None and len(source.data) < _SEARCHED:
        return _names_of(source).get(long(subject))
    return begins


_NAME = r"""[<"']([A-Za-z][\w+.-]*:[^\s<>"']+)[>"']|(?<![\w:.-])([\w.-]*):([\w.-]*\w)"""


@lru_cache(maxsize=1024)
def _names_of(source: Source) -> dict[str, int]:
    """The line that first has a name in it, in full or with a prefix, wherever in the line."""
    found: dict[str, int] = {}
    for number, line, prefixes in _numbered(source):
        for name in re.finditer(_NAME, line):
            found.setdefault(name[1] or prefixes.get(name[2], "") + name[3], number)
    return found


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
