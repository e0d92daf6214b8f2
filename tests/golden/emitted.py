# SPDX-License-Identifier: GPL-2.0-or-later
"""Which names vmgen's own text has: found in what it emits for specs whose own names all say so.

The golden specs have every kind of field. Here each of their names gets a mark, so that what has
none in the emitted files is vmgen's: of templates, of statements, of imports, of the runner.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT
from vmgen.diagnostics import Diagnostics
from vmgen.model.kinds import Custom
from vmgen.model.names import KEYWORDS, PRIMITIVES
from vmgen.model.nodes import Bits, Device, Enum, Field, Struct
from vmgen.plan import DIALECTS, plan_device
from vmgen.render import render_crate
from vmgen.render.imports import ROOTS
from vmgen.render.parent import STAND_IN
from vmgen.render.runner import render_runner
from vmgen.spec import parents
from vmgen.spec.read import read_specs

SPECS = Path(__file__).with_name("specs")
MARK = "zq"

_SELVES = "self|this|source|restored|item|old|new|to|from"


def read(path: Path) -> Device:
    """The one device of a spec. What an outdated table refuses in it does not matter here."""
    diagnostics = Diagnostics()
    (device,) = read_specs([path], diagnostics)
    assert all(item.code == "VM118" for item in diagnostics if item.severity == "error")
    return device


# -- marking ---------------------------------------------------------------------------------------


def _field_names(field: Field) -> Iterator[str | None]:
    yield from (field.name, field.rename, field.flag)
    if isinstance(field.kind, Custom):
        yield from (field.kind.name, field.kind.wire)


def _names(device: Device) -> Iterator[str | None]:
    """The names that a spec gives, those of a parent of vmgen's own left out."""
    yield from (item.name for item in (*device.constants, *device.numbers))
    yield from (device.asks, *device.answers)
    own = _parents()
    structs = [it for it in device.types if isinstance(it, Struct) and it.name not in own]
    structs = [it for it in structs if it.description.name != "Fifo8"]  # that is QEMU's
    for owner in (device, *structs):
        yield owner.name
        if isinstance(owner, Struct) and owner.binding is not None:
            yield from _bound(owner)
        for field in owner.all_fields:
            yield from _field_names(field)
        for subsection in owner.subsections:
            yield subsection.asks
            yield subsection.description.name.rpartition("/")[2]
    for node in device.types:
        match node:
            case Enum():
                yield from (node.name, *(item.name for item in node.variants))
            case Bits():
                yield from (node.name, *(item.name for item in node.fields))


def _bound(node: Struct) -> tuple[str, ...]:
    """What C calls a parent."""
    found = node.binding
    return (found.state, found.klass, found.vmstate) if found is not None else ()


def _marked(name: str) -> str:
    if name.startswith("_"):
        return f"_{MARK}{name}"
    if name.upper() == name:
        return f"{MARK.upper()}_{name}"
    return f"{MARK.title()}{name}" if name[0].isupper() else f"{MARK}_{name}"


def marked(text: str, device: Device) -> str:
    """A spec with a mark on each of its names; its words and options stay."""
    names = {name for name in _names(device) if name} - {"parent_obj"}
    words = text.index("\n\n", text.index("from vmgen.spec import"))

    def mark(match: re.Match[str]) -> str:
        name, before, behind = match.group(), text[match.start() - 1], text[match.end() :][:2]
        option = before in "( " and behind[:1] == "=" and behind != "=="
        call = behind[:1] == "(" and name.islower()
        imported = match.end() < words
        return name if name not in names or option or call or imported else _marked(name)

    made = re.sub(r"\w+", mark, text)
    for name in names:  # those on the wire that are no words
        for form in (f'"{name}"', repr(name)) if not name.isidentifier() else ():
            made = made.replace(form, f"{form[0]}{MARK}.{form[1:]}")
    return made


# -- what is emitted -------------------------------------------------------------------------------


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Name and code of every Rust file that vmgen emits for the marked specs, in all dialects."""
    for spec in sorted(SPECS.glob("*.py")):
        path = folder / f"{MARK}_{spec.name}"
        path.write_text(marked(spec.read_text(encoding="utf-8"), read(spec)), encoding="utf-8")
        device = read(path)
        for dialect in DIALECTS.values():
            noted = Diagnostics()
            plan = plan_device(device, dialect, noted)
            if noted.failed:  # a dialect without what the spec needs
                continue
            for file in (*render_crate(plan), *render_runner([device], dialect)):
                if file.path.endswith(".rs") and not file.path.endswith(_APART):
                    yield file.path.rpartition("/")[2], _marked_fifos(code(file.text), device)


_APART = ("build.rs", "src/bindings.rs", STAND_IN)
"""No name of the crate stands beside those in here."""


def _marked_fifos(text: str, device: Device) -> str:
    """Marks the names of structs that are QEMU's own queues and parents: no spec writes these."""
    fifos = [node for node in device.structs if node.description.name == "Fifo8"]
    names = {name for node in fifos for name in (node.name, *(it.name for it in node.fields))}
    structs = [node for node in device.types if isinstance(node, Struct)]
    names |= {name for node in structs for name in _bound(node)} - _parents()
    for name in sorted(names):
        text = re.sub(rf"\b{name}(?=\b|Migration\b)", _marked(name), text)
    return text


