"""The data of a page in a browser: packed small or packed fast, it comes back the same."""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bilat.page import island
from browser import MARKS, PAIR, opened, written
from page_data import Builder

pytestmark = MARKS

SOURCE = Path(__file__).parents[1] / "graph" / "bilat" / "page" / "app" / "inflate.js"
UNPACK = "([bytes, size]) => {{ {source}; return [...inflated(Uint8Array.from(bytes), size)]; }}"
CHANCE = hashlib.shake_128(b"chance").digest(3_000)
WORDS = b" ".join(b"%d meets %d" % (at * at % 97, at % 31) for at in range(3_000))
KINDS = {
    "nothing": b"",
    "one sign": b"a",
    "one sign again and again": bytes(70_000),
    "chance": CHANCE,
    "words": WORDS,
    "words among chance": CHANCE[:700] + WORDS + CHANCE[700:1_400] + WORDS[:9_000],
}


@pytest.mark.parametrize("level", [0, 1, 4, 9])
@pytest.mark.parametrize("strategy", [zlib.Z_DEFAULT_STRATEGY, zlib.Z_FIXED, zlib.Z_HUFFMAN_ONLY])
def test_whatever_deflate_makes_comes_back(browser: Browser, level: int, strategy: int) -> None:
    page = browser.new_page()
    unpack = UNPACK.format(source=SOURCE.read_text(encoding="utf-8"))
    for name, data in KINDS.items():
        deflate = zlib.compressobj(level, wbits=-15, strategy=strategy)
        packed = deflate.compress(data) + deflate.flush()
        assert bytes(page.evaluate(unpack, [list(packed), len(data)])) == data, name
    page.close()


def test_a_page_packed_fast_reads_like_one_packed_small(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = Builder().dataset()
    small = written(tmp_path, dataset, "small")
    monkeypatch.setattr(island, "_LARGE", 0)
    fast = written(tmp_path, dataset, "fast")
    assert 'id="data">z' in fast.read_text("utf-8")
    texts = []
    for path in (small, fast):
        with opened(browser, path, fragment=PAIR) as (page, heard):
            page.click("#details summary")
            page.locator("#details details[open]").get_by_text("Gist").first.wait_for()
            texts.append(page.inner_text("main"))
            assert heard.all() == []
    assert texts[0] == texts[1]
    assert "Gist" in texts[0]
