# SPDX-License-Identifier: GPL-2.0-or-later
"""How soon vmgen answers: python benches/build/bench_unchanged.py [N...]

Whole processes, CPU of user and system with that of their children, and time on the wall. Each is
run in turn with its peer, after a warm-up; printed are medians, and the ratio of the CPU medians.
The peers are an empty Python, and one that imports what vmgen stands on. N are numbers of specs of
ten fields (default: 15 100 1000); the project of each is made, and built once, in a temporary
folder. "One changed" is a new reset value in one spec before each run. The last line is of the
repository's own specs, if they are built here, in three dialects.
"""

from __future__ import annotations

import itertools
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
RUNS = 15

SPEC = '''# SPDX-License-Identifier: GPL-2.0-or-later
"""Device {i}."""

from vmgen.spec import (
    Array,
    BqlCell,
    BqlRefCell,
    Device,
    Enum,
    InterruptSource,
    MemoryRegion,
    Migratable,
    Registers,
    field,
    i32,
    u8,
    u32,
    u64,
)


class Mode{i}(Enum, repr=u8):
    """Modes."""

    IDLE = 0
    RUN = 1
    PAUSE = 2


class Dev{i}Registers(Registers, name="dev{i}/regs", version_id=1):
    """Registers."""

    control: u32 = {value:#x}
    status: u32
    mode: Mode{i} = field(wire=u32)
    position: u8 = field(lt=16, wire=i32)
    enabled: bool
    fifo: Array[u32, 16]


class Dev{i}State(Device, name="dev{i}", version_id=1, category="misc"):
    """Device {i}."""

    iomem: MemoryRegion[0x1000, "little"]
    regs: Migratable[BqlRefCell[Dev{i}Registers]]
    level: BqlCell[u8]
    counter: BqlCell[u64] = {value}
    flag: BqlCell[bool]
    interrupts: Array[InterruptSource, 2]
'''


class Cost(NamedTuple):
    """Seconds of one process."""

    cpu: float
    wall: float


def process(command: Sequence[str], folder: Path) -> Cost:
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    after, end = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, end - begin)


def medians(costs: Sequence[Cost]) -> Cost:
    return Cost(*map(statistics.median, zip(*costs, strict=True)))


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


NOTHING = python("pass")
IMPORT = python("import pydantic, jinja2; pydantic.BaseModel")


def vmgen(*words: str) -> list[str]:
    # What an installed `vmgen` runs, whatever its first line is.
    return [sys.executable, "-c", "from vmgen.__main__ import main; main()", *words]


def line(
    title: str,
    command: Sequence[str],
    peer: Sequence[str],
    folder: Path,
    before: Callable[[], None] = lambda: None,
) -> None:
    """Run a command and its peer in turn, and print how they compare; `before` each, something."""
    for _ in range(2):
        before()
        process(command, folder)
    process(peer, folder)
    ours, theirs = [], []
    for _ in range(RUNS):
        before()
        ours.append(process(command, folder))
        theirs.append(process(peer, folder))
    mine, other = medians(ours), medians(theirs)
    print(
        f"{title:<34} {mine.cpu * 1000:6.0f} ms CPU {mine.wall * 1000:6.0f} ms wall,"
        f" peer {other.cpu * 1000:4.0f} ms CPU: {mine.cpu / other.cpu:.2f}x",
        flush=True,
    )


def project(folder: Path, count: int) -> Path:
    """A project of so many specs."""
    made = folder / f"project-{count}"
    (made / "specs").mkdir(parents=True)
    for i in range(count):
        text = SPEC.format(i=i, value=16 + i % 200)
        (made / "specs" / f"dev{i:04}.py").write_text(text)
    return made


def changing(spec: Path) -> Callable[[], None]:
    """What gives a spec another reset value each time."""
    values = itertools.count(1000)

    def change() -> None:
        text = spec.read_text()
        spec.write_text(re.sub(r"(counter: .* = )\d+", rf"\g<1>{next(values)}", text))

    return change


def main() -> None:
    counts = [int(word) for word in sys.argv[1:]] or [15, 100, 1000]
    os.environ["PYTHONPATH"] = str(ROOT)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed is compiled
    with tempfile.TemporaryDirectory(prefix="vmgen-bench-") as name:
        folder = Path(name)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        print(f"medians of {RUNS}; peer: python -c pass")
        line("vmgen --version", vmgen("--version"), NOTHING, folder)
        line("vmgen --help", vmgen("--help"), NOTHING, folder)
        line("vmgen explain VM132", vmgen("explain", "VM132"), NOTHING, folder)
        print("peer: python -c 'import pydantic, jinja2; pydantic.BaseModel'")
        for count in counts:
            made = project(folder, count)
            words = ("build", "--no-cargo")
            process(vmgen(*words), made)
            time.sleep(2.5)  # until the times of what was written are believed
            line(f"nothing changed, {count} specs", vmgen(*words), IMPORT, made)
            change = changing(made / "specs" / "dev0003.py")
            line(f"one changed of {count} specs", vmgen(*words), IMPORT, made, change)
        line("nothing changed, specs/ of vmgen", vmgen("build", "--check"), IMPORT, ROOT)


if __name__ == "__main__":
    main()
