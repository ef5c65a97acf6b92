"""SPARQL over files: the store a worker builds, what it derives, and how it answers.

Runs in a child process that knows nothing but the bytes it is given (see ``bilat.sandbox``): the
engine can hang, take all memory or end its process, and it fetches for SERVICE.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

import pyoxigraph as ox

from bilat.dates import ALWAYS, Bounds, lenient
from bilat.errors import BadInputError, UsageError
from bilat.store import guard
from bilat.store.guard import Query
from bilat.store.terms import (
    BIL,
    DCTERMS,
    FORMATS,
    GRAPH,
    ID,
    OA,
    ORG,
    PLOVER,
    PROV,
    RDF,
    RDFS,
    SEM,
    SKOS,
    TYPE,
    XSD,
    short,
)

DERIVED = ox.NamedNode(GRAPH + "derived")
VOCABULARY = ox.NamedNode(GRAPH + "vocabulary")

_KINDS = (
    *(
        "person",
        "state",
        "body",
        "group",
        "actor",
        "place",
        "office",
        "topic",
        "act",
        "doc",
        "event",
    ),
    *("sit", "claim", "ev", "cov", "dataset", "derived"),
)
# What a query may use without declaring it; its own PREFIX lines come first.
PREFIXES: Mapping[str, str] = {
    "bil": BIL,
    "pl": PLOVER,
    "graph": GRAPH,
    **{kind: f"{ID}{kind}/" for kind in _KINDS},
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": XSD,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "prov": PROV,
    "org": ORG,
    "oa": OA,
    "sem": SEM,
    "edtf": "http://id.loc.gov/datatypes/edtf/",
}
_STAMPS = tuple(
    (ox.NamedNode(f"{SEM}has{name}TimeStamp"), field)
    for name, field in (
        ("EarliestBegin", "earliest_begin"),
        ("LatestBegin", "latest_begin"),
        ("EarliestEnd", "earliest_end"),
        ("LatestEnd", "latest_end"),
    )
)
_DATED = frozenset(property_.value for property_, _ in _STAMPS)
_TYPE = ox.NamedNode(TYPE)
_DATE = ox.NamedNode(XSD + "date")


def open_files(files: Iterable[tuple[str, str, str, bytes]]) -> ox.Store:
    """A store of some files (name, suffix, graph, bytes), each in its graph, and the vocabulary.

    A default graph's statements go to the file's graph; named graphs stay. Raises
    ``BadInputError`` for what cannot be parsed.
    """
    store = ox.Store()
    for name, suffix, graph, data in files:
        text = data.removeprefix(b"\xef\xbb\xbf")
        try:
            _load(store, text, suffix, ox.NamedNode(graph))
        except (SyntaxError, ValueError) as error:
            raise BadInputError(str(error), path=name) from None
    return store


def _load(store: ox.Store, data: bytes, suffix: str, graph: ox.NamedNode) -> None:
    format_ = FORMATS[suffix]
    if suffix in (".ttl", ".nt"):
        store.load(data, format_, to_graph=graph)
        return
    store.extend(
        ox.Quad(quad.subject, quad.predicate, quad.object, graph)
        if isinstance(quad.graph_name, ox.DefaultGraph)
        else quad
        for quad in ox.parse(data, format_, rename_blank_nodes=True)
    )


def add_vocabulary(store: ox.Store, files: Iterable[bytes]) -> None:
    """Our classes and properties and PLOVER's categories, in a graph of their own."""
    for data in files:
        store.load(data, ox.RdfFormat.TURTLE, to_graph=VOCABULARY)


# What is derived


def derive(store: ox.Store, query: Query, rules: Mapping[str, str]) -> None:
    """Add to the derived graph what a query can ask for: dates as four bounds, and the rules.

    ``rules`` run in the order of their names. One is needed if the query, or another rule that is
    needed, names a term that it gives.
    """
    wanted = _wanted(query)
    if wanted is not None and not any(iri.startswith((BIL, SEM, DCTERMS)) for iri in wanted):
        return
    known = {name: _Rule(name, text) for name, text in rules.items()}
    needed: set[str] = set()
    while True:
        more = {name for name, rule in known.items() if wanted is None or rule.gives & wanted}
        if more == needed:
            break
        needed = more
        if wanted is not None:
            wanted = wanted.union(*(known[name].mentions for name in needed))
    if wanted is None or wanted & _DATED:
        store.extend(_dates(store))
    for name in sorted(needed):
        store.extend(_derived(store, rules[name]))


