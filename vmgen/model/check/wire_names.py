"""Names that travel: of descriptions and of subsections."""

from __future__ import annotations

import re

from vmgen.diagnostics import Diagnostics, Position
from vmgen.model.nodes import Device, Struct, innermost
from vmgen.model.types import Part

_WIRE = re.compile(r"[\x20\x21\x23-\x5b\x5d-\x7e]{1,255}")  # in a C string without escapes


def check_wire_names(device: Device, diagnostics: Diagnostics) -> None:
    """What goes into C strings, and prefixes of subsections."""
    _WireNames(device, diagnostics).check()


class _WireNames:
    def __init__(self, device: Device, diagnostics: Diagnostics) -> None:
        self._device = device
        self._diagnostics = diagnostics

    def check(self) -> None:
        device = self._device
        self._wire(device.description.name, device.where("name"))
        self._wire(device.type_name, device.where("type_name"))
        for node in device.types:
            if isinstance(node, Struct):
                self._wire(node.description.name, node.where("name"))
        self._subsections()

    def _wire(self, name: str, position: Position) -> None:
        if not _WIRE.fullmatch(name):
            message = f"`{name}` is not 1 to 255 printable ASCII characters"
            self._diagnostics.add("VM141", position, message)

    def _subsections(self) -> None:
        nested = self._nested_names()
        self._subsections_of(self._device, nested)
        for node in self._device.types:
            if isinstance(node, Struct):
                others = {name: at for name, at in nested.items() if name != node.description.name}
                self._subsections_of(node, others)

    def _subsections_of(self, owner: Device | Struct, nested: dict[str, Position]) -> None:
        """Prefixes: of the parent's name in front, and of no other nested description's."""
        names = [part.description.name for part in owner.subsections]
        before: dict[str, dict[str, Position]] = {name: dict(nested) for name in ["", *names]}
        for part in owner.subsections:
            name, at = part.description.name, part.where("subsection")
            self._wire(name, at)
            if part.within not in before:
                message = f"`{owner.name}` has no subsection `{part.within}`"
                self._diagnostics.add("VM144", part.where("within"), message)
                continue
            parent = part.within or owner.description.name
            if not name.startswith(parent) or len(name) == len(parent):
                message = f"subsection `{name}` does not begin with `{parent}`"
                mend = f"Call it `{parent}/{name.rpartition('/')[2] or 'what'}`."
                self._diagnostics.add("VM140", at, message, mend=mend)
            for thief, where in before[part.within].items():
                if name.startswith(thief) and len(name) > len(thief):
                    self._stolen(thief, where, name, names)
            # What is loaded before may take what comes behind it.
            before[part.within][name] = at

    def _stolen(self, thief: str, where: Position, name: str, names: list[str]) -> None:
        message = f"`{thief}` is the beginning of the subsection's name `{name}`"
        mend = ""
        if thief in names:
            mend = (
                f'Give it another name, or say `within="{thief}"` if the C device has it in there.'
            )
        self._diagnostics.add("VM142", where, message, mend=mend)

    def _nested_names(self) -> dict[str, Position]:
        """Names of the descriptions that are loaded inside the device's own."""
        found = {
            node.description.name: node.where("name")
            for node in self._device.types
            if isinstance(node, Struct)
        }
        for field in self._device.all_fields:
            if innermost(field.type) == Part(name="Clock"):
                found["clock"] = field.position
        return found
