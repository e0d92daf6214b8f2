# SPDX-License-Identifier: GPL-2.0-or-later
"""The runner: one program with all devices of a tree, for `vmgen verify` and the tests.

It prints what a device holds *at run time* after a load, by the names of the spec, so that the
Rust side can be compared with the Python codec and with the stream's own description.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vmgen.model.layout import layout_of
from vmgen.model.names import device_constant, hooks_name, timer_methods
from vmgen.model.nodes import Bits, Device, Enum, Field, Struct, has_timer, innermost, is_parent
from vmgen.model.types import (
    ArrayOf,
    Atomic,
    Cell,
    Custom,
    Duration,
    Fifo,
    Migratable,
    Named,
    NonZero,
    Optional,
    Part,
    Scalar,
    Type,
    WireOnly,
)
from vmgen.model.values import scalar_of
from vmgen.plan import Dialect
from vmgen.plan.decide import lock_of
from vmgen.render.crate import Rendered, crate_folder
from vmgen.render.environment import render_template
from vmgen.render.scalars import DURATION_UNITS
from vmgen.vectors.settings import settings

FOLDER = "target/vmgen-runner"
"""Below the tree: build output, not a product."""


@dataclass(frozen=True, slots=True)
class _Function:
    """A function that prints the values of `path`, a Rust type."""

    function: str
    path: str
    lines: list[str]
    crate: str
    folder: str = ""
    vmstate: str = ""
    settings: tuple[str, ...] = ()
    """Arms of a match that set the cells which do not travel, but decide about a load."""


def render_runner(devices: Sequence[Device], dialect: Dialect) -> list[Rendered]:
    """The runner's crate, paths relative to the tree."""
    structs = [
        _struct(device, node, dialect)
        for device in devices
        for node in device.types
        if isinstance(node, Struct)
    ]
    context = {
        "devices": [_device(device, dialect) for device in devices],
        "structs": structs,
        "options": any("or_null(" in line for struct in structs for line in struct.lines),
    }
    return [
        Rendered(f"{FOLDER}/Cargo.toml", render_template("runner/Cargo.toml.j2", **context)),
        Rendered(f"{FOLDER}/src/main.rs", render_template("runner/main.rs.j2", **context)),
    ]


def _struct(device: Device, node: Struct, dialect: Dialect) -> _Function:
    lines = [
        # A mirror's fields have their names on the wire.
        line.replace(f"regs.{field.name}", f"regs.{field.wire_name}") if node.mirror_only else line
        for field in node.all_fields
        for line in _lines(device, node, field, dialect)
    ]
    module = "migration" if node.mirror_only else "registers"
    path = node.path or f"::{device.crate}::{module}::{node.name}"
    if node.path:
        lines = [_parent_line(field) for field in node.all_fields]
    return _Function(_name(device, node.name), path, lines, device.crate)


def _parent_line(field: Field) -> str:
    """The statement that prints a field of vmgen's own stand-in for a parent: cells of numbers."""
    value = f"regs.{field.name}"
    if isinstance(field.type, ArrayOf):
        numbers = f"{value}.iter().map(|item| i128::from(item.get()))"
        return f'out.put_all(path, "{field.name}", {numbers});'
    return f'out.put(path, "{field.name}", i128::from({value}.get()));'


def _name(device: Device, struct: str) -> str:
    """The function that prints a struct: no other function or crate has such a name."""
    return f"show_{device.crate}_{struct}"


def _device(device: Device, dialect: Dialect) -> _Function:
    lines = []
    for field in device.all_fields:
        if field.migrate:
            lines += _device_lines(device, field, dialect)
    return _Function(
        f"show_{device.crate}",
        f"::{device.crate}::device::{device.name}",
        lines,
        device.crate,
        crate_folder(device),
        f"::{device.crate}::migration::{device_constant(device.crate)}",
        tuple(_settings(device)),
    )


def _settings(device: Device) -> Iterator[str]:
    named = {field.name: field for field in device.all_fields}
    for key, number in settings(device, layout_of(device)).items():
        if isinstance(named[key].type, Cell):
            value = "value != 0" if number.runtime == "bool" else f"value as {number.runtime}"
            yield f'"{key}" => state.{key}.set({value}),'


# -- the device ------------------------------------------------------------------------------------


def _device_lines(device: Device, field: Field, dialect: Dialect) -> list[str]:
    value, name = f"state.{field.name}", field.name
    match field.type:
        case Part(name="Clock"):
            return [f'out.put("", "{name}.period", {value}.period());']
        case Part(name="Timer") if dialect.timer_migrates:
            return [f'out.put("", "{name}", {value}.expire_time_ns().unwrap_or(-1));']
        case ArrayOf(item=Part(name="Timer")) if dialect.timer_migrates:
            numbers = f"{value}.iter().map(|item| item.expire_time_ns().unwrap_or(-1))"
            return [f'out.put_all("", "{name}", {numbers});']
        case Cell(item=Scalar()):
            return [f'out.put("", "{name}", i128::from({value}.get()));']
        case ArrayOf(item=Cell(item=Scalar())):
            numbers = f"{value}.iter().map(|item| i128::from(item.get()))"
            return [f'out.put_all("", "{name}", {numbers});']
        case ArrayOf(item=Cell() | Migratable()):
            call = _call(device, field.type, "item", "&path")
            path = f'let path = format!("{name}[{{index}}].");'
            return [f"for (index, item) in {value}.iter().enumerate() {{ {path} {call} }}"]
        case Cell() | Migratable():
            return [_call(device, field.type, f"&{value}", f'"{name}."')]
    return []


