# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the author of a device has a word that the codec does not know."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.plan.made import read
from vmgen.codec.author import Author, author_of

MIRROR = """
class Author(Mirror, name="dev/author"):
    "M."
    n: u8{le}
    a: Array[u8, 2]{count}
"""
NOTHING = Author(False, False, frozenset(), frozenset(), frozenset())


def author(
    folder: Path, fields: str = "a: u8", *, head: str = "", regs: str = "", device: str = ""
) -> Author:
    lines = "".join(f"    {line}\n" for line in fields.split("\n"))
    text = (
        f'class Inner(Registers, name="dev/inner"):\n    "I."\n    t: Timer\n'
        f'class Regs(Registers, name="dev/regs"{regs}):\n    "R."\n{lines}'
        f'class Dev(Device, name="dev"{head}):\n    "D."\n'
        f"    regs: Migratable[BqlRefCell[Regs]]\n{device}"
    )
    return author_of(read(folder, text)[0])


def test_a_device_without_such_code(tmp_path: Path) -> None:
    assert author(tmp_path) == NOTHING and not author(tmp_path).has_word
    assert author(tmp_path, 'rules = ["a < 3"]\na: u8 = field(mask=3)') == NOTHING


@pytest.mark.parametrize(
    ("head", "refuses", "anything"),
    [
        (", post_load=True", True, True),
        (", pre_save=True", False, True),
        (", pre_save=True, post_load=True", True, True),
        ("", False, False),
    ],
)
def test_hooks_of_the_device(head: str, refuses: bool, anything: bool, tmp_path: Path) -> None:
    """A `post_load` may refuse what came and change it, a `pre_save` only change what goes."""
    found = author(tmp_path, head=head)
    assert (found.refuses, found.anything) == (refuses, anything)
    assert found.has_word is bool(head)


def test_a_check_refuses_only(tmp_path: Path) -> None:
    found = author(tmp_path, regs=", check=True")
    assert (found.refuses, found.anything, found.has_word) == (True, False, True)


def test_conversions(tmp_path: Path) -> None:
    found = author(tmp_path, 'a: u8\nb: Custom["Colour"] = field(wire=u8)')
    assert (found.refuses, found.anything) == (True, False)
    assert found.bytes == {"regs.b"} and found.owns("regs.b") and not found.owns("regs.a")
    away = author(tmp_path, 'a: u8\nb: Custom["Colour"] = field(wire=u8, migrate=False)')
    assert away == NOTHING


def test_computed_and_derived(tmp_path: Path) -> None:
    found = author(tmp_path, "a: u8\nb: Wire[u8] = computed()\nc: u8 = derived()")
    assert found.bytes == {"regs.b"} and found.hidden == {"regs.b", "regs.c"}
    assert not found.refuses and not found.anything and found.has_word


def test_methods_that_are_asked(tmp_path: Path) -> None:
    part = 'a: u8\nb: u8 = subsection("dev/regs/b", needed=%s)'
    found = author(tmp_path, part % 'method("asked")', regs=", nested=True")
    assert found.methods == {"dev/regs/b"} and found.has_word
    assert author(tmp_path, part % '"a > 3"', regs=", nested=True") == NOTHING
    own = '    n: BqlCell[u8] = subsection("dev/n", needed=method("asked"))\n'
    assert author(tmp_path, device=own).methods == {"dev/n"}


@pytest.mark.parametrize(
    ("le", "count", "anything"),
    [("", "", False), (" = field()", ' = field(count="n")', True)],
)
def test_a_mirror_that_varies(le: str, count: str, anything: bool, tmp_path: Path) -> None:
    text = MIRROR.format(le=le, count=count).replace(" = field()\n", "\n")
    if count:
        text = text.replace("n: u8\n", "n: u8\n").replace("Array[u8, 2]", "Array[u8, 255]")
    found = author_of(
        read(
            tmp_path,
            f'{text}class Dev(Device, name="dev"):\n    "D."\n'
            '    colour: Migratable[Custom["Colour", Author]]\n',
        )[0]
    )
    assert (found.refuses, found.anything) == (True, anything)
    assert found.bytes == {"colour"} and found.owns("colour.n") and not found.owns("colours")


def test_timers_that_do_not_tell(tmp_path: Path) -> None:
    """Only those in registers, and only where the dialect's timers cannot be asked."""
    text = (
        'class Regs(Registers, name="dev/regs"):\n    "R."\n    t: Timer\n    a: u8\n'
        'class Dev(Device, name="dev"):\n    "D."\n'
        "    regs: Migratable[BqlRefCell[Regs]]\n    own: Timer\n"
    )
    device, _ = read(tmp_path, text)
    assert author_of(device) == NOTHING
    assert author_of(device, armed=True).bytes == {"regs.t"}
