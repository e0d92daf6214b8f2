# SPDX-License-Identifier: GPL-2.0-or-later
"""The command `vmgen`. What needs no import is answered before anything is imported."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] == ["--version"]:
        from vmgen import __version__

        print(f"vmgen {__version__}")
        return
    from vmgen.memo.answer import answered, ask

    question = ask(sys.argv[1:])
    if question is not None and answered(question):
        return
    from vmgen.cli import run

    run(question)


if __name__ == "__main__":
    main()
