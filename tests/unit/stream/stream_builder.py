# SPDX-License-Identifier: GPL-2.0-or-later
"""Hand-made streams: bytes and description written side by side, by the format's reference."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

Json = dict[str, Any]


def u8(number: int) -> bytes:
    return struct.pack(">B", number)


def u16(number: int) -> bytes:
    return struct.pack(">H", number)


def u32(number: int) -> bytes:
    return struct.pack(">I", number)


def u64(number: int) -> bytes:
    return struct.pack(">Q", number)


def str8(text: str) -> bytes:
    return u8(len(text.encode())) + text.encode()


def field(name: str, info: str, size: int, **more: Any) -> Json:
    return {"name": name, **more, "type": info, "size": size}


def struct_field(name: str, size: int, vmsd: Json, **more: Any) -> Json:
    return {"name": name, **more, "type": "struct", "struct": vmsd, "size": size}


def vmsd(name: str, version: int, *fields: Json, subsections: list[Json] | None = None) -> Json:
    members: Json = {"vmsd_name": name, "version": version, "fields": list(fields)}
    if subsections is not None:
        members["subsections"] = subsections
    return members


def subsection(name: str, version: int) -> bytes:
    """The header of a subsection on the wire."""
    return b"\x05" + str8(name) + u32(version)


class StreamBuilder:
    """Writes a stream element by element; `done` ends it."""

    def __init__(self, machine: str | None = "none", page_size: int = 4096) -> None:
        self.data = b"QEVM" + u32(3)
        self.page_size = page_size
        self.devices: list[Any] = []
        self.footers = True
        self._next_id = 0
        if machine is not None:
            self.data += b"\x07" + u32(len(machine)) + machine.encode()

    def raw(self, data: bytes) -> StreamBuilder:
        self.data += data
        return self

    def footer(self, section_id: int) -> None:
        if self.footers:
            self.data += b"\x7e" + u32(section_id)

    def start(self, name: str, instance: int, version: int, kind: int = 4) -> int:
        section_id = self._next_id
        self._next_id += 1
        self.data += u8(kind) + u32(section_id) + str8(name) + u32(instance) + u32(version)
        return section_id

    def full(
        self, name: str, body: bytes, description: Any = None, instance: int = 0, version: int = 1
    ) -> StreamBuilder:
        """A FULL section; a description without a name is given this one's."""
        section_id = self.start(name, instance, version)
        self.data += body
        self.footer(section_id)
        if isinstance(description, dict):
            description = {"name": name, "instance_id": instance, **description}
        if description is not None:
            self.devices.append(description)
        return self

    def old_style(self, name: str, body: bytes) -> StreamBuilder:
        size = len(body)
        fields = [{"name": "data", "size": size, "type": "buffer"}]
        return self.full(name, body, {"size": size, "fields": fields})

    def iterated(self, name: str, parts: list[bytes], version: int = 1) -> StreamBuilder:
        """START, PARTs and END with these payloads."""
        section_id = self.start(name, 0, version, kind=1)
        for number, payload in enumerate(parts):
            if number:
                self.data += u8(3 if number == len(parts) - 1 else 2) + u32(section_id)
            self.data += payload
            self.footer(section_id)
        return self

    def ram(
        self, blocks: dict[str, int], data_pages: int = 1, zero_pages: int = 3
    ) -> StreamBuilder:
        """Guest memory; its pages all in the first block."""
        names = list(blocks)
        start = u64(sum(blocks.values()) | 0x04)
        for name, size in blocks.items():
            start += str8(name) + u64(size)
        pages = u64(0x02) + str8(names[0]) + b"\0"
        for number in range(1, zero_pages):
            pages += u64(number * self.page_size | 0x22) + b"\0"
        for number in range(zero_pages, zero_pages + data_pages):
            page = bytes([number % 255 + 1]) * self.page_size
            pages += u64(number * self.page_size | 0x28) + page
        end = u64(0x10)
        return self.iterated("ram", [start + end, pages + end, end], version=4)

    def command(self, code: int, payload: bytes = b"") -> StreamBuilder:
        return self.raw(b"\x08" + u16(code) + u16(len(payload)) + payload)

    def description(self) -> str:
        return json.dumps({"page_size": self.page_size, "devices": self.devices})

    def done(self, description: str | bytes | None = None) -> bytes:
        text = self.description() if description is None else description
        encoded = text.encode() if isinstance(text, str) else text
        return self.data + b"\0\x06" + u32(len(encoded)) + encoded

    def write(self, path: Path, description: str | bytes | None = None) -> Path:
        path.write_bytes(self.done(description))
        return path
