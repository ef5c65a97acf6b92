"""The page elsewhere: as a folder of a web site, and in a frame of a notebook."""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

import bilat
from bilat import files
from bilat.errors import WriteError
from bilat.page import folder as site
from bilat.page.frame import SANDBOX, Frame
from bilat.page.render import View, render
from browser import MARKS, READY, Heard, opened
from page_data import Builder

pytestmark = MARKS


def page_of(**view: Any) -> str:  # noqa: ANN401
    dataset = Builder().dataset()
    return render(dataset, list(dataset.records.values()), View(**view))


# ---- the folder


def test_the_folder_holds_everything_once_and_the_index_is_small() -> None:
    html = page_of()
    parts = site.parts(html)
    assert list(parts)[-1] == "index.html"
    assert [name.partition("-")[0] for name in parts][:3] == ["data", "vis", "page"]
    assert sum(map(len, parts.values())) < len(html) * 1.02
    assert len(parts["index.html"]) < 40_000
    assert all(name in parts["index.html"] for name in parts if name != "index.html")


def test_the_policy_of_the_folder_lets_in_its_own_files_and_nothing_else() -> None:
    index = site.parts(page_of())["index.html"]
    policy = re.search(r'Policy" content="([^"]*)"', index)
    assert policy
    text = policy[1].replace("&#39;", "'")
    assert "script-src 'self';" in text
    assert "unsafe" not in text
    assert "default-src 'none'" in text
    assert "trusted-types 'none'" in text
    assert "<script>" not in index


def test_the_name_of_a_file_follows_what_is_in_it() -> None:
    one, same, other = (
        set(site.parts(page_of(**view))) for view in ({}, {}, {"title": "Another title"})
    )
    assert one == same
    changed = {name.partition("-")[0] for name in other - one}
    assert changed == set()  # the title stands in the index alone
    japanese = set(site.parts(page_of(language="ja")))
    assert {name.partition("-")[0] for name in japanese - one} == {"data"}


