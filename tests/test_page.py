"""The page as text: what leaves the graph, what is escaped, what it weighs, that it repeats."""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
import subprocess
import sys
from base64 import b64encode
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from bilat.model import Dataset, Record
from bilat.page import island, layout, words
from bilat.page.render import View, render, vis_source
from bilat.page.scene import Scene, build, lane, status, tone
from page_data import ANNA, BORIS, LEFT, RIGHT, THIRD, UNION, Builder

PAGE = Path(__file__).parents[1] / "graph" / "bilat" / "page"
VANILLA = 699_023  # bytes of an empty page by pyvis 0.3.2 with cdn_resources="in_line"


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return Builder().dataset()


@pytest.fixture(scope="module")
def scene(dataset: Dataset) -> Scene:
    return build(dataset, list(dataset.records.values()))


@pytest.fixture(scope="module")
def html(dataset: Dataset) -> str:
    return page_of(dataset)


def page_of(dataset: Dataset, **view: Any) -> str:  # noqa: ANN401
    return render(dataset, list(dataset.records.values()), View(**view))


def island_of(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


# ---- who stands where


def test_a_person_stands_on_the_shore_of_the_state_whose_office_it_held(scene: Scene) -> None:
    assert (scene.sides[ANNA], scene.sides[BORIS]) == ("left", "right")


def test_a_company_stands_on_the_shore_of_its_country(scene: Scene) -> None:
    assert scene.sides["company:borea-steel"] == "right"


def test_who_stands_for_neither_state_is_a_third_party(scene: Scene) -> None:
    assert {scene.sides[UNION], scene.sides[THIRD]} == {"top"}


def test_without_a_described_pair_the_two_states_with_most_records_are_the_shores(
    dataset: Dataset,
) -> None:
    said = replace(dataset.description, left_state=None, right_state=None)
    found = build(replace(dataset, description=said), list(dataset.records.values()))
    assert {found.left, found.right} == {LEFT, RIGHT}


def test_without_two_states_there_is_a_free_network(dataset: Dataset) -> None:
    meetings = [record for record in dataset.records.values() if record.kind == "meeting"]
    said = replace(dataset.description, left_state=None, right_state=None)
    records = {record.id: record for record in meetings}
    found = build(replace(dataset, description=said, records=records), meetings)
    places = layout.places(found)
    spots = [(place.x, place.y) for place in places.values()]
    nearest = min(math.dist(one, other) for one, other in combinations(spots, 2))
    assert not found.is_dyad
    assert nearest >= 30


def test_the_states_stand_at_the_heads_of_their_shores(scene: Scene) -> None:
    places = layout.places(scene)
    assert (places[LEFT].row, places[RIGHT].row) == (0, 0)


def test_a_tie_holds_every_record_of_a_pair_once(scene: Scene) -> None:
    tie = next(tie for tie in scene.ties if {tie.one, tie.other} == {ANNA, BORIS})
    together = [
        at
        for at, record in enumerate(scene.records)
        if record.kind == "meeting" and record.involves(ANNA) and record.involves(BORIS)
    ]
    assert list(tie.records) == together


def test_listings_claims_and_what_was_cancelled_are_no_ties(scene: Scene) -> None:
    drawn = [scene.records[at] for tie in scene.ties for at in tie.records]
    assert drawn
    assert not any(record.kind in ("listing", "claim", "office") for record in drawn)
    assert not any(record.realis == "cancelled" for record in drawn)


def test_the_busiest_pair_of_persons_has_a_lane_of_its_own(scene: Scene) -> None:
    assert scene.pair == (ANNA, BORIS)
    theirs = [record for record in scene.records if lane(record, scene.pair) == "pair"]
    assert all(record.involves(ANNA) and record.involves(BORIS) for record in theirs)
    assert len(theirs) == 9


@pytest.mark.parametrize(
    ("quad", "score", "kind", "expected"),
    [
        (1, -5.0, "meeting", "cooperation"),
        (3, 5.0, "meeting", "conflict"),
        (None, -0.5, "visit", "conflict"),
        (None, 0.0, "measure", "conflict"),
        (None, 0.0, "visit", "cooperation"),
        (None, 0.0, "statement", "other"),
    ],
)
def test_tone_follows_quad_then_score_then_kind(
    quad: int | None, score: float, kind: str, expected: str
) -> None:
    assert tone(Record("event:x", kind, quad=quad, score=score)) == expected


def test_cancelled_outweighs_contested_outweighs_announced() -> None:
    record = Record("event:x", "visit", realis="announced")
    assert status(record) == "announced"
    assert status(replace(record, contested=True)) == "contested"
    assert status(replace(record, realis="cancelled", contested=True)) == "cancelled"


def test_more_actors_than_a_shore_holds_are_kept_for_later() -> None:
    actors = [f"person:{number:02}" for number in range(layout.SHOWN_ON_A_SHORE + 5)]
    sides = dict.fromkeys(actors, "left") | {LEFT: "left", RIGHT: "right"}
    places = layout.places(Scene(LEFT, RIGHT, (), sides, ()))
    assert sum(place.extra for place in places.values()) == 6


# ---- what leaves the graph


def test_a_comment_does_not_leave_the_graph(dataset: Dataset) -> None:
    remark = "not for the public"
    records = {key: replace(record, comment=remark) for key, record in dataset.records.items()}
    entities = {key: replace(entity, comment=remark) for key, entity in dataset.entities.items()}
    assert remark not in page_of(replace(dataset, records=records, entities=entities))


def test_columns_are_smaller_than_rows() -> None:
    rows = [
        {"id": f"event:{number}", "kind": "meeting", "label": "They meet", "tone": 0, "lane": 1}
        for number in range(200)
    ]
    assert len(island.to_json(island.columns(rows))) <= 0.8 * len(island.to_json(rows))


def test_a_verification_that_was_given_overrides_the_recorded_one(dataset: Dataset) -> None:
    record = next(record for record in dataset.records.values() if record.evidence)
    view = View(verified={record.evidence[0].id: "verified"})
    data = island_of(render(dataset, [record], view))
    found = data["codes"]["verification"][data["evidence"]["verification"][0]]
    assert found == "verified"


def test_dates_as_of_preset_the_period(dataset: Dataset) -> None:
    data = island_of(page_of(dataset, as_of="2016"))
    assert (data["page"]["from"], data["page"]["to"]) == (16_801, 17_166)


def test_every_word_exists_in_three_languages() -> None:
    tables = [words.for_page(language) for language in words.LANGUAGES]
    assert tables[0].keys() == tables[1].keys() == tables[2].keys()
    assert all(value for table in tables for value in table.values())


def test_every_word_the_script_asks_for_exists() -> None:
    source = "".join(file.read_text(encoding="utf-8") for file in sorted(PAGE.glob("app/*.js")))
    asked = set(re.findall(r'say\("([\w.]+)"[,)]', source))
    assert len(asked) > 40
    assert asked <= words.for_script("en", frozenset()).keys()


# ---- safety of the text


def test_nothing_of_ours_writes_markup_or_runs_text() -> None:
    forbidden = (
        "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval", "Function(",
        "setAttribute('on", 'setAttribute("on', "srcdoc", "localStorage",
    )  # fmt: skip
    files = sorted(PAGE.glob("app/*.js"))
    assert len(files) > 5
    for file in files:
        source = file.read_text(encoding="utf-8")
        assert [word for word in forbidden if word in source] == []


def test_the_policy_comes_first_and_allows_three_hashes_alone(html: str) -> None:
    head = html.partition("<head>")[2].lstrip()
    assert head.startswith('<meta http-equiv="Content-Security-Policy"')
    policy = re.search(r'content="([^"]*)"', head)
    assert policy
    text = policy[1].replace("&#39;", "'")
    assert "unsafe" not in text
    assert text.startswith("default-src 'none'; ")
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    expected = [b64encode(hashlib.sha256(part.encode()).digest()) for part in scripts + styles]
    assert re.findall(r"'sha256-([^']*)'", text) == [digest.decode() for digest in expected]
    assert (len(scripts), len(styles)) == (2, 1)


def test_there_are_no_event_and_style_attributes_and_no_addresses_but_the_sources(
    html: str,
) -> None:
    markup = re.sub(r"<(script|style).*?</\1>", "", html, flags=re.DOTALL)
    assert not re.search(r"<[^>]*\s(on\w+|style)=", markup)
    addresses = set(re.findall(r"https?://[^\s\"<]+", markup))
    assert addresses
    assert all(address.startswith("https://archive.example/") for address in addresses)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JAVASCRIPT://x/%0aalert(1)", "data:text/html,x", "//host/x", "",
        "file:///etc/passwd", "https://", "http://[", "https://a b/", "https://a/\u202ecod",
        'https://a/"onclick="x', " javascript:alert(1)", "https:\\\\host", "vbscript:x",
    ],
)  # fmt: skip
def test_only_plain_http_addresses_are_links(url: str) -> None:
    assert island.link(url) == ""


