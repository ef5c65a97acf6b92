"""The worker answers, refuses or is ended: nothing it does ends or outlasts its caller."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import subprocess
import sys
import threading
import time
import venv
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bilat
import tasks
from bilat import sandbox
from bilat.errors import BadInputError, BilatError, LimitError, NotFoundError, UsageError
from bilat.sandbox import Task

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the limits are those of Linux")

QUICK = 0.3
# Long enough for a child to start and to write its number down on a busy machine.
PATIENT = 2


@pytest.fixture(autouse=True, scope="module")
def installed_tasks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An environment with the package and the tasks installed, as the worker looks for them."""
    environment = tmp_path_factory.mktemp("environment")
    venv.create(environment, symlinks=True)
    (packages,) = environment.glob("lib/python*/site-packages")
    folders = (Path(bilat.__file__).parents[1], Path(tasks.__file__).parent)
    (packages / "tasks.pth").write_text("".join(f"{folder}\n" for folder in folders), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "executable", str(environment / "bin" / "python"))
        yield


def limited(task: Task, *arguments: str, timeout: float = 5, memory: int = 2**30) -> str:
    """The message with which a task is ended."""
    with pytest.raises(LimitError) as end:
        sandbox.run(task, b"", arguments, timeout=timeout, memory=memory, subject="a.ttl")
    assert end.value.exit_code == 4
    return str(end.value)


OVER_TIME = f"a.ttl: stopped after {QUICK} s (raise it with --timeout)"
LESS = "allowed (take less data at a time)"
OVER_MEMORY = f"a.ttl: needs more memory than the 1,024 MB {LESS}"


# Answers


@settings(max_examples=5)
@given(st.binary(max_size=2000), st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_data_and_arguments_go_in_and_bytes_come_out(data: bytes, argument: str) -> None:
    assert sandbox.run(tasks.echo, data, [argument, "安倍"]) == data + f"{argument}安倍".encode()


def test_large_data_goes_in_and_out() -> None:
    data = os.urandom(20_000_000)
    assert sandbox.run(tasks.echo, data) == data


def test_a_refusal_comes_back_with_its_place() -> None:
    with pytest.raises(BadInputError) as refusal:
        sandbox.run(tasks.refuse, "会".encode())
    found = refusal.value
    assert (found.message, found.path, found.line, found.column) == ("no 会 here", "data.ttl", 4, 7)


def test_a_name_that_fits_nothing_or_several_is_refused_as_by_the_caller() -> None:
    with pytest.raises(
        NotFoundError, match=r'^no one or nothing is called "Ab" \(did you mean Abe'
    ):
        sandbox.run(tasks.refuse_a_name, b"")
    with pytest.raises(UsageError, match=r'^"Abe" fits 2: '):
        sandbox.run(tasks.refuse_a_use, b"")


def test_a_task_that_says_when_it_is_ready_has_its_time_from_then_on() -> None:
    def run(starting: float, working: float) -> bytes:
        asked = [str(starting), str(working)]
        return sandbox.run(tasks.start_and_sleep, b"", asked, starting=2, timeout=1, subject="q")

    assert run(1.5, 0) == b"done"
    with pytest.raises(LimitError, match=r"^q: stopped after 1 s \(raise it with --timeout\)"):
        run(0, 30)
    with pytest.raises(LimitError, match=r"^stopped after 2 s of reading the data \(raise it with"):
        run(30, 0)


def test_what_a_worker_says_on_stderr_is_no_answer(capfd: pytest.CaptureFixture[str]) -> None:
    assert sandbox.run(tasks.chatter, b"") == b"answer"
    assert capfd.readouterr() == ("", "")


def test_workers_can_run_beside_each_other() -> None:
    def ask(number: int) -> bytes:
        return sandbox.run(tasks.echo, b"", [str(number)])

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == [b"%d" % number for number in range(8)]


# Ends


@pytest.mark.parametrize("task", [tasks.loop, tasks.sleep, tasks.ignore_signals_and_loop])
def test_a_task_without_end_is_stopped_in_time(task: Task) -> None:
    before, start = children(), time.monotonic()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        assert limited(task, timeout=QUICK) == OVER_TIME
        gc.collect()
    assert time.monotonic() - start < QUICK + 2
    assert children() <= before
    assert said == []  # such as a pipe that was left open


@pytest.mark.parametrize("task", [tasks.flood, tasks.flood_stderr, tasks.drip])
def test_an_answer_without_end_is_stopped_in_time(task: Task) -> None:
    start = time.monotonic()
    assert limited(task, timeout=QUICK) == OVER_TIME
    assert time.monotonic() - start < QUICK + 2


def test_a_task_that_takes_all_memory_is_ended() -> None:
    said = limited(tasks.take_all_memory, memory=300_000_000)
    assert said == f"a.ttl: needs more memory than the 286 MB {LESS}"


def test_data_that_is_more_than_the_memory_allowed_is_not_taken() -> None:
    with pytest.raises(LimitError, match="needs more memory"):
        sandbox.run(tasks.echo, bytes(200_000_000), memory=150_000_000)


def test_a_task_has_the_memory_it_is_allowed() -> None:
    size = 100_000_000
    answer = sandbox.run(tasks.answer_of_size, b"", [str(size)], memory=10 * size)
    assert len(answer) == size


def test_an_answer_has_a_largest_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "MAX_ANSWER_BYTES", 3_000_000)
    assert limited(tasks.answer_of_size, "3000001") == "a.ttl: the answer is over 2 MB"
    assert limited(tasks.flood) == "a.ttl: the answer is over 2 MB"
    assert len(sandbox.run(tasks.answer_of_size, b"", ["2000000"])) == 2_000_000


