"""The page as a folder for a web site: the shell, and its data and scripts as files beside it.

The name of a file holds a digest of what is in it: a shell never meets the data of another, and
browsers may keep the large files for ever.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path

from markupsafe import escape

from bilat import files
from bilat.errors import WriteError
from bilat.page import words

INDEX = "index.html"
_ISLAND = re.compile(r'<script type="text/plain" id="(data|late)">(.*?)</script>\n', re.DOTALL)
_SCRIPT = re.compile(r"<script>(.*?)</script>\n", re.DOTALL)
_OURS = re.compile(r"(?:data|vis|page)-[0-9a-f]{16}\.js")
_MADE_BY_US = b'<meta name="generator" content="bilat">'
_HEAD_BYTES = 4096


def parts(html: str) -> dict[str, str]:
    """The files of a page by name; the index, which names the others, is the last.

    The scripts are let in by the place they come from: a browser checks the digest of a script
    file only where a web server sends it, and the folder opens from a disk as well.
    """
    islands = dict(_ISLAND.findall(html))
    vis, page = _SCRIPT.findall(html)
    # The islands are printable ASCII, so JSON is JavaScript here.
    data = f"bilatData={json.dumps(islands)};\n"
    found = {
        f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:16]}.js": text
        for name, text in (("data", data), ("vis", vis), ("page", page))
    }
    shell = _SCRIPT.sub("", _ISLAND.sub("", html))
    shell = re.sub(r"script-src [^;]*;", "script-src &#39;self&#39;;", shell, count=1)
    language = re.search(r'<html lang="([\w-]+)"', shell)
    hint = words.for_page(language[1] if language else "en")["in_folder"]
    note = '<p class="note nojs">'
    shell = shell.replace(note, f"{note}{escape(hint)} ", 1)
    scripts = "".join(f'<script src="{name}"></script>\n' for name in found)
    return {**found, INDEX: shell.replace("</body>", f"{scripts}</body>")}


def write(folder: Path, texts: Mapping[str, str]) -> None:
    """Write a folder so that its index always finds its files; the index goes last.

    Files of the page before the last are removed; those of the last stay, for who is reading it.
    If a file cannot be written, the folder stays as it was. Raises ``WriteError``, also for an
    index that is not ours: it may be somebody's home page.
    """
    contents = {name: text.encode("utf-8", "backslashreplace") for name, text in texts.items()}
    files.write_set(folder, contents, lambda: _outdated(folder, texts))


def _outdated(folder: Path, texts: Mapping[str, str]) -> list[str]:
    """The files of ours that neither the new page nor the last one needs."""
    kept = {*texts, *_OURS.findall(_index_of(folder / INDEX))}
    ours = (file.name for file in folder.iterdir() if _OURS.fullmatch(file.name))
    return sorted(name for name in ours if name not in kept)


def _index_of(index: Path) -> str:
    """The index that is there; empty without one."""
    if not index.exists():
        return ""
    found = files.read(index)
    if _MADE_BY_US not in found[:_HEAD_BYTES]:
        raise WriteError(f"{index} was not made by bilat (choose another folder)")
    return found.decode("utf-8", "replace")
