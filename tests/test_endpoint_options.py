"""What goes with --endpoint, what does not, and what it shows meanwhile."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from bilat.cli.app import THEMES
from loopback import Heard, always, knowing, server
from test_endpoint import QUESTIONS, VISIT, Ask, arranged, ask, loopback, words

__all__ = ["arranged", "ask", "loopback"]

pytestmark = pytest.mark.loopback


def test_an_endpoint_and_files_exclude_each_other(ask: Ask, tmp_path: Path) -> None:
    assert ask("--endpoint", "http://h/", "--data", str(tmp_path), "stats")[0] == 2


def test_an_endpoint_stands_instead_of_what_the_environment_names(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, loopback: Heard
) -> None:
    monkeypatch.setenv("BILAT_DATA", "/nowhere")
    assert ask("--endpoint", loopback.url, "show", VISIT)[0] == 0


def test_the_environment_names_no_endpoint(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    with server(always(b"")) as heard:
        for name in ("BILAT_ENDPOINT", "ENDPOINT", "BILAT_DATA_ENDPOINT"):
            monkeypatch.setenv(name, heard.url)
        assert ask("stats")[0] == 0
    assert heard.connections == 0


def test_rules_on_the_text_of_files_are_not_asked_of_an_endpoint(ask: Ask) -> None:
    with server(always(b"")) as heard:
        assert ask("--endpoint", heard.url, "check")[0] == 2
    assert heard.connections == 0


def test_an_empty_store_is_said_to_be_empty(ask: Ask) -> None:
    with server(knowing(b"")) as heard:
        code, _, err = ask("--endpoint", heard.url, "stats")
        assert (code, "holds none of our records" in err) == (5, True)
        assert ask("--endpoint", heard.url, "--allow-empty", "stats")[0] == 0


def test_progress_is_shown_on_a_terminal_only_and_wiped(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from bilat.cli import options

    for terminal in (False, True):
        monkeypatch.setattr(sys.stderr, "isatty", lambda terminal=terminal: terminal)
        with options.Progress("http://h/sparql", quiet=False) as progress:
            progress(5, 10)
            progress.begun -= 5
            progress(1234, 5_600_000)
        told = capsys.readouterr().err
        assert ("http://h/sparql: 1,234 subjects, 5.6 MB" in told) == terminal
        assert told.endswith("\r\x1b[K") == terminal


def test_every_verb_that_reads_data_can_be_asked_of_an_endpoint(ask: Ask, loopback: Heard) -> None:
    """A verb whose needs are not written down gets everything; none fails for its parameters."""
    from bilat.cli import scope

    verbs = {verb for theme in THEMES.values() for verb in theme}
    assert set(scope.NEEDS) <= verbs
    asked = {words(question)[0] for question in QUESTIONS} | {"graph"}
    assert set(scope.NEEDS) <= asked
    assert ask("--endpoint", loopback.url, "graph", "-o", os.devnull)[0] in {0, 7}