def test_a_folder_is_written_and_written_again(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "site"
    for language in ("en", "ja", "ru"):
        site.write(folder, site.parts(page_of(language=language)))
    index = (folder / "index.html").read_text("utf-8")
    assert 'lang="ru"' in index
    data = {file.name for file in folder.glob("data-*.js")}
    # Those of the page before stay for who is still reading it; those before that are gone.
    assert data == {next(iter(site.parts(page_of(language=language)))) for language in ("ja", "ru")}


class Stopped(Exception):  # noqa: N818  not an error: the end of a process
    """Stands for a crash."""


@pytest.mark.parametrize("after", range(5))
def test_a_crash_leaves_the_old_page_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    site.write(tmp_path, site.parts(page_of()))
    before = (tmp_path / "index.html").read_text("utf-8")
    real = files.write
    done: list[Path] = []

    def write(path: Path, content: bytes) -> None:
        if len(done) == after:
            raise Stopped
        done.append(path)
        real(path, content)

    monkeypatch.setattr(files, "write", write)
    texts = site.parts(page_of(language="ja"))
    try:
        site.write(tmp_path, texts)
    except Stopped:
        assert after < len(texts)
    index = (tmp_path / "index.html").read_text("utf-8")
    assert index in (before, texts["index.html"])
    assert (index == texts["index.html"]) == (after >= len(texts))
    named = re.findall(r'<script src="([^"]+)"', index)
    assert len(named) == 3
    for name in named:
        assert (tmp_path / name).read_text("utf-8") == (
            site.parts(page_of()) if index == before else texts
        )[name]


def test_an_index_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<h1>My home page</h1>", "utf-8")
    (tmp_path / "data-of-mine.js").write_text("mine", "utf-8")
    with pytest.raises(WriteError, match="not made by bilat"):
        site.write(tmp_path, site.parts(page_of()))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["data-of-mine.js", "index.html"]
    (tmp_path / "index.html").unlink()
    site.write(tmp_path, site.parts(page_of()))
    assert (tmp_path / "data-of-mine.js").read_text("utf-8") == "mine"


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(WriteError, match="cannot be made"):
        site.write(tmp_path / "file" / "site", site.parts(page_of()))


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files as any web server does."""

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def hosted(folder: Path) -> Iterator[tuple[Path, str]]:
    home = folder / "site"
    bilat.load().site(home, story="why-japan-courted-russia")
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Quiet, directory=str(home))
    ) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield home, f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.mark.loopback
@pytest.mark.parametrize("way", ["disk", "server"])
def test_the_folder_opens_from_a_server_and_from_a_disk(
    browser: Browser, hosted: tuple[Path, str], way: str
) -> None:
    home, address = hosted
    start = (home / "index.html").as_uri() if way == "disk" else address
    page = browser.new_page()
    heard: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(error.message))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{start}#v=1&actor=person:valery-gerasimov")
    page.wait_for_selector(READY)
    assert page.inner_text("#panel-title") == "Valery Gerasimov"
    page.locator("#details .record > summary").first.click()
    assert page.locator("#details .gist").first.inner_text()
    own = start.removesuffix("index.html")
    # A browser asks every server for its icon by itself.
    names = {url.removeprefix(own).partition("-")[0] for url in asked}
    shell = "index.html" if way == "disk" else ""
    assert names - {"favicon.ico"} == {shell, "data", "vis", "page"}
    assert [line for line in heard if "favicon" not in line and "404" not in line] == []
    page.close()


def test_without_its_files_the_index_shows_its_table_and_says_why(
    browser: Browser, tmp_path: Path
) -> None:
    site.write(tmp_path, site.parts(page_of()))
    for file in tmp_path.glob("data-*.js"):
        file.unlink()
    with opened(browser, tmp_path / "index.html", wait=False) as (page, _):
        assert page.locator("#told tbody tr").count() > 20
        assert "keep the whole folder together" in page.inner_text(".note.nojs")


# ---- the frame


def test_a_frame_says_its_size_and_holds_the_whole_page() -> None:
    frame = Frame('<p title="a&b">"', 'x"><script>', 500)
    assert frame._repr_html_() == (
        f'<iframe sandbox="{SANDBOX}" title="x&#34;&gt;&lt;script&gt;" loading="lazy" '
        'style="width:100%;height:500px;border:0" '
        'srcdoc="&lt;p title=&#34;a&amp;b&#34;&gt;&#34;"></iframe>'
    )
    assert "same-origin" not in SANDBOX
    graph = bilat.load()
    assert graph.frame(height=420, focus="Gerasimov").height == 420
    assert "kB>" in repr(graph.frame(focus="Gerasimov"))


def test_in_a_notebook_the_page_runs_and_cannot_reach_it(browser: Browser, tmp_path: Path) -> None:
    frame = Frame(page_of(), "Avalia and Borea", 800)._repr_html_()
    host = tmp_path / "host.html"
    host.write_text(f"<!DOCTYPE html><title>Host</title><p>Notebook</p>{frame}", "utf-8")
    with opened(browser, host, wait=False) as (page, heard):
        inner = page.frames[1]
        inner.wait_for_selector(READY)
        inner.click("#names .name text:text-is('Boris Stern')")
        assert inner.inner_text("#panel-title") == "Boris Stern"
        inner.fill("#from", "2016-01-01")
        inner.locator("#from").blur()
        assert inner.inner_text("#period").startswith("1 Jan 2016")
        reach = (
            "() => { try { return String(parent.document); } catch (error) { return error.name; } }"
        )
        assert inner.evaluate(reach) == "SecurityError"
        assert inner.evaluate("origin") == "null"
        with page.expect_download() as waiting:
            inner.click("#open-export")
            inner.click('#ways button:text-is("CSV")')
        assert waiting.value.path().stat().st_size > 1000
        assert page.title() == "Host"
        assert page.url == host.as_uri()
        box = page.locator("iframe").bounding_box()
        assert box is not None
        assert box["height"] == 800
        assert heard.errors == []
        assert heard == Heard()
