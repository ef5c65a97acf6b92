"""Whether an edited text says what the old one said, what was meant to be added, and no more.

Both texts are parsed, in the worker; the statements that were meant come as they are and are not
parsed, so that a fault in how they were written shows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from bilat import sandbox
from bilat.errors import BadInputError
from bilat.store.terms import short

# Subject, property, and either (IRI) or (text, language, datatype).
Meant = tuple[str, str, Sequence[str]]

_MARK = b"\xef\xbb\xbf"
_Row = tuple[str, str, str]


def refuse_other(
    before: bytes,
    after: bytes,
    meant: Sequence[Meant],
    *,
    name: str,
    timeout: float = sandbox.TIMEOUT_SECONDS,
) -> None:
    """Raise ``BadInputError`` unless Turtle ``after`` is ``before`` and what was meant, each new.

    Blank nodes are told by the order in which they appear. ``name`` is the file's, for the error.
    """
    head = json.dumps([name, len(before), meant]).encode() + b"\n"
    reason = sandbox.run(differing, head + before + after, timeout=timeout, subject=name)
    if reason:
        raise BadInputError(
            f"{reason.decode()}: it stays as it was (add by hand what --dry-run prints)", path=name
        )


def differing(data: bytes, _arguments: Sequence[str]) -> bytes:
    """The worker's task: why the difference is not what was meant, or nothing."""
    head, _, rest = data.partition(b"\n")
    name, size, meant = json.loads(head)
    before = list(_triples(rest[:size], name))
    try:
        after = list(_triples(rest[size:], name))
    except BadInputError as error:
        return f"the edited file would be no Turtle, {error.message}".encode()
    try:
        wanted = [_meant(*one) for one in meant]
    except ValueError as error:
        return f"what is to be added cannot be said, {error}".encode()
    return _reason(before, after, wanted).encode()


def _reason(before: list[ox.Triple], after: list[ox.Triple], wanted: list[ox.Triple]) -> str:
    known = {*before}
    for triple in wanted:
        if triple in known:
            return f"it says already what is to be added of {short(str(triple.subject)[1:-1])}"
    # The old statements in their order, with the new ones in one place between them.
    same, old = 0, [*_named(before)]
    for one, other in zip(old, _named(after), strict=False):
        if one != other:
            break
        same += 1
    end = same + len(after) - len(before)
    if end < same or old != [*_named(after[:same] + after[end:])]:
        return "what it says already would change"
    if {*after[same:end]} != {*wanted}:
        return "it would say something else than what is to be added"
    return ""


def _triples(data: bytes, name: str) -> Iterator[ox.Triple]:
    try:
        for quad in ox.parse(input=data.removeprefix(_MARK), format=ox.RdfFormat.TURTLE):
            yield quad.triple
    except SyntaxError as error:
        raise BadInputError(error.msg, path=name, line=error.lineno) from None


def _meant(subject: str, property_: str, value: Sequence[str]) -> ox.Triple:
    term: ox.NamedNode | ox.Literal
    if len(value) == 1:
        term = ox.NamedNode(value[0])
    elif value[1]:
        term = ox.Literal(value[0], language=value[1])
    else:
        term = ox.Literal(value[0], datatype=ox.NamedNode(value[2]))
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(property_), term)


def _named(triples: Sequence[ox.Triple]) -> Iterator[_Row]:
    """Each statement as text, blank nodes by the order in which they appear."""
    numbers: dict[ox.BlankNode, str] = {}

    def written(term: object) -> str:
        if isinstance(term, ox.BlankNode):
            return numbers.setdefault(term, f"_:{len(numbers)}")
        if isinstance(term, ox.Triple):
            return (
                "<< " + " ".join(map(written, (term.subject, term.predicate, term.object))) + " >>"
            )
        return str(term)

    for triple in triples:
        yield written(triple.subject), written(triple.predicate), written(triple.object)
