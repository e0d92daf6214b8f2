# SPDX-License-Identifier: GPL-2.0-or-later
"""The bytes of a stream, plain or xz, read once from front to back with bounded memory.

What is held at any time: one unpacked chunk (`CHUNK`), what a caller asked for with `take`, and
after `scan_trailer` the rest of the stream if it is no longer than `WINDOW`. Guest memory is never
held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from vmgen.stream.errors import StreamError
from vmgen.tools.xz import CHUNK, XZ_MAGIC, XZ_MEMORY

if TYPE_CHECKING:
    from types import ModuleType

WINDOW = 8 << 20
"""What follows the guest memory is kept up to this length, so that it is not unpacked twice."""

LONGEST_DESCRIPTION = 8 << 20
"""Bytes of a description; those in shared/data have some 100 kB."""

Progress = Callable[[int], None]
"""Told the number of bytes of the file that were just read."""


class Tap(Protocol):
    """What may listen to the bytes that are read: a hash object."""

    def update(self, data: memoryview, /) -> None:
        """Take the next bytes."""


class Source:
    """The unpacked bytes of one file, in order; `restart` begins again."""

    def __init__(self, path: str | Path, progress: Progress | None = None) -> None:
        self.path = str(path)
        self.length: int | None = None
        "Length of the whole unpacked stream, once `scan_trailer` has seen its end."
        self.tap: Tap | None = None
        self._progress = progress
        self._buffer = b""
        self._position = 0
        self._base = 0
        self._chunks: Iterator[bytes] = iter(())
        self._file: BinaryIO | None = None
        self.restart()

    @property
    def offset(self) -> int:
        """Offset of the next byte."""
        return self._base + self._position

    def error(self, message: str, offset: int | None = None) -> StreamError:
        """An error at `offset`, or at the next byte."""
        return StreamError(self.offset if offset is None else offset, message, self.path)

    def close(self) -> None:
        """Close the file; nothing can be read any more."""
        if self._file is not None:
            self._file.close()
            self._file = None
        self._chunks = iter(())

    def restart(self) -> None:
        """Go back to the first byte (the file is opened again)."""
        self.close()
        self._buffer, self._position, self._base = b"", 0, 0
        try:
            self._file = Path(self.path).open("rb", buffering=0)  # noqa: SIM115 (held open)
        except (OSError, ValueError) as error:
            raise self.error(f"cannot open: {_reason(error)}") from None
        self._chunks = self._unpacked()

    # -- reading -----------------------------------------------------------------------------

    def window(self, least: int, what: str) -> tuple[bytes, int]:
        """The buffer and the next byte's place in it, with at least `least` bytes from there."""
        self._fill(least, what)
        return self._buffer, self._position

    def peek(self, size: int, ahead: int = 0) -> bytes:
        """Bytes `ahead` of the next one, not consumed; fewer than `size` at the end."""
        self._gather(ahead + size)
        start = self._position + ahead
        return self._buffer[start : start + size]

    def take(self, size: int, what: str) -> bytes:
        """The next `size` bytes."""
        self._fill(size, what)
        data = self._buffer[self._position : self._position + size]
        self.advance(size)
        return data

    def advance(self, size: int) -> None:
        """Consume `size` bytes that `window` or `peek` has shown."""
        if self.tap is not None:
            start = self._position
            self.tap.update(memoryview(self._buffer)[start : start + size])
        self._position += size

    def skip(self, size: int, what: str) -> None:
        """Consume `size` bytes without holding them."""
        self._check(size, what)
        while size:
            self._gather(1)
            step = min(size, len(self._buffer) - self._position)
            if not step:
                raise self.error(f"{what}: {size} bytes wanted, the stream has 0 more")
            self.advance(step)
            size -= step

    def number(self, size: int, what: str) -> int:
        """A big-endian unsigned integer of `size` bytes."""
        return int.from_bytes(self.take(size, what), "big")

    def text(self, size: int, what: str) -> str:
        """`size` bytes of printable UTF-8 (a name that could drive a terminal is refused)."""
        start = self.offset
        try:
            text = self.take(size, what).decode()
        except UnicodeDecodeError:
            raise self.error(f"{what} is not UTF-8", start) from None
        if not text.isprintable():
            raise self.error(f"{what} is not printable: {text!a}", start)
        return text

    def scan_trailer(self) -> bytes | None:
        """The JSON description at the end of the file, or None; the place in the stream stays.

        The description is found from the end: JSON holds no NUL, and the first byte of its u32
        length is one (below 16 MiB), so `06`, length and `{` begin at most four bytes before the
        last NUL (reference vmstate-wire.md 2 and 13). Sets `length`.
        """
        here = self.offset
        kept: list[bytes] | None = [self._buffer[self._position :]]
        held = len(self._buffer) - self._position
        tail = _Tail()
        tail.feed(self._buffer)
        length = self._base + len(self._buffer)
        for chunk in self._chunks:
            tail.feed(chunk)
            length += len(chunk)
            held += len(chunk)
            if kept is not None:
                kept.append(chunk)
                if held > WINDOW:
                    kept = None
        self.length = length
        if kept is None:
            tap, self.tap = self.tap, None
            self.restart()
            self.skip(here, "stream")
            self.tap = tap
        else:
            self._buffer, self._position, self._base = b"".join(kept), 0, here
        return tail.description(length)

    # -- within --------------------------------------------------------------------------------

    def _check(self, size: int, what: str) -> None:
        if self.length is not None and size > self.length - self.offset:
            left = self.length - self.offset
            raise self.error(f"{what}: {size} bytes wanted, the stream has {left} more")

    def _fill(self, size: int, what: str) -> None:
        if len(self._buffer) - self._position >= size:
            return
        self._check(size, what)
        self._gather(size)
        left = len(self._buffer) - self._position
        if left < size:
            raise self.error(f"{what}: {size} bytes wanted, the stream has {left} more")

    def _gather(self, size: int) -> None:
        held = len(self._buffer) - self._position
        if held >= size:
            return
        parts = [self._buffer[self._position :]]
        while held < size:
            chunk = next(self._chunks, b"")
            if not chunk:
                break
            parts.append(chunk)
            held += len(chunk)
        self._base += self._position
        self._buffer, self._position = b"".join(parts), 0

    def _unpacked(self) -> Iterator[bytes]:
        """The chunks of the unpacked stream."""
        first = self._raw(CHUNK)
        if not first.startswith(XZ_MAGIC):
            while first:
                yield first
                first = self._raw(CHUNK)
            return
        import lzma

        yield from self._unpack_xz(lzma, first)

    def _unpack_xz(self, lzma: ModuleType, data: bytes) -> Iterator[bytes]:
        """The contents of one or more xz streams, one after the other, with padding between."""
        unpacked = 0
        while data:
            try:
                decoder = lzma.LZMADecompressor(lzma.FORMAT_XZ, XZ_MEMORY)
                while not decoder.eof:
                    if decoder.needs_input and not data:
                        data = self._raw(CHUNK)
                        if not data:
                            raise self.error("the xz file ends early", unpacked)
                    chunk = decoder.decompress(data, CHUNK)
                    data = b""
                    if chunk:
                        unpacked += len(chunk)
                        yield chunk
            except lzma.LZMAError as error:
                reason = str(error).rstrip(".").lower() or "damaged"
                raise self.error(f"the xz file is not sound: {reason}", unpacked) from None
            data = decoder.unused_data
            while not data.lstrip(b"\0"):
                data = self._raw(CHUNK)
                if not data:
                    return
            data = data.lstrip(b"\0")

    def _raw(self, size: int) -> bytes:
        if self._file is None:
            return b""
        try:
            data = self._file.read(size)
        except OSError as error:
            raise self.error(f"cannot read: {_reason(error)}") from None
        if self._progress is not None:
            self._progress(len(data))
        return data


class _Tail:
    """The bytes since the last NUL, and four before it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._held = 0

    def feed(self, chunk: bytes) -> None:
        """Take the next chunk of the stream."""
        nul = chunk.rfind(0)
        if nul >= 5:
            self._parts, self._held = [], 0
            chunk = chunk[nul - 5 :]
        elif nul >= 0:
            before = b"".join(self._parts)[-5:]
            self._parts, self._held = [], 0
            chunk = before + chunk
        elif self._held > LONGEST_DESCRIPTION:
            self._parts, self._held = [self._parts[-1][-5:]], 0
        self._parts.append(chunk)
        self._held += len(chunk)

    def description(self, length: int) -> bytes | None:
        """The JSON of a stream that is `length` bytes long and ends with its description."""
        tail = b"".join(self._parts)
        nul = tail.rfind(0)
        for start in range(max(0, nul - 4), nul):
            size = int.from_bytes(tail[start + 1 : start + 5], "big")
            fits = start + 5 + size == len(tail) and size < length
            if fits and tail[start] == 6 and tail[start + 5 : start + 6] == b"{":
                return tail[start + 5 :]
        return None


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
