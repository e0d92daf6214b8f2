# SPDX-License-Identifier: GPL-2.0-or-later
"""The text of a `-dump-vmstate`: from a file, plain or xz, or from a QEMU that is asked for it."""

from __future__ import annotations

from lzma import LZMADecompressor, LZMAError
from pathlib import Path
from tempfile import TemporaryDirectory

from vmgen.diagnostics import VmgenError
from vmgen.tools.run import run_tool, saying
from vmgen.tools.xz import CHUNK, XZ_MAGIC, XZ_MEMORY

LARGEST_DUMP = 256 << 20
"""Bytes of a dump; those of today's QEMUs have a few million."""

DUMP_SECONDS = 60.0
"""What a QEMU may take to print its dump; most need one."""


class NoDump(Exception):
    """There is nothing to be had; the text says why."""


def first_bytes(path: Path, most: int = LARGEST_DUMP) -> bytes:
    """The first bytes of a file, unpacked if it is xz. `NoDump` where it cannot be read."""
    try:
        with path.open("rb") as file:
            packed = file.read(len(XZ_MAGIC)) == XZ_MAGIC
            file.seek(0)
            if not packed:
                return file.read(most)
            unpacker = LZMADecompressor(memlimit=XZ_MEMORY)
            found = b""
            while len(found) < most and not unpacker.eof and (chunk := file.read(CHUNK)):
                found += unpacker.decompress(chunk, most - len(found))
            return found
    except (OSError, ValueError, LZMAError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise NoDump(f"cannot be read: {why}") from None


def asked_for_dump(binary: Path, machine: str = "none") -> bytes:
    """What a QEMU binary says of all its devices: the same for all its machines.

    `NoDump` where it does not start, or writes none. The program runs as QEMU does.
    """
    with TemporaryDirectory(prefix="vmgen-") as folder:
        file = Path(folder, "dump.json")
        words = ("-M", machine, "-display", "none", "-S", "-dump-vmstate", str(file))
        try:
            ran = run_tool(str(binary), words, DUMP_SECONDS)
        except VmgenError as error:
            raise NoDump(next(iter(error.diagnostics)).message) from None
        if ran.status or not file.is_file():
            raise NoDump(saying("it prints no dump of its devices", ran.errors))
        return first_bytes(file)
