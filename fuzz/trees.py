# SPDX-License-Identifier: GPL-2.0-or-later
"""The programs that stand for Rust: all devices in all dialects, with what their authors wrote.

What is compared is vmgen's: an author's `post_load` changes what was loaded, as C's does, so the
line of a description that names it is left out here.
"""

from __future__ import annotations

import fcntl
import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from fuzz.corpus import ROOT, SPECS, SYNTHETIC
from vmgen.cargo.runner import build_runner
from vmgen.codec import Codec
from vmgen.plan import DIALECTS

GENERATED = ROOT / "generated"
FOLDER = ROOT / "fuzz" / "target"
TREES = FOLDER / "trees"
"""By dialect. Kept between runs, so that cargo compiles only what has changed."""

Programs = dict[str, dict[str, Path]]
"""By device (VMSD name) and dialect."""


def programs(codecs: Mapping[str, Codec]) -> Programs:
    """Compile the runners of all devices in all dialects."""
    devices = [codec.device for codec in codecs.values()]
    with _locked(FOLDER):
        _make_trees()
        built = {
            name: build_runner(devices, dialect, TREES / name) for name, dialect in DIALECTS.items()
        }
    return {name: dict(built) for name in codecs}


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _make_trees() -> None:
    """`vmgen build` into a new folder; files that differ are then moved to where cargo built."""
    with tempfile.TemporaryDirectory(prefix="new-", dir=FOLDER) as new:
        command = [sys.executable, "-m", "vmgen", "build", str(SPECS), *map(str, SYNTHETIC)]
        command += ["--output", new, "--no-cargo", "--dialect", "all"]
        result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            raise SystemExit(f"vmgen build failed:\n{result.stdout}{result.stderr}")
        for name in DIALECTS:
            _take_authors(GENERATED / name, Path(new) / name)
            bring(Path(new) / name, TREES / name)


def _take_authors(tree: Path, new: Path) -> None:
    """The authors' device.rs instead of scaffolds; no description names their `post_load`."""
    for file in tree.glob("hw/*/*/src/device.rs"):
        shutil.copy(file, new / file.relative_to(tree))
    for file in new.glob("hw/*/*/src/migration.rs"):
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.lstrip().startswith(".post_load(&")]
        file.write_text("".join(kept), encoding="utf-8")


def bring(new: Path, old: Path) -> None:
    """Make `old` what `new` is, but leave the build output, and files that are the same."""
    old.mkdir(parents=True, exist_ok=True)
    for item in {path.name for path in (*new.iterdir(), *old.iterdir())} - {"target", "Cargo.lock"}:
        ours, theirs = old / item, new / item
        if theirs.is_dir() and not theirs.is_symlink():
            if ours.is_symlink() or ours.is_file():
                ours.unlink()
            bring(theirs, ours)
        elif not os.path.lexists(theirs):
            shutil.rmtree(ours) if ours.is_dir() and not ours.is_symlink() else ours.unlink()
        elif theirs.is_symlink():
            ours.unlink(missing_ok=True)
            ours.symlink_to(theirs.readlink())
        elif not ours.is_file() or not filecmp.cmp(ours, theirs, shallow=False):
            theirs.replace(ours)
