# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of installations share: clean environments, and places that cannot be written."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

# As root a folder without write permission can be written all the same: so it is mounted read-only.
_CLOSED = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'


def environment(**more: str) -> dict[str, str]:
    """Ours, without what a virtual environment, a hook of git or a test of cargo's leaves in it."""
    out = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "CARGO_TARGET_DIR")
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in out and not name.startswith("GIT_")
    }
    return {**kept, **more}


def run(
    command: Sequence[str | Path], folder: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """A command in a folder; its output as text, whatever its exit status."""
    return subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env=dict(env or environment()),
        capture_output=True,
        text=True,
        check=False,
    )


def done(
    command: Sequence[str | Path], folder: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """A command that must succeed."""
    result = run(command, folder, env)
    assert result.returncode == 0, f"{command}\n{result.stdout}\n{result.stderr}"
    return result


@cache
def isolation() -> tuple[str, ...]:
    """The command that takes network and mounts away; empty where this machine has none."""
    for flags in (["--net", "--mount"], ["--map-root-user", "--net", "--mount"]):
        command = ("unshare", *flags, "sh", "-c", _CLOSED)
        try:
            probe = subprocess.run([*command, "/usr", "true"], capture_output=True, check=False)
        except OSError:
            return ()
        if probe.returncode == 0:
            return command
    return ()


def apart(
    command: Sequence[str | Path], folder: Path, closed: Path
) -> subprocess.CompletedProcess[str]:
    """A command without the network, for which the folder `closed` is read-only.

    Where the machine cannot take these away (`isolation`), cargo is told to stay offline and pip's
    proxies lead nowhere; that nothing was written into `closed` has to be seen by `digest` then.
    """
    if isolation():
        return run([*isolation(), closed, *command], folder)
    nowhere = "http://127.0.0.1:9"
    env = environment(CARGO_NET_OFFLINE="true", http_proxy=nowhere, https_proxy=nowhere)
    return run(command, folder, env)


def digest(folder: Path) -> dict[str, str]:
    """Everything below a folder: kind, content and time of change by path."""
    found = {}
    for file in sorted(folder.rglob("*")):
        if file.is_symlink():
            what = str(file.readlink())
        elif file.is_file():
            what = hashlib.sha256(file.read_bytes()).hexdigest()
        else:
            what = "folder"
        found[file.relative_to(folder).as_posix()] = f"{what} {file.lstat().st_mtime_ns}"
    return found


def fresh(folder: Path, *wanted: str | Path) -> Path:
    """A new virtual environment with these packages; its `bin`."""
    done([sys.executable, "-m", "venv", folder], folder.parent)
    done([folder / "bin" / "pip", "install", "--quiet", *wanted], folder.parent)
    return folder / "bin"
