# SPDX-License-Identifier: GPL-2.0-or-later
"""Temporary folders: those of processes that were killed go, those in use stay."""

from __future__ import annotations

import os
import signal
import tempfile
from pathlib import Path

import pytest

from vmgen.tools.scratch import temporary_folder


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def killed_inside() -> None:
    """Have a process killed that uses a temporary folder."""
    child = os.fork()
    if child == 0:
        with temporary_folder() as folder:
            (folder / "half").write_text("half")
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)


def test_what_a_killed_process_left_is_swept(place: Path) -> None:
    killed_inside()
    (left,) = place.iterdir()
    with temporary_folder() as folder:
        assert list(place.iterdir()) == [folder] and folder != left
    assert list(place.iterdir()) == []


def test_folders_in_use_and_of_others_stay(place: Path) -> None:
    other = place / "vmgen-scratch-link"
    other.symlink_to(place.parent)
    with temporary_folder() as first:
        (first / "kept").write_text("kept")
        with temporary_folder() as second:
            assert first != second
        assert (first / "kept").read_text() == "kept"
    assert other.is_symlink() and place.parent.is_dir()
