"""`cargo check` on generated crates; its messages become diagnostics."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vmgen.diagnostics import Diagnostics, Position
from vmgen.write.format import rust_tool


def cargo_check(workspace: Path, crates: Sequence[str], diagnostics: Diagnostics) -> None:
    """Check these crates of a workspace. Errors are noted as VM402, each at its file and line."""
    command = [rust_tool("cargo"), "check", "--quiet", "--message-format=json"]
    for crate in crates:
        command += ["--package", crate]
    result = subprocess.run(command, cwd=workspace, capture_output=True, text=True, check=False)
    if result.returncode == 0:
        return
    before = len(diagnostics)
    for line in result.stdout.splitlines():
        message = _message(line)
        if message is not None and message["level"] == "error":
            _note(message, workspace, diagnostics)
    if len(diagnostics) == before:  # cargo itself failed, before any compiler ran
        where = Position(str(workspace / "Cargo.toml"))
        diagnostics.add("VM402", where, f"cargo check failed:\n{result.stderr.strip()}")


def _message(line: str) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    if isinstance(entry, dict) and entry.get("reason") == "compiler-message":
        message = entry["message"]
        return message if isinstance(message, dict) else None
    return None


def _note(message: dict[str, Any], workspace: Path, diagnostics: Diagnostics) -> None:
    spans = [span for span in message["spans"] if span["is_primary"]]
    if not spans:
        return  # "aborting due to ..."
    span = spans[0]
    while span.get("expansion") and not (workspace / span["file_name"]).is_file():
        span = span["expansion"]["span"]
    file = workspace / span["file_name"]
    same_line = span["line_start"] == span["line_end"]
    position = Position(
        str(file),
        span["line_start"],
        span["column_start"],
        span["column_end"] if same_line else 0,
    )
    code = (message.get("code") or {}).get("code")
    diagnostics.add("VM402", position, f"{message['message']}{f' [{code}]' if code else ''}")
