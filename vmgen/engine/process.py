# SPDX-License-Identifier: GPL-2.0-or-later
"""A running QEMU with `vmgen-engine` in it: one request at a time, whatever becomes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
from vmgen.tools.child import Child, ChildEnded
from vmgen.tools.limits import DEFAULT

_WORDS = (
    # Clocks that stand still; where there is no qtest, tcg does as well, but its clock runs.
    *("-M", "none", "-accel", "qtest", "-accel", "tcg", "-rtc", "base=2000-01-01,clock=vm"),
    *("-display", "none", "-nodefaults", "-serial", "none", "-parallel", "none"),
    *("-monitor", "none", "-device", "vmgen-engine"),
)
_NO_SUCH_DEVICE = "'vmgen-engine' is not a valid device"


class Engine:
    """The process. A context manager; one that died starts anew with the next request.

    `seconds` is the limit for each answer, `more` are words of QEMU's command line, as for what
    devices have behind them. `VmgenError` VM431 where the binary does not start, is
    no QEMU, or has no engine of this protocol.
    """

    def __init__(
        self, binary: Path, seconds: float = DEFAULT.engine, more: Sequence[str] = ()
    ) -> None:
        self.binary = binary
        self.version = ""
        """Of QEMU, as it says itself."""
        self.child = Child([binary, *more, *_WORDS], seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.child.close()

    def start(self) -> None:
        """Look whether it can be asked at all."""
        if not self.child.running:
            self._start()

    def devices(self) -> list[DeviceType]:
        """All types of devices that have a description."""
        try:
            return list(device_types(self._answers("devices")))
        except (ChildEnded, NoReplyError) as error:
            said = self.child.end(str(error))
            raise self._no_engine(f"it does not tell its devices: {said}") from None

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
            found = reply(next(self._answers(line)))
        except (ChildEnded, NoReplyError) as error:
            return Reply(Kind.CRASHED, message=self.child.end(str(error)))
        said = self.child.said()
        if found.kind is Kind.CRASHED and said:
            return found._replace(message=f"{found.message}: {said}")
        return found

    def _answers(self, line: str) -> Iterator[str]:
        self.start()
        self.child.send(line.encode())
        return (answer.decode(errors="replace") for answer in self.child.lines())

    def _start(self) -> None:
        try:
            self.child.start()
            first = next(self.child.lines()).decode(errors="replace")
        except OSError as error:
            raise self._no_engine(f"it does not start: {error.strerror}") from None
        except ChildEnded as error:
            if _NO_SUCH_DEVICE in str(error):
                raise self._no_engine("this QEMU has no device `vmgen-engine`") from None
            raise self._no_engine(f"it is no QEMU with `vmgen-engine`: {error}") from None
        told = hello(first)
        if told is None:
            self.child.end("it is none")
            raise self._no_engine(f"it is no QEMU with `vmgen-engine`: it says `{first[:80]}`")
        if told[0] != PROTOCOL:
            self.child.end("it is another")
            other = f"its engine has protocol {told[0]}, and this vmgen {PROTOCOL}"
            raise self._no_engine(other)
        self.version = told[1]

    def _no_engine(self, message: str) -> VmgenError:
        return VmgenError.single("VM431", Position(str(self.binary)), message)


def _settings(settings: Mapping[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in sorted(settings.items())]
