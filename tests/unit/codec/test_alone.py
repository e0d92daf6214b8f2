# SPDX-License-Identifier: GPL-2.0-or-later
"""A field that is looked at alone: the vectors are those of loading all of the section."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fuzz.corpus import SPECS, codecs_at, vectors_of
from tests.unit.codec.common import golden, kinds, nested
from tests.unit.plan.made import read
from vmgen.codec import ErrorClass
from vmgen.model.nodes import Device
from vmgen.vectors import alone
from vmgen.vectors.make import vectors

CODECS = [*codecs_at(SPECS).values(), kinds(), nested(), golden()]


def whole(device: Device, patch: pytest.MonkeyPatch) -> list[Any]:
    """The vectors, each by loading all of it."""
    with patch.context() as inside:
        inside.setattr(alone.Base, "_spot", lambda *_: None)
        inside.setattr(alone.Base, "_ends", lambda _: {})
        return vectors(device)


@pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.name)
def test_those_of_specs(codec: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [*vectors_of(codec)] == whole(codec.device, monkeypatch)


FIELD = """
class A(Registers, name="a"):
    x: u32
    many: Array[u8, 3] = field(lt=6)


class R(Registers, name="r"):
    inner: A
    after: u64 = field(default={low}, ge={low})
    more: u8 = field(gt=4, default=5)


class DState(Device, name="d"):
    regs: {place}
    last: BqlCell[bool]
"""


@pytest.mark.parametrize("place", ["Migratable[BqlRefCell[R]]", "BqlRefCell[R]"])
@pytest.mark.parametrize("low", [1, 5, 5 << 56, 0x0502_6178_0000_0000, 0x0502_6278_0000_0000])
def test_bytes_that_are_like_a_subsection(
    place: str, low: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device, _ = read(tmp_path, FIELD.format(place=place, low=low))
    found = vectors(device)
    assert found == whole(device, monkeypatch)
    refused = {item.refused for item in found if item.name in ("reset", "regs.after low")}
    taken = low == 0x0502_6178_0000_0000  # 05, length 2, "ax": a subsection of `a` is looked for
    assert refused == {ErrorClass.UNKNOWN_SUBSECTION if taken else None}


DEPENDENT = """
class R(Registers, name="d", nested=True):
    low: u8
    high: u8 = 9
    n: u8 = field(le=4)
    items: Array[u16, 4] = field(count="n")
    maybe: Option[u8] = field(none=0xFFFF, wire=u16)
    mode: u8 = field(le=3)
    rows: Array[Array[u16, 2], 2] = field(lt=7)
    same: Equal[u8] = 3
    sent: u8 = subsection("d/s", needed="mode > 1", lt=9)
    changed: u8 = subsection("d/c", needed=CHANGED)
    rules = ["low <= high"]


class DState(Device, name="d"):
    first: BqlCell[u8]
    regs: {place}
    last: BqlCell[u16]
"""


@pytest.mark.parametrize(
    "place", ["Migratable[BqlRefCell[R]]", "BqlRefCell[R]", "Array[Migratable[BqlRefCell[R]], 2]"]
)
def test_fields_at_which_others_look(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device, _ = read(tmp_path, DEPENDENT.format(place=place))
    found = vectors(device)
    assert found == whole(device, monkeypatch)
    assert {"regs.n high", "regs.sent = 9", "cut before regs.rows"} <= {item.name for item in found}
