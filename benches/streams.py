# SPDX-License-Identifier: GPL-2.0-or-later
"""`verify` of all streams that real QEMU wrote, `inspect` of two, and what emitted code costs.

The data set is `../shared/data`. `inspect` reads the stream with the most bytes and that with the
most values (leaves, each element of an array counted). The last row is a program of Rust, which
runs an emitted snapshot and restore in turn with those that were written by hand.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from benches.measure import ROOT, SHARED, Cost, in_turn, process, vmgen
from benches.table import Case, Figure, Sizes
from vmgen.stream import count_leaves, decode_section, open_stream

DATA = SHARED / "data"
_EMITTED = ROOT / "benches" / "emitted" / "Cargo.toml"


class Streams:
    """Those of the data set, as many as are wanted."""

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes

    @cached_property
    def entries(self) -> list[dict[str, Any]]:
        index = json.loads((DATA / "index.json").read_text())
        streams = [entry for entry in index["files"] if entry["kind"] == "stream"]
        return streams[: self._sizes.streams]

    @cached_property
    def values(self) -> dict[str, int]:
        return {entry["path"]: _leaves(DATA / entry["path"]) for entry in self.entries}

    def verify(self) -> Figure:
        """By the specs of specs/, with the runner built before."""
        paths = [str(DATA / entry["path"]) for entry in self.entries]
        run = partial(process, vmgen("verify", *paths, "--specs", "specs"))
        run()
        (cost,) = in_turn(run, times=self._sizes.runs)
        return Figure(cost, f"{cost.cpu:.2f} s")

    def inspect(self, *, values: bool) -> Figure:
        """The stream with the most values, or else with the most bytes."""
        most = {entry["path"]: entry["raw_size"] for entry in self.entries}
        path = max(most, key=lambda path: (self.values if values else most)[path])
        run = partial(process, vmgen("inspect", "--json", str(DATA / path)))
        run()
        (cost,) = in_turn(run, times=3 * self._sizes.runs)
        return Figure(cost, f"{self.values[path] / cost.cpu:,.0f}")


def cases(sizes: Sizes) -> Iterator[Case]:
    """What is there to be measured."""
    streams = Streams(sizes)
    many = "all" if sizes.streams is None else str(sizes.streams)
    name = f"`vmgen verify` of {many} streams, three dialects"
    yield Case(name, "", "<= 3 s", streams.verify)
    for what in ("bytes", "values"):
        measure = partial(streams.inspect, values=what == "values")
        yield Case(
            f"`vmgen inspect` of that with the most {what}: values per second", "", "", measure
        )
    name = "pl022, snapshot and restore"
    yield Case(name, "the same by hand", "<= 1.2x, 1 allocation", _emitted)


def _leaves(path: Path) -> int:
    with open_stream(path) as stream:
        return sum(
            count_leaves(decode_section(section))
            for section in stream.sections()
            if section.described
        )


def _emitted() -> Figure:
    command = ["cargo", "run", "--quiet", "--release", "--manifest-path", str(_EMITTED)]
    shown = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
    rows = {line.split()[0]: line.split()[1:] for line in shown.splitlines()[1:]}
    nanoseconds, _, times, allocations, _ = rows["pl022"]
    cost = float(nanoseconds) * 1e-9
    mirror = f"{times}x, {allocations} allocation{'s' * (allocations != '1')}"
    return Figure(Cost(cost, cost, 0), mirror)
