"""Networks as GraphML, by networkx's writer: every tie is an edge of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import networkx as nx

# What XML 1.0 has no way to write.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def text(layers: Sequence[nx.MultiDiGraph[str]]) -> str:
    """The ties of some layers of one network, nodes and edges in one order.

    An edge has an id of its own, that of its record in ``record`` or else its ``role``, and the
    attributes of ``bilat.network``. Characters that XML cannot hold are written out.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for layer in layers:
        for node in sorted(layer):
            graph.add_node(_safe(node), **_plain(layer.nodes[node]))
    for layer in layers:
        for one, other, key in sorted(layer.edges(keys=True)):
            said: dict[str, Any] = layer.edges[one, other, key]
            number = f"e{graph.number_of_edges() + 1}"
            # In the network of actors and records an edge is a role.
            record = {"record" if "event" in said else "role": _safe(key)}
            own = {**record, "edge_id": number}
            graph.add_edge(_safe(one), _safe(other), key=number, **_plain(said), **own)
    lines = nx.generate_graphml(graph, named_key_ids=True, edge_id_from_attribute="edge_id")
    return "\n".join(("<?xml version='1.0' encoding='utf-8'?>", *lines, ""))


def _plain(attributes: dict[str, Any]) -> dict[str, Any]:
    """Attributes that GraphML knows: no empty ones, lists as text, characters of XML."""
    return {
        name: _safe("; ".join(value) if isinstance(value, tuple) else value)
        for name, value in sorted(attributes.items())
        if value is not None and name != "event"
    }


def _safe(value: Any) -> Any:  # noqa: ANN401  texts and numbers
    if not isinstance(value, str):
        return value
    return _NOT_XML.sub(lambda match: f"\\u{{{ord(match[0]):X}}}", value)
