# SPDX-License-Identifier: GPL-2.0-or-later
"""QEMU's own engine: what the devices of a binary with `vmgen-engine` in it make of sections.

    with Engine(Path("qemu-system-aarch64")) as engine:
        reply = engine.load("pl031", 1, body, {}, realize=True)

`qemu/vmgen_engine.c` is the other side, and says what the lines between them are.
"""

from vmgen.engine.process import Engine
from vmgen.engine.protocol import DeviceType, Kind, Reply
from vmgen.engine.subjects import Subject, Subjects

__all__ = ["DeviceType", "Engine", "Kind", "Reply", "Subject", "Subjects"]
