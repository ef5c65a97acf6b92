"""The same answer as table, text, CSV, Markdown and JSON, and safe in each."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from operator import itemgetter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilat.report.layout import FORMATS, Answer, Column, joined, render, width
from bilat.report.terminal import visible

HEADINGS = ("Name", "Times met")
Rows = Sequence[tuple[str, str]]


def answer(*cells: tuple[str, str], total: int | None = None, right: bool = False) -> Answer:
    rows = [dict(zip(HEADINGS, row, strict=True)) for row in cells]
    sides = {"right": True} if right else {}
    columns = [Column(name, itemgetter(name), **sides) for name in HEADINGS]
    return Answer("find", rows, columns, total=len(rows) if total is None else total)


# Letters of one column and of two, with and without accents of their own; and spaces.
LETTERS = "ab é\u0301йЯ安倍プーﾌﾟ가-—’"
words = st.text(LETTERS, max_size=30)
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
cell_text = any_text | st.text("'=+-@\t\r\n\",a", max_size=6)


# On a terminal

DANGEROUS = (
    "\x00\x07\x08\t\n\r\x0b\x0c\x1b\x7f\x85\x9b\x9f\u200b\u200e\u200f\u202e\u2066\u2069\ufeff"
)


@pytest.mark.parametrize("character", DANGEROUS, ids=lambda character: f"{ord(character):04X}")
def test_what_would_control_or_hide_is_written_out(character: str) -> None:
    assert visible(f"a{character}b") == f"a\\u{{{ord(character):04X}}}b"


def test_a_lone_surrogate_is_written_out() -> None:
    assert visible("\ud800") == "\\u{D800}"


@given(st.text(st.characters(), max_size=20))
def test_what_is_shown_has_nothing_that_controls_or_hides(text: str) -> None:
    shown = visible(text)
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cs", "Zl", "Zp"}
    assert not {unicodedata.bidirectional(character) for character in shown} & {
        *("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    }


@pytest.mark.parametrize("character", ["\U000e0041", "\u180e", "\ufff9", "\u115f", "\u3164"])
def test_what_is_invisible_is_written_out(character: str) -> None:
    assert visible(character) != character


@pytest.mark.parametrize(
    "text", ["Shinzō Abe", "安倍晋三", "Путин", "[/bold]", "a\\u{1B}", "🇯🇵", ""]
)
def test_what_does_no_harm_is_shown_as_it_is(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("Abe", 3),
        ("安倍晋三", 8),
        ("ﾌﾟｰﾁﾝ", 5),
        ("ＡＢＥ", 6),
        ("e\u0301", 1),
        ("か\u3099", 2),
        ("가", 2),
    ],
)
def test_east_asian_wide_characters_take_two_columns_and_accents_none(
    text: str, columns: int
) -> None:
    assert width(text) == columns


# As a table


def test_a_table_has_headings_a_rule_and_a_line_a_row() -> None:
    assert render(answer(("Abe", "27"), ("Kishida", "3")), "table") == (
        "Name     Times met\n───────  ─────────\nAbe      27\nKishida  3\n"
    )


def test_numbers_stand_at_the_right() -> None:
    lines = render(answer(("Abe", "27"), ("安倍", "3"), right=True), "table").splitlines()
    assert lines[2:] == [" Abe         27", "安倍          3"]


def test_wide_and_narrow_cells_are_in_line() -> None:
    lines = render(answer(("安倍晋三", "a"), ("Abe", "b"), ("e\u0301", "c")), "table").splitlines()
    assert lines == [
        "Name      Times met",
        "────────  ─────────",
        "安倍晋三  a",
        "Abe       b",
        "e\u0301         c",
    ]


def columns_of(line: str, sizes: Sequence[int]) -> list[str]:
    """A line cut at the columns of a terminal."""
    cells = [""] * (len(sizes) + 1)
    edges = [sum(sizes[: number + 1]) + 2 * number for number in range(len(sizes))]
    taken = 0
    for character in line:
        cells[sum(taken >= edge + 2 for edge in edges)] += character
        taken += width(character)
    return cells[: len(sizes)]


tables = st.lists(st.tuples(words, words), min_size=1, max_size=4)


def settled(cells: Rows) -> Rows:
    """Without accents at a cell's edge, which would join what stands beside it."""
    return [(f"x{a}x", f"x{b}x") for a, b in cells]


