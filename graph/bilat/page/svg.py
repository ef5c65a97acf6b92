"""Still pictures as SVG text: nothing in them runs, links or loads, and all texts are escaped.

Letters are measured as wide as the widest of the usual fonts draws them, so that a text which is
found to fit here fits everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources
from pathlib import Path

from bilat import files
from bilat.page.island import markup_safe

MARGIN = 24
SIZE = 13
_TITLE, _SMALL = 17, 12
# Room for the number of a year and a gap.
_YEAR = 44
_FONTS = (
    "Segoe UI, Helvetica Neue, Noto Sans, Liberation Sans, DejaVu Sans, Hiragino Sans, Yu Gothic, "
    "Noto Sans CJK JP, IPAPGothic, sans-serif"
)
# Parts of the size of the font; what is in none of the rows is an ordinary small letter.
_WIDTHS = (
    (0.33, "ijlI.,:;'!|‘’· "),
    (0.5, 'frt()[]-–/"“”°'),
    (1.1, "mwMWжшщюфмыЖШЩЮФМЫ@%&—…→≠▲▼"),
)
_CAPITAL, _ORDINARY, _WIDE, _BOLD = 0.78, 0.65, 1.03, 1.12
# UTF-8 can hold these two, XML cannot.
_NOT_XML = re.compile("[\ufffe\uffff]")

Box = tuple[float, float, float, float]
# The body of a picture, its width and height, and what is said of it.
Drawn = tuple[list[str], tuple[int, int], list[str]]


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """A still picture: ``svg`` is its whole text, the same for the same input.

    Notebooks show it in place; ``save`` writes it to a file of its own.
    """

    svg: str
    title: str

    def save(self, path: str | Path) -> None:
        """Write the picture to a file: whole, or not at all. Raises ``WriteError``."""
        files.write(Path(path), self.svg.encode())

    def __repr__(self) -> str:
        return f"<Picture: {self.title}>"

    def _repr_svg_(self) -> str:
        return self.svg


@cache
def palette() -> dict[str, str]:
    """The colours of the page's light theme, which is also the one for paper."""
    css = resources.files("bilat.page").joinpath("app.css").read_text(encoding="utf-8")
    light = css.partition(":root {")[2].partition("}")[0]
    return dict(re.findall(r"--(\w+): (#\w+)", light))


def tidy(text: str) -> str:
    """A text from data as XML can hold it, without what controls or turns the direction."""
    return _NOT_XML.sub("\ufffd", markup_safe(text))


