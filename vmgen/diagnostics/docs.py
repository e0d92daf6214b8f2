# SPDX-License-Identifier: GPL-2.0-or-later
"""`docs/codes.md` from the codes: `python -m vmgen.diagnostics.docs > docs/codes.md`."""

from __future__ import annotations

import textwrap

from vmgen.diagnostics.codes import CODES, Entry

_GROUPS = {
    "VM1": "The spec as written",
    "VM2": "What the planner cannot do",
    "VM3": "Names and versions on the wire",
    "VM4": "Tools, files and the Rust compiler",
    "VM6": "What is imported",
    "VM7": "Compatibility of two layouts",
}
_HEAD = """# Every diagnostic

Made from `vmgen/diagnostics/codes/`; do not edit. `vmgen explain CODE` prints the same on a
terminal. An error stops a build and exits with 2; a warning stops nothing. A small wrong spec for
each code of a spec, with its whole message beside it, is in `tests/unit/spec/cases/`.
"""


def _section(entry: Entry) -> str:
    lines = [f"### {entry.code} {entry.name} ({entry.severity})", ""]
    for label, text in (("Why", entry.cause), ("Mend", entry.mend)):
        lines += [textwrap.fill(f"{label}: {text}", 100, break_long_words=False), ""]
    return "\n".join(lines)


def codes_page() -> str:
    """The whole page."""
    parts = [_HEAD]
    for prefix, title in _GROUPS.items():
        entries = [entry for code, entry in CODES.items() if code.startswith(prefix)]
        if entries:
            parts += [f"## {title}\n", *(_section(entry) for entry in entries)]
    return "\n".join(parts).rstrip("\n") + "\n"


if __name__ == "__main__":
    print(codes_page(), end="")
