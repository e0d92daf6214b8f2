# SPDX-License-Identifier: GPL-2.0-or-later
"""A QEMU binary that is asked for its dump."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from vmgen.diagnostics import Position, VmgenError
from vmgen.tools.limits import DEFAULT

_WORDS = ("-M", "none", "-display", "none", "-S", "-dump-vmstate")


@contextmanager
def dump_of(binary: Path | None) -> Iterator[tuple[Path, ...]]:
    """The file that it writes, as long as it is wanted; none without a binary.

    `VmgenError` VM603 where it does not start, or writes none. The program runs as QEMU does.
    """
    if binary is None:
        yield ()
        return
    with TemporaryDirectory() as folder:
        file = Path(folder) / "dump.json"
        try:
            done = subprocess.run(
                [str(binary.resolve()), *_WORDS, str(file)],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=DEFAULT.engine,
                check=False,
            )
            said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
            failed = "" if file.is_file() else said or f"it ended with {done.returncode}"
        except OSError as error:
            failed = str(error.strerror)
        except subprocess.TimeoutExpired:
            failed = f"it took longer than {DEFAULT.engine:g} seconds"
        if failed:
            message = f"this is no QEMU that writes a dump: {failed}"
            raise VmgenError.single("VM603", Position(str(binary)), message)
        yield (file,)
