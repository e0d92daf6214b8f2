# SPDX-License-Identifier: GPL-2.0-or-later
"""The command line for tests of units."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.cli.command import Done, Run


@pytest.fixture
def vmgen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Run:
    """Run a command in an empty working folder."""
    from vmgen import __main__

    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Done:
        monkeypatch.setattr("sys.argv", ["vmgen", *arguments])
        capsys.readouterr()
        status = 0
        try:
            __main__.main()
        except SystemExit as stop:
            assert isinstance(stop.code, int)
            status = stop.code
        captured = capsys.readouterr()
        return Done(status, captured.out, captured.err)

    return run


@pytest.fixture
def heard() -> Iterator[None]:
    """Signals do what they do by default, here and in processes that a test starts.

    Those of a background job, or behind `nohup`, are ignored, and whoever it starts inherits that.
    """
    usual = {signal.SIGINT: signal.default_int_handler, signal.SIGHUP: signal.SIG_DFL}
    before = {number: signal.signal(number, handler) for number, handler in usual.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
