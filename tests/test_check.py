"""Every rule catches the fault it is meant for, and nothing is wrong with what ships."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bilat
from bilat import files, sandbox
from bilat.analysis import passages
from bilat.findings import Report
from bilat.knowledge import checking, loading
from bilat.model import Dataset
from bilat.store import quads

HERE = Path(__file__).parent
FICTIONAL = HERE / "fictional"
ONTOLOGY = HERE.parent / "ontology"
BAD = sorted((HERE / "bad").glob("*.ttl"))

Signature = tuple[str, str, str]


def signatures(report: Report) -> set[Signature]:
    return {(item.code, item.subject, item.message) for item in report.findings}


def examined(*paths: Path) -> Report:
    """Every rule on some files that are ours, in this process: a worker each takes a minute."""
    return checking.examine(quads.sources(paths, files.MAX_BYTES), {})


@pytest.fixture(scope="module")
def as_it_is() -> set[Signature]:
    return signatures(examined(FICTIONAL))


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_a_broken_record_is_caught_by_the_rule_meant_for_it(
    file: Path, as_it_is: set[Signature]
) -> None:
    head = re.match(r"# expects: (.+)", file.read_text("utf-8"))
    assert head, "the first line says which codes must be reported"
    found = signatures(examined(FICTIONAL, file)) - as_it_is
    assert {code for code, _, _ in found} == set(re.findall(r"[A-Z]\d+", head[1]))


def test_at_least_forty_kinds_of_broken_record_are_tried() -> None:
    assert len(BAD) >= 40


def codes_of_rules() -> Iterator[str]:
    yield from (path.stem for path in (ONTOLOGY / "checks").glob("*.rq"))
    shapes = (ONTOLOGY / "shapes.ttl").read_text("utf-8")
    yield from re.findall(r'sh:message "([A-Z]\d+) ', shapes)


def test_every_rule_has_a_broken_example() -> None:
    heads = (re.match(r"# expects: (.+)", file.read_text("utf-8")) for file in BAD)
    tried = {code for head in heads if head for code in re.findall(r"[A-Z]\d+", head[1])}
    assert set(codes_of_rules()) <= tried


def test_the_fictional_dataset_conforms() -> None:
    assert loading.check(FICTIONAL).counts["violation"] == 0


def test_the_worker_finds_what_is_found_here(fiction: Dataset) -> None:
    paths = (FICTIONAL, *BAD[:3])
    assert loading.check(*paths) == examined(*paths)
    texts = {document_of(fiction): REPOST}
    held = {name: (str(path), path.read_bytes()) for name, path in texts.items()}
    sources = quads.sources([FICTIONAL], files.MAX_BYTES)
    assert loading.check(FICTIONAL, texts=texts) == checking.examine(sources, held)


def test_only_what_ships_is_checked_in_this_process(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[str] = []

    def run(*_arguments: object, subject: str, **_limits: object) -> None:
        asked.append(subject)
        raise KeyboardInterrupt

    monkeypatch.setattr(sandbox, "run", run)
    assert loading.check().files > 1
    assert asked == []
    text = tmp_path / "text.txt"
    text.write_text("A text.", "utf-8")
    for paths, texts in (([BAD[0]], {}), ([], {"doc:x": text})):
        with pytest.raises(KeyboardInterrupt):
            loading.check(*paths, texts=texts)
    assert asked == [str(BAD[0]), "the data"]


@pytest.fixture(scope="module")
def shipped() -> Report:
    return loading.check()


def test_nothing_that_ships_breaks_a_rule(shipped: Report) -> None:
    assert [item for item in shipped.findings if item.severity == "violation"] == []


def test_each_warning_on_what_ships_is_explained_in_the_data(shipped: Report) -> None:
    data = bilat.load().data
    for item in shipped.findings:
        if item.severity == "warning":
            assert data.thing(item.subject).comment, item


def test_findings_name_file_and_line(shipped: Report) -> None:
    for item in shipped.findings[:200]:
        assert item.file.startswith("japan-russia/")
        assert item.line


# Characters and prefixes, which only the text shows.

TOPIC = (
    "@prefix bil: <https://w3id.org/bilat/ns#> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    '<https://w3id.org/bilat/id/topic/x> a bil:Topic ; rdfs:label "%s"@en .\n'
)


@pytest.mark.parametrize(
    ("label", "code", "severity"),
    [
        ("bell\\u0007", "F1", "violation"),
        ("abc\\u202Ecba", "F2", "violation"),
        ("Pu\\u200Btin", "F3", "violation"),
        ("P\\u0443tin", "F4", "warning"),
        ("\\u041C\\u0456ra Talen", "F4", None),
    ],
)
def test_characters_that_control_hide_or_imitate_are_found(
    tmp_path: Path, label: str, code: str, severity: str | None
) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(TOPIC % label, "utf-8")
    found = {item.code: item for item in examined(FICTIONAL, file).findings}
    if severity:
        assert found[code].severity == severity
        assert found[code].line == 3
    else:
        assert code in found or "F5" in found


def test_a_name_that_looks_like_another_is_found(tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(TOPIC % "M\\u0456ra T\\u0430len", "utf-8")
    assert "F5" in {item.code for item in examined(FICTIONAL, file).findings}


def test_a_prefix_bound_twice_names_both_addresses(tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    twice = "@prefix ex: <http://e.org/a#> .\n@prefix ex: <http://e.org/b#> .\n"
    file.write_text(twice + TOPIC % "fine", "utf-8")
    (found,) = [item for item in examined(FICTIONAL, file).findings if item.code == "F6"]
    assert "http://e.org/a#" in found.message
    assert "http://e.org/b#" in found.message
    assert found.line == 2


# Passages held against their text. The text is fiction too, and ours.

REPOST = FICTIONAL / "sources" / "lund-2023-repost.txt"


@pytest.fixture(scope="module")
def fiction() -> Dataset:
    return bilat.load(FICTIONAL).data


def document_of(data: Dataset) -> str:
    (found,) = {
        item.document
        for record in data.records.values()
        for item in record.evidence
        if item.passage.digest
    }
    return found


def test_every_passage_of_the_text_given_is_verified(fiction: Dataset) -> None:
    document = document_of(fiction)
    report = loading.check(FICTIONAL, texts={document: REPOST})
    assert {item.status for item in report.passages} == {"verified"}
    assert report.verification
    assert report.verification["verified"] == len(report.passages) > 1


def test_one_changed_letter_fails_exactly_the_passages_over_it(fiction: Dataset) -> None:
    document, text = document_of(fiction), REPOST.read_text("utf-8")
    sound = passages.verify(fiction, document, text)
    for position in range(0, len(text), 7):
        changed = text[:position] + chr(ord(text[position]) ^ 1) + text[position + 1 :]
        if changed[position].isspace() or text[position].isspace():
            continue
        failed = {
            item.evidence
            for item in passages.verify(fiction, document, changed)
            if item.status == "differs"
        }
        over_it = {item.evidence for item in sound if item.start <= position < item.end}
        assert failed == over_it


def test_line_wraps_and_composition_change_nothing(fiction: Dataset) -> None:
    import textwrap
    import unicodedata

    document, text = document_of(fiction), REPOST.read_text("utf-8")
    paragraphs = text.split("\n\n")
    wrap = textwrap.TextWrapper(width=40, break_on_hyphens=False, break_long_words=False)
    for variant in (
        "\n\n".join(wrap.fill(part) for part in paragraphs),
        unicodedata.normalize("NFD", text),
        text.replace(" ", "  "),
    ):
        statuses = {item.status for item in passages.verify(fiction, document, variant)}
        assert statuses <= {"verified", "moved"}


def test_a_passage_that_moved_is_found_with_its_new_place(fiction: Dataset) -> None:
    document, text = document_of(fiction), REPOST.read_text("utf-8")
    moved = passages.verify(fiction, document, f"A line before.\n\n{text}")
    sound = {item.evidence: item for item in passages.verify(fiction, document, text)}
    for item in moved:
        assert item.status == "moved"
        assert item.start - sound[item.evidence].start == len("A line before.\n\n")


def test_a_text_that_is_not_the_one_recorded_is_said_so(fiction: Dataset, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(REPOST.read_text("utf-8") + "\nAnother line.\n", "utf-8")
    report = loading.check(FICTIONAL, texts={document_of(fiction): other})
    assert {"V31"} <= {item.code for item in report.findings}
    assert report.counts["violation"] == 0
