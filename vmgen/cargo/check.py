# SPDX-License-Identifier: GPL-2.0-or-later
"""`cargo check` or `cargo clippy` on generated crates; their messages become diagnostics."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from vmgen.cargo.failure import cause_of, without_bindings
from vmgen.cargo.origin import Origin, Origins, Span
from vmgen.diagnostics import Diagnostics, Position
from vmgen.model.nodes import Device
from vmgen.plan import Dialect
from vmgen.render.workspace import LOCK, support_folder
from vmgen.tools.limits import DEFAULT
from vmgen.tools.run import Ran, needs_tool, run_tool, saying
from vmgen.write.sign import state_of


def cargo_check(
    workspace: Path,
    crates: Sequence[str],
    diagnostics: Diagnostics,
    devices: Callable[[], Sequence[Device]] = tuple,
    *,
    lint: bool = False,
    environment: Mapping[str, str] | None = None,
    tree: bool = False,
    seconds: float = DEFAULT.cargo,
) -> bool:
    """Check these crates of a workspace; whether they could be checked at all.

    Errors are noted as VM402: one in a generated file at the line of the spec of `devices` that
    caused it, any other where it is. Warnings about these crates are VM415; with `lint` clippy
    looks, too. In a source `tree`, what is wrong with other files is the tree's fault (VM418).
    """
    tool = "clippy" if lint else "check"
    if lint:
        needs_tool("cargo-clippy")
    arguments = [tool, "--quiet", "--keep-going", "--message-format=json"]
    for crate in crates:
        arguments += ["--package", crate]
    ran = run_tool("cargo", arguments, seconds, cwd=workspace, environment=environment)
    before, said = len(diagnostics), [ran.errors]
    printed = list(entries(ran.output))
    found = list(compiler_messages(printed))
    foreign = "VM418" if tree else "VM402"
    messages = Messages(workspace, devices() if found else (), diagnostics, foreign)
    for message in found:
        level = message["level"]
        if level == "error" or (level == "warning" and messages.in_crate(message)):
            messages.note(message)
        if level == "error" and not message["spans"]:  # of a file or a tool, as a disk that is full
            said.append(str(message.get("rendered") or message["message"]))
    codes = {item.code for item in list(diagnostics)} if len(diagnostics) > before else set()
    finished = any(entry.get("reason") == "build-finished" for entry in printed)
    if (ran.status == 0 and finished) or "VM402" in codes:
        return True
    if not codes & {"VM412", "VM418"}:
        ran = ran._replace(errors="\n".join(said))
        _cargo_failed(workspace, tool, ran, diagnostics, tree=tree)
    return False


def _cargo_failed(
    workspace: Path, tool: str, ran: Ran, diagnostics: Diagnostics, *, tree: bool
) -> None:
    """cargo itself failed, or a tool that it needs: why, by what it said."""
    where = Position(str(workspace / "Cargo.toml"))
    if ran.status == 0:
        message = saying("`cargo` says that all is well, but not that it has built", ran.output)
        diagnostics.add("VM422", Position("cargo"), message)
        return
    code = cause_of(ran.errors) or ("VM418" if tree else "VM421")
    message = saying(f"cargo {tool} failed", ran.errors.strip() or ran.output)
    if code == "VM412":
        message = "the tree has no generated bindings: cargo cannot check"
    diagnostics.add(code, where, message)


def verdict(diagnostics: Diagnostics, *, lint: bool = False) -> str:
    """What the findings of `cargo_check` come to, for a summary."""
    tool = "clippy" if lint else "check"
    if diagnostics.failed:
        return f"cargo {tool} failed"
    count = sum(item.code == "VM415" for item in diagnostics)
    warnings = f" with {count} warning{'s' * (count != 1)}" if count else ""
    return f"cargo {tool} passed{warnings}"


def seed_lock(workspace: Path, dialect: Dialect) -> None:
    """Begin a workspace with the versions that vmgen is tried with.

    Without a lock cargo asks its registry for the newest ones: no build would be like another, and
    none possible without a network.
    """
    lock = workspace / LOCK
    with suppress(OSError):  # then cargo says what is wrong with the folder
        if not lock.exists():
            shutil.copyfile(support_folder(dialect) / LOCK, lock)


def entries(output: str) -> Iterator[dict[str, Any]]:
    """The objects in what cargo printed with `--message-format=json`, one a line."""
    for line in output.split("\n"):
        with suppress(ValueError, RecursionError):
            entry = json.loads(line)
            if isinstance(entry, dict):
                yield entry


def compiler_messages(printed: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The compiler's messages in what cargo printed; what is not formed like one is left out."""
    for entry in printed:
        message = entry.get("message")
        if entry.get("reason") == "compiler-message" and isinstance(message, dict):
            texts = (message.get("level"), message.get("message"))
            code, spans = message.get("code") or {}, message.get("spans")
            if (
                all(isinstance(text, str) for text in texts)
                and isinstance(code, dict)
                and isinstance(spans, list)
                and all(map(_is_span, spans))
            ):
                yield message


