# SPDX-License-Identifier: GPL-2.0-or-later
"""What a side is, and what is none."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from vmgen.compat.sides import side_of
from vmgen.diagnostics import VmgenError

SPEC = '''"""A device."""

from vmgen.spec import BqlCell, Device, u8


class OneState(Device, name="one", version_id=3):
    """The device."""

    level: BqlCell[u8]
'''
DUMP = {
    "vmschkmachine": {"Name": "none"},
    "one-type": {
        "Name": "one-type",
        "version_id": 3,
        "minimum_version_id": 2,
        "Description": {
            "name": "one",
            "version_id": 3,
            "minimum_version_id": 2,
            "Fields": [{"field": "level", "version_id": 0, "field_exists": False, "size": 1}],
        },
    },
}


def test_spec(tmp_path: Path) -> None:
    file = tmp_path / "one.py"
    file.write_text(SPEC)
    side = side_of(str(file))
    (section,) = side.sections["one"]
    assert (side.knowledge, section.body.version_id, section.type_name) == ("spec", 3, "one")
    assert section.places["level"].line == 9


def test_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "specs"
    folder.mkdir()
    (folder / "one.py").write_text(SPEC)
    for words in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "first"],
    ):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    (folder / "one.py").write_text(SPEC.replace("=3", "=4"))
    monkeypatch.chdir(tmp_path)
    for name in ("HEAD:specs", "HEAD:specs/one.py"):
        (section,) = side_of(name).sections["one"]
        assert section.body.version_id == 3
        assert section.position.file == "HEAD:specs/one.py"
    with pytest.raises(VmgenError) as caught:
        side_of("HEAD:nowhere")
    assert [item.code for item in caught.value.diagnostics] == ["VM791"]


def test_faults_of_a_revision_are_at_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one.py").write_text(SPEC.replace("u8]", "nothing]"))
    for words in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "first"],
    ):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(VmgenError) as caught:
        side_of("HEAD:one.py")
    assert {item.position.file for item in caught.value.diagnostics} == {"HEAD:one.py"}


def test_dump(tmp_path: Path) -> None:
    file = tmp_path / "dump.json"
    file.write_text(json.dumps(DUMP))
    side = side_of(str(file))
    (section,) = side.sections["one"]
    assert (side.knowledge, section.type_name) == ("dump", "one-type")
    assert section.body.minimum_version_id == 2


def test_binary(tmp_path: Path) -> None:
    """Asked for its dump. A script stands for a QEMU; the magic number is looked at only then."""
    from vmgen.compat.sides import dump_of_binary

    file = tmp_path / "qemu"
    file.write_text(
        f"#!/bin/sh\nfor last; do :; done\ncat > $last <<'END'\n{json.dumps(DUMP)}\nEND\n"
    )
    file.chmod(0o755)
    assert list(dump_of_binary(file).sections) == ["one"]
    file.write_text("#!/bin/sh\necho no such machine >&2; exit 1\n")
    with pytest.raises(VmgenError) as caught:
        dump_of_binary(file)
    assert "no such machine" in str(next(iter(caught.value.diagnostics)).message)


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "{}", '{"vmschkmachine": 3}', "[]", "a = 3", '{"vmschkmachine": {}, "a": 3}'),
        '{"vmschkmachine": {}, "a": {"Name": "a"}}',
        "[" * 100_000,
        '{"a":' * 100_000,
        "QEVM",
    ],
)
def test_no_side(text: str, tmp_path: Path) -> None:
    file = tmp_path / "side"
    file.write_text(text)
    with pytest.raises(VmgenError) as caught:
        side_of(str(file))
    assert [item.code for item in caught.value.diagnostics] == ["VM791"]


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(VmgenError) as caught:
        side_of(str(tmp_path / "missing"))
    assert [item.code for item in caught.value.diagnostics] == ["VM791"]
