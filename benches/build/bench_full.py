# SPDX-License-Identifier: GPL-2.0-or-later
"""What a full build costs: python benches/build/bench_full.py [--devices 1000] [--runs 3]

Whole processes, CPU of user and system with that of their children, time on the wall, and the most
memory that one of them had; medians, runs of vmgen and of the peer in turn. The peer is
datamodel-code-generator from its registry, in a virtual environment of its own, for as many models
of ten fields, with its default formatters and with its built-in one. Without a network its rows are
missing, and the table says so. The files of inputs are those of `../shared/cases/perf`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT.parent / "shared" / "cases" / "perf"
PEER = "datamodel-code-generator"

BUFFER = '''"""A big buffer."""

from vmgen.spec import *


class BufferRegisters(Registers, name="big/regs"):
    """Registers."""

    data: Buffer[{length}]


class BufferState(Device, name="big"):
    """A device."""

    regs: Migratable[BqlRefCell[BufferRegisters]]
'''


class Cost(NamedTuple):
    """Of one process with its children."""

    cpu: float
    wall: float
    mib: float


def process(command: Sequence[str]) -> Cost:
    """Run it; an error ends the bench."""
    begin = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - begin
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"{' '.join(command)}: exit {os.waitstatus_to_exitcode(status)}")
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def median(costs: Sequence[Cost]) -> Cost:
    return Cost(*(statistics.median(values) for values in zip(*costs, strict=True)))


def shown(name: str, cost: Cost, more: str = "") -> None:
    print(f"{name:<44} {cost.cpu:8.2f} {cost.wall:8.2f} {cost.mib:7.0f}  {more}", flush=True)


def build(specs: Path, folder: Path, number: int) -> Cost:
    """A build into a folder that is not there yet."""
    command = [sys.executable, "-m", "vmgen", "build", str(specs), "--no-cargo"]
    return process([*command, "--dialect", "11", "-o", str(folder / f"built{number}")])


def made(script: str, *arguments: str) -> str:
    """What a script of the cases prints."""
    command = [sys.executable, str(CASES / script), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def peer(folder: Path, devices: int) -> dict[str, Callable[[], Cost]]:
    """The peer in its two modes; none where it cannot be installed."""
    home = folder / "peer"
    venv.create(home, with_pip=True)
    installed = [str(home / "bin" / "pip"), "install", "-q", f"{PEER}[ruff]"]
    if subprocess.run(installed, check=False).returncode != 0:
        print(f"({PEER} cannot be installed here: its rows are missing)")
        return {}
    schema = folder / "schema.json"
    made("gen_schema.py", str(devices), str(schema))
    command = [str(home / "bin" / "datamodel-codegen"), "--input", str(schema)]
    command += ["--input-file-type", "jsonschema", "--output-model-type", "pydantic_v2.BaseModel"]
    command += ["--output", str(folder / "models.py")]
    return {
        "default": lambda: process(command),
        "built-in": lambda: process([*command, "--formatters", "builtin"]),
    }


def lines_in(folder: Path) -> int:
    """Lines of the crates, without the stand-ins."""
    files = (path for path in (folder / "11" / "hw").rglob("*") if path.is_file())
    return sum(path.read_bytes().count(b"\n") for path in files)


def many(folder: Path, devices: int, runs: int) -> None:
    """So many devices of ten fields, beside the peer."""
    specs = folder / "many"
    made("gen_specs.py", str(specs), str(devices))
    peers = peer(folder, devices)
    ours: list[Cost] = []
    theirs: dict[str, list[Cost]] = {name: [] for name in peers}
    for number in range(runs):
        ours.append(build(specs, folder, number))
        for name, run in peers.items():
            theirs[name].append(run())
    cost = median(ours)
    emitted = lines_in(folder / "built0")
    shown(f"{devices} devices", cost, f"{emitted / cost.cpu:,.0f} lines per CPU second")
    for name, costs in theirs.items():
        other = median(costs)
        shown(f"  {PEER}, {name}", other, f"vmgen is {cost.cpu / other.cpu:.2f} of it")


def single(folder: Path, name: str, text: str, runs: int) -> None:
    """One device."""
    target = Path(tempfile.mkdtemp(dir=folder))
    specs = target / "measured.py"
    specs.write_text(text)
    shown(name, median([build(specs, target, number) for number in range(runs)]))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a user's Python keeps compiled modules
    print(f"{'':<44} {'CPU s':>8} {'wall s':>8} {'MiB':>7}")
    with tempfile.TemporaryDirectory(prefix="vmgen-bench-") as name:
        folder = Path(name)
        single(folder, "one buffer of 16", BUFFER.format(length=16), options.runs)
        single(folder, "one buffer of 1 << 20", BUFFER.format(length="1 << 20"), options.runs)
        for count in (250, 500, 1000, 2000):
            for kind in ("plain", "conv"):
                text = made("many_fields.py", str(count), kind)
                single(folder, f"{count} fields {kind}", text, options.runs)
        many(folder, options.devices, options.runs)


if __name__ == "__main__":
    main()
