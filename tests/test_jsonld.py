"""JSON-LD of every form is read as the standard says, unless something of it would be lost."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox
import pytest

from bilat.errors import BadInputError
from bilat.store import jsonld

E = "http://example.org/"

FINE: list[Any] = [
    {"@id": E, f"{E}p": [1, 1.5, True, "x", None]},
    {"@context": {"@vocab": E, "@base": E}, "@id": "a", "@type": "T", "p": {"@id": "../b"}},
    {"@context": {"id": "@id", "kind": "@type", "ex": E}, "id": "ex:a", "kind": "ex:T"},
    {"@context": {"name": {"@id": f"{E}name", "@container": "@language"}}, "@id": E}
    | {"name": {"en": "tea", "ja": "茶", "ja-Latn": "o cha"}},
    {"@context": {"full name": f"{E}name"}, "@id": E, "full name": "green tea <{|}>"},
    {"@context": {"note": None, "p": f"{E}p"}, "@id": E, "note": {"what ever": 1}, "p": 1},
    {"@context": [None, {"p": {"@id": f"{E}p", "@type": "@id"}}], "@id": E, "p": [f"{E}b", "_:b"]},
    {"@context": {"p": {"@id": f"{E}p", "@container": "@list"}}, "@id": E, "p": ["a b", "c"]},
    {"@context": {"p": {"@reverse": f"{E}p"}}, "@id": E, "p": {"@id": f"{E}b"}},
    {"@context": {"p": {"@id": f"{E}p", "@type": f"{E}date"}}, "@id": E, "p": "10 May, 9 am"},
    {"@context": {"p": {"@id": f"{E}p", "@container": "@index"}}, "@id": E, "p": {"first one": 1}},
    {"@context": {"p": {"@id": f"{E}p", "@context": {"q": f"{E}q"}}}, "@id": E, "p": {"q": 1}},
    {"@context": {"@language": "ja", "p": f"{E}p"}, "@id": E, "p": "茶"},
    {"@context": {"p": {"@id": f"{E}p", "@type": "@json"}}, "@id": E, "p": {"a b": ["[", "{"]}},
    {"@id": f"{E}g", "@graph": [{"@id": E, f"{E}p": {"@set": ["a b", {"@value": "c d"}]}}]},
    {"@context": {"@version": 1.1, "q": {"@id": f"{E}q", "@nest": "n"}, "n": "@nest"}}
    | {"@id": E, "n": {"q": "one two"}},
    {"@id": "http://[::1]/", f"{E}p": {"@id": "urn:x:ä?ö=%20#ß"}, "@index": "a b"},
    [{"@id": E, f"{E}p": "{"}, {"@id": "_:b", f"{E}p": '\\"}{'}],
]


@pytest.mark.parametrize("data", FINE, ids=lambda data: json.dumps(data, ensure_ascii=False))
@pytest.mark.parametrize("indent", [None, 1])
def test_whatever_the_standard_has_is_read(data: object, indent: int | None) -> None:
    text = json.dumps(data, indent=indent).encode()
    jsonld.look_over(text, "x.jsonld")
    assert list(ox.parse(input=text, format=ox.RdfFormat.JSON_LD))


LOST: list[tuple[str, Any]] = [
    ("relative IRI without a base: <a>", {"@id": "a", f"{E}p": 1}),
    ("relative IRI without a base: <>", {"@id": "", f"{E}p": 1}),
    ("relative IRI without a base: <a>", {"@context": {"@base": ""}, "@id": "a", f"{E}p": 1}),
    ('no context defines "a"', {"@id": E, f"{E}p": {"@value": "x", "@type": "a"}}),
    ('no context defines "T"', {"@id": E, "@type": ["T", f"{E}T"]}),
    ('no context defines "p"', {"@id": E, f"{E}q": {"@id": f"{E}b", "p": 1}}),
    ("invalid IRI <a b>", {"@id": "a b", f"{E}p": 1}),
    ("invalid IRI <http://e/%>", {"@id": E, f"{E}p": {"@id": "http://e/%"}}),
    ("invalid IRI <http://e/a b>", {"@context": {"p": "http://e/a b"}, "@id": E, "p": 1}),
    ("invalid IRI <full name>", {"@id": E, f"{E}p": 1, "full name": "tea"}),
    ('"e n" is no language', {"@id": E, f"{E}p": {"@value": "tea", "@language": "e n"}}),
]


@pytest.mark.parametrize(("says", "data"), LOST)
def test_what_would_leave_no_statement_is_refused(says: str, data: object) -> None:
    with pytest.raises(BadInputError, match=says.replace("|", r"\|")) as refusal:
        jsonld.look_over(json.dumps(data, indent=1).encode(), "x.jsonld")
    assert refusal.value.line
