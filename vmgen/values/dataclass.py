# SPDX-License-Identifier: GPL-2.0-or-later
"""`dataclasses.dataclass`, but for when its methods are made: `__init__` when it is first called.

The others are the same for all classes. Fields, slots, `replace` and `match` are Python's own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

_T = TypeVar("_T")


def lazily(cls: type[_T], *, frozen: bool, slots: bool, kw_only: bool) -> type[_T]:
    """A class as a dataclass. What it has of these methods itself stays.

    Frozen ones are hashed by their fields, others not at all.
    """
    own = set(vars(cls))
    bare = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)
    made = bare(cls)
    methods: dict[str, Any] = {
        "__init__": _first(made, frozen),
        "__repr__": _repr,
        "__eq__": _equal(made),
        "__hash__": _hash(made) if frozen else None,
    }
    if frozen:
        methods |= {"__setattr__": _refuse, "__delattr__": _refuse}
    for name in methods.keys() - own:
        setattr(made, name, methods[name])
    return made


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, *, frozen=False, slots=False, kw_only=False):
        """As `dataclasses.dataclass` with these words; a type checker takes it for that."""

        def decorate(cls):
            return lazily(cls, frozen=frozen, slots=slots, kw_only=kw_only)

        return decorate if cls is None else decorate(cls)


def _first(cls: type[Any], frozen: bool) -> Callable[..., None]:
    """An `__init__` that puts the real one into its place, if it still has that itself."""
    made: Callable[..., None] | None = None

    def __init__(self: Any, *values: Any, **named: Any) -> None:
        nonlocal made
        if made is None:
            made = _init(cls, frozen)
            if cls.__init__ is __init__:
                cls.__init__ = made
        made(self, *values, **named)

    return __init__


def _init(cls: type[Any], frozen: bool) -> Callable[..., None]:
    """The `__init__` of a class, written and compiled."""
    known: dict[str, Any] = {"_set": object.__setattr__, "_unset": dataclasses.MISSING}
    words: dict[bool, list[str]] = {False: ["self"], True: ["*"]}
    lines = []
    for field in dataclasses.fields(cls):
        name, word = field.name, field.name
        value = name
        if field.default is not dataclasses.MISSING:
            known[f"_{name}"] = field.default
            word = f"{name}=_{name}"
        elif field.default_factory is not dataclasses.MISSING:
            known[f"_{name}"] = field.default_factory
            word = f"{name}=_unset"
            value = f"_{name}() if {name} is _unset else {name}"
        words[bool(field.kw_only)].append(word)
        lines.append(f" _set(self, {name!r}, {value})" if frozen else f" self.{name} = {value}")
    listed = [*words[False], *(words[True] if len(words[True]) > 1 else ())]
    exec(f"def __init__({', '.join(listed)}):\n" + "\n".join(lines or [" pass"]), known)
    made: Callable[..., None] = known["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


def _values(cls: type[Any]) -> Callable[[Any], Any]:
    """What two of a class are compared by."""
    names = [field.name for field in dataclasses.fields(cls) if field.compare]
    return attrgetter(*names) if names else lambda _: ()


def _equal(cls: type[Any]) -> Callable[[Any, object], bool]:
    values = _values(cls)

    def __eq__(self: Any, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return self is other or bool(values(self) == values(other))

    return __eq__


def _hash(cls: type[Any]) -> Callable[[Any], int]:
    values = _values(cls)

    def __hash__(self: Any) -> int:
        return hash(values(self))

    return __hash__


def _repr(self: Any) -> str:
    fields = [field.name for field in dataclasses.fields(self) if field.repr]
    shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in fields)
    return f"{type(self).__qualname__}({shown})"


def _refuse(self: Any, name: str, *_value: Any) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot change field {name!r}")
