"""The words of a spec. A spec file imports them from `vmgen.spec` and nothing else from vmgen.

They are plain values without a word of checking: what is wrong with a spec is found when it is
lowered to the model (`vmgen.spec.lower`), where all of it can be said at once and in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING: Any = _Missing()
"""Stands for "not written in the spec", where None could be a value."""


# -- types of fields -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ScalarType:
    """An integer or bool by its Rust name."""

    name: str


@dataclass(frozen=True, slots=True)
class TypeForm:
    """A type that takes others or numbers in brackets: `Array[u32, 16]`, `Mutex[Regs]`."""

    name: str
    arguments: tuple[Any, ...] = ()


class _Form:
    """`Name[...]` makes a `TypeForm`; without brackets the class itself stands for it."""

    @classmethod
    def __class_getitem__(cls, item: Any) -> TypeForm:
        return TypeForm(cls.__name__, item if isinstance(item, tuple) else (item,))


class Array(_Form):
    """`Array[item, length]`: a fixed array."""


class Unused(_Form):
    """`Unused[n]`: n bytes on the wire, zero when saved, skipped when loaded."""


class bits(_Form):
    """`bits[n]`: n bits of a `Bits` register as a number."""


class Mutex(_Form):
    """`Mutex[R]`: Rust's own lock; travels only inside `Migratable`."""


class BqlRefCell(_Form):
    """`BqlRefCell[R]`: a cell that the big QEMU lock protects."""


class BqlCell(_Form):
    """`BqlCell[T]`: a cell for a single scalar."""


class Migratable(_Form):
    """`Migratable[Mutex[R]]`: snapshot when saved, restore when loaded."""


class Property(_Form):
    """`Property[bool]`: a QOM property. Set by the user, so it does not travel."""


class MemoryRegion(_Form):
    """`MemoryRegion[size]`: an MMIO window of that many bytes. Does not travel."""


class InterruptSource(_Form):
    """An interrupt line of the device. Does not travel."""


class Clock(_Form):
    """A clock input. Its period travels, with C's `clock` description."""


class Timer(_Form):
    """A timer on the virtual clock. Travels as i64 nanoseconds, -1 while not pending."""


u8, u16, u32, u64 = (ScalarType(f"u{width}") for width in (8, 16, 32, 64))
i8, i16, i32, i64 = (ScalarType(f"i{width}") for width in (8, 16, 32, 64))
usize = ScalarType("usize")


# -- values of fields ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FieldOptions:
    """What `field(...)` and `subsection(...)` were called with, unchecked."""

    default: Any = MISSING
    options: dict[str, Any] = dataclass_field(default_factory=dict)
    subsection: str | None = None


def field(default: Any = MISSING, **options: Any) -> Any:
    """A field with more to say than its type.

    Options: `default` (reset value), `ge gt le lt` (range of what may arrive), `wire` (type on the
    wire), `rename` (name in the stream's description), `migrate=False` (does not travel), `since`
    (version gate, for fields of the device itself).
    """
    return FieldOptions(default, options)


def subsection(name: str, /, default: Any = MISSING, **options: Any) -> Any:
    """A field that travels in a subsection of the device.

    Options: `needed` (the device's bool or property that says whether it is sent; without it the
    subsection always is), `version_id` (1), `minimum_version_id` (= version_id), and those of
    `field`. Fields that name the same subsection share it.
    """
    return FieldOptions(default, options, name)


# -- classes ---------------------------------------------------------------------------------------


class SpecClass:
    """Base of everything that a spec declares; keeps the class's options for lowering."""

    spec_options: dict[str, Any] = {}  # noqa: RUF012 - replaced in each subclass

    def __init_subclass__(cls, **options: Any) -> None:
        cls.spec_options = options


class Registers(SpecClass):
    """A struct of registers: `class R(Registers, name="dev/regs", version_id=1)`.

    Options: `name` of its description, `version_id` (1), `minimum_version_id` (= version_id),
    `priority`.
    """


class Device(SpecClass):
    """A device: `class DevState(Device, name="dev", version_id=2, category="char")`.

    Options as for `Registers`, and: `category` (folder below `hw/`, "misc"), `type_name` (QOM type,
    = name), `crate` (= name of the spec file), `config` (Kconfig symbol).
    """


class Bits(SpecClass):
    """A register of bit fields, least significant first: `class Flags(Bits, repr=u32)`."""


@dataclass(frozen=True, slots=True)
class Member:
    """A variant of an `Enum`, as it is used for a reset value."""

    enum: str
    name: str
    value: Any


class Enum(SpecClass):
    """Named values: `class Parity(Enum, repr=u8)`, or `bits=2` for use in a `Bits` register."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for name, value in list(vars(cls).items()):
            if not name.startswith("_") and name != "spec_options":
                setattr(cls, name, Member(cls.__name__, name, value))
