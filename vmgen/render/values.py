# SPDX-License-Identifier: GPL-2.0-or-later
"""Reset values as Rust, and which structs need a `Default` written out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vmgen.model.names import variant_name
from vmgen.model.nodes import Bits, Device, Enum, Field, Reset, ResetElement
from vmgen.model.types import (
    ArrayOf,
    Atomic,
    Custom,
    Duration,
    Fifo,
    Named,
    NonZero,
    Optional,
    Part,
    Scalar,
    WireOnly,
)
from vmgen.model.values import flat_length, scalar_of
from vmgen.plan import FieldPlan
from vmgen.render.enums import on_wire
from vmgen.render.scalars import DURATION_UNITS, element_scalar, literal

_DERIVABLE_LENGTH = 32
"""`Default` of arrays ends here (qemu-rust-api.md section 2.3)."""


def enum_default(node: Enum) -> str:
    """The variant that a field of this type resets to where the spec says nothing: the first."""
    return node.variants[0].name


@dataclass(frozen=True, slots=True)
class Default:
    """A field's reset value: the Rust expression, and whether `derive(Default)` gives the same."""

    name: str
    expression: str
    derivable: bool
    comment: str = ""
    """What must be said of an expression that is unsafe."""


class Defaults:
    """Makes the `Default` of run-time structs and of mirrors."""

    def __init__(self, device: Device) -> None:
        self._device = device

    def runtime(self, plan: FieldPlan) -> Default:
        """The field of the run-time struct."""
        kind = _runtime_kind(plan)
        return kind or self._default(plan.field.name, plan.field, plan, on_wire=False)

    def mirror(self, plan: FieldPlan) -> list[Default]:
        """The field of the mirror (an option may have two): the same value in its wire form."""
        if plan.field.absent is not None:
            field = plan.field.model_copy(update={"default": plan.field.absent})
            plan = replace(plan, field=field)
        kind = _mirror_kind(plan)
        return kind or [self._default(plan.field.wire_name, plan.field, plan, on_wire=True)]

    def _default(self, name: str, field: Field, plan: FieldPlan, *, on_wire: bool) -> Default:
        type_ = field.type
        array = isinstance(type_, ArrayOf)
        item = type_.item if isinstance(type_, ArrayOf) else type_
        node = self._device.find(item.name) if isinstance(item, Named) else None
        length = type_.length if isinstance(type_, ArrayOf) else 1
        if node is not None and not isinstance(node, Enum | Bits):
            expression = "Default::default()"
            if length > _DERIVABLE_LENGTH:
                expression = "std::array::from_fn(|_| Default::default())"
            return Default(name, expression, length <= _DERIVABLE_LENGTH)
        element = _Element(node, plan, on_wire)
        values = self._values(field.default, node, length)
        texts = [element.text(value) for value in values]
        derivable = all(element.derivable(value) for value in values)
        expression = texts[0]
        if array:
            same = all(text == texts[0] for text in texts)
            assert isinstance(type_, ArrayOf)
            expression = f"[{texts[0]}; {type_.extent}]" if same else f"[{', '.join(texts)}]"
        return Default(name, expression, derivable and length <= _DERIVABLE_LENGTH)

    def _values(self, default: Reset | None, node: object, length: int) -> list[ResetElement]:
        if isinstance(default, tuple):
            return list(default)
        if default is not None:
            return [default] * length
        if isinstance(node, Enum):
            return [f"{node.name}.{enum_default(node)}"] * length
        return [0] * length


_NOT_YET = "SAFETY: nothing uses it before the device has initialised it."


def _number(plan: FieldPlan) -> int | None:
    """The reset value of a kind that is one number at most."""
    default = plan.field.default
    return int(default) if isinstance(default, int) else None


def _runtime_kind(plan: FieldPlan) -> Default | None:
    """The run-time reset value of a field whose type is more than a number."""
    name, number = plan.field.name, _number(plan)
    match plan.field.type:
        case NonZero():
            text = f"{plan.runtime}::new({literal(number or 1)}).unwrap()"
            return Default(name, f"{plan.runtime}::MIN" if number == 1 else text, False)
        case Optional() if number is None:
            return Default(name, "None", True)
        case Optional(item=NonZero()):
            inner = plan.runtime.removeprefix("Option<").removesuffix(">")
            return Default(name, f"{inner}::new({literal(number or 1)})", False)
        case Optional():
            return Default(name, f"Some({literal(number or 0)})", False)
        case Duration():
            unit = DURATION_UNITS[plan.field.unit or "ns"]
            text = f"Duration::from_{unit}({literal(number or 0)})"
            return Default(name, text if number else "Duration::ZERO", not number)
        case Fifo():
            return Default(name, "VecDeque::new()", True)
        case Atomic() | ArrayOf(item=Atomic()):
            return _atomic(plan)
        case Part(name="Timer"):
            return Default(name, "unsafe { Timer::new() }", False, _NOT_YET)
        case ArrayOf(item=Part(name="Timer")) as timers:
            text = f"[const {{ unsafe {{ Timer::new() }} }}; {timers.extent}]"
            return Default(name, text, False, _NOT_YET)
        case Custom():
            return Default(name, f"{plan.runtime}::default()", True)
        case ArrayOf(length=length, item=ArrayOf(length=columns) as row) as outer:
            values = plan.field.default
            if isinstance(values, tuple):
                rows = [values[at : at + columns] for at in range(0, len(values), columns)]
                texts = [f"[{', '.join(map(literal, row))}]" for row in rows]
                return Default(name, f"[{', '.join(texts)}]", False)
            short = max(length, columns) <= _DERIVABLE_LENGTH
            flags = scalar_of(plan.field.type) == Scalar(name="bool")
            zero = literal(bool(number) if flags else number or 0)
            text = f"[[{zero}; {row.extent}]; {outer.extent}]"
            return Default(name, text, short and not number)
    return None


