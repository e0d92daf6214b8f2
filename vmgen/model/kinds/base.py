# SPDX-License-Identifier: GPL-2.0-or-later
"""What a kind of field is: everything that vmgen asks about one element of a field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from vmgen.model.kinds.memory import Memory, scalar_memory
from vmgen.model.kinds.options import Check
from vmgen.model.kinds.saying import IN_CELLS, IN_LOCKS, NO_RESET, RAW, SHARED, Fault, Say
from vmgen.model.kinds.written import Reader, Type, TypeForm
from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from vmgen.diagnostics import Position
    from vmgen.layout import Element, Ring, WireField
    from vmgen.model.kinds.number import Scalar
    from vmgen.model.layout import Layout
    from vmgen.model.nodes import Device, Enum, Field, ResetElement, Struct
    from vmgen.model.place import Shape
    from vmgen.model.walk import Site

Most = Literal["none", "one", "array", "rows"]
"""A shape, and all that are smaller."""


class Kind(Type):
    """What one element of a field is. The first line of the docstring says how it is written.

    The class itself is the word of the language, where it has one. A kind is a file here and a
    template of the same stem; nothing else knows which kinds there are.
    """

    is_word: ClassVar[bool] = True
    """Whether specs write it by the name of the class."""
    options: ClassVar[Mapping[str, Check]] = {}
    """Options that only this kind has, with what they take; a field has them as `own`."""
    wire_options: ClassVar[tuple[str, ...]] = ()
    """Those of them that mean nothing where it does not travel."""
    most: ClassVar[Most] = "none"
    """The largest shape that it has in registers."""
    mirrored: ClassVar[bool] = False
    """Whether it may stand in a mirror or a parent, too."""
    checked_whole: ClassVar[bool] = False
    """Whether it has no range and checks of its own for the reset value."""
    unranged: ClassVar[tuple[str, ...]] = ()
    """Options besides those of a range that mean nothing for one that is checked whole."""
    in_parts: ClassVar[bool] = False
    """Whether a part of an array of it can travel."""
    takes_mask: ClassVar[bool] = False
    """Whether bits of it can be left out."""
    takes_absent: ClassVar[bool] = False
    """Whether it can be another value than at reset where its subsection did not arrive."""
    counts: ClassVar[bool] = False
    """Whether it can say how many elements of an array travel."""
    per: ClassVar[int] = 1
    """How much of what counts its elements one of them has."""
    takes_source: ClassVar[bool] = False
    """Whether something else says what its number is: the author, or a queue."""
    resets_to_nothing: ClassVar[bool] = False
    """Whether it is absent at reset where the spec gives no value."""
    wiring: ClassVar[bool] = False
    """Whether it is made anew with the device, and never travels."""
    of_sysbus: ClassVar[bool] = False
    """Whether only a `SysBusDevice` has one."""
    timed: ClassVar[bool] = False
    """Whether it expires, which some versions of QEMU's Rust do not tell."""
    by_author: ClassVar[bool] = False
    """Whether the author's code makes its bytes, of which vmgen knows nothing more."""
    compared: ClassVar[bool] = False
    """Whether what arrives must be what is there, so that it always has to arrive."""
    named_to_users: ClassVar[bool] = False
    """Whether QEMU's users see its name."""
    description: ClassVar[str] = ""
    """The name of QEMU's own description of it; empty where it has none."""
    untold: ClassVar[tuple[str, ...]] = ()
    """What a state has of it and the runner does not print."""
    named_in_stream: ClassVar[bool] = True
    """Whether the stream's description has a name of it."""
    stream_name: ClassVar[str] = ""
    """What the stream's description calls it, whatever the spec does."""
    in_properties: ClassVar[bool] = False
    """Whether QEMU's users can set one."""
    in_cells: ClassVar[bool] = False
    """Whether a cell of the device may hold one."""
    in_locks: ClassVar[bool] = False
    """Whether it may be so behind `Migratable`: QEMU or this crate can say how it is converted."""

    def __class_getitem__(cls, item: Any) -> TypeForm:
        return TypeForm(cls.__name__, item if isinstance(item, tuple) else (item,))

    @classmethod
    def stem(cls) -> str:
        """The name of its file here, and of its template."""
        return cls.__module__.rpartition(".")[2]

    # -- how it is written -------------------------------------------------------------------------

    @classmethod
    def usage(cls) -> str:
        """How it is written, for a message."""
        return (cls.__doc__ or "").split("\n")[0]

    @classmethod
    def bare(cls) -> Self | None:
        """What the word is without brackets; None where it needs them."""
        return None

    @classmethod
    def read(cls, arguments: tuple[Any, ...], reader: Reader) -> Type | None:
        """What the word is with these arguments; None where it is not written like that."""
        return None

    # -- what it is --------------------------------------------------------------------------------

    @property
    def number(self) -> Scalar | None:
        """The number that it is, or that is inside; None where there is none."""
        return None

    @property
    def nonzero(self) -> bool:
        """Whether 0 is no value of the number."""
        return False

    @property
    def at_run_time(self) -> bool:
        """Whether the run-time struct has it."""
        return True

    @property
    def on_the_wire(self) -> bool:
        """Whether it has bytes of its own in the stream, where it travels."""
        return True

    @property
    def in_queue(self) -> str:
        """The path of the queue of which its number on the wire is a slot; empty for none."""
        return ""

    @property
    def capacity(self) -> int:
        """How many items a queue holds at most; 0 for what is none."""
        return 0

    @property
    def unread(self) -> bool:
        """Whether a part of it could not be read, which has been noted."""
        return False

    @property
    def spread(self) -> Type | None:
        """What stands in its brackets, where an array in there is the field's; None elsewhere."""
        return None

    @property
    def counted(self) -> Type | None:
        """The same where a count says how much of it travels."""
        return self.spread

    def around(self, item: Kind) -> Kind:
        """Itself with one element of that array in its brackets."""
        raise NotImplementedError(f"{type(self).__name__} has no array in its brackets")

    @property
    def named_lengths(self) -> tuple[str, ...]:
        """The constants of the spec that are lengths inside it."""
        return ()

    def elements(self, device: Device) -> int:
        """How many numbers one holds, those of the structs in it too."""
        struct = self.struct(device)
        if struct is None:
            return 1
        return sum(item.kind.elements(device) * item.shape.total for item in struct.all_fields)

    def forms(self, path: str) -> Iterator[tuple[str, str]]:
        """Methods of the device that vmgen makes of its name: each with, in words, of what."""
        yield from ()

    def forms_in_struct(self, name: str) -> Iterator[tuple[str, str]]:
        """The same of methods of the struct that it is in, which the author writes."""
        yield from ()

    @property
    def class_name(self) -> str:
        """The class of the spec that it is; empty for other kinds."""
        return ""

    def brings(self, position: Position) -> Struct | None:
        """A struct that the word itself stands for; `position` is that of a field."""
        return None

    def struct(self, device: Device) -> Struct | None:
        """The struct whose fields are in it; None where none is, or only on the wire."""
        return None

    def wire_struct(self, device: Device) -> Struct | None:
        """The struct that lies in the stream for it: its own, or a mirror."""
        return self.struct(device)

    def bits_inside(self, enum: Callable[[str], Enum]) -> int:
        """How many bits it has in a bitfield; 0 where it cannot be in one. `enum` finds enums."""
        return 0

    def variants(self, device: Device) -> tuple[tuple[str, int], ...] | None:
        """Of an enum: names and values."""
        return None

    def inside(self, device: Device, name: str) -> tuple[int, int]:
        """Where a named part of its number begins, and how many bits it has."""
        raise NotImplementedError(f"{type(self).__name__} has no parts")

    def python_type(self, named: Callable[[str], Any]) -> Any:
        """What one is inside a bitfield, in Python: bool, int or an IntEnum."""
        return bool

    # -- where it may stand ------------------------------------------------------------------------

    def in_device(self, site: Site) -> Fault | None:
        """Bare in the device."""
        if site.field.bare:
            return Fault("this type cannot stand in a device")
        return Fault(SHARED)

    def in_cell(self, site: Site) -> Fault | None:
        """In a cell or lock of the device, not behind `Migratable`."""
        return None if self.in_cells else Fault(IN_CELLS)

    def in_lock(self, site: Site) -> Fault | None:
        """In a lock or cell behind `Migratable`."""
        if not self.in_cells:
            return Fault(IN_LOCKS)
        if self.in_locks:
            return None
        word, cell = type(self).__name__, site.field.place.cell
        mend = f"Leave out `Migratable`: in a {cell} alone it travels by a number beside it."
        return Fault(f"`{word}` is Rust's own type, so no crate can convert it", "VM211", mend)

    def seen_through(self, device: Device) -> bool:
        """Whether QEMU itself reads and writes one that is in a cell, as it is."""
        return False

    @property
    def behind_migratable(self) -> bool:
        """Whether it is behind `Migratable` without a lock."""
        return False

    def fits(self, shape: Shape) -> bool:
        """Whether it has this shape in registers."""
        most = ("none", "one", "array", "rows").index(self.most)
        return len(shape.lengths) < most

    def in_registers(self, site: Site) -> Fault | None:
        """In a register struct, a mirror or a parent."""
        shape, bare = site.field.shape, site.field.bare
        if not bare and shape.rows and (site.foreign or not self.fits(shape)):
            return Fault("an array of arrays of more than numbers", "VM203")
        if self.most == "none" or not (bare or self.fits(shape)):
            return Fault("this type cannot stand in registers")
        return Fault(RAW) if site.foreign and not self.mirrored else None

    # -- what must be said of it -------------------------------------------------------------------

    def check(self, site: Site, say: Say) -> None:
        """What only it asks for, in the device or in registers."""

    def check_in_device(self, site: Site, say: Say) -> None:
        """The same in the device alone."""

    @classmethod
    def check_types(cls, device: Device, say: Say) -> None:
        """What is asked of the classes that it is made of, and of several fields together."""

    def check_reset(self, site: Site, value: ResetElement, say: Say) -> None:
        """One reset value of one element."""
        message = f"`{site.field.name}` takes no reset value here"
        say.add("VM124", site.field, "default", message, NO_RESET)

    def held(self, site: Site) -> tuple[int, int] | None:
        """The numbers that it may hold, both ends included; None where it is no number."""
        return None

    # -- conditions --------------------------------------------------------------------------------

    def ranges(self, device: Device, field: Field) -> Mapping[str, tuple[int, int]]:
        """What conditions of registers can name of it, with the values that it may have."""
        return {}

    def may_change(self, *, registers: bool) -> bool:
        """Whether one can be compared with what it is at reset."""
        return self.number is not None

    # -- on the wire -------------------------------------------------------------------------------

    def wire_scalar(self, device: Device, field: Field) -> str | None:
        """The scalar that one travels as; None for what is no number there."""
        return None

    def element(self, site: Site, layout: Layout) -> Element:
        """What one is in the layout, of a field that travels and has passed all checks."""
        raise NotImplementedError(f"{type(self).__name__} has no element of its own")

    def wire_fields(self, site: Site, layout: Layout) -> Iterator[WireField]:
        """The fields of the layout: one, unless it comes with others."""
        yield layout.field(site, self.element(site, layout))

    def in_memory(self, shape: Shape) -> int | None:
        """The size of what C has for all elements as one; None where it has each."""
        if shape.buffer and shape.counted:  # behind a pointer, of whose size C knows a factor
            return shape.times if shape.times > 1 else 0
        return shape.sent if shape.buffer else None

    def ring(self, site: Site) -> Ring | None:
        """Of a queue: where on the wire its items are."""
        return None

    def memory(self, site: Site, of_struct: Callable[[Struct], Memory]) -> Iterator[Memory]:
        """What the C device has in memory for one; of an array, all have the last of it."""
        yield scalar_memory(self.wire_scalar(site.device, site.field) or "u64")

    # -- at run time -------------------------------------------------------------------------------

    def at_reset(self, device: Device, value: ResetElement | None) -> Any:
        """What one is after a reset, given what the spec says: numbers, None for an absent one.

        An enum is the number of its variant, a struct a dict of its fields, a queue a list.
        """
        return None

    def annotation(self, site: Site, named: Callable[[str], Any]) -> Any:
        """The pydantic type of one in a state; None where a state has none. `named` gives classes
        of the spec by name."""
        return None

    def alive(self, plain: Any, named: Callable[[str], Any]) -> Any:
        """What `reset` gave, as a state has it."""
        return plain

    @property
    def absent(self) -> int | None:
        """What the runner prints for None."""
        return None

    # -- how it travels, and what of it Rust does --------------------------------------------------

    def travel(self, field: Field, around: Around) -> Travel:
        """How a field of registers travels. No other may stand there."""
        raise NotImplementedError(self.stem())

    def travel_in_device(self, field: Field) -> Travel:
        """How it travels as a part of the device, with nothing around it."""
        return Travel("omit", "wiring, made anew when the device is")

    def travel_wrapped(self, field: Field, around: Around) -> Travel:
        """How it travels behind `Migratable`: as its number. No other may stand there."""
        reason = f"C sees its number, never the {field.place.cell}"
        return Travel("wrapper", reason, self.carrier(field, around))

    def carrier(self, field: Field, around: Around) -> Scalar:
        """The number that travels for it."""
        from vmgen.model.kinds.number import Scalar

        scalar = self.wire_scalar(around.device, field)
        assert scalar is not None
        return Scalar(name=scalar)

    @property
    def movable(self) -> bool:
        """Whether it is a plain value, which can be cloned and replaced."""
        return True

    @property
    def under_lock(self) -> str:
        """What a device with one does inside the big lock; empty for nothing."""
        return ""

    @property
    def author_type(self) -> str:
        """The type that the author of the device writes for it; empty where there is one."""
        return ""

    @property
    def restored(self) -> Kind:
        """What a restore has of it before it is assigned."""
        return self

    @property
    def fallible(self) -> bool:
        """Whether a restore may refuse what arrives, whatever the numbers' widths."""
        return False

    def derives(self, device: Device, value: Any) -> bool:
        """Whether `derive(Default)` gives one this value of `at_reset`."""
        return not value

    def outgoing(self, field: Field, value: Any) -> int:
        """The number on the wire of one with this value of `at_reset`."""
        return int(value or 0)
