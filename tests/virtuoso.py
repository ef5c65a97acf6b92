"""Virtuoso on loopback, from Debian's package: a SPARQL store made by somebody else."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bilat.errors import BilatError
from bilat.rdf.remote import Endpoint

MARKS = [
    pytest.mark.virtuoso,
    pytest.mark.skipif(
        bool(os.environ.get("BILAT_NO_VIRTUOSO")),
        reason="BILAT_NO_VIRTUOSO IS SET: NO THIRD PARTY'S SPARQL STORE WAS ASKED",
    ),
]
SERVER, CLIENT = "virtuoso-t", "isql-vt"
_SETTINGS = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{port}
DirsAllowed = {folder}
NumberOfBuffers = 4000
MaxDirtyBuffers = 3000
CheckpointInterval = 0
DisableUnixSocket = 1
[HTTPServer]
ServerPort = 127.0.0.1:{web}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = 10000
"""


@contextmanager
def virtuoso(folder: Path, graphs: dict[str, bytes]) -> Iterator[str]:
    """The address of a fresh server that holds some Turtle, by the name of its graph."""
    port, web = _free_ports()
    (folder / "virtuoso.ini").write_text(_SETTINGS.format(port=port, web=web, folder=folder))
    program = shutil.which(SERVER) or pytest.fail(f"there is no {SERVER} (run: scripts/test)")
    command = [program, "+foreground", "+configfile", "virtuoso.ini"]
    with (
        (folder / "out").open("wb") as out,
        subprocess.Popen(command, cwd=folder, stdout=out, stderr=out) as child,
    ):
        try:
            url = f"http://127.0.0.1:{web}/sparql"
            _wait(child, url, folder)
            _load(folder, port, graphs)
            yield url
        finally:
            child.kill()  # it has nothing to keep


def _free_ports() -> list[int]:
    with (
        socket.create_server(("127.0.0.1", 0)) as one,
        socket.create_server(("127.0.0.1", 0)) as other,
    ):
        return [one.getsockname()[1], other.getsockname()[1]]


def _wait(child: subprocess.Popen[bytes], url: str, folder: Path) -> None:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline and child.poll() is None:
        try:
            with Endpoint(url) as endpoint:
                endpoint.ask("ASK {}")
        except BilatError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"{SERVER} does not answer: {(folder / 'out').read_text()[-500:]}")


def _load(folder: Path, port: int, graphs: dict[str, bytes]) -> None:
    script = []
    for place, (name, turtle) in enumerate(graphs.items()):
        path = folder / f"{place}.ttl"
        path.write_bytes(turtle)
        script.append(f"DB.DBA.TTLP(file_to_string_output('{path}'), '', '{name}', 0);")
    (folder / "load.sql").write_text("\n".join(script))
    client = shutil.which(CLIENT) or pytest.fail(f"there is no {CLIENT} (run: scripts/test)")
    command = [client, f"127.0.0.1:{port}", "dba", "dba", "VERBOSE=OFF", "ERRORS=STDOUT"]
    done = subprocess.run([*command, "load.sql"], cwd=folder, capture_output=True, check=True)
    if done.stdout.strip():
        pytest.fail(done.stdout.decode())
