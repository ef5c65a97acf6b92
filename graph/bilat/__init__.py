"""Relations between states as a dated, cited knowledge graph.

import bilat
kg = bilat.load()                                     # the shipped dataset
kg.timeline("Abe", "Putin", kind="meeting")           # records, each with its evidence
kg.path("Gerasimov", "Abe")                           # chains of cited records
kg.query("SELECT ?m { ?m bil:attendee ?who }", who="Abe")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bilat.knowledge.graph import KnowledgeGraph
    from bilat.knowledge.loading import check, load, query

__all__ = ["KnowledgeGraph", "__version__", "check", "load", "query"]


def __getattr__(name: str) -> Any:  # noqa: ANN401  the names below, loaded when first used
    if name in ("KnowledgeGraph", "check", "load", "query"):
        from bilat.knowledge import loading

        return getattr(loading, name)
    if name == "__version__":
        from importlib import metadata  # 30 ms, for one word

        try:
            return metadata.version("bilat")
        except metadata.PackageNotFoundError:
            return "unknown"
    message = f"module 'bilat' has no attribute {name!r}"
    raise AttributeError(message)
