# SPDX-License-Identifier: GPL-2.0-or-later
"""Put the Rust twins of `pairs`, and `vmgen-engine`, into a QEMU tree beside the devices in C.

    python -m tests.tree.twins FOLDER --qemu TREE

FOLDER gets the specs, each with a type of its own, and stays: a later build knows the crates by it.
Their authors' files come along, and their symbols are turned on for `--target` (aarch64-softmmu),
whose pairs they are.
Then the emulator is built, or built again, as ever; a new symbol compiles all of it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.tree.authors import ROOT, authors_files, device_file, worded
from tests.tree.pairs import PAIRS, Pair, Side, of_target
from vmgen.diagnostics import Diagnostics
from vmgen.qemu_tree import find_tree
from vmgen.spec.read import read_specs

DEVICES = Path(__file__).resolve().parent / "devices"
"""Authors' files that stand-in crates have not enough for."""


def write_specs(folder: Path, pairs: Mapping[str, Pair]) -> list[Path]:
    """Write the specs of all pairs; two pairs may have one. Their files."""
    folder.mkdir(parents=True, exist_ok=True)
    for pair in pairs.values():
        source = ROOT / pair.spec
        word = f'type_name="{pair.types[Side.RUST]}"'
        text = worded(source.read_text(encoding="utf-8"), word)
        (folder / source.name).write_text(text, encoding="utf-8")
    return sorted({folder / Path(pair.spec).name for pair in pairs.values()})


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
    names = of_target(pairs, options.target.partition("-")[0])
    files = write_specs(options.folder, {name: pairs[name] for name in names})
    tree = find_tree(options.qemu)
    build = ["build", options.folder, "--qemu", options.qemu, "--apply", "--engine", "--no-cargo"]
    done = subprocess.run([sys.executable, "-m", "vmgen", *build], check=False)
    if done.returncode:
        return done.returncode
    devices = read_specs(files, Diagnostics())
    kept = authors_files("specs", tree.dialect.name)
    for device in devices:
        inside, own = device_file(device), DEVICES / f"{device.crate}.rs"
        text = own.read_text(encoding="utf-8") if own.exists() else kept[inside]
        (options.qemu / "rust" / inside).write_text(text, encoding="utf-8")
    config = options.qemu / "configs" / "devices" / options.target / "default.mak"
    symbols = [f"X_{device.crate.upper()}_RUST" for device in devices]
    config.write_text(turned_on(config.read_text(encoding="utf-8"), symbols), encoding="utf-8")
    print(f"{len(devices)} twins with their authors' files; turned on in {config}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
