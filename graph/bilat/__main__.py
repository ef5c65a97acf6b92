"""Entry point of ``bilat`` and ``python -m bilat``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and end with its exit code."""
    from bilat.cli.app import run  # noqa: PLC0415  so that importing this module costs nothing

    sys.exit(run())


if __name__ == "__main__":
    main()
