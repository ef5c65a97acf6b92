"""Draws the page: pyvis holds the network and makes the text, the template and the rest are ours.

pyvis's own template and menus load scripts from elsewhere and do not escape: neither is used.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from importlib import resources
from itertools import chain
from types import CodeType, MappingProxyType
from typing import Any

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup
from pyvis.network import Network
from rjsmin import jsmin

from bilat import collection, dates
from bilat.errors import BilatError, UsageError
from bilat.model import LANGUAGES, Dataset, Record
from bilat.page import island, layout, words
from bilat.page.packer import KINDS, LATE, TOLD, Packer, written
from bilat.page.scene import SIDES, Scene, build
from bilat.page.still import radius, still
from bilat.page.story import Story
from bilat.page.tour import Tour

# Concatenated in this order into one script, so that one hash allows it.
SCRIPTS = [
    "inflate",
    "unpack",
    "columns",
    "data",
    "dom",
    "state",
    "paths",
    "shores",
    "seats",
    "canvas",
    "pointer",
    "strip",
    "filters",
    "panel",
    "search",
    "table",
    "story",
    "export",
    "lanes",
    "matrix",
    "views",
    "main",
]
# vis-network 9.1.2 as pyvis 0.3.2 ships it, with LF: a browser hashes that form.
VIS_SHA256 = "f3c1229464749a6f5a80c80867189edfdc0198be0d015c3d770aff196cb6c0a1"
THEMES = ("auto", "light", "dark")
# Words up to this length, such as "of" and "Mr", do not tell whose name a label holds.
_SHORT_WORD = 2


@dataclass(frozen=True, slots=True)
class View:
    """What the page is asked to show, and how.

    ``filters`` are lines for the reader; ``as_of``, ``begin`` and ``end`` preset the period;
    ``verified`` overrides the verification of evidence by its id. ``UsageError`` for a theme or
    language there is not.
    """

    title: str = ""
    language: str = "en"
    theme: str = "auto"
    filters: tuple[str, ...] = ()
    as_of: str | None = None
    begin: str | None = None
    end: str | None = None
    focus: tuple[str, ...] = ()
    max_view: int = 1500
    verified: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    story: Story | None = None

    def __post_init__(self) -> None:
        for name, value, choices in (
            ("theme", self.theme, THEMES),
            ("language", self.language, LANGUAGES),
        ):
            if value not in choices:
                raise UsageError(f'no {name} "{value}" (choose from: {", ".join(choices)})')


@collection.paused()
def render(dataset: Dataset, records: Sequence[Record], view: View) -> str:
    """The complete HTML text of the page; the same for the same input."""
    scene = build(dataset, records, view.max_view)
    packer = Packer(dataset, scene, view.language, view.verified)
    data = packer.pack()
    late = {
        table: {name: data[table].pop(name, []) for name in columns}
        for table, columns in LATE.items()
    }
    seats = layout.places(scene)
    net = _network(scene, seats)
    environment = _environment()
    environment.globals.update(
        island=partial(_island, data, _page(scene, packer, view), _used(dataset, packer)),
        late=Markup(island.packed(late)),  # noqa: S704  no sign of it can be markup
        words=words.for_page(view.language),
        **_shell(dataset, scene, seats, packer, view),
        still=still(dataset, scene, seats, view.language),
        story=Tour(view.story, dataset, scene, packer.entities.found, view.language).context()
        if view.story
        else None,
    )
    net.templateEnv = environment
    net.path = "page.html.j2"
    text: str = net.generate_html()
    return text.replace("\r\n", "\n")


def _network(scene: Scene, seats: Mapping[str, layout.Place]) -> Network:
    # directed, or pyvis drops the second of two ties between one pair without a word.
    net = Network(directed=True, cdn_resources="in_line")
    weights = scene.weights
    # Where each stands when there are no shores; a free network is laid out like that anyway.
    spots = layout.network(scene) if scene.is_dyad else seats
    number = {actor: at for at, actor in enumerate(sorted(seats))}
    # Filled directly: add_node and add_edge search their lists anew for each addition.
    net.nodes = [
        {
            "nx": spots[actor].x,
            "ny": spots[actor].y,
            "size": radius(weights[actor]),
            "side": SIDES.index(seats[actor].side),
            "row": seats[actor].row,
            "extra": int(seats[actor].extra),
            "far": int(spots[actor].extra),
        }
        for actor in number
    ]
    net.edges = [
        {"from": number[tie.one], "to": number[tie.other], "records": tie.records}
        for tie in (*scene.ties, *scene.inner)
    ]
    net.node_ids = list(number.values())
    net.options = {
        "autoResize": False,
        "physics": {"enabled": False},
        "layout": {"improvedLayout": False, "randomSeed": 1},
        "interaction": {
            "zoomView": False,
            "selectable": False,
            "dragNodes": False,
            "hover": False,
            "tooltipDelay": 10**9,
        },
    }
    return net


def _island(  # noqa: PLR0913, PLR0917  the last three are pyvis's
    data: Mapping[str, Any],
    page: Mapping[str, Any],
    used: frozenset[str],
    nodes: Sequence[Mapping[str, Any]],
    edges: Sequence[Mapping[str, Any]],
    options: str,
) -> Markup:
    """The data between the script tags, from what pyvis hands to the template and the rest."""
    island_ = {
        "page": page,
        "words": words.for_script(page["lang"], used),
        **data,
        "actors": island.columns(nodes, codes=("extra", "far", "side")),
        "ties": {
            "from": [edge["from"] for edge in edges],
            "to": [edge["to"] for edge in edges],
            "records": _records_of(edges),
        },
        "options": json.loads(options),
    }
    return Markup(island.packed(island_))  # noqa: S704  no sign of it can be markup


def _records_of(edges: Sequence[Mapping[str, Any]]) -> island.Columns:
    held = [edge["records"] for edge in edges]
    n = [len(records) for records in held]
    return island.Lists(n, list(chain.from_iterable(held))).columns


def _used(dataset: Dataset, packer: Packer) -> frozenset[str]:
    """The kinds and roles that occur: the page carries the words for these."""
    known = {str(look[0]) for look in packer.looks}
    known |= {entity.kind for entity in dataset.entities.values()}
    kinds = {f"kind.{kind}" for kind in known}
    return frozenset(kinds | {f"role.{role}" for role in packer.roles.found} | {"kind.document"})


def _page(scene: Scene, packer: Packer, view: View) -> dict[str, Any]:
    begin, end = view.begin or view.as_of, view.end or view.as_of
    period = dates.parse_period(begin, end)
    at = packer.entities.found
    return {
        "lang": view.language,
        "theme": view.theme,
        "dyad": scene.is_dyad,
        "actors": len(scene.sides) + scene.left_out,
        "left": at.get(scene.left or "", -1),
        "right": at.get(scene.right or "", -1),
        "pair": [at[one] for one in scene.pair] if scene.pair else [],
        "from": _day(period.earliest_begin),
        "to": _day(period.latest_end),
        "focus": [at[one] for one in view.focus if one in at],
    }


def _day(day: date | None) -> int | None:
    return (day - date(1970, 1, 1)).days if day else None


def _shell(
    dataset: Dataset,
    scene: Scene,
    seats: Mapping[str, layout.Place],
    packer: Packer,
    view: View,
) -> dict[str, object]:
    """Everything around the island: head, headings, the static picture, table and sources."""
    say = words.for_page(view.language)
    said = dataset.description
    names = {
        "left": _name(dataset, scene.left, view),
        "right": _name(dataset, scene.right, view),
    }
    default = say["title" if scene.is_dyad else "title_free"].format_map(names)
    told = f"{said.citation} " if said.citation else ""
    return {
        "page": {
            "lang": view.language,
            "dyad": scene.is_dyad,
            "title": island.markup_safe(view.title or said.title or default),
            "lede": say["lede" if scene.is_dyad else "lede_free"].format_map(names),
            "about": island.markup_safe(said.summary),
            "modified": island.markup_safe(said.modified),
            "licence": island.markup_safe(said.licence),
            "citation": island.markup_safe(told),
            "filters": [island.markup_safe(line) for line in view.filters],
            "theme": view.theme,
        },
        "counts": {
            "actors": len(scene.sides) + scene.left_out,
            "left_out": scene.left_out,
            "drawn": sum(not place.extra for place in seats.values()),
            "records": len(scene.records),
            "documents": len(packer.documents.found),
        },
        "told": _told(dataset, scene, view.language),
        "rows": min(len(scene.records), TOLD),
        **_assets(),
    }


def _name(dataset: Dataset, id_: str | None, view: View) -> str:
    return island.markup_safe(dataset.label(id_, view.language)) if id_ else ""


def _told(dataset: Dataset, scene: Scene, language: str) -> list[tuple[str, list[dict[str, str]]]]:
    """The table for readers without a script, by kind; the script reads dates and labels in it."""
    found: dict[str, list[dict[str, str]]] = {}
    for record in scene.records[:TOLD]:
        row = {
            "when": island.markup_safe(written(record)),
            "label": island.markup_safe(record.label(language)),
            "who": island.markup_safe(", ".join(_unnamed(dataset, record, language))),
            "source": island.markup_safe(_source(dataset, record, language)),
        }
        found.setdefault(record.kind, []).append(row)
    return sorted(found.items(), key=lambda group: KINDS.index(group[0]))


def _unnamed(dataset: Dataset, record: Record, language: str) -> list[str]:
    """The actors of a record whose names its label does not hold, whole or by a part of it."""
    label = record.label(language).casefold()
    names = (dataset.label(one, language) for one in record.actors)
    return [name for name in names if not any(part in label for part in _parts(name))]


def _parts(name: str) -> list[str]:
    return [part for part in name.casefold().split() if len(part) > _SHORT_WORD] or [
        name.casefold()
    ]


def _shortest(dataset: Dataset, id_: str, language: str) -> str:
    """The shortest of the names of an entity in one language, such as MOFA."""
    entity = dataset.entities.get(id_)
    known = (*entity.labels, *entity.aliases) if entity else ()
    names = [text.value for text in known if text.language == language and len(text.value) > 1]
    # What stands in brackets behind a name describes it: there is room for that elsewhere.
    return min(names, key=len, default=dataset.label(id_, language)).partition(" (")[0]


def _source(dataset: Dataset, record: Record, language: str) -> str:
    """Publisher and year of the first source, and the number of the others."""
    works = list(dict.fromkeys(item.document for item in record.evidence))
    if not works:
        return ""
    first = dataset.documents.get(works[0])
    maker = (first.publisher or next(iter(first.creators), "")) if first else works[0]
    year = re.search(r"\d{4}", first.issued) if first else None
    name = _shortest(dataset, maker, language)
    more = f"+{len(works) - 1}" if works[1:] else ""
    return " ".join(part for part in (name, year[0] if year else "", more) if part)


@cache
def _assets() -> dict[str, Markup]:
    """Scripts and style, and the policy that allows these and nothing else."""
    scripts = "".join(_read("app", f"{name}.js") for name in SCRIPTS)
    app = _slim_script(f'"use strict";\n(() => {{\n{scripts}}})();\n', _outer_names(scripts))
    vis, css = vis_source(), _slim_style(_read("app.css"))
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash(vis)} {_hash(app)}",
            f"style-src {_hash(css)}",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )
    ours = {"vis": vis, "app": app, "css": css, "policy": policy}
    # Package data, not the user's: hashed above, so a change by anybody would stop it from running.
    return {name: Markup(text) for name, text in ours.items()}  # noqa: S704


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


# Texts, templates and regular expressions; else names, with what stands beside them.
_TOKENS = re.compile(
    r"""("(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`|(?<=[(,=:!&|?{};])/(?:\\.|\[[^\]]*\]|[^/\\])+/)"""
    r"""|(?<![\w$])(\.?)([A-Za-z_]\w*)"""
)


