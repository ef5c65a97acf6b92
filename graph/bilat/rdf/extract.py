"""A bounded part of a dataset in a SPARQL store, as N-Triples: what one question needs, whole.

Queries are plain SPARQL 1.1, in pages and batches small enough for servers that cap their answers,
and whatever they return is counted against what the server says there is: a cap that cuts an answer
is found, never believed. Kinds and dates are pushed down only as far as that is safe, so what
arrives may be more than was asked for; the ordinary filters decide afterwards.

A server may write a literal in another form than the files did (``4.0`` as ``4``, ``1`` for
``true``) and names blank nodes anew. Text, language, EDTF dates and IRIs come back as they were.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from bilat.errors import LimitError, RemoteError
from bilat.model import ACTOR_KINDS, EVENT_KINDS, RECORD_KINDS
from bilat.rdf import answers
from bilat.rdf.remote import TABLES, Endpoint, Reply
from bilat.selection import Scope, Selection
from bilat.store import terms
from bilat.store.terms import BIL, DCTERMS, LABEL, OA, ORG, PLOVER, PROV, RDF, SKOS, TYPE

Progress = Callable[[int, int], None]

BATCH = 250
PAGE = 2000
PATIENCE = 10  # times the limit of one question
NAMED_AT_MOST = 20_000
_NAMES = (LABEL, SKOS + "altLabel", BIL + "shortName", DCTERMS + "title")
# Properties between things. Others lead out of the dataset: addresses, licences, other catalogues.
_REFERRING = (
    *(BIL, ORG, OA, PROV, RDF + "subject", RDF + "object"),
    *(DCTERMS + name for name in ("creator", "publisher", "isVersionOf")),
)
_TRIPLES = ("application/n-triples",)
_BLANK_SUBJECT = re.compile(rb"^_:(\S+)")
_BLANK_OBJECT = re.compile(rb"^(\S+\s+\S+\s+)_:([^\s\"]+?)(\s*\.)$")
_LINK = re.compile(r"<([^>]*)>\s+<([^>]*)>\s+<([^>]*)>\s*\.\s*$")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# What no IRI may hold: with it, a name could become part of a query.
_FORBIDDEN = re.compile(r'[\x00-\x20<>"{}|\\^`]')
# A plain EDTF date: a day, month or year without doubt. Others are left to the local filter.
_PLAIN = '"^[0-9]{4}(-[0-9]{2}){0,2}$"'


class Extraction:
    """What has been pulled so far: ``lines`` of N-Triples, and which subjects were asked for."""

    def __init__(self, endpoint: Endpoint, progress: Progress | None = None) -> None:
        self.endpoint = endpoint
        self.progress = progress
        self.lines: set[bytes] = set()
        self.asked: set[str] = set()
        self.vocabulary = terms.load_vocabulary()
        self._links: dict[str, list[tuple[str, str]]] = {}
        self._answers = 0
        self._deadline = time.monotonic() + PATIENCE * endpoint.timeout

    # What is there

    def subjects(self, pattern: str) -> list[str]:
        """The IRIs ``?s`` stands for in a pattern, terms aside: paged by name, and counted."""
        pattern += (
            f' FILTER(ISIRI(?s) && !STRSTARTS(STR(?s), "{BIL}") && !STRSTARTS(STR(?s), "{PLOVER}"))'
        )
        total = self.count(pattern)
        found: list[str] = []
        while len(found) < total:
            after = f'FILTER(STR(?s) > "{found[-1]}")' if found else ""
            page = self._column(
                f"SELECT DISTINCT ?s WHERE {{ {pattern} {after} }} ORDER BY STR(?s) LIMIT {PAGE}"
            )
            if not page:
                break
            found += page
        if len(found) != total or len(set(found)) != total:
            raise RemoteError(
                self.endpoint.host,
                f"names {len(set(found)):,} of {total:,} subjects (its order cannot be trusted, "
                "or the data changed meanwhile; try again)",
            )
        return found

    def count(self, pattern: str) -> int:
        """How many subjects ``?s`` stands for in a pattern."""
        return self._number(f"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ {pattern} }}")

    def about(self, before: str, things: Iterable[str], after: str) -> list[str]:
        """The subjects of a pattern between ``before`` and ``after`` some things, in batches."""
        found: dict[str, None] = {}
        for batch in _batches(sorted(things)):
            values = f"VALUES ?x {{ {_iris(batch)} }}"
            found.update(dict.fromkeys(self.subjects(f"{values} {before} ?x {after}")))
        return list(found)

    def _number(self, query: str) -> int:
        column = self._column(query)
        if len(column) != 1 or not column[0].isdigit():
            raise RemoteError(self.endpoint.host, "does not count (is it SPARQL 1.1?)")
        return int(column[0])

    def _column(self, query: str) -> list[str]:
        """The only column of a table."""
        table = answers.table(self._ask(query, TABLES))
        if len(table.columns) != 1 or any(row[0] is None for row in table.rows):
            raise RemoteError(self.endpoint.host, "answered another question than was asked")
        found = [row[0].value for row in table.rows if row[0]]
        if any(_FORBIDDEN.search(value) for value in found):
            raise RemoteError(self.endpoint.host, "answered with an IRI that is none")
        return found

    def _ask(self, query: str, wanted: Sequence[str]) -> Reply:
        if time.monotonic() > self._deadline:
            seconds = PATIENCE * self.endpoint.timeout
            raise LimitError(
                f"{self.endpoint.host}: stopped after {seconds:g} s (narrow the question by names, "
                "--kind or dates, or raise the time with --timeout)"
            )
        reply = self.endpoint.ask(query, wanted)
        if self.progress:
            self.progress(len(self.asked), self.endpoint.received)
        return reply

    # Pulling it

    def close(self, subjects: Iterable[str], *, only: Sequence[str] = ()) -> None:
        """Pull some subjects with all they refer to, and all that refers to in turn.

        With ``only``, just these properties of theirs, and nothing further.
        """
        waiting = set(subjects) - self.asked
        while waiting:
            self.asked |= waiting
            pulled = [
                line for batch in _batches(sorted(waiting)) for line in self._pull(batch, only)
            ]
            self.lines.update(pulled)
            found = {object_ for line in pulled for object_ in self._leads_to(line)}
            waiting = set() if only else found - self.asked

    def _pull(self, batch: Sequence[str], only: Sequence[str]) -> list[bytes]:
        """Every statement of some subjects and of the blank nodes they own.

        A batch of which less arrives than there is, is halved; a single subject is refused.
        """
        limited = f"VALUES ?p {{ {_iris(only)} }}" if only else ""
        values = f"VALUES ?root {{ {_iris(batch)} }}"
        pattern = (
            f"{{ {{ {values} {limited} ?root ?p ?o . BIND(?root AS ?s) }} UNION "
            f"{{ {values} ?root ?q ?s . FILTER(isBlank(?s)) ?s ?p ?o }} }}"
        )
        total = self._number(
            f"SELECT (COUNT(*) AS ?n) WHERE {{ SELECT DISTINCT ?s ?p ?o WHERE {pattern} }}"
        )
        found = self._statements(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {pattern}") if total else []
        if len(found) == total:
            return found
        if len(batch) == 1:
            raise RemoteError(
                self.endpoint.host,
                f"returns {len(found):,} of {total:,} statements about {terms.short(batch[0])} "
                "(does it cap its answers?)",
            )
        middle = len(batch) // 2
        return [*self._pull(batch[:middle], only), *self._pull(batch[middle:], only)]

    def _statements(self, query: str) -> list[bytes]:
        reply = self._ask(query, _TRIPLES)
        lines = {line.strip() for line in reply.data.split(b"\n")}
        found = [line for line in lines if line and not line.startswith(b"#")]
        # The worker parses them in the end; this tells a stack trace or a page from statements.
        whole = reply.data[-1:] in (b"\n", b"")
        if not (whole and all(line[:1] in b"<_" and line[-1:] == b"." for line in found)):
            raise RemoteError(
                self.endpoint.host,
                "answered with broken N-Triples",
                status=200,
                media=reply.media,
                size=len(reply.data),
            )
        self._answers += 1
        return [self._renamed(line) for line in found]

    def _renamed(self, line: bytes) -> bytes:
        """A statement with its blank nodes named after the answer: each answer has its own."""
        if b"_:" not in line:
            return line
        mark = b"_:a%dx" % self._answers
        line = _BLANK_SUBJECT.sub(rb"%s\1" % mark, line)
        return _BLANK_OBJECT.sub(rb"\g<1>%s\2\3" % mark, line)

    def _leads_to(self, line: bytes) -> Iterator[str]:
        """The thing a statement between two IRIs refers to; the link is remembered."""
        match = _LINK.match(line.decode("utf-8", "replace"))
        if match:
            subject, predicate, object_ = (_ESCAPE.sub(_unescaped, part) for part in match.groups())
            if not _FORBIDDEN.search(object_):
                self._links.setdefault(subject, []).append((predicate, object_))
                if predicate.startswith(_REFERRING) and not object_.startswith((BIL, PLOVER)):
                    yield object_

    # What it says

    def linked(self, subjects: Iterable[str], predicates: Iterable[str]) -> set[str]:
        """What some subjects point to by some predicates, as far as pulled."""
        wanted = set(predicates)
        return {
            object_
            for subject in subjects
            for predicate, object_ in self._links.get(subject, ())
            if predicate in wanted
        }

    def of_kind(self, kinds: Iterable[str]) -> set[str]:
        """The pulled subjects of some kinds."""
        classes = set(self.classes(kinds))
        return {
            subject
            for subject, links in self._links.items()
            if any(predicate == TYPE and object_ in classes for predicate, object_ in links)
        }

    def classes(self, kinds: Iterable[str]) -> list[str]:
        """The classes of some kinds."""
        wanted = set(kinds)
        return sorted(class_ for class_, kind in self.vocabulary.kinds.items() if kind in wanted)


def pull(endpoint: Endpoint, scope: Scope, progress: Progress | None = None) -> bytes:
    """What a question needs, as N-Triples; ``scope`` holds ids here, not names.

    With each record come its evidence and documents, whoever takes part with the bodies above them,
    the offices of every person it names, what contradicts it and what is claimed about it; and
    always the coverage statements and the description of the dataset. Raises ``LimitError`` when
    that is more than the endpoint's bounds allow, ``RemoteError`` when it does not arrive whole.
    """
    extraction = Extraction(endpoint, progress)
    if scope.is_everything:
        ours = f'?s a ?type . FILTER(STRSTARTS(STR(?type), "{BIL}"))'
        extraction.close(extraction.subjects(ours))
    else:
        roots = [*map(terms.long, scope.about), *_roots(extraction, scope)]
        extraction.close([*roots, *map(terms.long, scope.also)])
        _add_frame(extraction)
        if scope.hops:
            _add_claims(extraction, roots)
        if scope.listings:
            extraction.close(extraction.subjects(_typed(extraction.classes(["listing"]))))
        _add_context(extraction)
    return b"\n".join(extraction.lines) + b"\n"


def names(endpoint: Endpoint, text: str, *, actors: bool) -> bytes:
    """Kinds and names of actors, or of everything, as N-Triples, to look for a text in.

    Of up to 20,000 named things all come, and a name is found as in files. Of more, only those come
    whose names contain each word as the server compares it, so accents then count.
    """
    extraction = Extraction(endpoint)
    known = extraction.vocabulary.kinds if not actors else extraction.classes(ACTOR_KINDS)
    pattern = _typed(sorted(known))
    if extraction.count(pattern) > NAMED_AT_MOST:
        pattern += "".join(
            f" ?s ?p{place} ?name{place} . VALUES ?p{place} {{ {_iris(_NAMES)} }} "
            f"FILTER(CONTAINS(LCASE(STR(?name{place})), {_quoted(word.lower())}))"
            for place, word in enumerate(re.findall(r"\w+", text))
        )
    extraction.close(extraction.subjects(pattern), only=(TYPE, *_NAMES))
    return b"\n".join(extraction.lines) + b"\n"


def _roots(extraction: Extraction, scope: Scope) -> list[str]:
    """The records the question is about."""
    if not scope.about:
        return _passing(extraction, scope.chosen)
    if not scope.hops:
        return []
    things = [terms.long(id_) for id_ in scope.about]
    if scope.together:
        return _concerning_all(extraction, things, scope.chosen)
    return _around(extraction, things, scope)


def _passing(extraction: Extraction, chosen: Selection) -> list[str]:
    return [iri for part in _filters(extraction, chosen) for iri in extraction.subjects(part)]


def _concerning_all(extraction: Extraction, things: Sequence[str], chosen: Selection) -> list[str]:
    concerned = " ".join(_concerns(f"<{thing}>", place) for place, thing in enumerate(things))
    return [
        iri
        for part in _filters(extraction, chosen)
        for iri in extraction.subjects(f"{concerned} {part}")
    ]


def _around(extraction: Extraction, centre: Sequence[str], scope: Scope) -> list[str]:
    """The records within so many steps, a step leading from an actor to whom it met."""
    found: dict[str, None] = {}
    frontier, seen = set(centre), set(centre)
    extraction.close(centre)
    for _ in range(scope.hops):
        for part in _filters(extraction, scope.chosen):
            for batch in _batches(sorted(frontier)):
                values = f"VALUES ?x {{ {_iris(batch)} }}"
                near = extraction.subjects(f"{values} {_concerns('?x', 0)} {part}")
                found.update(dict.fromkeys(near))
        extraction.close(found)
        frontier = extraction.linked(found, extraction.vocabulary.roles) - seen
        if not scope.through_states:
            frontier -= extraction.of_kind(["state"])
        seen |= frontier
    return list(found)


def _concerns(thing: str, place: int) -> str:
    """A pattern for ``?s`` being about a thing: itself, through an office in it, or as a source."""
    return (
        f"{{ ?s ?role{place} {thing} }} UNION {{ ?s <{BIL}office>/<{ORG}postIn> {thing} }} "
        f"UNION {{ ?s <{BIL}evidence>/<{OA}hasSource> {thing} }}"
    )


def _filters(extraction: Extraction, chosen: Selection) -> list[str]:
    """Patterns whose union holds every record that passes a selection, and perhaps some more."""
    wanted = chosen.kinds or {*RECORD_KINDS}
    events = extraction.classes(wanted & {*EVENT_KINDS})
    others = extraction.classes(wanted - {*EVENT_KINDS})
    dated = f"{_typed(events)} {_days(chosen)}" if events else ""
    return [part for part in (dated, _typed(others) if others else "") if part]


def _days(chosen: Selection) -> str:
    """What can be said of an event's plain date: ``2014-03`` sorts before any of its days."""
    lasts = [day.latest_end for day in (chosen.period, chosen.as_of) if day and day.latest_end]
    first = chosen.period.earliest_begin
    limits = [f'STR(?when) <= "{min(lasts).isoformat()}"'] if lasts else []
    limits += [f'CONCAT(STR(?when), "~") >= "{first.isoformat()}"'] if first else []
    if not limits:
        return ""
    inside = " && ".join(limits)
    return f"?s <{BIL}when> ?when . FILTER(!REGEX(STR(?when), {_PLAIN}) || ({inside}))"


