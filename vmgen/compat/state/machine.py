# SPDX-License-Identifier: GPL-2.0-or-later
"""The machine of a state, and whether a QEMU binary has it (vmstate-wire.md section 3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from vmgen.compat.state.found import Found
from vmgen.tools.dump import DUMP_SECONDS
from vmgen.tools.run import run_tool

_LINE = re.compile(r"^(?P<name>\S+) .*?(\(alias of (?P<real>[^)]+)\))?( \(deprecated\))?$")


def machines_of(binary: Path) -> dict[str, str]:
    """The machine types of a QEMU binary by all their names, each with the one that it goes by."""
    ran = run_tool(str(binary), ["-M", "help"], DUMP_SECONDS)
    found = {}
    for line in ran.output.splitlines()[1:]:
        if match := _LINE.match(line):
            found[match["name"]] = match["real"] or match["name"]
    return found


def machine_found(machine: str, known: Mapping[str, str]) -> list[Found]:
    """What stands against loading a state of this machine, of those that a binary has.

    QEMU compares no further than the received name is long.
    """
    if machine not in known:
        text = f"the target has no machine type {machine!r}"
    elif known[machine].startswith(machine):
        return []
    else:
        text = f"the target calls {machine!r} {known[machine]!r} now, and refuses the other name"
    return [Found("refused", "MACHINE_SAME", text)]
