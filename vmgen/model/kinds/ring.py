# SPDX-License-Identifier: GPL-2.0-or-later
"""Queues, which travel as the parts of a ring."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from vmgen.layout import Ring
from vmgen.model.kinds import states
from vmgen.model.kinds.base import Kind, Most
from vmgen.model.kinds.memory import Memory
from vmgen.model.kinds.number import Scalar
from vmgen.model.kinds.saying import Say
from vmgen.model.kinds.slots import Slots
from vmgen.model.kinds.unknown import Unknown
from vmgen.model.kinds.wire_only import Wire
from vmgen.model.kinds.written import Reader, Type, Words
from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from vmgen.model.nodes import Device, Field, ResetElement, Struct
    from vmgen.model.walk import Site

_IN_SUBSECTION = (
    "Write a `Registers` class that has the FIFO and its parts, as QEMU's Fifo8, and a field of "
    "that class in the subsection."
)


class Fifo(Kind):
    """`Fifo[u16, 8]`: a `VecDeque` of at most 8; `Wire` fields say how it lies on the wire."""

    most: ClassVar[Most] = "one"
    checked_whole: ClassVar[bool] = True
    unranged: ClassVar[tuple[str, ...]] = ("wire", "since")
    named_in_stream: ClassVar[bool] = False
    item: Scalar
    length: int
    named: str = ""
    """The constant of the spec that the length is."""

    @classmethod
    def read(cls, arguments: tuple[Any, ...], reader: Reader) -> Type | None:
        """Of numbers, at most so many."""
        if len(arguments) != 2:
            return None
        match reader.read(arguments[0]):
            case Scalar() as item:
                length = reader.length(arguments[1])
                return cls(item=item, length=length, named=length.name)
            case Unknown() as item:
                return item
        return None

    @property
    def extent(self) -> str:
        """The length in Rust."""
        return self.named or str(self.length)

    @property
    def named_lengths(self) -> tuple[str, ...]:
        """Its length."""
        return (self.named,) if self.named else ()

    def elements(self, device: Device) -> int:
        """When it is full."""
        return self.length

    @property
    def capacity(self) -> int:
        """Its length."""
        return self.length

    @property
    def on_the_wire(self) -> bool:
        """Its parts are."""
        return False

    def check(self, site: Site, say: Say) -> None:
        """Nothing is in it at reset."""
        if site.registers and site.field.default is not None:
            say.add("VM124", site.field, "default", f"`{site.field.name}` is empty at reset")

    @classmethod
    def check_types(cls, device: Device, say: Say) -> None:
        """The queues of each struct, with their parts."""
        for node in device.structs:
            if not _in_subsections(node, say):
                _Queues(node, say).check()

    def written(self, word: Words) -> str:
        """The number, and how many."""
        return word("Fifo", self.item.written(word), word.length(self.length, self.named))

    def memory(self, site: Site, of_struct: Callable[[Struct], Memory]) -> Iterator[Memory]:
        """It is in its parts."""
        yield from ()

    def ring(self, site: Site) -> Ring | None:
        """By the keys of its parts."""
        field = site.field
        parts = {
            other.source.kind: other
            for other in site.owner.fields
            if other.source is not None and field.name in other.source.of
        }
        slots, newest = parts["slots"], "free" in parts
        assert slots.source is not None
        return Ring(
            key=field.name,
            capacity=self.length,
            length=parts["length"].name,
            end=parts["free" if newest else "oldest"].name,
            newest=newest,
            slots=slots.name,
            first=slots.source.of.index(field.name),
            step=len(slots.source.of),
        )

    def at_reset(self, device: Device, value: ResetElement | None) -> Any:
        """Empty."""
        return []

    def annotation(self, site: Site, named: Callable[[str], Any]) -> Any:
        """At most so many numbers."""
        return states.items(states.scalar(self.item.name), 0, self.length)

    def travel(self, field: Field, around: Around) -> Travel:
        """By the fields that name it."""
        return Travel("fifo", "travels as the parts of a ring", converts=True, refuses=True)

    @property
    def restored(self) -> Kind:
        """Where its items lie: it is filled where it is, with no memory but what it has."""
        return Slots()

    def derives(self, device: Device, value: Any) -> bool:
        """It has memory for as many as it may hold."""
        return False

    @property
    def fallible(self) -> bool:
        """The numbers of its parts may not fit."""
        return True


def _in_subsections(node: Struct, say: Say) -> bool:
    """A FIFO and its parts are restored as one: together, and not in a subsection."""
    for field in (field for subsection in node.subsections for field in subsection.fields):
        ring = field.source is not None and field.source.kind != "computed"
        if ring or isinstance(field.type, Fifo):
            message = "a FIFO and its parts cannot be in a subsection"
            say.about("VM163", field, "type", message, _IN_SUBSECTION)
            return True
    return False


class _Queues:
    """The queues of one struct, and the numbers on the wire that they are made of."""

    def __init__(self, node: Struct, say: Say) -> None:
        self._node = node
        self._say = say
        self._unread = {item.name for item in node.fields if item.kind.unread}
        self._fifos = {
            item.name: (item, item.type) for item in node.fields if isinstance(item.type, Fifo)
        }
        self._parts: dict[str, dict[str, list[Field]]] = {
            name: defaultdict(list) for name in self._fifos
        }

    def check(self) -> None:
        """Every FIFO has slots, a length, and one end; the slots fit."""
        for field in self._node.fields:
            for name in field.source.of if field.source else ():
                if name not in self._unread:
                    self._part(field, name)
        for name, (field, kind) in self._fifos.items():
            if field.migrate:
                self._whole(field, kind, self._parts[name])

    def _part(self, field: Field, name: str) -> None:
        """A part is of a FIFO; a length or place fits the number that it travels as."""
        if name not in self._fifos:
            message = f"`{name}` is no FIFO of `{self._node.name}`"
            self._say.about("VM163", field, "type", message)
            return
        assert field.source is not None
        self._parts[name][field.source.kind].append(field)
        _, fifo = self._fifos[name]
        scalar = field.kind.scalar if isinstance(field.kind, Wire) else None
        narrow = scalar is not None and scalar.info.maximum < fifo.length
        if scalar is not None and narrow and field.source.kind != "slots":
            message = f"{scalar.name} does not hold {fifo.length} of `{name}`"
            self._say.about("VM125", field, "type", message)

    def _whole(self, field: Field, kind: Fifo, found: dict[str, list[Field]]) -> None:
        ends = found["oldest"] + found["free"]
        if [len(found[part]) for part in ("slots", "length")] != [1, 1]:
            self._say.about("VM163", field, "type", "has not one `slots` and one `length`")
        elif len(ends) != 1:
            self._say.about("VM163", field, "type", "has not one of `oldest` and `free`")
        else:
            self._slots(field, kind, found["slots"][0])

    def _slots(self, fifo: Field, kind: Fifo, field: Field) -> None:
        """The array has the slots of all its queues, and their items."""
        if not isinstance(field.kind, Wire) or field.shape.one:
            return
        needed = kind.length * (len(field.source.of) if field.source else 1)
        if field.shape.lengths[0] != needed:
            message = f"{needed} slots are needed, not {field.shape.lengths[0]}"
            self._say.about("VM163", field, "type", message)
        elif field.kind.item != kind.item:
            message = f"the items of `{fifo.name}` are others"
            self._say.about("VM163", field, "type", message)
