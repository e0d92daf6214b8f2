# SPDX-License-Identifier: GPL-2.0-or-later
"""The runner: one program with all devices of a tree, for `vmgen verify` and the tests.

It prints what a device holds *at run time* after a load, by the names of the spec, so that the
Rust side can be compared with the Python codec and with the stream's own description.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vmgen.diagnostics import Diagnostics
from vmgen.model.layout import layout_of
from vmgen.model.names import device_constant
from vmgen.model.nodes import Device
from vmgen.plan import DevicePlan, Dialect, StructPlan, plan_device
from vmgen.render.cells import put
from vmgen.render.crate import Rendered, crate_folder
from vmgen.render.environment import file_functions, render_template
from vmgen.render.fragment import Fragment
from vmgen.render.scaffold import DeviceSlot
from vmgen.render.slot import Slot, slots
from vmgen.values import dataclass
from vmgen.vectors.settings import pointers, settings

FOLDER = "target/vmgen-runner"
"""Below the tree: build output, not a product."""


@dataclass(frozen=True, slots=True)
class _Function:
    """A function that prints the values of `path`, a Rust type."""

    function: str
    path: str
    lines: list[Fragment]
    crate: str
    folder: str = ""
    vmstate: str = ""
    settings: tuple[str, ...] = ()
    """Arms of a match that set the cells which do not travel, but decide about a load."""


def render_runner(devices: Sequence[Device], dialect: Dialect) -> list[Rendered]:
    """The runner's crate, paths relative to the tree."""
    plans = [plan_device(device, dialect, Diagnostics()) for device in devices]
    structs = [_struct(plan, struct) for plan in plans for struct in plan.structs]
    context = {"devices": [_device(plan) for plan in plans], "structs": structs}
    shown = [*structs, *context["devices"]]
    needed = [name for item in shown for line in item.lines for name in line.needs]
    main = render_template("runner/main.rs.j2", **context, functions=file_functions(needed))
    return [
        Rendered(f"{FOLDER}/Cargo.toml", render_template("runner/Cargo.toml.j2", **context)),
        Rendered(f"{FOLDER}/src/main.rs", main),
    ]


def _struct(device: DevicePlan, plan: StructPlan) -> _Function:
    node, crate = plan.struct, device.device.crate
    module = "parent" if node.path else "migration" if node.mirror_only else "registers"
    path = f"::{crate}::{module}::{node.name}"
    lines = [item.fragment("show") for item in slots(device, plan) if _shown(item)]
    if node.path:
        lines.insert(0, Fragment("let regs = unsafe { &*regs.as_ptr() };  // nothing else runs"))
    return _Function(f"show_{crate}_{node.name}", path, lines, crate)


def _shown(item: Slot) -> bool:
    """Whether a field is printed; what only the author knows is left out."""
    if item.field.derived or not item.plan.at_run_time:
        return False
    # Where timers do not tell, the author may keep when one expires.
    timed = not item.dialect.timer_migrates and item.struct.struct.timed
    return item.field.migrate or not timed


def _device(plan: DevicePlan) -> _Function:
    device = plan.device
    sent = [item for item in plan.fields if item.field.migrate and item.at_run_time]
    return _Function(
        f"show_{device.crate}",
        f"::{device.crate}::device::{device.name}",
        [DeviceSlot(plan, item).fragment("show") for item in sent],
        device.crate,
        crate_folder(device),
        f"::{device.crate}::migration::{device_constant(device.crate)}",
        tuple(_settings(device)),
    )


def _settings(device: Device) -> Iterator[str]:
    named = {field.name: field for field in device.all_fields}
    for key, number in settings(device, layout_of(device)).items():
        if key not in device.by_name:
            continue  # the author's method says it
        if not named[key].place.is_property:
            value = "number(text) != 0"
            if number.runtime != "bool":
                value = f"number(text) as {number.runtime}"
            yield f'"{key}" => {put(named[key].place.cell, f"state.{key}", value)},'
    for key in dict.fromkeys(pointers(layout_of(device)).values()):
        each = f"state.{key}.iter().zip(text.bytes())"
        yield f"\"{key}\" => for (cell, digit) in {each} {{ cell.set(digit == b'1'); }}"
