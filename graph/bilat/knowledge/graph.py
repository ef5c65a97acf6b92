"""What a loaded dataset is asked. Every verb of the command line is a method here.

Heavy libraries are imported inside the methods that need them, so that a question costs only what
answering it takes.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, Unpack

from bilat import dates, files, sandbox, selection
from bilat.errors import BadInputError, NotFoundError, UsageError
from bilat.knowledge.networks import Networks, undated
from bilat.model import Claim, Coverage, Dataset, Entity, Record
from bilat.selection import Filters, Selection

if TYPE_CHECKING:
    from bilat.analysis.cards import Card
    from bilat.analysis.claims import Dispute
    from bilat.analysis.compare import Changes
    from bilat.analysis.coverage import Cell
    from bilat.analysis.sanctions import Engagement, Standing
    from bilat.findings import Finding
    from bilat.knowledge.querying import Value
    from bilat.page.frame import Frame
    from bilat.page.svg import Picture
    from bilat.rdf.dataset import RdfDataset
    from bilat.report.layout import Answer
    from bilat.solutions import Solutions
    from bilat.store.gather import Gathered
    from bilat.store.quads import Source

PathLike = str | os.PathLike[str]


class KnowledgeGraph(Networks):
    """A loaded dataset and the questions it answers.

    ``data`` holds everything as plain objects (see ``bilat.model``); ``statements`` counts the RDF
    statements read. Names are resolved as ``bilat find`` does: ids, labels, aliases, any script;
    ``UnknownNameError`` if nothing has a name, ``AmbiguousNameError`` if it fits several things.
    Dates are EDTF texts, ``filters`` those of ``bilat.Filters``: ``UsageError`` if they make no
    sense. docs/library.md has an example of every method, which the tests run.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        *,
        timeout: float = sandbox.TIMEOUT_SECONDS,
        allow_empty: bool = True,
    ) -> None:
        """Read the sources and build the objects; use ``load`` instead of calling this."""
        from bilat.store import build, quads

        self._sources = tuple(sources)
        self._timeout = timeout
        # What ships is read by the tests; what comes from elsewhere is looked at first.
        trusted = all(source.is_shipped for source in sources)

        def make(found: Gathered) -> tuple[int, tuple[Dataset, list[Finding]]]:
            return found.statements, build.of_nodes(found, trusted=trusted)

        made = quads.nodes(sources, make, timeout=timeout, allow_empty=allow_empty)
        self.statements, (data, self._problems) = made
        super().__init__(data)

    def __repr__(self) -> str:
        title = self.data.description.title or "no title"
        return f"<KnowledgeGraph: {title}; {len(self.data.records)} records>"

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
        from bilat.rdf import dataset
        from bilat.store import quads, query

        parsed = quads.parse(self._sources, timeout=self._timeout)
        return dataset.dataset(query.open_store(parsed, self.data))

    def ask(self, verb: str, *names: str, **options: Any) -> Answer:  # noqa: ANN401
        """What ``bilat VERB NAMES`` prints: shown as a table by notebooks, ``rows`` are its JSON.

        ``options`` are the filters, ``language``, ``limit`` (rows; 0 is all) and those of the
        method of that name. Raises ``NotFoundError`` where the verb ends with exit code 1 and has
        nothing to show; ``UsageError`` for a verb there is not.
        """
        from bilat.knowledge import answers

        return answers.answer(self, verb, *names, **options)

    def chart(self, answer: Answer) -> Picture:
        """An answer of ``ask`` as a picture: chains, years, listings in time, ranks, disputes.

        Raises ``UsageError`` for an answer of which there is none, such as that of ``show``.
        """
        from bilat.page import charts

        found = charts.Found(self.data, answer.verb, answer.rows, answer.total, answer.as_of)
        complete = answer.extra.get("completeness") or ""
        return charts.chart(found, answer.heading, complete)

    def picture(
        self,
        *,
        focus: str | Sequence[str] = (),
        hops: int = 1,
        title: str = "",
        language: str = "en",
        max_view: int = 1500,
        **filters: Unpack[Filters],
    ) -> Picture:
        """The still picture of the page, for a notebook or paper: who is tied to whom.

        Options as for ``html``. Raises ``NotFoundError`` if there is nothing to draw.
        """
        from bilat.page import shores

        picked = selection.make(**filters)
        records = self.view(focus=focus, hops=hops, chosen=picked)
        around = [f"around {self.data.label(one, language)}" for one in self._actors(focus)]
        wanted = shores.Wanted(title, language, (*around, *picked.words), max_view)
        return shores.picture(self.data, records, wanted)

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

    def card(self, name: str, *, as_of: str | None = None, certain: bool = False) -> Card:
        """Offices, listings, records and claims of one entity; offices and listings at a date."""
        from bilat.analysis import cards

        thing = self.thing(name)
        if not isinstance(thing, Entity):
            raise UsageError(f"{thing.id} is a {thing.kind}, not an entity")
        return cards.card(self.data, thing, selection.make(as_of=as_of, certain=certain))

    def listed(
        self,
        name: str | None = None,
        *,
        on: str | None = None,
        by: str | None = None,
        certain: bool = False,
    ) -> list[Standing]:
        """How listings stood on a date: those of one actor, or all by one authority.

        Without a name only what was or may have been in force, or had been announced. With
        ``certain`` nothing that was possibly in force.
        """
        from bilat.analysis import sanctions

        day = selection.make(as_of=on).as_of or dates.ALWAYS
        targets = [self.actor(name).id] if name else []
        authority = self.actor(by).id if by else None
        found = sanctions.standings(self.data, day, targets=targets, authority=authority)
        return [
            item
            for item in found
            if (name or item.stage not in ("not yet", "lifted"))
            and not (certain and item.status == "possibly")
        ]

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
        if host and self.data.entities[host].kind != "state":
            raise UsageError(
                f"{self.data.label(host)} is no state (--state takes the host's state)"
            )
        authority = self.actor(by).id if by else None
        picked = chosen or selection.make(**filters)
        return sanctions.engagements(self.data, picked, state=host, authority=authority)

    def compare(
        self,
        before: str,
        after: str,
        *,
        about: Sequence[str] = (),
        unrecorded: bool = False,
        **filters: Unpack[Filters],
    ) -> Changes:
        """What changed after the last day of one EDTF date, up to the last day of another.

        ``about`` names what every record must bear on; see ``bilat.analysis.compare``.
        """
        from bilat.analysis import compare

        between = selection.between(before, after)
        ids = [self.thing(name).id for name in ([about] if isinstance(about, str) else about)]
        picked = selection.make(**undated(filters))
        return compare.changes(self.data, between, picked, about=ids, unrecorded=unrecorded)

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

    def query(
        self, text: str = "", *, options: Mapping[str, Any] | None = None, **parameters: Value
    ) -> Solutions:
        """What a query in SPARQL answers, in a worker that is given the same files.

        ``parameters`` bind variables to terms: names and ids as everywhere, dates, numbers.
        ``options`` are those of ``bilat.query``: ``named``, ``timeout``, ``memory``, ``limit``.
        """
        from bilat.knowledge import querying

        return querying.ask(self._sources, text, parameters, **(options or {}))

    def export(
        self,
        format_: str,
        *,
        network: str = "actors",
        language: str = "en",
        excel_safe: bool = False,
        **filters: Unpack[Filters],
    ) -> str:
        """The data as a text others read: ``ttl trig nt nq jsonld``, ``csv`` or ``graphml``.

        RDF keeps literals as they are written and gives, with filters, the records that pass and
        all they refer to. ``csv`` has a row a record, or a row a literal if there is no record;
        ``excel_safe`` puts ``'`` before what a spreadsheet would run. ``graphml`` has an edge for
        each tie of a ``network`` (see ``network``). Raises ``NotFoundError`` if nothing passes.
        """
        from bilat.knowledge import exchange

        return exchange.export(
            self,
            self._sources,
            format_,
            network=network,
            language=language,
            excel_safe=excel_safe,
            timeout=self._timeout,
            **filters,
        )

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

        ``story`` is a Markdown file, or the name of a story that comes with the package. Of data
        without records the page is empty; ``NotFoundError`` if only the filters leave none.
        """
        from bilat.page import render
        from bilat.page import story as stories

        picked = chosen or selection.make(**filters)
        records = self.view(focus=focus, hops=hops, chosen=picked)
        if not records and self.data.records:
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
