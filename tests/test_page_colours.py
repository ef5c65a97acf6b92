"""The colours of the page: contrast, and difference for every eye, in both themes."""

from __future__ import annotations

import math
import re
from itertools import combinations
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[1] / "graph" / "bilat" / "page"


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
