# SPDX-License-Identifier: GPL-2.0-or-later
"""What a spec says of a parent's Rust type: that the crate makes it of C's, or where it is."""

from __future__ import annotations

import re
from dataclasses import fields

from vmgen.diagnostics import Diagnostics
from vmgen.model.binding import Binding
from vmgen.model.nodes import Device, Struct

_HEADER = re.compile(r"[\w+-]+(?:[./][\w+-]+)*\.h", re.ASCII)
_C_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_QOM_NAME = re.compile(r"[\w.+-]{1,255}", re.ASCII)
_BINDING = tuple(option.name for option in fields(Binding))


def check_parents(device: Device, diagnostics: Diagnostics) -> None:
    """Check the parent of a device."""
    for node in device.types:
        if isinstance(node, Struct) and node.path:
            _Parent(node, diagnostics).check()
    for field in device.all_fields:
        if field.place.parent and field.migrate:
            _described(field.kind.struct(device), diagnostics)


def _described(node: Struct | None, diagnostics: Diagnostics) -> None:
    """A parent that travels has a description in C."""
    if node is not None and node.binding is not None and not node.binding.vmstate:
        message = f"`{node.name}` has no `vmstate=`: what C calls its description"
        mend = "Add it, or write `migrate=False` if C sends nothing of the parent."
        diagnostics.add("VM107", node.position, message, mend=mend)


class _Parent:
    def __init__(self, node: Struct, diagnostics: Diagnostics) -> None:
        self._node = node
        self._diagnostics = diagnostics

    def check(self) -> None:
        """All that is wrong with what is said of one parent."""
        binding = self._node.binding
        if binding is None:
            for option in _BINDING:
                self._without_effect(option, "without `header=` the crate makes no type of it")
            return
        self._without_effect("path", "the crate makes the type of what `header=` declares")
        self._fits("header", _HEADER, "VM106", "no header of QEMU's, such as `hw/i2c/i2c.h`")
        for option in ("state", "klass", "vmstate"):
            self._fits(option, _C_NAME, "VM111", "no identifier of C")
        for option in ("type_name", "interface"):
            self._fits(option, _QOM_NAME, "VM106", "no name of a QOM type, such as `i2c-slave`")

    def _without_effect(self, option: str, why: str) -> None:
        if option in self._node.at:
            message = f"`{option}` of `{self._node.name}`: {why}"
            self._diagnostics.add("VM124", self._node.where(option), message)

    def _fits(self, option: str, shape: re.Pattern[str], code: str, wrong: str) -> None:
        value = getattr(self._node.binding, option)
        if option in self._node.at and not shape.fullmatch(value):
            message = f"`{option}`: `{value}` is {wrong}"
            at, mend = self._node.where(option), "Write it as QEMU's own code does."
            self._diagnostics.add(code, at, message, mend=mend)
