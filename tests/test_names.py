"""Who goes by a name, in whatever language and script it is written."""

from __future__ import annotations

import sys
import unicodedata
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilat.analysis.names import fold, names_of, nearest, resolve, search, words
from bilat.errors import AmbiguousNameError, UnknownNameError
from bilat.model import Dataset, Entity, Text
from samples import dataset, document, entity, meeting, person, state

ABE = person("shinzo-abe", "Shinzo Abe", "Abe Shinzō", "安倍晋三", "Синдзо Абэ")
PUTIN = person("vladimir-putin", "Vladimir Putin", "Владимир Путин", "プーチン")
GERASIMOV = person("valery-gerasimov", "Valery Gerasimov", "Валерий Герасимов")
KISHIDA = person("fumio-kishida", "Fumio Kishida", "岸田文雄")
MRS_ABE = person("akie-abe", "Akie Abe", "安倍昭恵")
JAPAN = replace(state("japan", "Japan", "日本国"), short_name="JPN")
EVERYBODY = (ABE, PUTIN, GERASIMOV, KISHIDA, JAPAN)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Shinzo Abe", "SHINZO ABE"),
        ("Shinzō", "Shinzo"),
        ("Shinzo\u0304", "Shinz\u014d"),
        ("Королёв", "королев"),
        ("Чайковский", "Чаиковскии"),
        ("Straße", "STRASSE"),
        ("ＡＢＥ", "abe"),
        ("ﾌﾟｰﾁﾝ", "プーチン"),
        ("か\u3099", "が"),
        ("Abe\u200b", "Abe"),
        ("\u202eAbe\u202c", "abe"),
        ("so\u00adft", "soft"),
        ("  Abe\u00a0", "Abe"),
    ],
)
def test_names_that_people_read_alike_are_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("はは", "ばば"), ("ハ", "パ"), ("Abe", "Абе"), ("岸田", "岸由"), ("Shinzo Abe", "ShinzoAbe")],
)
def test_names_that_people_tell_apart_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_a_name_in_another_script_is_never_turned_into_latin_letters() -> None:
    assert fold("Путин") == "путин"
    assert fold("安倍") == "安倍"


def test_folding_a_character_twice_changes_nothing() -> None:
    characters = (chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000)
    wanted = (character for character in characters if unicodedata.category(character) != "Cn")
    assert [hex(ord(c)) for c in wanted if fold(fold(c)) != fold(c)] == []


@settings(max_examples=300)
@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_the_words_of_a_name_are_what_stands_between_spaces_and_signs() -> None:
    assert words("  Jean-Luc  d'Été_x, 2nd ") == ("jean", "luc", "d", "ete", "x", "2nd")
    assert words("...") == ()


# Resolve


@pytest.mark.parametrize(
    "text",
    [
        "person:shinzo-abe",
        " person:shinzo-abe ",
        "Shinzo Abe",
        "shinzo  abe",
        "SHINZŌ ABE",
        "Shinzo-Abe",
        "abe",
        "Abe Shinzo",
        "shin",
        "ab sh",
        "安倍晋三",
        "安倍",
        "晋三",
        "абэ",
    ],
)
def test_one_actor_is_found_by_any_of_these(text: str) -> None:
    assert resolve(EVERYBODY, text) is ABE


def test_the_order_of_the_words_does_not_matter() -> None:
    assert resolve(EVERYBODY, "Gerasimov, Valery") is GERASIMOV


def test_a_state_is_found_by_its_short_name() -> None:
    assert resolve(EVERYBODY, "jpn") is JAPAN


def test_a_whole_name_wins_over_part_of_another() -> None:
    alone, longer = person("alone", "Abe"), person("longer", "Abe Shinzo")
    assert resolve([longer, alone], "abe") is alone
    assert resolve([person("jr", "Abe Shinzo Jr."), longer], "abe-shinzo") is longer


def test_a_whole_word_wins_over_the_beginning_of_another() -> None:
    word, beginning = person("word", "Ivan Ab"), person("beginning", "Ivan Abe")
    assert resolve([beginning, word], "ab") is word


def test_an_id_wins_over_names() -> None:
    impostor = person("impostor", "person:shinzo-abe")
    assert resolve([impostor, ABE], "person:shinzo-abe") is ABE


def test_latin_letters_inside_a_word_are_no_name() -> None:
    with pytest.raises(UnknownNameError):
        resolve(EVERYBODY, "hinzo")


def test_a_name_of_two_is_refused_with_both_candidates() -> None:
    with pytest.raises(AmbiguousNameError) as refusal:
        resolve([*EVERYBODY, MRS_ABE], "Abe")
    assert refusal.value.candidates == (
        ("person:akie-abe", "Akie Abe"),
        ("person:shinzo-abe", "Shinzo Abe"),
    )
    assert str(refusal.value) == (
        '"Abe" fits 2: Akie Abe (person:akie-abe), Shinzo Abe (person:shinzo-abe) (use an id)'
    )
    assert refusal.value.exit_code == 2


def test_a_name_of_many_names_some_of_them_and_says_how_many_more() -> None:
    many = [person(f"abe-{number}", "Abe") for number in range(8)]
    with pytest.raises(AmbiguousNameError, match=r'"Abe" fits 8: .* and 2 more \(use an id\)'):
        resolve(many, "Abe")


