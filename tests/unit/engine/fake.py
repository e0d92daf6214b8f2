# SPDX-License-Identifier: GPL-2.0-or-later
"""A program in the place of a QEMU with `vmgen-engine`: one line of Python per device.

The devices have the description `dev`, with two u32 fields, `a` and `b`. What one makes of a body
is said by an expression of `body`, its `version` and the request's `words`: the bytes that it
saves, or a whole answer, as text; it may also end the process, or never come to an end.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from tests.unit.tools.fakes import HEAD
from vmgen.layout.members import Json

FIELDS = ("a", "b")
HELLO = "vmgen-engine 1 10.2.2"

SPEC = """
from vmgen.spec import BqlRefCell, Device, Migratable, Property, Registers, field, u32


class Regs(Registers, name="dev/regs"):
    a: u32
    b: u32 = field(lt=100)


class Dev(Device, name="dev", type_name="dev-vm", category="misc"):
    regs: Migratable[BqlRefCell[Regs]]
"""

_PROGRAM = """{head}import json, os, sys, time
devices, descriptions = {devices!r}, {descriptions!r}
print({hello!r}, flush=True)
if {hello!r} == "":
    sys.exit({message!r})


def answer(words):
    verb, name = words[:2]
    body = bytes.fromhex(words[4].strip("-")) if verb == "load" else bytes(8)
    version = int(words[3]) if verb == "load" else 1
    if name not in devices:
        return "error there is no device of type " + name
    made = eval(devices[name])
    if isinstance(made, bytes):
        return "saved " + (made.hex() or "-") + " " + json.dumps(descriptions[name])
    return made


for line in sys.stdin:
    words = line.split()
    if words == ["devices"]:
        for name in devices:
            print("device", name, "sys-bus-device", "concrete", 1, 1, "dev")
        print("end", flush=True)
    else:
        print(answer(words), flush=True)
"""


def described(names: tuple[str, ...] = FIELDS, *, wrapped: bool = False) -> Json:
    """What QEMU's writer says of a section with u32 fields, in a `Migratable` if it is wrapped."""
    fields: Json = {
        "vmsd_name": "dev/regs" if wrapped else "dev",
        "version": 1,
        "fields": [{"name": name, "type": "uint32", "size": 4} for name in names],
    }
    if not wrapped:
        return fields
    for name, around in (("migration_state", "dev/migratable"), ("regs", "dev")):
        inner = {"name": name, "type": "struct", "struct": fields, "size": 4 * len(names)}
        fields = {"vmsd_name": around, "version": 1, "fields": [inner]}
    return fields


def fake(
    folder: Path,
    devices: Mapping[str, str],
    descriptions: Mapping[str, Json] | None = None,
    hello: str = HELLO,
    message: str = "",
) -> Path:
    """Write the program; those whose names end with `-vm` are crates, if nothing is said."""
    described_as = {name: described(wrapped=name.endswith("-vm")) for name in devices}
    described_as.update(descriptions or {})
    program = folder / "qemu-system-fake"
    program.write_text(
        _PROGRAM.format(
            head=HEAD,
            devices=dict(devices),
            descriptions=json.loads(json.dumps(described_as)),
            hello=hello,
            message=message,
        ),
        encoding="utf-8",
    )
    program.chmod(0o755)
    return program
