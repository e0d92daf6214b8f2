# SPDX-License-Identifier: GPL-2.0-or-later
"""The words of a spec. A spec file imports them from `vmgen.spec` and nothing else from vmgen.

They are plain values without a word of checking: what is wrong with a spec is found when it is
lowered to the model (`vmgen.spec.lower`), where all of it can be said at once and in its place.
"""

from __future__ import annotations

import sys
from dataclasses import field as dataclass_field
from dataclasses import fields
from types import FrameType
from typing import TYPE_CHECKING, Any

from vmgen.model.kinds.written import TypeForm
from vmgen.values import dataclass

if TYPE_CHECKING:
    from vmgen.model.source import Source


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


class Form:
    """`Name[...]` makes a `TypeForm`; without brackets the class itself stands for it."""

    @classmethod
    def __class_getitem__(cls, item: Any) -> TypeForm:
        return TypeForm(cls.__name__, item if isinstance(item, tuple) else (item,))

    @classmethod
    def usage(cls) -> str:
        """How it is written, for a message."""
        return (cls.__doc__ or "").split("\n")[0]


class Array(Form):
    """`Array[item, length]`: a fixed array; `Array[item, length, a:b]` if only a part travels."""


class Buffer(Form):
    """`Buffer[n]`: n bytes that the C device sends as one buffer; `Buffer[n, a:b]` for a part."""


class Arc(Form):
    """`Migratable[Arc[Mutex[R]]]`: registers that are shared with another thread."""


class Mutex(Form):
    """`Mutex[R]`: Rust's own lock; travels only inside `Migratable`."""


class BqlRefCell(Form):
    """`BqlRefCell[R]`: a cell that the big QEMU lock protects."""


class BqlCell(Form):
    """`BqlCell[T]`: a cell for a single scalar."""


class Migratable(Form):
    """`Migratable[Mutex[R]]`: snapshot when saved, restore when loaded."""


class ParentField(Form):
    """`ParentField[I2CSlave]`: the parent's state, at its place in the stream."""


class Property(Form):
    """`Property[bool]`: a QOM property. Set by the user, so it does not travel."""


u8, u16, u32, u64 = (ScalarType(f"u{width}") for width in (8, 16, 32, 64))
i8, i16, i32, i64 = (ScalarType(f"i{width}") for width in (8, 16, 32, 64))
usize = ScalarType("usize")


# -- values of fields ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FieldOptions:
    """What `field(...)`, `subsection(...)` and the like were called with, unchecked."""

    default: Any = MISSING
    options: dict[str, Any] = dataclass_field(default_factory=dict)
    subsection: str | None = None
    derived: bool = False
    source: tuple[Source, tuple[Any, ...]] | None = None
    """What a number on the wire is made of, and the names of the FIFOs that were given for it."""


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
    return FieldOptions(default, {"migrate": False}, derived=True)


def computed(default: Any = MISSING, **options: Any) -> Any:
    """For `Wire` fields: a method of the author's gives the number when it is saved."""
    return FieldOptions(default, options, source=("computed", ()))


def length(fifo: str, **options: Any) -> Any:
    """For `Wire` fields: how many items the FIFO holds."""
    return FieldOptions(MISSING, options, source=("length", (fifo,)))


def oldest(fifo: str, **options: Any) -> Any:
    """For `Wire` fields: the slot of the FIFO's oldest item, as pl011's `read_pos`."""
    return FieldOptions(MISSING, options, source=("oldest", (fifo,)))


def free(fifo: str, **options: Any) -> Any:
    """For `Wire` fields: the slot that the next item goes to, as pl022's `tx_fifo_head`."""
    return FieldOptions(MISSING, options, source=("free", (fifo,)))


def slots(*fifos: str, **options: Any) -> Any:
    """For `Wire` arrays: the slots of a ring; of several rings: slot by slot in turn."""
    return FieldOptions(MISSING, options, source=("slots", fifos))


