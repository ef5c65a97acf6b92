"""Bad inputs get the stated exit code and one line that says where, what, and what to do.

Each is put before the real command line, in a folder of its own, with a listener near by.
"""

from __future__ import annotations

import itertools
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest

from bad_inputs import ALL, FINE, HEAD, Bad

# Runs a command and writes down the most memory that it or a child of it took, in kB. Whoever
# starts it may be larger, and what is started by somebody large seems large at first.
MEASURED = """
import pathlib, resource, subprocess, sys
resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
done = subprocess.run(sys.argv[2:])
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
pathlib.Path(sys.argv[1]).write_text(str(peak))
sys.exit(done.returncode)
"""
MEGABYTE = 1024
VERBS = [
    ["check"],
    ["stats"],
    ["find", "tea"],
    ["timeline"],
    ["path", "a", "b"],
    ["query", "-q", "ASK {}"],
    ["graph", "-o", "page.html"],
]


@dataclass(frozen=True)
class Ran:
    """What a command said, and the most memory it took, in kB."""

    code: int
    out: str
    err: str
    peak: int


def bilat(folder: Path, *arguments: str | Path) -> Ran:
    """Run the command line in a folder; it may take ten seconds of a processor."""
    peak = folder.parent / f"{folder.name}.peak"
    measured: Sequence[str | Path] = [sys.executable, "-I", "-c", MEASURED, peak]
    command = [*measured, sys.executable, "-m", "bilat", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=120)
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode(), int(peak.read_text()))


def assert_refused(ran: Ran, code: int = 3) -> None:
    """One line on stderr, made for people, and nothing on stdout."""
    assert (ran.code, ran.out) == (code, ""), ran
    assert ran.err.startswith("bilat: "), ran.err
    assert ran.err.endswith("\n"), ran.err
    assert len(ran.err.splitlines()) == 1, ran.err
    assert len(ran.err.rstrip("\n")) <= 300, ran.err
    assert_calm(ran.err)