def _is_span(span: object) -> bool:
    """Whether this is a place in a file, with the macro calls that it comes from."""
    while isinstance(span, dict):
        numbers = (span.get(key) for key in _NUMBERS)
        if not all(type(number) is int for number in numbers):
            return False
        if not isinstance(span.get("file_name"), str) or "is_primary" not in span:
            return False
        if span.get("expansion") is None:
            return True
        expansion = span["expansion"]
        span = expansion.get("span") if isinstance(expansion, dict) else None
    return False


_NUMBERS = ("line_start", "line_end", "column_start", "column_end")


class Messages:
    """Turns the compiler's messages about crates of a workspace into diagnostics."""

    def __init__(
        self,
        workspace: Path,
        devices: Sequence[Device],
        diagnostics: Diagnostics,
        foreign: str = "VM402",
    ) -> None:
        """`foreign` is the code for an error in a file of no crate of the devices."""
        self._workspace = workspace
        self._foreign = foreign
        self._origins = {f"hw/{item.category}/{item.crate}/": Origins(item) for item in devices}
        self._diagnostics = diagnostics

    def in_crate(self, message: dict[str, Any]) -> bool:
        """Whether a message is about a file of one of the devices' crates."""
        span = self._span(message)
        return span is not None and self._device(span) is not None

    def note(self, message: dict[str, Any]) -> None:
        """Note one message, in the spec if a generated file is at fault."""
        span = self._span(message)
        if span is None:
            return  # "aborting due to ..."
        code = "VM402" if message["level"] == "error" else "VM415"
        rustc = (message.get("code") or {}).get("code") or ""
        text = f"{message['message']}{f' [{rustc}]' if rustc else ''}"
        file = self._workspace / span["file_name"]
        same_line = span["line_start"] == span["line_end"]
        end = span["column_end"] if same_line else 0
        place = Position(str(file), span["line_start"], span["column_start"], end)
        origins = self._device(span)
        if origins is None and code == "VM402":
            unbuilt = self._foreign == "VM418" and without_bindings(text)
            code = "VM412" if unbuilt else self._foreign
        source = _read(file)
        if origins is None or not source:
            self._diagnostics.add(code, place, text)
            return
        lines, at = source.splitlines(), Span(place.line, place.column, place.end_column)
        if state_of(source) == "foreign":
            self._author(code, place, text, origins.asked_for(lines, at, _quoted(message), rustc))
        else:
            self._generated(code, place, text, origins.find(lines, at))

    def _author(self, code: str, place: Position, text: str, origin: Origin | None) -> None:
        """A message about a file of the author's stays there."""
        if origin is not None:
            text = f"{text}; see {_here(origin.position)}: {origin.what}"
        mend = f"Write {origin.wanted} in this file." if origin and origin.wanted else ""
        self._diagnostics.add(code, place, text, mend=mend)

    def _generated(self, code: str, place: Position, text: str, origin: Origin | None) -> None:
        if origin is None:
            self._diagnostics.add(code, place, text)
            return
        text = f"{text}, in what became of {origin.what}: {_here(place)}"
        mend = ""
        if origin.wanted:
            mend = f"device.rs must have {origin.wanted}; else mend this line of the spec."
        self._diagnostics.add(code, origin.position, text, mend=mend)

    def _device(self, span: dict[str, Any]) -> Origins | None:
        found = (item for folder, item in self._origins.items() if folder in span["file_name"])
        return next(found, None)

    def _span(self, message: dict[str, Any]) -> dict[str, Any] | None:
        """Where a message points: in a crate of the devices, if any of its primary spans does."""
        chains = [list(_chain(span)) for span in message["spans"] if span["is_primary"]]
        for span in (item for chain in chains for item in chain):
            if self._device(span) is not None:
                return span
        for span in (item for chain in chains for item in chain):
            if _is_file(self._workspace / span["file_name"]):
                return span
        return chains[0][-1] if chains else None


def _chain(span: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A span and the macro calls that it comes from, the innermost first."""
    yield span
    while span.get("expansion"):
        span = span["expansion"]["span"]
        yield span


def _quoted(message: dict[str, Any]) -> list[str]:
    """Names in a message: of what is missing, of types and methods."""
    return re.findall(r"`&?(\w+)", message["message"])


def _is_file(file: Path) -> bool:
    with suppress(OSError):  # a name that no file can have
        return file.is_file()
    return False


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def _here(position: Position) -> str:
    """A position as seen from the working folder."""
    return str(position).removeprefix(f"{Path.cwd()}/")
