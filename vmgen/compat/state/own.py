# SPDX-License-Identifier: GPL-2.0-or-later
"""What a QEMU binary saves itself: a machine of the same type, stopped before its first step.

It shows what no dump has: the CPU's section, the blocks of guest memory, the page size. What else
the state's machine was started with is for the user to say.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from vmgen.compat.state.found import Found
from vmgen.diagnostics import Position, VmgenError
from vmgen.layout import Body, LayoutError
from vmgen.layout.from_stream import from_stream
from vmgen.stream import Section, StreamError, open_stream
from vmgen.tools.dump import DUMP_SECONDS
from vmgen.tools.run import run_tool, saying
from vmgen.values import dataclass

_WORDS = ("-display", "none", "-serial", "none", "-monitor", "stdio", "-S", "-M")


@dataclass(frozen=True, slots=True)
class Saved:
    """A section as the target saves it."""

    version: int
    body: Body | None
    blocks: tuple[tuple[str, int], ...] = ()
    """Of guest memory: names and lengths."""


@dataclass(frozen=True, slots=True)
class OwnState:
    """A state of the target, by names and instances of its sections."""

    sections: Mapping[tuple[str, int], Saved]
    page_size: int

    def takes(self, section: Section, page_size: int) -> list[Found] | None:
        """What it shows of a section that is not known otherwise; None where that is nothing."""
        own = self.sections.get((section.name, section.instance_id))
        if own is None or own.version != section.version:
            return None
        if section.ram is not None:
            return self._memory(dict(own.blocks), section.ram.blocks, page_size)
        alike = own.body is not None and own.body == body_of(section)
        return [] if alike else None

    def _memory(
        self, own: Mapping[str, int], sent: Mapping[str, int], page_size: int
    ) -> list[Found]:
        if page_size != self.page_size:
            text = f"pages of {page_size} bytes, where the target has {self.page_size}"
            return [Found("refused", "MEMORY_SAME", text)]
        for name, size in sent.items():
            if own.get(name) != size:
                there = f"{own[name]:#x}" if name in own else "no such block"
                text = f"block {name!r} of {size:#x} bytes: the target by itself has {there}"
                decides = "the options of the target: memory and devices"
                return [Found("undecided", "MEMORY_SAME", text, decides=decides)]
        return []


def own_state(binary: Path, machine: str, options: Sequence[str]) -> OwnState:
    """The state of a machine of this type with these options of QEMU's.

    `VmgenError` VM791 with what it says where it cannot be started and saved.
    """
    with tempfile.TemporaryDirectory(prefix="vmgen-") as folder:
        file = Path(folder, "state")
        given = f'migrate "exec:cat > {file}"\nquit\n'
        ran = run_tool(str(binary), [*_WORDS, machine, *options], DUMP_SECONDS, given=given)
        try:
            with open_stream(file) as stream:
                found = {(it.name, it.instance_id): _saved(it) for it in stream.sections()}
                return OwnState(found, stream.page_size)
        except StreamError:
            message = saying(f"machine {machine!r} cannot be started and saved", ran.errors)
            raise VmgenError.single("VM791", Position(str(binary)), message) from None


def _saved(section: Section) -> Saved:
    blocks = tuple(section.ram.blocks.items()) if section.ram is not None else ()
    return Saved(section.version, body_of(section), blocks)


def body_of(section: Section) -> Body | None:
    """What a stream says of a section; None where that is nothing, or does not add up."""
    if section.description is None:
        return None
    try:
        return from_stream(section.description)
    except (LayoutError, RecursionError):
        return None
