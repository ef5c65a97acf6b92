"""What the documents say is so."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = re.findall(r"^\$ (bilat .+)$", README, re.MULTILINE)


def test_the_readme_answers_five_questions() -> None:
    assert len(COMMANDS) >= 5


def test_answers_in_the_readme_and_the_datasets_page_are_what_bilat_prints() -> None:
    checked = subprocess.run(
        [ROOT / "scripts" / "docs", "--check"], capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stdout) == (0, "")


def test_the_libraries_example_runs() -> None:
    (example,) = re.findall(r"```python\n(.+?)```", README, re.DOTALL)
    lines = [line for line in example.splitlines() if "kg.page" not in line]
    names: dict[str, object] = {}
    exec("\n".join(lines), names)  # noqa: S102  our own README
    assert names["kg"]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_links_within_the_repository_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert (ROOT / target).exists(), target


def test_the_contributors_examples_are_valid_together(tmp_path: Path) -> None:
    from bilat.knowledge import loading

    guide = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    example = "\n".join(re.findall(r"```turtle\n(.+?)```", guide, re.DOTALL))
    dataset = ROOT / "ontology" / "dataset" / "japan-russia"
    prefixes = {
        match[1]: match[0]
        for file in dataset.glob("*.ttl")
        for match in re.finditer(r"^@prefix (\w+): .*$", file.read_text("utf-8"), re.MULTILINE)
    }
    used = {*re.findall(r"\b([a-z]+):[\w-]", example)}
    head = "\n".join(prefixes[prefix] for prefix in sorted(used & prefixes.keys()))
    file = tmp_path / "example.ttl"
    own = re.sub(r"(event:2017-08-07-|ev:mofa-2017-08-07-)", r"\g<1>example-", example)
    file.write_text(f"{head}\n{own}", "utf-8")
    found = loading.check(dataset, file).findings
    wrong = [item for item in found if item.severity == "violation"]
    assert wrong == []
