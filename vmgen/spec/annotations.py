# SPDX-License-Identifier: GPL-2.0-or-later
"""Annotations of fields: from the expression in the spec to a type of the model."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from typing import Any

from vmgen.diagnostics import Diagnostics
from vmgen.lint.lengths import MOST_ELEMENTS
from vmgen.model.emitted import NAMES
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
from vmgen.spec.options import is_text, shown
from vmgen.spec.raised import text_of, unknown_word
from vmgen.spec.syntax import FieldSyntax

NameOf = Callable[[type[SpecClass]], str | None]
"""Lowers a class of the spec and gives its name; None where that failed."""

_PARTS = {"Clock", "Timer", "InterruptSource"}
_OF_NUMBERS = {"Atomic", "NonZero", "Option", "Property"}
_CELLS = {"Mutex", "BqlRefCell", "BqlCell", "Arc", "ParentField"}

_DEEPEST = 16
"""Brackets inside brackets: more are a slip, and would overflow the stack of a later step."""

_HINTS: dict[Any, str] = {
    int: "`int` has no width; say u8..u64 or i8..i64",
    list: "use Array[item, length]",
    bytes: "use Array[u8, n]",
}

_FLOAT = "Send its bits: `u32` or `u64`, or `Custom[...]` with `wire=` and conversions of your own."
_TEXT = "Send its bytes: `Array[u8, n]`, or `Buffer[n]` where C has a buffer."
_WIDE = "Send it as two fields of 64 bits, or as `Array[u64, 2]`."
_NOT_SENT = {
    **dict.fromkeys(("f16", "f32", "f64", "f128", "float", "double", "Float32", "Float64"), _FLOAT),
    **dict.fromkeys(("char", "str", "String", "CStr", "CString", "string"), _TEXT),
    **dict.fromkeys(("u128", "i128"), _WIDE),
    **dict.fromkeys(("isize", "long", "size_t"), "Say its width: `i32` or `i64`, `u32` or `u64`."),
    **dict.fromkeys(("Vec", "VecDeque"), "Use `Array[item, n]` with `count=`, or `Fifo[item, n]`."),
    **dict.fromkeys(("HashMap", "BTreeMap", "dict"), "Send arrays of its keys and values."),
    **dict.fromkeys(("bitmap", "Bitmap"), "Use `Array[u64, n]`: C sends bitmaps as such words."),
}
"""What people reach for and no VMState info has (vmstate-macros.md), with what to send instead."""


_CONSTANT = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")


class NoType(Exception):
    """The expression is no type; the message says why."""

    def __init__(self, message: str, code: str = "VM104", mend: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.mend = mend


class _Constant(int):
    """A number that has a name in the spec; what is computed with it has none."""

    name: str


def _constants(
    node: ast.expr, names: Mapping[str, Any], known: dict[str, int]
) -> dict[str, _Constant]:
    """The constants that an annotation names; one that had another value before stays a number."""
    found = {}
    for item in ast.walk(node):
        value = names.get(item.id) if isinstance(item, ast.Name) else None
        if type(value) is not int or not isinstance(item, ast.Name) or not _is_constant(item.id):
            continue
        if known.setdefault(item.id, value) == value:
            found[item.id] = _Constant(value)
            found[item.id].name = item.id
    return found


def _is_constant(name: str) -> bool:
    """Whether a name can be that of a constant in the crate, too."""
    ours = name in NAMES or name.startswith(("VMSTATE_", "TYPE_")) or name.endswith("_OPS")
    return _CONSTANT.fullmatch(name) is not None and not ours


def evaluate(
    syntax: FieldSyntax,
    names: dict[str, Any],
    name_of: NameOf,
    diagnostics: Diagnostics,
    constants: dict[str, int] | None = None,
) -> Type:
    """The type of a field; `Unknown`, with a finding noted, where the annotation is no type.

    `names` are the names that the annotation can mean, `constants` those of the device so far.
    """
    try:
        expression = ast.fix_missing_locations(ast.Expression(syntax.annotation))
        known = {} if constants is None else constants
        named = _constants(syntax.annotation, names, known)
        value = eval(compile(expression, syntax.position.file, "eval"), names, named)
        if isinstance(value, str):  # a quoted annotation
            value = eval(value, names)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        found = _no_type(error, names)
    else:
        try:
            return _type(value, name_of)
        except NoType as error:
            found = error
    diagnostics.add(found.code, syntax.annotation_at, str(found), mend=found.mend)
    return Unknown()


def _no_type(error: BaseException, names: dict[str, Any]) -> NoType:
    """What to say of an annotation that raised something."""
    if isinstance(error, NameError) and error.name:
        if error.name in _NOT_SENT:
            return _not_sent(error.name)
        return NoType(f"unknown type `{error.name}`{unknown_word(error.name, [*names])}")
    return NoType(f"this is no type: {type(error).__name__}: {text_of(error)}")


def _not_sent(name: str) -> NoType:
    return NoType(
        f"`{name}` does not travel: QEMU's stream has no such thing", "VM126", _NOT_SENT[name]
    )


def _type(value: Any, name_of: NameOf, depth: int = 0) -> Type:
    if depth > _DEEPEST:
        raise NoType(f"this has more than {_DEEPEST} brackets inside each other")
    if value is bool:
        return Scalar(name="bool")
    if isinstance(value, ScalarType):
        return Scalar(name=value.name)
    if isinstance(value, TypeForm):
        return _form(value, lambda item: _type(item, name_of, depth + 1))
    if isinstance(value, type) and issubclass(value, language._Form):
        if value.__name__ in _PARTS:
            return Part.model_validate({"name": value.__name__})
        if value is language.Duration:
            return Duration()
        raise NoType(f"`{value.__name__}` needs brackets: {_first_line(value)}")
    if isinstance(value, type) and issubclass(value, SpecClass):
        return _class(value, name_of)
    if isinstance(value, Member):
        raise NoType(f"`{value.enum}.{value.name}` is a value; the type is `{value.enum}`")
    if isinstance(value, type):
        raise _python_class(value)
    raise NoType(f"{shown(value)} is no type of a field")


def _python_class(value: type) -> NoType:
    """A class that is none of the language's."""
    name = value.__name__
    if value in (float, str, dict):
        return _not_sent(name)
    hint = _HINTS.get(value, "")
    if not hint and value.__module__ != "builtins":
        hint = "a type of the spec derives from `Registers`, `Enum` or `Bits` of vmgen.spec"
    return NoType(f"`{name}` is no type of a field{hint and f'; {hint}'}")