def _call(device: Device, type_: Type, value: str, path: str) -> str:
    """The statement that prints registers, given a reference to what is around them."""
    inner = innermost(type_)
    if is_parent(type_):
        assert isinstance(inner, Named)
        return f"{_name(device, inner.name)}(out, {path}, {value});"
    if isinstance(inner, Custom):
        # Of the author's type only the mirror can be read.
        made = f"migration::ToMigrationState::to_migration_state(&**{value}).unwrap()"
        return f"{_name(device, str(inner.wire))}(out, {path}, &{made});"
    assert isinstance(inner, Named)
    guard = "lock().unwrap()" if lock_of(type_) == "Mutex" else "borrow()"
    held = value.removeprefix("&")
    return f"{_name(device, inner.name)}(out, {path}, &{held}.{guard});"


# -- structs ---------------------------------------------------------------------------------------


def _lines(device: Device, node: Struct, field: Field, dialect: Dialect) -> list[str]:
    """Statements that print one field of a struct; what only the author knows is left out."""
    if field.derived or isinstance(field.type, WireOnly):
        return []
    if not field.migrate and not dialect.timer_migrates and has_timer(node):
        return []  # where the author may keep when a timer expires
    value, name = f"regs.{field.name}", field.name
    match field.type:
        case ArrayOf(item=item) if _is_struct(device, item):
            assert isinstance(item, Named)
            call = f'{_name(device, item.name)}(out, &format!("{{path}}{name}[{{index}}]."), item);'
            return [f"for (index, item) in {value}.iter().enumerate() {{", f"    {call}", "}"]
        case Named(name=struct) if _is_struct(device, field.type):
            return [f'{_name(device, struct)}(out, &format!("{{path}}{name}."), &{value});']
        case Part(name="Timer"):
            return [f'out.put(path, "{name}", {_expiry(device, node, field, dialect)});']
        case ArrayOf(item=Part(name="Timer"), length=length):
            number = _expiry(device, node, field, dialect, "index")
            return [f'out.put_all(path, "{name}", (0..{length}).map(|index| {number}));']
        case ArrayOf(item=Atomic()) | Atomic():
            scalar = scalar_of(field.type)
            assert scalar is not None
            number = _number(device, scalar, "item.load(std::sync::atomic::Ordering::Relaxed)")
            if isinstance(field.type, Atomic):
                return [f'out.put(path, "{name}", {number.replace("item", value, 1)});']
            return [f'out.put_all(path, "{name}", {value}.iter().map(|item| {number}));']
        case ArrayOf() | Fifo():
            item, items = field.type.item, f"{value}.iter()"
            if isinstance(item, ArrayOf):
                item, items = item.item, f"{value}.as_flattened().iter()"
            number = _number(device, item, "item")
            return [f'out.put_all(path, "{name}", {items}.map(|&item| {number}));']
        case Optional(item=item):
            number = f"{value}.map(|item| {_number(device, item, 'item')})"
            return [f'out.put(path, "{name}", or_null({number}));']
    text = _single(device, field, value)
    return [f'out.put(path, "{name}", {text});'] if text else []


def _expiry(device: Device, node: Struct, field: Field, dialect: Dialect, index: str = "") -> str:
    """The expression for when a timer in registers expires."""
    timer = f"regs.{field.name}[{index}]" if index else f"regs.{field.name}"
    if dialect.timer_migrates:
        return f"{timer}.expire_time_ns().unwrap_or(-1)"
    method = f"{hooks_name(node.name)}::{timer_methods(field.name)[0]}"
    arguments = f"regs, {index}" if index else "regs"
    return f"::{device.crate}::migration::{method}({arguments}).unwrap_or(-1)"


def _single(device: Device, field: Field, value: str) -> str:
    """The expression for a field that is one number; empty where it is none."""
    match field.type:
        case Duration():
            unit = DURATION_UNITS[field.unit or "ns"]
            return f"{value}.as_{unit}()"
        case Custom() if field.wire is not None:
            return f"{field.wire}::from(&{value})"
        case Scalar() | Named() | NonZero():
            return _number(device, field.type, value)
    return ""


def _is_struct(device: Device, type_: Type) -> bool:
    return isinstance(type_, Named) and isinstance(device.find(type_.name), Struct)


def _number(device: Device, type_: Type, value: str) -> str:
    """The expression that makes a number of a scalar, enum or bitfield."""
    node = device.find(type_.name) if isinstance(type_, Named) else None
    if isinstance(node, Enum):
        return f"{value}.into_bits()"
    if isinstance(node, Bits):
        return f"{node.repr}::from({value})"
    if isinstance(type_, NonZero):
        return f"{value}.get()"
    if isinstance(type_, Scalar) and type_.name == "bool":
        return f"u8::from({value})"
    return value
