# SPDX-License-Identifier: GPL-2.0-or-later
"""Results as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from vmgen.verify.compare import Finding, Verdict
from vmgen.verify.run import Result
from vmgen.verify.tally import Tally

FORMAT = 1
"""Of the JSON document; another number means that a reader has to look."""


def device_line(tally: Tally, name: str, width: int) -> str:
    """`pl011   277 sections  ok`."""
    counts = tally.devices[name]
    total = counts.total()
    parts = [f"{name:<{width}}  {total:>6} section{'s' if total != 1 else ' '}"]
    if not total:
        parts.append("nothing to compare with")
    elif counts[Verdict.SAME] == total:
        parts.append("ok")
    else:
        parts += [
            f"{counts[kind]} {kind}" for kind in reversed(Verdict) if counts[kind]  # worst first
        ]
    if tally.undescribed[name]:
        parts.append(f"({tally.undescribed[name]} without a description: bytes only)")
    return "  ".join(parts)


def result_lines(result: Result) -> Iterator[str]:
    """What is known of a section with findings."""
    yield f"{result.verdict}: {result.stream} {result.section} version {result.version}"
    for item in result.findings:
        yield f"  {item.message}"
        if item.kind == "refused":
            continue
        place = "" if item.offset is None else f" at byte {item.offset:#x}"
        field = f"{item.path}{place}" if item.path else place.strip()
        values = "" if item.kind == "layout" else f": {item.got}, wanted {item.wanted}"
        yield f"    {field}{values}"


def as_json(tally: Tally, dialects: Sequence[str], streams: int) -> str:
    """One document: counts for all devices, findings for the first sections that have some."""
    devices = [
        {
            "name": name,
            "sections": counts.total(),
            **{str(kind): counts[kind] for kind in Verdict},
            "undescribed": tally.undescribed[name],
        }
        for name, counts in tally.devices.items()
    ]
    results = [_result(item) for kept in tally.kept.values() for item in kept]
    document = {
        "format": FORMAT,
        "dialects": list(dialects),
        "streams": streams,
        "devices": devices,
        "results": results,
    }
    return json.dumps(document, indent=1)


def _result(result: Result) -> dict[str, object]:
    return {
        "stream": result.stream,
        "section": result.section,
        "device": result.device,
        "version": result.version,
        "verdict": str(result.verdict),
        "findings": [_finding(item) for item in result.findings],
    }


def _finding(finding: Finding) -> dict[str, object]:
    return asdict(finding)
