# SPDX-License-Identifier: GPL-2.0-or-later
"""Sections that come back in another form: which of that is harmless, and which is not.

Rust's part is played by the test: what a crate would answer is given, right and wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import pytest

from vmgen.codec import load_codecs
from vmgen.stream.description import Json
from vmgen.stream.section import Section
from vmgen.verify import Verifier
from vmgen.verify.judge import Verdict

HEAD = """\"\"\"A spec.\"\"\"
from vmgen.spec import *
class Regs(Registers, name="dev/regs"):
    "R."
"""
DEVICE = """
class Dev(Device, name="dev"@):
    "D."
    regs: Migratable[BqlRefCell[Regs]]
"""


class Player:
    """In the place of a runner: one answer, whatever it is asked."""

    def __init__(self, saved: bytes, values: Mapping[str, int]) -> None:
        self._answer = {"saved": saved.hex(), "values": values}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def ask(self, _: object) -> dict[str, Any]:
        return self._answer


def judged(
    folder: Path,
    fields: str,
    data: bytes,
    rust: Player | None = None,
    device: str = "",
    described: Json | None = None,
) -> Verdict:
    """The verdict on a section of registers with these fields."""
    body = "".join(f"    {line}\n" for line in fields.split("\n"))
    (folder / "dev.py").write_text(HEAD + body + DEVICE.replace("@", device))
    runners: dict[str, Any] = {"11": rust} if rust else {}
    section = Section("dev", version=1, data=data, description=described)
    with Verifier(load_codecs([folder / "dev.py"]), runners) as verifier:
        return verifier.section(section).verdict


MASKED = "a: u8 = field(mask=0x0F)\nb: u8"


@pytest.mark.parametrize(
    ("fields", "data", "expected"),
    [
        (MASKED, b"\x02\x05", Verdict.SAME),
        (MASKED, b"\x12\x05", Verdict.EQUIVALENT),
        ("a: Array[u8, 2] = field(mask=0x0F)", b"\x02\x82", Verdict.EQUIVALENT),
        ("a: u8 = field(mask=0x0F, force=0x80)", b"\x12", Verdict.EQUIVALENT),
        ("a: u8 = field(force=0x80)", b"\x82", Verdict.SAME),
        ("a: u8 = field(force=0x80)", b"\x02", Verdict.EQUIVALENT),
        ("a: u8", b"\x12", Verdict.SAME),
    ],
)
def test_bits_that_are_not_kept(
    fields: str, data: bytes, expected: Verdict, tmp_path: Path
) -> None:
    assert judged(tmp_path, fields, data) is expected


@pytest.mark.parametrize(
    ("saved", "expected"),
    [
        (b"\x12\x05", Verdict.EQUIVALENT),  # Python's own form is another
        (b"\x02\x05", Verdict.EQUIVALENT),
        (b"\xf2\x05", Verdict.EQUIVALENT),
        (b"\x03\x05", Verdict.DIFFERENT),
        (b"\x13\x05", Verdict.DIFFERENT),
        (b"\x02\x04", Verdict.DIFFERENT),
        (b"\x02\x05\x00", Verdict.DIFFERENT),
    ],
)
def test_only_bits_outside_the_mask_are_harmless(
    saved: bytes, expected: Verdict, tmp_path: Path
) -> None:
    rust = Player(saved, {"regs.a": 2, "regs.b": 5})
    assert judged(tmp_path, MASKED, b"\x12\x05", rust) is expected


def test_another_value_is_never_harmless(tmp_path: Path) -> None:
    rust = Player(b"\x02\x05", {"regs.a": 3, "regs.b": 5})
    assert judged(tmp_path, MASKED, b"\x12\x05", rust) is Verdict.DIFFERENT


@pytest.mark.parametrize(
    ("device", "expected"),
    [
        ("", Verdict.DIFFERENT),
        (", pre_save=True", Verdict.DIFFERENT),
        (", post_load=True", Verdict.EQUIVALENT),
        (", pre_save=True, post_load=True", Verdict.EQUIVALENT),
    ],
)
def test_a_post_load_may_move_what_was_loaded(
    device: str, expected: Verdict, tmp_path: Path
) -> None:
    rust = Player(b"\x06\x05", {"regs.a": 6, "regs.b": 5})
    assert judged(tmp_path, "a: u8\nb: u8", b"\x02\x05", rust, device) is expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [(b"\x02\x03", Verdict.SAME), (b"\x12\x03", Verdict.EQUIVALENT)],
)
def test_the_streams_description_sees_the_other_bits(
    data: bytes, expected: Verdict, tmp_path: Path
) -> None:
    fields: list[Json] = [{"name": "a", "type": "uint8", "size": 1, "array_len": 2}]
    described: Json = {"vmsd_name": "dev", "version": 1, "fields": fields}
    spec = "a: Array[u8, 2] = field(mask=0x0F)"
    assert judged(tmp_path, spec, data, described=described) is expected
