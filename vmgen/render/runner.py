"""The runner: one program with all devices of a tree, for `vmgen verify` and the tests.

It prints what a device holds *at run time* after a load, by the names of the spec, so that the
Rust side can be compared with the Python codec and with the stream's own description.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vmgen.model.nodes import Bits, Device, Enum, Field, Struct
from vmgen.model.types import ArrayOf, Cell, Migratable, Named, Part, Property, Scalar, Type
from vmgen.plan import Dialect
from vmgen.render.crate import Rendered, crate_folder
from vmgen.render.environment import render_template

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


def render_runner(devices: Sequence[Device], dialect: Dialect) -> list[Rendered]:
    """The runner's crate, paths relative to the tree."""
    structs = [
        _struct(device, node)
        for device in devices
        for node in device.types
        if isinstance(node, Struct)
    ]
    context = {"devices": [_device(device, dialect) for device in devices], "structs": structs}
    return [
        Rendered(f"{FOLDER}/Cargo.toml", render_template("runner/Cargo.toml.j2", **context)),
        Rendered(f"{FOLDER}/src/main.rs", render_template("runner/main.rs.j2", **context)),
    ]


def _struct(device: Device, node: Struct) -> _Function:
    lines = [
        line for field in node.fields for line in _lines(device, field.type, field, "regs", "path")
    ]
    name = f"{device.crate}_{node.name}".lower()
    return _Function(name, f"{device.crate}::registers::{node.name}", lines, device.crate)


def _device(device: Device, dialect: Dialect) -> _Function:
    lines = []
    for field in device.all_fields:
        if field.migrate:
            lines += _device_lines(device, field, dialect)
    return _Function(
        f"{device.crate}_device",
        f"{device.crate}::device::{device.name}",
        lines,
        device.crate,
        crate_folder(device),
        f"{device.crate}::migration::VMSTATE_{device.crate.upper()}",
    )


def _device_lines(device: Device, field: Field, dialect: Dialect) -> list[str]:
    value = f"state.{field.name}"
    match field.type:
        case Migratable(item=Cell(name=cell, item=Named(name=name))) | Cell(
            name="BqlRefCell" as cell, item=Named(name=name)
        ):
            guard = "lock().unwrap()" if cell == "Mutex" else "borrow()"
            function = f"{device.crate}_{name}".lower()
            return [f'{function}(out, "{field.name}.", &{value}.{guard});']
        case Cell(item=Scalar()):
            return [f'out.put("", "{field.name}", i128::from({value}.get()));']
        case Part(name="Clock"):
            return [f'out.put("", "{field.name}.period", {value}.period());']
        case Part(name="Timer") if dialect.timer_takes_owner:
            return [f'out.put("", "{field.name}", {value}.expire_time_ns().unwrap_or(-1));']
        case Property(item=Scalar()):
            return []
    return []


def _lines(device: Device, type_: Type, field: Field, owner: str, path: str) -> list[str]:
    """Statements that print one field of a struct."""
    value, name = f"{owner}.{field.name}", field.name
    match type_:
        case ArrayOf(item=item) if _is_struct(device, item):
            assert isinstance(item, Named)
            function = f"{device.crate}_{item.name}".lower()
            return [
                f"for (index, item) in {value}.iter().enumerate() {{",
                f'    {function}(out, &format!("{{{path}}}{name}[{{index}}]."), item);',
                "}",
            ]
        case ArrayOf(item=item):
            number = _number(device, item, "item")
            return [f'out.put_all({path}, "{name}", {value}.iter().map(|&item| {number}));']
        case Named() if _is_struct(device, type_):
            function = f"{device.crate}_{type_.name}".lower()
            return [f'{function}(out, &format!("{{{path}}}{name}."), &{value});']
        case Scalar() | Named():
            return [f'out.put({path}, "{name}", {_number(device, type_, value)});']
    return []


def _is_struct(device: Device, type_: Type) -> bool:
    return isinstance(type_, Named) and isinstance(device.find(type_.name), Struct)


def _number(device: Device, type_: Type, value: str) -> str:
    """The expression that makes a number of a scalar, enum or bitfield."""
    node = device.find(type_.name) if isinstance(type_, Named) else None
    if isinstance(node, Enum):
        return f"{value}.into_bits()"
    if isinstance(node, Bits):
        return f"{node.repr}::from({value})"
    if isinstance(type_, Scalar) and type_.name == "bool":
        return f"u8::from({value})"
    return value
