# SPDX-License-Identifier: GPL-2.0-or-later
"""Annotations of fields: from the expression in the spec to a type of the model."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import replace
from typing import Any, get_args

from vmgen.diagnostics import Diagnostics
from vmgen.diagnostics.limits import MOST_BRACKETS, MOST_ELEMENTS
from vmgen.model.emitted import NAMES
from vmgen.model.kinds import WORDS, BitsKind, EnumKind, Kind, Scalar, StructKind, Unknown
from vmgen.model.kinds.named import Named
from vmgen.model.kinds.written import Length, Slice, Type, TypeForm
from vmgen.model.types import ArrayOf, Cell, CellName, Migratable, Property
from vmgen.spec import language
from vmgen.spec.bounded import MEND, NAME, Bounds, TooLargeError
from vmgen.spec.language import Member, ScalarType, SpecClass
from vmgen.spec.options import is_number, is_text, shown
from vmgen.spec.raised import its_own, text_of, unknown_word
from vmgen.spec.syntax import FieldSyntax
from vmgen.spec.timed import timed

NameOf = Callable[[type[SpecClass]], str | None]
"""Lowers a class of the spec and gives its name; None where that failed."""

_CELLS: dict[str, CellName] = {name: name for name in get_args(CellName)}

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
}
"""What people reach for and no VMState info has (vmstate-macros.md), with what to send instead."""


_AT_ONCE = (
    *(ast.Name, ast.Attribute, ast.Constant, ast.Subscript, ast.Tuple, ast.expr_context),
    *(ast.BinOp, ast.operator, ast.UnaryOp, ast.unaryop),
)
"""What is worked out in no time, with operators that are bounded."""


_CONSTANT = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")


class NoType(Exception):
    """The expression is no type; the message says why."""

    def __init__(self, message: str, code: str = "VM104", mend: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.mend = mend


def _constants(
    node: ast.expr, names: Mapping[str, Any], known: dict[str, int]
) -> dict[str, Length]:
    """The constants that an annotation names; one that had another value before stays a number."""
    found = {}
    for item in ast.walk(node):
        value = names.get(item.id) if isinstance(item, ast.Name) else None
        if type(value) is not int or not isinstance(item, ast.Name) or not _is_constant(item.id):
            continue
        if known.setdefault(item.id, value) == value:
            found[item.id] = Length(value)
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
        known = {} if constants is None else constants
        named = _constants(syntax.annotation, names, known)
        value = _value(syntax.annotation, syntax, names, named)
        if isinstance(value, str):  # a quoted annotation
            quoted = ast.parse(value.lstrip(" \t"), mode="eval")
            value = _value(quoted.body, syntax, names, {})
    except BaseException as error:
        if not its_own(error):
            raise
        found = _no_type(error, names)
    else:
        try:
            return _Reader(name_of).read(value)
        except NoType as error:
            found = error
    diagnostics.add(found.code, syntax.annotation_at, str(found), mend=found.mend)
    return Unknown()


def _value(
    node: ast.expr, syntax: FieldSyntax, names: dict[str, Any], named: Mapping[str, Length]
) -> Any:
    """What an expression is, if that is not too long, and known in time."""
    if isinstance(node, ast.Name) and node.id in names:
        return named.get(node.id, names[node.id])
    bounds = Bounds(lambda _: syntax.annotation_at)
    code = compile(bounds.expression(node), syntax.position.file, "eval")
    at_once = all(isinstance(part, _AT_ONCE) for part in ast.walk(node))
    with nullcontext() if at_once else timed():
        return eval(code, names, {**named, NAME: bounds.work})


def _no_type(error: BaseException, names: dict[str, Any]) -> NoType:
    """What to say of an annotation that raised something."""
    if isinstance(error, TooLargeError):
        return NoType(str(error), "VM127", MEND)
    if isinstance(error, NameError) and error.name:
        if error.name in _NOT_SENT:
            return _not_sent(error.name)
        return NoType(f"unknown type `{error.name}`{unknown_word(error.name, [*names])}")
    return NoType(f"this is no type: {type(error).__name__}: {text_of(error)}")


def _not_sent(name: str) -> NoType:
    return NoType(
        f"`{name}` does not travel: QEMU's stream has no such thing", "VM126", _NOT_SENT[name]
    )


class _Reader:
    """Reads a type and what stands in its brackets."""

    def __init__(self, name_of: NameOf, depth: int = 0) -> None:
        self._name_of = name_of
        self._depth = depth

    def read(self, value: Any) -> Type:
        """The type that a value of the spec is."""
        if self._depth > MOST_BRACKETS:
            raise NoType(f"this has more than {MOST_BRACKETS} brackets inside each other", "VM127")
        if value is bool:
            return Scalar(name="bool")
        if isinstance(value, ScalarType):
            return Scalar(name=value.name)
        if isinstance(value, TypeForm):
            return _form(value, _Reader(self._name_of, self._depth + 1))
        if isinstance(value, type) and issubclass(value, language.Form | Kind):
            return _bare(value)
        if isinstance(value, type) and issubclass(value, SpecClass):
            return self._class(value)
        if isinstance(value, Member):
            raise NoType(f"`{value.enum}.{value.name}` is a value; the type is `{value.enum}`")
        if isinstance(value, type):
            raise _python_class(value)
        raise NoType(f"{shown(value)} is no type of a field")

    def _class(self, value: type[SpecClass]) -> Type:
        if value.__module__ == language.__name__:
            raise NoType(
                f"`{value.__name__}` is what classes derive from; the type is such a class"
            )
        if issubclass(value, language.Device):
            raise NoType(f"`{value.__name__}` is a device; a field can hold its registers only")
        found = self._name_of(value)
        if found is None:
            return Unknown()
        return next((kind for base, kind in _CLASSES if issubclass(value, base)), Named)(name=found)

    def length(self, value: Any, most: int = MOST_ELEMENTS, least: int = 1) -> Length:
        """A number of elements, bytes or bits in brackets."""
        if not isinstance(value, int) or isinstance(value, bool):
            raise NoType(f"a length is an integer, not {shown(value)}")
        if value < least:
            raise NoType(f"a length is at least {least}, not {shown(value)}")
        if value > most:
            raise NoType(f"this is too long: {shown(value)}, and the most is `{most}`", "VM127")
        return value if isinstance(value, Length) else Length(value)

    def text(self, value: Any) -> str | None:
        """A string that a file can hold."""
        return value if is_text(value) else None

    def mirror(self, value: Any) -> str | None:
        """The name of the mirror that the author's type is converted to."""
        if not isinstance(value, type) or not issubclass(value, language.Mirror):
            raise NoType("the second part of Custom[...] is a class derived from `Mirror`")
        wire = self.read(value)
        return wire.name if isinstance(wire, Named) else None


