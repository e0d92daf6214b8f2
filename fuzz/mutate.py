# SPDX-License-Identifier: GPL-2.0-or-later
"""Mutations of sections: what goes wrong by accident, and what somebody would try.

All of it follows from the random generator that is given: the same seed, the same cases.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from fuzz.authors import Flags, answered
from fuzz.corpus import Seed, seeds
from vmgen.codec import Codec
from vmgen.codec.save import Span
from vmgen.layout import Body, Nested, Number, Timer
from vmgen.vectors.settings import Setting, pointers, settings

SUBSECTION = 0x05
FOOTER = bytes.fromhex("7e0000002a")
MOST_STACKED = 4
"""Mutations of one section."""

LONGEST = 1 << 14
"""Bytes of a mutated section."""

VERSIONS = (0, 1, 2, 3, 127, 128, 254, 255, 256, 257, 0x102, 2**31 - 1, 2**31, 2**32 - 1)
BYTES = (0x00, 0x01, 0x02, 0x05, 0x30, 0x7E, 0x7F, 0x80, 0xFE, 0xFF)


@dataclass(frozen=True, slots=True)
class Case:
    """A section that both sides are given."""

    device: str
    """VMSD name."""
    version: int
    data: bytes
    flags: Flags
    """What is set before."""
    origin: str


@dataclass(slots=True)
class _Draft:
    data: bytearray
    version: int
    spans: tuple[Span, ...]
    """Of the seed: after a mutation that moves bytes they are only places to go wrong at."""
    done: list[str] = field(default_factory=list)

    def inside(self) -> list[Span]:
        """Fields that still begin within the data."""
        held = [span for span in self.spans if span.element and span.count]
        return [span for span in held if span.offset < len(self.data)]

    def headers(self) -> list[tuple[int, int]]:
        """Where subsections begin and their headers end."""
        found = [(span.offset, span.end) for span in self.spans if span.element is None]
        return [(start, end) for start, end in found if end <= len(self.data)]

    def blocks(self) -> list[tuple[int, int]]:
        """Subsections, each up to the next header."""
        ends = [*[start for start, _ in self.headers()][1:], len(self.data)]
        return [(start, end) for (start, _), end in zip(self.headers(), ends, strict=False)]


class Mutator:
    """Makes cases of one device."""

    def __init__(self, codec: Codec, random: Random) -> None:
        self._codec = codec
        self._random = random
        self._seeds = seeds(codec)
        known, found = codec.device.by_name, settings(codec.device, codec.layout)
        self._settings = sorted((name, number) for name, number in found.items() if name in known)
        self._most = {name: known[name].bounds[1] for name, _ in self._settings}
        self._pointers = sorted({*pointers(codec.layout).values()})
        other = Codec(codec.device, wrapper_name=f"{codec.name}/{{field}}/migratable")
        self._names = sorted({*_names(codec.layout), *_names(other.layout)})
        self._tools: list[tuple[int, Callable[[_Draft], None]]] = [
            (3, self.cut),
            (3, self.extend),
            (4, self.flip),
            (3, self.overwrite),
            (8, self.number),
            (2, self.fill),
            (3, self.insert),
            (2, self.remove),
            (2, self.splice),
            (2, self.set_version),
            (4, self.plant),
            (3, self.rename),
            (3, self.header_version),
            (2, self.name_length),
            (2, self.double),
            (2, self.reorder),
            (2, self.drop),
            (3, self.nest),
            (1, self.pile),
        ]

    def cases(self) -> Iterator[Case]:
        """Cases without end; no two are equal, and none is a seed."""
        known = {(item.version, item.data) for item in self._seeds}
        seen: set[tuple[int, bytes, Flags]] = set()
        while True:
            case = self._case()
            key = (case.version, case.data, case.flags)
            if (case.version, case.data) not in known and key not in seen:
                seen.add(key)
                yield case

    def _case(self) -> Case:
        random = self._random
        seed: Seed = random.choice(self._seeds)
        draft = _Draft(bytearray(seed.data), seed.version, seed.spans)
        weights = [weight for weight, _ in self._tools]
        # One mutation mostly: two that cancel each other's sense are found in refusals only.
        count = random.choice((1, 1, 1, 2, 2, 3, MOST_STACKED))
        for _, tool in random.choices(self._tools, weights, k=count):
            tool(draft)
            draft.done.append(tool.__name__)
        # What a vector was made for mostly stays, so that it is not refused for that alone.
        flags = seed.flags if random.random() < 0.7 else self._set()
        origin = f"{seed.origin}: {', '.join(draft.done)}"
        data = bytes(draft.data[:LONGEST])
        return Case(self._codec.name, draft.version, data, flags, origin)

    def _set(self) -> Flags:
        """Numbers for what is set before a load; a flag is set more often than not."""
        found = dict[str, Setting]()
        for name in self._pointers:
            length = self._codec.device.by_name[name].shape.total
            found[name] = tuple(self._random.random() < 0.7 for _ in range(length))
        for name, number in self._settings:
            low, high = number.minimum, number.maximum
            some = [low, high, self._random.randint(low, high)]
            some += [high + 1] * (high < self._most[name])  # more than the array has
            if number.runtime == "bool":
                found[name] = self._random.random() < 0.7
            else:
                found[name] = self._random.choice(some)
        return answered(self._codec.device, found)

    # -- places ------------------------------------------------------------------------------------

    def _place(self, draft: _Draft, *, end: bool = True) -> int:
        """An offset: where a field begins, or anywhere."""
        spans = draft.inside()
        if spans and self._random.random() < 0.6:
            span = self._random.choice(spans)
            at = span.offset + self._random.randrange(span.count) * span.width
            return min(at, len(draft.data))
        return self._random.randrange(max(len(draft.data) + end, 1))

    def _bytes(self, most: int = 12) -> bytes:
        random = self._random
        kind = random.randrange(4)
        count = random.randint(1, most)
        if kind == 0:
            return bytes(count)
        if kind == 1:
            return bytes(random.choice(BYTES) for _ in range(count))
        if kind == 2:
            return FOOTER[: random.randint(1, 5)] * random.randint(1, 2)
        return random.randbytes(count)

    # -- bytes -------------------------------------------------------------------------------------

    def cut(self, draft: _Draft) -> None:
        """End early; sometimes by just as much as a footer could stand in for."""
        if self._random.random() < 0.4:
            del draft.data[max(len(draft.data) - self._random.randint(1, 12), 0) :]
        else:
            del draft.data[self._place(draft) :]

    def extend(self, draft: _Draft) -> None:
        """Bytes too many; sometimes the section once more."""
        draft.data += bytes(draft.data) if self._random.random() < 0.1 else self._bytes(40)

    def flip(self, draft: _Draft) -> None:
        """Flip some bits."""
        for _ in range(self._random.choice((1, 1, 2, 8))):
            if draft.data:
                draft.data[self._random.randrange(len(draft.data))] ^= 1 << self._random.randrange(
                    8
                )

    def overwrite(self, draft: _Draft) -> None:
        """Other bytes, as many."""
        at, new = self._place(draft, end=False), self._bytes()
        draft.data[at : at + len(new)] = new

    def insert(self, draft: _Draft) -> None:
        """Bytes in between: all that follows is out of step."""
        at = self._place(draft)
        draft.data[at:at] = self._bytes()

    def remove(self, draft: _Draft) -> None:
        """Bytes missing in between."""
        at = self._place(draft)
        del draft.data[at : at + self._random.randint(1, 12)]

    def splice(self, draft: _Draft) -> None:
        """Go on with another section of the device."""
        other = self._random.choice(self._seeds).data
        at = self._place(draft)
        there = at if self._random.random() < 0.5 else self._random.randrange(len(other) + 1)
        draft.data[at:] = other[there:]

    # -- fields ------------------------------------------------------------------------------------

    def number(self, draft: _Draft) -> None:
        """An interesting number in a field."""
        spans = draft.inside()
        if not spans:
            return
        span = self._random.choice(spans)
        at = span.offset + self._random.randrange(span.count) * span.width
        draft.data[at : at + span.width] = self._interesting(span)

    def fill(self, draft: _Draft) -> None:
        """An interesting number in every element of a field."""
        spans = draft.inside()
        if spans:
            span = self._random.choice(spans)
            new = b"".join(self._interesting(span) for _ in range(span.count))
            draft.data[span.offset : span.end] = new

    def _interesting(self, span: Span) -> bytes:
        random, element, bits = self._random, span.element, 8 * span.width
        if span.width > 8 or not isinstance(element, Number | Timer):
            return random.randbytes(span.width)
        found = [0, 1, 2, 5, -1, -2, 1 << bits - 1, (1 << bits - 1) - 1, 0x7F, 0x80, 0xFF, 0x100]
        found += [1 << random.randrange(bits), random.getrandbits(bits), SUBSECTION << bits - 8]
        if isinstance(element, Number):
            near = [element.minimum, element.maximum]
            near += [value for _, value in element.variants or ()]
            found += 2 * [value + step for value in near for step in (-1, 0, 1)]
        return (random.choice(found) & (1 << bits) - 1).to_bytes(span.width, "big")

    # -- versions and subsections ------------------------------------------------------------------

    def set_version(self, draft: _Draft) -> None:
        """Another version of the section."""
        near = [draft.version + step for step in (-2, -1, 1)]
        draft.version = self._random.choice([*VERSIONS, *near, *near]) & 0xFFFF_FFFF

    def _name(self) -> bytes:
        """The name of a description of the device, or one that is nearly that."""
        random, name = self._random, self._random.choice(self._names)
        letter = random.choice(string.ascii_lowercase + "/\0\xe4")
        at = random.randrange(len(name) + 1)
        forms = [name, name, name + letter, name[:at], name[:at] + letter + name[at:]]
        forms += [name.upper(), "?" + name, name + "\0", name + "/x", name + "\0" + name, ""]
        forms.append(name + "x" * random.randint(200, 255))
        return random.choice(forms).encode("latin-1")[:255]

    def _header(self) -> bytes:
        version = self._random.choice((0, 1, 1, 1, 2, 3, 4, 255, 256, 257, 2**32 - 1))
        name = self._name()
        return bytes([SUBSECTION, len(name)]) + name + version.to_bytes(4, "big")

    def plant(self, draft: _Draft) -> None:
        """A byte 05 where a field begins, or all of a header there, over the field or before it."""
        at = self._place(draft)
        new = bytes([SUBSECTION]) if self._random.random() < 0.4 else self._header()
        if self._random.random() < 0.3:
            new = new[: self._random.randint(1, len(new))]
        replaced = len(new) if self._random.random() < 0.5 else 0
        draft.data[at : at + replaced] = new

    def rename(self, draft: _Draft) -> None:
        """Another name of a subsection."""
        if headers := draft.headers():
            start, end = self._random.choice(headers)
            name = self._name()
            draft.data[start + 1 : end - 4] = bytes([len(name)]) + name

    def name_length(self, draft: _Draft) -> None:
        """A wrong length of a subsection's name."""
        if headers := draft.headers():
            start, _ = self._random.choice(headers)
            step = self._random.choice((-2, -1, 1, 2, 100))
            draft.data[start + 1] = (draft.data[start + 1] + step) & 0xFF

    def header_version(self, draft: _Draft) -> None:
        """Another version of a subsection."""
        if headers := draft.headers():
            _, end = self._random.choice(headers)
            version = self._random.choice(VERSIONS)
            draft.data[end - 4 : end] = version.to_bytes(4, "big")

    def double(self, draft: _Draft) -> None:
        """A subsection twice, or many times."""
        if blocks := draft.blocks():
            start, end = self._random.choice(blocks)
            times = self._random.choice((1, 1, 1, 2, 40))
            draft.data[end:end] = draft.data[start:end] * times

    def reorder(self, draft: _Draft) -> None:
        """The subsections in another order."""
        if blocks := draft.blocks():
            parts = [bytes(draft.data[start:end]) for start, end in blocks]
            self._random.shuffle(parts)
            draft.data[blocks[0][0] :] = b"".join(parts)

    def drop(self, draft: _Draft) -> None:
        """A subsection missing, or only its header or its body."""
        if blocks := draft.blocks():
            start, end = self._random.choice(blocks)
            header = dict(draft.headers())[start]
            start, end = self._random.choice(((start, end), (start, header), (header, end)))
            del draft.data[start:end]

    def nest(self, draft: _Draft) -> None:
        """A subsection inside another, or among the fields."""
        if blocks := draft.blocks():
            start, end = self._random.choice(blocks)
            block = bytes(draft.data[start:end])
            if self._random.random() < 0.5:
                del draft.data[start:end]
            at = self._place(draft)
            draft.data[at:at] = block

    def pile(self, draft: _Draft) -> None:
        """Headers upon headers."""
        at = self._place(draft)
        draft.data[at:at] = self._header() * self._random.choice((2, 10, 300))


def _names(body: Body) -> Iterator[str]:
    """The names of a description and of all inside it."""
    yield body.name
    for part in body.fields:
        if isinstance(part.element, Nested):
            yield from _names(part.element.body)
    for item in body.subsections:
        yield from _names(item.body)
