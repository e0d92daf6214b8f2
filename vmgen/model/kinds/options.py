# SPDX-License-Identifier: GPL-2.0-or-later
"""Of what kind the value of an option is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeGuard

_WIDEST = 128
"""Bits of the largest number that a spec can mean anything with."""


def is_number(value: Any) -> TypeGuard[int]:
    """Whether this is an integer that some word of the language could take."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole and value.bit_length() <= _WIDEST


def is_text(value: Any) -> TypeGuard[str]:
    """Whether this is a string that a file can hold: one without halves of surrogate pairs.

    Strings of a class of the spec's own are none: they may compare as they like.
    """
    return type(value) is str and plain(value) == value


def plain(text: str) -> str:
    """A text that can be printed, with escapes for halves of surrogate pairs."""
    return text.encode(errors="backslashreplace").decode()


Check = tuple[str, Callable[[Any], bool]]
"""What an option takes, in words, and whether a value is that."""

TEXT: Check = ("a string", is_text)
NUMBER: Check = ("an integer", is_number)
