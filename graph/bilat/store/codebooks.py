"""The lists that importers go by: states by their names and codes, and what CAMEO codes become."""

from __future__ import annotations

from collections import defaultdict

import pyoxigraph as ox

from bilat import shipped
from bilat.statements import Code, State
from bilat.store.terms import BIL, LABEL, SKOS, local

_TEXTS = (LABEL, SKOS + "altLabel", SKOS + "notation", BIL + "isoAlpha3")


def _described(file: str) -> dict[str, dict[str, list[str]]]:
    """What a shipped file says: subject, property, values."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in ox.parse(input=shipped.read(file), format=ox.RdfFormat.TURTLE):
        object_ = getattr(quad.object, "value", "")
        found[getattr(quad.subject, "value", "")][quad.predicate.value].append(object_)
    return found


def states() -> dict[str, State]:
    """Each state by all its names and codes, in lower case."""
    found: dict[str, State] = {}
    for said in _described("states.ttl").values():
        state = State(said[BIL + "isoAlpha3"][0], said[LABEL][0])
        for text in _TEXTS:
            found.update((name.casefold(), state) for name in said[text])
    return found


def codes() -> dict[str, Code]:
    """What becomes of the events of each CAMEO code that has a line of its own."""
    scheme = _described("plover.ttl")
    found = {}
    for said in _described("cameo.ttl").values():
        if BIL + "codesFor" in said:
            plover = said.get(SKOS + "closeMatch", [""])[0]
            needs = scheme[plover][BIL + "requiresRecipient"] == ["true"] if plover else False
            found[said[SKOS + "notation"][0]] = Code(
                label=said[SKOS + "prefLabel"][0],
                kind=local(said[BIL + "codesFor"][0]),
                source_role=f"bil:{local(said[BIL + 'sourceRole'][0])}",
                target_role=f"bil:{local(said[BIL + 'targetRole'][0])}",
                plover=f"pl:{local(plover)}" if plover else "",
                needs_target=needs,
            )
    return found
