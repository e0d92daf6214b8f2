# SPDX-License-Identifier: GPL-2.0-or-later
"""The programs that stand for Rust: all devices in all dialects, with what their authors wrote.

What is compared is vmgen's: an author's `post_load` changes what was loaded, as C's does, so the
line of a description that names it is left out here.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from fuzz.authors import written
from fuzz.corpus import ROOT, SPECS, SYNTHETIC
from vmgen.cargo.runner import build_runner
from vmgen.codec import Codec
from vmgen.diagnostics import Diagnostics
from vmgen.plan import DIALECTS, Dialect
from vmgen.render.workspace import stand_in_places, support_folder
from vmgen.tools.lock import locked
from vmgen.write import Finished, compare, held, publish

GENERATED = ROOT / "generated"
FOLDER = ROOT / "fuzz" / "target"
TREES = FOLDER / "trees"
"""By dialect."""

Programs = dict[str, dict[str, Path]]
"""By device (VMSD name) and dialect."""


def programs(codecs: Mapping[str, Codec]) -> Programs:
    """Compile the runners of all devices in all dialects."""
    devices = [codec.device for codec in codecs.values()]
    build([SPECS, *SYNTHETIC], TREES, "all", take_authors)
    built = {
        name: build_runner(devices, dialect, TREES / name) for name, dialect in DIALECTS.items()
    }
    return {name: dict(built) for name in codecs}


def write_workspace(root: Path, files: Iterable[Finished], dialect: Dialect) -> None:
    """These files over whatever is there, with links to the stand-in crates."""
    links = {path: support_folder(dialect) / path for path in stand_in_places(dialect)}
    with held(root, make=True) as stage:
        publish([compare(root, files, links, Diagnostics(), force=True, stage=stage)], stage)


def build(
    specs: Sequence[Path], trees: Path, dialect: str, authors: Callable[[Path, str], None]
) -> None:
    """The trees of a dialect, or of `all`, in a folder that is kept: cargo compiles what changed.

    `vmgen build` writes into a new folder; `authors` is given each tree there with its dialect, to
    write what authors do; then files that differ are moved to where cargo built. `SystemExit` if
    the build fails.
    """
    trees.mkdir(parents=True, exist_ok=True)
    # Links are relative: the new trees lie as deep as those that are kept.
    with locked(trees), tempfile.TemporaryDirectory(prefix="new-", dir=trees.parent) as new:
        command = [sys.executable, "-m", "vmgen", "build", *map(str, specs)]
        command += ["--output", new, "--no-cargo", "--dialect", dialect]
        result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            raise SystemExit(f"vmgen build failed:\n{result.stdout}{result.stderr}")
        for name in DIALECTS if dialect == "all" else [dialect]:
            authors(Path(new, name), name)
            _bring(Path(new, name), trees / name)


def take_authors(new: Path, dialect: str) -> None:
    """The authors' device.rs instead of scaffolds; no description names their `post_load`."""
    tree = GENERATED / dialect
    for file in tree.glob("hw/*/*/src/device.rs"):
        shutil.copy(file, new / file.relative_to(tree))
    gates = new / "hw" / "misc" / "gates" / "src" / "device.rs"
    gates.write_text(written(gates.read_text(encoding="utf-8")), encoding="utf-8")
    for file in new.glob("hw/*/*/src/migration.rs"):
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.lstrip().startswith(".post_load(&")]
        file.write_text("".join(kept), encoding="utf-8")


def _bring(new: Path, old: Path) -> None:
    """Make `old` what `new` is, but leave the build output, and files that are the same."""
    old.mkdir(parents=True, exist_ok=True)
    for item in {path.name for path in (*new.iterdir(), *old.iterdir())} - {"target", "Cargo.lock"}:
        ours, theirs = old / item, new / item
        if theirs.is_dir() and not theirs.is_symlink():
            if ours.is_symlink() or ours.is_file():
                ours.unlink()
            _bring(theirs, ours)
        elif not os.path.lexists(theirs):
            shutil.rmtree(ours) if ours.is_dir() and not ours.is_symlink() else ours.unlink()
        elif theirs.is_symlink():
            ours.unlink(missing_ok=True)
            ours.symlink_to(theirs.readlink())
        elif not ours.is_file() or not filecmp.cmp(ours, theirs, shallow=False):
            theirs.replace(ours)
