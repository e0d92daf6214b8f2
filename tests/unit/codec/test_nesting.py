# SPDX-License-Identifier: GPL-2.0-or-later
"""Registers with subsections beside a device that has the same fields itself, as C devices do.

Called as the device and last in its section they are the same in both directions; elsewhere, or by
another name, not: the codec shows what VM145, VM146 and `vmgen plan` say.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from vmgen.codec import Codec, WireError, load_codecs
from vmgen.model.nesting import nestings

FLAT = '''"""As a C device has it."""

from vmgen.spec import BqlCell, Device, subsection, u8, u16


class Dev(Device, name="dev"):
    head: BqlCell[u8]
    a: BqlCell[u8]
    tail: BqlCell[u16]
    on: BqlCell[u8] = subsection("dev/on", needed="on != 0")
'''
NESTED = '''"""The same in registers."""

from vmgen.spec import BqlCell, BqlRefCell, Device, Migratable, Registers, subsection, u8, u16


class Regs(Registers, name="{name}"):
    a: u8
{inside}    on: u8 = subsection("{subsection}", needed="on != 0")


class Dev(Device, name="dev"):
    head: BqlCell[u8]
    regs: Migratable[BqlRefCell[Regs]]
{behind}'''
TAIL = "    tail: u16\n"
BEHIND = "    tail: BqlCell[u16]\n"


def codec(folder: Path, text: str) -> Codec:
    (folder / "dev.py").write_text(text)
    return load_codecs([folder])["dev"]


def nested(folder: Path, name: str, subsection: str, *, last: bool) -> Codec:
    inside, behind = (TAIL, "") if last else ("", BEHIND)
    text = NESTED.format(name=name, subsection=subsection, inside=inside, behind=behind)
    return codec(folder, text)


def test_called_as_the_device_and_last_it_is_the_c_device(tmp_path: Path) -> None:
    flat = codec(tmp_path, FLAT)
    ours = nested(tmp_path, "dev", "dev/on", last=True)
    for on in (0, 5):  # 5 is also what announces a subsection
        theirs = flat.encode(flat.state(head=1, a=5, tail=0x0506, on=on))
        values: dict[str, Any] = {"a": 5, "tail": 0x0506, "on": on}
        assert ours.encode(ours.state(head=1, regs=values)) == theirs
        assert ours.decode(theirs).model_dump() == {"head": 1, "regs": values}


@pytest.mark.parametrize(
    ("name", "subsection", "last"),
    [("dev", "dev/on", False), ("dev/regs", "dev/regs/on", True)],
    ids=["in the middle", "by another name"],
)
def test_elsewhere_only_the_subsection_shows_it(
    tmp_path: Path, name: str, subsection: str, last: bool
) -> None:
    flat = codec(tmp_path, FLAT)
    ours = nested(tmp_path, name, subsection, last=last)

    def theirs(on: int) -> bytes:
        return flat.encode(flat.state(head=1, a=2, tail=3, on=on))

    def section(on: int) -> bytes:
        values = {"a": 2, "on": on, **({"tail": 3} if last else {})}
        return ours.encode(ours.state(head=1, regs=values, **({} if last else {"tail": 3})))

    assert section(0) == theirs(0)
    assert ours.encode(ours.decode(section(1))) == section(1)  # a round trip shows nothing
    with pytest.raises(WireError):
        flat.decode(section(1))
    with pytest.raises(WireError):
        ours.decode(theirs(1))


def test_where_registers_are_nested(tmp_path: Path) -> None:
    (nesting,) = nestings(nested(tmp_path, "dev", "dev/on", last=False).device)
    assert (nesting.path, nesting.behind(nesting.levels[-1])) == ("regs", "`tail`")
    (nesting,) = nestings(nested(tmp_path, "dev", "dev/on", last=True).device)
    assert nesting.behind(nesting.levels[-1]) == ""


EACH = '''"""Elements of which the author's method says for each whether it has more."""

from vmgen.spec import Array, BqlRefCell, Device, Migratable, Registers, method, subsection, u8


class Part(Registers, name="part", nested=True):
    a: u8
    more: u8 = subsection("part/more", needed=method("has_more"))


class Regs(Registers, name="dev/regs"):
    parts: Array[Part, 3]


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
'''


@pytest.mark.parametrize("having", [(), (0,), (1,), (0, 2), (0, 1, 2)])
def test_each_element_has_its_own_subsections(having: tuple[int, ...], tmp_path: Path) -> None:
    """What a state was decoded from is what is encoded again."""
    ours = codec(tmp_path, EACH)
    more = b"\x05\x09part/more" + bytes([0, 0, 0, 1, 7])
    data = b"".join(bytes([number]) + more * (number in having) for number in range(3))
    state = ours.decode(data)
    assert ours.encode(state) == data
    assert state.wire_subsections == ("part/more",) * len(having)
