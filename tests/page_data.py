"""Two states that do not exist, for the tests of the page; every text can be replaced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bilat.dates import parse
from bilat.model import (
    Claim,
    Dataset,
    Description,
    Document,
    Entity,
    Evidence,
    Listing,
    OfficeHolding,
    Participation,
    Passage,
    Record,
    Text,
    Transaction,
)

LEFT, RIGHT, UNION, THIRD = "state:avalia", "state:borea", "body:union", "state:cestria"
ANNA, BORIS = "person:anna-wald", "person:boris-stern"
PEOPLE = {
    "left": ("anna-wald", "carl-brook", "dora-field", "emil-marsh", "fritz-lake"),
    "right": ("boris-stern", "greta-moon", "hugo-comet", "ida-nova", "jon-orbit"),
}
ADDRESS = "https://archive.example/reports/{}?a=1&b=2"

Make = Callable[[str], str]


@dataclass
class Builder:
    """Builds the dataset; ``text`` and ``id`` are put to every text and every id on the way."""

    text: Make = field(default=lambda words: words)
    id: Make = field(default=lambda words: words)
    address: str = ADDRESS
    records: list[Record] = field(default_factory=list)

    def dataset(self) -> Dataset:
        self._situations()
        self._events()
        self._claims()
        entities = self._entities()
        documents = [self._document(number) for number in range(1, 6)]
        return Dataset(
            {one.id: one for one in entities},
            {one.id: one for one in documents},
            {one.id: one for one in self.records},
            description=Description(
                title=self.text("Avalia and Borea"),
                summary=self.text("An invented pair of states."),
                licence=self.text("CC BY 4.0"),
                citation=self.text("Nobody: Avalia and Borea."),
                modified=self.text("2030-01-01"),
                left_state=self.id(LEFT),
                right_state=self.id(RIGHT),
            ),
        )

    def _texts(self, *words: tuple[str, str]) -> tuple[Text, ...]:
        return tuple(Text(self.text(value), language) for value, language in words)

    def _entity(  # noqa: PLR0913  an entity has this many sides
        self,
        id_: str,
        kind: str,
        label: str,
        *,
        parent: str | None = None,
        country: str | None = None,
        aliases: tuple[tuple[str, str], ...] = (),
        short: str = "",
    ) -> Entity:
        return Entity(
            self.id(id_),
            kind,
            labels=self._texts((label, "en")),
            aliases=self._texts(*aliases),
            parent=self.id(parent) if parent else None,
            country=self.id(country) if country else None,
            short_name=self.text(short) if short else "",
        )

    def _entities(self) -> list[Entity]:
        names = {"anna-wald": (("Анна Вальд", "ru"), ("アンナ・ヴァルト", "ja"))}
        found = [
            self._entity(LEFT, "state", "Avalia", short="AV"),
            self._entity(RIGHT, "state", "Borea", short="BO"),
            self._entity(THIRD, "state", "Cestria", short="CE"),
            self._entity(UNION, "international-organisation", "Union of Cities", short="UC"),
            self._entity("body:avalia-bank", "body", "Bank of Avalia", parent=LEFT),
            self._entity("company:borea-steel", "company", "Borea Steel", country=RIGHT),
            self._entity("place:harbour", "place", "Harbour"),
            self._entity("act:order-1", "legal-act", "Order No. 1"),
            self._entity("topic:strait", "topic", "The strait"),
            self._entity("person:reporter", "person", "Rita Reporter"),
        ]
        for state in ("left", "right"):
            for name in PEOPLE[state]:
                label = name.replace("-", " ").title()
                found.append(
                    self._entity(f"person:{name}", "person", label, aliases=names.get(name, ()))
                )
        for side, state in (("left", LEFT), ("right", RIGHT)):
            found += [
                self._entity(f"body:{side}-cabinet", "body", f"Cabinet ({side})", parent=state),
                self._entity(f"office:{side}", "office", f"Minister ({side})"),
            ]
        return found

    def _document(self, number: int) -> Document:
        return Document(
            self.id(f"doc:{number}"),
            self.text(f"Report {number}"),
            (self.id("person:reporter"),),
            issued := f"[2016-0{number}-01..]" if number == 3 else f"2016-0{number}-01",
            parse(issued),
            url=self.address.format(number),
            publisher=self.id("body:avalia-bank"),
            language="en" if number % 2 else "ru",
            version_of=self.id("doc:1") if number == 5 else None,
        )

    def _evidence(self, number: int, stance: str = "affirms") -> Evidence:
        fixed = number % 3 == 0
        return Evidence(
            self.id(f"ev:{number}-{stance}"),
            self.id(f"doc:{number % 5 + 1}"),
            self._texts((f"Gist {number}: they {stance} it.", "en")) if number != 7 else (),
            self.id("person:reporter" if number % 2 else ANNA),
            stance,
            Passage(
                paragraph=number % 4 + 1,
                page=self.text("12"),
                place=self.text("caption"),
                digest="sha256:" + "0" * 64 if fixed else "",
                first_words=self.text("The two - met, & spoke") if fixed else "",
                last_words=self.text("for an hour") if fixed else "",
            ),
            on_property=self.text("when") if stance == "doubts" else "",
            hedge=self.text("reportedly") if number % 4 == 0 else "",
        )

    def _parts(self, *parts: tuple[str, str]) -> tuple[Participation, ...]:
        return tuple(Participation(self.id(actor), role) for actor, role in parts)

    def _common(
        self, id_: str, kind: str, label: str, when: str, *parts: tuple[str, str]
    ) -> dict[str, object]:
        return {
            "id": self.id(id_),
            "kind": kind,
            "labels": self._texts((label, "en")),
            "when": when,
            "bounds": parse(when),
            "participants": self._parts(*parts),
            "evidence": (self._evidence(len(self.records)),),
        }

    def _add(
        self,
        cls: type[Record],
        common: dict[str, object],
        **more: object,
    ) -> None:
        self.records.append(cls(**{**common, **more}))  # type: ignore[arg-type]

    def _situations(self) -> None:
        for side, people in PEOPLE.items():
            for name in people:
                who = (f"person:{name}", "member")
                common = self._common(
                    f"sit:office-{name}", "office", f"{name} is minister", "2005/..", who
                )
                office, cabinet = self.id(f"office:{side}"), self.id(f"body:{side}-cabinet")
                self._add(OfficeHolding, common, office=office, organisation=cabinet)
        listed = (
            ("boris-stern", UNION, "2014-03-21/.."),
            ("boris-stern", THIRD, "2022-02-25/.."),
            ("greta-moon", UNION, "2014-03-21/2015-06-30"),
            ("ida-nova", LEFT, "2022-03-01/.."),
        )
        for name, authority, when in listed:
            common = self._common(
                f"sit:{authority}-lists-{name}", "listing", f"{name} is listed", when,
                (f"person:{name}", "target"), (authority, "authority"),
            )  # fmt: skip
            self._add(
                Listing,
                common,
                legal_basis=(self.id("act:order-1"),),
                measures=(self.text("asset freeze"),),
            )

    def _meeting(self, one: str, other: str, when: str, **more: object) -> None:
        common = self._common(
            f"event:{when}-{one}-{other}", "meeting", f"{one} meets {other}, {when}", when,
            (f"person:{one}", "attendee"), (f"person:{other}", "attendee"),
        )  # fmt: skip
        settled: dict[str, object] = {"realis": "occurred", "quad": 1, "score": 6.0}
        self._add(Record, common, **{**settled, "places": (self.id("place:harbour"),), **more})

    def _events(self) -> None:
        for year in (2007, 2013, 2014, 2015, 2016, 2016, 2017, 2018):
            self._meeting("anna-wald", "boris-stern", f"{year}-0{len(self.records) % 8 + 1}-15")
        for number, (one, other) in enumerate(zip(PEOPLE["left"], PEOPLE["right"], strict=True)):
            for year in range(2012, 2013 + number):
                self._meeting(one, other, f"{year}-0{number + 1}-02")
        self._meeting("carl-brook", "boris-stern", "2016")
        self._meeting("dora-field", "greta-moon", "2019-01-01", realis="announced")
        self._meeting("emil-marsh", "greta-moon", "2019-02-01", realis="cancelled")
        doubted = (self._evidence(40), self._evidence(41, "doubts"), self._evidence(42, "denies"))
        self._meeting("fritz-lake", "hugo-comet", "2018-02-02", evidence=doubted, contested=True)
        measure = self._common(
            "event:tariff", "measure", "Avalia raises a tariff", "2014-05-05",
            (LEFT, "authority"), (RIGHT, "target"),
        )  # fmt: skip
        self._add(Record, measure, realis="occurred", quad=4, score=-7.0)
        loan = self._common(
            "event:loan", "transaction", "The bank lends to Borea Steel", "2017-10",
            ("body:avalia-bank", "lender"), ("company:borea-steel", "borrower"),
        )  # fmt: skip
        self._add(Transaction, loan, realis="occurred", quad=2, amount=2e8, currency="USD")

    def _claims(self) -> None:
        for number, text in enumerate(("They met eight times.", "They met nine times.")):
            common = self._common(f"claim:{number}", "claim", text, "../2018-12-31")
            self._add(
                Claim,
                common,
                texts=self._texts((text, "en")),
                held_by=(self.id("person:reporter"),),
                about=(self.id(ANNA), self.id("topic:strait")),
                contradicts=(self.id(f"claim:{1 - number}"),),
                contested=True,
                claim_kind="count",
            )
