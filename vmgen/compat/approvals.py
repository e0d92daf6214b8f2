# SPDX-License-Identifier: GPL-2.0-or-later
"""Approvals: breaks that are known and meant, each by its fingerprint, with a reason.

[[approval]]
fingerprint = "5cb8bb0e9a2b5d0f"
reason = "no release with it went out"
until = 2027-06-30    # may be left out
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from vmgen.diagnostics import Diagnostics, Position

_FINGERPRINT = re.compile(r"[0-9a-f]{16}")
_WORDS = {"fingerprint", "reason", "until"}


def read_approvals(file: Path, today: datetime.date, found: Diagnostics) -> Mapping[str, str]:
    """The reasons by fingerprint; what is wrong with the file, or is over, is noted."""
    at = Position(str(file))
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        found.add("VM793", at, f"it cannot be read: {error}")
        return {}
    approved: dict[str, str] = {}
    entries = table.pop("approval", [])
    if table or not isinstance(entries, list):
        found.add("VM793", at, "it has nothing but [[approval]] entries")
        return {}
    for number, entry in enumerate(entries, 1):
        fault = _fault(entry)
        if fault or entry["fingerprint"] in approved:
            found.add("VM793", at, f"entry {number}: {fault or 'its fingerprint is there twice'}")
        elif "until" in entry and entry["until"] < today:
            mark = entry["fingerprint"]
            found.add("VM795", at, f"the approval of {mark} ended on {entry['until']}")
        else:
            approved[entry["fingerprint"]] = entry["reason"]
    return approved


def ends_of(file: Path) -> list[str]:
    """The days, as 2027-06-30, on which approvals of a file that `read_approvals` takes end."""
    if not file.is_file():
        return []
    entries = tomllib.loads(file.read_text(encoding="utf-8")).get("approval", [])
    return [str(it["until"]) for it in entries if "until" in it]


def _fault(entry: Any) -> str:
    if not isinstance(entry, dict):
        return "it is no table"
    if more := sorted(entry.keys() - _WORDS):
        return f"there is no word `{more[0]}`"
    mark, reason = entry.get("fingerprint"), entry.get("reason")
    if not (isinstance(mark, str) and _FINGERPRINT.fullmatch(mark)):
        return "`fingerprint` is that of a finding: 16 digits of 0-9 and a-f"
    if not (isinstance(reason, str) and reason.strip()):
        return "`reason` says why the break is meant"
    until = entry.get("until", datetime.date.max)
    if type(until) is not datetime.date:
        return "`until` is a date, as 2027-06-30"
    return ""


def unused(
    approved: Mapping[str, str], seen: Collection[str], file: Path, found: Diagnostics
) -> None:
    """Note the approvals that match nothing."""
    for mark in sorted(approved.keys() - seen):
        found.add("VM794", Position(str(file)), f"nothing that was found has fingerprint {mark}")
