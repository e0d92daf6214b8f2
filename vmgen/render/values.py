"""Reset values as Rust, and which structs need a `Default` written out."""

from __future__ import annotations

from dataclasses import dataclass

from vmgen.model.check.names import variant_name
from vmgen.model.nodes import Bits, Device, Enum, Field, Reset, ResetElement
from vmgen.model.types import ArrayOf, Named
from vmgen.plan import FieldPlan

_DERIVABLE_LENGTH = 32
"""`Default` of arrays ends here (qemu-rust-api.md section 2.3)."""


def literal(value: ResetElement) -> str:
    """A flag or number as Rust writes it: small numbers decimal, others hexadecimal in groups."""
    if isinstance(value, bool):
        return "true" if value else "false"
    assert isinstance(value, int)
    if -10 < value < 10:
        return str(value)
    digits = f"{abs(value):x}"
    if len(digits) > 4:
        digits = digits.zfill(-(-len(digits) // 4) * 4)
        digits = "_".join(digits[at : at + 4] for at in range(0, len(digits), 4))
    return f"{'-' * (value < 0)}0x{digits}"


def enum_default(node: Enum) -> str:
    """The variant that a field of this type resets to where the spec says nothing: the first."""
    return node.variants[0].name


@dataclass(frozen=True, slots=True)
class Default:
    """A field's reset value: the Rust expression, and whether `derive(Default)` gives the same."""

    name: str
    expression: str
    derivable: bool


class Defaults:
    """Makes the `Default` of run-time structs and of mirrors."""

    def __init__(self, device: Device) -> None:
        self._device = device

    def runtime(self, plan: FieldPlan) -> Default:
        """The field of the run-time struct."""
        return self._default(plan.field.name, plan.field, plan, on_wire=False)

    def mirror(self, plan: FieldPlan) -> Default:
        """The field of the mirror: the same value in its wire form."""
        return self._default(plan.field.wire_name, plan.field, plan, on_wire=True)

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
            expression = f"[{texts[0]}; {length}]" if same else f"[{', '.join(texts)}]"
        return Default(name, expression, derivable and length <= _DERIVABLE_LENGTH)

    def _values(self, default: Reset | None, node: object, length: int) -> list[ResetElement]:
        if isinstance(default, tuple):
            return list(default)
        if default is not None:
            return [default] * length
        if isinstance(node, Enum):
            return [f"{node.name}.{enum_default(node)}"] * length
        return [0] * length


@dataclass(frozen=True, slots=True)
class _Element:
    """One element of a scalar, enum or bitfield, at run time or on the wire."""

    node: object
    plan: FieldPlan
    on_wire: bool

    def text(self, value: ResetElement) -> str:
        if isinstance(self.node, Enum):
            name = str(value).partition(".")[2]
            if self.on_wire:
                return literal(self._number(name))
            return f"{self.node.name}::{variant_name(name)}"
        if isinstance(self.node, Bits):
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
