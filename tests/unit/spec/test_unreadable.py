# SPDX-License-Identifier: GPL-2.0-or-later
"""Specs that are hardly files: each ends in one diagnostic, never in a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from vmgen.diagnostics import Diagnostics
from vmgen.spec.read import read_specs

HEAD = b"from vmgen.spec import *\n"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'"""\xff"""\n', "VM101"),
        (b"x = \0\n", "VM101"),
        (b"import sys\nsys.exit(5)\n", "VM102"),
        (b"# coding: rot13\nraise ValueError\n", "VM102"),
        (b"# coding: utf-16\nraise ValueError\n", "VM102"),
        (b"# coding: latin-1\nx = '\xe4'\n", "VM101"),
        (HEAD.replace(b"\n", b"\r\n") + b"x = 1\r\n", "VM103"),
        ("x = 1".encode("utf-16"), "VM101"),
        (b"def f(): return f()\nf()\n", "VM102"),
        (b"import no_such_module\n", "VM102"),
        (b"", "VM103"),
        (b"\xef\xbb\xbf" + HEAD, "VM103"),
    ],
)
def test_one_diagnostic(content: bytes, code: str, tmp_path: Path) -> None:
    (tmp_path / "spec.py").write_bytes(content)
    diagnostics = Diagnostics()
    assert read_specs([tmp_path], diagnostics) == []
    assert [item.code for item in diagnostics] == [code]


def test_quoted_annotations_are_read(tmp_path: Path) -> None:
    text = b'class D(Device, name="d"):\n    "Quoted."\n    x: "BqlCell[u8]"\n'
    (tmp_path / "spec.py").write_bytes(HEAD + text)
    diagnostics = Diagnostics()
    (device,) = read_specs([tmp_path], diagnostics)
    assert not len(diagnostics) and device.fields[0].name == "x"
