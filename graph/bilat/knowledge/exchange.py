"""Tables of others in, files for others out: ``import_table``, and ``export`` of a loaded graph."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, NamedTuple, Unpack

from bilat import files, sandbox, selection
from bilat.errors import BadInputError, LimitError, NotFoundError, UsageError
from bilat.selection import Filters, Selection

if TYPE_CHECKING:
    from bilat.model import Dataset
    from bilat.report.layout import Answer
    from bilat.store.quads import Source

PathLike = str | os.PathLike[str]
KINDS = ("icews", "gdelt", "ftm")
IMPORTED = (".nt", ".nq", ".ttl")
RDF = ("ttl", "nt", "nq", "trig", "jsonld")
FORMATS = (*RDF, "csv", "graphml")
# A KnowledgeGraph, which calls this module: naming it here would tie the two in a knot.
Graph = Any


class Reject(NamedTuple):
    """One line of a table that was not used: the file, the line from 1, and why."""

    path: str
    line: int
    reason: str


@dataclass(frozen=True, repr=False)
class Imported:
    """What became of a table: every line is kept or rejected, so ``read == kept + rejected``.

    ``rejects`` holds the first ten thousand of them. ``dropped`` counts values that have no place
    in the vocabulary, by what they are and their name. ``data`` are the records, as bytes of the
    format asked for.
    """

    read: int
    kept: int
    rejected: int
    rejects: tuple[Reject, ...] = ()
    dropped: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    data: bytes = b""

    def __repr__(self) -> str:
        return f"<Imported: {self.counts}>"

    @property
    def counts(self) -> str:
        """The three numbers in words."""
        return f"read {self.read}, kept {self.kept}, rejected {self.rejected}"


def import_table(  # noqa: PLR0913  each bound by its name
    kind: str,
    *paths: PathLike,
    output: PathLike | None = None,
    form: str = "",
    keep_going: bool = False,
    max_reject: int = 0,
    max_bytes: int | None = None,
    timeout: float | None = None,
) -> Imported:
    """Read tables of events (``icews``, ``gdelt``) or entities (``ftm``) as records with evidence.

    The records are written to ``output`` (.nt, .nq or .ttl), or returned in a ``form`` of these, or
    only counted. Stops at the first line that cannot be used, with ``BadInputError``: unless
    ``keep_going``, or not more than ``max_reject`` of them are so. Nothing is written then. The
    files are read in a worker within ``timeout`` seconds (10, and one for each megabyte), up to
    ``max_bytes`` each, unpacked (256 MB); ``LimitError`` beyond that, for a line over 8 MB, and for
    over 512 MB of records.
    """
    if kind not in KINDS:
        raise UsageError(f'no table "{kind}" (choose from: {", ".join(KINDS)})')
    if not paths:
        raise UsageError(f"name the files of {kind} (bilat import {kind} FILE…)")
    if max_reject < 0:
        raise UsageError(f"--max-reject is {max_reject} (0 is none)")
    if keep_going and max_reject:
        raise UsageError("--keep-going passes over any number of rejects (leave out --max-reject)")
    if output is not None:
        form = _form_of(FilePath(output), [FilePath(path) for path in paths])
    elif form and form not in IMPORTED:
        raise UsageError(f'no format "{form}" (choose from: {", ".join(IMPORTED)})')
    from bilat.knowledge import tables

    question = {
        "kind": kind,
        "paths": [os.fspath(path) for path in paths],
        "most": None if keep_going else max_reject,
        "max_bytes": files.MAX_BYTES if max_bytes is None else max_bytes,
        "form": form,
    }
    answer = sandbox.run(
        tables.read,
        json.dumps(question).encode(),
        timeout=_time_for(paths) if timeout is None else timeout,
        subject=os.fspath(paths[0]) if len(paths) == 1 else "the tables",
    )
    head, _, data = answer.partition(b"\n")
    found = _imported(json.loads(head), data, os.fspath(paths[0]), max_reject)
    if output is not None:
        files.write(FilePath(output), found.data)
    return found


def _time_for(paths: Sequence[PathLike]) -> float:
    """Seconds to read some tables: a megabyte takes a third of one, packed ten times that."""
    size = 0
    for path in map(FilePath, paths):
        # What cannot be asked for its size cannot be read either, which the worker says.
        with contextlib.suppress(OSError, ValueError):
            size += path.stat().st_size * (10 if path.suffix.lower() == files.PACKED else 1)
    return sandbox.TIMEOUT_SECONDS + size / 1e6


def _form_of(output: FilePath, inputs: Sequence[FilePath]) -> str:
    """The format an output's name asks for; ``UsageError`` if there is none."""
    if output.suffix.lower() not in IMPORTED:
        raise UsageError(f'-o "{output}" is no {", ".join(IMPORTED)} file (say which by its name)')
    if any(_is_same(output, path) for path in inputs):
        raise UsageError(f"-o {output} is a file that is read (choose another)")
    return output.suffix.lower()