def _atomic(plan: FieldPlan) -> Default:
    """The reset value of an atomic, or of an array of them."""
    type_, default = plan.field.type, plan.field.default
    scalar = scalar_of(type_)
    assert scalar is not None
    word = f"Atomic{scalar.name.capitalize()}"

    def made(value: ResetElement) -> str:
        return f"{word}::new({literal(bool(value) if scalar.name == 'bool' else int(value))})"

    if not isinstance(type_, ArrayOf):
        value = default if isinstance(default, int) else 0
        return Default(plan.field.name, made(value), not value)
    if isinstance(default, tuple):
        return Default(plan.field.name, f"[{', '.join(map(made, default))}]", False)
    value = default if isinstance(default, int) else 0
    text = f"[const {{ {made(value)} }}; {type_.extent}]"
    return Default(plan.field.name, text, not value and type_.length <= _DERIVABLE_LENGTH)


def _mirror_kind(plan: FieldPlan) -> list[Default]:
    """The reset value on the wire of such a field; empty for the plain kinds."""
    field, number = plan.field, _number(plan)
    match plan.strategy:
        case "option" if field.flag is not None:
            there = number is not None
            return [
                Default(field.flag, literal(there), not there),
                _plain(field.wire_name, number or 0),
            ]
        case "option":
            return [_plain(field.wire_name, (field.none or 0) if number is None else number)]
        case "nonzero":
            return [_plain(field.wire_name, number or 1)]
        case "duration" | "custom":
            return [_plain(field.wire_name, number or 0)]
        case "timer" | "armed":
            text = "-1" if plan.wire == "i64" else f"[-1; {plan.wire.rpartition(' ')[2]}"
            return [Default(field.wire_name, text, False)]
        case "rows" | "part" if plan.wire.startswith("["):
            flags = plan.wire.startswith("[bool")
            zero = literal(bool(number) if flags else number or 0)
            text = f"[{zero}; {plan.wire.rpartition(' ')[2]}"
            if isinstance(field.default, tuple):
                text = f"[{', '.join(map(literal, field.default))}]"
            zeros = not number and not isinstance(field.default, tuple)
            inner = field.type.item if isinstance(field.type, WireOnly) else field.type
            short = flat_length(inner) <= _DERIVABLE_LENGTH
            return [Default(field.wire_name, text, zeros and short)]
        case "part":
            value = bool(number) if plan.wire == "bool" else number or 0
            return [Default(field.wire_name, literal(value), not number)]
    return []


def _plain(name: str, value: int) -> Default:
    return Default(name, literal(value), value == 0)


@dataclass(frozen=True, slots=True)
class _Element:
    """One element of a scalar, enum or bitfield, at run time or on the wire."""

    node: object
    plan: FieldPlan
    on_wire: bool

    def text(self, value: ResetElement) -> str:
        if isinstance(self.node, Enum):
            variant = f"{self.node.name}::{variant_name(str(value).partition('.')[2])}"
            if self.on_wire and self.node.repr is not None:
                return on_wire(variant, self.node.repr, element_scalar(self.plan.wire))
            return variant
        if isinstance(self.node, Bits) and not (self.on_wire and self.plan.strategy == "bits"):
            name = self.node.name
            return f"{name}::from({literal(value)})" if value else f"{name}::default()"
        if self._is_bool():
            return literal(bool(value))
        return literal(int(value))

    def derivable(self, value: ResetElement) -> bool:
        if isinstance(self.node, Enum):
            name = str(value).partition(".")[2]
            return self._number(name) == 0 if self.on_wire else name == enum_default(self.node)
        return int(value) == 0

    def _number(self, name: str) -> int:
        assert isinstance(self.node, Enum)
        return next(variant.value for variant in self.node.variants if variant.name == name)

    def _is_bool(self) -> bool:
        type_ = self.plan.wire if self.on_wire else self.plan.runtime
        return type_.removeprefix("[").startswith("bool")
