"""The page inside another page, such as a notebook: in a frame that can reach nothing outside."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import escape

# Scripts run, files can be saved and sources opened; without allow-same-origin the page has no
# origin, so neither the notebook around it nor its storage can be reached.
SANDBOX = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"


@dataclass(frozen=True, slots=True)
class Frame:
    """A page to be shown in a notebook, so many CSS pixels high and as wide as there is room."""

    html: str
    title: str
    height: int

    def __repr__(self) -> str:
        """What it is and what it weighs, for consoles that show no HTML."""
        return f"<page of {self.title!r}, {len(self.html.encode()) // 1000} kB>"

    def _repr_html_(self) -> str:
        """The frame with the whole page in it: nothing is loaded, nothing is written."""
        return (
            f'<iframe sandbox="{SANDBOX}" title="{escape(self.title)}" loading="lazy" '
            f'style="width:100%;height:{self.height:d}px;border:0" '
            f'srcdoc="{escape(self.html)}"></iframe>'
        )
