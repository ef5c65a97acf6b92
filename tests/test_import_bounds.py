"""However large a table is, or unpacks to, an import ends in time and in little memory."""

from __future__ import annotations

import gzip
import subprocess
import sys
import time
from pathlib import Path

import pytest

import tables
from bilat.errors import LimitError
from tables import icews, one_line, put
from test_cli import Ask


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    return Ask(capsys)


def peak(*arguments: str | Path, limit: int = 2**34) -> tuple[int, int, str]:
    """Exit code, largest resident size of the program or its worker in bytes, stderr."""
    script = (
        "import resource, subprocess, sys\n"
        f"resource.setrlimit(resource.RLIMIT_AS, ({limit}, {limit}))\n"
        "done = subprocess.run([sys.executable, '-m', 'bilat', *sys.argv[1:]])\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)\n"
        "sys.exit(done.returncode)\n"
    )
    command = [sys.executable, "-c", script, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, int(done.stdout.split()[-1]), done.stderr


@pytest.mark.alone
def test_a_line_of_150_megabytes_in_a_small_gzip_ends_early(tmp_path: Path) -> None:
    path = tmp_path / "bomb.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=9) as stream:
        stream.write(b'{"id":"a","schema":"Person","properties":{"name":["')
        for _ in range(150):
            stream.write(b"A" * 2**20)
    begin = time.monotonic()
    code, size, said = peak("import", "ftm", path, "--keep-going")
    assert code == 4
    assert "over 8 MB" in said
    assert size < 200e6
    assert time.monotonic() - begin < 11


def test_lines_that_unpack_to_200_times_their_size_end_early(tmp_path: Path) -> None:
    path = tmp_path / "bomb.tab.gz"
    with gzip.open(path, "wb", compresslevel=9) as stream:
        for _ in range(150):
            stream.write((b"A" * 1023 + b"\n") * 1024)
    code, size, said = peak("import", "icews", path, "--keep-going")
    assert code == 4
    assert "200 times" in said
    assert size < 200e6


def test_a_file_larger_than_allowed_ends_with_4(ask: Ask, tmp_path: Path) -> None:
    path = put(tmp_path, tables.icews_table(*(icews(str(number)) for number in range(100))))
    assert "--max-bytes" in one_line(ask("import", "icews", path, "--max-bytes", "5000"), 4)
    assert "--max-bytes" in one_line(ask("--max-bytes", "5000", "import", "icews", path), 4)


def test_counting_takes_memory_for_the_ids_alone(tmp_path: Path) -> None:
    """Ten times the lines cost far less than their text."""
    sizes = []
    for number in (5_000, 50_000):
        wide = "w" * 250
        rows = (icews(str(key), City=wide, Publisher="p" * 2000) for key in range(number))
        path = put(tmp_path, tables.icews_table(*rows))
        code, size, _ = peak("import", "icews", path, "--timeout", "60")
        assert code == 0
        sizes.append(size)
    grown = path.stat().st_size * 0.9
    assert sizes[1] - sizes[0] < grown / 4


def test_records_beyond_the_bound_end_with_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    from bilat import statements

    monkeypatch.setattr(statements, "MAX_BYTES", 2000)
    made = statements.Statements()

    def describe_many() -> None:
        for number in range(100):
            made.describe(f"state:s{number}", ("a", "bil:State"))

    with pytest.raises(LimitError, match="in parts"):
        describe_many()
