"""Everything that was read, as the fields of the model look it up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from functools import cached_property

from bilat import dates
from bilat.dates import Bounds
from bilat.model import SITUATION_KINDS
from bilat.store import properties as of
from bilat.store.nodes import Node
from bilat.store.terms import Vocabulary, local


class World:
    """The nodes of all files by IRI, and what follows from several of them together."""

    def __init__(self, nodes: Mapping[str, Node], vocabulary: Vocabulary) -> None:
        self.nodes = nodes
        self.vocabulary = vocabulary

    def kind(self, node: Node) -> str:
        """The kind of the most specific class of a subject, empty if none is ours."""
        return self.vocabulary.kind_of(node.types)

    def described(self, iri: str) -> Node | None:
        """The subject of an IRI, if anything is said of it."""
        return self.nodes.get(iri)

    @cached_property
    def typed(self) -> list[Node]:
        """The subjects that have a class and a name."""
        return [node for node in self.nodes.values() if node.types and not node.is_blank]

    @cached_property
    def kinds(self) -> list[tuple[Node, str]]:
        """The same, each with its kind."""
        kind_of = self.vocabulary.kind_of
        return [(node, kind_of(node.types)) for node in self.typed]

    @cached_property
    def forms(self) -> Sequence[Sequence[Node]]:
        """All subjects, those with the same classes and predicates together; blank ones apart."""
        found: dict[Hashable, list[Node]] = defaultdict(list)
        for node in self.nodes.values():
            found[node.types, node.form, node.is_blank].append(node)
        return list(found.values())

    @cached_property
    def against(self) -> Mapping[str, str]:
        """The passages that doubt or deny, each with the facet it is limited to, or nothing."""
        return {
            node.id: local(node.one(of.ON_PROPERTY))
            for node in self.typed
            if of.EVIDENCE_CLASS in node.types
            and local(node.one(of.STANCE)) not in ("Affirms", "Presupposes")
        }

    @cached_property
    def rivals(self) -> Mapping[str, set[str]]:
        """Each record with those it contradicts, in both directions."""
        found: dict[str, set[str]] = defaultdict(set)
        for node in self.nodes.values():
            if node.has(of.CONTRADICTS):
                for other in node.all(of.CONTRADICTS):
                    found[node.id].add(other)
                    found[other].add(node.id)
        return dict(found)

    def bounds(self, node: Node) -> Bounds:
        """The four bounds of a record; a situation also holds on the days a source attests it.

        A malformed date bounds nothing: that it is malformed is told apart from this.
        """
        bounds = dates.lenient(node.one(of.WHEN))
        if node.has(of.HOLDS_AT) and self.kind(node) in SITUATION_KINDS:
            for day in node.all(of.HOLDS_AT):
                bounds = bounds.holding_at(dates.lenient(day))
        return bounds
