# SPDX-License-Identifier: GPL-2.0-or-later
"""A few lines of C that say very much: what they say is bounded, and so is the time to read it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.unit.cli.command import Run
from tests.unit.importer.c.test_bounds import AROUND, field, found
from vmgen.importer import names
from vmgen.importer.c import expand, reading
from vmgen.importer.c.directives import Directives
from vmgen.importer.c.library import Files
from vmgen.importer.c.source import Source
from vmgen.importer.c.types import Types

NUMBER = "VMSTATE_UINT8_ARRAY(a, S, %s),"


def described(name: str, fields: str) -> str:
    return AROUND.replace("vmstate_x", f"vmstate_{name}").replace('"x"', f'"{name}"') % fields


def codes(text: str) -> list[str]:
    """The gaps of the first description."""
    return [it.code for it in found(text.encode())[0].description.all_gaps()]


def test_conditions_that_ask_for_others() -> None:
    before = "".join(f"#if C{n + 1}\n#define C{n} 1\n#endif\n" for n in range(300))
    assert "most=1" in field(NUMBER % "C0", before)[0]


def test_macros_that_are_deep_themselves() -> None:
    before = "".join(f"#define N{n} {'(' * 20}N{n + 1}{')' * 20}\n" for n in range(45))
    assert "VM621" in field(NUMBER % "N0", before)[1]


def test_very_many_branches() -> None:
    text = "#if A\n" + "".join(f"#elif A{n}\n#define N {n}\n" for n in range(300)) + "#endif\n"
    made = Directives(Source("x.c", text.encode())).defines["N"]
    assert max(len(it.asked) for it in made) < 70
    assert "`N` depends on" in field(NUMBER % "N", text)[1]


def test_structs_that_double(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join(f"struct T{n} {{ struct T{n + 1} a, b; }};\n" for n in range(12))
    text += "struct T12 { uint8_t a; };\n"
    laid, asked = Types._laid, count()

    def counted(*words: object) -> tuple[int, int]:
        next(asked)
        return laid(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(Types, "_laid", counted)
    assert "Count(most=4096)" in field(NUMBER % "sizeof(struct T0)", text)[0]
    assert next(asked) <= 13


def test_descriptions_that_double(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_MOST_FIELDS", 40)
    both = "VMSTATE_STRUCT(a, S, 0, vmstate_d{0}, S), VMSTATE_STRUCT(b, S, 0, vmstate_d{0}, S),"
    text = "".join(described(f"d{n}", both.format(n + 1)) for n in range(8))
    text += described("d8", "VMSTATE_UINT8(a, S),")
    assert set(codes(text)) == {"VM629"}
    assert not found(text.encode())[5].description.gaps


def test_very_many_descriptions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_MOST_DEFINITIONS", 3)
    text = "".join(described(f"d{n}", "VMSTATE_UINT8(a, S),") for n in range(5))
    assert len(found(text.encode())) == 3 and codes(text) == ["VM629"]


def test_a_macro_that_is_too_long_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens, asked = expand.tokens, count()

    def counted(*words: object) -> Iterator[object]:
        next(asked)
        return tokens(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(expand, "tokens", counted)
    lines = field("LONG()," * 30, f"#define LONG() {'x ' * (expand.MOST_TOKENS + 1)}\n")
    assert len(lines) == 30 and "becomes more than" in lines[0]
    assert next(asked) == 1


def test_fields_of_one_name(monkeypatch: pytest.MonkeyPatch) -> None:
    counted, asked = names.counted, count()

    def spied(stem: str) -> Iterator[str]:
        for name in counted(stem):
            next(asked)
            yield name

    monkeypatch.setattr(names, "counted", spied)
    scope = names.Names(["a_3"])
    assert [scope.field("a") for _ in range(50)][:3] == ["a", "a_2", "a_4"]
    assert next(asked) <= 51


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/tty", ".", "pipe.h", "a\0b"])
def test_what_is_no_file(path: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.h")
    assert Files().file(str(tmp_path / path)) is None


def test_a_pipe_is_no_source(vmgen: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.c")
    answer = vmgen("import", str(tmp_path / "pipe.c"))
    assert answer.status == 2 and "error[VM607]" in answer.errors
    assert "a pipe or a device" in answer.errors


def test_macros_in_arguments_of_others() -> None:
    text = AROUND.replace('"x"', f'{"M(" * 3000}"x"{")" * 3000}') % ""
    assert codes(f"#define M(x) x\n{text}") == ["VM627"]


def test_parentheses_around_all() -> None:
    deep = f"{'(' * 20}%s{')' * 20}"
    assert "most=3" in field(NUMBER % (deep % "3"))[0]
    test = f"static bool f(void *o, int v) {{ return {deep % 'v > 1'}; }}\n"
    assert " if f " in field("VMSTATE_UINT8_TEST(a, S, f),", test)[0]
