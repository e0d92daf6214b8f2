# SPDX-License-Identifier: GPL-2.0-or-later
"""vmgen's dataclasses are Python's, but for when their methods are made."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar

import pytest

from vmgen.values import Frozen
from vmgen.values.dataclass import lazily


class Plain:
    """One of everything."""

    known: ClassVar[int] = 7
    first: int
    second: str = "two"
    rest: list[int] = dataclasses.field(default_factory=list)
    note: str = dataclasses.field(default="", compare=False, repr=False)


def ours(**words: bool) -> Any:
    made = type("Plain", (), dict(vars(Plain)))
    return lazily(made, **{"frozen": False, "slots": False, "kw_only": False, **words})


def pythons(**words: bool) -> Any:
    return dataclasses.dataclass(**words)(type("Plain", (), dict(vars(Plain))))


MAKERS = pytest.mark.parametrize(
    "words",
    [
        {},
        {"slots": True},
        {"frozen": True},
        {"frozen": True, "slots": True},
        {"frozen": True, "kw_only": True},
    ],
    ids=lambda words: " ".join(words) or "plain",
)
CALLS: list[Callable[[Any], Any]] = [
    lambda cls: cls(first=1),
    lambda cls: cls(first=1, second="b", rest=[1], note="n"),
    lambda cls: cls(1, "b"),
    lambda cls: cls(1, "b", [2], "n", 5),
    lambda cls: cls(),
    lambda cls: cls(first=1, other=2),
    lambda cls: cls(first=1) == cls(first=1, note="n"),
    lambda cls: cls(first=1) == cls(first=2),
    lambda cls: cls(first=1) == 1,
    lambda cls: cls(first=1).rest is cls(first=1).rest,
    lambda cls: hash(cls(first=1, rest=())) == hash(cls(first=1, rest=(), note="n")),
    lambda cls: hash(cls(first=1, rest=())) == hash(cls(first=2, rest=())),
    lambda cls: dataclasses.replace(cls(first=1, note="n"), second="b"),
    lambda cls: setattr(cls(first=1), "first", 2),
    lambda cls: delattr(cls(first=1), "first"),
    lambda cls: hasattr(cls(first=1), "__dict__"),
    lambda cls: dataclasses.asdict(cls(first=1, rest=[3])),
    lambda cls: cls.__match_args__,
    lambda cls: cls.known,
]


def outcome(call: Callable[[Any], Any], cls: Any) -> Any:
    try:
        found = call(cls)
    except Exception as error:
        return type(error), str(error).partition(".")[2] if "__init__" in str(error) else ""
    return repr(found) if isinstance(found, cls) else found


@MAKERS
@pytest.mark.parametrize("number", range(len(CALLS)))
def test_they_are_as_pythons(words: dict[str, bool], number: int) -> None:
    made = ours(**words)
    for _ in range(2):  # also when its methods are there
        assert outcome(CALLS[number], made) == outcome(CALLS[number], pythons(**words))


def test_what_a_class_says_itself_stays() -> None:
    class Own:
        """With an equality of its own."""

        value: int

        def __repr__(self) -> str:
            return "own"

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 3

    made = lazily(Own, frozen=True, slots=True, kw_only=False)
    one, two = made(1), made(2)  # type: ignore[call-arg]
    assert (repr(one), one == two, hash(one)) == ("own", True, 3)


def test_one_that_is_derived_has_the_fields_of_both() -> None:
    class Below(ours(frozen=True, slots=True)):  # type: ignore[misc]
        """One more."""

        last: int = 9

    made = lazily(Below, frozen=True, slots=True, kw_only=False)
    base = made.__bases__[0]
    assert (base(1).second, made(1, last=4).last, made(2).last) == ("two", 4, 9)
    assert made(1) != base(1) and not hasattr(made(1), "__dict__")


def test_init_is_made_once_and_only_if_it_is_called() -> None:
    made = ours()
    before = made.__init__
    assert list(inspect.signature(before).parameters) == ["self", "values", "named"]
    made(1)
    after = made.__init__
    made(2)
    names = ["self", "first", "second", "rest", "note"]
    assert list(inspect.signature(after).parameters) == names
    assert made.__init__ is after is not before


class Below(Frozen):
    """A value."""

    number: int
    found: dict[str, int] = dataclasses.field(default_factory=dict)

    @cached_property
    def double(self) -> int:
        """What it works out once."""
        return 2 * self.number


def test_what_is_derived_from_frozen_stays_as_it_was_made() -> None:
    made = Below(number=4)
    assert made.double == 8 and "double" in vars(made)
    assert dataclasses.replace(made, number=5).double == 10
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot change field 'number'"):
        made.number = 5  # type: ignore[misc]
    with pytest.raises(TypeError):
        Below(4)  # type: ignore[misc]
    assert repr(made) == "Below(number=4, found={})" and made == Below(number=4)
