"""What a SPARQL text may ask for, decided before an engine sees it, and values bound to its names.

A tokenizer of SPARQL 1.1 reads the text; words inside strings, IRIs, comments, prefixed names,
language tags and variables are no words of the query. What reaches out (SERVICE, LOAD), what
changes data and what would exhaust the engine's stack is refused by name and place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from bilat.errors import BadInputError, UsageError

MAX_BYTES = 64 * 1024
MAX_DEPTH = 200

UPDATES = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH")
)

_ESCAPE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_LOCAL = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_TOKEN = re.compile(
    rf"""
      (?P<space>[ \t\r\n]+|\#[^\r\n]*)
    | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_ESCAPE})*>)
    | (?P<string>\"\"\"(?:\"{{0,2}}(?:[^"\\]|\\.))*\"\"\"|'''(?:'{{0,2}}(?:[^'\\]|\\.))*'''
                |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<variable>[?$](?:\w|{_ESCAPE})[\w\u00b7\u0300-\u036f\u203f\u2040]*)
    | (?P<blank>_:\w(?:[\w.\-]*[\w\-])?)
    | (?P<name>(?:[^\W\d_](?:[\w.\-]{{0,250}}[\w\-])?)?:
               (?:(?:[\w:]|{_LOCAL})(?:(?:[\w:.\-]|{_LOCAL})*(?:[\w:\-]|{_LOCAL}))?)?)
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+\-]?\d+)?)
    | (?P<word>(?:[^\W\d]|{_ESCAPE})(?:\w|{_ESCAPE})*)
    | (?P<mark>\^\^|&&|\|\||[!<>]=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_OPERANDS = ("iri", "string", "language", "variable", "blank", "name", "number")
_CLOSING = {")": "(", "]": "[", "}": "{"}


class Token(NamedTuple):
    """One token: its kind (a group of the pattern), its text, and where it starts."""

    kind: str
    text: str
    start: int

    @property
    def upper(self) -> str:
        """The keyword a word stands for, whatever its case; empty if it is no word."""
        return _unescaped(self.text).upper() if self.kind == "word" else ""


class Bracket:
    """An open bracket; ``data`` is one in which ``<`` can only begin an IRI."""

    def __init__(self, text: str, *, data: bool = True) -> None:
        self.text = text
        self.data = data


def tokens(text: str) -> list[Token]:
    """The tokens of a query, without spaces and comments.

    ``<`` after an operand within an expression compares; anywhere else it begins an IRI if it can.
    """
    found: list[Token] = []
    open_: list[Bracket] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:  # pragma: no cover  the last branch takes any character
            break
        kind, part = str(match.lastgroup), match[0]
        if kind == "iri" and _compares(found, open_):
            kind, part = "mark", "<"
        if kind != "space":
            token = Token(kind, part, position)
            _follow(token, found, open_)
            found.append(token)
        position += len(part)
    return found


def _compares(before: list[Token], open_: list[Bracket]) -> bool:
    """Whether ``<`` is the operator here: within an expression, after something to compare."""
    if not before or not open_ or open_[-1].data:
        return False
    last = before[-1]
    return last.kind in _OPERANDS or last.text == ")" or last.upper in ("TRUE", "FALSE")


def _follow(token: Token, before: list[Token], open_: list[Bracket]) -> None:
    if token.kind != "mark":
        return
    if token.text in _CLOSING.values():
        open_.append(Bracket(token.text, data=token.text != "(" or _holds_data(before, open_)))
    elif token.text in _CLOSING and open_:
        open_.pop()


def _holds_data(before: list[Token], open_: list[Bracket]) -> bool:
    """Whether a round bracket opens a row, a list or a path rather than an expression."""
    if not open_:
        return bool(before) and before[-1].upper == "VALUES"
    if not open_[-1].data:
        return [item.text for item in before[-2:]] == ["<", "<"]
    last = before[-1]
    called = last.kind in ("iri", "name") and len(before) > 1 and before[-2].upper == "FILTER"
    return not called and (last.kind != "word" or last.text == "a" or last.upper == "VALUES")


def undeclared(query: Query) -> Token | None:
    """The first name whose prefix stands for nothing."""
    named = (token for token in query.tokens if token.kind == "name")
    return next((item for item in named if item.text.partition(":")[0] not in query.prefixes), None)


def asks_unnamed(query: Query) -> bool:
    """Whether a query can ask for a property, a class or a graph without naming it.

    Told generously: a query that cannot may be taken for one that can, never the other way.
    """
    end = Token("mark", ".", len(query.text))
    around = (end, *query.tokens, end)
    depth, listing = 0, False
    for before, token, after in zip(around, query.tokens, around[2:], strict=False):
        word = token.upper
        depth += (token.text == "{") - (token.text == "}")
        listing = word in ("SELECT", "BY") or (listing and token.text not in "{}")
        if word in ("DESCRIBE", "BASE") or (word == "GRAPH" and after.kind == "variable"):
            return True
        if token.text == "!" and (after.kind in ("name", "iri") or after.text in "(^a"):
            return True
        if token.kind == "variable" and depth and not listing and _stands_between(before, after):
            return True
    return False


def _stands_between(before: Token, after: Token) -> bool:
    """Whether what is between two tokens may be a property, or the class after ``a``."""
    if before.text == "a" or before.text.endswith(("type", "type>")):
        return True
    begun = before.kind in _OPERANDS or before.text in ("]", ")", ";", "[")
    return begun and (after.kind in (*_OPERANDS, "word") or after.text in ("[", "(", "<"))


def _unescaped(text: str) -> str:
    return re.sub(_ESCAPE, lambda match: _character(match[0]), text) if "\\" in text else text


def _character(escape: str) -> str:
    number = int(f"0x{escape[2:]}", base=0)
    # Above the last character there is none: such an escape stays as it is.
    return chr(number) if number <= 0x10FFFF else escape  # noqa: PLR2004


_NO_PREFIXES: Mapping[str, str] = MappingProxyType({})


class Query(NamedTuple):
    """A query that may be run; ``name`` is what it is called in messages.

    ``mentions`` are the IRIs it names, ``graphs`` those it takes its data from (FROM).
    """

    text: str
    name: str
    tokens: tuple[Token, ...]
    mentions: frozenset[str] = frozenset()
    graphs: tuple[tuple[str, Token], ...] = ()
    prefixes: Mapping[str, str] = _NO_PREFIXES

    @property
    def variables(self) -> frozenset[str]:
        """The names of its variables."""
        return frozenset(item.text[1:] for item in self.tokens if item.kind == "variable")

    def refusal(self, message: str, start: int) -> BadInputError:
        """An error at a place of the text."""
        line = self.text.count("\n", 0, start) + 1
        column = start - self.text.rfind("\n", 0, start)
        return BadInputError(message, path=self.name, line=line, column=column)


def examine(text: str, name: str, prefixes: Mapping[str, str]) -> Query:
    """The query behind a text, with ``prefixes`` it need not declare.

    Raises ``BadInputError`` for anything but a SPARQL 1.1 query over the data that is loaded.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise BadInputError(f"the query is over {MAX_BYTES // 1024} kB (shorten it)", path=name)
    found = tuple(tokens(text))
    query = Query(text, name, found)
    _refuse_depth(query)
    for index, token in enumerate(found):
        _refuse(query, found, index, token)
    known = {**prefixes, **dict(_declared(found))}
    return Query(
        text=text,
        name=name,
        tokens=found,
        mentions=mentioned(found, known),
        graphs=tuple(_sources(found, known)),
        prefixes=known,
    )


def _refuse_depth(query: Query) -> None:
    depth = 0
    for token in query.tokens:
        if token.kind == "mark":
            depth += (token.text in _CLOSING.values()) - (token.text in _CLOSING)
            if depth > MAX_DEPTH:
                message = f"nested deeper than {MAX_DEPTH} (simplify the query)"
                raise query.refusal(message, token.start)


def _refuse(query: Query, found: tuple[Token, ...], index: int, token: Token) -> None:
    """Refuse what reaches out or changes data."""
    word = token.upper
    if "SERVICE" in word or _glued(found, index):
        message = "SERVICE is not allowed: a query reads only the data loaded (ask that host apart)"
        raise query.refusal(message, token.start)
    if word in UPDATES:
        message = f"{word} is not allowed: a query cannot change data (use SELECT, ASK, CONSTRUCT)"
        raise query.refusal(message, token.start)


def _glued(found: tuple[Token, ...], index: int) -> bool:
    """``SERVICEex:a {``: the engine needs no space after a keyword, so this is no prefixed name."""
    token = found[index]
    if token.kind != "name" or "SERVICE" not in token.text.partition(":")[0].upper():
        return False
    opens = index + 1 < len(found) and found[index + 1].text == "{"
    before = found[index - 1].upper if index else ""
    return opens and before not in ("GRAPH", "FROM", "NAMED", "DESCRIBE")


def _declared(found: tuple[Token, ...]) -> Iterator[tuple[str, str]]:
    for word, name, iri in zip(found, found[1:], found[2:], strict=False):
        if word.upper == "PREFIX" and name.kind == "name" and iri.kind == "iri":
            yield name.text.rstrip(":"), _unescaped(iri.text[1:-1])


def mentioned(found: Sequence[Token], prefixes: Mapping[str, str]) -> frozenset[str]:
    """The IRIs that some tokens name, whole or by prefix; not those that a prefix stands for."""
    named = set()
    declared = -1
    for index, token in enumerate(found):
        if token.upper in ("PREFIX", "BASE"):
            declared = index + (2 if token.upper == "PREFIX" else 1)
        if index > declared:
            named.add(_iri(token, prefixes))
    return frozenset(named - {""})


def _iri(token: Token, prefixes: Mapping[str, str]) -> str:
    if token.kind == "iri":
        return _unescaped(token.text[1:-1])
    if token.kind == "name":
        prefix, _, local = token.text.partition(":")
        return prefixes.get(prefix, "") + re.sub(r"\\(.)", r"\1", local)
    return ""


def _sources(found: tuple[Token, ...], prefixes: Mapping[str, str]) -> Iterator[tuple[str, Token]]:
    """The graphs that FROM and FROM NAMED name."""
    from urllib.parse import urljoin  # noqa: PLC0415  few queries name a graph

    bases = [after for word, after in pairwise(found) if word.upper == "BASE"]
    base = _iri(bases[-1], prefixes) if bases else ""
    for index, token in enumerate(found[:-1]):
        word = token.upper
        named = word == "FROM" and found[index + 1].upper == "NAMED"
        if (word.startswith("FROM") and not named) or (word == "NAMED" and index):
            yield urljoin(base, _iri(found[index + 1], prefixes)), found[index + 1]


def head(query: Query, prefixes: Mapping[str, str]) -> str:
    """The PREFIX lines a query needs where nobody knows ``prefixes`` but we."""
    used = {item.text.partition(":")[0] for item in query.tokens if item.kind == "name"}
    missing = sorted(used & prefixes.keys() - dict(_declared(query.tokens)).keys())
    return "".join(f"PREFIX {name}: <{prefixes[name]}>\n" for name in missing)


class _Group:
    """What stands between two braces, and which variables to be bound it names itself.

    ``sort`` is ``group`` (of patterns), ``select`` (a SELECT with its WHERE below; the query as a
    whole is one), ``template`` (of CONSTRUCT) or ``rows`` (of VALUES).
    """

    def __init__(self, start: int, sort: str) -> None:
        self.start = start
        self.sort = sort
        self.names: set[str] = set()
        self.first: _Group | None = None


def bind(query: Query, values: Mapping[str, str]) -> str:
    """The text of a query with some variables bound to terms, in every group that names them.

    ``values`` are terms as the engine writes them, so they are complete and cannot open anything.
    The variables stay variables: they can be selected, grouped by and described.
    """
    unknown = [name for name in values if name not in query.variables]
    if unknown:
        raise UsageError(f"the query has no variable ?{unknown[0]} (-p binds a variable by name)")
    pieces, last = [], 0
    for group in _groups(query, values):
        rows = [f" VALUES ?{name} {{ {values[name]} }}" for name in sorted(group.names)]
        if rows:
            pieces += [query.text[last : group.start + 1], *rows, " "]
            last = group.start + 1
    if values and not pieces:
        raise UsageError("a parameter needs a query with WHERE { … }, and not CONSTRUCT WHERE")
    return "".join([*pieces, query.text[last:]])


def _groups(query: Query, wanted: Mapping[str, str]) -> list[_Group]:
    """The groups of patterns in order, with the variables to bind in each.

    A variable that a SELECT names around its WHERE is bound in that WHERE.
    """
    path = [_Group(-1, "select")]
    found: list[_Group] = []
    for index, token in enumerate(query.tokens):
        if token.kind == "variable" and token.text[1:] in wanted:
            path[-1].names.add(token.text[1:])
        elif token.text == "{":
            group = _Group(token.start, _sort(query.tokens, index))
            if group.sort == "group" and path[-1].sort == "select":
                path[-1].first = path[-1].first or group
            path.append(group)
            found.append(group)
        elif token.text == "}" and len(path) > 1:
            _close(path.pop(), path[-1])
    for group in reversed(path):
        _close(group, group)
    return [group for group in found if group.sort == "group"]


def _close(group: _Group, around: _Group) -> None:
    if group.sort == "template":
        around.names |= group.names
    elif group.sort == "select" and group.first:
        group.first.names |= group.names


def _sort(found: Sequence[Token], index: int) -> str:
    """What the brace at an index opens."""
    before = [item.upper for item in found[max(index - 2, 0) : index]]
    if before[-1:] == ["CONSTRUCT"] or before == ["CONSTRUCT", "WHERE"]:
        return "template"
    if _after_values(found, index):
        return "rows"
    following = found[index + 1].upper if index + 1 < len(found) else ""
    return "select" if following == "SELECT" else "group"


def _after_values(found: Sequence[Token], index: int) -> bool:
    """Whether only variables, in brackets or not, stand between VALUES and an index."""
    position = index - 1
    while position >= 0 and (found[position].kind == "variable" or found[position].text in "()"):
        position -= 1
    return position >= 0 and position < index - 1 and found[position].upper == "VALUES"