def _first_line(value: type) -> str:
    return (value.__doc__ or "").split("\n")[0]


def _class(value: type[SpecClass], name_of: NameOf) -> Type:
    if value.__module__ == language.__name__:
        raise NoType(f"`{value.__name__}` is what classes derive from; the type is such a class")
    if issubclass(value, language.Device):
        raise NoType(f"`{value.__name__}` is a device; a field can hold its registers only")
    name = name_of(value)
    return Unknown() if name is None else Named(name=name)


def _length(value: Any, most: int = MOST_ELEMENTS) -> int:
    """A number of elements, bytes or bits in brackets."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise NoType(f"a length is an integer, not {shown(value)}")
    if value < 1:
        raise NoType(f"a length is at least 1, not {shown(value)}")
    if value > most:
        raise NoType(f"this is too long: {shown(value)}, and the most is `{most}`", "VM127")
    return value


def _form(form: TypeForm, type_of: Callable[[Any], Type]) -> Type:
    """`Name[...]`, by name; the number and kind of what stands in the brackets is checked here."""
    match form.name, form.arguments:
        case "Array", (item, length):
            name = getattr(length, "name", "")
            return ArrayOf(item=type_of(item), length=_length(length), named=name)
        case "Buffer", (length,):
            name, item = getattr(length, "name", ""), Scalar(name="u8")
            return ArrayOf(item=item, length=_length(length), named=name, buffer=True)
        case "Unused", (size,):
            return Padding(size=_length(size))
        case "bits", (width,):
            return BitsOf(width=_length(width, 64))
        case "MemoryRegion", (size,):
            return Part(name="MemoryRegion", size=_length(size, (1 << 64) - 1))
        case "MemoryRegion", (size, ("little" | "big") as order):
            return Part(name="MemoryRegion", size=_length(size, (1 << 64) - 1), order=order)
        case "Fifo", (item, length):
            inner = type_of(item)
            if isinstance(inner, Scalar):
                name = getattr(length, "name", "")
                return Fifo(item=inner, length=_length(length), named=name)
            if isinstance(inner, Unknown):
                return inner
        case "Wire", (item,):
            return WireOnly(item=type_of(item))
        case "Custom", (name,) if is_text(name):
            return Custom(name=name)
        case "Custom", (name, mirror) if is_text(name):
            return _converted(name, mirror, type_of)
        case "Migratable", (item,):
            return Migratable(item=type_of(item))
        case (name, (item,)) if name in _CELLS:
            return Cell.model_validate({"name": name, "item": type_of(item)})
        case (name, (item,)) if name in _OF_NUMBERS:
            return _of_number(name, type_of(item))
    raise _misread(form.name)


def _misread(name: str) -> NoType:
    usage = _first_line(getattr(language, name))
    return NoType(f"{name}[...] is not written like this: {usage}")


def _of_number(name: str, inner: Type) -> Type:
    """A kind of number around a number."""
    match name, inner:
        case _, Unknown():
            return inner
        case "Atomic", Scalar():
            return Atomic(item=inner)
        case "Property", Scalar():
            return Property(item=inner)
        case "NonZero", Scalar() if inner.name != "bool":
            return NonZero(item=inner)
        case "Option", Scalar() | NonZero() if inner != Scalar(name="bool"):
            return Optional(item=inner)
    raise _misread(name)


def _converted(name: str, mirror: Any, type_of: Callable[[Any], Type]) -> Type:
    """The author's type with its mirror."""
    if not isinstance(mirror, type) or not issubclass(mirror, language.Mirror):
        raise NoType("the second part of Custom[...] is a class derived from `Mirror`")
    wire = type_of(mirror)
    return Custom(name=name, wire=wire.name) if isinstance(wire, Named) else Unknown()
