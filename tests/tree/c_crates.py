# SPDX-License-Identifier: GPL-2.0-or-later
"""Every device of a real source tree: imported, built, and what clippy says of the crates.

    python -m tests.tree.c_crates --source TREE [--folder hw/char]... [--keep FOLDER]

Specs with marks are left out, as `vmgen build` refuses them; so is what it refuses besides, which
is told by its code. All other crates are built in one workspace, with the denies that QEMU has.
Exit status 1 if clippy or rustfmt says anything of one. Nothing of the tree is kept, but with
`--keep`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from vmgen.diagnostics import Diagnostics, VmgenError
from vmgen.spec.read import read_specs

MARK = "Incomplete["


def vmgen(folder: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """A command of vmgen's in a folder."""
    line = [sys.executable, "-m", "vmgen", *words]
    return subprocess.run(line, cwd=folder, capture_output=True, text=True, check=False)


def imported(source: Path, folders: Sequence[str], here: Path) -> list[Path]:
    """The specs of all C files below these folders of the tree."""
    files = [path for name in folders for path in sorted((source / name).rglob("*.c"))]
    done = vmgen(here, "import", *files, "-I", source / "include", "-I", source, "-o", "specs")
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    return sorted((here / "specs").glob("*.py"))


def refused(folder: Path) -> dict[Path, str]:
    """The specs of a folder that are refused, each with the code of its first diagnostic."""
    found = Diagnostics()
    try:
        read_specs([folder], found)
    except VmgenError as error:
        found.extend(error.diagnostics)
    told: dict[Path, str] = {}
    for item in found:
        if item.severity == "error":
            told.setdefault(Path(item.position.file), item.code)
    return told


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--folder", action="append", help="below TREE; hw if none is named")
    parser.add_argument("--keep", type=Path)
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        here = words.keep or Path(scratch)
        here.mkdir(parents=True, exist_ok=True)
        specs = imported(words.source.resolve(), words.folder or ["hw"], here)
        print(f"{len(specs)} devices")
        marked = [it for it in specs if MARK in it.read_text(encoding="utf-8")]
        print(f"{len(marked)} with marks")
        for spec in marked:
            spec.unlink()
        no = refused(here / "specs")
        for code, count in sorted(Counter(no.values()).items()):
            print(f"{count} refused with {code}")
        for spec in no:
            spec.unlink()
        done = vmgen(here, "build", "specs", "--clippy", "--dialect", "11")
        print(done.stderr[-4000:] or done.stdout.strip().rpartition("\n")[2])
        return done.returncode


if __name__ == "__main__":
    sys.exit(main())
