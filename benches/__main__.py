# SPDX-License-Identifier: GPL-2.0-or-later
"""Measure all of it and write the page: python -m benches [--small] [-o FILE] [--only WORD]
    [--source TREE]

The peers are installed from their registries into a folder of the run's own, which goes with it.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benches import answers, full, source, streams
from benches.measure import ROOT
from benches.table import FULL, SMALL, Case, Sizes, machine, page


def cases(sizes: Sizes, folder: Path, peer: full.Peer, tree: Path | None = None) -> Iterator[Case]:
    """All that is measured, in the order of the table."""
    yield from answers.cases(sizes, folder)
    yield from full.cases(sizes, folder, peer)
    yield from streams.cases(sizes)
    yield from source.cases(sizes, tree)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benches", description=__doc__)
    parser.add_argument("--small", action="store_true", help="smaller sizes: a trial")
    parser.add_argument("--only", default="", help="print the cases with this in their name")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "docs" / "figures.md")
    parser.add_argument("--source", type=Path, help="a source tree of QEMU, to import its C files")
    options = parser.parse_args()
    sizes = SMALL if options.small else FULL
    os.environ["PYTHONPATH"] = str(ROOT)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed is compiled
    facts, rows = machine(), []
    with tempfile.TemporaryDirectory(prefix="vmgen-bench-") as name:
        folder = Path(name)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        peer = full.Peer(folder)
        for case in cases(sizes, folder, peer, options.source):
            if options.only in case.name:
                print(f"{case.name} ...", file=sys.stderr, flush=True)
                rows.append((case, case.measure()))
        versions = [] if options.only else [f"{full.PEER} {peer.version or 'not installed'}"]
    text = page(rows, sizes, facts, versions)
    if options.only:
        print(text)
    else:
        options.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
