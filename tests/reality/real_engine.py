# SPDX-License-Identifier: GPL-2.0-or-later
"""A real QEMU with `vmgen-engine` in it: `make engine QEMU=BINARY`, an emulator for Arm.

pytest does not find this by itself, as nobody but a developer with a tree has such a binary.
Whoever asks for it and names none gets a failure. It uses C devices that every such emulator has.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from vmgen.codec import load_codecs
from vmgen.engine import Engine, Kind
from vmgen.stream.section import Section
from vmgen.verify import Result, Verdict, Verifier
from vmgen.verify.binary import Came
from vmgen.verify.golden import golden

SPECS = ROOT / "specs"
OWN = ("pl061", "cmsdk_apb_uart", "stellaris_gptm", "pl031", "ds1338", "pl022")
"""Specs of devices that QEMU has in C."""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    binary = os.environ.get("VMGEN_QEMU")
    assert binary, "VMGEN_QEMU names no emulator with vmgen-engine in it"
    with Engine(Path(binary)) as made:
        made.start()
        yield made


def tried(engine: Engine, spec: Path) -> list[Result]:
    codecs = load_codecs([spec])
    with Verifier(codecs, {}, engine) as verifier:
        assert verifier.binary is not None
        return [it for codec in codecs.values() for it in golden(verifier.binary, codec)]


@pytest.mark.parametrize("name", OWN)
def test_golden_vectors(name: str, engine: Engine) -> None:
    results = tried(engine, SPECS / f"{name}.py")
    assert results
    assert [it.findings for it in results if it.verdict is Verdict.DIFFERENT] == []
    assert any(trial.came is Came.SAME for it in results for trial in it.trials) or name == "pl031"


@pytest.mark.parametrize("name", ["pl061", "pl031", "ds1338", "stellaris_gptm"])
def test_real_sections(name: str, engine: Engine) -> None:
    codecs = load_codecs([SPECS / f"{name}.py"])
    (codec,) = codecs.values()
    file = ROOT / "tests" / "data" / "sections" / f"{codec.name}.json"
    sections = json.loads(file.read_text(encoding="utf-8"))["sections"]
    assert sections
    with Verifier(codecs, {}, engine) as verifier:
        for item in sections:
            data = bytes.fromhex(item["data"])
            result = verifier.section(Section(codec.name, version=item["version"], data=data))
            assert result.trials and result.verdict is not Verdict.DIFFERENT


def test_a_spec_with_two_fields_swapped(engine: Engine, tmp_path: Path) -> None:
    """All bytes come back; the names in the description do not."""
    text = (SPECS / "pl061.py").read_text(encoding="utf-8")
    first, second = "    isense: u32", "    ibe: u32"
    assert first in text and second in text
    swapped = text.replace(first, "@").replace(second, first).replace("@", second)
    (tmp_path / "pl061.py").write_text(swapped, encoding="utf-8")
    results = tried(engine, tmp_path / "pl061.py")
    found = [item for it in results for item in it.findings]
    assert found and {item.kind for item in found} == {"name"}


def test_a_device_that_aborts_is_named_and_the_rest_goes_on(engine: Engine) -> None:
    """The mailbox of the Raspberry Pi wants a link before it is realized, and aborts."""
    bad = engine.save("bcm2835-mbox", {}, realize=True)
    assert bad.kind is Kind.CRASHED and "mbox-mr" in bad.message
    good = engine.save("pl031", {}, realize=True)
    assert good.kind is Kind.SAVED and good.body is not None and len(good.body) > 28


def test_requests_that_cannot_be(engine: Engine) -> None:
    assert engine.save("nothing", {}, realize=False).kind is Kind.ERROR
    assert engine.save("sys-bus-device", {}, realize=False).kind is Kind.ERROR
    refused = engine.save("pl031", {"none": "1"}, realize=False)
    assert refused.kind is Kind.ERROR and "none" in refused.message
    short = engine.load("pl031", 1, b"\0", {}, realize=True, look=True)
    assert short.kind is Kind.REFUSED and short.body
