"""What a loaded dataset is asked. Every verb of the command line is a method here.

Heavy libraries are imported inside the methods that need them, so that a question costs only what
answering it takes.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, Unpack, cast

from bilat import dates, files, sandbox, selection
from bilat.analysis import names
from bilat.errors import BadInputError, NotFoundError, UnknownNameError, UsageError
from bilat.model import Claim, Coverage, Entity, Record
from bilat.selection import Filters, Selection

if TYPE_CHECKING:
    from bilat.analysis.cards import Card
    from bilat.analysis.centrality import Ranking
    from bilat.analysis.claims import Dispute
    from bilat.analysis.coverage import Cell
    from bilat.analysis.paths import Paths
    from bilat.analysis.sanctions import Engagement, Standing
    from bilat.network import Network
    from bilat.page.frame import Frame
    from bilat.rdf import RdfDataset
    from bilat.store.quads import Source

PathLike = str | os.PathLike[str]


class KnowledgeGraph:
    """A loaded dataset and the questions it answers.

    ``data`` holds everything as plain objects (see ``bilat.model``); ``statements`` counts the RDF
    statements read. Names are resolved as ``bilat find`` does: ids, labels, aliases, any script.
    """

    def __init__(
        self, sources: Sequence[Source], *, timeout: float = sandbox.TIMEOUT_SECONDS
    ) -> None:
        """Parse the sources and build the objects; use ``load`` instead of calling this."""
        from bilat.store import build, quads

        self._sources = tuple(sources)
        self._parsed = quads.parse(sources, timeout=timeout)
        self.statements = quads.count(self._parsed)
        self.data, self._problems = build.build(self._parsed)
        self._called: dict[str, str] = {}

    def refuse_problems(self) -> None:
        """Raise ``BadInputError`` for the first thing in the data that cannot be used."""
        from bilat.store import quads

        if self._problems:
            first = self._problems[0]
            source = next(item for item in self._sources if item.name == first.file)
            more = len(self._problems) - 1
            hint = f"and {more} more; " if more else ""
            raise BadInputError(
                f"{first.message} [{first.subject}] ({hint}run: bilat check)",
                path=first.file,
                line=quads.line_of(source, first.subject),
            )

    @cached_property
    def rdf(self) -> RdfDataset:
        """The statements as an ``rdflib.Dataset``, one graph a file.

        This is your own Python: queries on it are not sandboxed and may reach out to the network.
        """
        from bilat import rdf
        from bilat.store import query

        return rdf.dataset(query.open_store(self._parsed, self.data))

    def find(self, text: str) -> list[tuple[names.Thing, str]]:
        """Everything a text is a name or part of a name of, with the name that fits; best first."""
        return names.search(self.data, text)

    def actor(self, name: str) -> Entity:
        """The actor of this name. Raises ``UnknownNameError`` or ``AmbiguousNameError``."""
        if name not in self._called:
            self._called[name] = names.resolve(self.data.actors.values(), name).id
        return self.data.entities[self._called[name]]

    def thing(self, name: str) -> names.Thing:
        """The actor, else anything else (place, office, record, document) of this name."""
        tables = (self.data.entities, self.data.records, self.data.documents)
        everything = [thing for table in tables for thing in table.values()]
        for thing in everything:
            if thing.id == name.strip():
                return thing
        try:
            return self.actor(name)
        except UnknownNameError:
            return names.resolve(everything, name, "thing")

    def select(self, **filters: Unpack[Filters]) -> Selection:
        """The shared filters as one object, from the texts a person writes."""
        return selection.make(**filters)

    def timeline(
        self, *who: str, chosen: Selection | None = None, **filters: Unpack[Filters]
    ) -> list[Record]:
        """Records in date order that involve all of some actors; claims only if asked by kind.

        ``filters`` are those of ``bilat.selection.Filters``, on this and every other question.
        """
        from bilat.analysis import cards

        picked = chosen or selection.make(**filters)
        ids = [self.thing(name).id for name in who]
        return [
            record
            for record in picked.of(self.data)
            if all(cards.concerns(record, id_) for id_ in ids)
            and (record.layer != "claim" or "claim" in picked.kinds)
        ]

    def card(self, name: str, *, as_of: str | None = None) -> Card:
        """Offices, listings, records and claims of one entity; offices and listings at a date."""
        from bilat.analysis import cards

        thing = self.thing(name)
        if not isinstance(thing, Entity):
            raise UsageError(f"{thing.id} is a {thing.kind}, not an entity")
        return cards.card(self.data, thing, selection.make(as_of=as_of))

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

    def path(self, start: str, goal: str, **options: Any) -> list[Any]:  # noqa: ANN401
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
        time_respecting: bool = False,
        chosen: Selection | None = None,
        **filters: Unpack[Filters],
    ) -> Paths:
        """The same with word of whether the search was complete. See ``bilat.analysis.paths``."""
        from bilat.analysis import paths

        if most < 1 or max_hops < 1:
            raise UsageError("-k and --max-hops must be at least 1")
        if most > paths.MAX_PATHS:
            raise UsageError(f"-k is at most {paths.MAX_PATHS}")
        one, other = self.actor(start), self.actor(goal)
        if one.id == other.id:
            raise UsageError(f'"{start}" and "{goal}" are both {one.label()} (name two actors)')
        graph = self.network(chosen=chosen, **filters)
        return paths.shortest(
            graph,
            self.data,
            one.id,
            other.id,
            most=most,
            max_hops=max_hops,
            through_states=through_states,
            time_respecting=time_respecting,
        )

    def centrality(
        self,
        measure: str = "betweenness",
        network: str = "actors",
        *,
        weighted: bool = False,
        compare: str | None = None,
        **filters: Unpack[Filters],
    ) -> Ranking:
        """Rank the nodes of a projection; ``compare`` adds the change of rank since a date."""
        from bilat.analysis import centrality

        ranking = centrality.rank(self.network(network, **filters), measure, weighted=weighted)
        if not compare:
            return ranking
        earlier: Filters = {**_undated(filters), "as_of": compare}
        before = self.network(network, **earlier)
        return centrality.compared(ranking, centrality.rank(before, measure, weighted=weighted))

    def listed(
        self, name: str | None = None, *, on: str | None = None, by: str | None = None
    ) -> list[Standing]:
        """How listings stood on a date: those of one actor, or all by one authority.

        Without a name only what was or may have been in force is given.
        """
        from bilat.analysis import sanctions

        day = selection.make(as_of=on).as_of or dates.ALWAYS
        targets = [self.actor(name).id] if name else []
        authority = self.actor(by).id if by else None
        found = sanctions.standings(self.data, day, targets=targets, authority=authority)
        return found if name else [item for item in found if item.status != "not"]

    def engaged(
        self,
        *,
        state: str | None = None,
        by: str | None = None,
        chosen: Selection | None = None,
        **filters: Unpack[Filters],
    ) -> list[Engagement]:
        """Who was hosted, met or financed by a state while under another authority's sanctions."""
        from bilat.analysis import sanctions

        host = self.actor(state).id if state else None
        authority = self.actor(by).id if by else None
        picked = chosen or selection.make(**filters)
        return sanctions.engagements(self.data, picked, state=host, authority=authority)

    def claims(
        self,
        *,
        about: str | None = None,
        by: str | None = None,
        disputed: bool = False,
        **filters: Unpack[Filters],
    ) -> list[Claim]:
        """What sources claim, in date order: about something, by somebody, or disputed only."""
        subject = self.thing(about).id if about else None
        holder = self.actor(by).id if by else None
        return [
            record
            for record in selection.make(**filters).of(self.data)
            if isinstance(record, Claim)
            and (subject is None or subject in record.about)
            and (holder is None or holder in record.held_by)
            and (record.contested or not disputed)
        ]

    def disputes(self, found: Sequence[Claim]) -> list[Dispute]:
        """The disputes some claims are part of, each with all its sides."""
        from bilat.analysis import claims

        return claims.disputes(self.data, found)

    def coverage(self) -> list[Cell]:
        """What was looked for, year by year, and what the number of records then means."""
        from bilat.analysis import coverage

        return coverage.matrix(self.data)

    def completeness(
        self,
        kinds: Sequence[str],
        who: Sequence[str],
        *,
        since: str | None = None,
        until: str | None = None,
    ) -> str:
        """Whether records of some kinds between some actors are all there were, in words."""
        from bilat.analysis import coverage

        actors = [self.thing(name).id for name in who]
        period = selection.make(since=since, until=until).period
        found = coverage.complete(self.data, kinds, actors, period)
        if found is None:
            return "at least these: no coverage statement calls the search complete"
        return f"complete for {dates.in_words(found.when)} (coverage: {found.label})"

    def searched(
        self, among: Sequence[str], things: Sequence[str], **filters: Unpack[Filters]
    ) -> list[Coverage]:
        """The coverage statements on kinds ``among`` and things: what a number of them can mean."""
        from bilat.analysis import coverage

        ids = [self.thing(name).id for name in things]
        return coverage.bearing(self.data, among, ids, selection.make(**filters).period)

    def claims_about(self, id_: str) -> list[Claim]:
        """The claims that concern a record or entity, with those that contradict them."""
        direct = [claim for claim in self.data.claims if id_ in claim.about]
        rivals = {other for claim in direct for other in claim.contradicts}
        wanted = {claim.id for claim in direct} | rivals
        return [claim for claim in self.data.claims if claim.id in wanted]

    def view(
        self,
        *,
        focus: str | Sequence[str] = (),
        hops: int = 1,
        chosen: Selection | None = None,
        **filters: Unpack[Filters],
    ) -> list[Record]:
        """The records a page shows: all that pass the filters, or those around some actors.

        With ``focus``, those within so many ``hops`` of them, and what is claimed about these.
        """
        from bilat.analysis import around

        picked = chosen or selection.make(**filters)
        records = list(picked.of(self.data))
        if not focus:
            return records
        return around.records(self.data, records, self._actors(focus), hops)

    def _actors(self, names_: str | Sequence[str]) -> list[str]:
        """Ids of one actor, or of several."""
        return [self.actor(name).id for name in ([names_] if isinstance(names_, str) else names_)]

    def html(  # noqa: PLR0913  one parameter per option of the verb
        self,
        *,
        focus: str | Sequence[str] = (),
        hops: int = 1,
        title: str = "",
        language: str = "en",
        theme: str = "auto",
        max_view: int = 1500,
        story: PathLike | None = None,
        chosen: Selection | None = None,
        **filters: Unpack[Filters],
    ) -> str:
        """The interactive page as text: one file, offline, the same bytes for the same input.

        ``story`` is a Markdown file, or the name of a story that comes with the package.
        """
        from bilat.page import render
        from bilat.page import story as stories

        picked = chosen or selection.make(**filters)
        records = self.view(focus=focus, hops=hops, chosen=picked)
        if not records:
            raise NotFoundError("nothing to draw (widen the filters)")
        view = render.View(
            title=title,
            language=language,
            theme=theme,
            filters=picked.words,
            as_of=filters.get("as_of"),
            begin=filters.get("since"),
            end=filters.get("until"),
            focus=tuple(self._actors(focus)),
            max_view=max_view,
            story=stories.read(os.fspath(story)) if story else None,
        )
        return render.render(self.data, records, view)

    def page(self, path: PathLike, **options: Any) -> None:  # noqa: ANN401
        """Write the page to a file: whole, or not at all. Options as for ``html``."""
        files.write(FilePath(path), self.html(**options).encode("utf-8", "backslashreplace"))

    def site(self, folder: PathLike, **options: Any) -> None:  # noqa: ANN401
        """Write the page as a folder to be hosted: index, data, scripts. Options of ``html``."""
        from bilat.page import folder as page_folder

        page_folder.write(FilePath(folder), page_folder.parts(self.html(**options)))

    def frame(self, *, height: int = 760, **options: Any) -> Frame:  # noqa: ANN401
        """The page for a notebook: shown in a sandboxed frame of that height in CSS pixels.

        Options as for ``html``. The whole page, some 700 kB, is then part of the notebook.
        """
        from bilat.page.frame import Frame

        title = options.get("title") or self.data.description.title or "bilat"
        return Frame(self.html(**options), title, height)


def _undated(filters: Filters) -> Filters:
    """Filters without their dates, for the same question at another time."""
    kept = {key: value for key, value in filters.items() if key not in ("as_of", "since", "until")}
    return cast("Filters", kept)
