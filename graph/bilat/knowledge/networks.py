"""Questions to the network: who is tied to whom, by which chains, and who matters in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Unpack, cast

from bilat import selection
from bilat.errors import UsageError
from bilat.knowledge.things import Things
from bilat.selection import Filters, Selection

if TYPE_CHECKING:
    from bilat.analysis.balance import Balance
    from bilat.analysis.centrality import Ranking
    from bilat.analysis.communities import Communities
    from bilat.analysis.paths import Path, Paths
    from bilat.network import Counted, Network


class Networks(Things):
    """The projections of a dataset, and what is computed on them."""

    def network(
        self,
        projection: str = "actors",
        *,
        chosen: Selection | None = None,
        layer: str = "event",
        same_side: bool = False,
        **filters: Unpack[Filters],
    ) -> Network:
        """A projection as ``networkx.MultiDiGraph``: ``actors``, ``states`` or ``bipartite``.

        By default without contested records and without what was only announced. The key of an
        edge is the id of its record; see ``bilat.network`` for nodes and attributes.
        """
        from bilat import network

        filters.setdefault("contested", False)
        filters.setdefault("announced", False)
        picked = chosen or selection.make(**filters)
        if projection == "actors":
            return network.actors(self.data, picked, layer=layer, same_side=same_side)
        if projection == "states":
            return network.states(self.data, picked, layer=layer)
        if projection == "bipartite":
            return network.bipartite(self.data, picked, layer=layer)
        raise UsageError(f'no network "{projection}" (choose from: actors, states, bipartite)')

    def path(self, start: str, goal: str, **options: Any) -> list[Path]:  # noqa: ANN401
        """The shortest cited chains between two actors, best first; options as in ``paths``."""
        return list(self.paths(start, goal, **options).found)

    def paths(  # noqa: PLR0913  one parameter per option of the verb
        self,
        start: str,
        goal: str,
        *,
        most: int = 1,
        max_hops: int = 4,
        through_states: bool = False,
        avoid: str | Sequence[str] = (),
        time_respecting: bool = False,
        strict: bool = False,
        chosen: Selection | None = None,
        **filters: Unpack[Filters],
    ) -> Paths:
        """The same with word of whether the search was cut and whether there are more chains.

        By default over what took place and is not contested. The options are those of
        ``bilat.analysis.paths.Question``; ``certain`` is about the order of the dates as well.
        """
        from bilat import network
        from bilat.analysis import paths

        if most < 1 or max_hops < 1:
            raise UsageError("-k and --max-hops must be at least 1")
        if strict and not time_respecting:
            raise UsageError("--strict says how --time-respecting counts days (give both)")
        one, other, avoided = self.actor(start), self.actor(goal), self._actors(avoid)
        if one.id == other.id:
            raise UsageError(f'"{start}" and "{goal}" are both {one.label()} (name two actors)')
        if {one.id, other.id} & {*avoided}:
            raise UsageError("a chain cannot avoid the actors it runs between (see --avoid)")
        filters.setdefault("contested", False)
        filters.setdefault("announced", False)
        picked = chosen or selection.make(**filters)
        question = paths.Question(
            one.id,
            other.id,
            most=most,
            max_hops=max_hops,
            through_states=through_states,
            avoid=avoided,
            time_respecting=time_respecting,
            strict=strict,
            certain=picked.certain,
        )
        return paths.shortest(network.linked(self.data, picked), self.data, question)

    def centrality(
        self,
        measure: str = "betweenness",
        network: str = "actors",
        *,
        weight: str = "none",
        exact: bool | None = None,
        compare: str | None = None,
        **filters: Unpack[Filters],
    ) -> Ranking:
        """Rank the nodes of a projection; ``compare`` adds the change of rank since a date.

        See ``bilat.analysis.centrality.rank`` for ``weight``, ``exact`` and the errors.
        """
        from bilat.analysis import centrality

        if compare and (filters.get("since") or filters.get("until")):
            raise UsageError(
                "--compare is about all that happened up to two dates (give the other by --as-of, "
                "not --from or --to)"
            )
        ties = self._ties(network, **filters)
        ranking = centrality.rank(ties, measure, weight=weight, exact=exact)
        if not compare:
            return ranking
        earlier: Filters = {**undated(filters), "as_of": compare}
        before = self._ties(network, **earlier)
        return centrality.compared(
            ranking, centrality.rank(before, measure, weight=weight, exact=exact)
        )

    def communities(
        self,
        network: str = "actors",
        *,
        weight: str = "number",
        resolution: float = 1.0,
        seed: int = 0,
        **filters: Unpack[Filters],
    ) -> Communities:
        """Groups with more ties inside than chance would put there, by Louvain's method."""
        from bilat.analysis import communities

        ties = self._ties(network, **filters)
        return communities.find(ties, weight=weight, resolution=resolution, seed=seed)

    def _ties(self, projection: str, **filters: Unpack[Filters]) -> Counted:
        """``network`` without the attributes of its ties, for rankings and groups."""
        from bilat import network

        filters.setdefault("contested", False)
        filters.setdefault("announced", False)
        return network.counted(self.data, selection.make(**filters), projection)

    def balance(
        self,
        *,
        layers: Sequence[str] = (),
        rule: str = "strict",
        mixed: str | None = None,
        unit: str = "all",
        **filters: Unpack[Filters],
    ) -> Balance:
        """Triads of states by the signs of their ties; see ``bilat.analysis.balance``."""
        from bilat.analysis import balance

        filters.setdefault("contested", False)
        filters.setdefault("announced", False)
        picked = selection.make(**filters)
        return balance.triads(self.data, picked, layers=layers, rule=rule, mixed=mixed, unit=unit)


def undated(filters: Filters) -> Filters:
    """Filters without their dates, for the same question at another time."""
    kept = {key: value for key, value in filters.items() if key not in ("as_of", "since", "until")}
    return cast("Filters", kept)