@given(tables.map(settled), st.none() | st.integers(30, 60), st.booleans())
def test_columns_stand_in_line_and_their_cells_keep_every_letter(
    cells: Rows, terminal: int | None, right: bool
) -> None:
    shown = render(answer(*cells, right=right), "table", columns=terminal).splitlines()
    sizes = [len(rule) for rule in shown[1].split("  ")]
    read = ["", ""]
    for line in shown[2:]:
        padded = line + " " * (sum(sizes) + 2 - width(line))
        for number, cell in enumerate(columns_of(padded, sizes)):
            read[number] += cell
    for number in (0, 1):
        expected = "".join(row[number] for row in cells)
        assert read[number].replace(" ", "") == expected.replace(" ", "")


@given(tables, st.integers(30, 80), st.booleans())
def test_a_table_is_no_wider_than_the_terminal(cells: Rows, terminal: int, right: bool) -> None:
    for line in render(answer(*cells, right=right), "table", columns=terminal).splitlines():
        assert width(line) <= terminal
        assert line == line.rstrip()


def test_a_table_gives_way_by_as_many_columns_as_it_must() -> None:
    found = answer(("Abe Shinzo " * 3, "27 times and then some"))
    natural = max(map(width, render(found, "table").splitlines()))
    for terminal in range(natural - 20, natural + 2):
        lines = render(found, "table", columns=terminal).splitlines()
        assert len(lines[1]) == min(natural, terminal)
    assert render(found, "table", columns=natural) == render(found, "table")


def test_a_terminal_too_narrow_for_any_table_is_no_error() -> None:
    lines = render(answer(("Abe " * 9, "27 " * 9)), "table", columns=10).splitlines()
    assert lines[0] == "Name          Times met"


def test_without_a_terminal_each_row_is_one_line_however_long() -> None:
    lines = render(answer(("Abe " * 99, "27"), ("Putin", "3")), "table").splitlines()
    assert len(lines) == 4


@given(st.tuples(any_text, any_text))
def test_a_row_is_one_line_whatever_is_in_it(cells: tuple[str, str]) -> None:
    assert len(render(answer(cells), "table").split("\n")) == 4
    assert len(render(answer(cells), "md").split("\n")) == 4


@pytest.mark.parametrize("format_", ["table", "md", "csv", "tsv"])
def test_a_column_may_be_for_files_only_or_for_tables_only(format_: str) -> None:
    found = answer(("Abe", "27"))
    name, times = found.columns
    for_files = replace(found, columns=[name, times._replace(only_files=True)])
    for_tables = replace(found, columns=[name, times._replace(only_tables=True)])
    a_file = format_ in SEPARATORS
    assert "27" in render(found, format_)
    assert ("27" in render(for_files, format_)) is a_file
    assert ("27" in render(for_tables, format_)) is not a_file


def test_heading_text_and_notes_stand_around_the_table() -> None:
    found = replace(
        answer(("Abe", "27"), total=3),
        heading="Who met Putin",
        text=("Since 2012.",),
        notes=("dates not confirmed",),
    )
    assert render(found, "table").splitlines() == [
        "Who met Putin",
        "Since 2012.",
        "Name  Times met",
        "────  ─────────",
        "Abe   27",
        "showing 1 of 3 (use --limit 0 for all)",
        "dates not confirmed",
    ]


@pytest.mark.parametrize("format_", ["table", "md"])
def test_without_rows_or_columns_there_is_no_table(format_: str) -> None:
    for found in (answer(), replace(answer(("Abe", "27")), columns=())):
        assert render(replace(found, notes=("a note",)), format_).strip(" -\n") == "a note"
        assert render(found, format_).strip() == ""


def test_lines_stand_for_the_rows_in_tables_and_not_in_json() -> None:
    found = replace(answer(("whole", "1")), lines=[{"Name": "part", "Times met": "2"}])
    for format_ in FORMATS:
        shown = render(found, format_)
        assert ("part" in shown) == (format_ not in ("json", "jsonl"))
        assert ("whole" in shown) == (format_ in ("json", "jsonl"))


def test_everything_around_a_table_is_made_safe() -> None:
    bad = "a\x1b[31m\u202eb"
    found = replace(answer((bad, bad)), heading=bad, text=(bad,), notes=(bad,))
    for format_ in ("table", "md"):
        for terminal in (None, 40):
            shown = render(found, format_, columns=terminal)
            assert "\x1b" not in shown
            assert "\u202e" not in shown


# Wrapped


@given(words | st.text("ab -", max_size=60), st.integers(20, 30))
def test_wrapping_loses_nothing_but_spaces(text: str, terminal: int) -> None:
    shown = render(replace(answer(), heading=text), "table", columns=terminal)
    assert shown.replace("\n", "").replace(" ", "") == text.replace(" ", "")


