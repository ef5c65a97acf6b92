"""Entry point of ``bilat`` and ``python -m bilat``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and end with its exit code."""
    try:
        from bilat.cli.app import run  # noqa: PLC0415  importing this module costs nothing

        code = run()
    except KeyboardInterrupt:
        # While the libraries were still loading; later ones are answered in run.
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
