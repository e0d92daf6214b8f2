# SPDX-License-Identifier: GPL-2.0-or-later
"""What `vmgen compat STATE TARGET` says, against what real QEMUs made of the same states.

    python -m tests.reality.loads STREAMS DUMPS LOADS [--sister x86_64=i386] [--list]

STREAMS and DUMPS are folders with a folder per version (`7.2/ARCH-MACHINE...xz`); LOADS has by
stream and version what that QEMU did (`../shared/data/README.md`). Each stream is held against the
dump of each version for its architecture, where there is one; `--sister` names the dump of another
architecture that has the same devices. `--halves` tells the streams apart by a hash of their names,
so that one half can be left alone while rules are written.

A refusal is one that a layout can explain if QEMU names a section whose description the dump has,
or that no device of it can have, and says that the version, a subsection or the footer is wrong, or
that nobody takes it. The exit status is 1 for a wrong `loads` or `refused`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from vmgen.compat.sides import dump_of_text
from vmgen.compat.state.load import Load, load
from vmgen.compat.state.outside import OUTSIDE
from vmgen.compat.state.target import Target
from vmgen.stream.ahead import opened_ahead

_SECTION = (
    re.compile(r"for instance 0x(?P<hex>[0-9a-f]+) of device '(?P<name>[^']+)'"),
    re.compile(r"section or instance '(?P<name>[^']+)' (?P<number>\d+)"),
    re.compile(r"unsupported version \d+ for '(?P<name>[^']+)'"),
    re.compile(r"section footer for (?P<name>\S+)"),
    re.compile(r"hook failed for: (?P<name>configuration),"),
    re.compile(r"^(?P<name>Unknown combination of migration flags)"),
)
_LAYOUT = re.compile(
    r"unsupported version|is too (old|new) for|section footer|No such file or directory$|"
    r"Unknown (savevm )?section or instance"
)
"""What QEMU says where versions, subsections, lengths or sections do not fit."""


class Case(NamedTuple):
    """A stream and a version, and what both judges say."""

    stream: str
    version: str
    result: str
    error: str
    told: Load
    target: Target

    @property
    def named(self) -> tuple[str, int | None]:
        """The section that QEMU names, and the instance where it does."""
        for pattern in _SECTION:
            if match := pattern.search(self.error):
                found = match.groupdict()
                if found.get("hex"):
                    return found["name"], int(found["hex"], 16)
                return found["name"], int(found["number"]) if found.get("number") else None
        return "", None

    @property
    def right(self) -> bool:
        """Whether the section named is the one that QEMU names."""
        stop, (name, instance) = self.told.stop, self.named
        return stop is not None and stop.name == name and instance in (None, stop.instance)

    @property
    def explained(self) -> bool:
        """Whether a layout can explain the refusal."""
        name, _ = self.named
        if self.result != "refused" or not _LAYOUT.search(self.error):
            return False
        held = name.rpartition("/")[2] in self.target.side.sections
        unknown = "section or instance" in self.error
        return held != unknown and (held or name.rpartition("/")[2] not in OUTSIDE)

    @property
    def wrong(self) -> bool:
        """Whether the verdict is the opposite of what QEMU did."""
        return (self.result, self.told.verdict) in (("loaded", "refused"), ("refused", "loads"))

    @property
    def cell(self) -> str:
        """Where it goes in the table."""
        told = self.told.verdict
        if self.result == "refused" and told == "refused":
            if self.right:
                return "refused, same section"
            before = any(item.name == self.named[0] for item in self.told.doubts)
            return "refused, after a doubt where QEMU stops" if before else "refused elsewhere"
        if told == "undecided":
            layouts = [item for item in self.told.doubts if _of_dump(item.name, self.target)]
            return "undecided, a layout" if layouts else "undecided, not in a dump"
        return told


def _of_dump(name: str, target: Target) -> bool:
    return name.rpartition("/")[2] in target.side.sections


COLUMNS = (
    *("loads", "undecided, not in a dump", "undecided, a layout"),
    *("refused, same section", "refused, after a doubt where QEMU stops", "refused elsewhere"),
    "refused",
)


def cases(
    streams: Path, dumps: Path, loads: Path, sisters: dict[str, str], only: str = ""
) -> Iterator[Case]:
    """All streams against all dumps that there are for them."""
    results: dict[str, dict[str, dict[str, Any]]] = json.loads(loads.read_bytes())
    targets = _targets(dumps, sisters)
    there = {_short(name): name for name in results}
    paths = [str(path) for path in sorted(streams.glob("*/*.xz"))]
    for path, stream in opened_ahead(
        path for path in paths if _short(path) in there and only in path
    ):
        arch = Path(path).name.partition("-")[0]
        judged = results[there[_short(path)]]
        with stream() as opened:
            for version, judge in sorted(judged.items()):
                target = targets.get((version, arch))
                if target is not None and judge["result"] in ("loaded", "refused", "crashed"):
                    told = load(opened, target)
                    error = judge.get("error", "")
                    yield Case(_short(path), version, judge["result"], error, told, target)


def _short(path: str) -> str:
    return "/".join(Path(path).parts[-2:])


def _targets(folder: Path, sisters: dict[str, str]) -> dict[tuple[str, str], Target]:
    found = {}
    for path in sorted(folder.glob("*/*.json.xz")):
        side = dump_of_text(lzma.decompress(path.read_bytes()), str(path))
        found[path.parent.name, path.name.partition("-")[0]] = Target(side, {})
    for arch, sister in sisters.items():
        for version, name in list(found):
            if name == sister:
                found.setdefault((version, arch), found[version, sister])
    return found


def _half(stream: str, seed: str) -> str:
    digest = hashlib.sha256((seed + "streams/" + stream).encode()).digest()
    return "seen" if digest[0] & 1 == 0 else "held out"


def main() -> int:
    """Print the tables. 1 for a wrong verdict."""
    parser = argparse.ArgumentParser(prog="python -m tests.reality.loads")
    for name in ("streams", "dumps", "loads"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--sister", action="append", default=[], metavar="ARCH=ARCH")
    parser.add_argument("--halves", metavar="SEED")
    parser.add_argument("--only", default="", metavar="TEXT", help="streams with this in the name")
    parser.add_argument("--list", action="store_true", help="each case that is not as QEMU says")
    words = parser.parse_args()
    halves: dict[str, list[Case]] = defaultdict(list)
    sisters = dict(item.split("=") for item in words.sister)
    for case in cases(words.streams, words.dumps, words.loads, sisters, words.only):
        halves[_half(case.stream, words.halves) if words.halves else "all"].append(case)
    wrong = 0
    for half, found in sorted(halves.items()):
        wrong += _table(half, found)
        if words.list:
            _listed(found)
    return 1 if wrong else 0


def _table(half: str, found: list[Case]) -> int:
    """One confusion matrix, and how many are wrong."""
    ways = {
        "to the same version": [case for case in found if case.stream.startswith(case.version)],
        "to the other version": [
            case for case in found if not case.stream.startswith(case.version)
        ],
    }
    wrong = 0
    for way, some in ways.items():
        print(f"\n{half}, {way}: {len(some)} states and dumps")
        for result in ("loaded", "refused", "crashed"):
            cells = Counter(case.cell for case in some if case.result == result)
            if cells:
                print(f"  QEMU: {result}")
                for column in COLUMNS:
                    if cells[column]:
                        print(f"    {cells[column]:5}  vmgen: {column}")
        can = [case for case in some if case.explained]
        if can:
            right = sum(case.right for case in can)
            print(
                f"  refusals that a layout can explain: {len(can)}, at the right section: {right}"
            )
        wrong += sum(case.wrong for case in some)
    print(f"  wrong verdicts: {wrong}")
    return wrong


def _listed(found: list[Case]) -> None:
    for case in found:
        told = case.told
        if case.wrong or (case.result == "refused" and not case.right):
            name, instance = case.named
            error = case.error.replace("\n", " | ")[-160:]
            print(f"\n{case.stream} -> {case.version}: {case.result} at {name} {instance}: {error}")
            print(f"  vmgen: {told.verdict}; a layout can explain it: {case.explained}")
            for item in (*told.doubts, *filter(None, (told.stop,))):
                print(f"    {item.key}: {item.outcome}: {item.main}")


if __name__ == "__main__":
    sys.exit(main())
