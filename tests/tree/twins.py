# SPDX-License-Identifier: GPL-2.0-or-later
"""Put the Rust twins of `pairs`, and `vmgen-engine`, into a QEMU tree beside the devices in C.

    python -m tests.tree.twins FOLDER --qemu TREE

FOLDER gets the specs, each with a type of its own, and stays: a later build knows the crates by it.
Their authors' files come along, and their symbols are turned on for `--target` (aarch64-softmmu).
Then the emulator is built, or built again, as ever; a new symbol compiles all of it.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.tree.pairs import PAIRS, Pair, Side
from vmgen.diagnostics import Diagnostics
from vmgen.model.nodes import Device
from vmgen.qemu_tree import find_tree
from vmgen.spec.read import read_specs

ROOT = Path(__file__).resolve().parents[2]
DEVICES = Path(__file__).resolve().parent / "devices"
"""Authors' files that stand-in crates have not enough for."""


def twin(text: str, type_name: str) -> str:
    """A spec whose one device has another type."""
    text = re.sub(r',\s*type_name="[^"]*"', "", text)
    made, count = re.subn(
        r'(\(\s*Device,\s*name="[^"]+")', rf'\1, type_name="{type_name}"', text, count=2
    )
    if count != 1:
        raise ValueError(f"{count} devices where one gets the type {type_name}")
    return made


def write_specs(folder: Path, pairs: Mapping[str, Pair]) -> None:
    """The specs of all pairs; two pairs may have one."""
    folder.mkdir(parents=True, exist_ok=True)
    for pair in pairs.values():
        source = ROOT / pair.spec
        text = twin(source.read_text(encoding="utf-8"), pair.types[Side.RUST])
        (folder / source.name).write_text(text, encoding="utf-8")


def authors_file(device: Device, dialect: str) -> Path:
    """The `device.rs` that a person wrote for it."""
    own = DEVICES / f"{device.crate}.rs"
    inside = f"generated/{dialect}/hw/{device.category}/{device.crate}/src/device.rs"
    return own if own.exists() else ROOT / inside


def turned_on(text: str, symbols: Sequence[str]) -> str:
    """A file of `configs/devices` with these symbols, each once."""
    lines = [f"CONFIG_{symbol}=y\n" for symbol in symbols if f"CONFIG_{symbol}=y\n" not in text]
    return text + "".join(lines)


def main(words: Sequence[str] | None = None, pairs: Mapping[str, Pair] = PAIRS) -> int:
    """The command; the status of `vmgen build`."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--qemu", type=Path, required=True, metavar="TREE")
    parser.add_argument("--target", default="aarch64-softmmu")
    options = parser.parse_args(words)
    write_specs(options.folder, pairs)
    tree = find_tree(options.qemu)
    build = ["build", options.folder, "--qemu", options.qemu, "--apply", "--engine", "--no-cargo"]
    done = subprocess.run([sys.executable, "-m", "vmgen", *build], check=False)
    if done.returncode:
        return done.returncode
    devices = read_specs([options.folder], Diagnostics())
    for device in devices:
        inside = Path("rust", "hw", device.category, device.crate, "src", "device.rs")
        shutil.copyfile(authors_file(device, tree.dialect.name), options.qemu / inside)
    config = options.qemu / "configs" / "devices" / options.target / "default.mak"
    symbols = [f"X_{device.crate.upper()}_RUST" for device in devices]
    config.write_text(turned_on(config.read_text(encoding="utf-8"), symbols), encoding="utf-8")
    print(f"{len(devices)} twins with their authors' files; turned on in {config}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
