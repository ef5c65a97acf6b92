"""Tables of events and lines of entities, made up: whole ones, and ways to damage them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bilat
from test_cli import Said

COLUMNS = (
    "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\t"
    "Intensity\tTarget Name\tTarget Sectors\tTarget Country\tStory ID\tSentence Number\tPublisher\t"
    "City\tDistrict\tProvince\tCountry\tLatitude\tLongitude"
)


def icews(key: str = "1", **changes: str) -> str:
    """One row of ICEWS; ``changes`` by heading, with underscores for blanks."""
    cells = {
        "Event ID": key,
        "Event Date": "2018-12-11",
        "Source Name": "Japan",
        "Source Sectors": "",
        "Source Country": "Japan",
        "Event Text": "Consult",
        "CAMEO Code": "040",
        "Intensity": "1.0",
        "Target Name": "Russia",
        "Target Sectors": "",
        "Target Country": "Russian Federation",
        "Story ID": "5",
        "Sentence Number": "1",
        "Publisher": "",
        "City": "Tokyo",
        "District": "",
        "Province": "",
        "Country": "Japan",
        "Latitude": "35.69",
        "Longitude": "139.69",
    }
    assert list(cells) == COLUMNS.split("\t")
    for name, value in changes.items():
        assert name.replace("_", " ") in cells
        cells[name.replace("_", " ")] = value
    return "\t".join(cells.values())


def icews_table(*rows: str) -> str:
    return "\n".join((COLUMNS, *rows, ""))


def gdelt(key: str = "1", columns: int = 61, **changes: str) -> str:
    """One row of GDELT; ``changes`` by the number of the column, such as ``c26``."""
    cells = [""] * columns
    cells[:5] = [key, "20181211", "201812", "2018", "2018.94"]
    cells[5:8] = ["JPN", "JAPAN", "JPN"]
    cells[15:18] = ["RUS", "RUSSIA", "RUS"]
    cells[25:35] = ["1", "040", "040", "04", "1", "1.0", "10", "1", "10", "-0.5"]
    place = 51 if columns == 61 else 49
    cells[place : place + 2] = ["4", "Tokyo, Tokyo, Japan"]
    cells[place + columns // 61 + 4 : place + columns // 61 + 6] = ["35.69", "139.69"]
    for name, value in changes.items():
        cells[int(name[1:])] = value
    return "\t".join(cells)


def entity(id_: str = "a", schema: str = "Person", **properties: Any) -> dict[str, Any]:  # noqa: ANN401  also what is wrong
    return {"id": id_, "schema": schema, "properties": properties or {"name": [f"Name {id_}"]}}


def sanction(id_: str = "s", of: str = "a", **properties: Any) -> dict[str, Any]:  # noqa: ANN401  likewise
    said: dict[str, Any] = {
        "entity": [of],
        "authority": ["An Authority"],
        "startDate": ["2014-04-29"],
    }
    return entity(id_, "Sanction", **{**said, **properties})


def ftm_lines(*entities: dict[str, Any] | str) -> str:
    lines = [item if isinstance(item, str) else json.dumps(item) for item in entities]
    return "\n".join((*lines, ""))


# Rows of ICEWS that cannot be used, by a word of the reason.
BAD_ICEWS: dict[str, tuple[str, str]] = {
    "a column too few": (icews().rsplit("\t", 1)[0], "expected 20 columns, found 19"),
    "a column too many": (icews() + "\t", "expected 20 columns, found 21"),
    "nothing": ("", "expected 20 columns, found 1"),
    "no id": (icews(""), "no id"),
    "an id with a blank": (icews("1 2"), "no id"),
    "another form of date": (icews(Event_Date="11.12.2018"), "no date"),
    "a date without hyphens": (icews(Event_Date="20181211"), "no date"),
    "a date in weeks": (icews(Event_Date="2018-W50-2"), "no date"),
    "other digits": (icews(Event_Date="２０１８-12-11"), "no date"),
    "30 February": (icews(Event_Date="2018-02-30"), "not in the calendar"),
    "the year nought": (icews(Event_Date="0000-01-01"), "not in the calendar"),
    "a code of letters": (icews(CAMEO_Code="abc"), "no CAMEO code"),
    "a code that lost its nought": (icews(CAMEO_Code="4"), "no CAMEO code"),
    "a code beyond the last": (icews(CAMEO_Code="210"), "no CAMEO code"),
    "no code": (icews(CAMEO_Code=""), "no CAMEO code"),
    "no number": (icews(Intensity="high"), "no number"),
    "not a number": (icews(Intensity="NaN"), "no number"),
    "infinity": (icews(Intensity="inf"), "no number"),
    "a number too large": (icews(Intensity="1e999"), "out of range"),
    "digits of elsewhere": (icews(Intensity="١.0"), "no number"),
    "an underscore in a number": (icews(Intensity="1_0"), "no number"),
    "a latitude of 91": (icews(Latitude="91"), "out of range"),
    "a longitude of words": (icews(Longitude="east"), "no number"),
    "nobody": (icews(Source_Name="", Target_Name=" "), "neither a source nor a target"),
    "a name that is a dash": (icews(Source_Name="—"), "is no name"),
    "a name without end": (icews(Source_Name="x" * 301), "301 characters"),
    "an escape": (icews(Source_Name="\x1b[2J"), "control character U+001B"),
    "a nought byte": (icews(City="\0"), "control character U+0000"),
    "a carriage return": (icews(City="a\rb"), "control character U+000D"),
}

BAD_GDELT: dict[str, tuple[str, str]] = {
    "57 columns": (gdelt(columns=58).rsplit("\t", 1)[0], "expected 61 (or 58) columns, found 57"),
    "60 columns": (gdelt().rsplit("\t", 1)[0], "expected 61 (or 58) columns, found 60"),
    "a date with hyphens": (gdelt(c1="2018-12-11"), "no date"),
    "31 April": (gdelt(c1="20180431"), "not in the calendar"),
    "no code": (gdelt(c26="---"), "no CAMEO code"),
    "a score beyond the scale": (gdelt(c30="10.5"), "out of range"),
    "a tone of words": (gdelt(c34="bad"), "no number"),
    "nobody": (gdelt(c5="", c6="", c15="", c16=""), "neither a source nor a target"),
}

_DEEP = "[" * 60_000 + "]" * 60_000
BAD_FTM: dict[str, tuple[dict[str, Any] | str, str]] = {
    "a key twice": ('{"id":"b","id":"c","schema":"Person","properties":{}}', "duplicate key"),
    "a key twice within": (
        '{"id":"b","schema":"Person","properties":{"name":["B"],"name":["C"]}}',
        "duplicate key",
    ),
    "an unknown schema": (entity("b", "NoSuch"), "schema"),
    "a list": ("[]", "a list, not an object"),
    "a number": ("7", "a number, not an object"),
    "null": ("null", "null, not an object"),
    "nothing": ("", "an empty line"),
    "cut off": ('{"id":"b","schema":"Per', "not JSON"),
    "two objects": ('{"id":"b"} {"id":"c"}', "not JSON"),
    "NaN": ('{"id":"b","schema":"Person","properties":{"name":[NaN]}}', "NaN"),
    "infinity": ('{"id":"b","schema":"Person","x":-Infinity}', "Infinity"),
    "a fraction too large": ('{"id":"b","schema":"Person","x":1e999}', "out of range"),
    "an integer of 5000 digits": (f'{{"id":"b","x":{"9" * 5000}}}', "5,000 digits"),
    "60000 deep": (_DEEP, "nested deeper than 256"),
    "257 deep": ("[" * 257 + "]" * 257, "nested deeper than 256"),
    "no id": ('{"schema":"Person","properties":{"name":["B"]}}', 'has no "id"'),
    "an id that is a number": ('{"id":7,"schema":"Person"}', 'has no "id"'),
    "no schema": ('{"id":"b","properties":{}}', 'has no "schema"'),
    "properties in a list": ('{"id":"b","schema":"Person","properties":[]}', "a list"),
    "a text for a list": (entity("b", name="B"), "a text, not a list"),
    "a number among texts": (entity("b", name=["B", 7]), "a number, not a text"),
    "an object among texts": (entity("b", name=[{"id": "x"}]), "an object, not a text"),
    "no name": (entity("b", country=["ru"]), "has no name"),
    "a name that is a dash": (entity("b", name=["-"]), "is no name"),
    "a lone surrogate": (
        '{"id":"b","schema":"Person","properties":{"name":["\\ud800"]}}',
        "U+D800",
    ),
    "an escape": (entity("b", name=["\x1b[2J"]), "U+001B"),
    "31 February": (entity("b", name=["B"], birthDate=["31/02/1980"]), "no date"),
    "30 February": (entity("b", name=["B"], birthDate=["1980-02-30"]), "no date"),
    "an address that is none": (entity("b", name=["B"], sourceUrl=["javascript:1"]), "web address"),
    "the same id again": (entity("a"), "there already"),
    "a sanction on nobody": (entity("b", "Sanction", authority=["X"]), "sanction"),
    "a sanction on a stranger": (sanction("b", "nobody-here"), "none of the lines kept"),
    "a sanction without a date": (sanction("b", startDate=[]), "without a date"),
    "a sanction by nobody": (sanction("b", authority=[]), "by nobody"),
    "a sanction that ends first": (sanction("b", endDate=["2013"]), "ends before it begins"),
}

# A whole line with an id.
GOOD: dict[str, Callable[[str], str]] = {
    "icews": icews,
    "gdelt": gdelt,
    "ftm": lambda id_: json.dumps(entity(id_)),
}


COUNTS = re.compile(r"read (\d+), kept (\d+), rejected (\d+)")


def put(folder: Path, text: str | bytes, name: str = "table") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    return path


def counts(said: Said) -> tuple[int, int, int]:
    found = COUNTS.search(said.err)
    assert found, said.err
    read, kept, rejected = map(int, found.groups())
    assert read == kept + rejected
    return read, kept, rejected


def one_line(said: Said, code: int) -> str:
    assert said.code == code, said.err
    assert said.out == ""
    assert said.err.startswith("bilat: ")
    assert said.err.count("\n") == 1
    assert len(said.err) <= 301
    return said.err


def imported(folder: Path, kind: str, text: str) -> bilat.KnowledgeGraph:
    bilat.import_table(kind, put(folder, text), output=folder / "out.ttl")
    return bilat.load(folder / "out.ttl")
