# SPDX-License-Identifier: GPL-2.0-or-later
"""Migrate devices from one process of a QEMU to another, in C and in Rust: four directions each.

    python -m tests.tree.two_processes --qemu BINARY
    python -m tests.tree.two_processes --qemu BINARY pl031 pl022 --keep FOLDER

BINARY has `vmgen-engine` in it (docs/qemu-tree.md), each device in C, and its twin of a crate of
vmgen's. A whole machine is saved by one process after qtest has written the device's registers, and
loaded by another. There the section is saved again, and compared with what came; then the guest's
registers are read, and compared with what C -> C read. So are, behind each command and the load,
the levels of a device's interrupts and outputs. `--keep` leaves the streams in a folder.

Exit status 1 if anything differs that `pairs` does not foresee, 2 where the binary cannot be used.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from tests.reality.qemu.process import Qemu, QemuError
from tests.reality.qemu.sections import find_section, values_of
from tests.tree.pairs import PAIRS, SLOT_PATH, Pair, Side, of_target
from vmgen.stream import Section

DIRECTIONS = tuple((source, target) for source in Side for target in Side)
# Where an emulator has no accelerator for qtest, what needs no running clock can be had by tcg.
QUIET = (
    "-accel",
    "qtest",
    "-accel",
    "tcg",
    "-rtc",
    "base=2000-01-01T00:00:00,clock=vm",
    "-serial",
    "none",
)


LINES = ("interrupts", "outputs")
"""Of a slot: a bit for each line of its device that is up."""


class Seen(NamedTuple):
    """What a command has read, and which lines are up behind it."""

    command: str
    value: int | None
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a process made of a stream, or of the writes to a device that was just reset."""

    wrong: str = ""
    """Why it has nothing to show: a refusal, or how it ended."""
    section: Section | None = None
    """What it saves of the device, before anything else happens to it."""
    seen: tuple[Seen, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """One direction: what differs, and what of that was foreseen."""

    differs: tuple[str, ...] = ()
    foreseen: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """As the table says it."""
        if self.differs:
            return "DIFFERS"
        return "as foreseen" if self.foreseen else "identical"


@dataclass(frozen=True, slots=True)
class Row:
    """A device: how many of its fields the pokes change, and what differs."""

    poked: int
    moved: int
    """How often its lines had other levels behind a command in C."""
    sent: Way
    """Between what C and Rust send, poked alike."""
    ways: Mapping[tuple[Side, Side], Way]


def run_commands(qemu: Qemu, pair: Pair, commands: Sequence[str]) -> Iterator[Seen]:
    """What is seen before the first of them, and behind each."""

    def lines() -> tuple[int, ...]:
        names = LINES if pair.in_slot else ()
        return tuple(qemu.qmp("qom-get", path=SLOT_PATH, property=name) for name in names)

    yield Seen("nothing yet", None, lines())
    for command in commands:
        yield Seen(command, qemu.qtest(command), lines())


def save(binary: Path, pair: Pair, side: Side, to: Path, pokes: Sequence[str]) -> Arrived:
    """Poke a device in a process of its own, and have the whole machine saved."""
    with Qemu(binary, pair.machine, [*QUIET, *pair.words(side, to.parent)]) as qemu:
        if pair.runs:
            qemu.qmp("cont")
        seen = tuple(run_commands(qemu, pair, pokes))
        qemu.save(to)
    return Arrived("", find_section(to, pair.device, 0), seen)


def load(binary: Path, pair: Pair, side: Side, stream: Path, to: Path) -> Arrived:
    """What another process makes of that stream. Its clock is where the first one's was."""
    args = [*QUIET, *pair.words(side, to.parent), "-incoming", "defer"]
    try:
        with Qemu(binary, pair.machine, args) as qemu:
            if pair.runs:
                qemu.qtest(f"clock_set {pair.time}")
            loaded = qemu.load(stream)
            if not loaded.accepted:
                return Arrived(wrong=f"refused: {loaded.message}")
            qemu.save(to)
            if pair.runs:
                qemu.qmp("cont")
            seen = tuple(run_commands(qemu, pair, pair.reads))
    except QemuError as error:
        return Arrived(wrong=f"failed: {error}")
    return Arrived("", find_section(to, pair.device, 0), seen)


def changed(first: Section, second: Section) -> Iterator[tuple[str, str]]:
    """Each field that differs and how, by the description of the first."""
    if first.data == second.data:
        return
    if len(first.data) != len(second.data):
        yield "length", f"{len(first.data)} bytes, then {len(second.data)}"
        return
    redescribed = Section(
        first.name,
        first.instance_id,
        first.version,
        data=second.data,
        description=first.description,
    )
    after = values_of(redescribed)
    for path, value in values_of(first).items():
        if after[path] != value:
            yield path, f"{value!r}, then {after[path]!r}"


def way(pair: Pair, sent: Section, arrived: Arrived, control: Arrived, who: str) -> Way:
    """What differs of a section that was sent, and of what `who` saw by the same commands."""
    if arrived.section is None:
        return Way((arrived.wrong,))
    differs: list[str] = []
    foreseen: list[str] = []
    for path, what in changed(sent, arrived.section):
        (foreseen if path.rpartition(".")[2] in pair.foreseen else differs).append(
            f"{path}: {what}"
        )
    for seen, wanted in zip(arrived.seen, control.seen, strict=False):
        if seen.value != wanted.value:
            told = f"{_hex(seen.value)}, and {who} reads {_hex(wanted.value)}"
            differs.append(f"{seen.command}: {told}")
        if seen.lines != wanted.lines:
            differs.append(f"{seen.command}: {_up(seen)} up, and in {who} {_up(wanted)}")
    return Way(tuple(differs), tuple(foreseen))


def _up(seen: Seen) -> str:
    return ", ".join(f"{name} {bits:#x}" for name, bits in zip(LINES, seen.lines, strict=True))


def _hex(value: int | None) -> str:
    return "nothing" if value is None else f"{value:#x}"


def run(binary: Path, name: str, pair: Pair, sides: Sequence[Side], folder: Path) -> Row:
    """All directions of a device. Raises QemuError where a process does not even save."""

    def path(*words: str) -> Path:
        return folder / f"{'-'.join([name.replace(' ', '-'), *words])}.stream"

    fresh = save(binary, pair, sides[0], path("fresh"), ())
    sent = {side: save(binary, pair, side, path(side), pair.pokes) for side in sides}
    first, last = sent[sides[0]], sent[sides[-1]]
    came = {
        (source, target): load(binary, pair, target, path(source), path(source, "to", target))
        for source in sides
        for target in sides
    }
    control = came[sides[0], sides[0]]
    ways = {
        both: way(pair, _section(sent[both[0]]), arrived, control, "C -> C")
        for both, arrived in came.items()
    }
    return Row(
        poked=len(list(changed(_section(fresh), _section(first)))),
        moved=moves(first.seen) + moves(control.seen),
        sent=way(pair, _section(first), last, first, "C"),
        ways=ways,
    )


def moves(seen: Sequence[Seen]) -> int:
    """Behind how many commands lines were up that were not before, or the other way round."""
    return sum(before.lines != after.lines for before, after in pairwise(seen))


def _section(saved: Arrived) -> Section:
    assert saved.section is not None
    return saved.section


def table(rows: Mapping[str, Row]) -> Iterator[str]:
    """The lines: a table, and below it whatever is not identical."""
    heads = ["device", "poked", "lines", "sent", *(f"{a} -> {b}" for a, b in DIRECTIONS)]
    lines = [heads]
    for name, row in rows.items():
        words = [row.ways[both].word if both in row.ways else "-" for both in DIRECTIONS]
        sent = row.sent.word if len(row.ways) > 1 else "-"
        lines.append(
            [name, f"{row.poked} fields", f"{row.moved} move{'s' * (row.moved != 1)}", sent, *words]
        )
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (word.ljust(width) for word, width in zip(line, widths, strict=True))
        yield "  ".join(cells).rstrip()
    for name, row in rows.items():
        if not row.poked:
            yield f"{name}: the pokes change nothing that is sent"
        named = {"C and Rust send": row.sent}
        named |= {f"{a} -> {b}": found for (a, b), found in row.ways.items()}
        for what, found in named.items():
            yield from (f"{name}, {what}: {line}" for line in found.differs)
            yield from (f"{name}, {what}, as foreseen: {line}" for line in found.foreseen)


def failed(rows: Mapping[str, Row]) -> bool:
    """Whether anything is not as it should be."""
    ways = [found for row in rows.values() for found in (row.sent, *row.ways.values())]
    return any(found.differs for found in ways) or not all(row.poked for row in rows.values())


def asked(binary: Path) -> tuple[str, set[str]]:
    """A binary's target and the types of devices that it has. Raises QemuError, OSError."""
    with Qemu(binary, "none", QUIET) as qemu:
        types = qemu.qmp("qom-list-types", implements="device")
        return qemu.qmp("query-target")["arch"], {item["name"] for item in types}


def sides_of(pair: Pair, types: set[str], *, alone: bool) -> list[Side]:
    """Those that a binary has; QemuError where it has not all, or, `alone`, none."""
    slot = {"vmgen-slot"} if pair.in_slot else set()
    sides = [side for side in Side if pair.types[side] in types]
    missing = (slot | set(pair.types.values())) - types
    if slot <= types and (not missing or (alone and sides)):
        return sides
    raise QemuError(f"it has no {', '.join(sorted(missing))}, for {pair.device}")


def main(words: Sequence[str] | None = None, pairs: Mapping[str, Pair] = PAIRS) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--qemu", type=Path, required=True, metavar="BINARY")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the streams there")
    parser.add_argument("--alone", action="store_true", help="take a binary with one side only")
    parser.add_argument("devices", nargs="*", metavar="DEVICE", help=f"of {', '.join(pairs)}")
    options = parser.parse_args(words)
    if unknown := [name for name in options.devices if name not in pairs]:
        parser.error(f"no {', '.join(unknown)}")
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        # Firmware for boards that do not start without, though it is never run.
        (folder / "blank.bin").write_bytes(bytes(1 << 16))
        try:
            target, types = asked(options.qemu)
            rows = {}
            for name in options.devices or of_target(pairs, target):
                sides = sides_of(pairs[name], types, alone=options.alone)
                rows[name] = run(options.qemu, name, pairs[name], sides, folder)
        except (QemuError, OSError) as error:
            print(f"{options.qemu}: {error}", file=sys.stderr)
            return 2
    print("\n".join(table(rows)))
    return int(failed(rows))


if __name__ == "__main__":
    sys.exit(main())
