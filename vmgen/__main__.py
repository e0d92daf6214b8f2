# SPDX-License-Identifier: GPL-2.0-or-later
"""The command `vmgen`. What needs no import is answered before anything is imported."""

from __future__ import annotations

import sys
from contextlib import suppress


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] == ["--version"]:
        from vmgen import __version__

        with suppress(OSError):  # then the command line says it, and why it cannot
            print(f"vmgen {__version__}", flush=True)
            return
    from vmgen.cli import run

    run()


if __name__ == "__main__":
    main()