def _is_same(one: FilePath, other: FilePath) -> bool:
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return False  # one of them is not there, or no file can be called so


def _imported(head: Mapping[str, Any], data: bytes, name: str, max_reject: int) -> Imported:
    if head["limit"]:
        raise LimitError(head["limit"])
    rejects = tuple(Reject(*reject) for reject in head["rejects"])
    numbers = {key: head[key] for key in ("read", "kept", "rejected")}
    found = Imported(**numbers, rejects=rejects, dropped=head["dropped"], data=data)
    if head["stopped"]:
        hint = f"over --max-reject {max_reject}" if max_reject else "see --keep-going"
        raise _refusal(found, f"nothing written; {hint}")
    if not found.read:
        raise BadInputError("holds no lines to import", path=name)
    if not found.kept:
        raise _refusal(found, "nothing written")
    return found


def _refusal(found: Imported, hint: str) -> BadInputError:
    first = found.rejects[0]
    return BadInputError(
        f"{first.reason[:_LONGEST_REASON]} ({found.counts}; {hint})",
        path=first.path,
        line=first.line,
    )


_LONGEST_REASON = 150


def export(  # noqa: PLR0913  each bound by its name
    graph: Graph,
    sources: Sequence[Source],
    format_: str,
    *,
    network: str = "actors",
    language: str = "en",
    excel_safe: bool = False,
    timeout: float = sandbox.TIMEOUT_SECONDS,
    **filters: Unpack[Filters],
) -> str:
    """The text of ``KnowledgeGraph.export``, which says what it is."""
    if format_ not in FORMATS:
        raise UsageError(f'no format "{format_}" (choose from: {", ".join(FORMATS)})')
    if format_ == "graphml":
        return _graphml(graph, network, filters)
    if format_ == "csv":
        from bilat.report.layout import render

        answer = _table(graph, sources, language, timeout, selection.make(**filters))
        return render(answer, "csv", excel_safe=excel_safe)
    from bilat.store import quads, writing

    statements = [quad for _, found in quads.parse(sources, timeout=timeout) for quad in found]
    picked = selection.make(**filters)
    if picked != Selection():
        wanted = [record.id for record in picked.of(graph.data)]
        if not wanted:
            raise _nothing()
        statements = list(writing.about(statements, wanted))
    return writing.serialize(statements, format_).decode("utf-8")


def _nothing() -> NotFoundError:
    return NotFoundError("nothing to export (widen the filters)")


def _table(
    graph: Graph, sources: Sequence[Source], language: str, timeout: float, picked: Selection
) -> Answer:
    """One row a record; one row a literal of data without records."""
    from bilat.report import exports

    data: Dataset = graph.data
    if data.records:
        found = list(picked.of(data))
        if not found:
            raise _nothing()
        return exports.records(data, found, picked, language)
    from bilat.store import quads, writing

    parsed = quads.parse(sources, timeout=timeout)
    return exports.literals(writing.literals(quad for _, found in parsed for quad in found))


def _graphml(graph: Graph, network: str, filters: Filters) -> str:
    from bilat.interchange import graphml

    layers = ("event", "situation")
    ties = [graph.network(network, layer=layer, **filters) for layer in layers]
    if not any(layer.number_of_edges() for layer in ties):
        raise _nothing()
    return graphml.text(ties)


def sample(kind: str) -> str:
    """A few made-up lines in the layout of a table."""
    if kind not in KINDS:
        raise UsageError(f'no table "{kind}" (choose from: {", ".join(KINDS)})')
    from bilat.events import gdelt, icews
    from bilat.interchange import ftm

    return {"icews": icews.sample, "gdelt": gdelt.sample, "ftm": ftm.sample}[kind]()
