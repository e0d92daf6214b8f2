# SPDX-License-Identifier: GPL-2.0-or-later
"""Subsections: names that are found again, at places where a C device looks for them.

Facts: vmstate-wire.md section 10. A description takes what begins with its own name, at its end.
"""

from __future__ import annotations

from collections.abc import Sequence

from vmgen.diagnostics import Diagnostics, Position
from vmgen.model.nesting import Nesting, begins, nestings
from vmgen.model.nodes import Device, Struct, Subsection


def check_subsections(device: Device, diagnostics: Diagnostics) -> None:
    """Prefixes, thieves, and registers whose subsections travel where a C device has none."""
    _Subsections(device, diagnostics).check()


class _Subsections:
    def __init__(self, device: Device, diagnostics: Diagnostics) -> None:
        self._device = device
        self._diagnostics = diagnostics
        self._nestings = nestings(device)

    def check(self) -> None:
        nested = self._nested_names()
        self._names(self._device, nested)
        for node in self._device.types:
            if isinstance(node, Struct):
                others = {name: at for name, at in nested.items() if name != node.description.name}
                self._names(node, others)
                self._nesting(node)

    def _nested_names(self) -> dict[str, Position]:
        """Names of the descriptions that are loaded inside the device's own."""
        found = {
            node.description.name: node.where("name")
            for node in self._device.types
            if isinstance(node, Struct)
        }
        for field in self._device.all_fields:
            if field.kind.description:
                found[field.kind.description] = field.position
        return found

    # -- prefixes ----------------------------------------------------------------------------------

    def _names(self, owner: Device | Struct, nested: dict[str, Position]) -> None:
        """Prefixes: of the parent's name in front, and of no other nested description's."""
        names = [subsection.description.name for subsection in owner.subsections]
        before: dict[str, dict[str, Position]] = {name: dict(nested) for name in ["", *names]}
        for subsection in owner.subsections:
            name, at = subsection.description.name, subsection.where("subsection")
            if subsection.within not in before:
                message = f"`{owner.name}` has no subsection `{subsection.within}`"
                self._diagnostics.add("VM144", subsection.where("within"), message)
                continue
            parent = subsection.within or owner.description.name
            if not begins(name, parent):
                message = f"subsection `{name}` does not begin with `{parent}`"
                mend = self._own_name(owner, subsection, parent)
                self._diagnostics.add("VM140", at, message, mend=mend)
            for thief, where in before[subsection.within].items():
                if begins(name, thief):
                    between = _between(owner, thief, subsection)
                    if not between:
                        self._stolen(thief, where, name, names)
                    elif all(item.needed is not None for item in between):
                        self._may_be_stolen(thief, where, name, between[0].description.name)
            # What is loaded before may take what comes behind it.
            before[subsection.within][name] = at

    def _stolen(self, thief: str, where: Position, name: str, names: Sequence[str]) -> None:
        message = f"`{thief}` is the beginning of the subsection's name `{name}`"
        mend = ""
        if thief in names:
            mend = (
                f'Give it another name, or say `within="{thief}"` if the C device has it in there.'
            )
        self._diagnostics.add("VM142", where, message, mend=mend)

    def _may_be_stolen(self, thief: str, where: Position, name: str, between: str) -> None:
        message = (
            f"`{thief}` takes `{name}` for its own where neither `{between}` nor any other "
            "subsection between them is sent"
        )
        self._diagnostics.add("VM147", where, message)

    def _own_name(self, owner: Device | Struct, subsection: Subsection, parent: str) -> str:
        """How to mend a subsection that does not begin with its parent's name."""
        name, device = subsection.description.name, self._device.description.name
        new = f"`{parent}/{name.rpartition('/')[2] or 'what'}`"
        if subsection.within or not begins(name, device):
            return f"Call it {new}."
        assert isinstance(owner, Struct)
        return f"If it is one of the C device `{device}`, {self._to_the_end(owner)}. Else: {new}."

    # -- nesting -----------------------------------------------------------------------------------

    def _nesting(self, node: Struct) -> None:
        """Where only a C device that nests the same description has these subsections."""
        if node.nested and not node.subsections:
            message = f"`nested` says where subsections are: `{node.name}` has none"
            self._diagnostics.add("VM124", node.where("nested"), message)
        if node.nested or node.path:
            return
        names = [
            subsection.description.name for subsection in node.subsections if not subsection.within
        ]
        names = [name for name in names if begins(name, node.description.name)]
        for nesting in self._nestings:
            claimed = [name for name in names if nesting.claims(name)]
            if nesting.struct is node and claimed and self._elsewhere(nesting, claimed):
                return

    def _elsewhere(self, nesting: Nesting, names: Sequence[str]) -> bool:
        """Say so of subsections that a description around the registers claims as well."""
        node, outer = nesting.struct, nesting.claims(names[0])
        assert outer is not None
        own, behind = node.description.name, nesting.behind(outer)
        if not behind and outer.name == own:
            return False
        what = f"`{names[0]}`" + (f" and {len(names) - 1} more" if len(names) > 1 else "")
        if behind:
            code, message = "VM145", (
                f"{what}: behind `{nesting.path}` and before {behind}, where a C device that does "
                f"not nest `{own}` sends nothing, and looks for nothing"
            )
        else:
            code, message = "VM146", (
                f"{what}: a C device `{outer.name}` that does not nest `{own}` has nothing that is "
                "called so"
            )
        mend = (
            f"If the C device nests `{own}`, or there is none, say `nested=True` in the head of "
            f"`{node.name}`. Else {self._to_the_end(node)}."
        )
        at = next(
            subsection for subsection in node.subsections if subsection.description.name == names[0]
        )
        self._diagnostics.add(code, at.where("subsection"), message, mend=mend)
        return True

    def _to_the_end(self, node: Struct) -> str:
        """How the subsections of a C device without nesting are said: in registers, or outside."""
        device, name = self._device, self._device.description.name
        outside = f"give its fields to `{device.name}`, whose subsections are at the section's end"
        mine = [nesting for nesting in self._nestings if nesting.struct is node]
        others = (
            subsection for nesting in self._nestings for subsection in nesting.struct.subsections
        )
        stolen = [subsection for subsection in others if subsection not in node.subsections]
        stolen = [subsection for subsection in stolen if begins(subsection.description.name, name)]
        if device.subsections or stolen or any(item.behind(item.levels[-1]) for item in mine):
            return outside
        return (
            f'call `{node.name}`, which is last in the section, as the C device: `name="{name}"`, '
            f"and the subsections as in C; or {outside}"
        )


def _between(owner: Device | Struct, thief: str, behind: Subsection) -> list[Subsection]:
    """The subsections that a load may come to after one that takes others, and before that one."""
    found = [item for item in owner.subsections if item.within == behind.within]
    names = [item.description.name for item in found]
    if thief not in names:
        return []
    between = found[names.index(thief) + 1 : found.index(behind)]
    return [item for item in between if not begins(item.description.name, thief)]
