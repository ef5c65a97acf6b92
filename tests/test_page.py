"""The page as text: what leaves the graph, what is escaped, what it weighs, that it repeats."""

from __future__ import annotations

import hashlib
import json
import lzma
import math
import os
import re
import subprocess
import sys
import zlib
from base64 import b64decode, b64encode
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest

import bilat
from bilat.model import LANGUAGES, Dataset, Record
from bilat.page import folder, island, layout, story, words
from bilat.page.render import View, render, vis_source
from bilat.page.scene import Scene, Tie, build, lane, status, tone
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


def island_of(html: str, name: str = "data") -> dict[str, Any]:
    found = re.search(f'<script type="text/plain" id="{name}">(.*?)</script>', html, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(unpacked(found[1]))
    return data


def unpacked(island_: str) -> bytes:
    """What the script does, in Python: two signs of 91 to 13 or 14 bits, then LZMA; or Deflate."""
    size, signs = island_.split(" ")
    if size.startswith("z"):
        data = zlib.decompress(b64decode(signs), wbits=-15)
        assert len(data) == int(size[1:])
        return data
    value = {
        sign: at for at, sign in enumerate(c for c in map(chr, range(33, 127)) if c not in "<>&")
    }
    bits = held = 0
    found = bytearray()
    for low, high in zip(signs[::2], signs[1::2], strict=True):
        pair = value[low] + 91 * value[high]
        bits |= pair << held
        held += 13 if pair & 8191 > 88 else 14
        while held >= 8:
            found.append(bits & 255)
            bits, held = bits >> 8, held - 8
    decoder = lzma.LZMADecompressor(
        lzma.FORMAT_RAW,
        filters=[
            {"id": lzma.FILTER_LZMA1, "preset": 9 | lzma.PRESET_EXTREME, "lc": 3, "lp": 0, "pb": 0}
        ],
    )
    return decoder.decompress(bytes(found), int(size))


@pytest.fixture(scope="module")
def shipped() -> str:
    return bilat.load().html()


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
    said = dataset.description._replace(left_state=None, right_state=None)
    found = build(replace(dataset, description=said), list(dataset.records.values()))
    assert {found.left, found.right} == {LEFT, RIGHT}


def test_without_two_states_there_is_a_free_network(dataset: Dataset) -> None:
    meetings = [record for record in dataset.records.values() if record.kind == "meeting"]
    said = dataset.description._replace(left_state=None, right_state=None)
    records = {record.id: record for record in meetings}
    found = build(replace(dataset, description=said, records=records), meetings)
    places = layout.places(found)
    spots = [(place.x, place.y) for place in places.values()]
    nearest = min(math.dist(one, other) for one, other in combinations(spots, 2))
    assert not found.is_dyad
    assert nearest >= 30


def test_ties_within_one_shore_are_kept_for_the_views_that_draw_them(dataset: Dataset) -> None:
    meeting = next(record for record in dataset.records.values() if record.kind == "meeting")
    ours = tuple(
        part._replace(actor=actor)
        for part, actor in zip(meeting.participants, (ANNA, "person:carl-brook"), strict=True)
    )
    record = replace(meeting, id="event:among-ourselves", participants=ours)
    found = build(dataset, [*dataset.records.values(), record])
    assert [{tie.one, tie.other} for tie in found.inner] == [{ANNA, "person:carl-brook"}]
    assert all(found.sides[tie.one] != found.sides[tie.other] for tie in found.ties)


def test_a_network_shows_its_strongest_first_and_places_everybody_once() -> None:
    people = [f"person:{number:03}" for number in range(layout.SHOWN_IN_NETWORK + 30)]
    hub = people[0]
    ties = tuple(Tie(hub, other, tuple(range(at))) for at, other in enumerate(people) if at)
    found = layout.network(Scene(None, None, (), dict.fromkeys(people, "free"), ties))
    assert set(found) == set(people)
    assert not found[hub].extra
    # The weakest ones wait behind "N more", and no two share a spot.
    assert [one for one in people if found[one].extra] == people[1:31]
    assert len({(place.x, place.y) for place in found.values()}) == len(people)


def test_who_is_nearer_in_the_network_is_nearer_in_the_picture() -> None:
    people = [f"person:{number}" for number in range(9)]
    ties = tuple(Tie(one, other, (0,)) for one, other in pairwise(people))
    places = layout.network(Scene(None, None, (), dict.fromkeys(people, "free"), ties))

    def away(one: str, other: str) -> float:
        return math.dist(*((places[who].x, places[who].y) for who in (one, other)))

    steps = [away(people[0], other) for other in people[1:]]
    assert steps == sorted(steps)


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


def test_third_parties_that_only_others_list_are_not_in_the_picture(dataset: Dataset) -> None:
    kind = {"id": "company:far", "kind": "company"}
    far = replace(dataset.entities["company:borea-steel"], **kind, country=None)  # type: ignore[arg-type]
    listing = next(
        record
        for record in dataset.records.values()
        if record.involves("person:ida-nova") and record.kind == "listing"
    )
    parts = tuple(
        part._replace(actor=far.id) if part.role == "target" else part
        for part in listing.participants
    )
    other = replace(listing, id="sit:lists-far", participants=parts)
    entities = dict(dataset.entities) | {far.id: far}
    records = [*dataset.records.values(), other]
    found = build(replace(dataset, entities=entities), records)
    assert far.id not in found.sides
    assert other in found.records
    home = replace(far, country=RIGHT)
    assert (
        build(replace(dataset, entities=entities | {far.id: home}), records).sides[far.id]
        == "right"
    )


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


def test_what_is_large_is_packed_in_another_way_and_comes_back() -> None:
    value = {"names": [f"{at * 7919 % 104729:x}" for at in range(150_000)]}
    packed = island.packed(value)
    assert packed.startswith("z")
    assert json.loads(unpacked(packed)) == value
    assert not re.search("[<>&\n]", packed)


def test_texts_are_kept_a_line_each_unless_one_has_lines_itself() -> None:
    assert island.lines(["a", "", "b"]) == "a\n\nb"
    assert island.lines(["a\nb", "c"]) == ["a\nb", "c"]


def test_a_verification_that_was_given_overrides_the_recorded_one(dataset: Dataset) -> None:
    record = next(record for record in dataset.records.values() if record.evidence)
    view = View(verified={record.evidence[0].id: "verified"})
    data = island_of(render(dataset, [record], view))
    found = data["codes"]["verification"][int(data["evidence"]["verification"][0], 36)]
    assert found == "verified"


def test_dates_as_of_preset_the_period(dataset: Dataset) -> None:
    data = island_of(page_of(dataset, as_of="2016"))
    assert (data["page"]["from"], data["page"]["to"]) == (16_801, 17_166)


def test_every_word_exists_in_three_languages() -> None:
    tables = [words.for_page(language) for language in LANGUAGES]
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


def test_there_are_no_event_and_style_attributes_and_no_addresses_outside_the_data(
    html: str,
) -> None:
    markup = re.sub(r"<(script|style).*?</\1>", "", html, flags=re.DOTALL)
    assert not re.search(r"<[^>]*\s(on\w+|style)=", markup)
    assert not re.findall(r"https?://[^\s\"<]+", markup)
    assert (
        "https://archive.example/reports/3?a=1&b=2" in island_of(html, "late")["documents"]["url"]
    )


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
def test_the_island_gives_back_every_text_and_cannot_end_its_element(text: str) -> None:
    packed = island.packed({"a": text})
    assert json.loads(unpacked(packed)) == {"a": text}
    assert packed.isascii()
    assert not re.search("[<>&\n]", packed)


def test_marks_that_turn_the_direction_of_text_are_taken_out() -> None:
    assert island.clean("a\u202eb\u2066c\x00d\ne") == "abcd e"


def test_another_vis_network_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bilat.page.render.VIS_SHA256", "0" * 64)
    with pytest.raises(Exception, match="unknown vis-network"):
        vis_source()


def test_shortening_our_script_leaves_its_texts_alone(html: str) -> None:
    script = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)[1]
    source = "".join(file.read_text(encoding="utf-8") for file in sorted(PAGE.glob("app/*.js")))
    source = re.sub(r"^\s*(//|/\*\*).*", "", source, flags=re.MULTILINE)
    texts = set(re.findall(r'"([a-z][\w.-]{3,})"', source))
    assert len(texts) > 200
    assert [text for text in sorted(texts) if f'"{text}"' not in script] == []


