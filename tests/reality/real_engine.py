# SPDX-License-Identifier: GPL-2.0-or-later
"""A real QEMU with `vmgen-engine` in it: `make engine QEMU=BINARY`, an emulator for Arm or PCs.

pytest does not find this by itself, as nobody but a developer with a tree has such a binary.
Whoever asks for it and names none gets a failure. It uses C devices that every such emulator has.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import ROOT
from vmgen.codec import load_codecs
from vmgen.engine import Engine, Kind
from vmgen.stream.section import Section
from vmgen.verify import Result, Verdict, Verifier
from vmgen.verify.binary import Came
from vmgen.verify.golden import golden

SPECS = ROOT / "specs"


class Emulator(NamedTuple):
    """What of QEMU's own an emulator has, and no machine is needed for."""

    own: tuple[str, ...]
    """Specs of devices that it has in C."""
    streamed: tuple[str, ...]
    """Those of them whose sections are in tests/data."""
    swapped: tuple[str, str, str]
    """A spec with two fields of one width, which are written so."""
    crashes: tuple[str, str]
    """A device that ends the process when it is realized, and what is said of that."""
    good: str
    """A device that takes version 1, and a byte for too little."""


ARM = Emulator(
    own=("pl061", "cmsdk_apb_uart", "stellaris_gptm", "pl031", "ds1338", "pl022"),
    streamed=("pl061", "pl031", "ds1338", "stellaris_gptm"),
    swapped=("pl061", "    isense: u32", "    ibe: u32"),
    # The mailbox of the Raspberry Pi wants a link before it is realized, and aborts.
    crashes=("bcm2835-mbox", "mbox-mr"),
    good="pl031",
)
PC = Emulator(
    own=("fdc", "i8254", "mc146818rtc"),
    streamed=("fdc", "i8254", "mc146818rtc"),
    swapped=("i8254", "    mode: u8", "    bcd: u8"),
    # A disk wants the bus of a controller.
    crashes=("scsi-hd", "Segmentation fault"),
    good="i8257",
)
ALWAYS_CHANGED = ("pl031", "mc146818rtc")
"""What their own code saves is never what they loaded: the time has gone on."""


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


@pytest.fixture(scope="module")
def emulator(engine: Engine) -> Emulator:
    types = {it.name for it in engine.devices()}
    (found,) = (it for it in (ARM, PC) if it.good in types and it.crashes[0] in types)
    return found


def test_golden_vectors(emulator: Emulator, engine: Engine) -> None:
    for name in emulator.own:
        results = tried(engine, SPECS / f"{name}.py")
        assert results, name
        assert [it.findings for it in results if it.verdict is Verdict.DIFFERENT] == []
        same = any(trial.came is Came.SAME for it in results for trial in it.trials)
        assert same or name in ALWAYS_CHANGED, name


def test_real_sections(emulator: Emulator, engine: Engine) -> None:
    for name in emulator.streamed:
        all_come_back(name, engine)


def all_come_back(name: str, engine: Engine) -> None:
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


def test_a_spec_with_two_fields_swapped(emulator: Emulator, engine: Engine, tmp_path: Path) -> None:
    """All bytes come back; the names in the description do not."""
    name, first, second = emulator.swapped
    text = (SPECS / f"{name}.py").read_text(encoding="utf-8")
    assert text.count(first) == text.count(second) == 1
    swapped = text.replace(first, "@@").replace(second, first).replace("@@", second)
    (tmp_path / f"{name}.py").write_text(swapped, encoding="utf-8")
    results = tried(engine, tmp_path / f"{name}.py")
    found = [item for it in results for item in it.findings]
    assert found and {item.kind for item in found} == {"name"}


def test_a_device_that_crashes_is_named_and_the_rest_goes_on(
    emulator: Emulator, engine: Engine
) -> None:
    name, said = emulator.crashes
    bad = engine.save(name, {}, realize=True)
    assert bad.kind is Kind.CRASHED and said in bad.message
    good = engine.save(emulator.good, {}, realize=True)
    assert good.kind is Kind.SAVED and good.body is not None and len(good.body) > 28


def test_requests_that_cannot_be(emulator: Emulator, engine: Engine) -> None:
    assert engine.save("nothing", {}, realize=False).kind is Kind.ERROR
    assert engine.save("sys-bus-device", {}, realize=False).kind is Kind.ERROR
    refused = engine.save(emulator.good, {"none": "1"}, realize=False)
    assert refused.kind is Kind.ERROR and "none" in refused.message
    short = engine.load(emulator.good, 1, b"\0", {}, realize=True, look=True)
    assert short.kind is Kind.REFUSED and short.body


BUSES = {
    "ISA": "i8257",
    "PCI": "ioh3420",
    "USB": "usb-kbd",
    "virtio": "virtio-rng-device",
    "I2C": "ds1338",
    "SSI": "ssd0323",
}
"""A device on each kind of bus that the engine makes."""


def test_devices_on_buses_are_realized(engine: Engine) -> None:
    types = {it.name for it in engine.devices()}
    found = {
        bus: engine.save(name, {}, realize=True) for bus, name in BUSES.items() if name in types
    }
    assert {"PCI", "USB"} <= found.keys()
    assert {bus: it for bus, it in found.items() if it.kind is not Kind.SAVED} == {}
