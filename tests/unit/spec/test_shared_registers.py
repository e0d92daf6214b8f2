# SPDX-License-Identifier: GPL-2.0-or-later
"""Registers that derive from registers, and names that no two devices of a run share."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.unit.cli.command import Run
from vmgen.diagnostics import Diagnostics
from vmgen.diagnostics.report import render_all
from vmgen.model.nodes import Device, Struct
from vmgen.spec.read import read_specs

HEAD = '"""A spec."""\n\nfrom vmgen.spec import *\n'
COMMON = HEAD + (
    "class Base(Registers):\n"
    "    'What both have.'\n"
    "    rules = ['first < 9']\n"
    "    first: u32\n"
    "    'Of the base.'\n"
    "    kind: 'Kind'\n"
    "class Kind(Enum, repr=u8):\n"
    "    A = 0\n"
    "class Middle(Base, check=True):\n"
    "    second: u16 = field(le=4)\n"
)
USE = "class Dev(Device, name='dev'):\n    'A device.'\n    regs: Migratable[BqlRefCell[Regs]]\n"
DERIVED = (
    HEAD
    + "from _common import Middle\n"
    + ("class Regs(Middle, name='dev/regs'):\n" "    rules = ['third < 5']\n" "    third: u8\n")
)


def _read(folder: Path, **files: str) -> tuple[list[Device], Diagnostics]:
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    found = Diagnostics()
    return read_specs([folder], found), found


def test_fields_of_the_base_come_first_at_their_own_lines(tmp_path: Path) -> None:
    (device,), found = _read(tmp_path, _common=COMMON, dev=DERIVED + USE)
    assert not len(found), render_all(found)
    regs = next(node for node in device.types if isinstance(node, Struct))
    places = [(it.name, Path(it.position.file).name, it.position.line) for it in regs.fields]
    assert places == [
        ("first", "_common.py", 7),
        ("kind", "_common.py", 9),
        ("second", "_common.py", 13),
        ("third", "dev.py", 7),
    ]
    assert regs.fields[0].doc == "Of the base."
    assert [(rule.text, rule.position.line) for rule in regs.rules] == [
        ("first < 9", 6),
        ("third < 5", 6),
    ]
    assert regs.check and regs.description.name == "dev/regs"
    assert regs.doc == "What both have."
    assert [node.name for node in device.types] == ["Kind", "Regs"]


def test_a_base_may_be_a_field_too(tmp_path: Path) -> None:
    text = HEAD + (
        "class Base(Registers, name='dev/base'):\n    a: u8\n"
        "class Regs(Base, name='dev/regs'):\n    b: u8\n"
    )
    use = USE + "    base: Migratable[BqlRefCell[Base]]\n"
    (device,), found = _read(tmp_path, dev=text + use)
    assert not len(found), render_all(found)
    shown = [
        [field.name for field in node.fields] for node in device.types if isinstance(node, Struct)
    ]
    assert shown == [["a", "b"], ["a"]]


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        ("    first: u8\n", "VM112", 6),
        ("    first = 3\n    third: u8\n", "VM108", 6),
        ("    third: u8 = field(lt=300)\n", "VM120", 6),
    ],
)
def test_what_a_derived_class_cannot_do(body: str, code: str, line: int, tmp_path: Path) -> None:
    text = HEAD + "from _common import Middle\nclass Regs(Middle, name='dev/regs'):\n" + body + USE
    _, found = _read(tmp_path, _common=COMMON, dev=text)
    assert [(it.code, it.position.line) for it in found] == [(code, line)], render_all(found)


def test_a_fault_of_the_base_is_said_once_and_at_its_line(tmp_path: Path) -> None:
    common = COMMON.replace("    'Of the base.'\n", "    if True:\n        lost: u8\n")
    _, found = _read(tmp_path, _common=common, dev=DERIVED + USE)
    assert [(it.code, it.position.line) for it in found] == [("VM114", 9)], render_all(found)


SAME = {
    "crate": ("crate='same'", "crate"),
    "type": ("type_name='same'", "QOM type"),
    "config": ("config='X_SAME'", "Kconfig symbol"),
    "section": ("", "name of sections"),
}
COMMANDS = (("plan",), ("dump",), ("build", "--no-cargo"), ("inspect", "stream", "--specs"))


@pytest.mark.parametrize("same", SAME)
@pytest.mark.parametrize("command", [*COMMANDS, ("verify", "stream", "--specs")])
def test_no_two_devices_share_a_name(
    same: str, command: tuple[str, ...], tmp_path: Path, vmgen: Run
) -> None:
    option, what = SAME[same]
    (tmp_path / "stream").write_bytes(b"")
    (tmp_path / "specs").mkdir()
    for name in ("one", "two"):
        section = "same" if same == "section" else name
        # Where the name alone is equal, the QOM types that would follow from it are not.
        own = f", type_name='{name}'" if same == "section" else f", {option}"
        (tmp_path / "specs" / f"{name}.py").write_text(
            f"{HEAD}class Dev(Device, name='{section}'{own}):\n    'D.'\n    a: BqlCell[u8]\n"
        )
    done = vmgen(*command, "specs")
    assert done.status == 2
    assert done.errors.count("error[VM112]") == 1 and f"the {what} `" in done.errors, done.errors
    assert "specs/two.py:4" in done.errors and "specs/one.py:4" in done.errors


def test_what_follows_from_an_equal_name_is_not_said_again(tmp_path: Path, vmgen: Run) -> None:
    (tmp_path / "both.py").write_text(
        HEAD + "".join(f"class {n}(Device, name='same'):\n    a: BqlCell[u8]\n" for n in ("A", "B"))
    )
    done = vmgen("dump", "both.py")
    assert done.status == 2 and done.output == ""
    assert done.errors.count("error[VM112]") == 2 and "QOM" not in done.errors


def test_bases_that_this_run_does_not_need_are_no_fault(tmp_path: Path) -> None:
    common = COMMON + "class Other(Registers):\n    fourth: u8\nclass More(Other):\n    fifth: u8\n"
    _, found = _read(tmp_path, _common=common, dev=DERIVED + USE)
    assert not len(found), render_all(found)
    _, found = _read(tmp_path, _common=common.replace("fifth: u8", "fifth: u88"))
    assert [it.code for it in found] == ["VM104"], render_all(found)


def test_a_class_that_is_written_twice_is_said_once(tmp_path: Path) -> None:
    text = HEAD + 2 * "class Regs(Registers, name='dev/regs'):\n    a: u8\n" + USE
    _, found = _read(tmp_path, dev=text)
    assert [(it.code, it.position.line) for it in found] == [("VM112", 6)], render_all(found)


def test_registers_that_no_spec_of_the_run_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their text has not been read: neither their fields nor where they are is known."""
    module = ModuleType("was_there")
    text = HEAD + "class Regs(Registers, name='dev/regs'):\n    first: 'u32'\n"
    exec(compile(text, "was_there.py", "exec"), vars(module))
    monkeypatch.setitem(sys.modules, "was_there", module)
    _, found = _read(tmp_path, dev=HEAD + "from was_there import Regs\n" + USE)
    assert [(item.code, item.position.line) for item in found] == [("VM104", 7)]
    assert "made in no spec file, but at was_there.py:4" in render_all(found)
