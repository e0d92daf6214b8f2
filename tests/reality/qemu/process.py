# SPDX-License-Identifier: GPL-2.0-or-later
"""One running QEMU: paused, without network or display, driven over QMP and qtest.

Both protocols are lines of text over a socket pair that QEMU inherits: no path, no port, nothing
to wait for. They are spoken by hand on purpose. What is needed of QMP is one request at a time and
its answer; the library `qemu.qmp` is asyncio throughout (its synchronous half is named `legacy`),
and a dependency would not be shorter than the twenty lines here. For qtest there is no library.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

PATIENCE = 300.0
"""Seconds for any one answer, and for a migration."""


class QemuError(AssertionError):
    """QEMU died, was silent for too long or did not do what it was asked."""


@dataclass(frozen=True, slots=True)
class Load:
    """How an incoming migration ended."""

    accepted: bool
    message: str
    """What QEMU said when it refused."""


class _Lines:
    """One end of a socket pair, as lines of text. QEMU gets the other end."""

    def __init__(self) -> None:
        self._socket, self.peer = socket.socketpair()
        self._socket.settimeout(PATIENCE)
        self._file: IO[str] = self._socket.makefile("rw", encoding="utf-8")

    def write(self, line: str) -> None:
        self._file.write(f"{line}\n")
        self._file.flush()

    def read(self) -> str:
        """The next line; empty when QEMU has closed its end."""
        return self._file.readline()

    def close(self) -> None:
        self.peer.close()
        self._socket.close()


class Qemu:
    """A context manager: the process is killed at its end, whatever happened."""

    def __init__(self, binary: Path, machine: str, args: Sequence[str] = ()) -> None:
        self._stderr = tempfile.TemporaryFile(  # noqa: SIM115 (open as long as the process)
            "w+", encoding="utf-8", errors="replace"
        )
        self._monitor, self._qtest = _Lines(), _Lines()
        self.command = [str(binary), "-machine", machine, *self._fixed_args(), *args]
        self._process = subprocess.Popen(
            [*_leash(), *self.command],
            pass_fds=(self._monitor.peer.fileno(), self._qtest.peer.fileno()),
            stdin=subprocess.DEVNULL,
            stdout=self._stderr,
            stderr=self._stderr,
            env={**os.environ, "QEMU_AUDIO_DRV": "none"},
        )
        self._monitor.peer.close()
        self._qtest.peer.close()

    def _fixed_args(self) -> list[str]:
        """Paused, alone, and with our two sockets."""
        return [
            *("-S", "-nodefaults", "-display", "none", "-monitor", "none", "-net", "none"),
            *("-chardev", f"socket,id=qmp,fd={self._monitor.peer.fileno()}"),
            *("-mon", "chardev=qmp,mode=control"),
            *("-chardev", f"socket,id=qtest,fd={self._qtest.peer.fileno()}"),
            *("-object", "qtest,id=qtest0,chardev=qtest,log=none"),
        ]

    def __enter__(self) -> Self:
        try:
            self._read(self._monitor)  # the greeting
            self.qmp("qmp_capabilities")
            self.qmp("migrate-set-parameters", **{"max-bandwidth": 10**11, "downtime-limit": 2000})
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()

    def kill(self) -> None:
        """End the process and everything that belongs to it."""
        self._process.kill()
        self._process.wait()
        self._monitor.close()
        self._qtest.close()
        self._stderr.close()

    # -- requests ----------------------------------------------------------------------------------

    def qmp(self, command: str, **arguments: Any) -> Any:
        """The answer to a command; events are passed over."""
        self._write(self._monitor, json.dumps({"execute": command, "arguments": arguments}))
        while True:
            answer = json.loads(self._read(self._monitor))
            if "error" in answer:
                raise QemuError(f"{command}: {answer['error']['desc']}\n{self._about()}")
            if "return" in answer:
                return answer["return"]

    def qtest(self, command: str) -> int | None:
        """Run a command of the qtest protocol; the number that it read, if it did."""
        self._write(self._qtest, command)
        words = self._read(self._qtest).split()
        if words[:1] != ["OK"]:
            raise QemuError(f"qtest `{command}`: {' '.join(words)}\n{self._about()}")
        return int(words[1], 16) if len(words) > 1 else None

    def save(self, path: Path) -> Path:
        """Migrate to a file."""
        self.qmp("migrate", uri=f"exec:cat > {shlex.quote(str(path))}")
        self._wait()
        return path

    def load(self, path: Path) -> Load:
        """Take a stream in (`-incoming defer`). A QEMU that refuses one exits, with code 1."""
        try:
            self.qmp("migrate-incoming", uri=f"exec:cat {shlex.quote(str(path))}")
            self._wait()
        except QemuError:
            if self.exit_code() != 1:
                raise
            return Load(False, self.messages())
        return Load(True, "")

    def messages(self) -> str:
        """What QEMU has printed so far."""
        self._stderr.seek(0)
        return self._stderr.read().strip()

    def exit_code(self) -> int | None:
        """The exit code, soon after the connection was closed; None if QEMU is still there."""
        try:
            return self._process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            return None

    # -- below -------------------------------------------------------------------------------------

    def _wait(self) -> None:
        """Until the migration is through, in either direction."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            state = self.qmp("query-migrate")
            match state.get("status"):
                case "completed":
                    return
                case "failed" | "cancelled" as status:
                    raise QemuError(f"migration {status}: {state}\n{self._about()}")
            time.sleep(0.01)
        raise QemuError(f"the migration took more than {PATIENCE} s\n{self._about()}")

    def _write(self, lines: _Lines, line: str) -> None:
        with self._blamed(line):
            lines.write(line)

    def _read(self, lines: _Lines) -> str:
        with self._blamed("an answer"):
            line = lines.read()
        if not line:
            raise QemuError(f"QEMU has closed the connection\n{self._about()}")
        return line

    @contextmanager
    def _blamed(self, what: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:  # a timeout, or a broken pipe
            raise QemuError(f"{what}: {error}\n{self._about()}") from error

    def _about(self) -> str:
        """The command line, how it ended and what it printed: for messages."""
        try:
            code: int | str = self._process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            code = "still running"
        command = shlex.join(self.command)
        return f"command: {command}\nexit code: {code}\nit said: {self.messages() or '(nothing)'}"


def _leash() -> list[str]:
    """Makes QEMU end with us even if we are killed and cannot clean up."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL", "--"] if setpriv else []
