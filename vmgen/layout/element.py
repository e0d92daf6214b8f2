# SPDX-License-Identifier: GPL-2.0-or-later
"""What a single element of a field is: a number, a timer, or bytes."""

from __future__ import annotations

from vmgen.layout.scalars import SCALARS, ScalarInfo
from vmgen.values import dataclass


@dataclass(frozen=True, slots=True)
class BitField:
    """A field of a bitfield register."""

    name: str
    width: int
    variants: tuple[tuple[str, int], ...] | None = None
    """Of an enum: names and values."""


@dataclass(frozen=True, slots=True)
class Number:
    """bool or an integer: how it travels, and what a restore makes of it.

    `minimum..=maximum` is what may arrive: the run-time type's own range, cut by the field's.
    """

    encoding: str
    """Scalar on the wire."""
    runtime: str
    """Scalar at run time (of an enum or a bitfield: its repr)."""
    minimum: int
    maximum: int
    type_name: str | None = None
    """Enum or bitfield."""
    variants: tuple[tuple[str, int], ...] | None = None
    """Of an enum: names and values."""
    zero: bool = True
    """Whether 0 is a value."""
    none: int | None = None
    """Of an option: the number of an absent value."""
    mask: int = -1
    """Bits that travel, and that a restore takes."""
    force: int = 0
    """Bits that a restore sets."""
    bits: tuple[BitField, ...] = ()
    """Of a bitfield: its fields, lowest first."""
    unit: str = ""
    """What it counts, of a length of time."""
    kept: bool = False
    """Whether a restore takes only what is there already, as QEMU's `*_EQUAL` do."""

    @property
    def scalar(self) -> ScalarInfo:
        """What travels."""
        return SCALARS[self.encoding]

    @property
    def size(self) -> int:
        """Bytes on the wire."""
        return SCALARS[self.encoding].size

    @property
    def memory(self) -> int:
        """Bytes in the memory of the C device."""
        return self.size

    @property
    def checked(self) -> bool:
        """Whether there is a number that could arrive and is refused."""
        info = self.scalar
        low, high = self.minimum, self.maximum
        whole = self.variants is None and low <= info.minimum and info.maximum <= high
        return not (whole and self.zero)

    @property
    def free(self) -> bool:
        """Whether a restore takes every number, and as it arrives."""
        changed = self.mask != -1 or self.force or self.none is not None
        flag = self.runtime == "bool" != self.encoding
        return not (self.checked or changed or flag or self.kept)

    def restored(self, value: int) -> int:
        """What a restore makes of a number that it takes."""
        return value & self.mask | self.force

    def accepts(self, value: int) -> bool:
        """Whether a restore takes this number."""
        if self.variants is not None:
            return any(value == known for _, known in self.variants)
        value = self.restored(value)
        if self.none is not None and value == self.none:
            return True
        return self.minimum <= value <= self.maximum and (self.zero or value != 0)


def whole(scalar: str) -> Number:
    """A number that is taken as it arrives."""
    info = SCALARS[scalar]
    return Number(scalar, scalar, info.minimum, info.maximum)


@dataclass(frozen=True, slots=True)
class Padding:
    """`size` bytes: zero when saved, skipped when loaded."""

    size: int
    label: str = ""
    """What the spec calls them; QEMU calls all such `unused`."""

    @property
    def memory(self) -> int:
        """A dump calls the bytes on the wire the size."""
        return self.size


@dataclass(frozen=True, slots=True)
class Timer:
    """i64 nanoseconds, -1 while not pending (vmstate-wire.md section 12)."""

    memory: int
    restored: bool = False
    """Behind a mirror, whose restore stops it for any negative number; QEMU itself for -1 only."""

    @property
    def unit(self) -> str:
        """What it counts."""
        return "ns"

    @property
    def encoding(self) -> str:
        """Scalar on the wire."""
        return "i64"

    @property
    def scalar(self) -> ScalarInfo:
        """What travels."""
        return SCALARS[self.encoding]

    @property
    def size(self) -> int:
        """Bytes on the wire."""
        return self.scalar.size


@dataclass(frozen=True, slots=True)
class Raw:
    """`size` bytes of which a stream's description does not say what they are."""

    size: int

    @property
    def memory(self) -> int:
        """As a dump has it of padding."""
        return self.size


NULL = b"\x30"
"""What stands for a null pointer in an array of pointers (vmstate-wire.md section 12)."""

NULL_POINTER = Raw(len(NULL))
"""It, as an element."""


@dataclass(frozen=True, slots=True)
class Untold:
    """Something of which a dump says only how many bytes it takes in the C device's memory."""

    memory: int

    @property
    def size(self) -> int:
        """`ValueError`: what travels is not known, and may be nothing."""
        raise ValueError("a dump does not say how many bytes travel")