def test_a_plain_address_is_kept_as_it_is() -> None:
    url = "https://host.example/a,b-c?x=1&y=2#p"
    assert island.link(url) == url


@pytest.mark.parametrize("text", ["</script><!--", "\u2028\u2029", "&lt;", "\ud800 half", "日本"])
def test_json_in_the_page_gives_back_every_text_and_cannot_end_its_element(text: str) -> None:
    packed = island.to_json({"a": text})
    assert json.loads(packed) == {"a": text}
    assert not re.search("[<>&\u2028\u2029\ud800-\udfff]", packed)


def test_marks_that_turn_the_direction_of_text_are_taken_out() -> None:
    assert island.clean("a\u202eb\u2066c\x00d\ne") == "abcd e"


def test_another_vis_network_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bilat.page.render.VIS_SHA256", "0" * 64)
    with pytest.raises(Exception, match="unknown vis-network"):
        vis_source()


# ---- weight, repetition


def test_an_empty_page_weighs_four_fifths_of_what_pyvis_makes() -> None:
    empty = page_of(Dataset({}, {}, {}))
    assert len(empty.encode()) <= 0.80 * VANILLA


_EXPORT = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from page_data import Builder
from bilat.page.render import View, render
dataset = Builder().dataset()
html = render(dataset, list(dataset.records.values()), View())
sys.stdout.write(hashlib.sha256(html.encode()).hexdigest())
"""


def test_the_same_input_gives_the_same_bytes_whatever_the_environment(html: str) -> None:
    here = str(Path(__file__).parent)
    for seed, zone in (("1", "Asia/Tokyo"), ("2", "America/New_York")):
        changed = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C", "PYTHONUTF8": "0"}
        found = subprocess.run(
            [sys.executable, "-c", _EXPORT, here],
            env={**os.environ, **changed},
            capture_output=True,
            check=True,
            text=True,
        )
        assert found.stdout == hashlib.sha256(html.encode()).hexdigest()


# ---- colours


def palettes() -> dict[str, dict[str, str]]:
    css = (PAGE / "app.css").read_text(encoding="utf-8")
    blocks = {
        "light": css.partition(":root {")[2].partition("}")[0],
        "dark": css.partition(':root[data-theme="dark"] {')[2].partition("}")[0],
    }
    return {name: dict(re.findall(r"--(\w+): (#\w+)", block)) for name, block in blocks.items()}


def linear(colour: str) -> tuple[float, float, float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return red, green, blue


def contrast(one: str, other: str) -> float:
    weights = (0.2126, 0.7152, 0.0722)
    light = sorted(
        sum(weight * part for weight, part in zip(weights, linear(colour), strict=True)) + 0.05
        for colour in (one, other)
    )
    return light[1] / light[0]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_has_contrast_of_four_and_a_half_and_marks_of_three(theme: str) -> None:
    palette = palettes()[theme]
    for ground in ("paper", "sheet", "hover"):
        for text in ("ink", "muted", "link"):
            assert contrast(palette[text], palette[ground]) >= 4.5, (text, ground)
    marks = [
        "left",
        "right",
        "top",
        "cooperation",
        "conflict",
        "other",
        "listing",
        "claim",
        "field",
        "focus",
    ]
    for mark in marks:
        assert contrast(palette[mark], palette["paper"]) >= 3, mark
    # Badges carry text in the colour of the paper.
    assert contrast(palette["paper"], palette["listing"]) >= 4.5


# Viénot 1999, for linear RGB.
DEFICIENCIES = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.11238, 0.88762, 0), (0.11238, 0.88762, 0), (0.00401, -0.00401, 1)),
    "deutan": ((0.29275, 0.70725, 0), (0.29275, 0.70725, 0), (-0.02234, 0.02234, 1)),
    "tritan": ((1, 0.14461, -0.14461), (0, 0.85924, 0.14076), (0, 0.85924, 0.14076)),
}


def lab(colour: str, deficiency: str) -> tuple[float, float, float]:
    rgb = linear(colour)
    red, green, blue = (
        max(0.0, sum(weight * part for weight, part in zip(row, rgb, strict=True)))
        for row in DEFICIENCIES[deficiency]
    )
    xyz = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
    )
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_that_mean_different_things_differ_for_every_eye(
    theme: str, deficiency: str
) -> None:
    palette = palettes()[theme]
    # Lines against lines and nodes against nodes: the two are told apart by being a line or a dot.
    groups = (("cooperation", "conflict", "other"), ("left", "right", "top"))
    for group in groups:
        for one, other in combinations(group, 2):
            distance = math.dist(lab(palette[one], deficiency), lab(palette[other], deficiency))
            assert distance >= 15, (one, other, distance)
