# SPDX-License-Identifier: GPL-2.0-or-later
"""From a line of generated Rust back to the line of the spec that it was made for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import NamedTuple

from vmgen.diagnostics import Position
from vmgen.model.names import mirror_name, variant_name
from vmgen.model.nodes import Bits, Device, Enum, Field, Owner, Struct, Subsection
from vmgen.values import dataclass

_WORD = re.compile(r'c"[^"]*"|[A-Za-z_]\w*')
_ABOUT_TRAIT = frozenset({"E0046", "E0050", "E0053", "E0185", "E0186", "E0195", "E0407"})
"""What the compiler says of an implementation that is not like its trait."""

_STATEMENT = 8
"""Columns before a statement of a method, as rustfmt indents it."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A place in the spec, and what stands there in words."""

    position: Position
    what: str
    wanted: str = ""
    """What the author's device.rs must have for it."""


class Span(NamedTuple):
    """Where the compiler points: a line and columns, all from 1; `end` 0 is the line's end."""

    line: int
    start: int = 1
    end: int = 0


@dataclass(slots=True)
class _Owner:
    """A Rust type, with what its code can name."""

    origin: Origin
    members: dict[str, Origin] = field(default_factory=dict)


class Origins:
    """Everything of one device that generated code has a name for."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self._owners: dict[str, _Owner] = {}
        self._names: dict[str, Origin] = {}
        """What is named outside its owner too: the author's types and methods, wire names."""
        for node in device.types:
            match node:
                case Struct():
                    self._struct(node)
                case Enum():
                    variants = {
                        variant_name(item.name): Origin(item.position, f"`{item.name}`")
                        for item in node.variants
                    }
                    self._own([node.name], Origin(node.position, f"`{node.name}`"), variants)
                case Bits():
                    bits = {
                        item.name: Origin(item.position, f"`{item.name}` of `{node.name}`")
                        for item in node.fields
                    }
                    self._own([node.name], Origin(node.position, f"`{node.name}`"), bits)
        self._device()

    # -- what there is -----------------------------------------------------------------------------

    def _own(self, names: Sequence[str], origin: Origin, members: dict[str, Origin]) -> None:
        for name in names:
            self._owners[name] = _Owner(origin, members)

    def _struct(self, node: Struct) -> None:
        members: dict[str, Origin] = {}
        trait = f"`impl {node.name}Hooks for {node.name}`"
        for item in node.all_fields:
            wanted = ""
            if item.derived or item.computed:
                wanted = f"{trait} with a method `{item.name}`"
            members |= self._field(node, item, wanted)
            for method, _ in item.kind.forms_in_struct(item.name):
                what = f"`{item.name}` of `{node.name}`"
                asked = f"{trait} with a method `{method}`"
                members[method] = Origin(item.position, what, asked)
        for subsection in node.asked:
            what = f"the subsection `{subsection.description.name}` of `{node.name}`"
            asked = f"{trait} with a method `{subsection.asks}`"
            members[subsection.asks] = Origin(subsection.position, what, asked)
        if node.check:
            members["check_restored"] = Origin(
                node.where("check"),
                f"`check=True` of `{node.name}`",
                f"{trait} with a method `check_restored`",
            )
        names = [node.name, mirror_name(node.name), f"{node.name}Hooks"]
        self._own(names, Origin(node.position, f"`{node.name}`"), members)
        self._name(node.description.name, node.where("name"), f"`{node.name}`")
        self._subsections(node.name, node.subsections)

    def _device(self) -> None:
        device = self.device
        members: dict[str, Origin] = {}
        for item in device.all_fields:
            members |= self._field(device, item, f"the field `{item.name}`")
        for hook in device.hooks:
            members[hook] = Origin(
                device.where(hook),
                f"`{hook}=True` of `{device.name}`",
                f"`pub fn {hook}` in `impl {device.name}`",
            )
        if device.asks:
            what = f"`needed=` of `{device.name}`"
            wanted = f"`pub fn {device.asks}(&self) -> bool` in `impl {device.name}`"
            self._names[device.asks] = Origin(device.where("needed"), what, wanted)
        for method, item in device.answers.items():
            what = f"`needed=` of `{item.name}`"
            wanted = f"`pub fn {method}(&self) -> bool` in `impl {device.name}`"
            self._names[method] = Origin(item.where("needed"), what, wanted)
        origin = Origin(device.position, f"`{device.name}`", f"a struct `{device.name}`")
        self._own([device.name], origin, members)
        self._names[device.name] = origin
        self._name(device.description.name, device.where("name"), f"`{device.name}`")
        self._subsections(device.name, device.subsections)

    def _field(self, owner: Owner, item: Field, wanted: str) -> dict[str, Origin]:
        name = item.kind.author_type
        if name:
            wire = item.wire or "its `wire=`"
            wanted = f"the type `{name}` with its conversions from and to `{wire}`"
            if item.kind.behind_migratable:
                wanted = f"`impl {name}Hooks for {name}`"
            self._names[name] = Origin(item.position, f"`{item.name}` of `{owner.name}`", wanted)
        origin = Origin(item.position, f"`{item.name}` of `{owner.name}`", wanted)
        named = [item.wire_name, *([item.flag] if item.flag else [])]
        names = [item.name, *(owner.members[name] for name in named)]
        return dict.fromkeys(names, origin)

    def _subsections(self, owner: str, subsections: Sequence[Subsection]) -> None:
        for subsection in subsections:
            head = subsection.description
            what = f"the subsection `{head.name}` of `{owner}`"
            self._name(head.name, head.position, what)
            in_device = owner == self.device.name
            if in_device and subsection.asks:
                wanted = f"`pub fn {subsection.asks}(&self) -> bool` in `impl {owner}`"
                self._names[subsection.asks] = Origin(head.position, what, wanted)

    def _name(self, name: str, position: Position, what: str) -> None:
        self._names[f'c"{name}"'] = Origin(position, what)

    # -- where a line comes from -------------------------------------------------------------------

    def find(self, lines: Sequence[str], span: Span) -> Origin | None:
        """What a place in a generated file was made for; None where nothing tells.

        In this order: what the place itself names, then its line, then the rest of its statement,
        then the item around it.
        """
        number = min(max(span.line, 1), len(lines)) - 1
        head = _head(lines, number)
        owner = self._owner(lines, head)
        line = lines[number]
        pointed = line[span.start - 1 : span.end - 1 if span.end else len(line)]
        for text in (pointed, line, *_statement(lines, number, head)):
            found = self._named(text, owner)
            if found is not None:
                return found
        block = lines[head : _end(lines, head)]
        named = (self._names.get(word) for text in block for word in _strings(text))
        found = next((item for item in named if item is not None), None)
        if found is None and owner is not None:
            found = owner.origin
        return found

    def asked_for(
        self, lines: Sequence[str], span: Span, names: Sequence[str], code: str = ""
    ) -> Origin | None:
        """What the spec asks of device.rs, if a message there is about that.

        `names` are those that the message quotes: the first says what it is about, and where
        things are missing (E0046) each does. `code` is the compiler's.
        """
        number = min(max(span.line, 1), len(lines)) - 1
        head = _head(lines, number)
        owner = self._owner(lines, head) if "Hooks for " in lines[head] else None
        wanted = list(names if code == "E0046" else names[:1])
        if code not in _ABOUT_TRAIT:
            owner = None
        elif method := re.match(r" {4}(?:pub )?fn (\w+)", lines[number]):
            wanted.append(method[1])
        members = owner.members if owner else {}
        for name in wanted:
            found = members.get(name) or self._names.get(name) or self._hook(name)
            if found is not None and found.wanted and name != self.device.name:
                return found
        return owner.origin if owner else None

    def _hook(self, name: str) -> Origin | None:
        """A hook of a device's, such as `post_load`."""
        if name not in self.device.hooks:
            return None
        return self._owners[self.device.name].members[name]

    def _owner(self, lines: Sequence[str], head: int) -> _Owner | None:
        """The type that an item at the margin is about: the last one that its head names."""
        text = lines[head]
        if text.startswith("use "):
            return None
        if text.endswith("(") and head + 1 < len(lines):
            text += lines[head + 1]
        known = [self._owners[word] for word in _WORD.findall(text) if word in self._owners]
        return known[-1] if known else None

    def _named(self, text: str, owner: _Owner | None) -> Origin | None:
        """The first thing that a piece of a line names: a member before anything else."""
        members = owner.members if owner else {}
        for word in _by_weight(text):
            if word in members:
                return members[word]
        words = _WORD.findall(text)
        found = next((self._names[word] for word in words if word in self._names), None)
        if found is not None and owner is not None and found.position == owner.origin.position:
            return None  # the owner itself: the rest of the statement may say more
        return found


