# SPDX-License-Identifier: GPL-2.0-or-later
"""What a row of the table says. Names of fields are the C device's, as its description gives them.

Several devices of one name, or one device on several machines, are several rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from vmgen.stream.value import Leaf


@dataclass(frozen=True, slots=True)
class Do:
    """A qtest command: `writel 0x10009030 0x301`."""

    command: str


@dataclass(frozen=True, slots=True)
class Until:
    """A qtest command that is repeated until what it reads, masked, is `value`."""

    command: str
    mask: int
    value: int


Poke = Do | Until


@dataclass(frozen=True, slots=True)
class See:
    """A qtest command and what it must read: what a guest sees."""

    command: str
    value: int


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A field that real QEMU does not give back as it took it."""

    value: Leaf
    reason: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Values that the generated Rust refuses, and what real QEMU does with them."""

    changes: Mapping[str, Leaf]
    real: Literal["refuses", "accepts"]
    why: str
    """What real QEMU said, or what comes of it that it said nothing."""
    sees: tuple[See, ...] = ()
    """What a guest then reads, if it accepts."""
    dies_of: str = ""
    """A qtest command that then kills real QEMU by a signal."""


@dataclass(frozen=True, slots=True)
class Row:
    """One device of one machine, and everything that is done to it."""

    device: str
    """VMSD name: that of the section and of the spec."""
    machine: str
    pokes: tuple[Poke, ...]
    """What makes it differ from reset, in the first QEMU."""
    poked: Mapping[str, Leaf]
    """Fields by then; at least one, unless `not_poked` says why there are no pokes."""
    changes: Mapping[str, Leaf]
    """The changed state: every field that is not in `kept`, with a value it did not have."""
    sees: tuple[See, ...]
    """What a guest reads from the second QEMU, which has loaded the changed state."""
    refusals: tuple[Refusal, ...] = ()
    arch: str = "arm"
    instance: int = 0
    args: tuple[str, ...] = ()
    source_args: tuple[str, ...] = ()
    """For the first QEMU only. `{input}` is the path of a `pipe` chardev with `source_input`."""
    source_input: bytes = b""
    not_poked: str = ""
    properties: Mapping[str, int] = field(default_factory=dict)
    """Properties that the generated device has on this machine, where not its defaults."""
    kept: Mapping[str, str] = field(default_factory=dict)
    """Fields that the changed state leaves as they are, each with the reason."""
    recomputed: Mapping[str, Recomputed] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """For messages and as the test's id: `pl011-vexpress-a9`."""
        return f"{self.device}-{self.machine}"
