"""Relations between states as a dated, cited knowledge graph.

import bilat
kg = bilat.load()                                     # the shipped dataset
kg.timeline("Abe", "Putin", kind="meeting")           # records, each with its evidence
kg.path("Gerasimov", "Abe")                           # chains of cited records
kg.ask("path", "Gerasimov", "Abe")                    # what the command line answers
kg.query("SELECT ?m { ?m bil:attendee ?who }", who="Abe")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bilat.errors import (
        AmbiguousNameError,
        BadInputError,
        BilatError,
        LimitError,
        LockedError,
        NotFoundError,
        RemoteError,
        UnknownNameError,
        UsageError,
        WriteError,
    )
    from bilat.knowledge.exchange import Imported, import_table
    from bilat.knowledge.graph import KnowledgeGraph
    from bilat.knowledge.loading import check, load, query
    from bilat.model import Claim, Dataset, Document, Entity, Evidence, Record
    from bilat.page.svg import Picture
    from bilat.report.layout import Answer
    from bilat.selection import Filters
    from bilat.solutions import Solutions

__all__ = [
    "AmbiguousNameError",
    "Answer",
    "BadInputError",
    "BilatError",
    "Claim",
    "Dataset",
    "Document",
    "Entity",
    "Evidence",
    "Filters",
    "Imported",
    "KnowledgeGraph",
    "LimitError",
    "LockedError",
    "NotFoundError",
    "Picture",
    "Record",
    "RemoteError",
    "Solutions",
    "UnknownNameError",
    "UsageError",
    "WriteError",
    "__version__",
    "check",
    "import_table",
    "load",
    "query",
]

# Where a name is when it is not an error: importing bilat so costs nothing.
_HOMES = {
    "Answer": "report.layout",
    "Claim": "model",
    "Dataset": "model",
    "Document": "model",
    "Entity": "model",
    "Evidence": "model",
    "Filters": "selection",
    "Imported": "knowledge.exchange",
    "KnowledgeGraph": "knowledge.graph",
    "Picture": "page.svg",
    "Record": "model",
    "Solutions": "solutions",
    "check": "knowledge.loading",
    "import_table": "knowledge.exchange",
    "load": "knowledge.loading",
    "query": "knowledge.loading",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401  the names above, loaded when first used
    if name == "__version__":
        from importlib import metadata  # 30 ms, for one word

        try:
            return metadata.version("bilat")
        except metadata.PackageNotFoundError:
            return "unknown"
    if name in __all__:
        from importlib import import_module

        return getattr(import_module(f"bilat.{_HOMES.get(name, 'errors')}"), name)
    message = f"module 'bilat' has no attribute {name!r}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    return __all__
