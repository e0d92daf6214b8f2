# SPDX-License-Identifier: GPL-2.0-or-later
"""What stand-in crates give more of than the real ones: code that compiles here and not in QEMU.

    python -m tests.tree.surface --qemu TREE            # prints what is more generous, or nothing
    python -m tests.tree.surface --qemu TREE --dialect 11

Both sides are read from rustdoc's JSON. TREE is a configured tree of QEMU whose bindings are built
(docs/qemu-tree.md). What only tests name, and differences that a person has read, stand in
`surface.toml` with a reason each; one that is needed no more is told, too. Exit status 1 if
anything is printed.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.tree.rustdoc import Reader, Signature, Surface, document, load

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CRATES = ("bql", "common", "hwcore", "migration", "qemu_macros", "qom", "system", "util")
"""What device crates depend on."""


def surface(folder: Path) -> Surface:
    """The surface of all crates that a device names."""
    return Reader(load(folder)).read(*CRATES)


def more_generous(ours: Surface, theirs: Surface) -> Iterator[tuple[str, str]]:
    """Path and reason of whatever compiles with ours and not with theirs.

    Of an item that is not there its members are not told as well.
    """
    for path, here in ours.items():
        there, owner = theirs.get(path), path.rpartition("::")[0]
        if there is None:
            if owner in theirs or owner not in ours:
                yield path, "is not there"
        elif why := _looser(here, there):
            yield path, why
    for path, there in theirs.items():
        owner = path.rpartition("::")[0]
        if "required" in there.words and path not in ours and owner in ours:
            yield path, "is required there, and not here"


def _looser(here: Signature, there: Signature) -> str:
    """Why what a signature allows is more than another allows, or nothing."""
    if here.text.startswith("macro "):
        return "" if _arms(here.text) == _arms(there.text) else "takes other text"
    if here.text != there.text:
        return "has another signature"
    if "unsafe" in there.words - here.words:
        return "is safe here"
    if "const" in here.words - there.words:
        return "is const here"
    if "required" in there.words - here.words:
        return "is not required here"
    if missing := there.bounds - here.bounds:
        return f"does not ask for {', '.join(sorted(missing))}"
    return ""


def _arms(text: str) -> list[str]:
    """What a macro takes: its arms, with variables called by their place."""
    arms = [arm.split("=>")[0] for arm in re.split(r";(?=\s*\(|\s*\})", text.partition("{")[2])]
    named = []
    for arm in arms:
        names = list(dict.fromkeys(re.findall(r"\$(\w+):", arm)))
        for number, name in enumerate(names):
            arm = re.sub(rf"\${name}\b", f"${number}", arm)
        named.append(re.sub(r"\s+", "", arm))
    return [arm for arm in named if arm.strip("}")]


def accepted(file: Path, dialect: str) -> dict[str, str]:
    """Reasons of accepted differences by path or by beginning of one (`migration::engine::`)."""
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return table["all"] | table.get(dialect, {})


def unexplained(
    found: Iterator[tuple[str, str]], reasons: dict[str, str], ours: Surface
) -> Iterator[tuple[str, str]]:
    """What has no reason, and reasons that nothing has need of.

    What is implemented for a type has the reason of the type, if all its paths have one.
    """
    used = set[str]()
    for path, why in found:
        key = _reason(path, reasons)
        if not key and path.startswith("impl "):
            name = path.rpartition(" for ")[2].partition("<")[0]
            keys = [_reason(it, reasons) for it in ours if it.endswith(f"::{name}")]
            key = keys[0] if keys and all(keys) else ""
        used.add(key)
        if not key:
            yield path, why
    for key in sorted(reasons.keys() - used):
        yield key, "stands in surface.toml, and nothing is found of it"


def _reason(path: str, reasons: dict[str, str]) -> str:
    """The key of the reason for a path, or nothing."""
    covers = (key for key in reasons if path == key or (key[-2:] == "::" and path.startswith(key)))
    return next(covers, "")


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m tests.tree.surface")
    parser.add_argument("--qemu", type=Path, required=True, metavar="TREE")
    parser.add_argument("--dialect", default="10.2", choices=("10.2", "11"))
    options = parser.parse_args(arguments)
    target = ROOT / "fuzz" / "target" / "surface"
    tree = options.qemu.resolve()
    here = document(ROOT / "rust" / options.dialect, target / options.dialect, ())
    there = document(tree / "rust", target / "tree", CRATES, MESON_BUILD_ROOT=str(tree / "build"))
    ours, theirs = surface(here), surface(there)
    reasons = accepted(HERE / "surface.toml", options.dialect)
    lines = sorted(unexplained(more_generous(ours, theirs), reasons, ours))
    for path, why in lines:
        print(f"{path} {why}")
        for where, side in (("here", ours), ("there", theirs)):
            if path in side:
                print(f"    {where}: {side[path]}")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