# -- classes ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Member:
    """A variant of an `Enum`, as it is used for a reset value."""

    enum: str
    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class Made:
    """A class as it was when its statement ended; what is done to it later is not in its text."""

    options: dict[str, Any]
    names: dict[str, Any]
    """The names that the file had by then: its annotations mean these."""
    frames: tuple[Frame, ...]
    """The code that made it, innermost first."""
    state: Any
    """Its attributes and annotations, in a form that can be compared."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Running code: its file and line, and the function that it is in (`<module>` for none)."""

    file: str
    line: int
    function: str


MADE: list[type[SpecClass]] = []
"""The classes of specs, in the order in which they were made."""


class SpecClass:
    """Base of everything that a spec declares; keeps what its statement said for lowering."""

    __vmgen__: Made

    def __init_subclass__(cls, **options: Any) -> None:
        frame = sys._getframe(1)
        while frame.f_code.co_filename == __file__ and frame.f_back is not None:
            frame = frame.f_back
        cls.__vmgen__ = Made(options, dict(frame.f_globals), _frames(frame), state(cls))
        MADE.append(cls)


def _frames(frame: FrameType | None) -> tuple[Frame, ...]:
    found = []
    while frame is not None:
        code = frame.f_code
        found.append(Frame(code.co_filename, frame.f_lineno, code.co_name))
        frame = frame.f_back
    return tuple(found)


def state(cls: type[SpecClass]) -> Any:
    """What a class says, as a value that is equal as long as nobody changes the class."""
    own = {name: value for name, value in vars(cls).items() if not name.startswith("__")}
    return _still(own), _still(vars(cls).get("__annotations__", {}))


def _still(value: Any, depth: int = 8) -> Any:
    """A copy of what can change inside; other things stand for themselves."""
    if isinstance(value, bool | int | str | None):
        return type(value), value
    if not depth:
        return id(value)
    if isinstance(value, FieldOptions | Member):
        return type(value), tuple(
            _still(getattr(value, it.name), depth - 1) for it in fields(value)
        )
    if isinstance(value, list | tuple):
        return tuple(_still(item, depth - 1) for item in value)
    if isinstance(value, dict):
        return tuple((key, _still(item, depth - 1)) for key, item in value.items())
    return id(value)


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

    Options as for `Registers`, and where its Rust type comes from. `header` ("hw/i2c/i2c.h"): the
    crate makes it of C's, which that header declares: `state` (the struct, = the class's name),
    `klass` (the class struct, = that and "Class"), `type_name` (QOM type), `vmstate` (the static
    description), `interface` (a QOM interface that C asks for). Or `path`: QEMU's Rust has it
    there ("hwcore::" and the class's name). QEMU reads and writes its fields; nothing of that is
    emitted. Used as `ParentField[I2CSlave]`.
    """


class Device(SpecClass):
    """A device: `class DevState(Device, name="dev", version_id=2, category="char")`.

    Options as for `Registers`, and: `category` (folder below `hw/`, "misc"), `type_name` (QOM
    type, = name), `crate` (= name of the spec file), `config` (Kconfig symbol), `parent`
    ("SysBusDevice" or "DeviceState"; one with a state of its own is a field, `parent_obj:
    ParentField[...]`), `pre_save=True`, `post_save=True`, `pre_load=True`, `post_load=True` and
    `unplug_pending=True` (the device's own hooks), `needed` (when its section is sent),
    `unmigratable=True`, `early_setup=True`.
    """


class Bits(SpecClass):
    """A register of bit fields, least significant first: `class Flags(Bits, repr=u32)`."""


class Enum(SpecClass):
    """Named values: `class Parity(Enum, repr=u8)`, or `bits=2` for use in a `Bits` register."""

    def __init_subclass__(cls, **options: Any) -> None:
        for name, value in list(vars(cls).items()):
            if not name.startswith("_"):
                setattr(cls, name, Member(cls.__name__, name, value))
        super().__init_subclass__(**options)
