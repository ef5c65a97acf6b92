"""Whatever words are given to ``bilat add``, the file says them and nothing else."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import bilat
from bilat.curate import turtle
from bilat.curate.turtle import Iri, Literal
from bilat.errors import UnknownNameError, UsageError
from bilat.knowledge import fields
from bilat.knowledge.adding import Curation
from bilat.knowledge.describing import Describing
from bilat.store import terms
from test_cli import FICTIONAL, Ask, ask

__all__ = ["ask"]

HERE = Path(__file__).parent


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return shutil.copytree(FICTIONAL, tmp_path / "data")


def texts(folder: Path) -> dict[str, bytes]:
    return {item.name: item.read_bytes() for item in folder.iterdir() if item.is_file()}


def changed(folder: Path) -> list[str]:
    before = texts(FICTIONAL)
    return sorted(name for name, text in texts(folder).items() if before.get(name) != text)


# Data is never code


HOSTILE = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
        st.sampled_from('"\'\\\n\r\t@<>.;,#{}()[]^`$%&|'),
    ),
    max_size=25,
) | st.sampled_from(
    [
        '" . event:x a bil:Visit . #', '"""', "'''", "\\", '\\"', "\\u0022 .", "a\n. b", "${HOME}",
        '"@en ; bil:host person:x ; rdfs:label "', "\u202e", "\ufeff", "] .", "%s", "ja=", 'xx="',
    ]
)  # fmt: skip
WORDS = sorted(name for name in fields.FIELDS if name != "stance")
_DESCRIBING: list[Describing] = []


def describing() -> Describing:
    if not _DESCRIBING:
        _DESCRIBING.append(Curation([FICTIONAL]).describing)
    return _DESCRIBING[0]


@settings(max_examples=500, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(sorted(fields.KINDS)),
    st.dictionaries(st.sampled_from([*WORDS, "id"]), st.lists(HOSTILE, min_size=1, max_size=2)),
)
def test_words_of_any_kind_stay_words(kind: str, words: dict[str, list[str]]) -> None:
    """Each is refused, or is one literal or one name of a checked form."""
    sound = {"label": ["L"], "text": ["T"], "when": ["2020/2021"], "title": ["T"], "iso": ["XNO"]}
    sound |= {"issued": ["2020"], "url": ["https://e.org"], "creator": ["body:courier"]}
    sound |= {"realis": ["occurred"], "held_by": ["body:courier"], "about": ["body:courier"]}
    sound |= {"claim_kind": ["opinion"], "document": ["doc:lund-2022"], "gist": ["G"]}
    sound |= {
        "object": ["place:corrin"],
        "post_in": ["body:courier"],
        "evidence": ["ev:lund-visit"],
    }
    layer = fields.KINDS[kind]
    allowed = {name for name in sound if layer in fields.FIELDS[name].of} - {"part_of"}
    roles = ("attendee", "visitor", "host", "lender", "borrower", "speaker", "authority", "target")
    actors = [f"{role}=person:{who}-talen" for role in roles for who in ("mira", "jon")]
    actors += ["party=state:xal", "party=state:xke", "actor=state:xal", "member=person:mira-talen"]
    actors += ["organisation=body:northern-compact"]
    given_ = {name: sound[name] for name in allowed}
    if layer in ("event", "situation"):
        given_["actor"] = actors
    if kind == "office":
        given_["office"] = ["office:foreign-minister-xal"]
    given_ |= {name: said for name, said in words.items() if name != "actor"}
    try:
        statements = describing().statements(kind, given_, ())
    except (UsageError, UnknownNameError):
        return
    text = turtle.added(b"", statements, fields.usual_prefixes()).data
    parsed = {
        (quad.subject.value, quad.predicate.value, written(quad.object))
        for quad in ox.parse(input=text, format=ox.RdfFormat.TURTLE)
        if isinstance(quad.subject, ox.NamedNode)
    }
    assert parsed == {(one.subject, one.property, meant(one.value)) for one in statements}