@given(words.map(lambda word: word * 3), st.integers(20, 30), st.integers(0, 4))
def test_wrapped_text_is_no_wider_than_the_terminal(text: str, terminal: int, indent: int) -> None:
    found = replace(answer(), text=(f"{' ' * indent}x{text}",))
    lines = render(found, "table", columns=terminal).splitlines()
    assert all(width(line) <= terminal for line in lines)


@given(words.map(lambda word: word * 3), st.integers(20, 30), st.integers(0, 4))
def test_wrapped_text_has_no_empty_lines(text: str, terminal: int, indent: int) -> None:
    found = replace(answer(), text=(f"{' ' * indent}x{text}",))
    lines = render(found, "table", columns=terminal).splitlines()
    assert all(line.strip() for line in lines)
    assert lines[0].lstrip().startswith("x")


def test_wide_characters_beside_accents_are_wide() -> None:
    found = replace(answer(), heading="xaaaaプa\u0301aaaaプa\u0301aaaaプa\u0301")
    lines = render(found, "table", columns=20).splitlines()
    assert [width(line) for line in lines] == [19, 3]


def test_text_is_broken_at_spaces_where_there_are_any() -> None:
    found = replace(answer(), text=("  Gerasimov met Oshima, 大島 理森 議長",))
    assert render(found, "table", columns=20).splitlines() == [
        "  Gerasimov met",
        "    Oshima, 大島",
        "    理森 議長",
    ]


def test_a_word_with_a_hyphen_is_not_broken_there() -> None:
    found = replace(answer(), heading="the chief of the Joint-Staff")
    assert render(found, "table", columns=24).splitlines() == ["the chief of the", "Joint-Staff"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("安倍晋三内 総理大臣a 菅", ["安倍晋三内 総理大臣a", "菅"]),
        ("安倍 晋三内閣総理大臣菅義", ["安倍", "晋三内閣総理大臣菅義"]),
        ("the prime minister of Japan", ["the prime minister", "of Japan"]),
        ("the prime ministers. of Japan", ["the prime ministers.", "of Japan"]),
    ],
)
def test_a_line_is_filled_to_its_last_column(text: str, lines: list[str]) -> None:
    found = replace(answer(), heading=text)
    assert render(found, "table", columns=20).splitlines() == lines


def test_a_word_longer_than_the_line_is_broken_between_characters() -> None:
    found = replace(answer(), heading="安倍晋三内閣総理大臣")
    assert render(found, "table", columns=20).splitlines() == ["安倍晋三内閣総理大臣"]
    found = replace(answer(), heading="安倍晋三内閣総理大臣と")
    assert render(found, "table", columns=20).splitlines() == ["安倍晋三内閣総理大臣", "と"]


# For spreadsheets and programs

SEPARATORS = {"csv": ",", "tsv": "\t"}
formats = st.sampled_from(sorted(SEPARATORS))


def read_back(text: str, format_: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=SEPARATORS[format_]))


@given(st.lists(st.tuples(cell_text, cell_text), max_size=4), formats)
def test_separated_cells_are_read_back_as_they_were(cells: Rows, format_: str) -> None:
    assert read_back(render(answer(*cells), format_), format_) == [
        ["name", "times_met"],
        *(list(row) for row in cells),
    ]


@pytest.mark.parametrize("cell", ["a\nb", "a\r\nb", 'a"b', "a,b", "a\tb", "", " ", "'", "安倍"])
@pytest.mark.parametrize("format_", sorted(SEPARATORS))
def test_a_cell_with_this_is_read_back(cell: str, format_: str) -> None:
    assert read_back(render(answer((cell, cell)), format_), format_)[1:] == [[cell, cell]]


@pytest.mark.parametrize("cell", ["a\rb", "\r", "\r=1"])
@pytest.mark.parametrize("format_", sorted(SEPARATORS))
@pytest.mark.parametrize("safe", [False, True])
def test_a_carriage_return_is_part_of_its_cell(cell: str, format_: str, safe: bool) -> None:
    (_, *rows) = read_back(render(answer((cell, "b")), format_, excel_safe=safe), format_)
    assert rows == [[f"'{cell}" if safe and cell.startswith("\r") else cell, "b"]]


STARTS = tuple("=+-@\t\r")


def test_only_cells_that_need_quotes_have_them() -> None:
    text = render(answer(("Abe, S.", "27"), ("a\rb", "3"), ("Putin", "=1")), "csv")
    assert text == 'name,times_met\n"Abe, S.",27\n"a\rb","3"\nPutin,=1\n'


