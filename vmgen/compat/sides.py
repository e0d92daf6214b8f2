# SPDX-License-Identifier: GPL-2.0-or-later
"""What a side of a comparison is, told by what is there under its name."""

from __future__ import annotations

import json
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

from vmgen.compat.lockread import NoLayout, read_body
from vmgen.diagnostics import Diagnostics, Position, VmgenError
from vmgen.layout import Body
from vmgen.layout.errors import LayoutError
from vmgen.layout.from_dump import bodies
from vmgen.model.layout import layout_of
from vmgen.model.nodes import Device
from vmgen.model.places import places
from vmgen.spec.read import read_specs
from vmgen.tools.dump import LARGEST_DUMP, NoDump, asked_for_dump, first_bytes
from vmgen.tools.run import run_tool, saying
from vmgen.values import dataclass

Knowledge = Literal["spec", "lock", "dump"]
"""What tells of the layouts: all of them, or names and sizes in memory."""

GIT_SECONDS = 60.0
"""What git may take to find a revision; most need one."""

LOCK = ".lock"
"""How the name of a lock ends."""

_MAGICS: dict[bytes, Literal["stream", "binary"]] = {
    b"QEVM": "stream",
    b"\x7fELF": "binary",
    b"\xcf\xfa\xed\xfe": "binary",
}


@dataclass(frozen=True, slots=True)
class Section:
    """The layout of one device on a side."""

    body: Body
    position: Position
    """The device in its spec; of others the file."""
    places: Mapping[str, Position]
    """Of fields by their paths, and of subsections by their names, as far as a side knows."""
    type_name: str = ""
    """The QOM type; empty where it is not known."""
    traits: frozenset[str] = frozenset()
    """What a spec says of the section as a whole: `unmigratable`, `priority=LOW`, ..."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side: its sections by the names of their descriptions."""

    name: str
    knowledge: Knowledge
    sections: Mapping[str, tuple[Section, ...]]
    """Several where types of devices share the name of their description."""


def is_stream(text: str) -> bool:
    """Whether a side is a stream, plain or xz."""
    path = Path(text)
    return path.is_file() and kind_of(path) == "stream"


def side_of(text: str) -> Side:
    """The side of this name, but for a stream. `VmgenError` VM791, or what is wrong with it."""
    path = Path(text)
    revision, colon, inside = text.partition(":")
    if not path.exists() and colon and inside:
        return _of_revision(text, revision, Path(inside))
    kind = kind_of(path)
    if kind == "specs":
        return _of_specs(text, path)
    if kind == "lock":
        return _of_locks(path)
    if kind == "binary":
        return dump_of_binary(path)
    if kind == "dump":
        return dump_of_text(_bytes(path), text)
    message = "a stream is what is to be loaded: name it first" if kind == "stream" else "no side"
    raise _no_side(text, message)


def _bytes(path: Path, most: int = LARGEST_DUMP) -> bytes:
    try:
        return first_bytes(path, most)
    except NoDump as error:
        raise _no_side(str(path), str(error)) from None


def _no_side(name: str, message: str) -> VmgenError:
    return VmgenError.single("VM791", Position(name), message)


def kind_of(path: Path) -> Literal["specs", "lock", "stream", "binary", "dump"]:
    """What lies under a path; a release is a lock, too. `VmgenError` VM791 where it is no side."""
    if path.suffix == LOCK or (path.is_dir() and any(path.glob(f"*{LOCK}"))):
        return "lock"
    if path.is_dir() or path.suffix == ".py":
        return "specs"
    head = _bytes(path, 64)
    for magic, kind in _MAGICS.items():
        if head.startswith(magic):
            return kind
    if head.lstrip()[:1] == b"{":
        return "dump"
    raise _no_side(str(path), "nothing that vmgen knows begins so")


# -- specs -----------------------------------------------------------------------------------------


def of_devices(name: str, devices: list[Device]) -> Side:
    """The side of devices of specs."""
    return Side(name, "spec", by_name(map(section_of, devices)))


def section_of(device: Device) -> Section:
    """What a spec says of a device's section."""
    layout, at = layout_of(device), device.position
    return Section(layout, at, places(device), device.type_name, traits_of(device))


