"""What each verb needs of a dataset that lies elsewhere, from what was asked.

A verb that is not named here needs everything, which is always right and never the least.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bilat import selection
from bilat.selection import Scope, Selection

Asked = Mapping[str, Any]


def of(verb: str, asked: Asked) -> Scope:
    """The part of the data a verb needs with these parameters."""
    return NEEDS[verb](asked) if verb in NEEDS else Scope()


def _names(*given: str | None) -> tuple[str, ...]:
    return tuple(name for name in given if name)


def _chosen(asked: Asked, since: str = "start", until: str = "end") -> Selection:
    return selection.make(
        as_of=asked.get("as_of"),
        since=asked.get(since),
        until=asked.get(until),
        kinds=tuple(asked.get("kinds") or ()),
    )


def _find(asked: Asked) -> Scope:
    return Scope(search=asked["text"])


def _show(asked: Asked) -> Scope:
    return Scope(about=_names(asked["name"]))


def _timeline(asked: Asked) -> Scope:
    return Scope(about=tuple(asked["names"] or ()), together=True, chosen=_chosen(asked))


def _path(asked: Asked) -> Scope:
    """Half the way from either end."""
    return Scope(
        about=_names(asked["start"], asked["goal"]),
        hops=max(asked["max_hops"] + 1, 2) // 2,
        through_states=asked["through"] == "states",
        also=tuple(asked["avoid"] or ()),
        actors=True,
        chosen=_chosen(asked, "from_", "to"),
    )


def _centrality(asked: Asked) -> Scope:
    if asked["compare"]:
        return Scope(chosen=selection.make(kinds=tuple(asked["kinds"] or ())))
    return _communities(asked)


def _communities(asked: Asked) -> Scope:
    return Scope(chosen=_chosen(asked, "from_", "to"))


def _listed(asked: Asked) -> Scope:
    kind = selection.make(kind="listing")
    names = _names(asked["name"], asked["by"])
    return Scope(about=names, together=True, actors=True, chosen=kind)


def _engaged(asked: Asked) -> Scope:
    sides = _names(asked["state"], asked["by"])
    return Scope(listings=True, also=sides, actors=True, chosen=_chosen(asked))


def _claims(asked: Asked) -> Scope:
    kind = selection.make(kind="claim")
    return Scope(about=_names(asked["about"], asked["by"]), together=True, chosen=kind)


def _graph(asked: Asked) -> Scope:
    focus = tuple(asked["focus"] or ())
    return Scope(about=focus, hops=asked["hops"], actors=True, chosen=_chosen(asked))


NEEDS: Mapping[str, Callable[[Asked], Scope]] = {
    "find": _find,
    "show": _show,
    "timeline": _timeline,
    "path": _path,
    "centrality": _centrality,
    "communities": _communities,
    "listed": _listed,
    "engaged": _engaged,
    "claims": _claims,
    "graph": _graph,
}
