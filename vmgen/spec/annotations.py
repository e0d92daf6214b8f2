# SPDX-License-Identifier: GPL-2.0-or-later
"""Annotations of fields: from the expression in the spec to a type of the model."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from vmgen.diagnostics import Diagnostics
from vmgen.model.types import (
    ArrayOf,
    Atomic,
    BitsOf,
    Cell,
    Custom,
    Duration,
    Fifo,
    Migratable,
    Named,
    NonZero,
    Optional,
    Padding,
    Part,
    Property,
    Scalar,
    Type,
    Unknown,
    WireOnly,
)
from vmgen.spec import language
from vmgen.spec.language import Member, ScalarType, SpecClass, TypeForm
from vmgen.spec.options import suggestion
from vmgen.spec.syntax import FieldSyntax

NameOf = Callable[[type[SpecClass]], str | None]
"""Lowers a class of the spec and gives its name; None where that failed."""

_PARTS = {"Clock", "Timer", "InterruptSource"}
_CELLS = {"Mutex", "BqlRefCell", "BqlCell", "Arc", "ParentField"}
_LONGEST = 1 << 24
"""Most elements of an array: more is a slip, and would be written out in tests."""

_HINTS: dict[Any, str] = {
    int: "`int` has no width; say u8..u64 or i8..i64",
    float: "floats do not travel",
    str: "strings do not travel; use Array[u8, n]",
    list: "use Array[item, length]",
    bytes: "use Array[u8, n]",
}


class _NoType(Exception):
    """The expression is no type; the message says why."""


def evaluate(
    syntax: FieldSyntax, names: dict[str, Any], name_of: NameOf, diagnostics: Diagnostics
) -> Type:
    """The type of a field; `Unknown`, with a VM104 noted, where the annotation is no type.

    `names` are the names that the spec file has at its end.
    """
    try:
        expression = ast.fix_missing_locations(ast.Expression(syntax.annotation))
        value = eval(compile(expression, syntax.position.file, "eval"), names)
        if isinstance(value, str):  # a quoted annotation
            value = eval(value, names)
        return _type(value, name_of)
    except _NoType as error:
        message = str(error)
    except NameError as error:
        unknown = getattr(error, "name", None) or "?"
        hint = suggestion(unknown, [*names, *dir(language)])
        if hasattr(language, unknown):
            hint = "; import it from vmgen.spec"
        message = f"unknown type `{unknown}`{hint}"
    except Exception as error:
        message = f"this is no type: {type(error).__name__}: {error}"
    diagnostics.add("VM104", syntax.annotation_at, message)
    return Unknown()


def _type(value: Any, name_of: NameOf) -> Type:
    if value is bool:
        return Scalar(name="bool")
    if isinstance(value, ScalarType):
        return Scalar(name=value.name)
    if isinstance(value, TypeForm):
        return _form(value, name_of)
    if isinstance(value, type) and issubclass(value, language._Form):
        if value.__name__ in _PARTS:
            return Part.model_validate({"name": value.__name__})
        if value is language.Duration:
            return Duration()
        raise _NoType(f"`{value.__name__}` needs brackets: {_first_line(value)}")
    if isinstance(value, type) and issubclass(value, SpecClass):
        return _class(value, name_of)
    if isinstance(value, Member):
        raise _NoType(f"`{value.enum}.{value.name}` is a value; the type is `{value.enum}`")
    hint = f"; {_HINTS[value]}" if isinstance(value, type) and value in _HINTS else ""
    raise _NoType(f"`{getattr(value, '__name__', value)}` is no type of a field{hint}")


def _first_line(value: type) -> str:
    return (value.__doc__ or "").split("\n")[0]


def _class(value: type[SpecClass], name_of: NameOf) -> Type:
    if issubclass(value, language.Device):
        raise _NoType(f"`{value.__name__}` is a device; a field can hold its registers only")
    name = name_of(value)
    return Unknown() if name is None else Named(name=name)


def _mirror(value: Any, name_of: NameOf) -> str:
    if isinstance(value, type) and issubclass(value, language.Mirror):
        name = name_of(value)
        if name is not None:
            return name
    raise _NoType("the second part of Custom[...] is a class derived from `Mirror`")


def _form(form: TypeForm, name_of: NameOf) -> Type:
    """`Name[...]`, by name; the number and kind of what stands in the brackets is checked here."""
    match form.name, form.arguments:
        case "Array", (item, int(length)) if 0 < length <= _LONGEST:
            return ArrayOf(item=_type(item, name_of), length=length)
        case "Buffer", (int(length),) if 0 < length <= _LONGEST:
            return ArrayOf(item=Scalar(name="u8"), length=length, buffer=True)
        case "Atomic", (item,):
            inner = _type(item, name_of)
            if isinstance(inner, Scalar):
                return Atomic(item=inner)
        case "Unused", (int(size),) if 0 < size <= _LONGEST:
            return Padding(size=size)
        case "bits", (int(width),) if 0 < width <= 64:
            return BitsOf(width=width)
        case "MemoryRegion", (int(size),) if size > 0:
            return Part(name="MemoryRegion", size=size)
        case "Property", (item,):
            inner = _type(item, name_of)
            if isinstance(inner, Scalar):
                return Property(item=inner)
        case "Fifo", (item, int(length)) if 0 < length <= _LONGEST:
            inner = _type(item, name_of)
            if isinstance(inner, Scalar):
                return Fifo(item=inner, length=length)
        case "NonZero", (item,):
            inner = _type(item, name_of)
            if isinstance(inner, Scalar) and inner.name != "bool":
                return NonZero(item=inner)
        case "Option", (item,):
            inner = _type(item, name_of)
            if isinstance(inner, Scalar | NonZero) and inner != Scalar(name="bool"):
                return Optional(item=inner)
        case "Wire", (item,):
            return WireOnly(item=_type(item, name_of))
        case "Custom", (str(name),):
            return Custom(name=name)
        case "Custom", (str(name), mirror):
            return Custom(name=name, wire=_mirror(mirror, name_of))
        case "Migratable", (item,):
            return Migratable(item=_type(item, name_of))
        case (name, (item,)) if name in _CELLS:
            return Cell.model_validate({"name": name, "item": _type(item, name_of)})
    usage = _first_line(getattr(language, form.name))
    raise _NoType(f"{form.name}[...] is not written like this: {usage}")