def traits_of(device: Device) -> frozenset[str]:
    """The words of a device that a layout does not have."""
    head = device.description
    said = {
        "unmigratable": head.unmigratable,
        "early_setup": head.early_setup,
        f"priority={head.priority}": head.priority is not None,
    }
    return frozenset(word for word, there in said.items() if there)


def _of_specs(name: str, path: Path) -> Side:
    diagnostics = Diagnostics()
    devices = read_specs([path], diagnostics)
    diagnostics.raise_if_failed()
    return of_devices(name, devices)


def _of_revision(name: str, revision: str, inside: Path) -> Side:
    """Specs as git has them; a file together with what it may import."""
    folder = inside.parent if inside.suffix == ".py" else inside
    with tempfile.TemporaryDirectory(prefix="vmgen-") as temporary:
        tree = Path(temporary, "tree.tar")
        words = ["archive", "--format=tar", f"--output={tree}", revision, "--", str(folder)]
        ran = run_tool("git", words, GIT_SECONDS)
        if ran.status:
            raise _no_side(name, saying("git does not have it", ran.errors))
        with tarfile.open(tree) as tar:
            tar.extractall(temporary, filter="data")
        tree.unlink()

        def shown(at: Position) -> Position:
            return replace(at, file=at.file.replace(f"{temporary}/", f"{revision}:"))

        try:
            side = _of_specs(name, Path(temporary) / inside)
        except VmgenError as error:
            found = Diagnostics()
            found.extend(replace(it, position=shown(it.position)) for it in error.diagnostics)
            raise VmgenError(found) from None
        moved = (_placed(it, shown) for same in side.sections.values() for it in same)
        return replace(side, sections=by_name(moved))


def _placed(section: Section, shown: Callable[[Position], Position]) -> Section:
    places = {path: shown(at) for path, at in section.places.items()}
    return replace(section, position=shown(section.position), places=places)


# -- locks -----------------------------------------------------------------------------------------


def _of_locks(path: Path) -> Side:
    """A release, or one lock of it."""
    files = sorted(path.glob(f"*{LOCK}")) if path.is_dir() else [path]
    sections = [read_lock(text_of_lock(it), Position(str(it))) for it in files]
    return Side(str(path), "lock", by_name(sections))


def text_of_lock(path: Path) -> str:
    """The text of a lock; `VmgenError` VM792 where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise VmgenError.single("VM792", Position(str(path)), f"cannot be read: {error}") from None


def read_lock(text: str, at: Position) -> Section:
    """The layout in the text of a lock; `VmgenError` VM792 where it is none."""
    lines = text.splitlines()
    start = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    try:
        if start == len(lines) or not lines[start].startswith("device "):
            raise NoLayout(f"line {start + 1}: a device is meant")
        words = json.loads(lines[start].removeprefix("device "))
        body = read_body(lines[start + 1 :], start + 2)
        return Section(body, at, {}, str(words["type"]), frozenset(words["traits"]))
    except (NoLayout, ValueError, KeyError, TypeError) as error:
        raise VmgenError.single("VM792", at, f"it is no lock: {error}") from None


# -- dumps -----------------------------------------------------------------------------------------


def dump_of_binary(path: Path, machine: str = "none") -> Side:
    """What a QEMU binary says of all its devices. It says the same for all its machines."""
    try:
        return dump_of_text(asked_for_dump(path, machine), str(path))
    except NoDump as error:
        raise _no_side(str(path), str(error)) from None


def dump_of_text(data: bytes, name: str) -> Side:
    """The side of a `-dump-vmstate`. `VmgenError` VM791 where it is none."""
    try:
        found = bodies(data)
    except LayoutError as error:
        raise _no_side(name, f"it is no dump of -dump-vmstate: {error}") from None
    where = Position(name)
    return Side(name, "dump", by_name(Section(it, where, {}, type_) for type_, it in found.items()))


def by_name(sections: Iterable[Section]) -> dict[str, tuple[Section, ...]]:
    """Sections by the names of their descriptions."""
    found: dict[str, tuple[Section, ...]] = {}
    for section in sections:
        found[section.body.name] = (*found.get(section.body.name, ()), section)
    return found
