# SPDX-License-Identifier: GPL-2.0-or-later
"""That the C files of the corpus have each macro of QEMU's, and each way to write a description.

What an import makes of them is beside them, in `expected/`: layouts and specs.
"""

from __future__ import annotations

import re

import pytest

from tests.unit.importer.c.test_corpus import CASES, CORPUS
from vmgen.importer.c.families import families

TEXTS = {file: (CORPUS / file).read_text(encoding="utf-8") for file, _ in CASES.values()}

IDIOMS = {
    "a description of the file alone": ("lamp.c", r"static const VMStateDescription \w+ = \{"),
    "one that others see": ("idioms.c", r"^const VMStateDescription \w+ = \{"),
    "fields in the description": ("lamp.c", r"\.fields = \(const VMStateField\[\]\) \{"),
    "without const": ("idioms.c", r"\.fields = \(VMStateField\[\]\) \{"),
    "fields as a variable": ("idioms.c", r"\.fields = well_registers,"),
    "no fields": ("scalars.c", r"\.name = \"stub\",\n    \.unmigratable = 1,\n\}"),
    "an empty list": ("crate.c", r"\(const VMStateField\[\]\) \{\s*VMSTATE_END_OF_LIST\(\)"),
    "the end without a comma": ("crate.c", r"VMSTATE_END_OF_LIST\(\)\n"),
    "the end with a comma": ("lamp.c", r"VMSTATE_END_OF_LIST\(\),\n"),
    "subsections": ("lamp.c", r"\.subsections = \(const VMStateDescription \* const \[\]\) \{"),
    "subsections as a variable": ("crate.c", r"\.subsections = crate_subsections,"),
    "#if in a list": ("idioms.c", r"#ifdef TARGET_WELL\n        VMSTATE"),
    "descriptions by a macro that pastes": ("idioms.c", r"vmstate_cap_##_name = \{"),
    "an array of descriptions": ("scalars.c", r"vmstate_pair\[2\] = \{\n    \{ \.name"),
    "an array of them by macros": ("crate.c", r"vmstate_sides\[2\] = \{ CRATE_SIDE\(left\)"),
    "the name as a string": ("lamp.c", r"\.name = \"lamp-bank\""),
    "the name as a constant": ("lamp.c", r"\.name = TYPE_LAMP,"),
    "the name as both": ("lamp.c", r"\.name = TYPE_LAMP \"/blink\""),
    "no name": ("crate.c", r"vmstate_nameless = \{\n    \.fields"),
    "versions as macros": ("lamp.c", r"\.version_id = LAMP_VERSION,"),
    "no versions": ("crate.c", r"\.name = \"crate-empty\",\n    \.fields"),
    "no minimum version": ("crate.c", r"\.version_id = 2,\n    \.fields"),
    "fields as initialisers": ("idioms.c", r"\{ \.name = \(stringify\(b\)\)"),
    "functions with &": ("crate.c", r"\.needed = &\w+,"),
    "a hook that is none": ("crate.c", r"\.post_load = NULL,"),
    "a member twice": ("crate.c", r"\(lines, CrateKeys, 0.*\n.*\(lines, CrateKeys, 2"),
    "a struct by its tag": ("crate.c", r"\(lines, struct CrateKeys, 4\)"),
    "a dotted member": ("lamp.c", r"VMSTATE_UINT32\(fifo\[0\]\.whole, "),
    "a count by an enum": ("idioms.c", r"\(items, Well, WELL_ITEMS, "),
    "a count by a register": ("crate.c", r"\(regs, CrateKeys, R_CRATE_LAST \+ 1\)"),
    "a count by sizeof": ("crate.c", r"sizeof\(struct Box\) \* 2\)"),
    "a count by BITS_TO_U32S": ("crate.c", r"BITS_TO_U32S\(CRATE_KEYS\)\)"),
    "a count by a table": ("crate.c", r"ARRAY_SIZE\(crate_table\)"),
    "macros of the file's own": ("lamp.c", r"VMSTATE_LAMP_BANKS\(banks, "),
    "padding of an old version": ("crate.c", r"VMSTATE_UNUSED_TEST\(crate_old, 2\)"),
    "an array that grew": ("crate.c", r"VMSTATE_UINT8_ARRAY\(lines, struct CrateKeys, 4\)"),
    "an info that writes a number": ("idioms.c", r"qemu_put_be32\(f, s->a << 16 \| s->b\);"),
    "an info that writes several": ("idioms.c", r"qemu_put_be16\(f, 1\);\n    qemu_put_byte"),
    "an info that depends": ("idioms.c", r"if \(s->a\) \{\n        qemu_put_be32"),
    "a struct at an older version": ("functions.c", r"VMSTATE_VSTRUCT\("),
    "a priority": ("functions.c", r"\.priority = MIG_PRI_IOMMU,"),
    "a description that is early": ("functions.c", r"\.early_setup = true"),
    "a device that may be unplugged": ("functions.c", r"\.dev_unplug_pending = "),
}
"""By what it is the file that has it, and how it looks there."""


@pytest.mark.parametrize("idiom", IDIOMS)
def test_each_way_is_in_the_corpus(idiom: str) -> None:
    file, text = IDIOMS[idiom]
    assert re.search(text, TEXTS[file], re.MULTILINE), f"{idiom}: not in {file}"


def test_each_macro_is_in_the_corpus() -> None:
    used = set(re.findall(r"\bVMSTATE_(\w+)", "\n".join(TEXTS.values())))
    assert not [name for name in families() if name not in used]
