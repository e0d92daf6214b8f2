# SPDX-License-Identifier: GPL-2.0-or-later
"""The tree that a section decodes to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import overload

Leaf = int | bytes | tuple[int, ...] | tuple[bytes, ...]
"""What a field holds: a number (bool included), raw bytes, or an array of either."""


class Value:
    """One field, array, element, subsection or whole section.

    - `name`: the field's; a subsection's full name; an element of an array has the array's name.
    - `type`: the info name of the description (`uint32`, `struct`, `qtailq`, ...), or `section`,
      `subsection`, `entry` (a list's or tree's element), `raw` (a section that is not decoded).
    - `offset`, `size`: where it lies in the section's data, in bytes, all elements and nested
      subsections with their headers included.
    - `value`: of a leaf: int or bool, `bytes` for raw kinds, a tuple of those for an array. None
      for what has `children`.
    - `count`: number of elements if the description has `array_len`; `index` if it has that.
    - `vmsd`, `version`: of structs, subsections and sections; the version is the description's.
    - `reason`: why the bytes were left as they are, None if they were not.
    """

    __slots__ = (
        "children",
        "count",
        "index",
        "name",
        "offset",
        "reason",
        "size",
        "subsections",
        "type",
        "value",
        "version",
        "vmsd",
    )

    def __init__(
        self,
        name: str,
        type: str,
        offset: int,
        size: int,
        value: Leaf | None = None,
        count: int | None = None,
        index: int | None = None,
        children: Sequence[Value] = (),
        subsections: Sequence[Value] = (),
        vmsd: str | None = None,
        version: int | None = None,
        reason: str | None = None,
    ) -> None:
        self.name = name
        self.type = type
        self.offset = offset
        self.size = size
        self.value = value
        self.count = count
        self.index = index
        self.children = children
        self.subsections = subsections
        self.vmsd = vmsd
        self.version = version
        self.reason = reason

    def __repr__(self) -> str:
        held = "" if self.value is None else f" = {self.value!r}"
        return f"<{self.type} {self.name} @{self.offset}+{self.size}{held}>"

    def walk(self) -> Iterator[Value]:
        """This node and all below it, in the order of the wire."""
        yield self
        for child in self.children:
            yield from child.walk()
        for subsection in self.subsections:
            yield from subsection.walk()

    def field(self, path: str) -> Value:
        """The node at a dotted path of names below this one: `env.regs`, `cpu[1].x`, `dev/sub.y`.

        A subsection is found by its full name. Raises KeyError if there is none.
        """
        node = self
        rest = path
        while rest:
            for candidate in node.named():
                key = label(candidate)
                if rest == key or rest.startswith(f"{key}."):
                    node, rest = candidate, rest[len(key) + 1 :]
                    break
            else:
                raise KeyError(path)
        return node

    def named(self) -> Iterator[Value]:
        """What a path can name below this node: fields, elements of arrays, subsections."""
        for child in self.children:
            yield child
            if child.count is not None:
                yield from child.children
        yield from self.subsections


class Elements(Sequence[Value]):
    """The elements of an array of structs of single numbers, made when somebody looks at them.

    `make` gives one by its index; `rows` are the numbers of all.
    """

    def __init__(
        self,
        count: int,
        make: Callable[[int], Value],
        rows: Callable[[], Sequence[tuple[int, ...]]],
    ) -> None:
        self.rows = rows
        self._count = count
        self._make = make
        self._made: list[Value] | None = None

    @property
    def first(self) -> Value:
        """The first, alone."""
        return self._make(0) if self._made is None else self._made[0]

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Value: ...
    @overload
    def __getitem__(self, index: slice) -> list[Value]: ...
    def __getitem__(self, index: int | slice) -> Value | list[Value]:
        if self._made is None:
            self._made = [self._make(at) for at in range(self._count)]
        return self._made[index]


def label(value: Value) -> str:
    """The name with the index, if it has one: `cpu[3]`."""
    return value.name if value.index is None else f"{value.name}[{value.index}]"


def count_leaves(value: Value) -> int:
    """Number of values at the bottom of the tree, each element of an array counted."""
    total = 0
    stack = [value]
    while stack:
        node = stack.pop()
        if node.value is not None:
            total += len(node.value) if isinstance(node.value, tuple) else 1
        stack += node.children
        stack += node.subsections
    return total