# ---- weight, repetition


def test_an_empty_page_with_every_view_weighs_less_than_what_pyvis_makes() -> None:
    empty = page_of(Dataset({}, {}, {}))
    assert len(empty.encode()) <= 0.95 * VANILLA


def test_the_shipped_dataset_adds_a_fifth_of_an_empty_page_of_pyvis(shipped: str) -> None:
    empty = page_of(Dataset({}, {}, {}))
    assert len(shipped.encode()) - len(empty.encode()) <= 0.20 * VANILLA


@pytest.mark.parametrize("size", [0, 1, 2, 3, 13, 14, 100, 4096])
def test_any_bytes_come_back_from_their_signs(size: int) -> None:
    for number in range(20):
        data = hashlib.shake_128(bytes([number])).digest(size) if number else bytes(size)
        packed = lzma.compress(
            data, lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA1, "lc": 3, "lp": 0, "pb": 0}]
        )
        assert unpacked(f"{size} {island.in_signs(packed)}") == data


# ---- without a script


def test_without_a_script_the_table_holds_every_record(html: str, dataset: Dataset) -> None:
    table = html.partition('<table id="told">')[2].partition("</table>")[0]
    assert table.count("<tr><td>") == len(dataset.records)
    assert "<tr><td>2016<td>carl-brook meets boris-stern, 2016<td>Bank of Avalia 2016\n" in table
    contested = "<td>fritz-lake meets hugo-comet, 2018-02-02<td>Bank of Avalia 2016 +2\n"
    assert contested in table


