# SPDX-License-Identifier: GPL-2.0-or-later
"""The programs that stand for Rust: `generated/`, and a tree for the synthetic devices."""

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

from fuzz.corpus import ROOT, SYNTHETIC
from vmgen.check.runner import build_runner
from vmgen.plan import DIALECTS
from vmgen.wire import Codec

GENERATED = ROOT / "generated"
FOLDER = ROOT / "fuzz" / "target"
OWN = FOLDER / "synthetic"
"""Kept between runs, so that cargo compiles only what has changed."""

Programs = dict[str, dict[str, Path]]
"""By device (VMSD name) and dialect."""


def programs(codecs: Mapping[str, Codec]) -> Programs:
    """Compile the runners of all devices in all dialects."""
    with _locked(FOLDER):
        _own_tree()
        found: Programs = {name: {} for name in codecs}
        for name, dialect in DIALECTS.items():
            for root, wanted in ((GENERATED, False), (OWN, True)):
                tree = root / name
                if not tree.is_dir():
                    raise SystemExit(f"{tree} is missing: run `make build`")
                group = {key: item for key, item in codecs.items() if _is_own(item) == wanted}
                devices = [item.device for item in group.values()]
                program = build_runner(devices, dialect, tree) if devices else None
                for key in group:
                    assert program is not None
                    found[key][name] = program
    return found


def _is_own(codec: Codec) -> bool:
    file = Path(codec.device.where("name").file).resolve()
    return any(path in (file, *file.parents) for path in SYNTHETIC)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _own_tree() -> None:
    """`vmgen build` into a new folder; files that differ are then moved to where cargo built."""
    with tempfile.TemporaryDirectory(prefix="new-", dir=FOLDER) as new:
        command = [sys.executable, "-m", "vmgen", "build", *map(str, SYNTHETIC), "--output", new]
        command += ["--no-cargo", "--dialect", "all"]
        result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            raise SystemExit(f"vmgen build failed:\n{result.stdout}{result.stderr}")
        for name in DIALECTS:
            bring(Path(new) / name, OWN / name)


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