FORMULAS = ("=HYPERLINK(1)", "+cmd", "-2+3", "@SUM(1)", "\t=1")


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_is_raw_unless_it_goes_to_a_spreadsheet(formula: str) -> None:
    found = answer((formula, "a=b"))
    assert read_back(render(found, "csv"), "csv")[1] == [formula, "a=b"]
    assert read_back(render(found, "csv", excel_safe=True), "csv")[1] == [f"'{formula}", "a=b"]


@given(st.lists(st.tuples(cell_text, cell_text), max_size=4), formats)
def test_a_spreadsheet_takes_no_cell_for_a_formula_and_all_can_be_had_back(
    cells: Rows, format_: str
) -> None:
    raw = read_back(render(answer(*cells), format_), format_)
    safe = read_back(render(answer(*cells), format_, excel_safe=True), format_)
    for row, safe_row in zip(raw, safe, strict=True):
        for cell, safe_cell in zip(row, safe_row, strict=True):
            assert not safe_cell.startswith(STARTS)
            marked = safe_cell.startswith("'") and safe_cell.lstrip("'").startswith(STARTS)
            assert cell == (safe_cell[1:] if marked else safe_cell)


# As Markdown


def test_a_markdown_table_has_a_rule_that_tells_the_sides() -> None:
    found = replace(answer(("Abe", "27"), right=True), heading="Who?", notes=("a note",))
    assert render(found, "md") == (
        "**Who?**\n\n| Name | Times met |\n|--:|--:|\n| Abe | 27 |\n\n- a note\n"
    )
    assert render(answer(("Abe", "27")), "md").splitlines()[1] == "|---|---|"


def test_text_that_is_set_in_is_a_list_in_markdown_as_deep_as_it_is_set_in() -> None:
    text = ("Abe", "  met", "    - Putin", "    *others*", "", "Kishida", "  nobody")
    assert render(replace(answer(), text=text), "md") == (
        "Abe\n- met\n  - Putin\n  - \\*others\\*\n\nKishida\n- nobody\n"
    )


def test_text_stands_above_the_table_in_markdown_too() -> None:
    found = replace(answer(("Abe", "27")), text=("Since 2012.",))
    assert render(found, "md").startswith("Since 2012.\n")


@given(st.tuples(any_text, any_text))
def test_nothing_in_a_cell_is_taken_for_markdown(cells: tuple[str, str]) -> None:
    line = render(answer(cells), "md").split("\n")[2]
    assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) == 3
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]<>]", line)


# As JSON


def test_json_is_one_object_with_the_question_and_the_rows() -> None:
    found = replace(
        answer(("安倍", "27"), total=2),
        as_of="2017",
        filters={"kind": ["visit"]},
        extra={"nodes": 4},
    )
    text = render(found, "json")
    assert "安倍" in text
    assert list(json.loads(text).items()) == [
        ("verb", "find"),
        ("as_of", "2017"),
        ("filters", {"kind": ["visit"]}),
        ("total", 2),
        ("shown", 1),
        ("complete", False),
        ("nodes", 4),
        ("rows", [{"Name": "安倍", "Times met": "27"}]),
    ]


@pytest.mark.parametrize(
    ("complete", "total", "said"), [(True, 1, True), (True, 2, False), (False, 1, False)]
)
def test_an_answer_is_complete_if_nothing_was_cut(complete: bool, total: int, said: bool) -> None:
    found = replace(answer(("Abe", "27"), total=total), complete=complete)
    assert json.loads(render(found, "json"))["complete"] is said


def test_an_answer_is_complete_unless_it_says_otherwise() -> None:
    assert json.loads(render(answer(("Abe", "27")), "json"))["complete"] is True


@settings(max_examples=30)
@given(st.lists(st.tuples(any_text, any_text), max_size=4))
def test_json_lines_are_the_rows_of_the_object(cells: Rows) -> None:
    found = answer(*cells)
    lines = render(found, "jsonl").split("\n")
    assert lines.pop() == ""
    assert [json.loads(line) for line in lines] == json.loads(render(found, "json"))["rows"]
    for name, _ in cells:
        if name.isalpha():
            assert name in "".join(lines)


# Small things


def test_joined_texts_have_semicolons_and_a_count_of_the_rest() -> None:
    assert joined(["a", "", "b"]) == "a; b"
    assert joined(["a", "b", "c"], most=2) == "a; b +1"
    assert joined(["a", "b"], most=2) == "a; b"
    assert joined([]) == ""
