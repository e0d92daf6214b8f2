# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen plan`: the planner's decisions, for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import click

from vmgen.cli.common import (
    chosen_dialects,
    dialect_option,
    project_settings,
    read_devices,
    show_warnings,
    specs_argument,
)
from vmgen.diagnostics import Diagnostics
from vmgen.model.gates import Needed, spans
from vmgen.model.nesting import Nesting, nestings
from vmgen.model.nodes import Description, Device, Field, Struct, Subsection
from vmgen.plan import DevicePlan, FieldPlan, plan_device
from vmgen.render.environment import rust


@click.command()
@specs_argument
@dialect_option(several=False)
def plan(specs: tuple[Path, ...], dialect: str | None) -> None:
    """Print per struct and field: run-time type, wire type, strategy, and the reason."""
    diagnostics = Diagnostics()
    settings = project_settings()
    chosen = chosen_dialects([dialect] if dialect else [], settings)[0]
    plans = [
        plan_device(device, chosen, diagnostics) for device in read_devices(specs, diagnostics)
    ]
    diagnostics.raise_if_failed()
    click.echo("\n\n".join(_device(item) for item in plans))
    show_warnings(diagnostics)


def _device(item: DevicePlan) -> str:
    device = item.device
    head = device.description
    lines = [
        f"{device.name} ({_here(device)}), dialect {item.dialect.name}: `{head.name}` "
        f"version {head.version_id}, minimum {head.minimum_version_id}"
        + (f", {_condition(device.needed)}" if device.needed else "")
    ]
    forms = _forms(device, device.fields, head)
    lines += _table([item.field(field.name) for field in device.fields], forms)
    where = nestings(device)
    for subsection in device.subsections:
        condition = _condition(subsection.needed)
        version = subsection.description.version_id
        lines.append(f"  subsection `{subsection.description.name}` version {version}, {condition}")
        end = (
            f"subsection `{subsection.within}`"
            if subsection.within
            else f"section: one of `{head.name}`"
        )
        lines.append(f"    at the end of the {end}, as a C device has it")
        forms = _forms(device, subsection.fields, subsection.description)
        lines += _table([item.field(field.name) for field in subsection.fields], forms)
    for struct in reversed(item.structs):
        name = struct.struct.description.name
        lines.append(f"\n  {struct.struct.name} as `{name}`: {struct.strategy}, {struct.reason}")
        around = device.versioned.get(struct.struct.name)
        if around is not None:
            what = "section" if around is head else f"subsection `{around.name}`"
            lines.append(f"  read at the version of the {what}, not at one of its own")
        if struct.mirror != struct.struct.name:
            lines.append(f"  mirror {struct.mirror}")
        lines += _table(struct.own)
        named = {plan.field.name: plan for plan in struct.fields}
        for subsection in struct.struct.subsections:
            version, condition = subsection.description.version_id, _condition(subsection.needed)
            lines.append(
                f"    subsection `{subsection.description.name}` version {version}, {condition}"
            )
            lines += (f"    {line}" for line in _nested(struct.struct, subsection, where))
            lines += _table([named[field.name] for field in subsection.fields])
    return "\n".join(lines)


def _here(device: Device) -> str:
    """The spec's path as seen from the working folder, if that is above it."""
    return device.position.file.removeprefix(f"{Path.cwd()}/")


def _nested(struct: Struct, subsection: Subsection, nestings: Sequence[Nesting]) -> Iterator[str]:
    """Per place of registers: where a subsection of theirs travels, and which C devices do so."""
    name, own = subsection.description.name, struct.description.name
    if subsection.within:
        yield f"at the end of the subsection `{subsection.within}`, as a C device has it"
        return
    for nesting in nestings:
        if nesting.struct is not struct:
            continue
        section, claims = nesting.levels[-1], nesting.claims(name)
        behind = nesting.behind(section)
        at = f"behind `{nesting.path}`, before {behind}" if behind else "at the section's end"
        only = f"{at}: a C device loads it only if it nests `{own}` there"
        if not behind and claims and claims.name == own:
            yield f"{at}: one of a C device `{own}`, whether it nests the registers or not"
        elif struct.nested or claims is None:
            yield only + (", as the spec says (`nested=True`)" if struct.nested else "")
        elif behind:
            yield f"{only}; one that does not looks at the end of `{claims.name}`"
        else:
            yield f"{only}, or has one of this very name itself"


def _condition(needed: Needed | None) -> str:
    """When a section or subsection is sent."""
    if needed is None:
        return "always sent"
    return {
        "expression": f"sent if `{needed.text}`",
        "changed": "sent if changed from reset",
        "method": f"sent if the author's `{needed.text}` says so",
    }[needed.kind]


def _when(field: Field) -> str:
    """In which versions a field is there, and if; which of it C has as null pointers."""
    null = f"; null pointers where `{field.present}` is false" if field.present else ""
    since = f"; since version {field.since}" if field.since else ""
    until = f"; until version {field.until}" if field.until is not None else ""
    if field.needed is None:
        return null + since + until
    says = f"the author's `{field.needed.text}` says so"
    return (
        f"{null}{since}{until}; there if {says if field.needed.asks else f'`{field.needed.text}`'}"
    )


def _forms(device: Device, fields: Sequence[Field], head: Description) -> dict[str, str]:
    """By field the versions in which registers have other fields, each read as it was."""
    return {field.name: _form(device, field, head) for field in fields}


def _form(device: Device, field: Field, head: Description) -> str:
    found = spans(device, field, head)
    if len(found) < 2:
        return ""
    ends = [f"{low}" if low == high else f"{low} to {high}" for low, high in found]
    return f"; in other forms in versions {', '.join(ends[:-1])} and {ends[-1]}"


def _table(
    fields: Sequence[FieldPlan], more: Mapping[str, str] = MappingProxyType({})
) -> list[str]:
    """Columns: name, run-time type, wire type, strategy, reason."""
    rows = [
        (
            item.field.name,
            str(rust(item.runtime)) if item.runtime else "-",
            str(rust(item.wire)) if item.wire else "-",
            item.strategy,
            item.reason + _when(item.field) + more.get(item.field.name, ""),
        )
        for item in fields
    ]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
    return [
        "    " + "  ".join([*(row[i].ljust(widths[i]) for i in range(4)), row[4]]) for row in rows
    ]
