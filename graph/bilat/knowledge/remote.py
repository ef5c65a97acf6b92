"""From a SPARQL endpoint to something that can be asked: what a question needs, and no more."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bilat import sandbox
from bilat.analysis import names
from bilat.errors import BadInputError, RemoteError
from bilat.knowledge.graph import KnowledgeGraph
from bilat.knowledge.things import Things
from bilat.model import Dataset
from bilat.rdf import extract
from bilat.rdf.remote import MAX_BYTES, TOTAL_SECONDS, Endpoint
from bilat.selection import Scope
from bilat.store import build, quads
from bilat.store.quads import Source

_ID = re.compile(r"[a-z][a-z-]*:[\w.~-]+")


def pull(  # noqa: PLR0913  each bound by its name
    url: str,
    scope: Scope,
    *,
    max_bytes: int | None = None,
    timeout: float | None = None,
    allow_empty: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> KnowledgeGraph:
    """A part of the dataset in a SPARQL store, loaded as if it had come from a file.

    ``max_bytes`` bounds all that comes (64 MB unless said), ``timeout`` each answer (60 s).
    """
    endpoint = Endpoint(
        url,
        max_bytes=MAX_BYTES if max_bytes is None else max_bytes,
        timeout=TOTAL_SECONDS if timeout is None else timeout,
    )
    parsing = sandbox.TIMEOUT_SECONDS if timeout is None else timeout
    with endpoint:
        store = _Store(endpoint, parsing)
        ids = store.found(scope.search) if scope.search else store.named(scope, scope.about)
        if scope.search and not ids:
            return KnowledgeGraph([store.names_like(scope.search)], timeout=parsing)
        also, hops = store.named(scope, scope.also), 0 if scope.search else scope.hops
        narrowed = scope._replace(about=ids, also=also, hops=hops)
        statements = store.arranged(extract.pull(endpoint, narrowed, progress))
    graph = KnowledgeGraph([statements], timeout=parsing)
    if scope.is_everything and not graph.statements and not allow_empty:
        raise RemoteError(endpoint.host, "holds none of our records (use --allow-empty)")
    graph.refuse_problems()
    return graph


class _Store:
    """Names looked up in a store, as they are in files."""

    def __init__(self, endpoint: Endpoint, timeout: float) -> None:
        self.endpoint = endpoint
        self.timeout = timeout

    def arranged(self, triples: bytes) -> Source:
        """Some statements as a source, parsed once in the worker."""
        try:
            return quads.arranged(triples, self.endpoint.url, timeout=self.timeout)
        except BadInputError as error:
            message = f"answered with broken N-Triples: {error.message}"
        raise RemoteError(self.endpoint.host, message)

    def names_like(self, text: str, *, actors: bool = False) -> Source:
        """Kinds and names of everything, or of the actors alone, where a text may be found."""
        return self.arranged(extract.names(self.endpoint, text, actors=actors))

    def found(self, text: str) -> tuple[str, ...]:
        """The ids of everything that has a text in its names."""
        return tuple(thing.id for thing, _ in names.search(self._table(text), text))

    def named(self, scope: Scope, texts: Sequence[str]) -> tuple[str, ...]:
        """The id each name stands for: an actor, else anything else if that is meant too."""
        ids = (self._id(text.strip(), actors=scope.actors) for text in texts)
        return tuple(dict.fromkeys(ids))

    def _id(self, text: str, *, actors: bool) -> str:
        # Whether an id is described shows when its statements are asked for.
        if _ID.fullmatch(text):
            return text
        known = self._table(text, actors=True).actors.values()
        if actors or any(names.is_named(actor, text) for actor in known):
            return names.resolve(known, text).id
        return Things(self._table(text)).thing(text).id

    def _table(self, text: str, *, actors: bool = False) -> Dataset:
        data, _ = build.build(quads.parse([self.names_like(text, actors=actors)]))
        return data
