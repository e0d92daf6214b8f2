# SPDX-License-Identifier: GPL-2.0-or-later
"""Getting past guest memory: the private layout of the `ram` entry, and what it says about itself.

Source of the layout: reference vmstate-wire.md section 2, "RAM entry".
"""

from __future__ import annotations

from struct import Struct

from vmgen.stream.source import Source

RAM_NAME = "ram"
RAM_VERSION = 4

ZERO = 0x02
MEM_SIZE = 0x04
PAGE = 0x08
EOS = 0x10
CONTINUE = 0x20
MULTIFD_FLUSH = 0x200

LEAST_PAGE = 1 << 8
MOST_PAGE = 1 << 24
_MOST_BLOCKS = 1 << 16

_U64 = Struct(">Q")
_ZERO_RECORD = 9
"""Bytes of a zero page of the block before: u64 address and flags, u8 fill."""


class RamSummary:
    """What a stream says about guest memory: blocks with their sizes in bytes, and pages sent."""

    __slots__ = ("blocks", "data_pages", "zero_pages")

    def __init__(self) -> None:
        self.blocks: dict[str, int] = {}
        self.zero_pages = 0
        self.data_pages = 0


class RamReader:
    """Skips the payloads of the `ram` entry, one call of `skip` per START, PART or END.

    `page_size` is the target's in bytes; the flags are the bits of an address below it.
    """

    def __init__(self, page_size: int, ignore_shared: bool) -> None:
        self.summary = RamSummary()
        self._page_size = page_size
        self._ignore_shared = ignore_shared
        self._in_block = False
        # Zero pages are passed over in runs, by looking at byte 7 (flags) and byte 6 (the flag
        # bits of pages over 256 bytes) of all of them at once. `_dirty` maps byte 6 to 0 if those
        # are clear.
        upper = (page_size - 1) >> 8
        self._dirty = bytes(1 if byte & upper else 0 for byte in range(256))
        self._runs = LEAST_PAGE <= page_size <= 1 << 16

    def skip(self, source: Source) -> None:
        """Consume one payload, up to and with its end mark.

        Raises StreamError where the bytes are no page records of this page size.
        """
        page_record = 8 + self._page_size
        mask = self._page_size - 1
        unpack = _U64.unpack_from
        summary = self.summary
        buffer, start = source.window(8, "ram")
        position, end = start, len(buffer)
        while True:
            need = 8
            if end - position >= 8:
                flags = unpack(buffer, position)[0] & mask
                if flags == ZERO | CONTINUE and self._in_block:
                    need = _ZERO_RECORD
                    if end - position >= need:
                        pages = self._zero_run(buffer, position, end) if self._runs else 1
                        summary.zero_pages += pages
                        position += pages * need
                        continue
                elif flags == PAGE | CONTINUE and self._in_block:
                    need = page_record
                    if end - position >= need:
                        summary.data_pages += 1
                        position += need
                        continue
                else:
                    source.advance(position - start)
                    if self._other(source, flags):
                        return
                    buffer, start = source.window(8, "ram")
                    position, end = start, len(buffer)
                    continue
            source.advance(position - start)
            buffer, start = source.window(need, "ram")
            position, end = start, len(buffer)

    def _zero_run(self, buffer: bytes, position: int, end: int) -> int:
        """How many zero pages in a row begin at `position`; the first is known to be one."""
        most = (end - position) // _ZERO_RECORD
        # Runs are short or very long, so the look ahead grows; it is compared with a run that is
        # right, and only at the end of one looked through for the place.
        pages, step = 1, 16
        while pages < most:
            begin = position + pages * _ZERO_RECORD
            stop = min(begin + step * _ZERO_RECORD, position + most * _ZERO_RECORD)
            flags = buffer[begin + 7 : stop : _ZERO_RECORD]
            upper = buffer[begin + 6 : stop : _ZERO_RECORD].translate(self._dirty)
            looked = len(flags)
            if flags != b"\x22" * looked or upper != bytes(looked):
                pages += min(
                    looked - len(flags.lstrip(b"\x22")), looked - len(upper.lstrip(b"\x00"))
                )
                break
            pages += looked
            step *= 4
        return pages

    def _other(self, source: Source, flags: int) -> bool:
        """One record that is not a page of the block before; True at the end mark."""
        at = source.offset
        address = source.number(8, "ram") - flags
        kind = flags & ~CONTINUE
        if kind == MEM_SIZE:
            self._block_sizes(source, address)
        elif kind in (ZERO, PAGE):
            if flags & CONTINUE:
                if not self._in_block:
                    raise source.error("ram: a page continues a block, but there was none", at)
            else:
                self._name(source)
                self._in_block = True
            if kind == ZERO:
                source.skip(1, "ram: fill byte")
                self.summary.zero_pages += 1
            else:
                source.skip(self._page_size, "ram: page")
                self.summary.data_pages += 1
        elif kind == EOS:
            return True
        elif kind != MULTIFD_FLUSH:
            raise source.error(
                f"ram: page flags 0x{flags:x} are not known (page size {self._page_size})", at
            )
        return False

    def _block_sizes(self, source: Source, total: int) -> None:
        at = source.offset
        seen = 0
        while seen < total:
            name = self._name(source)
            size = source.number(8, "ram: block size")
            if self._ignore_shared:
                source.skip(8, "ram: block address")
            seen += size
            self.summary.blocks[name] = size
            if len(self.summary.blocks) > _MOST_BLOCKS:
                raise source.error(f"ram: over {_MOST_BLOCKS} memory blocks", at)
        if seen != total:
            raise source.error(f"ram: the blocks are {seen} bytes, {total} announced", at)

    def _name(self, source: Source) -> str:
        return source.text(source.number(1, "ram: block name"), "ram: block name")
