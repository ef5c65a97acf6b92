"""What the graph knows of one entity, on a day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bilat.analysis.cards import Card, card, concerns
from bilat.model import Claim, Record
from bilat.selection import make
from samples import (
    ABE,
    AMERICA,
    GERASIMOV,
    JAPAN,
    PUTIN,
    RUSSIA,
    dataset,
    entity,
    listing,
    meeting,
    office,
    visit,
)

CHIEF = office(GERASIMOV, RUSSIA, "2012-11-09/..", holds_at=["2018-01-22"])
DEPUTY = office(GERASIMOV, RUSSIA, "2010-12-23/2012-04-26")
LISTED = listing("us-list", GERASIMOV, AMERICA, "2014-04-28/..")
TOKYO = visit("tokyo", "2017-12-11", GERASIMOV, JAPAN)
NAGATO = meeting("nagato", "2016-12-15", ABE, PUTIN)
SAID = Claim("said", "claim", held_by=(GERASIMOV,), about=(JAPAN,))
OF_HIM = Claim("of-him", "claim", held_by=(ABE,), about=(GERASIMOV,))
DATA = dataset(CHIEF, DEPUTY, LISTED, TOKYO, NAGATO, SAID, OF_HIM, entity("place:tokyo"))


def about(id_: str, **asked: str) -> Card:
    return card(DATA, DATA.entities[id_], make(as_of=asked.get("as_of")))


def test_a_card_has_offices_listings_records_and_claims_of_both_sorts() -> None:
    found = about(GERASIMOV)
    assert found.offices == (CHIEF, DEPUTY)
    assert [item.listing for item in found.standings] == [LISTED]
    assert found.records == (DEPUTY, CHIEF, LISTED, TOKYO)
    assert (found.claims, found.held) == ((OF_HIM,), (SAID,))


def test_as_of_a_day_offices_and_listings_are_those_of_that_day() -> None:
    found = about(GERASIMOV, as_of="2012-01-01")
    assert found.offices == (DEPUTY,)
    assert [item.status for item in found.standings] == ["not"]
    assert found.records == (DEPUTY,)
    later = about(GERASIMOV, as_of="2017-12-11")
    assert later.offices == (CHIEF,)
    assert [item.status for item in later.standings] == ["possibly"]


def test_an_authority_is_on_no_list_of_its_own() -> None:
    assert about(AMERICA).standings == ()
    assert about(AMERICA).records == (LISTED,)


@pytest.mark.parametrize(
    ("record", "id_"),
    [
        (TOKYO, JAPAN),
        (replace(TOKYO, places=("place:tokyo",)), "place:tokyo"),
        (replace(TOKYO, objects=("topic:islands",)), "topic:islands"),
        (CHIEF, RUSSIA),
        (CHIEF, CHIEF.office),
        (LISTED, AMERICA),
        (replace(LISTED, participants=(), authority_any_of=("state:canada",)), "state:canada"),
        (replace(LISTED, legal_basis=("legal-act:13661",)), "legal-act:13661"),
        (OF_HIM, GERASIMOV),
        (OF_HIM, ABE),
    ],
)
def test_a_record_concerns_all_who_have_to_do_with_it(record: Record, id_: str) -> None:
    assert concerns(record, id_)
    assert not concerns(record, "person:somebody-else")
