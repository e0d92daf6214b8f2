# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs a program of the Rust toolchain: whatever it does ends in a result or a finding."""

from __future__ import annotations

import os
import selectors
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple, NoReturn

from vmgen.diagnostics import Position, VmgenError
from vmgen.tools.scratch import temporary_file

MOST_OUTPUT = 256 << 20
"""Bytes that a tool may print: cargo's messages about thousands of crates are less."""

_CHUNK = 1 << 16
_SHOWN = 2000
"""Characters of what a tool said that are shown, of its beginning and of its end."""


class Ran(NamedTuple):
    """What a program that ended by itself left: its exit status, and what it printed."""

    status: int
    output: str
    errors: str


def needs_tool(name: str) -> str:
    """The whole path of a tool of the Rust toolchain; `VmgenError` VM401 where there is none."""
    found = shutil.which(name)
    if found is None:
        raise VmgenError.single("VM401", Position(name), f"`{name}` is not on the PATH{_odd(name)}")
    return str(Path.cwd() / found)


def _odd(name: str) -> str:
    """What is on the PATH instead of a program of that name, if anything is."""
    for folder in os.get_exec_path():
        file = Path(folder, name)
        if os.path.lexists(file):
            return f"; {file} is no program that can be run"
    return ""


def run_tool(
    name: str,
    arguments: Sequence[str],
    seconds: float,
    *,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    given: str = "",
) -> Ran:
    """Run a tool to its end. It reads what is `given`, and what it prints need not be UTF-8.

    `VmgenError` VM401 where it does not start, VM422 where a signal ended it or it prints without
    an end, VM423 where it has not ended after `seconds`. Then all that it started is ended, too.
    VM424 where what it reads cannot be written.
    """
    program = needs_tool(name)
    with _readable(given) as source:
        process = _started(name, [program, *arguments], source, cwd, environment)
    with process:
        try:
            output, errors = _drained(name, process, seconds)
        except BaseException:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise
    if process.returncode < 0:
        message = f"`{name}` was ended by {_signal(-process.returncode)}"
        _failed("VM422", name, message, output, errors)
    return Ran(process.returncode, *(text.decode(errors="replace") for text in (output, errors)))


@contextmanager
def _readable(text: str) -> Iterator[IO[bytes] | int]:
    """A text as a file to read from: a pipe would have to be filled while others are emptied."""
    if not text:
        yield subprocess.DEVNULL
        return
    with temporary_file(text.encode()) as file:
        yield file


def _started(
    name: str,
    command: Sequence[str],
    source: IO[bytes] | int,
    cwd: Path | None,
    environment: Mapping[str, str] | None,
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            command,
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            env=environment,
            process_group=0,
        )
    except OSError as error:
        _does_not_start(name, command[0], cwd, error)


def _does_not_start(name: str, program: str, cwd: Path | None, error: OSError) -> NoReturn:
    if cwd is not None and not cwd.is_dir():
        message = f"`{name}` cannot run in this folder: {error.strerror}"
        raise VmgenError.single("VM420", Position(str(cwd)), message) from None
    message = f"`{name}` does not start: {error.strerror}"
    raise VmgenError.single("VM401", Position(program), message) from None


def _drained(name: str, process: subprocess.Popen[bytes], seconds: float) -> tuple[bytes, bytes]:
    """What a process prints until it has ended, and nobody prints for it any more."""
    assert process.stdout is not None and process.stderr is not None
    output, errors = bytearray(), bytearray()
    end = time.monotonic() + seconds
    hangs = f"`{name}` has not ended after {seconds:g} s"
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ, output)
        selector.register(process.stderr, selectors.EVENT_READ, errors)
        while selector.get_map():
            left = end - time.monotonic()
            if left <= 0 or not (ready := selector.select(left)):
                _failed("VM423", name, hangs, output, errors)
            for key, _ in ready:
                chunk = os.read(key.fd, _CHUNK)
                key.data.extend(chunk)
                if not chunk:
                    selector.unregister(key.fileobj)
            if len(output) + len(errors) > MOST_OUTPUT:
                message = f"`{name}` prints without an end: more than {MOST_OUTPUT >> 20} MiB"
                _failed("VM422", name, message, output, errors)
    try:
        process.wait(max(0.0, end - time.monotonic()))
    except subprocess.TimeoutExpired:
        _failed("VM423", name, hangs, output, errors)
    return bytes(output), bytes(errors)


_Bytes = bytes | bytearray


def _failed(code: str, name: str, message: str, output: _Bytes, errors: _Bytes) -> NoReturn:
    """Raise a finding about a tool, with the end of what it said."""
    said = (errors if errors.strip() else output).decode(errors="replace")
    raise VmgenError.single(code, Position(name), saying(message, said))


def saying(message: str, said: str) -> str:
    """A message with what a tool said, without its middle where that is long."""
    said = said.strip()
    if len(said) > 2 * _SHOWN:
        said = f"{said[:_SHOWN]}\n...\n{said[-_SHOWN:]}"
    return f"{message}:\n{said}" if said else message


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
