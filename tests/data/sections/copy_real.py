# SPDX-License-Identifier: GPL-2.0-or-later
"""Copies what the tests in tests/reality need of ../shared/data.

    python tests/data/sections/copy_real.py ../shared/data

Sections only, no guest memory: per device and QEMU version a few of each state, all different.
"""

from __future__ import annotations

import json
import lzma
import sys
from pathlib import Path
from typing import Any

from vmgen.stream import open_stream

DATA = Path(__file__).resolve().parents[1]
DUMPED = {
    "arm": (
        *("bcm2835-mbox", "cmsdk-apb-dualtimer", "cmsdk-apb-uart", "ds1338", "pl011", "pl061"),
        "stellaris-gptm",
    ),
    "x86": ("isa-fdc", "mc146818rtc"),
}
"""QOM types."""
DEVICES = (
    "bcm2835-mbox",
    "pl011",
    "pl061",
    "arm.cortex-a9-global-timer",
    "cmsdk-apb-dualtimer",
    "cmsdk-apb-uart",
    "ds1338",
    "fdc",
    "goldfish_rtc",
    "hpet",
    "i8254",
    "mc146818rtc",
    "pl022_ssp",
    "pl031",
    "stellaris_gptm",
)
CONVERSIONS = (
    "PCA9554",
    "a10.pit",
    "adb_kbd",
    "arm_gic",
    "arm_mptimer",
    "cadence_uart",
    "goldfish_tty",
    "i8259",
    "ioapic",
    "lan9118",
    "m25p80",
    "m48t59",
    "mss-spi",
    "npcm7xx-clock-sel",
    "pl050",
    "pl080",
    "pl181",
    "ps2kbd",
    "pxa2xx_timer",
    "riscv.sifive.uart",
    "riscv_mtimer",
    "riscv_sifive_plic",
    "scoop",
    "sd-card",
    "sdhci",
    "serial",
    "ssd0323_oled",
    "tpci200",
    "vga-isa",
    "wm8750",
)
"""Devices with a spec in tests/reality/conversions, by the names of their sections."""
DUMPS = {
    "7.2": {"arm": "aarch64-akita", "x86": "i386-isapc"},
    "11.1": {"arm": "aarch64-amd-versal-virt", "x86": "i386-isapc"},
}
PER_STATE = {**dict.fromkeys(DEVICES, 3), **dict.fromkeys(CONVERSIONS, 1)}
"""By device, how many sections of one QEMU version, state, size and set of subsections."""


def copy_dumps(shared: Path) -> None:
    """One device's object of a dump per file."""
    for version, machines in DUMPS.items():
        for arch, machine in machines.items():
            path = f"dumps/{version}/{machine}.json.xz"
            with lzma.open(shared / path) as file:
                dump = json.load(file)
            for device in DUMPED[arch]:
                target = DATA / "dumps" / version / f"{device}.json"
                target.parent.mkdir(parents=True, exist_ok=True)
                held = {"from": path, "type": dump[device]}
                target.write_text(json.dumps(held, indent=1) + "\n")


def copy_sections(shared: Path) -> None:
    """The chosen sections of a device, with each distinct description once."""
    index = json.loads((shared / "index.json").read_text())
    found: dict[str, list[dict[str, Any]]] = {device: [] for device in PER_STATE}
    descriptions: dict[str, list[Any]] = {device: [] for device in PER_STATE}
    taken: dict[tuple[str, str, str, int, tuple[str, ...]], set[bytes]] = {}
    for entry in sorted(index["files"], key=lambda item: str(item["path"])):
        if entry["kind"] != "stream":
            continue
        with open_stream(shared / entry["path"]) as stream:
            for section in stream.sections():
                device = section.name.rpartition("/")[2]
                if device not in PER_STATE or section.description is None:
                    continue
                parts = tuple(
                    str(item["vmsd_name"]) for item in section.description.get("subsections", [])
                )
                kind = (device, entry["version"], entry["state"], len(section.data), parts)
                known = taken.setdefault(kind, set())
                if len(known) >= PER_STATE[device] or section.data in known:
                    continue
                known.add(section.data)
                described = {
                    key: value
                    for key, value in section.description.items()
                    if key not in ("name", "instance_id")
                }
                if described not in descriptions[device]:
                    descriptions[device].append(described)
                found[device].append(
                    {
                        "from": entry["path"],
                        "qemu": entry["qemu"],
                        "state": entry["state"],
                        "name": section.name,
                        "instance_id": section.instance_id,
                        "version": section.version,
                        "description": descriptions[device].index(described),
                        "data": section.data.hex(),
                    }
                )
    for device in PER_STATE:
        text = json.dumps(
            {"sections": found[device], "descriptions": descriptions[device]}, indent=1
        )
        (DATA / "sections" / f"{device}.json").write_text(text + "\n")


if __name__ == "__main__":
    copy_dumps(Path(sys.argv[1]))
    copy_sections(Path(sys.argv[1]))