def measure(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """Width of a text in pixels, rather too much than too little."""
    return sum(map(_width, text)) * size * (_BOLD if bold else 1)


@cache
def _width(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return _WIDE
    named = next((width for width, letters in _WIDTHS if letter in letters), 0)
    return named or (_CAPITAL if letter.isupper() else _ORDINARY)


def fitted(text: str, room: float, size: float = SIZE, *, bold: bool = False) -> str:
    """The text, or as much of it as there is room for and a sign that there is more."""
    if measure(text, size, bold=bold) <= room:
        return text
    while text and measure(f"{text}…", size, bold=bold) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def wrapped(
    text: str, room: float, size: float = SIZE, *, most: int = 3, bold: bool = False
) -> list[str]:
    """Lines that fit the room, at most so many; Japanese breaks between any two letters."""
    parts = re.findall(
        r"[\u3000-\u9fff\uf900-\ufaff\uff00-\uff60]|[^\s\u3000-\u9fff]+\s*|\s+", text
    )
    lines = [""]
    for number, part in enumerate(parts):
        if not lines[-1] or measure(lines[-1] + part.rstrip(), size, bold=bold) <= room:
            lines[-1] += part
        elif len(lines) < most:
            lines.append(part)
        else:
            lines[-1] += "".join(parts[number:])
            break
    return [fitted(line.rstrip(), room, size, bold=bold) for line in lines]


def element(tag: str, *inner: str, **attributes: object) -> str:
    """One element; a colour may be given by its name in the palette, ``_`` stands for ``-``."""
    given = "".join(
        f' {name.strip("_").replace("_", "-")}="{escape(_written(value))}"'
        for name, value in attributes.items()
        if value not in (None, "")
    )
    return f"<{tag}{given}>{''.join(inner)}</{tag}>" if inner else f"<{tag}{given}/>"


def _written(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    text = str(value)
    return palette().get(text, text)


def words(  # noqa: PLR0913  a text is set by all of these
    x: float,
    y: float,
    text: str,
    *,
    size: float = SIZE,
    fill: str = "ink",
    anchor: str = "start",
    bold: bool = False,
    halo: bool = False,
) -> str:
    """A line of text, in front of what is behind it with ``halo``.

    ``tidy`` has been put to it before it was measured.
    """
    return element(
        "text",
        escape(text),
        x=float(x),
        y=float(y),
        font_size=float(size),
        font_weight="600" if bold else None,
        fill=fill,
        text_anchor=None if anchor == "start" else anchor,
        **({"stroke": "sheet", "stroke_width": 3, "paint_order": "stroke"} if halo else {}),
    )


def block(  # noqa: PLR0913  a text is set by all of these
    x: float,
    y: float,
    lines: Iterable[str],
    *,
    size: float = SIZE,
    fill: str = "ink",
    anchor: str = "start",
    bold: bool = False,
) -> list[str]:
    """Lines of text below each other, the first on the line ``y``."""
    step = round(size * 1.35)
    return [
        words(x, y + step * at, line, size=size, fill=fill, anchor=anchor, bold=bold)
        for at, line in enumerate(lines)
    ]


def rule(x1: float, y1: float, x2: float, y2: float, **more: object) -> str:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **({"stroke": "field"} | more))


def every(step: float) -> int:
    """Which years an axis names, when a year is so many pixels wide: each, every second, fifth."""
    return next(gap for gap in (1, 2, 5, 10, 20, 50, 100, 1000, 10_000) if step * gap >= _YEAR)


def hint(text: str) -> str:
    """What a pointer resting on the element around it reads."""
    return element("title", escape(text) or " ")


def framed(
    title: str,
    said: Sequence[str],
    body: Iterable[str],
    *,
    size: tuple[int, int],
    notes: Sequence[str] = (),
) -> Picture:
    """A picture with its title and what is said of it above the body, and the notes below."""
    width, height = size
    room = width - 2 * MARGIN
    heading = wrapped(tidy(title), room, _TITLE, most=2, bold=True)
    lead = [line for text in said for line in wrapped(tidy(text), room, _SMALL)]
    foot = [line for text in notes for line in wrapped(tidy(text), room, _SMALL)]
    y = 14 + round(_TITLE * 1.35) * len(heading)
    top = y + round(_SMALL * 1.35) * len(lead) + 10
    whole = top + height + round(_SMALL * 1.35) * len(foot) + 20
    parts = [
        hint(tidy(title)),
        element("rect", width=width, height=whole, fill="sheet"),
        *block(MARGIN, 14 + _TITLE, heading, size=_TITLE, bold=True),
        *block(MARGIN, y + _SMALL + 4, lead, size=_SMALL, fill="muted"),
        element("g", *body, transform=f"translate(0 {top})"),
        *block(MARGIN, top + height + _SMALL + 8, foot, size=_SMALL, fill="muted"),
    ]
    svg = element(
        "svg",
        "\n".join(["", *parts, ""]),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {whole}",
        width=width,
        height=whole,
        style="max-width: 100%; height: auto",
        role="img",
        font_family=_FONTS,
    )
    return Picture(svg + "\n", tidy(title))


def free(box: Box, taken: Iterable[Box]) -> bool:
    """Whether a box (left, top, right, bottom) touches none of some others."""
    return all(
        box[2] <= other[0] or other[2] <= box[0] or box[3] <= other[1] or other[3] <= box[1]
        for other in taken
    )
