# SPDX-License-Identifier: GPL-2.0-or-later
"""The elements of a stream, one after the other: sections, commands, footers, the end.

Source: reference vmstate-wire.md section 2. No length of a section is on the wire. A section ends

- where the private layout of guest memory says so (`ram.py`), or
- where its description adds up to, if a footer stands there, or else
- at the first footer of its own id that is followed by something that can follow a section.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Protocol

from vmgen.layout import LayoutError
from vmgen.layout.from_stream import described
from vmgen.stream.configuration import Configuration
from vmgen.stream.description import Description, parse_description
from vmgen.stream.ram import RAM_NAME, RAM_VERSION, RamReader
from vmgen.stream.section import Kind, Section
from vmgen.stream.source import LONGEST_DESCRIPTION, Source

EOF, START, PART, END, FULL = range(5)
VMDESCRIPTION, COMMAND, FOOTER = 0x06, 0x08, 0x7E
PACKAGED_COMMAND = 7
LAST_COMMAND = 11

LONGEST_SECTION = 256 << 20
"""Bytes of one section by its description; more is taken for a lie."""

LONGEST_SEARCH = 64 << 20
"""How far the footer of a section without a usable description is looked for."""

LONGEST_GUESS = 4 << 20
"""How far the end of such a section is looked for where there are no footers."""

_LONGEST_HEADER = 1 + 4 + 1 + 255 + 4 + 4
_SEARCH_STEP = 1 << 16
_ANY_ELEMENT = re.compile(rb"[\x00-\x04\x08]")


class Hash(Protocol):
    """A hash object of hashlib."""

    def update(self, data: memoryview, /) -> None:
        """Take the next bytes."""

    def hexdigest(self) -> str:
        """The digest of all bytes taken."""


class Walker:
    """Walks the elements from the one after the configuration on.

    `leading` passes the elements that need no description; then `description` may be set; then
    `run` yields the sections, an iterated one when it has ended.
    """

    def __init__(self, source: Source, configuration: Configuration | None, page_size: int) -> None:
        self.source = source
        self.description: Description | None = None
        self.page_size = page_size
        self.commands: list[int] = []
        self.footers: bool | None = None
        "Whether sections have footers; None until the first one has ended."
        self.vmdesc_offset: int | None = None
        "Where byte 06 stands; set ahead if the description is known."
        self.end_offset: int | None = None
        "Offset behind the last thing read."
        self.digest = False
        self.keep = True
        "Whether sections hold their data."
        self.wanted: Callable[[Section], bool] | None = None
        "Which are looked into, if not all; of the others the end is found, and nothing kept."
        capabilities = configuration.capabilities if configuration else []
        self._ignore_shared = "x-ignore-shared" in capabilities
        self._mapped_ram = "mapped-ram" in capabilities
        self._open: dict[int, tuple[Section, RamReader | None]] = {}
        self._hashes: dict[int, Hash] = {}
        self._ready: list[Section] = []

    def leading(self) -> None:
        """Pass guest memory and commands at the front, up to what needs the description."""
        while True:
            head = self.source.peek(_LONGEST_HEADER)
            kind = head[0] if head else None
            if kind in (PART, END):
                known = self._open.get(int.from_bytes(head[1:5], "big"))
                if known is None or known[1] is None:
                    return
            elif kind == START:
                if head[5:9] != b"\x03ram":
                    return
            elif kind != COMMAND:
                return
            self._ready += self._element()

    def run(self) -> Iterator[Section]:
        """The sections, in the order in which they end. Raises StreamError."""
        while self.source.peek(1) != bytes([EOF]):
            yield from self._ready
            self._ready = []
            self._ready += self._element()
        yield from self._ready
        self._ready = []
        for section, _ in self._open.values():
            raise self.source.error(f"the stream ends before section {section.name!r} does")
        self._end()

    def _element(self) -> list[Section]:
        source = self.source
        at = source.offset
        if not source.peek(1):
            raise source.error("the stream ends without its end mark")
        kind = source.number(1, "element")
        if kind == COMMAND:
            self._command()
            return []
        if kind in (PART, END):
            section_id = source.number(4, "section id")
            if section_id not in self._open:
                raise source.error(f"a part of section {section_id}, which has not started", at)
            section, ram = self._open[section_id]
            self._part(section, ram)
            if kind == PART:
                return []
            del self._open[section_id]
            if section_id in self._hashes:
                section.sha256 = self._hashes.pop(section_id).hexdigest()
            return [section]
        if kind not in (START, FULL):
            raise source.error(f"byte {kind:02x} begins no section", at)
        section = self._header("iterated" if kind == START else "full")
        if kind == FULL:
            self._full(section)
            return [section]
        if section.section_id in self._open:
            raise source.error(f"section {section.section_id} starts twice", at)
        ram = None
        if section.name == RAM_NAME:
            if section.version != RAM_VERSION:
                raise source.error(f"ram of version {section.version} is not known", at)
            if self._mapped_ram:
                raise source.error("ram is laid out for mapped-ram, which is not read here", at)
            ram = RamReader(self.page_size, self._ignore_shared)
            section.ram = ram.summary
        self._open[section.section_id] = (section, ram)
        if self.digest:
            import hashlib

            self._hashes[section.section_id] = hashlib.sha256()
        self._part(section, ram)
        return []

    def _header(self, kind: Kind) -> Section:
        source = self.source
        section_id = source.number(4, "section id")
        name = source.text(source.number(1, "section name"), "section name")
        instance = source.number(4, f"{name}: instance id")
        version = source.number(4, f"{name}: version")
        return Section(name, instance, version, section_id, kind, source.offset)

    def _part(self, section: Section, ram: RamReader | None) -> None:
        """The payload of a START, PART or END, and its footer."""
        source = self.source
        start = source.offset
        source.tap = self._hashes.get(section.section_id)
        if ram is not None:
            ram.skip(source)
        else:
            self._search(section, False)
        source.tap = None
        length = source.offset - start
        section.parts.append((start, length))
        section.length += length
        self._footer(section)

    def _full(self, section: Section) -> None:
        source, description = self.source, self.description
        if description is None:
            section.reason = "the stream has no description"
        else:
            section.description = description.find(section.name, section.instance_id)
            if section.description is None:
                section.reason = "the stream does not describe it"
            elif "vmsd_name" not in section.description:
                section.kind = "old-style"
        if self.wanted is not None and not self.wanted(section) and self._passed(section):
            return
        steps, section.reason = section.steps()
        section.described = False
        if steps is not None:
            here = source.offset
            left = LONGEST_SECTION if source.length is None else source.length - here
            if steps.size > min(left, LONGEST_SECTION):
                section.reason = f"{steps.size} bytes are described, {left} are left"
            elif self._ends_at(section, steps.size):
                section.described = True
                section.data = self._keep(source.take(steps.size, section.name))
            elif self.footers is False:
                section.reason = f"nothing begins where its fields end, after {steps.size} bytes"
            else:
                section.reason = f"no footer where its fields end, after {steps.size} bytes"
        if not section.described:
            section.data = self._search(section, self.keep)
        section.length = source.offset - section.offset
        self._footer(section)

    def _passed(self, section: Section) -> bool:
        """Pass a section that nobody wants, if it ends where its fields say that it does."""
        if section.description is None:
            return False
        try:
            size = described(section.description)
        except LayoutError:
            return False
        source = self.source
        left = LONGEST_SECTION if source.length is None else source.length - source.offset
        if size > min(left, LONGEST_SECTION) or not self._ends_at(section, size):
            return False
        source.skip(size, section.name)
        section.length = size
        self._footer(section)
        return True

    def _keep(self, data: bytes) -> bytes:
        return data if self.keep else b""

    def _ends_at(self, section: Section, size: int) -> bool:
        """Whether the section can end `size` bytes from here."""
        found = self.source.peek(5 + _LONGEST_HEADER, size)
        if self.footers is not False and found.startswith(_marker(section)):
            return True
        return self.footers is not True and self._begins(found, self.source.offset + size)

    def _footer(self, section: Section) -> None:
        """Consume the footer; the first section tells whether there are any."""
        source = self.source
        marker = _marker(section)
        if self.footers is None:
            self.footers = source.peek(5) == marker
        if self.footers:
            at = source.offset
            if source.take(5, f"{section.name}: footer") != marker:
                raise source.error(f"no footer of section {section.name!r} where it ends", at)

    def _search(self, section: Section, keep: bool) -> bytes:
        """Consume a payload of unknown length; the bytes, if they are to be kept."""
        source = self.source
        start = source.offset
        footer = self.footers is not False
        pattern = re.compile(re.escape(_marker(section))) if footer else _ANY_ELEMENT
        kept: list[bytes] = []
        most = LONGEST_SEARCH if footer else LONGEST_GUESS
        while source.offset - start <= most:
            buffer = source.peek(_SEARCH_STEP)
            at_end = len(buffer) < _SEARCH_STEP
            whole = len(buffer) - (0 if at_end else _LONGEST_HEADER + 5)
            step = max(whole, 0)
            found = False
            for match in pattern.finditer(buffer):
                after = match.end() if footer else match.start()
                if match.start() >= whole:
                    break
                if self._begins(buffer[after : after + _LONGEST_HEADER], source.offset + after):
                    step, found = match.start(), True
                    break
            data = source.take(step, section.name)
            if keep:
                kept.append(data)
            if found:
                return b"".join(kept)
            if at_end:
                break
        raise source.error(f"section {section.name!r} has no end", start)

    def _begins(self, head: bytes, offset: int) -> bool:
        """Whether an element can begin with the bytes `head`, at `offset`."""
        kind = head[0] if head else None
        if kind == EOF:
            if self.vmdesc_offset is not None:
                return offset + 1 == self.vmdesc_offset
            return len(head) == 1 or (head[1] == VMDESCRIPTION and head[6:7] == b"{")
        if kind in (PART, END):
            return int.from_bytes(head[1:5], "big") in self._open
        if kind == COMMAND:
            return 1 <= int.from_bytes(head[1:3], "big") <= LAST_COMMAND
        if kind not in (START, FULL) or len(head) < 6:
            return False
        size = head[5]
        if len(head) < 14 + size or not size:
            return False
        try:
            name = head[6 : 6 + size].decode()
        except UnicodeDecodeError:
            return False
        if kind == FULL and self.description is not None:
            return self.description.knows(name, int.from_bytes(head[6 + size : 10 + size], "big"))
        return name.isprintable()

    def _command(self) -> None:
        source = self.source
        code = source.number(2, "command")
        size = source.number(2, "command")
        if code == PACKAGED_COMMAND and size == 4:
            source.skip(source.number(4, "packaged command"), "packaged command")
        else:
            source.skip(size, "command")
        self.commands.append(code)

    def _end(self) -> None:
        """The end mark and the description behind it."""
        source = self.source
        source.skip(1, "end mark")
        at = source.offset
        if self.vmdesc_offset is not None and at != self.vmdesc_offset:
            raise source.error(f"the end mark is not before the description ({self.vmdesc_offset})")
        if source.peek(1) == bytes([VMDESCRIPTION]):
            source.skip(1, "description")
            size = source.number(4, "description")
            if size > LONGEST_DESCRIPTION:
                raise source.error(f"a description of {size} bytes", at)
            if self.vmdesc_offset is None:
                text = source.take(size, "description")
                self.description = parse_description(text, at, source.path)
                self.vmdesc_offset = at
            else:
                source.skip(size, "description")
        self.end_offset = source.offset


def _marker(section: Section) -> bytes:
    return bytes([FOOTER]) + section.section_id.to_bytes(4, "big")
