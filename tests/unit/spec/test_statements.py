# SPDX-License-Identifier: GPL-2.0-or-later
"""Each kind of class with each kind of statement in it: read, or a finding at the line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from vmgen.diagnostics import Diagnostics
from vmgen.diagnostics.report import render_all
from vmgen.spec.read import read_specs

HEAD = """from vmgen.spec import *
import contextlib
N = 4
def value():
    return 3
def decorated(cls):
    return cls
class Plain:
    count = 1
"""

# Per kind of class: its statement, a member of it, and one that must be lost if it is not read.
KINDS = {
    "Device": ("class Made(Device, name='made'):", "first: BqlCell[u8]", "late: BqlCell[u8]"),
    "Registers": ("class Made(Registers, name='dev/made'):", "first: u8", "late: u8"),
    "Mirror": ("class Made(Mirror, name='dev/made'):", "first: u8", "late: u8"),
    "Parent": ("class Made(Parent, name='made'):", "first: u8", "late: u8"),
    "Enum": ("class Made(Enum, repr=u8):", "FIRST = 0", "LATE = 1"),
    "Bits": ("class Made(Bits, repr=u8):", "first: bits[4]", "late: bits[4]"),
}
USES = {
    "Registers": "    made: Migratable[BqlRefCell[Made]]\n",
    "Mirror": '    made: Migratable[Custom["Author", Made]]\n',
    "Parent": "    parent_obj: ParentField[Made]\n",
    "Enum": "    regs: Migratable[BqlRefCell[Regs]]\n",
    "Bits": "    regs: Migratable[BqlRefCell[Regs]]\n",
}
REGS = "class Regs(Registers, name='dev/regs'):\n    made: Made\n"

# `$` is the member that is lost; the line that the finding is at is marked with `#!`.
STATEMENTS = {
    "if": "if N:\n    $  #!",
    "elif": "if not N:\n    pass\nelif N:\n    $  #!",
    "else": "if not N:\n    pass\nelse:\n    $  #!",
    "for": "for _i in range(1):\n    $  #!",
    "for else": "for _i in range(1):\n    pass\nelse:\n    $  #!",
    "while": "while True:\n    $  #!\n    break",
    "try": "try:\n    $  #!\nexcept Exception:\n    pass",
    "except": "try:\n    raise ValueError  #!\nexcept ValueError:\n    $  #!",
    "finally": "try:\n    pass\nfinally:\n    $  #!",
    "except star": "try:\n    $  #!\nexcept* ValueError:\n    pass",
    "with": "with contextlib.nullcontext():\n    $  #!",
    "match": "match N:\n    case 4:\n        $  #!",
    "nested": "if N:\n  for _i in range(1):\n    try:\n      $  #!\n    finally: pass",
    "never": "if not N:\n    $  #!",
    "empty if": "if N:  #!\n    pass",
    "tuple": "a, b = 0, 1  #!",
    "list": "[a, b] = 0, 1  #!",
    "starred": "a, *b = 0, 1  #!",
    "chain": "a = b = 0  #!",
    "augmented": "_n = 1\n_n += 1  #!",
    "subscript": "_d = {}\n_d['a'] = 1  #!",
    "attribute": "_f = value\n_f.a = 1  #!",
    "annotated attribute": "_f = value\n_f.a: u8 = 1  #!",
    "parentheses": "(late): u8 = 3  #!",
    "annotations": "__annotations__ = {}; __annotations__['late'] = 'u8'  #!",
    "annotations call": "__annotations__.update(late='u8')  #!",
    "walrus": "_w = (late := 3)  #!",
    "del": "_d = 1\ndel _d  #!",
    "method": "def late(self):  #!\n    return 1",
    "async method": "async def late(self):  #!\n    return 1",
    "lambda": "late = lambda self: 1  #!",
    "property": "@property\ndef late(self):  #!\n    return 1",
    "static method": "@staticmethod\ndef late():  #!\n    return 1",
    "nested class": "class Inner(Registers, name='dev/x'):  #!\n    a: u8",
    "nested plain class": "class Meta:  #!\n    a = 1",
    "print": "print('x')  #!",
    "call": "value()  #!",
    "string": "'one'\n'two'  #!",
    "f-string": "f'{N}'  #!",
    "bytes": "b'doc'  #!",
    "locals": "locals()['late'] = 3  #!",
    "import": "import math  #!",
    "from import": "from math import pi  #!",
    "assert": "assert N  #!",
    "global": "global late  #!",
    "slots": "__slots__ = ()  #!",
    "doc": "__doc__ = 'x'  #!",
    "init subclass": "def __init_subclass__(cls):  #!\n    pass",
    "rules": "rules = value()  #!",
    "text": "late = 'text'  #!",
    "none": "late = None  #!",
    "float": "late = 1.5  #!",
    "list value": "late = [1, 2]  #!",
}
READ = {
    "pass": "pass",
    "ellipsis": "...",
    "helper": "_n = 3",
    "comment": "# nothing",
}


@dataclass(frozen=True, slots=True)
class _Spec:
    """The text of a spec, and the lines at which a finding is due."""

    text: str
    lines: frozenset[int]


def _spec(kind: str, statement: str) -> _Spec:
    head, member, late = KINDS[kind]
    body = [member, *statement.replace("$", late).split("\n")]
    text = HEAD + head + "\n" + "".join(f"    {line}\n" for line in body)
    if kind in ("Enum", "Bits"):
        text += REGS
    if kind == "Bits":
        text = text.replace("first: bits[4]", "first: bits[8]")
    if kind != "Device":
        text += "class Dev(Device, name='dev'):\n    cell: BqlCell[u8]\n" + USES[kind]
    marked = (number for number, line in enumerate(text.split("\n"), 1) if "#!" in line)
    return _Spec(text, frozenset(marked))


def _findings(folder: Path, text: str) -> Diagnostics:
    (folder / "dev.py").write_text(text, encoding="utf-8")
    diagnostics = Diagnostics()
    read_specs([folder / "dev.py"], diagnostics)
    return diagnostics


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("statement", STATEMENTS)
def test_refused_at_its_line(kind: str, statement: str, tmp_path: Path) -> None:
    spec = _spec(kind, STATEMENTS[statement])
    found = _findings(tmp_path, spec.text)
    assert {item.position.line for item in found} == spec.lines, render_all(found)
    assert found.failed


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("statement", READ)
def test_taken(kind: str, statement: str, tmp_path: Path) -> None:
    found = _findings(tmp_path, _spec(kind, READ[statement]).text)
    assert not found.failed, render_all(found)


# What makes a class of the language anywhere but at the top level of a file.
HIDING = {
    "if": "if True:\n    @  #!\n        a: u8",
    "if not": "if False:\n    @  #!\n        a: u8",
    "try": "try:\n    @  #!\n        a: u8\nfinally:\n    pass",
    "for": "for _i in range(2):\n    @  #!\n        a: u8",
    "with": "with contextlib.nullcontext():\n    @  #!\n        a: u8",
    "function": "def f():\n    @  #!\n        a: u8\n    return Hidden\nf()",
    "function, not called": "def f():\n    @  #!\n        a: u8",
    "class": "class Outer:\n    @  #!\n        a: u8",
    "method": "class Outer:\n    def f(self):\n        @  #!\n            a: u8",
    "call": "Hidden = type('Hidden', ($,), {}, ^)  #!",
    "exec": 'exec("class Hidden($, ^):\\n    a: u8")  #!',
    "in a function's if": "def f():\n    if N:\n        @  #!\n            a: u8\nf()",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", HIDING)
def test_classes_are_statements_of_the_file(kind: str, place: str, tmp_path: Path) -> None:
    options = "repr=u8" if kind in ("Enum", "Bits") else "name='hidden'"
    text = HIDING[place].replace("@", f"class Hidden({kind}, {options}):")
    text = text.replace("$", kind).replace("^", options)
    text = f"{HEAD}{text}\nclass Dev(Device, name='dev'):\n    cell: BqlCell[u8]\n"
    found = _findings(tmp_path, text)
    marked = {number for number, line in enumerate(text.split("\n"), 1) if "#!" in line}
    assert {(item.code, item.position.line) for item in found} == {
        ("VM115", line) for line in marked
    }, render_all(found)


# What no text of the class says, in its head.
HEADS = {
    "two bases": "class Made(@, Plain, ^):  #!",
    "plain base first": "class Made(Plain, @, ^):  #!",
    "two words": "class Made(@, Registers if @ is not Registers else Mirror, ^):  #!",
    "decorator": "@decorated  #!\nclass Made(@, ^):",
    "metaclass": "class Made(@, metaclass=type, ^):  #!",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("head", HEADS)
def test_nothing_comes_from_elsewhere(kind: str, head: str, tmp_path: Path) -> None:
    options = "repr=u8" if kind in ("Enum", "Bits") else "name='made'"
    own = KINDS[kind][0]
    text = HEADS[head].replace("@decorated", "\0").replace("@", kind).replace("^", options)
    found = _spec(kind, "pass").text.replace(own, text.replace("\0", "@decorated"))
    marked = {number for number, line in enumerate(found.split("\n"), 1) if "#!" in line}
    diagnostics = _findings(tmp_path, found)
    assert {(item.code, item.position.line) for item in diagnostics} == {
        ("VM116", line) for line in marked
    }, render_all(diagnostics)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"Registers"}))
def test_only_registers_derive_from_their_like(kind: str, tmp_path: Path) -> None:
    options = "repr=u8" if kind in ("Enum", "Bits") else "name='dev/more'"
    text = _spec(kind, "pass").text + f"class More(Made, {options}):  #!\n    pass\n"
    found = _findings(tmp_path, text)
    line = text[: text.index("#!")].count("\n") + 1
    assert [(it.code, it.position.line) for it in found] == [("VM116", line)], render_all(found)


CHANGES = {
    "attribute": "Made.late = 3  #!",
    "setattr": "setattr(Made, 'late', 3)  #!",
    "delattr": "delattr(Made, next(n for n in vars(Made) if n[0] != '_'))  #!",
    "annotations": "Made.__annotations__['late'] = 'u8'  #!",
    "in a function": "def change():\n    Made.late = 3  #!\nchange()",
}


@pytest.mark.parametrize(
    ("kind", "change"),
    # An enum has no annotations that could be changed.
    [(k, c) for k in KINDS for c in CHANGES if (k, c) != ("Enum", "annotations")],
)
def test_nothing_changes_later(kind: str, change: str, tmp_path: Path) -> None:
    text = (
        _spec(kind, "_helper = 1")
        .text.replace(" u8\n", " u8 = 1\n")
        .replace("bits[8] = 1", "bits[8]")
    )
    text = text.replace("BqlCell[u8]\n", "BqlCell[u8] = 1\n") + CHANGES[change] + "\n"
    if kind == "Bits" and change == "delattr":
        text = text.replace("n[0] != '_'", "n == '_helper'")
    found = _findings(tmp_path, text)
    line = text[: text.index("#!")].count("\n") + 1
    assert [(it.code, it.position.line) for it in found] == [("VM117", line)], render_all(found)


@pytest.mark.parametrize(
    "text",
    [
        "class Regs(Registers, name='dev/regs'):\n    rules = ['a < 4'] + ['a < 5']  #!",
        "class Regs(Registers, name='dev/regs'):\n    rules = [*('a < 4', 'a < 5')]  #!",
        "class Regs(Registers, name='dev/regs'):\n    rules = [f'a < {i}' for i in (4,)]  #!",
        "class Regs(Registers, name='dev/regs'):\n    rules = [3]  #!",
        "class Regs(Registers, name='dev/regs'):\n    rules = 'a < 4'  #!",
        "LIST = ['a < 4']\nclass Regs(Registers, name='dev/regs'):\n    rules = LIST  #!",
    ],
)
def test_rules_are_written_out(text: str, tmp_path: Path) -> None:
    text = f"{HEAD}{text}\n    a: u8\n"
    text += "class Dev(Device, name='dev'):\n    regs: Migratable[BqlRefCell[Regs]]\n"
    found = _findings(tmp_path, text)
    line = text[: text.index("#!")].count("\n") + 1
    assert [(it.code, it.position.line) for it in found] == [("VM106", line)], render_all(found)
