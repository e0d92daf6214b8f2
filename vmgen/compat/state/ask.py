# SPDX-License-Identifier: GPL-2.0-or-later
"""From the names of a state and a target to what becomes of one on the other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vmgen.codec import load_codecs
from vmgen.compat.sides import dump_of_binary, kind_of, side_of
from vmgen.compat.state.load import Load, load
from vmgen.compat.state.machine import machines_of
from vmgen.compat.state.own import own_state
from vmgen.compat.state.target import Target
from vmgen.stream import Stream, open_stream


def ask(state: str, target: str, options: Sequence[str] | None = None) -> Load:
    """Whether a state loads on a target.

    With `options` of QEMU's a target that is a binary saves a state of its own, to show the rest.
    Raises StreamError for a state that cannot be read, `VmgenError` for a target that is none.
    """
    with open_stream(state) as stream:
        if Path(target).exists() and kind_of(Path(target)) == "binary":
            return _on_binary(stream, Path(target), options)
        side = side_of(target)
        specs = side.knowledge == "spec" and Path(target).exists()
        codecs = load_codecs([Path(target)]) if specs else {}
        return load(stream, Target(side, codecs))


def _on_binary(stream: Stream, binary: Path, options: Sequence[str] | None) -> Load:
    """On a QEMU, which is asked for the machine of the state."""
    machines = machines_of(binary)
    machine = stream.machine if stream.machine in machines else None
    side = dump_of_binary(binary, machine) if machine else dump_of_binary(binary)
    own = None
    if machine is not None and options is not None:
        own = own_state(binary, machine, options)
    return load(stream, Target(side, machines=machines, own=own))
