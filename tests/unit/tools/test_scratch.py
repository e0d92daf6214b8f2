# SPDX-License-Identifier: GPL-2.0-or-later
"""Temporary files: a process that is killed leaves none behind."""

from __future__ import annotations

import os
import signal
import tempfile
from pathlib import Path

import pytest

from vmgen.tools.scratch import temporary_file


def test_a_killed_process_leaves_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    child = os.fork()
    if child == 0:
        with temporary_file(b"half"):
            os.kill(os.getpid(), signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert list(tmp_path.iterdir()) == []


def test_it_is_read_from_its_beginning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with temporary_file(b"all of it") as file:
        assert os.read(file.fileno(), 100) == b"all of it"
        assert list(tmp_path.iterdir()) == []
