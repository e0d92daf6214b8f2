# SPDX-License-Identifier: GPL-2.0-or-later
"""What a full build costs, without cargo: many devices, and single ones that are large.

The peer is datamodel-code-generator from its registry, in a virtual environment of its own, for as
many models of ten fields, with its default formatters and with its built-in one.
"""

from __future__ import annotations

import subprocess
import tempfile
import venv
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from pathlib import Path

from benches.measure import Cost, in_turn, made, process, vmgen
from benches.table import Case, Figure, Sizes, ratio

PEER = "datamodel-code-generator"
_FORMATTERS = {"default": [], "built-in": ["--formatters", "builtin"]}
_AIMS = {"default": "<= 0.1x, <= 100 MiB", "built-in": "<= 0.33x"}

_BUFFER = '''"""A big buffer."""

from vmgen.spec import *


class BufferRegisters(Registers, name="big/regs"):
    """Registers."""

    data: Buffer[1 << 20]


class BufferState(Device, name="big"):
    """A device."""

    regs: Migratable[BqlRefCell[BufferRegisters]]
'''


class Peer:
    """The peer; it is installed when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._home = folder / "peer"

    @cached_property
    def version(self) -> str:
        """Empty where it cannot be installed."""
        venv.create(self._home, with_pip=True)
        pip = str(self._home / "bin" / "pip")
        install = [pip, "install", "-q", "--disable-pip-version-check", f"{PEER}[ruff]"]
        if subprocess.run(install, check=False).returncode != 0:
            return ""
        shown = subprocess.run([pip, "show", PEER], check=True, capture_output=True, text=True)
        return shown.stdout.partition("Version: ")[2].split()[0]

    def command(self, devices: int, options: list[str]) -> list[str]:
        """As many models as that, into one file."""
        schema = self._home / f"schema-{devices}.json"
        if not schema.exists():
            made("gen_schema.py", str(devices), str(schema))
        command = [str(self._home / "bin" / "datamodel-codegen"), "--input", str(schema)]
        command += ["--input-file-type", "jsonschema"]
        command += ["--output-model-type", "pydantic_v2.BaseModel"]
        return [*command, "--output", str(self._home / "models.py"), *options]


class Many:
    """So many devices of ten fields, beside the peer."""

    def __init__(self, sizes: Sizes, folder: Path, peer: Peer) -> None:
        self._sizes, self._folder, self._peer = sizes, folder, peer

    @cached_property
    def costs(self) -> list[Cost]:
        """Of vmgen, and of the peer with each of its formatters if it can be had."""
        specs = self._folder / "many"
        made("gen_specs.py", str(specs), str(self._sizes.devices))
        commands = (
            [self._peer.command(self._sizes.devices, options) for options in _FORMATTERS.values()]
            if self._peer.version
            else []
        )
        theirs = [partial(process, command) for command in commands]
        return in_turn(partial(_build, specs, self._folder), *theirs, times=self._sizes.runs)

    def beside(self, number: int) -> Figure:
        """Beside the peer with one of its formatters."""
        ours, *theirs = self.costs
        return Figure(ours, ratio(ours, theirs[number]) if theirs else "no peer: not installed")

    def lines(self) -> Figure:
        """Lines of the crates, without the stand-ins."""
        cost = self.costs[0]
        built = next(self._folder.glob("built-*/11/hw/misc/dev0000")).parents[1]
        files = [path for path in built.rglob("*") if path.is_file()]
        lines = sum(path.read_bytes().count(b"\n") for path in files)
        return Figure(cost, f"{lines / cost.cpu:,.0f}")


def cases(sizes: Sizes, folder: Path, peer: Peer) -> Iterator[Case]:
    """Below `folder` all is made."""
    many = Many(sizes, folder, peer)
    name = f"full build, {sizes.devices:,} devices of 10 fields"
    for number, formatter in enumerate(_FORMATTERS):
        beside = f"{PEER}, {formatter} formatter"
        yield Case(name, beside, _AIMS[formatter], partial(many.beside, number))
    yield Case(f"{name}: lines per CPU second", "", ">= 123,000", many.lines)
    for count, aim in zip(sizes.fields, ("<= 0.5 s", "<= 2 s"), strict=True):
        for kind, what in (("plain", "copied"), ("conv", "converted and checked")):
            text = partial(made, "many_fields.py", str(count), kind)
            measure = partial(_single, text, folder, sizes.runs)
            yield Case(f"a device of {count:,} fields, {what}", "", aim, measure)
    measure = partial(_single, lambda: _BUFFER, folder, sizes.runs)
    yield Case("a device with `Buffer[1 << 20]`", "", "<= 0.1 s", measure)


def _build(specs: Path, folder: Path) -> Cost:
    """A build into a folder that is not there yet."""
    output = Path(tempfile.mkdtemp(dir=folder, prefix="built-"))
    output.rmdir()
    return process(vmgen("build", str(specs), "--no-cargo", "--dialect", "11", "-o", str(output)))


def _single(text: Callable[[], str], folder: Path, runs: int) -> Figure:
    """One device."""
    target = Path(tempfile.mkdtemp(dir=folder))
    specs = target / "measured.py"
    specs.write_text(text())
    (cost,) = in_turn(partial(_build, specs, target), times=runs)
    return Figure(cost, f"{cost.cpu:.2f} s")