def _wanted(query: Query) -> frozenset[str] | None:
    """The IRIs a query names; None if it can ask for a term without naming it."""
    return None if guard.asks_unnamed(query) or DERIVED.value in query.mentions else query.mentions


class _Rule:
    """A derivation: the terms it gives, and those it asks for."""

    def __init__(self, name: str, text: str) -> None:
        query = guard.examine(text, name, PREFIXES)
        head = next(index for index, item in enumerate(query.tokens) if item.text == "}")
        self.gives = guard.mentioned(query.tokens[:head], query.prefixes)
        self.mentions = guard.mentioned(query.tokens[head:], query.prefixes)


def _derived(store: ox.Store, rule: str) -> Iterator[ox.Quad]:
    triples: Any = store.query(rule, prefixes=dict(PREFIXES), use_default_graph_as_union=True)
    # The whole answer before the first is added: a rule does not see what it gives.
    return iter([ox.Quad(item.subject, item.predicate, item.object, DERIVED) for item in triples])


def _dates(store: ox.Store) -> Iterator[ox.Quad]:
    """The four bounds of every record and document, by the same rules as the loader's."""
    whens, attested = _texts(store, BIL + "when"), _texts(store, BIL + "holdsAt")
    records, situations = _below(store, "Record"), _below(store, "Situation")
    for subject in {**whens, **attested}:
        types = _types(store, subject)
        if types & records:
            days = attested.get(subject, []) if types & situations else []
            yield from _stamps(subject, whens.get(subject, [])[:1], days)
    documents = _below(store, "Document")
    for subject, issued in _texts(store, DCTERMS + "issued").items():
        if _types(store, subject) & documents:
            yield from _stamps(subject, issued[:1], [])


def _texts(store: ox.Store, property_: str) -> dict[Any, list[str]]:
    """The literals of a property by subject."""
    found: dict[Any, list[str]] = {}
    for quad in store.quads_for_pattern(None, ox.NamedNode(property_), None):
        if isinstance(quad.object, ox.Literal) and isinstance(quad.subject, ox.NamedNode):
            found.setdefault(quad.subject, []).append(quad.object.value)
    return found


def _types(store: ox.Store, subject: ox.NamedNode) -> set[Any]:
    return {quad.object for quad in store.quads_for_pattern(subject, _TYPE, None)}


def _below(store: ox.Store, class_: str) -> set[Any]:
    """A class of ours and those below it."""
    text = f"SELECT ?c {{ ?c <{RDFS}subClassOf>* <{BIL}{class_}> }}"
    rows: Any = store.query(text, default_graph=VOCABULARY)
    return {row["c"] for row in rows}


def _stamps(subject: ox.NamedNode, when: list[str], attested: list[str]) -> Iterator[ox.Quad]:
    bounds = lenient(when[0]) if when else ALWAYS
    for day in attested:
        bounds = bounds.holding_at(lenient(day))
    for property_, stamp in stamps(bounds):
        yield ox.Quad(subject, property_, stamp, DERIVED)


@lru_cache(maxsize=4096)
def stamps(bounds: Bounds) -> tuple[tuple[ox.NamedNode, ox.Literal], ...]:
    """The days of some bounds as literals, each with its property; none where there is no bound."""
    days = ((property_, getattr(bounds, field)) for property_, field in _STAMPS)
    return tuple((name, ox.Literal(day.isoformat(), datatype=_DATE)) for name, day in days if day)


# Values of parameters


def term(kind: str, text: str) -> ox.NamedNode | ox.Literal:
    """The term of a kind (``iri date number boolean text text@LANGUAGE``) with a text."""
    if kind == "iri":
        try:
            return ox.NamedNode(text)
        except ValueError:
            raise UsageError(f'"{text}" is no IRI (such as https://example.org/x)') from None
    if kind == "number":
        whole = "." not in text and "e" not in text.lower()
        datatype = "integer" if whole else "decimal" if "e" not in text.lower() else "double"
        return ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))
    if kind in ("date", "boolean"):
        return ox.Literal(text, datatype=ox.NamedNode(XSD + kind))
    _, _, language = kind.partition("@")
    return ox.Literal(text, language=language) if language else ox.Literal(text)


