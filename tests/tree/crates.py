# SPDX-License-Identifier: GPL-2.0-or-later
"""All crates of `specs/` and of the golden specs, with their authors' files, in a real QEMU tree.

    python -m tests.tree.crates --qemu TREE

TREE is configured, and its bindings are built (docs/qemu-tree.md). `vmgen build --apply` puts the
crates into a double of it, where each has to pass `cargo check`, `cargo clippy` with the tree's
lints, and `cargo fmt --check`, with nightly's rustfmt as well where that is at hand, without a
warning. Prints a line for each crate; exit status 1 if anything is said of one.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.tree.authors import ROOT, authors_files, device_file, worded
from tests.tree.double import make_bindings, make_double
from vmgen.cargo.check import entries
from vmgen.diagnostics import Diagnostics
from vmgen.model.nodes import Device
from vmgen.plan import plan_device
from vmgen.qemu_tree import SourceTree, crates_in, find_tree
from vmgen.spec.read import read_specs
from vmgen.write.orphans import is_foreign

SPECS = {"specs": ROOT / "specs", "golden": ROOT / "tests" / "golden" / "specs"}
TARGET = ROOT / "fuzz" / "target" / "tree"


@dataclass
class Crate:
    """One crate in the double."""

    name: str
    folder: str
    """Below `rust/`."""
    device: str
    """The text of the author's file."""
    said: dict[str, list[str]] = field(default_factory=dict)
    """What each tool says of it."""

    def __str__(self) -> str:
        told = (f"{tool} {len(said) or 'clean'}" for tool, said in self.said.items())
        return f"{self.name:<20} {', '.join(told)}"


class UncheckedError(Exception):
    """A tool failed, or did not look at a crate."""


# -- into the double -----------------------------------------------------------------------------


def place(double: Path, folder: Path) -> list[Crate]:
    """Build the crates of all specs into the double, and put their authors' files there.

    A crate whose name the tree has already is called otherwise, as VM416 says. `folder` is for
    copies of the specs.
    """
    tree = find_tree(double)
    own = {name for name, it in crates_in(double).items() if is_foreign(it / "Cargo.toml")}
    kept = {group: authors_files(group, tree.dialect.name) for group in SPECS}
    crates = []
    for group, specs in SPECS.items():
        shutil.copytree(specs, folder / group, ignore=shutil.ignore_patterns("__pycache__"))
        for device in _devices(specs, tree):
            name = f"{device.crate}_vm" if device.crate in own else device.crate
            text = kept[group][device_file(device)]
            if name != device.crate:
                file = folder / group / Path(device.origin).name
                spec = worded(file.read_text("utf-8"), f'crate="{name}"', device.name)
                file.write_text(spec, "utf-8")
            crates.append(
                Crate(name, f"hw/{device.category}/{name}", renamed(text, device.crate, name))
            )
    words = ["build", *(str(folder / group) for group in SPECS), "--qemu", str(double), "--apply"]
    command = [sys.executable, "-m", "vmgen", *words, "--no-cargo"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise UncheckedError(f"vmgen build failed:\n{ran.stderr}")
    for crate in crates:
        file = double / "rust" / crate.folder / "src/device.rs"
        file.write_text(crate.device, encoding="utf-8")
    return crates


def _devices(specs: Path, tree: SourceTree) -> Iterator[Device]:
    """Those that the tree's dialect can hold."""
    diagnostics = Diagnostics()
    devices = read_specs([specs], diagnostics)
    diagnostics.raise_if_failed()
    for device in devices:
        noted = Diagnostics()
        plan_device(device, tree.dialect, noted)
        if not noted.failed:
            yield device


def renamed(text: str, old: str, new: str) -> str:
    """An author's file for a crate of another name: constants have that in theirs."""
    return re.sub(rf"\b(VMSTATE|TYPE)_{old.upper()}\b", rf"\1_{new.upper()}", text)


# -- tools ---------------------------------------------------------------------------------------


def lint(tool: str, rust: Path, crates: Sequence[Crate], environment: Mapping[str, str]) -> None:
    """Have cargo look at the crates, and note what it says of each. Raises `UncheckedError`."""
    packages = [word for crate in crates for word in ("--package", crate.name)]
    words = ["cargo", tool, "--quiet", "--keep-going", "--message-format=json"]
    ran = subprocess.run(
        [*words, *packages],
        cwd=rust,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    note(tool, ran.stdout, rust, crates)
    silent = [crate.name for crate in crates if tool not in crate.said]
    if silent or (ran.returncode and not any(crate.said[tool] for crate in crates)):
        raise UncheckedError(f"cargo {tool} did not come to {', '.join(silent) or 'its end'}")


def note(tool: str, printed: str, rust: Path, crates: Sequence[Crate]) -> None:
    """What cargo's messages say of crates; those that it came to have an entry, if an empty one."""
    by_folder = {str(rust / crate.folder): crate for crate in crates}
    for told in entries(printed):
        crate = by_folder.get(str(Path(told.get("manifest_path", "")).parent))
        if crate is None:
            continue
        said = crate.said.setdefault(tool, [])
        if told["reason"] == "compiler-message":
            said.append(told["message"]["rendered"])


def formatted(rust: Path, crates: Sequence[Crate]) -> None:
    """Note what each rustfmt that is at hand would write otherwise."""
    for tool, words in (("fmt", ["cargo", "fmt"]), ("nightly fmt", ["cargo", "+nightly", "fmt"])):
        there = subprocess.run([*words, "--version"], capture_output=True, check=False)
        if there.returncode and tool == "fmt":
            raise UncheckedError("there is no rustfmt")
        for crate in () if there.returncode else crates:
            command = [*words, "--check", "--package", crate.name]
            ran = subprocess.run(command, cwd=rust, capture_output=True, text=True, check=False)
            crate.said[tool] = [ran.stdout + ran.stderr] if ran.returncode else []


def main(arguments: Sequence[str] | None = None) -> int:
    """Look at all crates; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m tests.tree.crates")
    parser.add_argument("--qemu", type=Path, required=True, metavar="TREE")
    tree = parser.parse_args(arguments).qemu.resolve()
    try:
        return looked_at(tree)
    except UncheckedError as error:
        print(error, file=sys.stderr)
        return 2


def looked_at(tree: Path) -> int:
    """All crates in the double of a tree; returns the exit status. Raises `UncheckedError`."""
    double = make_double(tree, TARGET / "qemu")
    shutil.rmtree(TARGET / "specs", ignore_errors=True)
    crates = place(double, TARGET / "specs")
    make_bindings(tree, double, [crate.folder for crate in crates])
    environment = {
        "MESON_BUILD_ROOT": str(double / "build"),
        "CLIPPY_CONF_DIR": str(tree),
        "CARGO_TARGET_DIR": str(TARGET / "cargo"),
    }
    for tool in ("check", "clippy"):
        lint(tool, double / "rust", crates, environment)
    formatted(double / "rust", crates)
    for crate in crates:
        print(crate)
        for said in crate.said.values():
            print("".join(said), end="")
    faults = sum(any(crate.said.values()) for crate in crates)
    print(f"{len(crates)} crates, {faults} with a fault")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