def _add_frame(extraction: Extraction) -> None:
    """What was looked for, and what the dataset is."""
    extraction.close(extraction.subjects(_typed([BIL + "Coverage"])))
    extraction.close(extraction.subjects(f"?s <{BIL}leftState> ?state ."))


def _add_claims(extraction: Extraction, roots: Sequence[str]) -> None:
    """What is claimed about the records, and their parts."""
    extraction.close(extraction.about(f"?s <{BIL}about>", roots, "."))
    extraction.close(extraction.about(f"?s <{BIL}partOf>", roots, "."))


def _add_context(extraction: Extraction) -> None:
    """Offices of all persons, and whatever contradicts a record, until nothing is new."""
    persons: set[str] = set()
    records: set[str] = set()
    while True:
        more_persons = extraction.of_kind(["person"]) - persons
        more_records = extraction.of_kind(RECORD_KINDS) - records
        if not more_persons and not more_records:
            return
        persons |= more_persons
        records |= more_records
        office = _typed(extraction.classes(["office"]))
        extraction.close(extraction.about(f"?s <{ORG}member>", more_persons, f". {office}"))
        extraction.close(extraction.about(f"?s <{BIL}contradicts>", more_records, "."))


def _typed(classes: Iterable[str]) -> str:
    return f"?s <{RDF}type> ?class . VALUES ?class {{ {_iris(classes)} }}"


def _iris(iris: Iterable[str]) -> str:
    return " ".join(f"<{iri}>" for iri in iris if not _FORBIDDEN.search(iri))


def _batches(things: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(things), BATCH):
        yield things[start : start + BATCH]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _unescaped(match: re.Match[str]) -> str:
    return chr(min(int(match[1] or match[2], 16), 0x10FFFF))
