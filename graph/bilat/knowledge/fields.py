"""What can be said of a new thing on the command line: one option for each property."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bilat.curate.turtle import XSD
from bilat.model import ENTITY_KINDS, EVENT_KINDS, SITUATION_KINDS
from bilat.store import properties as of
from bilat.store import terms
from bilat.store.terms import BIL, COMMENT, EDTF, LABEL, ORG, SKOS

# Words by option, as they were given.
Given = Mapping[str, Sequence[str]]

RECORDS = ("event", "situation", "claim")
_NOT_EVIDENCE = (*RECORDS, "document", "entity")

KINDS = {
    **dict.fromkeys(EVENT_KINDS, "event"),
    **dict.fromkeys(SITUATION_KINDS, "situation"),
    "claim": "claim",
    "document": "document",
    "evidence": "evidence",
    # Whoever adds a name knows whether it is a person; only tables of others do not say.
    **dict.fromkeys((kind for kind in ENTITY_KINDS if kind != "actor"), "entity"),
}
# The part of an id before the colon, where it is not the kind.
SPACES = {
    "event": "event", "situation": "sit", "claim": "claim", "document": "doc", "evidence": "ev",
    "organisation": "body", "company": "body", "international-organisation": "body",
    "post": "office", "legal-act": "act",
}  # fmt: skip
# Who takes part when only a name is given.
USUAL_ROLES = {
    **dict.fromkeys(("meeting", "dialogue", "call", "exercise"), "attendee"),
    **dict.fromkeys(("alliance", "dispute", "control"), "party"),
    "office": "member",
    "military-action": "actor",
    "institutional-change": "actor",
    "statement": "speaker",
}
_CLAIMS = (
    "factual-claim", "count-claim", "causal-claim", "opinion", "forecast", "counterfactual",
)  # fmt: skip
_MEASURES = ("asset-freeze", "travel-ban", "sectoral-restriction", "trade-restriction")


class Field(NamedTuple):
    """An option: its property, what its words are, of what it may be said, and a closed list."""

    property: str
    words: str
    of: tuple[str, ...]
    choices: tuple[str, ...] = ()


FIELDS = {
    "label": Field(LABEL, "text", ("event", "situation", "entity")),
    "alias": Field(of.SKOS_ALT_LABEL, "text", ("entity",)),
    "short_name": Field(of.SHORT_NAME, "string", ("entity",)),
    "title": Field(of.DCTERMS_TITLE, "text", ("document",)),
    "creator": Field(of.DCTERMS_CREATOR, "actor", ("document",)),
    "publisher": Field(of.DCTERMS_PUBLISHER, "actor", ("document",)),
    "issued": Field(of.DCTERMS_ISSUED, "day", ("document",)),
    "language": Field(of.DCTERMS_LANGUAGE, "string", ("document",)),
    "url": Field(of.DCTERMS_SOURCE, "address", ("document",)),
    "version_of": Field(of.DCTERMS_IS_VERSION_OF, "document", ("document",)),
    "claim_kind": Field(of.CLAIM_KIND, "choice", ("claim",), _CLAIMS),
    "text": Field(of.TEXT, "text", ("claim",)),
    "held_by": Field(of.PROV_WAS_ATTRIBUTED_TO, "actor", ("claim",)),
    "actor": Field("", "role", ("event", "situation")),
    "office": Field(of.OFFICE, "post", ("situation",)),
    "place": Field(of.PLACE, "place", ("event",)),
    "object": Field(of.OBJECT, "thing", ("event", "situation")),
    "part_of": Field(of.PART_OF, "thing", ("event", "entity")),
    "about": Field(of.ABOUT, "thing", ("claim",)),
    "when": Field(of.WHEN, "date", RECORDS),
    "holds_at": Field(of.HOLDS_AT, "date", ("situation",)),
    "value": Field(of.VALUE, "number", ("claim",)),
    "unit": Field(of.UNIT, "string", ("claim",)),
    "count_of": Field(of.COUNT_OF, "kind", ("claim",)),
    "realis": Field(of.REALIS, "choice", ("event",), ("occurred", "announced", "cancelled")),
    "amount": Field(of.AMOUNT, "number", ("event",)),
    "currency": Field(of.CURRENCY, "string", ("event",)),
    "plover": Field(of.PLOVER, "code", ("event",)),
    "context": Field(of.PLOVER_CONTEXT, "code", ("event",)),
    "authority_any_of": Field(of.AUTHORITY_ANY_OF, "actor", ("situation",)),
    "legal_basis": Field(of.LEGAL_BASIS, "legal-act", ("situation",)),
    "measure": Field(of.MEASURE, "choice", ("event", "situation"), _MEASURES),
    "contradicts": Field(of.CONTRADICTS, "record", RECORDS),
    "document": Field(of.OA_HAS_SOURCE, "document", ("evidence",)),
    "paragraph": Field(of.PARAGRAPH, "integer", ("evidence",)),
    "sentence": Field(of.SENTENCE, "integer", ("evidence",)),
    "page": Field(of.PAGE, "string", ("evidence",)),
    "locator": Field(of.LOCATOR, "string", ("evidence",)),
    "gist": Field(of.GIST, "text", ("evidence",)),
    "hedge": Field(of.HEDGE, "string", ("evidence",)),
    "on_property": Field(of.ON_PROPERTY, "property", ("evidence",)),
    "asserted_by": Field(of.PROV_WAS_ATTRIBUTED_TO, "actor", ("evidence",)),
    "stance": Field(
        of.STANCE, "choice", ("evidence",), ("affirms", "presupposes", "doubts", "denies")
    ),
    "parent": Field(of.ORG_SUB_ORGANIZATION_OF, "actor", ("entity",)),
    "post_in": Field(of.ORG_POST_IN, "actor", ("entity",)),
    "country": Field(of.COUNTRY, "actor", ("entity",)),
    "iso": Field(BIL + "isoAlpha3", "string", ("entity",)),
    "m49": Field(BIL + "m49", "string", ("entity",)),
    "cow": Field(BIL + "cowCode", "integer", ("entity",)),
    "same_as": Field(of.SKOS_EXACT_MATCH, "address", ("entity",)),
    "comment": Field(COMMENT, "text", _NOT_EVIDENCE),
    "unconfirmed": Field(of.UNCONFIRMED, "property", _NOT_EVIDENCE),
    "evidence": Field(of.EVIDENCE, "evidence", RECORDS),
}


def option(name: str) -> str:
    """A field as it is typed."""
    return f"--{name.replace('_', '-')}"


def of_layer(layer: str) -> Iterator[str]:
    """The fields of a layer, in their order."""
    return (name for name, field in FIELDS.items() if layer in field.of)


def usual_prefixes() -> dict[str, str]:
    """The prefixes that curators write, by namespace."""
    spaces = {*SPACES.values(), *KINDS.keys() & {"person", "state", "group", "place", "topic"}}
    shared = {
        BIL: "bil", terms.RDFS: "rdfs", SKOS: "skos", ORG: "org", XSD: "xsd",
        terms.PLOVER: "pl", terms.PROV: "prov", terms.OA: "oa", terms.DCTERMS: "dcterms",
        EDTF.removesuffix("EDTF"): "edtf",
    }  # fmt: skip
    return shared | {f"{terms.ID}{space}/": space for space in (*spaces, "body")}
