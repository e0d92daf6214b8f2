# SPDX-License-Identifier: GPL-2.0-or-later
"""A program that answers lines: whatever becomes of it, each question ends."""

from __future__ import annotations

import os
import resource
import select
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from vmgen.tools.scratch import temporary_file

_CHUNK = 1 << 16
_MOST_SAID = 1 << 16
"""Bytes of the standard error that are looked at for a last message."""


class ChildEnded(Exception):
    """The program ended, or has no answer in time: why, and the last that it said."""


class Child:
    """The process, once it is started. It can be started again after it has ended.

    `seconds` is the limit for each question and each answer, `memory` that of its address space in
    bytes. `VmgenError` VM424 where there can be no file for what it says.
    """

    def __init__(
        self, command: Sequence[str | Path], seconds: float, memory: int | None = None
    ) -> None:
        self.seconds = seconds
        self._command = command
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._pending = bytearray()
        self._messages = temporary_file()
        self._heard = 0
        """Up to where the standard error was looked at."""

    @property
    def running(self) -> bool:
        """Whether it was started and is not known to have ended."""
        return self._process is not None

    def start(self) -> None:
        """Start it, in a session with all that it starts itself. `OSError` if it does not start."""
        self._pending.clear()
        self._process = process = subprocess.Popen(
            self._command,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._messages,
            start_new_session=True,
        )
        assert process.stdin is not None
        os.set_blocking(process.stdin.fileno(), False)
        if self._memory is not None:
            resource.prlimit(process.pid, resource.RLIMIT_AS, (self._memory, self._memory))

    def send(self, line: bytes) -> None:
        """Give it a line, without its end. Raises `ChildEnded`."""
        assert self._process is not None and self._process.stdin is not None
        file, left = self._process.stdin.fileno(), memoryview(line + b"\n")
        deadline = time.monotonic() + self.seconds
        while left:
            try:
                left = left[os.write(file, left) :]
            except BlockingIOError:
                self._wait(file, select.POLLOUT, deadline)
            except OSError:
                raise ChildEnded(self.end()) from None

    def lines(self) -> Iterator[bytes]:
        """Its next lines, all of them within the time for one answer. Raises `ChildEnded`."""
        assert self._process is not None and self._process.stdout is not None
        file, deadline = self._process.stdout.fileno(), time.monotonic() + self.seconds
        while True:
            line, found, rest = self._pending.partition(b"\n")
            if found:
                self._pending = rest
                yield bytes(line)
                continue
            self._wait(file, select.POLLIN, deadline)
            news = os.read(file, _CHUNK)
            if not news:
                raise ChildEnded(self.end())
            self._pending += news

    def _wait(self, file: int, event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(file, event)
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise ChildEnded(self.end(f"no answer within {self.seconds:g} s"))

    def end(self, why: str = "") -> str:
        """End it and all that it started; why it ended, if not by itself, and the last it said."""
        process = self._process
        if process is not None and not why:
            try:
                process.wait(timeout=self.seconds)
            except subprocess.TimeoutExpired:
                why = "it has closed its end, and goes on"
        status = self._stop()
        why = why or _ended(status)
        said = self.said()
        return f"{why}: {said}" if said else why

    def close(self) -> None:
        """End it for good."""
        self._stop()
        self._messages.close()

    def _stop(self) -> int | None:
        """The exit status; that of one which ended by itself is its own."""
        process, self._process = self._process, None
        if process is None:
            return None
        assert process.stdin is not None and process.stdout is not None
        ended = process.poll()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.stdout.close()
        process.stdin.close()
        return process.wait() if ended is None else ended

    def said(self) -> str:
        """The last line on its standard error since that was looked at last."""
        file = self._messages.fileno()
        start, self._heard = self._heard, os.fstat(file).st_size
        start = max(start, self._heard - _MOST_SAID)
        text = os.pread(file, self._heard - start, start).decode(errors="replace")
        lines = [line for line in map(str.strip, text.splitlines()) if line]
        return lines[-1] if lines else ""


def _ended(status: int | None) -> str:
    if status is not None and status < 0:
        return f"it ended with {signal.Signals(-status).name}"
    return f"it ended with status {status}"