def test_a_task_that_falls_over_is_a_limit() -> None:
    assert limited(tasks.touch_memory_that_is_not_there) == OVER_MEMORY


@pytest.mark.parametrize("death", ["SIGSEGV", "SIGABRT", "SIGBUS"])
def test_a_death_as_by_want_of_memory_is_a_limit(death: str) -> None:
    assert limited(tasks.die, death) == OVER_MEMORY


def test_a_death_as_by_want_of_time_is_a_limit() -> None:
    said = limited(tasks.die, "SIGXCPU")
    assert said == "a.ttl: stopped after 5 s (raise it with --timeout)"


def test_a_death_by_the_system_before_its_time_is_no_want_of_time() -> None:
    said = limited(tasks.die, "SIGKILL")
    assert said.startswith("a.ttl: ended by the system, which may lack memory (take less data")


@pytest.mark.parametrize(
    ("task", "argument", "status"),
    [
        (tasks.raise_another_error, "", 1),
        (tasks.leave, "3", 3),
        (tasks.leave, "0", 0),
        (tasks.die, "SIGTERM", -signal.SIGTERM),
    ],
)
def test_any_other_end_is_our_fault_and_says_so(task: Task, argument: str, status: int) -> None:
    with pytest.raises(BilatError) as fault:
        sandbox.run(task, b"", [argument], subject="a.ttl")
    assert fault.value.exit_code == 70
    assert str(fault.value) == f"a.ttl: the worker ended with status {status} (please report this)"


# What it sees


def test_the_worker_leads_a_session_of_its_own_and_sees_no_environment() -> None:
    found = json.loads(sandbox.run(tasks.describe_itself, b""))
    assert found["session"] == found["pid"]
    assert {"HOME", "USER", "PYTHONPATH"}.isdisjoint(found["environment"])
    assert set(found["environment"]) <= {"PATH", "LC_CTYPE"}


def test_the_worker_imports_nothing_from_where_it_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    found = json.loads(sandbox.run(tasks.describe_itself, b""))
    assert {"", ".", str(tmp_path)}.isdisjoint(found["path"])


# What it leaves behind


