"""A listing is announced, comes into force and is lifted, and may be contested."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bilat.analysis.sanctions import standings
from bilat.dates import parse
from samples import AMERICA, GERASIMOV, dataset, document, evidence, listing


def test_a_contested_listing_is_possible_at_most() -> None:
    one = listing("l", GERASIMOV, AMERICA, "2014-04-28/2020")
    doubts: tuple[tuple[dict[str, Any], str], ...] = (
        ({"contested": True}, "possibly"),
        ({"contested_facets": ("when",)}, "listed"),
    )
    for doubt, status in doubts:
        (found,) = standings(dataset(replace(one, **doubt)), parse("2017-12-11"))
        assert found.status == status
        assert found.reason == ("contested by a source" if status == "possibly" else "")


# Announced, in force, lifted

BAN = replace(
    listing("ban", GERASIMOV, AMERICA, "2014-08-05/2016-06-30"),
    evidence=(evidence("order"), evidence("spokesman"), evidence("cited-date", on_property="when")),
)
SPOKEN = [
    document("order", "2014-08-05"),
    document("spokesman", "2014-07-28"),
    document("cited-date", "2014-01-01"),
]


@pytest.mark.parametrize(
    ("day", "stage", "status"),
    [
        ("2014-07-27", "not yet", "not"),
        ("2014-07-28", "announced", "not"),
        ("2014-08-04", "announced", "not"),
        ("2014-07", "not yet", "not"),
        ("2014-08-05", "in force", "listed"),
        ("2014-08", "possibly in force", "possibly"),
        ("2016-06-30", "in force", "listed"),
        ("2016-07-01", "lifted", "not"),
    ],
)
def test_announced_in_force_and_lifted_are_kept_apart(day: str, stage: str, status: str) -> None:
    (found,) = standings(dataset(BAN, *SPOKEN), parse(day))
    assert (found.stage, found.status) == (stage, status)
    assert found.announced == parse("2014-07-28")
    if stage == "announced":
        assert found.reason == "announced by 2014-07-28, not before 2014-08-05"


def test_what_no_source_had_before_it_began_was_not_announced() -> None:
    (found,) = standings(dataset(BAN, document("order", "2014-08-05")), parse("2014-08-04"))
    assert (found.stage, found.announced) == ("not yet", None)


def test_a_doubt_or_a_re_post_announces_nothing_of_its_own() -> None:
    doubted = replace(BAN, evidence=(evidence("spokesman", "doubts"), evidence("re-post")))
    papers = [
        document("spokesman", "2014-07-28"),
        document("re-post", "2020-01-01", version_of="original"),
        document("original", "2014-08-01"),
    ]
    (found,) = standings(dataset(doubted, *papers), parse("2014-08-03"))
    assert found.announced == parse("2014-08-01")
