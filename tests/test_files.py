"""Files are read with a bound."""

from __future__ import annotations

import errno
import gzip
import io
import os
import resource
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilat import files
from bilat.errors import BadInputError, LimitError

OLD, NEW = b"old\n" * 1000, b"new!\n" * 9000


# Reading


@given(content=st.binary(max_size=200))
def test_a_file_is_read_as_it_is(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("read") / "data.ttl"
    path.write_bytes(content)
    assert files.read(path) == content


def test_a_file_behind_a_link_is_read(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(OLD)
    (tmp_path / "link").symlink_to("target")
    assert files.read(tmp_path / "link") == OLD


def test_a_file_of_exactly_the_largest_size_is_read_and_one_byte_more_is_not(
    tmp_path: Path,
) -> None:
    path = tmp_path / "data.ttl"
    path.write_bytes(b"12345")
    assert files.read(path, max_bytes=5) == b"12345"
    with pytest.raises(LimitError, match=r"data\.ttl: over 4 bytes \(raise it with --max-bytes\)"):
        files.read(path, max_bytes=4)
    path.write_bytes(bytes(2 * 1024**2))
    with pytest.raises(LimitError, match="over 1 MB"):
        files.read(path, max_bytes=1024**2)


def test_a_file_that_is_larger_than_it_says_is_not_read_to_its_end() -> None:
    path = Path("/proc/cpuinfo")
    if not path.exists():
        pytest.skip("no file here that hides its size")
    assert path.stat().st_size == 0
    with pytest.raises(LimitError):
        files.read(path, max_bytes=10)


def refused(path: Path) -> str:
    with pytest.raises(BadInputError) as refusal:
        files.read(path)
    assert refusal.value.path == str(path)
    assert refusal.value.exit_code == 3
    return refusal.value.message


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ttl")
    assert refused(tmp_path / "pipe.ttl") == "is a pipe, not a regular file"


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_refused(device: str) -> None:
    assert refused(Path(device)) == "is a device, not a regular file"


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path) == "is a folder, not a regular file"


def test_a_socket_is_refused(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as open_:
        open_.bind(str(tmp_path / "x.ttl"))
        assert refused(tmp_path / "x.ttl") == "is a socket, not a regular file"


def test_a_file_that_cannot_be_read_is_refused_with_the_reason() -> None:
    """Its rights keep nobody out who may do anything, but this one gives nobody its first byte."""
    path = Path("/proc/self/mem")
    if not path.is_file():
        pytest.skip("no file here that cannot be read")
    assert refused(path) == "cannot be read: Input/output error"


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.nt"
    path.write_bytes(OLD)
    reading = files.lines(path)
    next(reading)
    with path.open("ab") as more:
        more.write(b"more\n")
    with pytest.raises(BadInputError, match="changed while it was read"):
        list(reading)


def test_a_file_that_is_replaced_while_it_is_read_is_read_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "x.nt"
    path.write_bytes(OLD)
    reading = files.lines(path)
    first = next(reading)
    (tmp_path / "other").write_bytes(NEW)
    (tmp_path / "other").replace(path)
    assert first + b"".join(reading) == OLD


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "no.ttl") == "no such file or folder (check the path)"


def test_a_link_that_leads_nowhere_is_refused_as_such(tmp_path: Path) -> None:
    (tmp_path / "link.ttl").symlink_to("no.ttl")
    assert refused(tmp_path / "link.ttl") == "dangling link (check the path)"


def test_a_path_that_cannot_be_is_refused_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").touch()
    assert "symbolic links" in refused(tmp_path / "loop")
    assert refused(tmp_path / "file" / "data.ttl") == "cannot be read: Not a directory"
    assert refused(tmp_path / ("x" * 300)) == "cannot be read: File name too long"


def test_a_refused_file_is_closed(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ttl")
    open_before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        refused(tmp_path / "pipe.ttl")
    assert len(list(Path("/proc/self/fd").iterdir())) == open_before


# Lines, and what is packed

contents = st.binary(max_size=60) | st.lists(st.sampled_from([b"a", b"bb", b"\n", b"\r"])).map(
    b"".join
)


@given(content=contents, packed=st.booleans(), piece=st.integers(1, 9))
def test_lines_are_those_of_an_open_file(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, packed: bool, piece: int
) -> None:
    path = tmp_path_factory.mktemp("lines") / ("x.nt.gz" if packed else "x.nt")
    path.write_bytes(gzip.compress(content) if packed else content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "_PIECE", piece)
        assert list(files.lines(path, max_ratio=10**6)) == list(io.BytesIO(content))
        assert files.read(path) == content


@pytest.mark.parametrize("name", ["x.nt", "x.nt.gz"])
def test_a_line_that_is_too_long_is_named(tmp_path: Path, name: str) -> None:
    pack = gzip.compress if name.endswith("gz") else bytes
    path = tmp_path / name
    for content in (b"1\n22\n%s\n4\n", b"1\n22\n%s"):
        for size in (99, 100, 5000):
            path.write_bytes(pack(content % os.urandom(size).replace(b"\n", b".")))
            for read in (files.read, lambda *given, **most: [*files.lines(*given, **most)]):
                read(path, max_line=size)
                with pytest.raises(LimitError, match=rf"{name}:3: a line over {size - 1} bytes"):
                    read(path, max_line=size - 1)


def test_a_line_of_a_gigabyte_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    with path.open("wb") as stream:
        stream.truncate(2**30)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(LimitError, match=r"x\.ttl:1: a line over 8 MB"):
        files.read(path, max_line=files.MAX_LINE)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000


@pytest.mark.parametrize("end", [1, 2, 9, 10, 11, 100, -1, -8, -9])
def test_a_gzip_that_ends_early_is_refused(tmp_path: Path, end: int) -> None:
    path = tmp_path / "x.ttl.gz"
    path.write_bytes(gzip.compress(os.urandom(500))[:end])
    assert refused(path) == "gzip ends early (download it again)"


def test_a_gzip_without_anything_or_with_something_wrong_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl.gz"
    path.touch()
    assert refused(path) == "gzip ends early (download it again)"
    whole = gzip.compress(OLD)
    for damaged in (whole[:-6] + b"######", whole[:12] + b"\xff\xff" + whole[14:], whole + b"more"):
        path.write_bytes(damaged)
        assert refused(path) == "gzip is damaged (download it again)"


def test_a_gzip_of_several_parts_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl.GZ"
    path.write_bytes(gzip.compress(OLD) + gzip.compress(NEW))
    assert files.read(path) == OLD + NEW


@pytest.mark.parametrize(
    "page", [b"<!DOCTYPE html><p>Gone</p>", b"\n <html lang=en>", b'<?xml version="1.0"?>\n<html>']
)
def test_a_page_under_the_name_of_a_gzip_is_called_one(tmp_path: Path, page: bytes) -> None:
    path = tmp_path / "x.ttl.gz"
    path.write_bytes(page)
    assert refused(path) == "is HTML, not gzip (download it again)"
    path.write_bytes(OLD)
    assert refused(path) == "is not gzip (correct its name)"


@pytest.mark.parametrize("size", [20_000_000, 100_000_000])
def test_what_unpacks_to_too_much_is_refused(tmp_path: Path, size: int) -> None:
    path = tmp_path / "x.ttl.gz"
    with gzip.open(path, "wb") as stream:
        for _ in range(size // 1000):
            stream.write(b"ab" * 499 + b".\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(LimitError, match="unpacks to over 200 times its size"):
        files.read(path)
    with pytest.raises(LimitError, match="over 1 MB"):
        files.read(path, max_bytes=1024**2)
    with pytest.raises(LimitError, match="over 200 times"):
        for _ in files.lines(path):
            pass
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000


# Data files


def test_a_folder_stands_for_the_data_in_it_by_name_at_any_depth(tmp_path: Path) -> None:
    for name in (
        "b.ttl",
        "a.trig",
        "deep/er/c.nq",
        "d.nt",
        "packed.trig.gz",
        "x.RDF",
        "y.owl",
        "z.jsonld",
        "readme.md",
        "config.json",
        "feed.xml",
        "events.csv.gz",
        ".hidden.ttl",
        ".git/x.ttl",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    found = [str(path.relative_to(tmp_path)) for path in files.data_files(tmp_path)]
    assert found == [
        *("a.trig", "b.ttl", "d.nt", "deep/er/c.nq", "packed.trig.gz"),
        *("x.RDF", "y.owl", "z.jsonld"),
    ]


def test_a_hidden_folder_that_is_named_is_read(tmp_path: Path) -> None:
    path = tmp_path / ".hidden" / "a.ttl"
    path.parent.mkdir()
    path.touch()
    assert files.data_files(path.parent) == [path]


def test_a_folder_without_data_is_refused_with_what_was_expected(tmp_path: Path) -> None:
    (tmp_path / "readme.md").touch()
    with pytest.raises(BadInputError, match=r"no data in this folder \(expected \.ttl, \.trig"):
        files.data_files(tmp_path)


@pytest.mark.parametrize(
    ("name", "format_"),
    [
        ("data.csv", ".csv"),
        ("data", "data"),
        ("x.graphml", ".graphml"),
        ("x.jsonl.gz", ".jsonl.gz"),
    ],
)
def test_a_file_of_another_format_is_refused_with_those_that_are_read(
    tmp_path: Path, name: str, format_: str
) -> None:
    (tmp_path / name).touch()
    with pytest.raises(BadInputError, match=rf'format "{format_}" is not read \(use \.ttl, \.trig'):
        files.data_files(tmp_path / name)


@pytest.mark.parametrize("name", ["x.xml", "x.json", "x.JSON.gz"])
def test_a_format_that_shares_its_ending_is_read_if_it_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    assert files.data_files(tmp_path / name) == [tmp_path / name]
    with pytest.raises(BadInputError, match="no data in this folder"):
        files.data_files(tmp_path)


def test_links_that_lead_round_in_circles_do_not_lead_astray(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.ttl").touch()
    (tmp_path / "deep" / "up").symlink_to(tmp_path)
    (tmp_path / "round").symlink_to("round")
    assert files.data_files(tmp_path) == [tmp_path / "deep" / "a.ttl"]


def test_a_folder_that_cannot_be_listed_is_no_folder_without_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "a.ttl").touch()
    real = os.scandir

    def scandir(path: str) -> object:
        if Path(path).name == "closed":
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(BadInputError, match=r"closed: cannot be read: Permission denied"):
        files.data_files(tmp_path)


def test_a_file_stands_for_itself_whether_or_not_it_is_there(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").touch()
    assert files.data_files(tmp_path / "a.ttl") == [tmp_path / "a.ttl"]
    assert files.data_files(tmp_path / "b.ttl") == [tmp_path / "b.ttl"]
    assert files.data_files(tmp_path / "b.csv") == [tmp_path / "b.csv"]


def test_a_folder_that_is_called_like_a_file_is_no_data_file(tmp_path: Path) -> None:
    (tmp_path / "old.ttl").mkdir()
    (tmp_path / "old.ttl" / "a.ttl").touch()
    assert files.data_files(tmp_path) == [tmp_path / "old.ttl" / "a.ttl"]


def test_a_name_that_is_too_long_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInputError):
        [files.read(path) for path in files.data_files(tmp_path / ("x" * 300))]
