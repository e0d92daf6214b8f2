# SPDX-License-Identifier: GPL-2.0-or-later
"""What lies where a spec is looked for: every kind of file, folder and name ends in findings."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from vmgen.diagnostics import Diagnostics
from vmgen.diagnostics.report import render_all
from vmgen.spec.read import read_specs

SPEC = "from vmgen.spec import *\nclass D(Device, name='d'):\n    'A device.'\n    a: BqlCell[u8]\n"


def read(path: Path, code: str, *words: str, good: int = 0) -> None:
    """One finding, with these words; and so many good specs beside it are read all the same."""
    found = Diagnostics()
    devices = read_specs([path], found)
    text = render_all(found)
    assert [item.code for item in found] == [code], text
    assert all(word in text for word in words), text
    assert [device.name for device in devices] == ["D"] * good
    text.encode(errors="backslashreplace")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.py").write_text(SPEC)
    return tmp_path


def test_a_pipe(folder: Path) -> None:
    os.mkfifo(folder / "x.py")
    read(folder / "x.py", "VM103", "neither a file nor a folder")
    read(folder, "VM101", "it is no file that ends, but a pipe", good=1)


def test_a_socket(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("x.py")
        read(folder, "VM101", "it is no file that ends", good=1)


def test_a_device() -> None:
    read(Path("/dev/zero"), "VM103", "neither a file nor a folder")


def test_a_folder_with_the_name_of_a_spec(folder: Path) -> None:
    (folder / "x.py").mkdir()
    (folder / "x.py" / "y.py").write_text(SPEC.replace("'d'", "'e'").replace("D(", "E("))
    found = Diagnostics()
    assert [it.name for it in read_specs([folder], found)] == ["D", "E"] and not len(found)


def test_links(folder: Path) -> None:
    (folder / "away.py").symlink_to("nowhere")
    read(folder, "VM101", "No such file or directory", good=1)
    read(folder / "away.py", "VM103", "there is no file or folder")
    (folder / "away.py").unlink()
    (folder / "ring.py").symlink_to("ring.py")
    read(folder, "VM101", "symbolic links", good=1)
    read(folder / "ring.py", "VM103", "Symlink loop")


@pytest.mark.parametrize("name", ["x" * 5000, "x" * 300 + ".py", "a\0b", "good.py/x.py"])
def test_names_that_no_file_has(name: str, folder: Path) -> None:
    read(folder / name, "VM103")


@pytest.mark.parametrize("name", ["a\udcff.py", "a\nb.py", "a\x1b.py", "a\u202eb.py"])
def test_names_that_no_header_can_hold(name: str, folder: Path) -> None:
    (folder / name).write_text(SPEC)
    read(folder, "VM101", "its name has the character U+", good=1)


def test_a_folder_that_cannot_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in it is left out without a word."""
    (folder / "shut").mkdir()
    scan = os.scandir

    def scandir(path: str) -> object:
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    read(folder, "VM103", "this folder cannot be read: Permission denied", "shut", good=1)