_CLASSES: tuple[tuple[type[SpecClass], type[Named]], ...] = (
    (language.Bits, BitsKind),
    (language.Enum, EnumKind),
    (SpecClass, StructKind),
)
"""What a class of the spec is as a field."""


def _bare(word: type[language.Form | Kind]) -> Type:
    """A word without brackets."""
    found = word.bare() if issubclass(word, Kind) else None
    if found is None:
        raise NoType(f"`{word.__name__}` needs brackets: {word.usage()}")
    return found


def _python_class(value: type) -> NoType:
    """A class that is none of the language's."""
    name = value.__name__
    if value in (float, str, dict):
        return _not_sent(name)
    hint = _HINTS.get(value, "")
    if not hint and value.__module__ != "builtins":
        hint = "a type of the spec derives from `Registers`, `Enum` or `Bits` of vmgen.spec"
    return NoType(f"`{name}` is no type of a field{hint and f'; {hint}'}")


def _form(form: TypeForm, reader: _Reader) -> Type:
    """`Name[...]`, by name; what stands in the brackets of a kind, the kind itself reads."""
    match form.name, form.arguments:
        case "Array", (item, length, *part):
            return _array(reader.read(item), reader.length(length), part)
        case "Buffer", (TypeForm(name="BqlCell") as cell, length):
            return _array(_byte(reader.read(cell)), reader.length(length), [], buffer=True)
        case "Buffer", (length, *part):
            return _array(Scalar(name="u8"), reader.length(length), part, buffer=True)
        case "Migratable", (item,):
            return Migratable(item=reader.read(item))
        case "Property", (item,):
            inner = reader.read(item)
            if isinstance(inner, Kind) and inner.unread:
                return inner
            if isinstance(inner, Kind) and inner.in_properties:
                return Property(item=inner)
        case (name, (item,)) if name in _CELLS:
            return Cell(name=_CELLS[name], item=reader.read(item))
    return _kind(form, reader)


def _kind(form: TypeForm, reader: _Reader) -> Type:
    kind = WORDS.get(form.name)
    found = kind.read(form.arguments, reader) if kind is not None else None
    if found is None:
        word = kind or getattr(language, form.name)
        raise NoType(f"{form.name}[...] is not written like this: {word.usage()}")
    return found


def _array(item: Type, length: Length, part: list[Any], *, buffer: bool = False) -> Type:
    """An array, with what is behind its length: nothing, or the slice of it that travels."""
    made = ArrayOf(item=item, length=length, named=length.name, buffer=buffer)
    match part:
        case []:
            return made
        case [slice(step=None) as given]:
            return replace(made, part=_slice(given, length))
    word = language.Buffer if buffer else language.Array
    raise NoType(f"{word.__name__}[...] is not written like this: {word.usage()}")


def _byte(cell: Type) -> Type:
    """A cell of a byte, as a device has a buffer of them."""
    if isinstance(cell, Cell) and cell.item == Scalar(name="u8"):
        return cell
    raise NoType("a buffer is of bytes: `Buffer[BqlCell[u8], n]` in a device, else `Buffer[n]`")


def _slice(given: slice, length: int) -> Slice:
    """The elements that a slice means; negative ends, which Python counts from behind, are none."""
    ends = (given.start, 0), (given.stop, length)
    start, stop = (
        end if isinstance(end, Length) else Length(end if is_number(end) else usual)
        for end, usual in ends
    )
    wrong = [end for end, _ in ends if end is not None and not is_number(end)]
    if wrong or not 0 <= start < stop <= length:
        message = f"not {shown(wrong[0])}" if wrong else f"not `{start}:{stop}`"
        mend = "Write the first element that travels, and the first behind those: `4:12`."
        raise NoType(f"a part is `a:b` with 0 <= a < b <= {length}, {message}", mend=mend)
    if stop - start == length:
        mend = "Leave the slice out of the brackets."
        raise NoType(f"`{start}:{stop}` are all {length} elements", mend=mend)
    names = start.name if start else "", stop.name if stop < length else ""
    return Slice(start=start, stop=stop, names=names)