def test_a_name_of_nobody_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError) as refusal:
        resolve(EVERYBODY, "Shinzo Abbe")
    assert refusal.value.nearest[0] == "Shinzo Abe"
    assert str(refusal.value).startswith(
        'no actor is called "Shinzo Abbe" (did you mean Shinzo Abe'
    )
    assert refusal.value.exit_code == 1


def test_a_name_like_no_other_is_refused_with_the_verb_that_searches() -> None:
    with pytest.raises(UnknownNameError) as refusal:
        resolve(EVERYBODY, "Xqwv", "state")
    assert refusal.value.nearest == ()
    assert str(refusal.value) == 'no state is called "Xqwv" (try: bilat find)'


@pytest.mark.parametrize("text", ["", "  ", "...", "\u200b"])
def test_no_words_are_no_name(text: str) -> None:
    with pytest.raises(UnknownNameError):
        resolve(EVERYBODY, text)


NAME = st.text("abAB éяЯ安倍ばは-", min_size=1, max_size=6)


@st.composite
def crowds(draw: st.DrawFn) -> list[Entity]:
    """Up to six people with a few names each, some of which they share."""
    names = draw(st.lists(st.lists(NAME, min_size=1, max_size=3), min_size=1, max_size=6))
    return [person(str(number), *of_one) for number, of_one in enumerate(names)]


@given(crowds())
def test_everybody_is_found_by_each_name_that_is_theirs_alone(crowd: list[Entity]) -> None:
    bearers: dict[tuple[str, ...], set[str]] = {}
    for one in crowd:
        for name in names_of(one):
            bearers.setdefault(words(name), set()).add(one.id)
    for one in crowd:
        for name in names_of(one):
            if words(name) and bearers[words(name)] == {one.id}:
                assert resolve(crowd, name) is one


def called(crowd: list[Entity], text: str) -> set[str]:
    """Those a text may mean."""
    try:
        return {resolve(crowd, text).id}
    except AmbiguousNameError as refusal:
        return {id_ for id_, _ in refusal.candidates}
    except UnknownNameError:
        return set()


@given(crowds(), NAME)
def test_whoever_has_exactly_this_name_is_among_those_it_may_mean(
    crowd: list[Entity], text: str
) -> None:
    bearers = {one.id for one in crowd if fold(text) in map(fold, names_of(one)) and words(text)}
    assert bearers <= called(crowd, text)


@given(crowds(), NAME)
def test_a_name_means_the_same_however_it_is_written(crowd: list[Entity], text: str) -> None:
    for variant in (text.upper(), f" {text}", unicodedata.normalize("NFD", text), f"{text}\u200b"):
        assert called(crowd, variant) == called(crowd, text)


@given(crowds(), NAME, st.randoms(use_true_random=False))
def test_whom_a_name_means_does_not_depend_on_the_order(
    crowd: list[Entity], text: str, chance: Random
) -> None:
    shuffled = chance.sample(crowd, len(crowd))
    assert called(shuffled, text) == called(crowd, text)


@pytest.mark.parametrize("text", ["", "...", "☆"])
def test_a_name_of_signs_alone_is_not_every_other(text: str) -> None:
    star = person("star", "★")
    with pytest.raises(UnknownNameError):
        resolve([star, person("no-name", "")], text)
    assert resolve([star, person("no-name", "")], "★") is star


# Search


def world() -> Dataset:
    return dataset(
        *EVERYBODY,
        MRS_ABE,
        entity("place:nagato", "Nagato", "長門市"),
        replace(meeting("meeting:nagato-2016", "2016"), labels=(Text("Abe meets Putin", "en"),)),
        replace(document("doc:brown"), title="Abe’s Russia policy"),
    )


def found(text: str) -> list[str]:
    return [thing.id for thing, _ in search(world(), text)]


def test_search_finds_entities_records_and_documents_best_fit_first() -> None:
    assert found("abe") == [
        "person:akie-abe",
        "person:shinzo-abe",
        "meeting:nagato-2016",
        "doc:brown",
    ]
    assert found("Akie Abe") == ["person:akie-abe"]
    assert found("nagato") == ["place:nagato", "meeting:nagato-2016"]


def test_search_finds_what_is_only_part_of_a_word() -> None:
    assert found("gato") == ["place:nagato", "meeting:nagato-2016"]


def test_search_names_the_name_that_fits() -> None:
    assert search(world(), "安倍晋三") == [(ABE, "安倍晋三")]
    assert search(world(), "герасимов") == [(GERASIMOV, "Валерий Герасимов")]


def test_search_for_nothing_finds_nothing() -> None:
    assert found("") == []
    assert found("zzz") == []


def test_the_nearest_names_are_three_labels_at_most_and_each_once() -> None:
    similar = [person(str(number), f"Ivan Petro{number}", f"Petro{number}") for number in range(5)]
    close = nearest(similar, "Ivan Petro")
    assert len(close) == 3
    assert len(set(close)) == 3


def test_where_no_name_is_near_the_words_are_tried_one_by_one() -> None:
    assert nearest(EVERYBODY, "commander Gerasimof of the western army") == ["Valery Gerasimov"]


def test_an_alias_leads_to_the_label() -> None:
    assert nearest([PUTIN], "Владимир Путен") == ["Vladimir Putin"]
    assert nearest([], "Putin") == []


def test_of_an_endless_name_only_the_beginning_is_compared_with_others() -> None:
    things = [person("shinzo-abe", "Shinzo Abe"), person("vladimir-putin", "Vladimir Putin")]
    endless = "Shinzo Ape" + " x" * 50_000
    assert nearest(things, endless) == nearest(things, endless[:200])
