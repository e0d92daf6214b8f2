# SPDX-License-Identifier: GPL-2.0-or-later
"""Memos as files of the user's cache: written whole, few enough, and never an error."""

from __future__ import annotations

import marshal
import os
import time
from binascii import crc32

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MAGIC = b"vmgen memo 3\n"
"""How a memo is written; another number is another form, which nobody reads."""
_MOST_BYTES = 128 << 20
_OLDEST = 30 * 24 * 3600
"""Seconds that a memo is kept after it was written."""


def cache_folder() -> str:
    """Where memos are: `vmgen` in the user's cache, as the XDG base directories say."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        base = os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "vmgen")


def file_of(key: tuple[object, ...]) -> str:
    """The file of the memo with this key. Two keys may have one file: a memo says its own."""
    text = repr(key).encode("utf-8", "surrogateescape")
    return os.path.join(cache_folder(), f"{crc32(text):08x}.memo")


def load(file: str, key: tuple[object, ...]) -> dict[str, Any] | None:
    """The memo with this key; None if there is none that can be read."""
    try:
        with open(file, "rb") as opened:
            data = opened.read()
        start = len(_MAGIC) + 4
        if data[:start] != _MAGIC + crc32(data[start:]).to_bytes(4, "big"):
            return None
        memo = marshal.loads(data[start:])
    except (OSError, ValueError, EOFError, TypeError):
        return None
    return memo if isinstance(memo, dict) and memo.get("key") == key else None


def keep(file: str, memo: dict[str, Any]) -> None:
    """Write a memo; where that is not possible there is none."""
    body = marshal.dumps(memo)
    part = f"{file}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(file), exist_ok=True)
        try:
            with open(part, "wb") as opened:
                opened.write(_MAGIC + crc32(body).to_bytes(4, "big") + body)
            os.replace(part, file)
        except OSError:
            os.unlink(part)
        _sweep(os.path.dirname(file))
    except OSError:
        return


def _sweep(folder: str) -> None:
    """Remove memos that are old, or too many, and what was left by a process that was killed."""
    with os.scandir(folder) as entries:
        found = sorted(((entry.stat(), entry.path) for entry in entries), key=_age)
    now, size = time.time(), 0
    for stat, path in found:
        size += stat.st_size
        old = now - stat.st_mtime
        if size > _MOST_BYTES or old > _OLDEST or (old > 60 and not path.endswith(".memo")):
            os.unlink(path)


def _age(item: tuple[os.stat_result, str]) -> float:
    return -item[0].st_mtime
