"""The worker's side of a question in SPARQL: files and a query in, an answer as JSON out.

Imports little: what a question costs most is the start of this process.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from bilat import sandbox
from bilat.errors import BadInputError, UnknownNameError


def answer(data: bytes, _arguments: Sequence[str]) -> bytes:
    """The worker's task: read the files, derive what the query needs, answer it as JSON."""
    from bilat.store import guard, sparql

    start = data.index(b"\n") + 1
    question = json.loads(data[:start])
    sizes = question["vocabulary"]
    query = guard.examine(question["text"], question["name"], sparql.PREFIXES)
    sparql.parse(query)
    store = sparql.open_files(_files(question["files"], data, start + sum(sizes)))
    if not len(store) and not question["allow_empty"]:
        where = question["files"][0][0] if question["files"] else "the data"
        raise BadInputError("no statements (use --allow-empty)", path=where)
    sparql.add_vocabulary(store, _pieces(data, sizes, start))
    values = {name: _term(store, *value) for name, value in question["values"].items()}
    sparql.derive(store, query, question["rules"])
    sparql.lock()
    sandbox.ready()
    found = sparql.answer(store, query, values, limit=question["limit"], syntax=question["syntax"])
    found["parameters"] = {name: str(term) for name, term in values.items()}
    return json.dumps(found, ensure_ascii=False).encode("utf-8", "surrogatepass")


def rewrite(data: bytes, arguments: Sequence[str]) -> bytes:
    """The worker's task: statements that came from elsewhere, as an answer in JSON."""
    from bilat.store import sparql

    suffix, syntax, limit = arguments
    try:
        found = sparql.rewritten(data, suffix, syntax, int(limit))
    except SyntaxError as error:
        raise BadInputError(f"answered with a broken graph: {error.msg}") from None
    return json.dumps(found, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _pieces(data: bytes, sizes: Sequence[int], position: int) -> Iterator[bytes]:
    for size in sizes:
        yield data[position : position + size]
        position += size


def _files(
    listed: Sequence[tuple[str, str, str, int]], data: bytes, position: int
) -> Iterator[tuple[str, str, str, bytes]]:
    pieces = _pieces(data, [size for *_, size in listed], position)
    for (name, suffix, graph, _), piece in zip(listed, pieces, strict=True):
        yield name, suffix, graph, piece


def _term(store: Any, kind: str, text: str) -> Any:  # noqa: ANN401  the engine's store and term
    from bilat.store import sparql

    if kind != "thing":
        return sparql.term(kind, text)
    return sparql.named(store, text) or sparql.term("iri", _resolve(store, text))


def _resolve(store: Any, text: str) -> str:  # noqa: ANN401  the engine's store
    """The IRI of the actor, else of the thing, that goes by a name, as every verb resolves it."""
    from bilat.analysis import names
    from bilat.model import Entity, Text
    from bilat.store import sparql
    from bilat.store.terms import short

    things = {
        iri: Entity(short(iri), "", labels=tuple(Text(*name) for name in found))
        for iri, found in sparql.labelled(store).items()
    }
    iris = {thing.id: iri for iri, thing in things.items()}
    actors = [things[iri] for iri in sparql.actors(store) if iri in things]
    try:
        return iris[names.resolve(actors, text).id]
    except UnknownNameError:
        return iris[names.resolve(things.values(), text, "thing").id]
