"""What ``query`` prints."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from bilat.report.layout import FORMATS as TABLES
from bilat.report.layout import Answer, Column, Row, joined
from bilat.report.rows import Json
from bilat.report.terminal import escaped
from bilat.solutions import SavedQuery, Solution, Solutions, Term

GRAPHS = ("ttl", "nt")
FORMATS = (*TABLES, *GRAPHS, "srj")

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def rows(found: Solutions, heading: str = "") -> Answer:
    """Rows of a SELECT, or the one of an ASK."""
    variables = ("answer",) if found.form == "ask" else tuple(found.variables)
    solutions: Sequence[Solution] = found.rows
    if found.form == "ask":
        solutions = ({"answer": _truth(found)},)
    listed = [{name: _json(row.get(name)) for name in variables} for row in solutions]
    more = (
        () if found.complete else (f"the first {len(listed)} rows; there are more (see --limit)",)
    )
    return Answer(
        verb="query",
        rows=listed,
        total=len(listed),
        complete=found.complete,
        columns=[_column(name, solutions) for name in variables],
        heading=heading,
        notes=more,
        filters=dict(found.parameters),
        extra={"form": found.form, "variables": list(variables)}
        | ({"boolean": found.truth} if found.form == "ask" else {}),
    )


def _truth(found: Solutions) -> Term:
    boolean = "http://www.w3.org/2001/XMLSchema#boolean"
    return Term("literal", "true" if found.truth else "false", datatype=boolean)


def _json(term: Term | None) -> Json | None:
    """A term as SPARQL's own JSON has it, with the short id of what is ours."""
    if term is None:
        return None
    parts = {"lang": term.language, "datatype": term.datatype, "id": term.id}
    kept = {key: value for key, value in parts.items() if value}
    return {"type": term.type, "value": term.value, **kept}


def _column(name: str, solutions: Sequence[Solution]) -> Column:
    numbers = all(_NUMBER.fullmatch(row[name].value) for row in solutions if name in row)

    def cell(row: Row) -> str:
        term = row[name]
        return str(term.get("id") or term["value"]) if term else ""

    return Column(name, cell, right=numbers, verbatim=True)


def statements(found: Solutions) -> str:
    """What CONSTRUCT and DESCRIBE give, with what would control or hide written out."""
    return escaped(found.statements)


def standard(found: Solutions) -> str:
    """The answer in the SPARQL 1.1 Query Results JSON Format, for other programs."""
    if found.form == "ask":
        document: dict[str, Any] = {"head": {}, "boolean": found.truth}
    else:
        bindings = [{name: _bare(term) for name, term in row.items()} for row in found.rows]
        document = {"head": {"vars": list(found.variables)}, "results": {"bindings": bindings}}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _bare(term: Term) -> Json:
    parts = {"xml:lang": term.language, "datatype": term.datatype}
    kept = {key: value for key, value in parts.items() if value}
    return {"type": term.type, "value": term.value, **kept}


def saved(queries: Sequence[SavedQuery]) -> Answer:
    """The queries that ship, a line each."""
    return Answer(
        verb="query",
        rows=[
            {
                "name": item.name,
                "title": item.title,
                "parameters": [
                    {
                        "name": one.name,
                        "type": one.type,
                        "default": one.default or None,
                        "optional": one.optional or bool(one.default),
                        "meaning": one.meaning,
                    }
                    for one in item.parameters
                ],
            }
            for item in queries
        ],
        total=len(queries),
        columns=(
            Column("Name", lambda row: str(row["name"])),
            Column("Answers", lambda row: str(row["title"])),
            Column("Parameters", lambda row: joined(map(_parameter, row["parameters"]))),
        ),
        heading="Saved queries (run one: bilat query --named NAME -p PARAMETER=VALUE)",
    )


def _parameter(found: Row) -> str:
    return f"{found['name']}={found['default']}" if found["default"] else str(found["name"])
