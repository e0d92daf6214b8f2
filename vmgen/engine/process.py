# SPDX-License-Identifier: GPL-2.0-or-later
"""A running QEMU with `vmgen-engine` in it: one request at a time, whatever becomes of it."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from vmgen.diagnostics import Position, VmgenError
from vmgen.engine.protocol import (
    PROTOCOL,
    DeviceType,
    Kind,
    NoReplyError,
    Reply,
    device_types,
    hello,
    reply,
    request,
)
from vmgen.tools.limits import DEFAULT
from vmgen.tools.scratch import temporary_file

_WORDS = (
    # Clocks that stand still; where there is no qtest, tcg does as well, but its clock runs.
    *("-M", "none", "-accel", "qtest", "-accel", "tcg", "-rtc", "base=2000-01-01,clock=vm"),
    *("-display", "none", "-nodefaults", "-serial", "none", "-parallel", "none"),
    *("-monitor", "none", "-device", "vmgen-engine"),
)
_MOST_SAID = 1 << 16
"""Bytes of the standard error that are looked at for a last message."""
_NO_SUCH_DEVICE = "'vmgen-engine' is not a valid device"


class Engine:
    """The process. A context manager; one that died starts anew with the next request.

    `seconds` is the limit for each answer. `VmgenError` VM431 where the binary does not start, is
    no QEMU, or has no engine of this protocol.
    """

    def __init__(self, binary: Path, seconds: float = DEFAULT.engine) -> None:
        self.binary = binary
        self.version = ""
        """Of QEMU, as it says itself."""
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._messages = temporary_file()
        self._heard = 0
        """Up to where the standard error is of requests that are answered."""
        self._pending = bytearray()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()
        self._messages.close()

    def start(self) -> None:
        """Look whether it can be asked at all."""
        if self._process is None:
            self._start()

    def devices(self) -> list[DeviceType]:
        """All types of devices that have a description."""
        try:
            self._send("devices")
            return list(device_types(self._lines()))
        except (_Died, NoReplyError) as error:
            raise self._no_engine(
                f"it does not tell its devices: {self._end(str(error))}"
            ) from None

    def load(
        self,
        type_name: str,
        version: int,
        body: bytes,
        settings: Mapping[str, str],
        *,
        realize: bool,
        look: bool = False,
    ) -> Reply:
        """What a new device makes of a section's body; with `look` also what a refusal left."""
        flags = "r" * realize + "l" * look
        words = [str(version), body.hex() or "-", *_settings(settings)]
        return self._ask(request("load", type_name, flags, words))

    def save(self, type_name: str, settings: Mapping[str, str], *, realize: bool) -> Reply:
        """What a device saves that was just reset."""
        return self._ask(request("save", type_name, "r" * realize, _settings(settings)))

    def _ask(self, line: str) -> Reply:
        try:
            self._send(line)
            found = reply(next(self._lines()))
        except (_Died, NoReplyError) as error:
            return Reply(Kind.CRASHED, message=self._end(str(error)))
        said = self._said()
        if found.kind is Kind.CRASHED and said:
            return found._replace(message=f"{found.message}: {said}")
        return found

    # -- lines -------------------------------------------------------------------------------------

    def _send(self, line: str) -> None:
        process = self._process or self._start()
        assert process.stdin is not None
        try:
            process.stdin.write(line.encode() + b"\n")
            process.stdin.flush()
        except OSError:
            raise _Died("") from None

    def _lines(self) -> Iterator[str]:
        """Its next lines, all of them within the time for one answer. Raises `_Died`."""
        process = self._process
        assert process is not None and process.stdout is not None
        deadline = time.monotonic() + self._seconds
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while True:
                line, found, rest = self._pending.partition(b"\n")
                if found:
                    self._pending = rest
                    yield line.decode(errors="replace")
                    continue
                if not selector.select(deadline - time.monotonic()):
                    raise _Died(f"no answer within {self._seconds:g} s")
                news = os.read(process.stdout.fileno(), 1 << 16)
                if not news:
                    raise _Died("")
                self._pending += news

    # -- the process -------------------------------------------------------------------------------

    def _start(self) -> subprocess.Popen[bytes]:
        self._pending.clear()
        try:
            self._process = subprocess.Popen(
                [self.binary, *_WORDS],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._messages,
                start_new_session=True,  # with the copies of itself that it makes
            )
        except OSError as error:
            raise self._no_engine(f"it does not start: {error.strerror}") from None
        try:
            first = next(self._lines())
        except _Died as error:
            said = self._end(str(error))
            if _NO_SUCH_DEVICE in said:
                raise self._no_engine("this QEMU has no device `vmgen-engine`") from None
            raise self._no_engine(f"it is no QEMU with `vmgen-engine`: {said}") from None
        told = hello(first)
        if told is None:
            self._stop()
            raise self._no_engine(f"it is no QEMU with `vmgen-engine`: it says `{first[:80]}`")
        if told[0] != PROTOCOL:
            self._stop()
            other = f"its engine has protocol {told[0]}, and this vmgen {PROTOCOL}"
            raise self._no_engine(other)
        self.version = told[1]
        return self._process

    def _end(self, why: str) -> str:
        """Stop it; why it ended, with the last that it said."""
        process = self._process
        if process is not None and not why:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=self._seconds)
        status = self._stop()
        why = why or _ended(status)
        said = self._said()
        return f"{why}: {said}" if said else why

    def _stop(self) -> int | None:
        process, self._process = self._process, None
        if process is None:
            return None
        assert process.stdin is not None and process.stdout is not None
        ended = process.poll()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.stdout.close()
        with suppress(OSError):  # a broken pipe, with something still in it
            process.stdin.close()
        return process.wait() if ended is None else ended

    def _said(self) -> str:
        """The last line on its standard error since it was asked last."""
        file = self._messages.fileno()
        start, self._heard = self._heard, os.fstat(file).st_size
        start = max(start, self._heard - _MOST_SAID)
        text = os.pread(file, self._heard - start, start).decode(errors="replace")
        lines = [line for line in map(str.strip, text.splitlines()) if line]
        return lines[-1] if lines else ""

    def _no_engine(self, message: str) -> VmgenError:
        return VmgenError.single("VM431", Position(str(self.binary)), message)


class _Died(Exception):
    """The process ended, or has no answer in time: why, if not by itself."""


def _settings(settings: Mapping[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in sorted(settings.items())]


def _ended(status: int | None) -> str:
    if status is not None and status < 0:
        return f"it ended with {signal.Signals(-status).name}"
    return f"it ended with status {status}"
