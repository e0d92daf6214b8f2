# SPDX-License-Identifier: GPL-2.0-or-later
"""Programs that are called like a tool of the Rust toolchain, and are none."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

import pytest

HEAD = f"""#!/bin/sh
'''exec' {shlex.quote(sys.executable)} "$0" "$@"
' '''
"""
"""Of a program for this Python, in whose path may be a space, as in that of a checkout."""

GARBAGE = "import sys; sys.stdout.buffer.write(bytes(range(256)) * 9)"
SPOILS = (
    "import sys, pathlib\n"
    "for name in sys.argv[1:]:\n"
    "    if name.endswith('.rs'): pathlib.Path(name).write_bytes(b'\\xff\\xfe')"
)
BAD_JSON = r"""
import json
inner = {"file_name": 3}
for spans in ([inner], [[]], None, [{"expansion": {"span": 1}}], {}, ["\ud800"]):
    for level in ("error", None, 7):
        body = {"level": level, "message": "odd", "code": None, "spans": spans}
        print(json.dumps({"reason": "compiler-message", "message": body}))
print("[" * 100000)
print('{"reason": "compiler-message", "message": {"level": "warning", "message": "far",'
      '"code": null, "spans": [{"file_name": "%s/\\u0000",'
      '"line_start": 1, "line_end": 1, "column_start": 1,'
      '"column_end": 1, "is_primary": true}]}}' % ("x" * 5000))
raise SystemExit(101)
"""

WAYS = {
    "a folder": "",
    "no x bit": "",
    "a wrong format": "",
    "a link to nowhere": "",
    "its interpreter is gone": "",
    "says nothing": "pass",
    "says nothing and fails": "raise SystemExit(1)",
    "says garbage": GARBAGE,
    "says garbage and fails": f"{GARBAGE}; raise SystemExit(1)",
    "spoils its files": SPOILS,
    "says odd messages": BAD_JSON,
    "is killed": "import os; os.kill(os.getpid(), 9)",
    "aborts": "import os; os.abort()",
    "hangs": "import time; time.sleep(600)",
    "leaves one that hangs": (
        "import subprocess, sys, time\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])"
    ),
    "hangs and hears no signal": (
        "import signal, time\n"
        "for number in (1, 2, 15): signal.signal(number, signal.SIG_IGN)\n"
        "time.sleep(600)"
    ),
    "closes all and hangs": "import os, time; os.close(1); os.close(2); time.sleep(600)",
    "writes without an end": "while True: print('x' * 1000)",
}
"""What a tool does, as Python; or what lies where it should be."""


def fake(folder: Path, name: str, way: str) -> Path:
    """Put something in the place of a tool."""
    folder.mkdir(exist_ok=True)
    file = folder / name
    match way:
        case "a folder":
            file.mkdir()
        case "a link to nowhere":
            file.symlink_to("nowhere")
        case "a wrong format":
            file.write_bytes(b"\x7fELF and nothing more")
        case "its interpreter is gone":
            file.write_text("#!/nowhere/python\n")
        case "no x bit":
            file.write_text("#!/bin/sh\n")
        case _:
            file.write_text(f"{HEAD}{WAYS[way]}\n")
    if way not in ("a folder", "a link to nowhere", "no x bit"):
        file.chmod(0o755)
    return file


def only_these(folder: Path, monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """A PATH with what is in the folder, and these tools of the toolchain's own."""
    for name in names:
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    monkeypatch.setenv("PATH", os.fspath(folder))