def code(text: str) -> str:
    """Rust without comments, strings, characters, lifetimes, and C's layout, which is no name."""
    text = text.replace("#[repr(C)]", "")
    text = re.sub(r'c?"(?:\\.|[^"\\])*"', '""', text)
    text = re.sub(r"'[^'\s]'|'\w+", "", text)
    return re.sub(r"//[^\n]*", "", text)


def _found(pattern: str, text: str) -> set[str]:
    names = set(re.findall(pattern, text)) - _parents()
    return {name for name in names if MARK not in name.lower() and name.strip("_")}


def _parents() -> set[str]:
    """Types that a spec of vmgen's own names."""
    return {item.__name__ for item in vars(parents).values() if isinstance(item, type)}


def locals_of(text: str) -> set[str]:
    """Names that stand where a local of the same name would be meant: values and functions."""
    text = re.sub(r"#!?\[[^\]]*\]|\buse [^;]*;", "", text)
    text = re.sub(r"^fn (\w+).*?^}", r"\1", text, flags=re.M | re.S)  # its own locals are its own
    return _found(r"(?<![\w.:])([a-z_]\w*)\b(?![\w!:])", text) - KEYWORDS - PRIMITIVES


def methods_of(text: str) -> set[str]:
    """Names that are looked up in a type of the spec, or that a function has."""
    # What a struct of a spec is called in vmgen's own statements; `Self` and its type beside these.
    found = _found(rf"\b(?:{_SELVES})\.(\w+)\(", text) | _found(r"\bfn (\w+)", text)
    return found | _found(rf"\b(?:Self|\w*{MARK}\w*)::([a-z]\w*)", text)


def names_of(text: str) -> set[str]:
    """All names, but numbers of odd widths."""
    found = _found(r"\b[A-Za-z_]\w*", text) - KEYWORDS - PRIMITIVES
    return {name for name in found if not re.fullmatch(r"u\d+", name)}


def paths_of(text: str) -> set[str]:
    """What paths begin with: crates, and modules that are imported."""
    body = re.sub(r"\buse [^;]*;", "", text)
    roots = _found(r"\buse (\w+)::", text) | _found(r"(?<![\w:.])([a-z_]\w*)::", body)
    return roots - KEYWORDS - PRIMITIVES


def imported() -> set[str]:
    """Names that a file imports if it has them."""
    return {path.rpartition("::")[2] for path in ROOTS} - {"*"}


def crates() -> set[str]:
    """Crates that the generated ones are compiled with."""
    locks = [tomllib.loads(path.read_text()) for path in ROOT.glob("rust/*/Cargo.lock")]
    return {entry["name"].replace("-", "_") for lock in locks for entry in lock["package"]}


def table(folder: Path) -> str:
    """The module `vmgen.model.emitted`."""
    files = list(texts(folder))
    crate = [text for name, text in files if name in ("device.rs", "migration.rs", "registers.rs")]
    tables = {
        "NAMES": [*(names_of(text) for _, text in files), imported()],
        "LOCALS": map(locals_of, crate),
        "METHODS": map(methods_of, crate),
        "CRATES": [*(paths_of(text) for _, text in files), crates()],
    }
    lines = [_HEAD]
    for title, parts in tables.items():
        words = sorted(set().union(*parts))
        lines.append("\n".join((f'{title} = frozenset("""', *words, '""".split())')))
        lines.append(f'"""{_ABOUT[title]}"""\n')
    return "\n".join(lines)


_HEAD = '''# SPDX-License-Identifier: GPL-2.0-or-later
"""Names that the text vmgen emits has itself: written by `make golden`, not by hand.

`tests/golden/emitted.py` finds them in the files of the golden specs, in all dialects.
"""
'''
_ABOUT = {
    "NAMES": "Every name, in any file: no type of a spec may hide one.",
    "LOCALS": "Names of values and functions in bodies: no local is called like one.",
    "METHODS": "Methods that are called on, or written for, what a spec names.",
    "CRATES": "What paths begin with, and the packages of the workspaces that crates are built in.",
}
