# SPDX-License-Identifier: GPL-2.0-or-later
"""A section like one that agreed is not judged again; one that is not like it, or did not, is."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.unit.verify.test_judged import DEVICE, HEAD, Player
from vmgen.codec import load_codecs
from vmgen.stream.section import Section
from vmgen.verify import Verifier
from vmgen.verify.judge import Verdict


class Counting(Player):
    """A runner that counts what it is asked."""

    asked = 0

    def ask(self, request: object) -> dict[str, Any]:
        """The answer."""
        self.asked += 1
        return super().ask(request)


def dev(data: bytes = b"\x02\x05", version: int = 1, name: str = "a", instance: int = 0) -> Section:
    """A section, with its description."""
    fields = [{"name": name, "type": "uint8", "size": 1}, {"name": "b", "type": "uint8", "size": 1}]
    described: dict[str, Any] = {"name": "dev", "instance_id": instance, "vmsd_name": "dev"}
    described |= {"version": version, "fields": fields}
    return Section("dev", instance, version, data=data, description=described)


def judged(tmp_path: Path, *sections: Section) -> tuple[list[Verdict], int, Any]:
    """The verdicts, how often Rust was asked, and what was never seen."""

    stream: Any = SimpleNamespace(path="s", sections=lambda wanted: filter(wanted, sections))
    (tmp_path / "dev.py").write_text(HEAD + "    a: u8\n    b: u8\n" + DEVICE.replace("@", ""))
    rust = Counting(b"\x02\x05", {"regs.a": 2, "regs.b": 5})
    runners: dict[str, Any] = {"11": rust}
    with Verifier(load_codecs([tmp_path / "dev.py"]), runners) as verifier:
        found = [item.verdict for item in verifier.stream(stream)]
        return found, rust.asked, verifier.coverage["dev"].unseen()


def test_the_same_is_judged_once(tmp_path: Path) -> None:
    found, asked, unseen = judged(tmp_path, dev(), dev(instance=1), dev())
    assert found == [Verdict.SAME] * 3
    assert asked == 1
    assert unseen == judged(tmp_path, dev())[2]


@pytest.mark.parametrize("other", [dev(version=2), dev(b"\x02\x06"), dev(name="c")])
def test_others_are_judged(tmp_path: Path, other: Section) -> None:
    assert judged(tmp_path, dev(), other)[1] == 2


def test_what_differs_is_judged_each_time(tmp_path: Path) -> None:
    found, asked, _ = judged(tmp_path, *[dev(b"\x02\x06")] * 3)
    assert found == [Verdict.DIFFERENT] * 3
    assert asked == 3
