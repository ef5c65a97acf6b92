"""Records as Turtle in the making, and what an importer may refuse or leave out.

Plain text: whoever writes records needs no RDF library for it.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
from collections import Counter
from typing import NamedTuple

from bilat.errors import LimitError

_VOCABULARIES = {
    "bil": "https://w3id.org/bilat/ns#",
    "dcterms": "http://purl.org/dc/terms/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "pl": "https://w3id.org/bilat/plover#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_KINDS = ("act", "actor", "body", "doc", "ev", "event", "group", "person", "place", "sit", "state")
PREFIXES = {**{kind: f"https://w3id.org/bilat/id/{kind}/" for kind in _KINDS}, **_VOCABULARIES}
MAX_BYTES = 512 * 1024**2

_UNSAFE = re.compile(r'["\\\x00-\x1f\x7f]')
_NAMED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_LONGEST_SLUG = 60


class RefusedError(Exception):
    """A line that cannot be used, with the reason in words; caught where lines are counted."""


def short(text: str, most: int = 80) -> str:
    """A text from data as a message or gist quotes it: one line, cut with an ellipsis."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def address(url: str) -> str:
    """The IRI of a web address; ``RefusedError`` for anything else."""
    if not re.fullmatch(r"https?://[^\x00-\x20<>\"{}|\\^`\x7f-\x9f]{1,2000}", url):
        raise RefusedError(f'"{short(url)}" is no web address')
    return f"<{url}>"


def words(text: str, language: str = "en") -> str:
    """A literal with its language."""
    return f'"{_escaped(text)}"@{language}'


def plain(text: str, datatype: str = "") -> str:
    """A literal, of a datatype such as ``xsd:decimal`` if it is no string."""
    return f'"{_escaped(text)}"' + (f"^^{datatype}" if datatype else "")


def _escaped(text: str) -> str:
    return _UNSAFE.sub(lambda match: _NAMED.get(match[0], f"\\u{ord(match[0]):04X}"), text)


def id_of(kind: str, source: str, *parts: str) -> str:
    """A short id for something known by name: readable, one for each name, a name in Turtle."""
    flat = unicodedata.normalize("NFKD", parts[0]).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", flat)[:_LONGEST_SLUG].strip("-")
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]
    return f"{kind}:{'-'.join(filter(None, (source, slug, digest)))}"


class Statements:
    """Statements as they are made, each subject once, up to ``MAX_BYTES`` of them."""

    def __init__(self, *, kept: bool = True) -> None:
        """With ``kept`` false nothing is remembered but which subjects there were."""
        self._stream = io.BytesIO()
        head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(PREFIXES.items()))
        self._stream.write(head.encode())
        self._kept = kept
        self._seen: set[str] = set()

    def knows(self, id_: str) -> bool:
        """Whether a subject has been described."""
        return id_ in self._seen

    def describe(self, id_: str, *said: tuple[str, str]) -> str:
        """Say what a subject is, unless it was said before: pairs of property and term; its id.

        Raises ``LimitError`` when it becomes too much.
        """
        if id_ not in self._seen:
            self._seen.add(id_)
            self.write(id_, *said)
        return id_

    def write(self, id_: str, *said: tuple[str, str]) -> None:
        """The same without a look at what was said before."""
        if not self._kept:
            return
        block = " ;\n    ".join(f"{name} {term}" for name, term in said)
        self._stream.write(f"\n{id_} {block} .\n".encode())
        if self._stream.tell() > MAX_BYTES:
            raise LimitError(
                f"the records take over {MAX_BYTES // 1024**2} MB (import the file in parts)"
            )

    def turtle(self) -> bytes:
        """All statements, subjects in the order they were described."""
        return self._stream.getvalue()


class Dropped:
    """Values that have no place here, counted by what they are and where they stood."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[str]] = {}

    def add(self, sort: str, name: str, values: int = 1) -> None:
        """Count some values: ``sort`` is such as ``unknown properties``."""
        found = self.counts.setdefault(sort, Counter())
        key = short(name, 40)
        # A stranger's file may hold any number of names.
        found[key if key in found or len(found) < _MOST_NAMES else _OTHERS] += values


_MOST_NAMES = 200
_OTHERS = "others"


class State(NamedTuple):
    """A state that tables know: its ISO 3166 code of three letters, and its name."""

    code: str
    name: str

    @property
    def id(self) -> str:
        """Its id in every dataset."""
        return f"state:{self.code.lower()}"


class Code(NamedTuple):
    """What events of a code become: class, roles of source and target, PLOVER's category."""

    label: str
    kind: str
    source_role: str
    target_role: str
    plover: str
    needs_target: bool


def describe_state(statements: Statements, state: State) -> str:
    """Say what a state is, unless it was said before; its id."""
    return statements.describe(
        state.id,
        ("a", "bil:State"),
        ("rdfs:label", words(state.name)),
        ("bil:isoAlpha3", plain(state.code)),
    )
