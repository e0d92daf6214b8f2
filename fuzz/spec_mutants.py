# SPDX-License-Identifier: GPL-2.0-or-later
"""Mutated specs through all of vmgen that needs no Rust: each ends in findings, or is a device.

python -m fuzz.spec_mutants [--count N] [--seed N] [--only NUMBER] [--full SHARE]

Each mutant is read, linted and planned in every dialect. A share of those that are accepted is
rendered as well, and its golden vectors go through the codec. What no mutant may do: raise anything
but findings, take longer than a minute, write to standard output, leave another working folder, or
change what vmgen makes of the next spec. Mutants run in a child process, a new one after each that
ends it.
"""

from __future__ import annotations

import argparse
import os
import resource
import selectors
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from fuzz.spec_mutator import mutant
from vmgen.codec import Codec
from vmgen.diagnostics import Diagnostics, VmgenError
from vmgen.diagnostics.report import render_all
from vmgen.model.nodes import Device
from vmgen.plan import DIALECTS, plan_device
from vmgen.render import render_crate
from vmgen.spec.read import read_specs
from vmgen.vectors.make import vectors

PATIENCE = 60.0
"""Seconds for one mutant; most take a few ms."""
MEMORY = 4 << 30
PLAIN = """from vmgen.spec import *
class Regs(Registers, name="plain/regs"):
    a: u8 = field(le=7)
    b: Array[bool, 2]
class Plain(Device, name="plain"):
    "A device."
    regs: Migratable[BqlRefCell[Regs]]
"""


@dataclass(slots=True)
class Tried:
    """What became of the mutants."""

    refused: int = 0
    accepted: int = 0
    faults: dict[int, str] = field(default_factory=dict)


def check(path: Path, *, full: bool) -> bool:
    """Whether a spec is accepted. Anything that it raises is a fault of vmgen."""
    found = Diagnostics()
    try:
        devices = read_specs([path], found)
        found.raise_if_failed()
        plans = [plan_device(it, dialect, found) for it in devices for dialect in DIALECTS.values()]
        found.raise_if_failed()
    except VmgenError as error:
        render_all(error.diagnostics).encode("utf-8", "backslashreplace")
        return False
    render_all(found).encode("utf-8", "backslashreplace")
    if full:
        for device in devices:
            _through(device)
        for plan in plans:
            for file in render_crate(plan, []):
                file.text.encode()
    return True


def _through(device: Device) -> None:
    """The golden vectors of a device, through the codec."""
    codec = Codec(device)
    for vector in vectors(device):
        if vector.refused is None and not vector.flags:
            codec.decode(vector.data, vector.version)


def _child(numbers: range, seed: int, share: float, folder: Path, pipe: int) -> None:
    """Try mutants, and say of each what it came to, in a line."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    output = os.open(folder / "output", os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
    os.dup2(output, 1)
    os.dup2(os.open(os.devnull, os.O_RDWR), 2)
    here, path, plain = Path.cwd(), folder / "spec.py", folder / "plain.py"
    plain.write_text(PLAIN, encoding="utf-8")
    before = read_specs([plain], Diagnostics())
    for number in numbers:
        path.write_bytes(mutant(number, seed)[0])
        os.write(pipe, f"? {number}\n".encode())
        try:
            full = number * 7919 % 1000 < share * 1000
            answer = "accepted" if check(path, full=full) else "refused"
        except BaseException as error:
            frames = traceback.extract_tb(error.__traceback__)
            last = next((it for it in reversed(frames) if "/vmgen/" in it.filename), frames[-1])
            where = f"{last.filename.rpartition('/vmgen/')[2]}:{last.lineno} in {last.name}"
            answer = f"fault {type(error).__name__} at {where}: {str(error)[:200]!r}"
        if os.fstat(output).st_size:
            answer = f"fault it wrote to standard output: {os.pread(output, 50, 0)!r}"
            os.ftruncate(output, 0)
        if Path.cwd() != here:
            answer = f"fault it left {Path.cwd()}"
            os.chdir(here)
        try:
            changed = read_specs([plain], Diagnostics()) != before
        except BaseException as error:
            answer = f"fault the next spec raises {type(error).__name__}: {error}"
            os.write(pipe, f"{number} {ascii(answer)[1:-1]}\n".encode())
            return  # a new process goes on
        if changed:
            answer = "fault it changed what the next spec is"
        os.write(pipe, f"{number} {ascii(answer)[1:-1]}\n".encode())
        if changed:
            return


def _answers(numbers: range, seed: int, share: float, folder: Path) -> Iterator[tuple[int, str]]:
    """What a child says of the mutants, as far as it gets."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        try:
            _child(numbers, seed, share, folder, writer)
        finally:
            os._exit(0)
    os.close(writer)
    begun, rest = -1, b""
    with selectors.DefaultSelector() as selector, os.fdopen(reader, "rb", 0) as pipe:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            ready = selector.select(PATIENCE)
            data = pipe.read(1 << 16) if ready else b""
            if not data:
                break
            *got, rest = (rest + data).split(b"\n")
            for line in got:
                number, _, answer = line.decode().partition(" ")
                if number == "?":
                    begun = int(answer)
                else:
                    yield int(number), answer
                    begun = -1
        os.kill(child, 9)
        os.waitpid(child, 0)
    if begun in numbers:
        yield begun, "fault it ended the process" if ready else "fault it takes too long"


def run(
    count: int,
    seed: int,
    share: float = 1.0,
    first: int = 0,
    say: Callable[[str], object] = lambda _: None,
) -> Tried:
    """Try so many mutants; each fault is said at once."""
    tried, at = Tried(), first
    with tempfile.TemporaryDirectory(prefix="vmgen-fuzz-") as folder:
        while at < first + count:
            numbers = range(at, min(at + 500, first + count))
            for number, answer in _answers(numbers, seed, share, Path(folder)):
                at = number + 1
                if answer.startswith("fault"):
                    tried.faults[number] = answer.removeprefix("fault ")
                    say(f"{number}: {answer}  ({mutant(number, seed)[1]})")
                elif answer == "accepted":
                    tried.accepted += 1
                else:
                    tried.refused += 1
    return tried


def main() -> None:
    """Try mutants, and print what is wrong."""
    parser = argparse.ArgumentParser(prog="fuzz.spec_mutants")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first mutant")
    parser.add_argument("--only", type=int, help="print this mutant, and try it alone")
    parser.add_argument("--full", type=float, default=0.2, help="share that is rendered, too")
    given = parser.parse_args()
    if given.only is not None:
        data, kinds = mutant(given.only, given.seed)
        sys.stdout.buffer.write(data + f"\n# {kinds}\n".encode())
        sys.stdout.flush()
        given.first, given.count, given.full = given.only, 1, 1.0
    tried = run(given.count, given.seed, given.full, given.first, partial(print, flush=True))
    groups = Counter(fault.partition(": ")[0] for fault in tried.faults.values())
    for group, count in groups.most_common():
        print(f"{count:5}  {group}")
    print(
        f"seed {given.seed}: {tried.refused + tried.accepted + len(tried.faults)} mutants, "
        f"{tried.accepted} accepted, {len(tried.faults)} with a fault of vmgen"
    )
    sys.exit(1 if tried.faults else 0)


if __name__ == "__main__":
    main()