def test_the_still_picture_cuts_off_no_name_at_its_top(shipped: str) -> None:
    still = shipped.partition('<div id="still"')[2].partition("</svg>")[0]
    heights = [int(y) for y in re.findall(r'<text[^>]* y="(-?[0-9]+)"', still)]
    assert len(heights) > 40
    assert min(heights) >= 13


def test_the_still_picture_tells_announced_from_contested(html: str) -> None:
    still = html.partition('<div id="still"')[2].partition("</svg>")[0]
    assert set(re.findall(r'stroke-dasharray="([^"]+)"', still)) == {"7 5", "12 4 2 4"}


def test_the_table_names_actors_that_the_label_does_not(html: str) -> None:
    assert "<td>The bank lends to Borea Steel<td>" in html
    assert "<td>They met eight times.<td>" in html
    assert "<td>Avalia raises a tariff<i> (Borea)</i><td>" in html


_EXPORT = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from test_page import page_with_everything
html = page_with_everything()
sys.stdout.write(hashlib.sha256(html.encode()).hexdigest())
"""


def page_with_everything() -> str:
    """A story, a filter, a title in three scripts; and all files of its folder."""
    head = "---\ntitle: Повесть 物語\nlanguage: ru\n---\n"
    text = f"{head}## Шаг\nperiod: 2014\n\n[Вальд](person:anna-wald)\n"
    view = {"title": "Авалия 日本 é", "filters": ("as of 2014",), "language": "ja"}
    html = page_of(Builder().dataset(), story=story.parse(text, "t.md"), **view)
    return "".join(f"{name}\n{part}" for name, part in folder.parts(html).items())


def test_the_same_input_gives_the_same_bytes_whatever_the_environment() -> None:
    html = page_with_everything()
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
