"""From files to something that can be asked, and every rule on it: ``load`` and ``check``.

Heavy libraries are imported inside the functions that need them, so that a question costs only what
answering it takes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from bilat import collection, files, sandbox, shipped
from bilat.errors import UsageError
from bilat.knowledge.graph import KnowledgeGraph
from bilat.selection import Scope

if TYPE_CHECKING:
    from bilat.findings import Report
    from bilat.solutions import Solutions
    from bilat.store.quads import Source

PathLike = str | os.PathLike[str]


@collection.paused()
def load(  # noqa: PLR0913  each bound by its name
    *paths: PathLike,
    dataset: str = shipped.DEFAULT_DATASET,
    allow_empty: bool = False,
    max_bytes: int | None = None,
    timeout: float | None = None,
    endpoint: str | None = None,
    scope: Scope | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> KnowledgeGraph:
    """Load files and folders of Turtle or another form of RDF, or the shipped ``dataset``.

    Files are read every time; nothing is cached. What did not come with the package is parsed in a
    process limited to ``timeout`` seconds (10). Raises ``BadInputError`` with file and line if
    anything in the data cannot be used: there is no answer from half a dataset.

    With ``endpoint``, the address of a SPARQL 1.1 store, the data is pulled from there instead:
    what the questions in ``scope`` need, or all of it, up to ``max_bytes`` (64 MB), each answer
    within ``timeout`` seconds (60). ``progress`` is called with the subjects and bytes so far.
    Raises ``RemoteError`` if it does not arrive whole, ``LimitError`` if it is too much.
    """
    if endpoint is not None:
        from bilat.knowledge import remote

        if paths:
            raise UsageError("data comes from files or from an endpoint, not from both")
        return remote.pull(
            endpoint,
            scope or Scope(),
            max_bytes=max_bytes,
            timeout=timeout,
            allow_empty=allow_empty,
            progress=progress,
        )
    timeout = sandbox.TIMEOUT_SECONDS if timeout is None else timeout
    sources = _sources(paths, dataset, files.MAX_BYTES if max_bytes is None else max_bytes)
    graph = KnowledgeGraph(sources, timeout=timeout, allow_empty=allow_empty)
    if not graph.statements:
        from bilat.knowledge import checking

        checking.refuse_nothing(sources, graph.statements, allow_empty=allow_empty)
    graph.refuse_problems()
    return graph


def _sources(paths: Sequence[PathLike], dataset: str, max_bytes: int) -> list[Source]:
    from bilat.store import quads

    if paths:
        return quads.sources([FilePath(path) for path in paths], max_bytes)
    if dataset not in shipped.datasets():
        raise UsageError(
            f'no dataset "{dataset}" is shipped (choose from: {", ".join(shipped.datasets())})'
        )
    return quads.shipped_sources(dataset)


def query(
    text: str = "",
    *paths: PathLike,
    dataset: str = shipped.DEFAULT_DATASET,
    allow_empty: bool = False,
    max_bytes: int | None = None,
    loading: float | None = None,
    **options: Any,  # noqa: ANN401  those of ``querying.ask``
) -> Solutions:
    """What some data answer to a query in SPARQL, without loading the data here.

    A worker is given the files, reads them within ``loading`` seconds, adds dates as four bounds,
    the vocabulary and what the rules derive, and answers. Each file is a graph, and a query without
    FROM sees all of them as one. Further options: ``named`` (a saved query instead of a text),
    ``parameters``, ``timeout`` (seconds for the query), ``memory`` (bytes), ``limit`` (rows; 0:
    all), ``syntax`` (``ttl`` or ``nt``). See ``bilat.knowledge.querying.ask``.
    """
    from bilat.knowledge import querying

    sources = _sources(paths, dataset, files.MAX_BYTES if max_bytes is None else max_bytes)
    seconds = sandbox.TIMEOUT_SECONDS if loading is None else loading
    if paths:
        # As for every other question: no answer from what cannot be used whole.
        graph = KnowledgeGraph(sources, timeout=seconds, allow_empty=allow_empty)
        graph.refuse_problems()
    return querying.ask(sources, text, loading=seconds, allow_empty=allow_empty, **options)


@collection.paused()
def check(
    *paths: PathLike,
    texts: Mapping[str, PathLike] | None = None,
    dataset: str = shipped.DEFAULT_DATASET,
    allow_empty: bool = False,
    max_bytes: int | None = None,
    timeout: float | None = None,
) -> Report:
    """Evaluate every rule of the vocabulary on some data: shapes, whole-graph checks, characters.

    ``texts`` names the files of documents you hold, by document; their passages are verified.
    Whatever did not come with the package is examined in a process limited to ``timeout`` seconds
    (10). Raises ``BadInputError`` if a file cannot be read, since then not every rule could run,
    and ``LimitError`` if the time is up.
    """
    from bilat.knowledge import checking

    max_bytes = files.MAX_BYTES if max_bytes is None else max_bytes
    return checking.check(
        _sources(paths, dataset, max_bytes),
        {
            document: (str(path), files.read(FilePath(path), max_bytes=max_bytes))
            for document, path in (texts or {}).items()
        },
        allow_empty=allow_empty,
        timeout=sandbox.TIMEOUT_SECONDS if timeout is None else timeout,
    )