def named(store: ox.Store, text: str) -> ox.NamedNode | None:
    """The term of a short id that the data describes, or of a prefixed name of a vocabulary."""
    prefix, colon, name = text.strip().partition(":")
    if not colon or prefix not in PREFIXES:
        return None
    try:
        found = ox.NamedNode(PREFIXES[prefix] + name)
    except ValueError:
        return None
    # A slip in an id is told with its nearest names rather than answered with nothing.
    ours = PREFIXES[prefix].startswith(ID)
    known = not ours or next(store.quads_for_pattern(found, None, None), None) is not None
    return found if known else None


def labelled(store: ox.Store) -> dict[str, list[tuple[str, str]]]:
    """The names, each with its language, of everything of ours that has one, by IRI."""
    found: dict[str, list[tuple[str, str]]] = {}
    for property_ in (RDFS + "label", SKOS + "altLabel", BIL + "shortName", DCTERMS + "title"):
        for quad in store.quads_for_pattern(None, ox.NamedNode(property_), None):
            iri = getattr(quad.subject, "value", "")
            if iri.startswith(ID) and isinstance(quad.object, ox.Literal):
                name = (quad.object.value, quad.object.language or "")
                found.setdefault(iri, []).append(name)
    return found


def actors(store: ox.Store) -> Iterator[str]:
    """The IRIs of all actors."""
    for class_ in _below(store, "Actor"):
        for quad in store.quads_for_pattern(None, _TYPE, class_):
            yield getattr(quad.subject, "value", "")


# The answer


def answer(  # noqa: PLR0913  each bound by its name
    store: ox.Store,
    query: Query,
    values: Mapping[str, ox.NamedNode | ox.Literal] | None = None,
    *,
    limit: int = 0,
    syntax: str = "ttl",
    union: bool = True,
) -> dict[str, Any]:
    """What a store answers, ready for JSON: rows in the terms of SPARQL's own format, or text.

    ``values`` bind variables; ``limit`` is the most rows or statements (0: all). With ``union`` a
    query without FROM sees all graphs as one. Raises ``BadInputError`` for a query that is wrong.
    """
    _refuse_unknown_graphs(store, query)
    terms = {name: str(term) for name, term in (values or {}).items()}
    found = _ask(store, query, guard.bind(query, terms), union=union and not query.graphs)
    try:
        return _answer(found, limit, syntax)
    except (OSError, RuntimeError, ValueError) as error:
        raise BadInputError(f"cannot be answered: {error}", path=query.name) from None


def parse(query: Query) -> None:
    """Raise ``BadInputError`` at the place where a query is not SPARQL; evaluate nothing."""
    nobody = "nobody"
    while nobody in query.variables:
        nobody += "_"
    # The engine parses only what it is about to answer. It stops in between when it is given a
    # value for a variable that does not occur.
    value: dict[ox.Variable, Any] = {ox.Variable(nobody): ox.Literal("")}
    try:
        ox.Store().query(query.text, prefixes=dict(PREFIXES), substitutions=value)
    except SyntaxError as error:
        raise _fault(query, error) from None
    except (OSError, RuntimeError, ValueError):
        return  # it is SPARQL; what is wrong comes out when it is answered


def _refuse_unknown_graphs(store: ox.Store, query: Query) -> None:
    for iri, token in query.graphs:
        try:
            known = store.contains_named_graph(ox.NamedNode(iri))
        except ValueError:  # relative
            known = False
        if not known:
            message = f"FROM {token.text}: no such graph is loaded (name a file with --data)"
            raise query.refusal(message, token.start)


def _ask(store: ox.Store, query: Query, text: str, *, union: bool) -> Any:  # noqa: ANN401
    try:
        return store.query(text, prefixes=dict(PREFIXES), use_default_graph_as_union=union)
    except SyntaxError as error:
        raise _fault(query, error) from None
    except (OSError, RuntimeError, ValueError) as error:
        raise BadInputError(f"cannot be answered: {error}", path=query.name) from None


