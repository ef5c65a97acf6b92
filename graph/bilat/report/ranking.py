"""What ``centrality`` and ``communities`` print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bilat.model import Dataset
from bilat.report import columns, rows
from bilat.report.layout import Answer, Column, Row, joined
from bilat.report.rows import Json

if TYPE_CHECKING:
    from bilat.analysis.centrality import Rank, Ranking
    from bilat.analysis.communities import Communities, Community, Tie

_MOST_NAMED = 4
_MOST_GONE = 6


def centrality(
    data: Dataset,
    ranking: Ranking,
    language: str,
    limit: int,
    *,
    compare: str | None = None,
    **common: Any,  # noqa: ANN401
) -> Answer:
    """Ranks with scores; with ``compare`` the change of rank since that date, and who is gone."""
    found = [
        _ranked(data, item, language, compared=ranking.gone is not None)
        for item in columns.cut(ranking.ranks, limit)
    ]
    gone = [_ranked(data, item, language, compared=False) for item in ranking.gone or ()]
    shown = [
        Column("Rank", lambda row: str(row["rank"]), right=True),
        columns.text("label", "Name"),
        columns.text("kind"),
        Column("Score", lambda row: f"{row['score']:.6g}", right=True),
        columns.text("id", only_files=True),
    ]
    if ranking.gone is not None:
        shown.insert(4, Column("Change", _change, right=True))
    error = ranking.error
    return Answer(
        verb="centrality",
        rows=found,
        total=len(ranking.ranks),
        columns=tuple(shown),
        notes=tuple(filter(None, (_computed(ranking), ranking.note, _gone(gone, compare)))),
        extra={
            "measure": ranking.measure,
            "network": ranking.network,
            "weight": ranking.weight,
            "weighted": ranking.weight != "none",
            "engine": ranking.engine,
            "exact": ranking.exact,
            "error": {"epsilon": error.epsilon, "delta": error.delta} if error else None,
            "samples": error.paths if error else None,
            "nodes": ranking.nodes,
            "edges": ranking.edges,
            "note": ranking.note or None,
            **({} if ranking.gone is None else {"compare": compare, "gone": gone}),
        },
        **common,
    )


def _ranked(data: Dataset, item: Rank, language: str, *, compared: bool) -> Json:
    row = {"rank": item.rank, **rows.entity(data, item.id, language), "score": item.score}
    return {**row, "change": item.change} if compared else row


def _computed(ranking: Ranking) -> str:
    """What was computed on what, and how far it can be off."""
    said = (
        f"{ranking.measure}, {ranking.network} network: {ranking.nodes} nodes, {ranking.edges} ties"
    )
    if not ranking.error:
        return f"{said}; exact, {ranking.engine}"
    sure = 100 * (1 - ranking.error.delta)
    return (
        f"{said}; approximate, {ranking.error.paths:,} {ranking.engine}: within "
        f"{ranking.error.epsilon:g} of the exact score, {sure:g} % sure, so scores less than "
        f"{2 * ranking.error.epsilon:g} apart may be in either order (--exact computes them)"
    )


def _gone(gone: Sequence[Json], compare: str | None) -> str:
    if not gone:
        return ""
    named = [f"{row['label']} (was {row['rank']})" for row in gone]
    return f"in the network of {compare} but not here: {joined(named, most=_MOST_GONE)}"


def _change(row: Row) -> str:
    change = row["change"]
    return "new" if change is None else f"{change:+d}" if change else "="


def communities(
    data: Dataset,
    found: Communities,
    language: str,
    limit: int,
    **common: Any,  # noqa: ANN401
) -> Answer:
    """Groups with their members and strongest ties; a table names the most central members."""
    shown = [
        _group(data, item, number, language)
        for number, item in enumerate(columns.cut(found.groups, limit), start=1)
    ]
    return Answer(
        verb="communities",
        rows=shown,
        total=len(found.groups),
        columns=(
            Column("#", lambda row: str(row["group"]), right=True),
            Column("Size", lambda row: str(row["size"]), right=True),
            Column("Most central", _central, only_tables=True),
            Column("Inner ties", lambda row: f"{row['inner']:g}", right=True),
            Column("Outer ties", lambda row: f"{row['outer']:g}", right=True),
            Column("Strongest tie", _strongest),
            Column("Members", _members, only_files=True),
            Column("Records", _records, only_files=True),
        ),
        notes=(
            _parted(found),
            "the records of a tie: bilat timeline with both names, or --format json",
        ),
        extra={
            "measure": "modularity",
            "modularity": found.modularity,
            "resolution": found.resolution,
            "seed": found.seed,
            "network": found.network,
            "weight": found.weight,
            "engine": found.engine,
            "nodes": found.nodes,
            "pairs": found.pairs,
        },
        **common,
    )


def _parted(found: Communities) -> str:
    """How the groups were found, and how well they part the network."""
    return (
        f"{found.network} network: {found.nodes} nodes, {found.pairs} pairs; modularity "
        f"{found.modularity:.4f} at resolution {found.resolution:g}, weight {found.weight}, "
        f"seed {found.seed}; Louvain, {found.engine}"
    )


def _group(data: Dataset, item: Community, number: int, language: str) -> Json:
    return {
        "group": number,
        "size": len(item.members),
        "inner": item.inner,
        "outer": item.outer,
        "members": [
            {**rows.entity(data, id_, language), "strength": strength}
            for id_, strength in item.members
        ],
        "strongest": [_tie(data, tie, language) for tie in item.strongest],
    }


def _tie(data: Dataset, tie: Tie, language: str) -> Json:
    return {
        "from": rows.entity(data, tie.one, language),
        "to": rows.entity(data, tie.other, language),
        "strength": tie.strength,
        "records": list(tie.records),
    }


def _central(row: Row) -> str:
    return joined((member["label"] for member in row["members"]), most=_MOST_NAMED)


def _members(row: Row) -> str:
    return joined(member["id"] for member in row["members"])


def _strongest(row: Row) -> str:
    """The strongest tie inside a group and how many records are behind it."""
    if not row["strongest"]:
        return ""
    tie = row["strongest"][0]
    many = len(tie["records"])
    return f"{tie['from']['label']} – {tie['to']['label']} ({many} record{'s' if many > 1 else ''})"


def _records(row: Row) -> str:
    return joined(row["strongest"][0]["records"]) if row["strongest"] else ""
