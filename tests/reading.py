"""Every verb, on what ships and on files from elsewhere: exit codes and answers.

``python tests/reading.py FOLDER`` says as JSON what each gave; pages go to the folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import sys
from pathlib import Path

from bilat.cli import app
from bilat.knowledge import exchange

FICTIONAL = Path(__file__).parent / "fictional"
SHIPPED = (
    "find プーチン", "show Gerasimov", "timeline Abe Putin", "path Gerasimov Abe",
    "centrality --limit 5", "communities", "listed --by EU --on 2015", "engaged --state Japan",
    "claims --contested", "coverage", "stats", "compare 2013 2014", "balance", "check",
    "query --named sources", "graph -o {folder}/shipped.html",
    "graph -o {folder}/site --split",
    "graph -o {folder}/tour.html --story why-japan-courted-russia",
    "--debug show Gerasimov", "export csv --kind meeting", "export jsonld",
    "export graphml --network states -o {folder}/states.graphml",
    *(f"import {kind} --sample -o {{folder}}/{kind}.csv" for kind in exchange.KINDS),
    *(f"import {kind} {{folder}}/{kind}.csv -o {{folder}}/{kind}.ttl" for kind in exchange.KINDS),
    "import ftm {folder}/ftm.csv -o -", "--data {folder}/ftm.ttl check",
    "add document --title X --creator TASS --issued 2017 --url http://192.0.2.1/ --dry-run",
)  # fmt: skip
_FOREIGN = (
    "find Talen", "show person:mira-talen", "timeline", "centrality", "claims", "stats", "check",
    "query --named sources", "graph -o {folder}/foreign.html", "timeline --kind nothing",
    "show zzqq", "timeline --as-of never", "export nq", "export graphml",
    "add place --label 'Elm Head' --dry-run", "add meeting --label 'Both meet' --dry-run",
)  # fmt: skip
FOREIGN = tuple(f"--data {FICTIONAL} {call}" for call in _FOREIGN)
REFUSED = (
    "query -q 'ASK { SERVICE <http://192.0.2.1/> { ?s ?p ?o } }'",
    "query -q 'SELECT * FROM <http://192.0.2.1/x> { ?s ?p ?o }'",
    "query -q 'LOAD <http://192.0.2.1/x>'",
    "import ftm http://192.0.2.1/x",
)


def said(folder: Path) -> dict[str, list[object]]:
    """Of each call its exit code, errors and a digest of what it printed."""
    import shlex

    found: dict[str, list[object]] = {}
    for call in (*SHIPPED, *REFUSED, *FOREIGN):
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = app.run(shlex.split(call.replace("{folder}", str(folder))))
            out.flush()
            err.flush()
        digest = hashlib.sha256(out.buffer.getvalue()).hexdigest()
        found[call] = [code, err.buffer.getvalue().decode(), digest]
    return found


if __name__ == "__main__":
    json.dump(said(Path(sys.argv[1])), sys.stdout)