def _by_weight(text: str) -> Iterator[str]:
    """The words of a line: fields behind a dot first, then methods, then the rest.

    A local may have the name of a field, so what stands behind a dot says more.
    """
    found = [
        (text[match.start() - 1 : match.start()] == ".", text[match.end() :][:1] == "(", match[0])
        for match in _WORD.finditer(text)
    ]
    yield from (word for dotted, called, word in found if dotted and not called)
    yield from (word for dotted, called, word in found if called or not dotted)


def _strings(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if word.startswith('c"')]


def _head(lines: Sequence[str], number: int) -> int:
    """The line at the margin that begins the item of a line; attributes belong to what follows."""
    at = number
    while at > 0 and (not lines[at] or lines[at][0] in " })"):
        at -= 1
    while at + 1 < len(lines) and lines[at].startswith(("#[", "//")):
        at += 1
    return at


def _end(lines: Sequence[str], head: int) -> int:
    """The line behind the item that begins at `head`."""
    end = head + 1
    while end < len(lines) and lines[end].startswith(" "):
        end += 1
    return end


def _statement(lines: Sequence[str], number: int, head: int) -> Iterator[str]:
    """The lines above one that belong to the same statement, the nearest first."""
    while number > head and len(lines[number]) - len(lines[number].lstrip()) > _STATEMENT:
        number -= 1
        yield lines[number]