def _fault(query: Query, error: SyntaxError) -> BadInputError:
    """The engine's complaint, with what stands at the place instead of all it expected."""
    undeclared = guard.undeclared(query)
    if undeclared:
        from difflib import get_close_matches  # noqa: PLC0415  only for what is misspelt

        prefix = undeclared.text.partition(":")[0]
        near = ", ".join(f"{name}:" for name in get_close_matches(prefix, query.prefixes))
        message = f"prefix {prefix}: not declared (write PREFIX {prefix}: <…>"
        return query.refusal(
            f"{message}; known: {near})" if near else f"{message})", undeclared.start
        )
    match = re.match(r"error at (\d+):(\d+): (?:expected (\w+)$)?", str(error.msg))
    if not match:
        return BadInputError(f"{error.msg} (mend the query)", path=query.name)
    line, column = int(match[1]), int(match[2])
    rest = [*query.text.split("\n"), ""][line - 1][column - 1 :].split()
    found = f'"{rest[0][:20]}"' if rest else "the end of the line"
    hint = f" (expected here: {match[3]})" if match[3] else " (correct it here or just above)"
    message = f"not SPARQL 1.1 at {found}{hint}"
    return BadInputError(message, path=query.name, line=line, column=column)


def _answer(found: Any, limit: int, syntax: str) -> dict[str, Any]:  # noqa: ANN401
    if isinstance(found, ox.QueryBoolean):
        return {"form": "ask", "truth": bool(found), "complete": True}
    most = limit + 1 if limit else None
    if isinstance(found, ox.QueryTriples):
        kept = list(dict.fromkeys(islice(found, most)))
        complete = not limit or (next(found, None) is None and len(kept) <= limit)
        return _graph(kept[:limit] if limit else kept, syntax, complete=complete)
    # Each term once, and rows of their numbers: most answers repeat a few terms.
    table: dict[Any, int | None] = {None: None}
    rows = [
        [table.setdefault(term, len(table) - 1) for term in solution]
        for solution in islice(found, most)
    ]
    return {
        "form": "select",
        "variables": [variable.value for variable in found.variables],
        "terms": [_term(term) for term in table if term is not None],
        "rows": rows[:limit] if limit else rows,
        "complete": not limit or len(rows) <= limit,
    }


def _graph(triples: list[ox.Triple], syntax: str, *, complete: bool) -> dict[str, Any]:
    """Statements as text, in an order of their own: a graph has none."""
    triples.sort(key=str)
    text = b""
    if syntax == "nt":
        text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
    elif triples:
        used = "\n".join(map(str, triples))
        prefixes = {name: iri for name, iri in PREFIXES.items() if f"<{iri}" in used}
        text = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes) or b""
    return {
        "form": "graph",
        "statements": text.decode("utf-8"),
        "syntax": syntax,
        "number": len(triples),
        "complete": complete,
    }


def _term(term: Any) -> dict[str, str]:  # noqa: ANN401  any term of the engine
    if isinstance(term, ox.NamedNode):
        return iri_term(term.value)
    if isinstance(term, ox.Literal):
        found = {"type": "literal", "value": term.value}
        if term.language:
            found["language"] = term.language
        elif term.datatype.value != XSD + "string":
            found["datatype"] = term.datatype.value
        return found
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    return {"type": "triple", "value": str(term)}


@lru_cache(maxsize=65536)
def iri_term(iri: str) -> dict[str, str]:
    """An IRI ready for JSON, with the short id or prefixed name it has."""
    found = {"type": "uri", "value": iri}
    if iri.startswith(ID):
        found["id"] = short(iri)
        return found
    for prefix, start in PREFIXES.items():
        if iri.startswith(start) and re.fullmatch(r"\w[\w.-]*", iri[len(start) :]):
            found["id"] = f"{prefix}:{iri[len(start) :]}"
    return found


def rewritten(data: bytes, suffix: str, syntax: str, limit: int) -> dict[str, Any]:
    """Some statements as an answer: those of a graph that came from elsewhere."""
    quads = ox.parse(input=data, format=FORMATS[suffix])
    triples = list(dict.fromkeys(quad.triple for quad in quads))
    kept = triples[:limit] if limit else triples
    return _graph(kept, syntax, complete=len(kept) == len(triples))


def lock() -> None:
    """Let this process open no further file and no connection, whatever the engine is told.

    The guard refuses SERVICE by name; this holds should an engine read a query otherwise.
    """
    with contextlib.suppress(ImportError):  # not on every platform
        import resource  # noqa: PLC0415

        free = os.dup(sys.stdout.fileno())
        os.close(free)
        resource.setrlimit(resource.RLIMIT_NOFILE, (free, free))
