# SPDX-License-Identifier: GPL-2.0-or-later
"""`docs/rules.md` from the rules: `python -m vmgen.diagnostics.docs > docs/rules.md`."""

from __future__ import annotations

import textwrap

from vmgen.diagnostics.rules import RULES, Rule

_GROUPS = {
    "VM1": "The spec as written",
    "VM2": "What the planner cannot do",
    "VM3": "Names and versions on the wire",
    "VM4": "Tools, files and the Rust compiler",
}
_HEAD = """# Every diagnostic

Made from `vmgen/diagnostics/rules/`; do not edit. `vmgen explain CODE` prints the same on a
terminal. An error stops a build and exits with 2; a warning stops nothing. A small wrong spec for
each rule of a spec, with its whole message beside it, is in `tests/unit/spec/cases/`.
"""


def _section(rule: Rule) -> str:
    lines = [f"### {rule.code} {rule.name} ({rule.severity})", ""]
    for label, text in (("Why", rule.cause), ("Mend", rule.mend)):
        lines += [textwrap.fill(f"{label}: {text}", 100, break_long_words=False), ""]
    return "\n".join(lines)


def rules_page() -> str:
    """The whole page."""
    parts = [_HEAD]
    for prefix, title in _GROUPS.items():
        rules = [rule for code, rule in RULES.items() if code.startswith(prefix)]
        if rules:
            parts += [f"## {title}\n", *(_section(rule) for rule in rules)]
    return "\n".join(parts).rstrip("\n") + "\n"


if __name__ == "__main__":
    print(rules_page(), end="")
