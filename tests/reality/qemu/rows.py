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
    """Why real QEMU does that: the check that it has, or that it has none."""


@dataclass(frozen=True, slots=True)
class Row:
    """One device of one machine, and everything that is done to it."""

    device: str
    """VMSD name: that of the section and of the spec."""
    machine: str
    pokes: tuple[Poke, ...]
    """What makes it differ from reset, in the first QEMU."""
    poked: Mapping[str, Leaf]
    """Fields by then; at least one, or the pokes missed the device."""
    changes: Mapping[str, Leaf]
    """The changed state: every field that is not in `kept`, with a value it did not have."""
    sees: tuple[See, ...]
    """What a guest reads from the second QEMU, which has loaded the changed state."""
    refusals: tuple[Refusal, ...]
    arch: str = "arm"
    instance: int = 0
    args: tuple[str, ...] = ()
    source_args: tuple[str, ...] = ()
    """For the first QEMU only. `{input}` stands for a file with `source_input`."""
    source_input: bytes = b""
    kept: Mapping[str, str] = field(default_factory=dict)
    """Fields that the changed state leaves as they are, each with the reason."""
    recomputed: Mapping[str, Recomputed] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """For messages and as the test's id: `pl011-vexpress-a9`."""
        return f"{self.device}-{self.machine}"
