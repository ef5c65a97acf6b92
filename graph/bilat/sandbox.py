"""Runs one function of this package in a process that can be killed.

Parsers and query engines written in other languages can hang, take all memory or end their
process; a timeout in a thread stops none of that. So whatever comes from a stranger is handled in
a child with limits on time and memory, which sends its answer back as plain bytes. The limits on
memory and processor time are those of Linux; elsewhere the caller's clock remains.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any

from bilat.errors import BadInputError, BilatError, LimitError, NotFoundError, UsageError

if TYPE_CHECKING:
    import subprocess

TIMEOUT_SECONDS = 10.0
MEMORY_BYTES = 2 * 1024**3
MAX_ANSWER_BYTES = 1024**3
_PIECE = 1 << 20
# Seconds for the start of the child, which its time limit is not meant for.
_START = 0.3

Task = Callable[[bytes, Sequence[str]], bytes]

_ANSWER, _REFUSAL, _READY = b"A", b"R", b"S"
_REFUSALS = {kind.__name__: kind for kind in (BadInputError, LimitError, NotFoundError, UsageError)}


def run(  # noqa: PLR0913  each bound by its name
    task: Task,
    data: bytes,
    arguments: Sequence[str] = (),
    *,
    timeout: float = TIMEOUT_SECONDS,
    starting: float = 0,
    memory: int = MEMORY_BYTES,
    subject: str = "the input",
) -> bytes:
    """Call ``task(data, arguments)`` in a child process and return its bytes.

    ``task`` is a module-level function of this package. Its ``BadInputError``, ``UsageError`` and
    ``NotFoundError`` are raised here again; running out of time (seconds) or memory (bytes), or
    being killed by the system, is a ``LimitError`` that names ``subject``; any other death is a
    ``BilatError``. A task that calls ``ready`` has ``starting`` seconds until then, and ``timeout``
    from then on.
    """
    with running(
        task,
        data,
        arguments,
        timeout=timeout,
        starting=starting,
        memory=memory,
        subject=subject,
    ) as answer:
        return answer()


def ready() -> None:
    """Called by a task in the child: what its time limit is for begins now."""
    sys.stdout.buffer.write(_READY)
    sys.stdout.buffer.flush()


@contextlib.contextmanager
def running(  # noqa: PLR0913  each bound by its name
    task: Task,
    data: bytes,
    arguments: Sequence[str] = (),
    *,
    timeout: float = TIMEOUT_SECONDS,
    starting: float = 0,
    memory: int = MEMORY_BYTES,
    subject: str = "the input",
) -> Iterator[Callable[[], bytes]]:
    """The same while the caller goes on: gives a function that waits for the answer.

    The time runs from the start; leaving the block ends the child, answered or not.
    """
    import subprocess  # noqa: PLC0415  the child runs this module too, and starts nobody

    command = [sys.executable, "-I", "-X", "utf8", "-m", __name__]
    task_name = f"{task.__module__}:{task.__name__}"
    deadline = time.monotonic() + (starting or timeout) + _START
    with (
        _as_file(data) as stdin,
        subprocess.Popen(  # noqa: S603  our own interpreter and module
            [*command, task_name, *map(str, (os.getpid(), starting + timeout, memory)), *arguments],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={"PATH": os.environ.get("PATH", "")},
        ) as child,
    ):

        def answer() -> bytes:
            try:
                found = _collect(child, deadline, timeout)
            except TimeoutError as late:
                if starting and not late.args:
                    raise LimitError(_too_slow(starting)) from None
                raise LimitError(_too_long(subject, timeout)) from None
            if len(found) > MAX_ANSWER_BYTES:
                raise LimitError(f"{subject}: the answer is over {MAX_ANSWER_BYTES // 1024**2} MB")
            return _read_answer(child.returncode, found, subject, timeout, memory)

        try:
            yield answer
        finally:
            _end(child)


def _as_file(data: bytes) -> IO[bytes]:
    """Some bytes as a file without a name, so that nobody has to feed the child."""
    if hasattr(os, "memfd_create"):
        found: IO[bytes] = os.fdopen(os.memfd_create("bilat"), "w+b")
    else:
        import tempfile  # noqa: PLC0415  where memory cannot be a file

        found = tempfile.TemporaryFile()  # noqa: SIM115  the caller closes it
    found.write(data)
    found.seek(0)
    return found


def _collect(child: subprocess.Popen[bytes], deadline: float, timeout: float) -> bytearray:
    """The child's answer, up to one byte more than is accepted, once it has ended.

    Raises ``TimeoutError`` when it has not by the deadline (monotonic seconds): a child that
    closes its pipe and lives on, too. One that says it is ready has ``timeout`` seconds from then;
    the error then says so.
    """
    import selectors  # noqa: PLC0415  the caller's side, as above
    import subprocess  # noqa: PLC0415

    is_ready: tuple[str, ...] = ()
    answer = bytearray()
    stream = child.stdout
    if stream is None:
        return answer
    os.set_blocking(stream.fileno(), False)
    with selectors.DefaultSelector() as readable:
        readable.register(stream, selectors.EVENT_READ)
        while len(answer) <= MAX_ANSWER_BYTES:
            if not readable.select(max(deadline - time.monotonic(), 0)):
                raise TimeoutError(*is_ready)
            part = os.read(stream.fileno(), _PIECE)
            answer += part
            if not part:
                break
            if answer.startswith(_READY):
                del answer[: len(_READY)]
                is_ready, deadline = ("ready",), time.monotonic() + timeout
            if time.monotonic() > deadline:
                raise TimeoutError(*is_ready)
    if len(answer) <= MAX_ANSWER_BYTES:
        try:
            child.wait(max(deadline - time.monotonic(), 0))
        except subprocess.TimeoutExpired:
            raise TimeoutError(*is_ready) from None
    return answer


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the whole group, whatever its leader has started, and reap the child."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _too_long(subject: str, timeout: float) -> str:
    return f"{subject}: stopped after {timeout:g} s (raise it with --timeout)"


_LESS = "take less data at a time"


def _too_much(memory: int) -> str:
    return f"needs more memory than the {memory // 1024**2:,} MB allowed ({_LESS})"


def _too_slow(starting: float) -> str:
    return f"stopped after {starting:g} s of reading the data (raise it with bilat --timeout)"


def _read_answer(code: int, answer: bytearray, subject: str, timeout: float, memory: int) -> bytes:
    kind = bytes(answer[:1])
    with memoryview(answer) as whole, whole[1:] as body:
        if code == 0 and kind == _ANSWER:
            return bytes(body)
        if code == 0 and kind == _REFUSAL:
            import json  # noqa: PLC0415  most answers are none of these

            details = json.loads(bytes(body))
            raise _REFUSALS[details.pop("error")](details.pop("message"), **details)
    if code == -signal.SIGXCPU:
        raise LimitError(_too_long(subject, timeout))
    if code in (-signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS, _OUT_OF_MEMORY):
        raise LimitError(f"{subject}: {_too_much(memory)}")
    if code == -signal.SIGKILL:  # not by us: time is not up
        raise LimitError(f"{subject}: ended by the system, which may lack memory ({_LESS})")
    raise BilatError(f"{subject}: the worker ended with status {code} (please report this)")


_OUT_OF_MEMORY = 77


def _limit(seconds: float, memory: int) -> None:
    """Cap this process; where the platform has no such limits the parent's clock remains."""
    try:
        import resource  # noqa: PLC0415  not on every platform
    except ImportError:
        return
    for kind, wanted in (
        (resource.RLIMIT_CPU, int(seconds) + 1),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with contextlib.suppress(ValueError, OSError):  # a system that knows it and refuses it
            resource.setrlimit(kind, (most, most))


def _end_with(parent: int) -> None:
    """Have the system end this process when the one that started it is gone, however that ends."""
    if sys.platform != "linux":
        return
    import ctypes  # noqa: PLC0415  in the child alone

    ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:  # it was gone before
        os._exit(1)


_PARENT_DEATH_SIGNAL = 1


def main(arguments: Sequence[str]) -> int:
    """The child's side: read stdin, run the task, write the answer."""
    name, parent, seconds, memory, *rest = arguments
    _end_with(int(parent))
    _limit(float(seconds), int(memory))
    # All of this ends with the answer: looking for cyclic garbage takes a fifth of the time.
    gc.disable()
    module, _, function = name.partition(":")
    try:
        task: Task = getattr(importlib.import_module(module), function)
        answer = task(sys.stdin.buffer.read(), rest)
    except MemoryError:
        return _OUT_OF_MEMORY
    except (BadInputError, LimitError, NotFoundError, UsageError) as error:
        import json  # noqa: PLC0415  likewise

        return _say(_REFUSAL, json.dumps(_details(error)).encode())
    return _say(_ANSWER, answer)


def _say(kind: bytes, answer: bytes) -> int:
    sys.stdout.buffer.write(kind)
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    return 0


def _details(error: BilatError) -> dict[str, Any]:
    """What the parent raises the same error from."""
    if isinstance(error, BadInputError):
        place = {"path": error.path, "line": error.line, "column": error.column}
        return {"error": BadInputError.__name__, "message": error.message, **place}
    kind = next(kind for kind in (LimitError, NotFoundError, UsageError) if isinstance(error, kind))
    return {"error": kind.__name__, "message": str(error)}


if __name__ == "__main__":
    # What the task has made is not taken apart one by one: that can take as long as making it.
    os._exit(main(sys.argv[1:]))
