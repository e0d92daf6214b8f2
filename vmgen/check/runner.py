"""Builds and talks to the runner (`vmgen.render.runner`): Rust's answer for one section each."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from vmgen.diagnostics import Position, VmgenError
from vmgen.model.nodes import Device
from vmgen.plan import Dialect
from vmgen.render.runner import FOLDER, render_runner
from vmgen.write.format import rust_tool


def build_runner(devices: Sequence[Device], dialect: Dialect, tree: Path) -> Path:
    """Write the runner into the tree's build output and compile it; returns the program.

    `VmgenError` VM402 if it does not compile: then a device's author changed what the runner reads.
    """
    for file in render_runner(devices, dialect):
        path = tree / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != file.text:
            path.write_text(file.text, encoding="utf-8")
    folder = tree / FOLDER
    target = tree / "target" / "runner"
    command = [rust_tool("cargo"), "build", "--quiet", "--target-dir", str(target.resolve())]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        where = Position(str(folder / "src" / "main.rs"))
        raise VmgenError.single("VM402", where, f"the runner failed:\n{result.stderr.strip()}")
    return target / "debug" / "vmgen-runner"


class Request(NamedTuple):
    """A section for a new device of a crate, whose properties are set first."""

    crate: str
    version: int
    body: bytes
    properties: Mapping[str, int] = {}


def _line(request: Request) -> str:
    words = [request.crate, str(request.version), request.body.hex()]
    words += [f"{name}={value}" for name, value in request.properties.items()]
    return " ".join(words) + "\n"


def ask_runner(
    program: Path, requests: Iterable[Request | tuple[str, int, bytes]]
) -> Iterator[dict[str, Any]]:
    """Rust's answers for sections, in order; one process for all.

    An answer has `saved` (hex) and `values` (by path), or `class`, `message` and `unchanged`.
    """
    lines = "".join(_line(Request(*request)) for request in requests)
    result = subprocess.run([program], input=lines, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise RuntimeError(f"the runner ended with {result.returncode}: {result.stderr.strip()}")
    for line in result.stdout.splitlines():
        yield json.loads(line)
