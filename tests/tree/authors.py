# SPDX-License-Identifier: GPL-2.0-or-later
"""What a tree needs of a device beside its generated files: another name in its spec, its author's
file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from tests.golden.trees import tree as golden_tree
from vmgen.model.nodes import Device

ROOT = Path(__file__).resolve().parents[2]


def worded(text: str, word: str, device: str = r"\w+") -> str:
    """A spec whose device has one more word, or another, in its class line.

    `word` is such as `crate="pl011_vm"`. ValueError where there is not one device of that class.
    """
    name = word.partition("=")[0]
    text = re.sub(rf',\s*{name}="[^"]*"', "", text)
    made, count = re.subn(rf"class {device}\(\s*Device,", rf"\g<0> {word},", text)
    if count != 1:
        raise ValueError(f"{count} devices where one gets {word}")
    return made


def device_file(device: Device) -> str:
    """Where the author's file of a crate lies in a tree's Rust."""
    return f"hw/{device.category}/{device.crate}/src/device.rs"


def authors_files(group: str, dialect: str) -> Mapping[str, str]:
    """The `device.rs` that persons wrote for `specs` or `golden`, by their paths in a tree."""
    generated = ROOT / "generated" / dialect
    files = (
        golden_tree(dialect)
        if group == "golden"
        else {it.relative_to(generated).as_posix(): it for it in generated.glob("hw/*/*/src/*.rs")}
    )
    return {path: it.read_text("utf-8") for path, it in files.items() if it.name == "device.rs"}
