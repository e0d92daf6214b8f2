# SPDX-License-Identifier: GPL-2.0-or-later
"""The lines between vmgen and `vmgen-engine`, and what they say (`qemu/vmgen_engine.c`)."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from vmgen.layout import LayoutError
from vmgen.layout.members import Json, parse_json

PROTOCOL = 1
"""The number behind the name in the engine's first line; another one is of another vmgen."""

HELLO = "vmgen-engine"


class Kind(StrEnum):
    """What has become of a request."""

    SAVED = "saved"
    UNNEEDED = "unneeded"
    """Loaded; the device says that its section need not be sent."""
    REFUSED = "refused"
    UNSAVED = "unsaved"
    """Loaded, and the save fails."""
    UNREALIZED = "unrealized"
    ERROR = "error"
    """The request cannot be: no such type, description or property."""
    CRASHED = "crashed"
    """The device ended its process, or gave no answer in time."""


class Reply(NamedTuple):
    """What a device made of a request."""

    kind: Kind
    body: bytes | None = None
    """What was saved; of a refusal what is saved afterwards, None where nobody looked."""
    description: Json | None = None
    """Of what was saved, by QEMU's own writer: as a stream has it for a section."""
    message: str = ""


class DeviceType(NamedTuple):
    """A type of device that has a description."""

    name: str
    parent: str
    abstract: bool
    version: int
    minimum: int
    description: str
    """The name of the description."""


class NoReplyError(ValueError):
    """A line that is none of the engine's."""


def request(verb: str, type_name: str, flags: str, words: list[str]) -> str:
    """`load` or `save`."""
    return " ".join([verb, type_name, flags or "-", *words])


def hello(line: str) -> tuple[int, str] | None:
    """The protocol and the version of QEMU in an engine's first line; None if it is none."""
    words = line.split()
    if len(words) < 2 or words[0] != HELLO or not words[1].isdecimal():
        return None
    return int(words[1]), " ".join(words[2:])


def reply(line: str) -> Reply:
    """The answer in a line. Raises `NoReplyError`."""
    word, _, rest = line.rstrip("\n").partition(" ")
    try:
        kind = Kind(word)
        if kind is Kind.SAVED:
            body, _, description = rest.partition(" ")
            return Reply(kind, _bytes(body), parse_json(description.encode()))
        if kind is Kind.REFUSED:
            status, body, message = f"{rest}  ".split(" ", 2)
            after = None if body == "-" else _bytes(body)
            return Reply(kind, after, message=_message(int(status), message))
        if kind is Kind.UNSAVED:
            status, _, message = rest.partition(" ")
            return Reply(kind, message=_message(int(status), message))
        return Reply(kind, message=rest.strip())
    except (ValueError, LayoutError):
        raise NoReplyError(f"it answers `{line.strip()[:80]}`") from None


def device_types(lines: Iterator[str]) -> Iterator[DeviceType]:
    """The answer to `devices`, up to its end. Raises `NoReplyError`."""
    for line in lines:
        words = line.rstrip("\n").split(" ", 6)
        if words == ["end"]:
            return
        try:
            _, name, parent, kind, version, minimum, description = words
            yield DeviceType(
                name, parent, kind == "abstract", int(version), int(minimum), description
            )
        except ValueError:
            raise NoReplyError(f"it answers `{line.strip()[:80]}`") from None


def _message(status: int, text: str) -> str:
    return text.strip() or f"error {status}"


def _bytes(text: str) -> bytes:
    return b"" if text == "-" else bytes.fromhex(text)
