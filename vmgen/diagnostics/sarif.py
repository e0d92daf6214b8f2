# SPDX-License-Identifier: GPL-2.0-or-later
"""Diagnostics for machines: annotations of GitHub, and SARIF 2.1.0."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from vmgen import __version__
from vmgen.diagnostics.codes import CODES, Severity
from vmgen.diagnostics.diagnostic import Diagnostic
from vmgen.diagnostics.report import from_here

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

_GITHUB: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}


def github(item: Diagnostic) -> str:
    """One line that a workflow of GitHub's shows beside the spec."""
    at = item.position
    where = {"file": from_here(at.file), "title": f"{item.code} {item.entry.name}"}
    numbers = {"line": at.line, "col": at.column, "endColumn": at.end_column}
    where |= {name: str(number) for name, number in numbers.items() if number}
    said = ",".join(f"{name}={_property(value)}" for name, value in where.items())
    text = f"{item.message}\n{item.mend or item.entry.mend}"
    return f"::{_GITHUB[item.severity]} {said}::{_escaped(text)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def sarif(items: Iterable[tuple[Diagnostic, str]]) -> dict[str, Any]:
    """A log of one run. Each finding comes with its fingerprint, empty for none."""
    found = list(items)
    codes = sorted({item.code for item, _ in found})
    driver = {
        "name": "vmgen",
        "version": __version__,
        "rules": [_rule(code) for code in codes],
    }
    results = [_result(item, mark, codes.index(item.code)) for item, mark in found]
    runs = [{"tool": {"driver": driver}, "results": results}]
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": runs}


def _rule(code: str) -> dict[str, Any]:
    entry = CODES[code]
    return {
        "id": code,
        "name": entry.name,
        "shortDescription": {"text": entry.name},
        "fullDescription": {"text": entry.cause},
        "help": {"text": entry.mend},
        "defaultConfiguration": {"level": entry.severity},
    }


def _result(item: Diagnostic, mark: str, index: int) -> dict[str, Any]:
    at = item.position
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(at.file)}}
    if at.line:
        region = {"startLine": at.line, "startColumn": at.column, "endColumn": at.end_column}
        place["region"] = {name: number for name, number in region.items() if number}
    result: dict[str, Any] = {
        "ruleId": item.code,
        "ruleIndex": index,
        "level": item.severity,
        "message": {"text": f"{item.message}. {item.mend or item.entry.mend}"},
        "locations": [{"physicalLocation": place}],
    }
    if mark:
        result["partialFingerprints"] = {"vmgen/v1": mark}
    return result


def _uri(file: str) -> str:

    return quote(from_here(file))
