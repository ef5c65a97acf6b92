"""What the documents say is so."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
NOTEBOOK = ROOT / "docs" / "five-questions.ipynb"
COMMANDS = re.findall(r"^\$ (bilat .+)$", README, re.MULTILINE)


def test_the_readme_answers_five_questions() -> None:
    assert len(COMMANDS) >= 5


def test_answers_in_the_readme_the_notebook_and_the_datasets_page_are_what_bilat_prints() -> None:
    checked = subprocess.run(
        [ROOT / "scripts" / "docs", "--check"], capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stdout) == (0, "")


def test_the_notebook_answers_five_questions_with_a_picture_each() -> None:
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    asked: dict[str, int] = {}
    question = ""
    for cell in cells:
        heading = re.match(r"## \d\. (.+)", "".join(cell["source"]))
        question = heading[1].strip() if heading else question
        shown = [form for out in cell.get("outputs", ()) for form in out.get("data", ())]
        if question:
            asked[question] = asked.get(question, 0) + shown.count("image/svg+xml")
    assert len(asked) == 5
    assert all(asked.values())


def test_the_notebook_holds_nothing_of_a_run_or_a_machine() -> None:
    notebook = json.loads(NOTEBOOK.read_text("utf-8"))
    assert not {cell.get("execution_count") for cell in notebook["cells"]} - {None}
    assert not any(cell["metadata"] for cell in notebook["cells"])
    assert set(notebook["metadata"]) == {"kernelspec", "language_info"}
    assert not re.search(r"/(home|root|tmp|work|Users)/", NOTEBOOK.read_text("utf-8"))
    assert NOTEBOOK.stat().st_size < 200_000


def test_a_notebook_whose_cell_fails_is_not_written(tmp_path: Path) -> None:
    file = tmp_path / "broken.ipynb"
    file.write_text(NOTEBOOK.read_text("utf-8").replace("import bilat\\n", "1 / 0\\n"), "utf-8")
    run: list[str | Path] = [sys.executable, ROOT / "scripts" / "notebook", file]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "ZeroDivisionError" in done.stderr


def test_the_libraries_example_runs() -> None:
    (example,) = re.findall(r"```python\n(.+?)```", README, re.DOTALL)
    lines = [line for line in example.splitlines() if "kg.page" not in line]
    names: dict[str, object] = {}
    exec("\n".join(lines), names)  # noqa: S102  our own README
    assert names["kg"]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/library.md"])
def test_links_within_the_repository_lead_somewhere(name: str) -> None:
    page = ROOT / name
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


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
    found = loading.check(dataset, file, timeout=60).findings
    wrong = [item for item in found if item.severity == "violation"]
    assert wrong == []
