"""The answer to each verb as it is printed: the same in a notebook and on the command line.

Each loads the part of the report it needs, so that a question costs only what answering it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from bilat import selection
from bilat.errors import NotFoundError, UnknownNameError, UsageError
from bilat.model import LANGUAGES, Document, Entity
from bilat.report.layout import Answer
from bilat.selection import Filters

LIMIT = 50
# A KnowledgeGraph, which calls this module: naming it here would tie the two in a knot.
Graph = Any


def answer(graph: Graph, verb: str, *names: str, **options: Any) -> Answer:  # noqa: ANN401
    """The answer of a verb; ``UsageError`` for a verb, language or limit there is not."""
    if verb not in _ANSWERS:
        raise UsageError(f'no verb "{verb}" to ask (choose from: {", ".join(_ANSWERS)})')
    language, limit = options.get("language", "en"), options.get("limit", 0)
    if language not in LANGUAGES:
        raise UsageError(f'no language "{language}" (choose from: {", ".join(LANGUAGES)})')
    if limit < 0:
        raise UsageError(f"limit is {limit} (0 is all)")
    try:
        return _ANSWERS[verb](graph, *names, **options)
    except UnknownNameError:
        raise
    except NotFoundError as error:
        asked = _asked(_filters(options))
        error.answer = Answer(verb, rows=(), columns=(), total=0, notes=(str(error),), **asked)
        raise


def _filters(options: dict[str, Any]) -> Filters:
    """Those of some options that are filters."""
    found: Filters = {}
    for name in Filters.__annotations__:
        if name in options:
            found[name] = options[name]  # type: ignore[literal-required]  # the names of Filters
    return found


def _asked(filters: Filters, **names: str | None) -> dict[str, Any]:
    """What every answer says of the question; names are those it was asked about."""
    asked = {key: name for key, name in names.items() if name}
    return {"as_of": filters.get("as_of"), "filters": selection.said(filters) | asked}


def _find(graph: Graph, text: str, *, language: str = "en", limit: int = LIMIT) -> Answer:
    from bilat.report import records

    hits = graph.find(text)
    if not hits:
        graph.thing(text)  # it names what is near
        raise NotFoundError(f'nothing is called "{text}"')
    return records.find(graph.data, hits, language, limit)


def _show(
    graph: Graph,
    name: str,
    *,
    as_of: str | None = None,
    certain: bool = False,
    language: str = "en",
) -> Answer:
    from bilat.report import cards

    thing = graph.thing(name)
    filters: Filters = {"as_of": as_of, "certain": certain}
    chosen = graph.select(**filters)
    words = " · ".join(chosen.words)
    common = {**_asked(filters), "heading": words[:1].upper() + words[1:]}
    if isinstance(thing, Entity):
        card = graph.card(thing.id, as_of=as_of, certain=certain)
        return cards.entity(graph.data, card, language, **common)
    if isinstance(thing, Document):
        return cards.document(graph.data, thing, language, **common)
    if chosen.in_period(thing):
        return cards.record(graph.data, thing, chosen, language, **common)
    surely = " certainly" if certain else ""
    raise NotFoundError(f"{thing.id} had not{surely} happened, or did not hold, as of {as_of}")


def _timeline(
    graph: Graph,
    *names: str,
    language: str = "en",
    limit: int = LIMIT,
    **options: Any,  # noqa: ANN401
) -> Answer:
    from bilat.report import records

    filters: Filters = {**options}  # type: ignore[typeddict-item]  # select refuses what is none
    chosen = graph.select(**filters)
    found = graph.timeline(*names, chosen=chosen)
    who = [graph.thing(name).label(language) for name in names]
    kinds = sorted(chosen.kinds) or sorted({record.kind for record in found})
    period = {"since": filters.get("since"), "until": filters.get("until")}
    complete = graph.completeness(kinds, names, **period) if names and kinds else ""
    if not found:
        about = f" of {' and '.join(who)}" if who else ""
        why = complete if complete.startswith("complete") else "widen the dates or kinds"
        raise NotFoundError(f"no records{about} pass these filters ({why})")
    said = f"{len(found)} records, {complete}" if chosen.kinds and complete else ""
    return records.timeline(
        graph.data,
        found,
        chosen,
        language,
        limit,
        completeness=said,
        claims_about={record.id: graph.claims_about(record.id) for record in found},
        heading=" · ".join(("Timeline", *([" + ".join(who)] if who else []), *chosen.words)),
        **_asked(filters),
    )


def _path(  # noqa: PLR0913  one parameter per option of the verb
    graph: Graph,
    start: str,
    goal: str,
    *,
    max_hops: int = 4,
    through_states: bool = False,
    avoid: str | Sequence[str] = (),
    time_respecting: bool = False,
    strict: bool = False,
    language: str = "en",
    **options: Any,  # noqa: ANN401
) -> Answer:
    from bilat.report import paths

    options.setdefault("contested", False)
    found = graph.paths(
        start,
        goal,
        max_hops=max_hops,
        through_states=through_states,
        avoid=avoid,
        time_respecting=time_respecting,
        strict=strict,
        **options,
    )
    if found.clash:
        raise NotFoundError(paths.out_of_time(graph.data, found.clash, language, strict=strict))
    ends = [graph.actor(name) for name in (start, goal)]
    if not found.found and not found.cut:
        raise NotFoundError(
            f"no path within {max_hops} hops from {ends[0].label()} to {ends[1].label()} "
            f"(try --max-hops{'' if through_states else ', --through states'} or fewer filters)"
        )
    avoided = [graph.actor(name) for name in ([avoid] if isinstance(avoid, str) else avoid)]
    order = ("strict" if strict else "non-strict") if time_respecting else ""
    filters = _filters(options)
    chosen = graph.select(**filters)
    common = _asked(filters, through="states" if through_states else "", time_respecting=order)
    common["filters"] |= {"avoid": [actor.id for actor in avoided]} if avoided else {}
    words = (
        " to ".join(end.label(language) for end in ends),
        *chosen.words,
        *(f"without {actor.label(language)}" for actor in avoided),
        *(["through states"] if through_states else []),
        *([f"in order of time ({order})"] if order else []),
    )
    heading = " · ".join(("Path", *words))
    return paths.path(graph.data, found, chosen, language, heading=heading, **common)


def _centrality(  # noqa: PLR0913  one parameter per thing the heading says
    graph: Graph,
    measure: str = "betweenness",
    network: str = "actors",
    *,
    compare: str | None = None,
    language: str = "en",
    limit: int = LIMIT,
    **options: Any,  # noqa: ANN401
) -> Answer:
    from bilat.report import ranking

    options.setdefault("contested", False)
    found = graph.centrality(measure, network, compare=compare, **options)
    if not found.ranks:
        raise NotFoundError("no ties pass these filters (widen the dates or kinds)")
    filters = _filters(options)
    compared = (f"compared with {compare}",) if compare else ()
    words = (measure, f"{network} network", *graph.select(**filters).words, *compared)
    heading = " · ".join(("Centrality", *words))
    return ranking.centrality(
        graph.data, found, language, limit, compare=compare, heading=heading, **_asked(filters)
    )


def _communities(
    graph: Graph,
    network: str = "actors",
    *,
    language: str = "en",
    limit: int = LIMIT,
    **options: Any,  # noqa: ANN401
) -> Answer:
    from bilat.report import ranking

    options.setdefault("contested", False)
    found = graph.communities(network, **options)
    if not found.groups:
        raise NotFoundError("no ties pass these filters (widen the dates or kinds)")
    filters = _filters(options)
    words = (f"{network} network", *graph.select(**filters).words)
    heading = " · ".join(("Communities", *words))
    return ranking.communities(
        graph.data, found, language, limit, heading=heading, **_asked(filters)
    )


def _listed(  # noqa: PLR0913  one parameter per option of the verb
    graph: Graph,
    name: str | None = None,
    *,
    on: str | None = None,
    by: str | None = None,
    certain: bool = False,
    language: str = "en",
    limit: int = LIMIT,
) -> Answer:
    from bilat.report import sanctions

    if not (name or by):
        raise UsageError("say whom, or by whom: bilat listed NAME, or bilat listed --by AUTHORITY")
    day = on or date.today().isoformat()  # noqa: DTZ011  the person's own day
    found = graph.listed(name, on=day, by=by, certain=certain)
    whom = graph.actor(name).label(language) if name else "anybody"
    authority = f" by {graph.actor(by).label(language)}" if by else ""
    in_force = any(item.status != "not" for item in found)
    sure = " · certain dates only" if certain else ""
    none = f"On {day}, {whom} was on no recorded list{authority}."
    if certain and not in_force:
        possible = sum(item.status == "possibly" for item in graph.listed(name, on=day, by=by))
        none = f"On {day}, {whom} was not certainly on any recorded list{authority}"
        none += f" ({possible} possible: leave out --certain)." if possible else "."
    things = [item for item in (name, by) if item]
    return sanctions.listed(
        graph.data,
        found,
        language,
        limit,
        heading=f"Listed on {day}{'' if on else ' (today)'}: {whom}{authority}{sure}",
        notes=() if in_force else (none,),
        coverage=graph.searched(["listing"], things, since=day, until=day),
        **_asked({"as_of": day, "certain": certain}, name=name, by=by),
    )


def _engaged(
    graph: Graph,
    *,
    state: str | None = None,
    by: str | None = None,
    language: str = "en",
    limit: int = LIMIT,
    **options: Any,  # noqa: ANN401
) -> Answer:
    from bilat.report import sanctions

    filters: Filters = {**options}  # type: ignore[typeddict-item]  # select refuses what is none
    chosen = graph.select(**filters)
    found = graph.engaged(state=state, by=by, chosen=chosen)
    if not found:
        raise NotFoundError("nobody who was listed then (in this data, with these filters)")
    sides = [f"{name} {value}" for name, value in (("by", state), ("listed by", by)) if value]
    period = {"since": filters.get("since"), "until": filters.get("until")}
    return sanctions.engaged(
        graph.data,
        found,
        language,
        limit,
        heading=" · ".join(("Engaged while listed", *sides, *chosen.words)),
        coverage=graph.searched(sorted(chosen.kinds) or ["visit"], [state], **period)
        if state
        else [],
        **_asked(filters, state=state, by=by),
    )


def _claims(  # noqa: PLR0913  one parameter per option of the verb
    graph: Graph,
    *,
    about: str | None = None,
    by: str | None = None,
    disputed: bool = False,
    language: str = "en",
    limit: int = LIMIT,
    **options: Any,  # noqa: ANN401
) -> Answer:
    from bilat.report import evidence

    found = graph.claims(about=about, by=by, disputed=disputed, **options)
    if not found:
        raise NotFoundError("no claims pass these filters (widen them)")
    filters = _filters(options)
    chosen = graph.select(**filters)
    names = [f"{word} {name}" for word, name in (("about", about), ("by", by)) if name]
    common = _asked(filters, about=about, by=by)
    common["filters"] |= {"contested": True} if disputed else {}
    common["heading"] = " · ".join(("Disputes" if disputed else "Claims", *names, *chosen.words))
    if disputed:
        disputes = graph.disputes(found)
        return evidence.disputes(graph.data, disputes, chosen, language, limit, **common)
    return evidence.claims(graph.data, found, chosen, language, limit, **common)


def _compare(  # noqa: PLR0913  one parameter per option of the verb
    graph: Graph,
    before: str,
    after: str,
    *,
    about: Sequence[str] = (),
    unrecorded: bool = False,
    language: str = "en",
    limit: int = LIMIT,
    **options: Any,  # noqa: ANN401
) -> Answer:
    from bilat.report import world

    names = [about] if isinstance(about, str) else list(about)
    found = graph.compare(before, after, about=names, unrecorded=unrecorded, **options)
    if not found.found:
        more = f" ({found.unrecorded} more may have: --unrecorded)" if found.unrecorded else ""
        raise NotFoundError(f"no recorded change from {before} to {after}{more}")
    filters = _filters(options)
    who = " + ".join(graph.thing(name).label(language) for name in names)
    words = ((f"about {who}",) if names else ()) + graph.select(**filters).words
    common = _asked(filters)
    common["filters"] = {
        "from": before,
        "to": after,
        **common["filters"],
        **({"about": names} if names else {}),
        **({"unrecorded": True} if unrecorded else {}),
    }
    heading = " · ".join((f"Changed from {before} to {after}", *words))
    return world.compare(graph.data, found, language, limit, heading=heading, **common)


def _balance(  # noqa: PLR0913  one parameter per option of the verb
    graph: Graph,
    *,
    layers: Sequence[str] = (),
    rule: str = "strict",
    mixed: str | None = None,
    unit: str = "all",
    language: str = "en",
    limit: int = LIMIT,
    **options: Any,  # noqa: ANN401
) -> Answer:
    from bilat.report import world

    options.setdefault("contested", False)
    found = graph.balance(layers=layers, rule=rule, mixed=mixed, unit=unit, **options)
    if not found.triads:
        raise NotFoundError(
            "no three states have signed ties with each other (widen the dates, or --unit all)"
        )
    filters = _filters(options)
    words = (f"{rule} balance", *layers, *graph.select(**filters).words)
    common = _asked(filters, mixed=mixed)
    common["filters"] |= {"layer": list(layers)} if layers else {}
    heading = " · ".join(("Triads of states", *words))
    return world.balance(
        graph.data, found, language, limit, rule=rule, unit=unit, heading=heading, **common
    )


def _coverage(graph: Graph, *, limit: int = 0) -> Answer:
    from bilat.report import evidence

    cells = graph.coverage()
    if not cells:
        raise NotFoundError("no coverage statement (add a bil:Coverage to the data)")
    return evidence.coverage(cells, limit)


def _stats(graph: Graph, *, language: str = "en") -> Answer:
    from bilat.report import datasheet

    return datasheet.stats(graph.data, graph.coverage(), language)


_ANSWERS: dict[str, Callable[..., Answer]] = {
    "find": _find,
    "show": _show,
    "timeline": _timeline,
    "path": _path,
    "centrality": _centrality,
    "communities": _communities,
    "listed": _listed,
    "engaged": _engaged,
    "claims": _claims,
    "compare": _compare,
    "balance": _balance,
    "coverage": _coverage,
    "stats": _stats,
}
