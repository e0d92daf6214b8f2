# SPDX-License-Identifier: GPL-2.0-or-later
"""The kinds that there are. A new one is a line here, and specs have its word."""

from vmgen.model.kinds.atomic import Atomic as Atomic
from vmgen.model.kinds.base import Kind
from vmgen.model.kinds.bitfield import BitsKind as BitsKind
from vmgen.model.kinds.bitmap import Bitmap as Bitmap
from vmgen.model.kinds.bits_of import bits as bits
from vmgen.model.kinds.clock import Clock as Clock
from vmgen.model.kinds.custom import Custom as Custom
from vmgen.model.kinds.duration import Duration as Duration
from vmgen.model.kinds.enumeration import EnumKind as EnumKind
from vmgen.model.kinds.equal import Equal as Equal
from vmgen.model.kinds.incomplete import Incomplete as Incomplete
from vmgen.model.kinds.interrupt import InterruptSource as InterruptSource
from vmgen.model.kinds.mark import Mark as Mark
from vmgen.model.kinds.nested import Fifo8 as Fifo8
from vmgen.model.kinds.nested import Fifo32 as Fifo32
from vmgen.model.kinds.nested import StructKind as StructKind
from vmgen.model.kinds.nonzero import NonZero as NonZero
from vmgen.model.kinds.number import Scalar as Scalar
from vmgen.model.kinds.opaque import Opaque as Opaque
from vmgen.model.kinds.option import Option as Option
from vmgen.model.kinds.padding import Unused as Unused
from vmgen.model.kinds.region import MemoryRegion as MemoryRegion
from vmgen.model.kinds.ring import Fifo as Fifo
from vmgen.model.kinds.timer import Timer as Timer
from vmgen.model.kinds.unknown import Unknown as Unknown
from vmgen.model.kinds.wire_only import Wire as Wire

KINDS: tuple[type[Kind], ...] = tuple(
    found
    for found in list(globals().values())
    if isinstance(found, type) and issubclass(found, Kind) and found is not Kind
)
"""Every kind of field."""

WORDS: dict[str, type[Kind]] = {kind.__name__: kind for kind in KINDS if kind.is_word}
"""Those that specs write by a word of their own, by it."""
