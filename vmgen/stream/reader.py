# SPDX-License-Identifier: GPL-2.0-or-later
"""Opening a stream: what comes before the sections, and the description that lies behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

from vmgen.stream.configuration import Configuration, read_configuration
from vmgen.stream.description import Description, parse_description
from vmgen.stream.errors import StreamError
from vmgen.stream.framing import Walker
from vmgen.stream.section import Section
from vmgen.stream.source import Progress, Source

MAGIC = 0x5145564D
FILE_VERSION = 3
CONFIGURATION = 0x07

LIKELY_PAGE_SIZES = tuple(1 << bits for bits in (12, 10, 13, 8, 14, 16, 11, 9, 15))
"""Tried in this order where the configuration does not have the page size.

Without a description too, a stream that sent no page with data may pass with a smaller size than
its own: nothing in it depends on the size then.
"""


def open_stream(
    path: str | Path, *, digest: bool = False, progress: Progress | None = None
) -> Stream:
    """Open a migration stream, plain or xz (told by its contents), and read all but its sections.

    `digest` gives iterated sections their sha256. `progress` is called with the number of bytes of
    the file that were just read (a stream may be read twice). Raises StreamError.
    """
    return Stream(path, digest, progress)


class Stream:
    """A migration stream. A context manager; `sections` walks it.

    - `configuration`: machine, page bits, capabilities, uuid; None if the stream has none.
    - `page_size`: of the target, in bytes.
    - `description`: parsed description, None if the stream carries none.
    - `length`: of the unpacked stream, in bytes. `vmdesc_offset`: of byte 06, None if absent.
    - `commands`, `footers`: complete once `sections` has been walked.
    """

    def __init__(self, path: str | Path, digest: bool, progress: Progress | None) -> None:
        self.path = str(path)
        self.description: Description | None = None
        self.vmdesc_offset: int | None = None
        self.page_size = LIKELY_PAGE_SIZES[0]
        self._digest = digest
        self._source = Source(path, progress)
        try:
            self.configuration = self._head()
            bits = self.configuration.page_bits if self.configuration else None
            self._walker = self._lead(LIKELY_PAGE_SIZES if bits is None else (1 << bits,))
        except BaseException:
            self._source.close()
            raise
        self._walked = False

    def __enter__(self) -> Stream:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._source.close()

    @property
    def machine(self) -> str | None:
        """Name of the machine type, None without a configuration."""
        return self.configuration.machine if self.configuration else None

    @property
    def length(self) -> int:
        """Bytes of the unpacked stream."""
        return self._source.length or 0

    @property
    def commands(self) -> list[int]:
        """Codes of the commands seen so far."""
        return self._walker.commands

    @property
    def footers(self) -> bool | None:
        """Whether sections have footers; None before the first section."""
        return self._walker.footers

    @property
    def trailing(self) -> int:
        """Bytes behind the end of the stream, once it has been walked."""
        end = self._walker.end_offset
        return 0 if end is None else self.length - end

    def sections(self, wanted: Callable[[Section], bool] | None = None) -> Iterator[Section]:
        """The sections in the order in which they end; each holds its own data.

        Those that are not `wanted`, which is asked when header and description are known, need not.
        Can be called again: the file is then read again. Raises StreamError, also on the way.
        """
        if self._walked:
            self._source.restart()
            self._head()
            self._walker = self._new_walker()
        self._walked = True
        self._walker.wanted = wanted
        yield from self._walker.run()

    def _head(self) -> Configuration | None:
        """File header and configuration."""
        source = self._source
        if source.peek(4) != MAGIC.to_bytes(4, "big"):
            raise source.error("no migration stream: it does not begin with QEVM")
        source.skip(4, "magic")
        version = source.number(4, "file version")
        if version != FILE_VERSION:
            raise source.error(f"file version {version} is not known, only {FILE_VERSION}", 4)
        if source.peek(1) != bytes([CONFIGURATION]):
            return None
        source.skip(1, "configuration")
        return read_configuration(source)

    def _new_walker(self) -> Walker:
        walker = Walker(self._source, self.configuration, self.page_size)
        walker.digest = self._digest
        walker.vmdesc_offset = self.vmdesc_offset
        if self.description is not None:
            walker.description = self.description.fresh()
        return walker

    def _lead(self, sizes: tuple[int, ...]) -> Walker:
        """Pass what needs no description, get the description, and be where sections need it.

        Guest memory comes first as a rule, and its page size is known for certain only from the
        description, which is last: it is passed by the first of `sizes` that fits, which is as good
        as always right, and again if the description has another.
        """
        failure: StreamError | None = None
        for self.page_size in sizes:
            walker = self._new_walker() if failure is None else self._again()
            error = _attempt(walker)
            if error is None:
                break
            if failure is None or error.offset > failure.offset:
                failure = error
        else:
            assert failure is not None
            raise failure
        text = self._source.scan_trailer()
        if text is None:
            return self._without_trailer(walker)
        at = self.length - len(text)
        self.description = parse_description(text, at, self.path)
        self.vmdesc_offset = at - 5
        page_size = self.description.page_size
        if page_size not in (None, self.page_size) and len(sizes) > 1:
            assert page_size is not None
            guess, self.page_size = self.page_size, page_size
            walker = self._again()
            if _attempt(walker) is None:
                return walker
            self.page_size = guess  # it did fit: the description is wrong
            return self._again()
        walker.vmdesc_offset = self.vmdesc_offset
        walker.description = self.description.fresh()
        return walker

    def _without_trailer(self, walker: Walker) -> Walker:
        """Look for a description that is not at the very end of the file, and begin again."""
        walker.keep = False
        try:
            for _ in walker.run():
                pass
        except StreamError:
            pass  # met again, and reported, when the sections are walked
        if walker.vmdesc_offset is not None:
            self.description, self.vmdesc_offset = walker.description, walker.vmdesc_offset
            if self.description and self.description.page_size:
                self.page_size = self.description.page_size
        return self._again()

    def _again(self) -> Walker:
        self._source.restart()
        self._head()
        return self._new_walker()


def _attempt(walker: Walker) -> StreamError | None:
    try:
        walker.leading()
    except StreamError as error:
        return error
    return None
