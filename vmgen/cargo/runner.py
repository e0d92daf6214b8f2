# SPDX-License-Identifier: GPL-2.0-or-later
"""Builds and talks to the runner (`vmgen.render.runner`): Rust's answer for one section each."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from vmgen.cargo.check import seed_lock
from vmgen.cargo.failure import cause_of
from vmgen.cargo.todo import Todo, todo_at
from vmgen.diagnostics import Position, VmgenError
from vmgen.model.nodes import Device
from vmgen.plan import Dialect
from vmgen.render.runner import FOLDER, render_runner
from vmgen.tools.child import Child, ChildEnded
from vmgen.tools.limits import DEFAULT
from vmgen.tools.lock import locked
from vmgen.tools.run import run_tool, saying
from vmgen.vectors.settings import Setting, setting_text

_OPEN = "not yet implemented"
"""How the message of a `todo!` begins."""

PATIENCE = 60.0
"""Seconds for the answer to one section; they take less than one ms."""


def build_runner(
    devices: Sequence[Device], dialect: Dialect, tree: Path, seconds: float = DEFAULT.cargo
) -> Path:
    """Write the runner into the tree's build output and compile it; returns the program.

    `VmgenError` VM402 if it does not compile: then a device's author changed what the runner reads;
    VM420 where it cannot be written.
    """
    try:
        return _build_runner(devices, dialect, tree, seconds)
    except OSError as error:
        where = Position(str(error.filename or tree))
        message = f"the runner cannot be written: {error.strerror}"
        raise VmgenError.single("VM420", where, message) from None


def _build_runner(devices: Sequence[Device], dialect: Dialect, tree: Path, seconds: float) -> Path:
    files = render_runner(devices, dialect)
    folder, target = tree / FOLDER, tree / "target" / "runner"
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder):  # two builds for other devices write the same files
        for file in files:
            path = tree / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists() or path.read_bytes() != file.text.encode():
                path.write_text(file.text, encoding="utf-8")
        seed_lock(folder, dialect)
        command = ["build", "--quiet", "--target-dir", str(target.resolve())]
        ran = run_tool("cargo", command, seconds, cwd=folder)
        if ran.status != 0:
            where = Position(str(folder / "src" / "main.rs"))
            message = saying("the runner failed", ran.errors.strip() or ran.output)
            raise VmgenError.single(cause_of(ran.errors) or "VM402", where, message)
        program = target / "debug" / "vmgen-runner"
        if not program.is_file():
            message = saying("`cargo` says that all is well, but has built nothing", ran.output)
            raise VmgenError.single("VM422", Position("cargo"), message)
        return _kept(program, "".join(file.text for file in files))


def _kept(program: Path, source: str) -> Path:
    """The program under a name of its own, which the build for other devices does not replace."""
    digest = hashlib.sha256(source.encode()).hexdigest()[:12]
    kept = program.with_name(f"{program.name}-{digest}")
    if kept.exists() and kept.stat().st_mtime_ns == program.stat().st_mtime_ns:
        return kept
    new = program.with_name(f"{kept.name}.{os.getpid()}")
    shutil.copy2(program, new)
    return new.replace(kept)


class Request(NamedTuple):
    """A section for a new device of a crate, whose properties are set first."""

    crate: str
    version: int
    body: bytes
    properties: Mapping[str, Setting] = {}


def _line(request: Request) -> bytes:
    words = [request.crate, str(request.version), request.body.hex()]
    words += [f"{name}={setting_text(value)}" for name, value in request.properties.items()]
    return " ".join(words).encode()


class RunnerDied(Exception):
    """The runner panicked, was killed, or gave no answer in time: never a section's fault.

    `todo` is where, if it came to an open `todo!` of the author's.
    """

    def __init__(self, message: str, todo: Todo | None = None) -> None:
        super().__init__(message)
        self.todo = todo


class Runner:
    """The running program. A context manager; one that died starts anew with the next section.

    One section is under way at a time, so neither side ever waits for the other to read, and what
    is between `send` and `receive` runs while Rust is at work. `memory` limits the address space of
    the process, in bytes.
    """

    def __init__(
        self, program: Path, *, patience: float = PATIENCE, memory: int | None = None
    ) -> None:
        self._program = program
        self._child = Child([program], patience, memory)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._child.close()

    def ask(self, request: Request) -> dict[str, Any]:
        """Rust's answer to a section; see `receive`."""
        self.send(request)
        return self.receive()

    def send(self, request: Request) -> None:
        """Give it a section. `RunnerDied` if it is not there to take it."""
        try:
            if not self._child.running:
                self._child.start()
            self._child.send(_line(request))
        except ChildEnded as error:
            raise RunnerDied(str(error)) from None
        except OSError as error:
            raise RunnerDied(f"{self._program} does not start: {error.strerror}") from None

    def receive(self) -> dict[str, Any]:
        """The answer to what was sent; `RunnerDied` if there is none.

        It has `saved` (hex) and `values` (by path), or `class`, `message`, `unchanged` and, if it
        changed, `values`; and `peak`, the bytes that were allocated at most during the load.
        """
        if not self._child.running:
            raise RunnerDied("the runner is not running")
        try:
            line = next(self._child.lines())
            answer: dict[str, Any] = json.loads(line)
        except ChildEnded as error:
            raise RunnerDied(str(error)) from None
        except ValueError:
            said = self._child.end(f"it answers `{line[:80].decode(errors='replace')}`")
            raise RunnerDied(said) from None
        if "panic" in answer:
            self._child.end("it panicked")
            raise _panicked(answer["panic"], answer["file"], answer["line"])
        return answer


def _panicked(message: str, file: str, line: int) -> RunnerDied:
    if message.startswith(_OPEN):
        todo = todo_at(file, line)
        return RunnerDied(str(todo), todo)
    file = file.removeprefix(f"{Path.cwd()}/")
    return RunnerDied(f"it panicked at {file}:{line}: {message}")


def ask_runner(
    program: Path, requests: Iterable[Request | tuple[str, int, bytes]]
) -> Iterator[dict[str, Any]]:
    """Rust's answers for sections, in order; one process for all. See `Runner.receive`."""
    with Runner(program) as runner:
        for request in requests:
            yield runner.ask(Request(*request))
