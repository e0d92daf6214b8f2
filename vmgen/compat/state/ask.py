# SPDX-License-Identifier: GPL-2.0-or-later
"""From the names of a state and a target to what becomes of one on the other."""

from __future__ import annotations

from pathlib import Path

from vmgen.codec import load_codecs
from vmgen.compat.sides import dump_of_binary, kind_of, side_of
from vmgen.compat.state.load import Load, load
from vmgen.compat.state.machine import machines_of
from vmgen.compat.state.target import Target
from vmgen.stream import Stream, open_stream


def ask(state: str, target: str) -> Load:
    """Whether a state loads on a target.

    Raises StreamError for a state that cannot be read, `VmgenError` for a target that is none.
    """
    with open_stream(state) as stream:
        if Path(target).exists() and kind_of(Path(target)) == "binary":
            return _on_binary(stream, Path(target))
        side = side_of(target)
        specs = side.knowledge == "spec" and Path(target).exists()
        codecs = load_codecs([Path(target)]) if specs else {}
        return load(stream, Target(side, codecs))


def _on_binary(stream: Stream, binary: Path) -> Load:
    """On a QEMU, which is asked for the machine of the state."""
    machines = machines_of(binary)
    machine = stream.machine if stream.machine in machines else None
    side = dump_of_binary(binary, machine) if machine else dump_of_binary(binary)
    return load(stream, Target(side, machines=machines))
