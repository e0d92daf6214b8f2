# SPDX-License-Identifier: GPL-2.0-or-later
"""The command `vmgen`. What needs no import is answered before anything is imported."""

from __future__ import annotations

import sys

_AT_ONCE = 10_000
"""Objects after which Python looks for those that nobody has any more; most have none such."""


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] == ["--version"]:
        from vmgen import __version__

        try:
            print(f"vmgen {__version__}", flush=True)
            return
        except OSError:
            pass  # then the command line says it, and why it cannot
    from vmgen.memo.answer import answered, ask

    try:
        question = ask(sys.argv[1:])
        if question is not None and answered(question):
            return
    except KeyboardInterrupt:
        sys.exit(130)
    import gc

    gc.set_threshold(_AT_ONCE)
    from vmgen.cli import run

    run(question)


if __name__ == "__main__":
    main()
