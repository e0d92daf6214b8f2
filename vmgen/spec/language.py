# SPDX-License-Identifier: GPL-2.0-or-later
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


class Buffer(_Form):
    """`Buffer[n]`: n bytes that the C device sends as one buffer; else as `Array[u8, n]`."""


class Atomic(_Form):
    """`Atomic[u32]`: Rust's `AtomicU32`, for registers that another thread changes."""


class Unused(_Form):
    """`Unused[n]`: n bytes on the wire, zero when saved, skipped when loaded."""


class bits(_Form):
    """`bits[n]`: n bits of a `Bits` register as a number."""


class NonZero(_Form):
    """`NonZero[u8]`: Rust's `NonZeroU8`; a zero in the stream is refused."""


class Option(_Form):
    """`Option[u32]`: absent as a number of its own (`none=`), or by a flag before it (`flag=`)."""


class Duration(_Form):
    """A `std::time::Duration`; `unit=` says what the number on the wire counts."""


class Fifo(_Form):
    """`Fifo[u16, 8]`: a `VecDeque` of at most 8; `Wire` fields say how it lies on the wire."""


class Wire(_Form):
    """`Wire[i32] = length("tx_fifo")`: a number on the wire with no field at run time."""


class Custom(_Form):
    """`Custom["Mode"]`: a Rust type of the author's, with the conversions to what travels."""


class Arc(_Form):
    """`Migratable[Arc[Mutex[R]]]`: registers that are shared with another thread."""


class Mutex(_Form):
    """`Mutex[R]`: Rust's own lock; travels only inside `Migratable`."""


class BqlRefCell(_Form):
    """`BqlRefCell[R]`: a cell that the big QEMU lock protects."""


class BqlCell(_Form):
    """`BqlCell[T]`: a cell for a single scalar."""


class Migratable(_Form):
    """`Migratable[Mutex[R]]`: snapshot when saved, restore when loaded."""


class ParentField(_Form):
    """`ParentField[I2CSlave]`: the parent's state, at its place in the stream."""


class Property(_Form):
    """`Property[bool]`: a QOM property. Set by the user, so it does not travel."""


class MemoryRegion(_Form):
    """`MemoryRegion[size]`: an MMIO window of that many bytes. Does not travel."""


class InterruptSource(_Form):
    """An interrupt line of the device. Does not travel."""


class Clock(_Form):
    """A clock input. Its period travels, with C's `clock` description."""


class Timer(_Form):
    """A timer. Travels as i64 nanoseconds of its clock, -1 while not pending."""


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
    (version gate, for fields of the device itself), `count` (the field that says how many elements
    of an array travel), `mask` (bits that travel), `force` (bits that a restore sets), `none` or
    `flag` (how an absent `Option` travels), `unit` ("ns", "us", "ms" or "s"), `absent` (what a
    field of registers is where its subsection did not arrive; its reset value if not said).
    """
    return FieldOptions(default, options)


def subsection(name: str, /, default: Any = MISSING, **options: Any) -> Any:
    """A field that travels in a subsection of the device.

    Options: `needed` (whether it is sent: an expression such as "migrate_clk" or "level > 3",
    `CHANGED` for "differs from reset", or `method("name")`; without it the subsection always is),
    `version_id` (1), `minimum_version_id` (= version_id), `within` (the subsection at whose end it
    is looked for, instead of the device's), and those of `field`. Fields that name
    the same subsection share it.
    """
    return FieldOptions(default, options, name)


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the author's, by name."""

    name: str


def method(name: str) -> Method:
    """`needed=method("clock_needed")`: the author writes `fn clock_needed(&self) -> bool`."""
    return Method(name)


CHANGED = "changed from reset"
"""`needed=CHANGED`: the subsection is sent when one of its fields differs from its reset value."""


def derived(default: Any = MISSING) -> Any:
    """A field that does not travel: a method of the author's finds it again after a restore."""
    return FieldOptions(default, {"migrate": False, "derived": True})


def computed(default: Any = MISSING, **options: Any) -> Any:
    """For `Wire` fields: a method of the author's gives the number when it is saved."""
    return FieldOptions(default, {**options, "part": ("computed", ())})


def length(fifo: str, **options: Any) -> Any:
    """For `Wire` fields: how many items the FIFO holds."""
    return FieldOptions(MISSING, {**options, "part": ("length", (fifo,))})


def oldest(fifo: str, **options: Any) -> Any:
    """For `Wire` fields: the slot of the FIFO's oldest item, as pl011's `read_pos`."""
    return FieldOptions(MISSING, {**options, "part": ("oldest", (fifo,))})


def free(fifo: str, **options: Any) -> Any:
    """For `Wire` fields: the slot that the next item goes to, as pl022's `tx_fifo_head`."""
    return FieldOptions(MISSING, {**options, "part": ("free", (fifo,))})


def slots(*fifos: str, **options: Any) -> Any:
    """For `Wire` arrays: the slots of a ring; of several rings: slot by slot in turn."""
    return FieldOptions(MISSING, {**options, "part": ("slots", fifos)})


# -- classes ---------------------------------------------------------------------------------------


class SpecClass:
    """Base of everything that a spec declares; keeps the class's options for lowering."""

    spec_options: dict[str, Any] = {}  # noqa: RUF012 - replaced in each subclass

    def __init_subclass__(cls, **options: Any) -> None:
        cls.spec_options = options


class Registers(SpecClass):
    """A struct of registers: `class R(Registers, name="dev/regs", version_id=1)`.

    Options: `name` of its description, `version_id` (1), `minimum_version_id` (= version_id),
    `priority`, `check=True` (a method of the author's looks at a restored state and may refuse),
    `nested=True` (the C device has this description inside its own, with the subsections in it).

    `rules = ["count <= 16", ...]` in the body says what must hold between fields; a state that
    breaks a rule is refused.
    """


class Mirror(SpecClass):
    """A struct that exists on the wire only; the author converts to and from it.

    Options as for `Registers`, without `check`.
    Used as `Migratable[Custom["HPETTimer", HPETTimerMigration]]`.
    """


class Parent(SpecClass):
    """What a parent of QEMU's own has in the stream: `class I2CSlave(Parent, name="I2CSlave")`.

    Options as for `Registers`, and `path`, the Rust type ("hwcore::" and the class's name). QEMU
    reads and writes its fields; nothing of it is emitted. Used as `ParentField[I2CSlave]`.
    """


class Device(SpecClass):
    """A device: `class DevState(Device, name="dev", version_id=2, category="char")`.

    Options as for `Registers`, and: `category` (folder below `hw/`, "misc"), `type_name` (QOM
    type, = name), `crate` (= name of the spec file), `config` (Kconfig symbol), `parent`
    ("SysBusDevice" or "DeviceState"; one with a state of its own is a field, `parent_obj:
    ParentField[...]`), `pre_save=True` and `post_load=True` (the device's own hooks),
    `unmigratable=True`, `early_setup=True`.
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
