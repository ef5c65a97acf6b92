"""Entry point of ``bilat`` and ``python -m bilat``."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run the command line and end with its exit code.

    Garbage is looked for seldom and nothing is taken apart at the end: a tenth of the time to an
    answer went into that.
    """
    gc.set_threshold(100_000)
    try:
        from bilat.cli.app import run  # noqa: PLC0415  importing this module costs nothing

        code = run()
    except KeyboardInterrupt:
        # While the libraries were still loading; later ones are answered in run.
        code = 130
    _leave(code)


def _leave(code: int) -> None:
    """End at once, with everything said."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        sys.exit(code)
    os._exit(code)


if __name__ == "__main__":
    main()
