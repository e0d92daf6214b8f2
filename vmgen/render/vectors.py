"""Golden wire tests of a crate: vectors by the Python codec, and the Rust that runs them.

The Rust test goes through `migration::engine`, the stand-in for QEMU's C code, so it belongs to
trees that vmgen makes and not to a QEMU tree.
"""

from __future__ import annotations

from dataclasses import dataclass

from vmgen.model.types import Cell, Property
from vmgen.plan import DevicePlan
from vmgen.render.environment import render_template
from vmgen.wire import Codec
from vmgen.wire.vectors import Vector, vectors


@dataclass(frozen=True, slots=True)
class _Flag:
    """A flag of the device that a vector sets, and the statement that sets it."""

    name: str
    statement: str


def render_vectors(plan: DevicePlan) -> tuple[str, str]:
    """The texts of `tests/wire.rs` (its body) and `tests/vectors.txt`."""
    found = list(vectors(Codec(plan.device)))
    accepted = sum(vector.refused is None for vector in found)
    rust = render_template(
        "crate/wire.rs.j2",
        device=plan.device,
        vmstate=f"VMSTATE_{plan.device.crate.upper()}",
        flags=_flags(plan, found),
        guards=[
            f"{item.field.name}.{'lock().unwrap()' if 'Mutex<' in item.runtime else 'borrow()'}"
            for item in plan.fields
            if item.strategy == "wrapper"
        ],
        accepted=accepted,
        refused=len(found) - accepted,
    )
    head = (
        f"# Sections of `{plan.device.description.name}`, one a line:\n"
        "# name; version; flags of the device; verdict (* after a restore); body; "
        "what is saved, if not the body\n"
    )
    return rust, head + "".join(_line(vector) for vector in found)


def _line(vector: Vector) -> str:
    flags = " ".join(f"{name}={int(value)}" for name, value in sorted(vector.flags.items()))
    columns = [
        vector.name,
        str(vector.version),
        flags,
        _verdict(vector),
        vector.data.hex(),
    ]
    if vector.refused is None and vector.saved is not None and vector.saved != vector.data:
        columns.append(vector.saved.hex())
    return "; ".join(columns) + "\n"


def _verdict(vector: Vector) -> str:
    """`ok`, or the class of the refusal; a star where it comes after something was restored."""
    if vector.refused is None:
        return "ok"
    return f"{vector.refused.value}{'' if vector.unchanged else '*'}"


def _flags(plan: DevicePlan, found: list[Vector]) -> list[_Flag]:
    names = sorted({name for vector in found for name in vector.flags})
    return [_Flag(name, _statement(plan, name)) for name in names]


def _statement(plan: DevicePlan, name: str) -> str:
    field = plan.field(name).field
    match field.type:
        case Property():
            text = f'testing::set_property(&*device, c"{field.wire_name}", u64::from(*value))'
            return f"assert!({text})"
        case Cell():
            return f"device.{name}.set(*value)"
    raise AssertionError(f"{name} is no flag")