def alive(number: int) -> bool:
    """Whether a process runs: one that has ended may still wait to be counted."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def all_gone(numbers: list[int]) -> bool:
    deadline = time.monotonic() + 2
    while any(map(alive, numbers)) and time.monotonic() < deadline:
        time.sleep(0.01)
    left = [number for number in numbers if alive(number)]
    for number in left:
        os.kill(number, signal.SIGKILL)
    return not left


def children() -> set[str]:
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if parent == str(os.getpid()):
            found.add(f"{path.parent.name} {state}")
    return found


@pytest.mark.parametrize("task", [tasks.echo, tasks.refuse, tasks.take_all_memory])
def test_no_child_is_left_not_even_a_dead_one(task: Task) -> None:
    before = children()
    with contextlib.suppress(BilatError):
        sandbox.run(task, b"", timeout=QUICK, memory=300_000_000)
    assert children() <= before


def with_number_file(tmp_path: Path, then: str) -> tuple[Callable[[], bytes], Path]:
    path = tmp_path / "numbers"
    arguments = [str(path), then]
    return lambda: sandbox.run(tasks.start_another, b"", arguments, timeout=PATIENT), path


def test_what_a_hanging_worker_has_started_ends_with_it(tmp_path: Path) -> None:
    run, path = with_number_file(tmp_path, "hang")
    with pytest.raises(LimitError):
        run()
    assert all_gone([int(number) for number in path.read_text().split()])


def test_what_a_worker_has_started_ends_with_its_answer(tmp_path: Path) -> None:
    run, path = with_number_file(tmp_path, "answer")
    assert run() == b"done"
    assert all_gone([int(number) for number in path.read_text().split()])


def test_what_has_left_the_group_of_its_worker_does_not_hold_the_caller(tmp_path: Path) -> None:
    run, path = with_number_file(tmp_path, "escape")
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(run)
        try:
            assert isinstance(answer.exception(PATIENT + 3), LimitError)
        finally:
            for number in path.read_text().split():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(number), signal.SIGKILL)


def test_a_worker_that_closes_all_it_has_and_lives_on_is_ended(tmp_path: Path) -> None:
    path = tmp_path / "number"
    assert limited(tasks.close_everything_and_live_on, str(path), timeout=PATIENT).startswith(
        "a.ttl: stopped after 2 s"
    )
    assert all_gone([int(path.read_text())])


CALLER = """
import sys
import tasks
from bilat import sandbox

sandbox.run(tasks.start_another, b"", [sys.argv[1], "hang"], timeout=60)
"""


def test_a_worker_ends_with_a_caller_that_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "numbers"
    with subprocess.Popen([sys.executable, "-I", "-c", CALLER, path]) as caller:
        while caller.poll() is None and not (path.exists() and path.read_text()):
            time.sleep(0.01)
        caller.kill()
    worker, started = map(int, path.read_text().split())
    try:
        assert all_gone([worker])
    finally:
        os.kill(started, signal.SIGKILL)  # by the test's own task: no worker of ours starts any


def resident() -> int:
    """This process's memory in use, in kB."""
    (line,) = (
        line for line in Path("/proc/self/status").read_text().split("\n") if "VmRSS" in line
    )
    return int(line.split()[1])


def test_the_caller_grows_by_nothing_over_two_hundred_bombs() -> None:
    bombs: list[tuple[Task, list[str]]] = [
        (tasks.take_all_memory, []),
        (tasks.die, ["SIGSEGV"]),
        (tasks.refuse, []),
        (tasks.raise_another_error, []),
    ]

    def explode(number: int) -> None:
        task, arguments = bombs[number % len(bombs)]
        with pytest.raises(BilatError):
            sandbox.run(task, bytes(1_000_000), arguments, memory=80_000_000)

    for number in range(20):
        explode(number)
    before, open_before = resident(), len(list(Path("/proc/self/fd").iterdir()))
    for number in range(180):
        explode(number)
    assert resident() - before < 5_000
    assert len(list(Path("/proc/self/fd").iterdir())) == open_before


def test_an_interruption_ends_the_worker(tmp_path: Path) -> None:
    path = tmp_path / "numbers"

    def interrupt() -> None:
        while not path.exists() or not path.read_text():
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        sandbox.run(tasks.start_another, b"", [str(path), "hang"])
    thread.join()
    assert all_gone([int(number) for number in path.read_text().split()])