def assert_calm(text: str) -> None:
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]", text)
    assert "Traceback" not in text


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder for one input."""
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


class Listener:
    """Counts who connects to a port of this machine."""

    def __init__(self) -> None:
        self.connections = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                line, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            line.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    listening = Listener()
    yield listening
    listening.socket.close()


@pytest.mark.parametrize("bad", ALL, ids=lambda bad: f"{bad.name}-{bad.what}")
def test_a_bad_input_gets_its_code_and_its_line(bad: Bad, data: Path, listener: Listener) -> None:
    content = bad.data.replace(b"ADDRESS", listener.address.encode())
    (data / bad.name).write_bytes(content)
    heard = listener.connections
    ran = bilat(data, "--data", bad.name, "check")
    assert ran.code == bad.code, ran
    assert re.search(bad.says.replace("ADDRESS", listener.address), ran.err + ran.out, re.DOTALL)
    assert_calm(ran.out + ran.err)
    if bad.code > 1:
        assert_refused(ran, bad.code)
    assert listener.connections == heard
    assert {path.name: path.read_bytes() for path in data.iterdir()} == {bad.name: content}
    most = 100 if "DTD" in bad.what else 200 if bad.code == 4 else 1000
    assert ran.peak < most * MEGABYTE


@pytest.mark.loopback
def test_the_listener_hears_who_connects(listener: Listener) -> None:
    before = listener.connections
    host, _, port = listener.address.partition(":")
    with socket.create_connection((host, int(port))) as line:
        line.recv(1)
    assert listener.connections == before + 1


# What is no file, or not one that can be read


def test_a_pipe_a_device_and_a_socket_are_called_what_they_are(data: Path) -> None:
    os.mkfifo(data / "pipe.ttl")
    with socket.socket(socket.AF_UNIX) as open_:
        open_.bind(str(data / "socket.ttl"))
        (data / "zero.ttl").symlink_to("/dev/zero")
        for name, kind in (("pipe", "a pipe"), ("socket", "a socket"), ("zero", "a device")):
            ran = bilat(data, "--data", f"{name}.ttl", "check")
            assert_refused(ran)
            assert f"{name}.ttl: is {kind}, not a regular file" in ran.err
        ran = bilat(data, "--data", "/dev/zero", "stats")
        assert_refused(ran)
        assert "/dev/zero: is a device" in ran.err
    # In a folder, too: nothing that looks like data is passed over.
    assert_refused(bilat(data, "--data", ".", "stats"))


@pytest.mark.parametrize(
    ("name", "target", "says"),
    [
        ("gone.ttl", None, "gone.ttl: no such file or folder"),
        ("link.ttl", "nowhere.ttl", "link.ttl: dangling link"),
        ("loop.ttl", "loop.ttl", "loop.ttl: cannot be read: Too many levels"),
        ("unreadable.ttl", "/proc/self/mem", "unreadable.ttl: cannot be read: "),
        ("empty", "", "empty: no data in this folder"),
    ],
)
def test_what_cannot_be_read_is_named(data: Path, name: str, target: str | None, says: str) -> None:
    if target == "":
        (data / name).mkdir()
    elif target is not None:
        (data / name).symlink_to(target)
    ran = bilat(data, "--data", name, "check")
    assert_refused(ran)
    assert says in ran.err


def test_a_file_that_nobody_may_read_is_refused(data: Path) -> None:
    path = data / "x.ttl"
    path.write_text(FINE)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("whoever runs this may read everything")
    ran = bilat(data, "--data", "x.ttl", "check")
    assert_refused(ran)
    assert "cannot be read: Permission denied" in ran.err


def test_a_gigabyte_without_a_line_end_is_not_read(data: Path) -> None:
    for name, start in (("x.ttl", HEAD), ("x.nt", ""), ("x.rdf", "<a>"), ("x.jsonld", '["')):
        with (data / name).open("wb") as stream:
            stream.write(start.encode() + b"x")
            stream.truncate(2**30)
        ran = bilat(data, "--data", name, "stats")
        assert_refused(ran, 4)
        assert re.search(rf"{name}:\d: a line over 8 MB", ran.err)
        assert ran.peak < 200 * MEGABYTE


# Folders


def test_one_malformed_file_in_a_folder_leaves_no_answer_from_the_rest(data: Path) -> None:
    (data / "a.ttl").write_text(FINE)
    (data / "b.jsonld").write_text('{"@id": "http://example.org/a", "http://example.org/p":')
    for verb in VERBS:
        ran = bilat(data, "--data", ".", *verb)
        assert_refused(ran)
        assert ran.err.startswith("bilat: b.jsonld:1:")
    assert sorted(path.name for path in data.iterdir()) == ["a.ttl", "b.jsonld"]


def test_one_empty_file_in_a_folder_is_noticed_unless_it_may_be(data: Path) -> None:
    (data / "a.ttl").write_text(FINE)
    (data / "b.ttl").touch()
    for verb in VERBS[:3]:
        ran = bilat(data, "--data", ".", *verb)
        assert_refused(ran)
        assert "b.ttl: no statements (use --allow-empty)" in ran.err
        assert bilat(data, "--data", ".", "--allow-empty", *verb).code < 2


def test_what_is_no_data_in_a_folder_is_never_opened(data: Path) -> None:
    ran_code = data.parent / "the-pickle-ran"
    evil = f"cposix\nsystem\n(S'touch {ran_code}'\ntR.".encode()
    (data / "a.ttl").write_text(FINE)
    for name in (
        "cache.pkl",
        "cache",
        ".cache.ttl",
        "index.pickle",
        "x.joblib",
        "store.db",
        "x.json",
    ):
        (data / name).write_bytes(evil)
        os.utime(data / name, ns=(0, 0))
    watched = (
        "import os, sys\n"
        "seen = []\n"
        "sys.addaudithook(lambda event, args: seen.append(args[0]) if event == 'open' else None)\n"
        "import bilat\n"
        "assert bilat.load('.').statements == 1\n"
        "print(*{os.path.basename(os.fsdecode(one)) for one in seen if isinstance(one, str)})\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", watched], cwd=data, capture_output=True, text=True, check=True
    )
    assert "a.ttl" in done.stdout.split()
    assert not {path.name for path in data.iterdir()} - {"a.ttl"} & {*done.stdout.split()}
    for verb in VERBS[:3]:
        assert bilat(data, "--data", ".", *verb).code < 2
    assert not ran_code.exists()


def test_a_folder_that_contains_itself_is_read_once(data: Path) -> None:
    (data / "a.ttl").write_text(FINE)
    (data / "deep").mkdir()
    (data / "deep" / "up").symlink_to(data)
    ran = bilat(data, "--data", ".", "check")
    assert (ran.code, "(1 files, 1 statements" in ran.out) == (0, True)


def test_a_file_that_is_being_written_is_read_whole_or_not_at_all(data: Path) -> None:
    path, done = data / "x.nt", threading.Event()
    statement = '<http://example.org/a> <http://example.org/p> "{}" .\n'

    def write() -> None:
        for number in itertools.count():
            if done.is_set():
                break
            text = "".join(statement.format(f"{number}/{n}") for n in range(2000))
            (data / "next").write_text(text)
            (data / "next").replace(path)
            with path.open("a") as stream:
                stream.write(text)

    path.write_text("".join(statement.format(n) for n in range(2000)))
    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(6):
            ran = bilat(data, "--data", "x.nt", "stats", "-f", "json")
            if ran.code == 3:
                assert_refused(ran)
                assert "changed while it was read" in ran.err
            else:
                assert (ran.code, ran.err) == (0, "")
    finally:
        done.set()
        writer.join()


# Names


@pytest.mark.parametrize(
    "name",
    [
        "two\nlines.ttl",
        "esc\x1b[2Jape.ttl",
        "bell\x07 and \u202edirection.ttl",
        f"{'long' * 50}.ttl",
        "b\udcff\udcfetes.ttl",
        " .ttl",
        "a b c " * 30 + ".ttl",
    ],
)
def test_the_name_of_a_file_cannot_break_the_line(data: Path, name: str) -> None:
    folder = data / ("deep" * 40) / ("er" * 60)
    folder.mkdir(parents=True)
    for content in ("nonsense", "", f"<{'x' * 5000}> ", '"' + "x" * 5000):
        (folder / name).write_text(content)
        ran = bilat(data, "--data", folder / name, "check")
        assert_refused(ran)
        assert re.search(r"\.ttl(:\d+:\d+)?: ", ran.err), ran.err
        assert ran.err.rstrip().endswith(")"), ran.err


def test_a_long_word_is_shortened_and_place_and_remedy_stay(data: Path) -> None:
    long_ = "x" * 5000
    for text in (f"ex:a ex:p <http://e/{long_} > .", f"{long_}:a ex:p 1 .", f"<{long_}> ex:p 1 ."):
        (data / "x.ttl").write_text(HEAD + text)
        ran = bilat(data, "--data", "x.ttl", "check")
        assert_refused(ran)
        assert re.match(r"bilat: x\.ttl:4:\d+: .*\)$", ran.err), ran.err


def test_ids_that_are_no_file_names_lead_out_of_no_folder(data: Path) -> None:
    text = b"".join(
        ox.serialize(ox.parse(path=path), format=ox.RdfFormat.N_TRIPLES) or b""
        for path in sorted((Path(__file__).parent / "fictional").glob("*.ttl"))
    ).decode()
    ids = sorted(
        set(re.findall(r"<https://w3id\.org/bilat/id/((?:person|event|sit)/[^>]+)>", text))
    )
    hostile = ("../../x", "CON", "y" * 300, "..", "a/b/../../c", "~", "-o", "x%2F..%2F..", "$HOME")
    assert len(ids) > len(hostile)
    for number, one in enumerate(ids):
        kind, _, _ = one.partition("/")
        name = hostile[number % len(hostile)]
        text = text.replace(f"/id/{one}>", f"/id/{kind}/{name}{number // len(hostile) or ''}>")
    (data / "x.nt").write_text(text)

    def there() -> set[Path]:
        return {path for path in data.parent.rglob("*") if path.suffix != ".peak"}

    before = there()
    for arguments in (["--split", "-o", "out"], ["-o", "out/page.html"]):
        ran = bilat(data, "--data", "x.nt", "graph", *arguments)
        assert (ran.code, ran.out) == (0, ""), ran
    assert all(data / "out" in (path, *path.parents) for path in there() - before)