def written(term: object) -> tuple[str, ...]:
    assert isinstance(term, ox.NamedNode | ox.Literal)
    if isinstance(term, ox.NamedNode):
        return (term.value,)
    return term.value, term.language or "", "" if term.language else term.datatype.value


def meant(value: Iri | Literal) -> tuple[str, ...]:
    if isinstance(value, Iri):
        return (value.iri,)
    return value.text, value.language.lower(), "" if value.language else value.datatype


@pytest.mark.parametrize(
    "label", ['" . event:x a bil:Visit . #', "\"\"\"\n'''", "\\", "a\\u0022 ; b", "two\nlines\r"]
)
def test_a_label_that_looks_like_turtle_is_a_label(ask: Ask, data: Path, label: str) -> None:
    said = ask("--data", data, "add", "place", "--label", label, "--id", "odd")
    assert said.code in (0, 1)
    if said.code == 0:
        assert bilat.load(data).data.entities["place:odd"].labels[0].value == label


def test_nothing_of_the_data_acts_on_the_terminal(ask: Ask, data: Path) -> None:
    said = ask("--data", data, "add", "place", "--label", "\x1b[31mred", "--dry-run")
    assert said.code == 1
    assert "\x1b" not in said.out + said.err


# The tables agree with the vocabulary


def test_every_kind_of_the_model_can_be_added_but_what_tables_alone_leave_open() -> None:
    from bilat import model

    wanted = {*model.RECORD_KINDS, *model.ENTITY_KINDS, "document", "evidence"}
    assert set(fields.KINDS) == wanted - {"actor"}


def test_every_field_says_a_property_that_the_vocabulary_has() -> None:
    known = terms.load_vocabulary().known
    assert {field.property for field in fields.FIELDS.values()} - known == {""}


def test_every_field_is_an_option_of_the_verb() -> None:
    help_ = subprocess.run(
        [sys.executable, "-m", "bilat", "add", "--help"], capture_output=True, text=True, check=True
    ).stdout
    for name in fields.FIELDS:
        assert f"{fields.option(name)} " in help_, name


def test_choices_are_those_of_the_closed_lists() -> None:
    vocabulary = terms.load_vocabulary()
    words = {word: iri for iri, word in vocabulary.kinds.items()}
    lists = json.dumps({name: field.choices for name, field in fields.FIELDS.items()})
    for name, field in fields.FIELDS.items():
        for word in field.choices:
            assert word in words, (name, lists)


def test_an_unknown_kind_gets_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean visit"):
        Curation([FICTIONAL]).add("vist", {})
    with pytest.raises(UnknownNameError):
        describing().statements("person", {"label": ["X"], "country": ["Atlantis"]}, ())


# Asking for what is missing


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_what_is_missing_is_asked_for_on_a_terminal(
    ask: Ask, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = ["Talen visits Corrin", "Mira Talen", "Kestria", "2021-08", "occurred",
               "doc:lund-2022", "She went there."]  # fmt: skip
    monkeypatch.setattr(sys, "stdin", Terminal("\n".join([*answers, ""])))
    said = ask("--data", data, "add", "visit", "--locator", "end")
    assert said.code == 0, said.err
    assert "added event:2021-08-talen-visits-corrin (visit), with ev:" in said.out
    assert "say who travels" in said.err


def test_a_passage_there_is_can_be_named_when_asked(
    ask: Ask, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for last in ("ev:lund-visit\n", "\ndoc:lund-2022\nShe went there.\n"):
        answers = "Talen visits Corrin\nMira Talen\nKestria\n2021-08\noccurred\n" + last
        monkeypatch.setattr(sys, "stdin", Terminal(answers))
        said = ask("--data", data, "add", "visit", "--dry-run")
        assert said.code == 0, said.err
        assert "bil:evidence ev:lund" in said.out


def test_an_empty_answer_ends_the_asking(
    ask: Ask, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("\n\n\n"))
    said = ask("--data", data, "add", "visit")
    assert (said.code, said.out) == (2, "")
    assert "a visit needs --label" in said.err
    assert changed(data) == []
