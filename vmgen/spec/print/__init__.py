# SPDX-License-Identifier: GPL-2.0-or-later
"""A model printed as the spec that it can be read from.

Reading the text gives the model again, apart from positions. It has the words that are used,
numbers as they were spelled, constants by name, `lt` or `le` as written, explicit defaults and the
documentation; comments are gone, and registers that derived from others stand alone. A model that
was read from no file has no positions and no spellings: then only what differs from a default is
written.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import TypeVar, get_args

import black
from black.mode import TargetVersion

from vmgen.model.nodes import Bits, Constant, Device, Enum, Hook, Struct
from vmgen.model.told import told
from vmgen.spec import options
from vmgen.spec.print.fields import Option, bits_fields, fields, given
from vmgen.spec.print.known import known_parents
from vmgen.spec.print.text import below, docstring, quoted
from vmgen.spec.print.words import Words

_STYLE = black.Mode(target_versions={TargetVersion.PY311}, line_length=100)

Classes = Struct | Enum | Bits | Device

Item = TypeVar("Item", Struct | Enum | Bits, Constant)


def print_spec(devices: Sequence[Device]) -> str:
    """The text of a spec file with these devices, as black leaves it.

    Devices of one file share its types and constants. `ValueError` where two of a name differ, or
    a name is that of a word of the language that the file needs.
    """
    every = _merged(node for device in devices for node in device.types)
    types = {name: node for name, node in every.items() if told(node) != known_parents().get(name)}
    constants = _merged(it for device in devices for it in (*device.constants, *device.numbers))
    word = Words([*types, *(device.name for device in devices)])
    about = next((device.about for device in devices if device.about), "")
    parts = ["\n".join(_constants(constants, word)), *_classes(devices, types, word)]
    return black.format_str("\n\n".join([docstring(about), word.imports(), *parts]), mode=_STYLE)


def _merged(items: Iterable[Item]) -> dict[str, Item]:
    """Each once, by name."""
    found: dict[str, Item] = {}
    for item in items:
        if told(found.setdefault(item.name, item)) != told(item):
            raise ValueError(f"there are two `{item.name}` that are not the same")
    return found


def _constants(constants: Mapping[str, Constant], word: Words) -> list[str]:
    """The constants of the file, each behind those that it is made of."""
    lines: list[str] = []
    open_ = dict(constants)

    def add(name: str) -> None:
        item = open_.pop(name, None)
        if item is None:
            return
        spelled = item.spelled.get("value")
        for part in ast.walk(ast.parse(spelled or "", mode="exec")):
            if isinstance(part, ast.Name):
                add(part.id)
        lines.append(f"{name} = {word.number(str(item.value), item.value, spelled)}")
        lines.extend(below(item.doc, ""))
        word.constants[name] = item.value

    for name in constants:
        add(name)
    return lines


def _classes(
    devices: Sequence[Device], types: Mapping[str, Struct | Enum | Bits], word: Words
) -> Iterator[str]:
    """The class statements of the devices, each type before the first that names it."""
    open_ = dict(types)

    def before(text: str) -> Iterator[str]:
        names, word.references = list(word.references), {}
        for name in names:
            node = open_.pop(name, None)
            if node is not None:
                yield from before(_type(node, word))
        yield text

    for device in devices:
        yield from before(_device(device, word))


def _class(
    node: Classes, base: str, options_: Sequence[str], body: Sequence[str], word: Words
) -> str:
    """A class statement."""
    head = f"class {node.name}({', '.join([word(base), *options_])}):"
    doc = docstring(node.doc, "    ")
    return "\n".join([head, *([doc] if doc else []), *(body or ([] if doc else ["    pass"]))])


def _type(node: Struct | Enum | Bits, word: Words) -> str:
    match node:
        case Enum():
            return _enum(node, word)
        case Bits():
            own = [item for item in node.fields if not item.implied]
            filled = len(own) == len(node.fields)
            found: list[Option] = [("repr", node.repr, None), ("filled", filled, True)]
            head = given(node, options.BITS, found, word)
            return _class(node, "Bits", head, bits_fields(own, word), word)
    return _struct(node, word)


def _enum(node: Enum, word: Words) -> str:
    width: Option = ("bits", node.bits, None) if node.repr is None else ("repr", node.repr, None)
    lines = []
    for item in node.variants:
        value = word.number(str(item.value), item.value, item.spelled.get("value"))
        lines += [f"    {item.name} = {value}", *below(item.doc)]
    return _class(node, "Enum", given(node, options.ENUM, [width], word), lines, word)


def _struct(node: Struct, word: Words) -> str:
    base = "Parent" if node.path else "Mirror" if node.mirror_only else "Registers"
    found = [
        *_description(node),
        ("check", node.check, False),
        ("nested", node.nested, False),
        *_bound(node),
    ]
    known = {"Parent": options.PARENT, "Mirror": options.MIRROR}.get(base, options.REGISTERS)
    return _class(node, base, given(node, known, found, word), _body(node, word), word)


def _bound(node: Struct) -> list[Option]:
    """Where the Rust type of a parent comes from."""
    if node.binding is None:
        return [("path", node.path, f"hwcore::{node.name}")]
    usual = {"state": node.name, "klass": f"{node.name}Class", "vmstate": "", "interface": ""}
    found = node.binding
    return [(option, getattr(found, option), usual.get(option)) for option in options.BINDING]


def _body(node: Struct | Device, word: Words) -> list[str]:
    rules = [f"    rules = [{', '.join(quoted(rule.text) for rule in node.rules)}]", ""]
    return [*(rules if node.rules else []), *fields(node, word)]


def _device(node: Device, word: Words) -> str:
    found = [
        *_description(node),
        ("category", node.category, "misc"),
        ("type_name", node.type_name, node.description.name),
        ("crate", node.crate, PurePath(node.origin).stem),
        ("config", node.config, f"X_{node.crate.upper()}_RUST"),
        *((hook, hook in node.hooks, False) for hook in get_args(Hook)),
        ("needed", node.needed, None),
        ("unmigratable", node.description.unmigratable, False),
        ("early_setup", node.description.early_setup, False),
    ]
    if not any(item.place.parent for item in node.fields):  # which says the parent itself
        found.append(("parent", node.parent, "SysBusDevice"))
    return _class(node, "Device", given(node, options.DEVICE, found, word), _body(node, word), word)


def _description(node: Struct | Device) -> list[Option]:
    found = node.description
    return [
        ("name", found.name, None),
        ("version_id", found.version_id, 1),
        ("minimum_version_id", found.minimum_version_id, found.version_id),
        ("priority", found.priority, None),
    ]