def _outer_names(source: str) -> list[str]:
    """The names declared outside of all functions, which begin at the margin."""
    return re.findall(r"^(?:const|let|function) ([A-Za-z]\w{3,})", source, re.MULTILINE)


def _slim_script(source: str, names: Sequence[str]) -> str:
    """Our script without comments and blanks, and with short forms of its outer names.

    A name that is also a key, or stands in a template, is left alone. Whoever wants to read the
    script reads the files of the package.
    """
    slim = jsmin(source) + "\n"
    quoted = " ".join(found[1] for found in _TOKENS.finditer(slim) if found[1])
    keys = set(re.findall(r"\.(\w+)|(\w+):", slim))
    kept = {one for pair in keys for one in pair} | set(re.findall(r"\w+", quoted))
    kept |= set(re.findall(r"(?<=[{,])(\w+)(?=[,}])", slim))
    short = {name: f"${at}" for at, name in enumerate(one for one in names if one not in kept)}
    return _TOKENS.sub(
        lambda found: found[0] if found[1] or found[2] else short.get(found[3], found[0]), slim
    )


# A text in quotes stays as it is; blanks around signs go.
_TOKENS_OF_STYLE = re.compile(r"""("[^"]*")| *([{};,>]|: ) *""")


def _slim_style(source: str) -> str:
    """Our style sheet without indentation, comment lines and blanks around signs."""
    lines = (line.strip() for line in source.splitlines())
    kept = (line for line in lines if line and not line.startswith("/*"))
    slim = (_TOKENS_OF_STYLE.sub(lambda at: at[1] or at[2].strip(), line) for line in kept)
    return "".join(slim).replace(";}", "}")


def _read(*parts: str) -> str:
    return resources.files("bilat.page").joinpath(*parts).read_text(encoding="utf-8")


def vis_source() -> str:
    """vis-network from the files of pyvis, licence banner included; another version is refused."""
    file = resources.files("pyvis").joinpath("templates/lib/vis-9.1.2/vis-network.min.js")
    text = file.read_bytes().decode().replace("\r\n", "\n")
    found = hashlib.sha256(text.encode()).hexdigest()
    if found != VIS_SHA256:
        message = f"pyvis brings an unknown vis-network (sha256 {found}; install pyvis 0.3.2)"
        raise BilatError(message)
    return text


class _Compiled(BytecodeCache):
    """Templates compiled once in a process, for whoever makes several pages."""

    def __init__(self) -> None:
        self._code: dict[str, CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """What was compiled of this text before, if anything."""
        bucket.code = self._code.get(bucket.checksum)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._code[bucket.checksum] = bucket.code


_COMPILED = _Compiled()


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("bilat.page", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_COMPILED,
    )
    environment.policies["json.dumps_kwargs"] = {"sort_keys": False, "ensure_ascii": False}
    return environment
