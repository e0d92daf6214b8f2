# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen new`: a first spec that is right as it is, and never somebody's work lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.unit.cli.command import Run

LONGEST = "a_device_whose_name_has_exactly_fifty_characters_x"


def test_what_is_said(vmgen: Run) -> None:
    done = vmgen("new", "demo", "--category", "char")
    assert (done.status, done.errors) == (0, "")
    assert done.output == (
        "wrote    specs/demo.py\n"
        "\n"
        "Next:\n"
        "  1. edit specs/demo.py           say what the device keeps, in the order in which it "
        "travels\n"
        "  2. vmgen plan specs/demo.py     how each field travels, and why\n"
        "  3. vmgen build specs/demo.py    writes and checks the crate in "
        "generated/11/hw/char/demo\n"
        "  4. edit src/device.rs in there  the device itself: yours, vmgen writes it only once\n"
    )


@pytest.mark.parametrize("category", ["timer", "c" * 60])
@pytest.mark.parametrize("name", ["demo", "my_uart2", "x", LONGEST, "x" * 50])
def test_builds_as_it_is_and_is_formatted(
    name: str, category: str, vmgen: Run, tmp_path: Path
) -> None:
    """That it compiles too is seen in tests/unit/qemu_tree/test_qemu_build.py."""
    assert vmgen("new", name, "-o", "here/below", "--category", category).status == 0
    file = tmp_path / "here" / "below" / f"{name}.py"
    config = ["--config", str(ROOT / "pyproject.toml")]
    subprocess.run([sys.executable, "-m", "black", "-q", "--check", *config, str(file)], check=True)
    done = vmgen("build", "--no-cargo", str(file))
    assert (done.status, done.errors) == (0, "")
    crate = tmp_path / "generated" / "11" / "hw" / category / name
    assert (crate / "src" / "device.rs").is_file()
    plan = vmgen("plan", str(file)).output
    assert f"`{name.replace('_', '-')}` version 1" in plan


def test_never_overwrites(vmgen: Run, tmp_path: Path) -> None:
    assert vmgen("new", "demo").status == 0
    file = tmp_path / "specs" / "demo.py"
    file.write_text("# somebody's work\n")
    done = vmgen("new", "demo")
    assert done.status == 2
    assert "VM404" in done.errors and "--> specs/demo.py" in done.errors
    assert file.read_text() == "# somebody's work\n"


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        ("type", "VM110", "`type` is a keyword of Rust"),
        ("self", "VM110", "`self` is a keyword of Rust"),
        ("lambda", "VM111", "`lambda` is a keyword of Python"),
        ("Demo", "VM111", "`Demo` is not snake_case"),
        ("my-uart", "VM111", "`my-uart` is not snake_case"),
        ("demo.py", "VM111", "`demo.py` is not snake_case"),
        ("../demo", "VM111", "`../demo` is not snake_case"),
        ("_demo", "VM111", "`_demo` is not snake_case"),
        ("2demo", "VM111", "`2demo` is not snake_case"),
        ("d\u00e9mo", "VM111", "is not snake_case"),
        ("", "VM111", "`` is not snake_case"),
        ("x" * 51, "VM111", "has more than 50 characters"),
        (
            "migration",
            "VM118",
            "`migration` is no name for a crate: QEMU, Rust or the emitted code",
        ),
    ],
)
def test_wrong_names(name: str, code: str, message: str, vmgen: Run, tmp_path: Path) -> None:
    done = vmgen("new", name)
    assert done.status == 2
    assert f"[{code}]" in done.errors and message in done.errors
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("category", ["", "a/b", "..", "Char", 'x"'])
def test_wrong_categories(category: str, vmgen: Run, tmp_path: Path) -> None:
    done = vmgen("new", "demo", "--category", category)
    assert done.status == 2 and "[VM106]" in done.errors
    assert list(tmp_path.iterdir()) == []


def test_category_with_a_crate_of_qemus(vmgen: Run, tmp_path: Path) -> None:
    done = vmgen("new", "demo", "--category", "core")
    assert done.status == 2
    assert "error[VM118]: `core` is no name for a category" in done.errors
    assert list(tmp_path.iterdir()) == []


def test_output_below_a_file(vmgen: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file\n")
    done = vmgen("new", "demo", "-o", "file/below")
    assert done.status == 2 and "error[VM405]: cannot write: " in done.errors
    assert [item.name for item in tmp_path.iterdir()] == ["file"]


def test_output_that_is_a_file(vmgen: Run, tmp_path: Path) -> None:
    (tmp_path / "specs").write_text("a file\n")
    done = vmgen("new", "demo")
    assert done.status == 2
    assert "VM40" in done.errors
    assert (tmp_path / "specs").read_text() == "a file\n"


def test_next_steps_follow_the_settings(vmgen: Run, tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text('[tool.vmgen]\noutput = "out"\ndialects = ["10.2"]\n')
    assert "crate in out/10.2/hw/misc/demo\n" in vmgen("new", "demo").output
    file.write_text('[tool.vmgen]\nqemu = "../qemu"\n')
    assert "crate in ../qemu/rust/hw/misc/other\n" in vmgen("new", "other").output
