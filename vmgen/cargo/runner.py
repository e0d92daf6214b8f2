# SPDX-License-Identifier: GPL-2.0-or-later
"""Builds and talks to the runner (`vmgen.render.runner`): Rust's answer for one section each."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import selectors
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
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
from vmgen.tools.limits import DEFAULT
from vmgen.tools.lock import locked
from vmgen.tools.run import run_tool, saying
from vmgen.tools.scratch import temporary_file
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
    return (" ".join(words) + "\n").encode()


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
        self._patience = patience
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._messages = temporary_file()
        self._selector = selectors.DefaultSelector()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()
        self._selector.close()
        self._messages.close()

    def ask(self, request: Request) -> dict[str, Any]:
        """Rust's answer to a section; see `receive`."""
        self.send(request)
        return self.receive()

    def send(self, request: Request) -> None:
        """Give it a section. `RunnerDied` if it is not there to take it."""
        process = self._process or self._start()
        assert process.stdin is not None
        try:
            process.stdin.write(_line(request))
            process.stdin.flush()
        except OSError:
            raise self._death() from None

    def receive(self) -> dict[str, Any]:
        """The answer to what was sent; `RunnerDied` if there is none.

        It has `saved` (hex) and `values` (by path), or `class`, `message`, `unchanged` and, if it
        changed, `values`; and `peak`, the bytes that were allocated at most during the load.
        """
        process = self._process
        if process is None or process.stdout is None:
            raise RunnerDied("the runner is not running")
        if not self._selector.select(self._patience):
            raise self._death(f"no answer within {self._patience} s")
        line = process.stdout.readline()
        if not line.endswith(b"\n"):
            raise self._death()
        answer: dict[str, Any] = json.loads(line)
        if "panic" in answer:
            self._stop()
            raise _panicked(answer["panic"], answer["file"], answer["line"])
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        limit = None
        if self._memory is not None:
            limits = (self._memory, self._memory)
            limit = lambda: resource.setrlimit(resource.RLIMIT_AS, limits)  # noqa: E731
        self._messages.seek(0)
        self._messages.truncate()
        try:
            process = subprocess.Popen(
                [self._program],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._messages,
                preexec_fn=limit,
            )
        except OSError as error:
            raise RunnerDied(f"{self._program} does not start: {error.strerror}") from None
        assert process.stdout is not None
        self._selector.register(process.stdout, selectors.EVENT_READ)
        self._process = process
        return process

    def _stop(self) -> int | None:
        """End the process; its exit status."""
        process, self._process = self._process, None
        if process is None:
            return None
        assert process.stdin is not None and process.stdout is not None
        self._selector.unregister(process.stdout)
        process.kill()
        process.stdout.close()
        with suppress(OSError):  # a broken pipe, with something still in it
            process.stdin.close()
        return process.wait()

    def _death(self, why: str = "") -> RunnerDied:
        process = self._process
        if process is not None and not why:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=self._patience)
        status = self._stop()
        self._messages.seek(0)
        said = self._messages.read().decode(errors="replace").strip().partition("\n")[0]
        why = why or f"it ended with {status}"
        return RunnerDied(f"{why}: {said}" if said else why)


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
