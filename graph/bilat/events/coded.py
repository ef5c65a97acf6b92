"""Rows of a coded table as records of our vocabulary, each resting on its line as evidence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bilat.events.rows import Party, Row
from bilat.statements import (
    Code,
    Dropped,
    RefusedError,
    State,
    Statements,
    describe_state,
    id_of,
    plain,
    short,
    words,
)

_LONGEST_GIST = 280
_SAID = ("bil:actor", "bil:recipient")


class Table:
    """The events of one file, said as statements; ``source`` is the word that its ids begin with.

    Codes are looked up by the longest beginning that ``codes`` knows, states by any name or code of
    theirs in lower case.
    """

    def __init__(  # noqa: PLR0913  each bound by its name
        self,
        statements: Statements,
        dropped: Dropped,
        *,
        source: str,
        coder: str,
        document: str,
        states: Mapping[str, State],
        codes: Mapping[str, Code],
    ) -> None:
        self._statements, self._dropped = statements, dropped
        self._source, self._document = source, document
        self._states, self._codes = states, codes
        self._parties: dict[Party, tuple[str, bool]] = {}
        self._coder = statements.describe(
            f"body:{source}",
            ("a", "bil:Organisation"),
            ("rdfs:label", words(coder)),
        )
        self.latest: date | None = None

    def add(self, row: Row) -> None:
        """Say the event of a row. Raises ``RefusedError`` if the table has told it already."""
        event = f"event:{row.day}-{self._source}-{row.key}"
        if self._statements.knows(event):
            raise RefusedError(f"event {row.key} of {row.day} is there already")
        code = self._code(row.code)
        source, target = self._party(row.source), self._party(row.target)
        target = None if source == target else target
        kind, roles = code.kind, (code.source_role, code.target_role)
        if source is None or target is None:
            # Half of a meeting or visit is none.
            kind, roles = "Interaction", _SAID
        label = row.text or code.label
        names = [short(party.name) for party in (row.source, row.target) if party]
        shown = f"{short(label, 100)} ({' to '.join(dict.fromkeys(names))})"
        taking = zip(roles, (source, target), strict=True)
        said = [(role, party) for role, party in taking if party]
        if code.plover and (target or not code.needs_target):
            said.append(("bil:plover", code.plover))
        if row.intensity:
            said.append(("bil:intensity", plain(row.intensity, "xsd:decimal")))
        if row.place:
            said.append(("bil:place", self._place(row.place)))
        self._statements.describe(
            event,
            ("a", f"bil:{kind}"),
            ("rdfs:label", words(shown)),
            ("bil:when", plain(str(row.day), "edtf:EDTF")),
            ("bil:realis", "bil:Occurred"),
            *said,
            ("bil:cameo", plain(row.code)),
            ("bil:evidence", self._passage(row, shown)),
        )
        self.latest = max(row.day, self.latest or row.day)

    def _passage(self, row: Row, shown: str) -> str:
        number = f", intensity {row.intensity}" if row.intensity else ""
        gist = f"Machine-coded from news as CAMEO {row.code}{number}: {shown}."
        passage = f"ev:{self._source}-{row.key}-{row.day}"
        self._statements.write(
            passage,
            ("a", "bil:Evidence"),
            ("oa:hasSource", self._document),
            ("bil:locator", plain(f"event {row.key}")),
            ("bil:gist", words(short(gist, _LONGEST_GIST))),
            ("prov:wasAttributedTo", self._coder),
            ("bil:stance", "bil:Affirms"),
        )
        return passage

    def _code(self, code: str) -> Code:
        for length in range(len(code), 1, -1):
            if code[:length] in self._codes:
                return self._codes[code[:length]]
        raise RefusedError(f'"{code}" is no CAMEO code')

    def _party(self, party: Party | None) -> str | None:
        if party is None:
            return None
        if party not in self._parties:
            country = self._states.get(party.country.casefold())
            self._parties[party] = self._described(party, country), country is not None
        found, known = self._parties[party]
        if party.country and not known:
            self._dropped.add("unknown countries", party.country)
        return found

    def _described(self, party: Party, country: State | None) -> str:
        if party.is_state:
            same = self._states.get((party.code or party.name).casefold())
            if same and (country or same) == same:
                return describe_state(self._statements, same)
        kind, class_ = ("group", "Group") if party.is_nameless else ("actor", "UnsortedActor")
        said = [("rdfs:label", words(party.name))]
        if country:
            said.append(("bil:country", describe_state(self._statements, country)))
        if party.code and party.code != party.name:
            said.append(("rdfs:comment", words(f"Actor code {party.code}.")))
        return self._statements.describe(
            id_of(kind, self._source, party.name, party.country, party.code),
            ("a", f"bil:{class_}"),
            *said,
        )

    def _place(self, name: str) -> str:
        return self._statements.describe(
            id_of("place", self._source, name),
            ("a", "bil:Place"),
            ("rdfs:label", words(name)),
        )

    def close(self, title: str, digest: str) -> None:
        """Say which document the events are from, once its last day is known."""
        self._statements.describe(
            self._document,
            ("a", "bil:Document"),
            ("dcterms:title", words(title)),
            ("dcterms:creator", self._coder),
            ("dcterms:issued", plain(f"[{self.latest}..]", "edtf:EDTF")),
            ("dcterms:identifier", plain(f"sha256:{digest}")),
        )
