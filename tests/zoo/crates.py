# SPDX-License-Identifier: GPL-2.0-or-later
"""The crates of all devices in one Cargo workspace, and one program with all of them."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from tests.zoo.trial import Animal
from vmgen.cargo.runner import build_runner
from vmgen.plan import DIALECTS
from vmgen.render.crate import crate_folder

DIALECT = "11"
PATIENCE = 3 * 3600
"""Seconds that cargo may take for all crates."""
CHEAP = {
    "CARGO_INCREMENTAL": "0",
    "CARGO_PROFILE_DEV_DEBUG": "0",
    "CARGO_PROFILE_DEV_OPT_LEVEL": "0",
}
"""Each crate is compiled once, and its code runs for some milliseconds."""
STACK = 1 << 28
"""Bytes of stack for the program: what is not optimised copies registers of a MiB several times."""

Say = Callable[[str], None]


def written(animals: Iterable[Animal], folder: Path) -> None:
    """Write the crates, layer by layer into one tree; what vmgen refuses is left out."""
    layers: dict[Path, list[Animal]] = {}
    for animal in animals:
        if animal.spec is not None and animal.codec is not None:
            layers.setdefault(animal.spec.parent, []).append(animal)
    for _, mine in sorted(layers.items()):
        if not _built(mine, folder):
            continue
        for animal in mine:  # one by one: who is it?
            if reason := _built([animal], folder):
                animal.lose(reason)


def _built(animals: Sequence[Animal], folder: Path) -> str:
    """Why vmgen does not write the crates of these; empty if it does."""
    words = [
        sys.executable,
        "-m",
        "vmgen",
        "build",
        "--no-cargo",
        *(str(it.spec) for it in animals),
    ]
    words += ["--output", str(folder), "--dialect", DIALECT]
    ran = subprocess.run(words, capture_output=True, text=True, check=False)
    lines = [it for it in ran.stderr.splitlines() if it.startswith("error")]
    return "" if ran.returncode == 0 else f"vmgen build: {lines[0] if lines else ran.stderr[-200:]}"


def checked(animals: Iterable[Animal], folder: Path) -> None:
    """Clippy with the lints of the workspace, all crates; the device of one that fails is lost."""
    tree = folder / DIALECT
    command = ["cargo", "clippy", "--workspace", "--keep-going", "--message-format=json"]
    ran = subprocess.run(
        [*command, "--", "-D", "warnings"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=tree,
        check=False,
        env={**os.environ, **CHEAP},
    )
    faults: dict[Path, Counter[str]] = {}
    for line in ran.stdout.splitlines():
        item = json.loads(line)
        if item.get("reason") == "compiler-message" and item["message"]["level"] == "error":
            crate = Path(item["manifest_path"]).parent
            code = (item["message"]["code"] or {}).get("code", "")
            faults.setdefault(crate, Counter())[f"{code} {item['message']['message']}"] += 1
    for animal in animals:
        if animal.codec is not None:
            place = (tree / crate_folder(animal.codec.device)).resolve()
            if (said := faults.pop(place, None)) is not None:
                animal.lose(f"rustc: {said.most_common(1)[0][0]}")
    if faults or (ran.returncode != 0) != any("rustc: " in it.refused for it in animals):
        raise SystemExit(f"cargo ends with {ran.returncode}: {faults}")


def linked(animals: Iterable[Animal], folder: Path) -> Path:
    """The program with all devices."""
    devices = [it.codec.device for it in animals if it.codec is not None]
    os.environ.update(CHEAP)
    resource.setrlimit(resource.RLIMIT_STACK, (STACK, resource.getrlimit(resource.RLIMIT_STACK)[1]))
    return build_runner(devices, DIALECTS[DIALECT], folder / DIALECT, PATIENCE)
