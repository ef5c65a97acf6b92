"""Stories: what the file may hold, what is refused and where, and what the page makes of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import bilat
from bilat.errors import BadInputError, LimitError
from bilat.model import Dataset
from bilat.page import story
from bilat.page.render import View, render
from page_data import ANNA, BORIS, Builder
from proportion import BOUND, growth

FRONT = "---\ntitle: How they met\nlanguage: en\n---\n"
LOAN, TARIFF = "event:loan", "event:tariff"
CONTESTED = "event:2018-02-02-fritz-lake-hugo-comet"
TEXT = f"""---
title: How they met
language: en
author: Rita Reporter
date: 2030-01-01
licence: CC BY 4.0
---

Before all steps, with **strong** and *soft* words.

## Money
period: 2017

The bank [lends]({LOAN}) to [Anna]({ANNA})'s
partners; see [the report](https://archive.example/a?b=1&c=2).

- a [disputed meeting]({CONTESTED})
- and <b>no markup</b>

## Two people
period: 2012/2014-06
focus: {ANNA} ~ {BORIS}

They met often.

## The tariff

It [came]({TARIFF}) later.
"""


def told(text: str = TEXT) -> story.Story:
    return story.parse(text, "tale.md")


def page_with(dataset: Dataset, text: str = TEXT, **view: object) -> str:
    asked = View(story=told(text), **view)  # type: ignore[arg-type]
    return render(dataset, list(dataset.records.values()), asked)


# ---- the file


def test_a_story_is_an_introduction_and_its_steps_in_order() -> None:
    steps = told().steps
    assert [step.title for step in steps] == ["How they met", "Money", "Two people", "The tariff"]
    assert steps[1].period == "2017"
    assert steps[2].focus == (ANNA, BORIS)


def test_links_carry_their_words_target_and_line() -> None:
    links = list(told().steps[1].links)
    assert [(link.text, link.target, link.line) for link in links] == [
        ("lends", LOAN, 14),
        ("Anna", ANNA, 14),
        ("the report", "https://archive.example/a?b=1&c=2", 15),
        ("disputed meeting", CONTESTED, 17),
    ]


def test_paragraphs_and_lists_keep_to_themselves() -> None:
    blocks = told().steps[1].blocks
    assert [(block.is_list, len(block.items)) for block in blocks] == [(False, 1), (True, 2)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a **b** c", [("a ", ""), ("b", "strong"), (" c", "")]),
        ("*b* and _c_", [("b", "em"), (" and ", ""), ("c", "em")]),
        ("5 * 3 * 2", [("5 * 3 * 2", "")]),
        ("snake_case_name", [("snake_case_name", "")]),
        (r"\*no\* \[no\](x)", [("*no* [no](x)", "")]),
        ("<script>x</script>", [("<script>x</script>", "")]),
        ("half **open", [("half **open", "")]),
    ],
)
def test_emphasis_is_read_and_everything_else_is_text(
    text: str, expected: list[tuple[str, str]]
) -> None:
    step = story.parse(f"{FRONT}## A\n\n{text}\n", "t.md").steps[1]
    assert [(span.text, span.style) for span in step.blocks[0].items[0]] == expected


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("no front matter\n", 1, 'begins with a line "---"'),
        ("---\ntitle: x\n", 1, "no end"),
        ("---\ntitle: x\n---\n## A\n", 1, 'no "language"'),
        ("---\ntitel: x\n---\n", 2, "not understood"),
        ("---\ntitle: x\ntitle: y\n---\n", 3, "twice"),
        ("---\ntitle: x\nlanguage: en us\n---\n## A\n", 1, "no language"),
        (f"{FRONT}Only words.\n", None, "no step"),
        (f"{FRONT}\n# Title\n", 6, "begins a step"),
        (f"{FRONT}## A\nperiod: 2017-13\n", 6, "period"),
        (f"{FRONT}## A\nview: sideways\n", 6, "no view"),
        (f"{FRONT}## A\ncolour: red\n", 6, 'no setting "colour"'),
        (f"{FRONT}## A\nperiod: 2017\nperiod: 2018\n", 7, "twice"),
        (f"{FRONT}## A\nfocus: a ~ b ~ c\n", 6, "focus"),
        (f"{FRONT}## A\n\n![x](y.png)\n", 7, "pictures"),
        (f"{FRONT}## A\n\n{'word ' * 2000}\n", 7, "paragraph"),
        (FRONT + "## A\n" * 62, None, "steps"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_line(
    text: str, line: int | None, message: str
) -> None:
    with pytest.raises(BadInputError, match=message) as caught:
        story.parse(text, "t.md")
    assert line is None or caught.value.line == line


def test_a_file_that_is_no_text_or_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.md"
    path.write_bytes(FRONT.encode() + b"\n\xff\n")
    with pytest.raises(BadInputError, match="UTF-8") as caught:
        story.read(str(path))
    assert caught.value.line == 6
    path.write_bytes(b"x" * (story.MAX_BYTES + 1))
    with pytest.raises(LimitError):
        story.read(str(path))


def test_an_unknown_story_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(BadInputError, match="why-japan-courted-russia"):
        story.read("why-mars-courted-venus")


@pytest.mark.alone
@pytest.mark.parametrize("unit", ["*a ", "[a](", "**", "_a", "[", "\\", "- ", "](", "*a*b"])
def test_reading_takes_time_in_proportion_to_the_file(unit: str) -> None:
    def text(size: int) -> str:
        line = unit * (story.MAX_PARAGRAPH // len(unit) // 2)
        return FRONT + "## A\n\n" + (line + "\n\n") * (1 + size // len(line))

    sizes = [text(size) for size in (0, 40_000, 160_000)]
    assert max(growth(lambda told: story.parse(told, "t.md"), sizes, least=0.01)) < BOUND


# ---- the page


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("event:nosuch", 'no record or actor has the id "event:nosuch"'),
        ("topic:strait", "not on this page"),
        ("javascript://x/%0aalert(1", "no record or actor|no web address"),
        ("file:///etc/passwd", "no web address"),
    ],
)
def test_a_link_that_leads_nowhere_is_refused_with_its_line(target: str, message: str) -> None:
    with pytest.raises(BadInputError, match=message) as caught:
        page_with(Builder().dataset(), f"{FRONT}## A\n\nfine\nsee [x]({target.rstrip('(1')})\n")
    assert (caught.value.path, caught.value.line) == ("tale.md", 8)


def test_a_record_the_filters_leave_out_cannot_be_cited() -> None:
    dataset = Builder().dataset()
    kept = [record for record in dataset.records.values() if record.id != LOAN]
    with pytest.raises(BadInputError, match="not on this page") as caught:
        render(dataset, kept, View(story=told()))
    assert caught.value.line == 14


def test_a_focus_must_be_in_the_picture() -> None:
    for focus, message in (("act:order-1", "not on this page"), (f"{ANNA} ~ {ANNA}", "no tie")):
        with pytest.raises(BadInputError, match=message):
            page_with(Builder().dataset(), f"{FRONT}## A\nfocus: {focus}\n")


def test_without_a_script_every_step_is_there_with_its_sources() -> None:
    html = page_with(Builder().dataset())
    body = html.partition('<section id="story"')[2].partition("</section>")[0]
    assert re.findall(r"<h3[^>]*>(.*?)</h3>", body) == [step.title for step in told().steps]
    assert '<a href="#cite-1-1" data-go="record:' in body
    cite = body.partition('<li id="cite-1-1">')[2]
    assert cite.startswith("The bank lends to Borea Steel, 2017-10:")
    assert 'href="https://archive.example/reports/' in cite
    assert "Rita Reporter, “Report" in cite
    assert "&lt;b&gt;no markup&lt;/b&gt;" in body
    assert "(contested)" in body


def test_a_page_without_a_story_has_nothing_of_it() -> None:
    dataset = Builder().dataset()
    html = render(dataset, list(dataset.records.values()), View())
    assert '<section id="story"' not in html


def test_the_shipped_stories_cite_only_what_is_there_and_stay_in_their_limits() -> None:
    graph = bilat.load()
    assert story.shipped()
    for name in story.shipped():
        tale = story.read(name)
        assert 6 <= len(tale.steps) - 1 <= 9
        cited = {link.target for step in tale.steps for link in step.links}
        assert cited <= graph.data.records.keys() | graph.data.entities.keys()
        disputed = {id_ for id_ in cited if graph.data.records[id_].contested}
        rivals = {rival for id_ in disputed for rival in graph.data.records[id_].contradicts}
        assert rivals
        assert not rivals - cited, "a dispute is told with both its sides"
        assert graph.html(story=name).count('class="step"') == len(tale.steps)


def test_the_example_of_the_manual_is_a_story_of_the_shipped_data(tmp_path: Path) -> None:
    manual = (Path(__file__).parents[1] / "docs" / "stories.md").read_text("utf-8")
    (example,) = re.findall(r"```markdown\n(.+?)```", manual, re.DOTALL)
    path = tmp_path / "example.md"
    path.write_text(example, "utf-8")
    html = bilat.load().html(story=path)
    assert html.count('class="step"') == 2
    assert 'data-focus="tie:' in html
    named = re.findall(r"opens a view: ([\w, ]+)", manual)[0]
    assert tuple(named.strip().split(", ")) == story.VIEWS
