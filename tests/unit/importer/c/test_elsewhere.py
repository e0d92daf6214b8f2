# SPDX-License-Identifier: GPL-2.0-or-later
"""What a device's text names, and other files have: headers of a build, pasted descriptions."""

from __future__ import annotations

from pathlib import Path

import pytest

from vmgen.importer.c import Options, read
from vmgen.importer.found import Count, Field

DEVICE = """
#include <linux/lamp.h>
typedef struct LampState { uint8_t page[LAMP_PAGE]; } LampState;
static const VMStateDescription vmstate_lamp = {
    .name = "lamp",
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8_ARRAY(page, LampState, LAMP_PAGE),
        VMSTATE_END_OF_LIST()
    },
    .subsections = (const VMStateDescription * const []) { %s NULL }
};
"""


@pytest.mark.parametrize(("target", "size"), [("x86_64", 32), ("aarch64", 64), ("", None)])
def test_headers_of_linux_are_those_of_the_target(
    target: str, size: int | None, tmp_path: Path
) -> None:
    for folder, text in (
        ("linux", "#include <asm/lamp.h>"),
        ("asm-x86", "#define LAMP_PAGE 32"),
        ("asm-arm64", "#define LAMP_PAGE 64"),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "lamp.h").write_text(text)
    path = tmp_path / "lamp.c"
    path.write_text(DEVICE % "")
    ((field,),) = (it.description.fields for it in read([path], Options([tmp_path], target=target)))
    assert count_of(field).most == size


def test_headers_of_a_build_come_first(tmp_path: Path) -> None:
    for folder, size in (("asm", 16), ("asm-x86", 32)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "lamp.h").write_text(f"#define LAMP_PAGE {size}")
    path = tmp_path / "lamp.c"
    path.write_text((DEVICE % "").replace("linux/", "asm/"))
    options = Options([tmp_path], target="x86_64")
    ((field,),) = (it.description.fields for it in read([path], options))
    assert count_of(field).most == 16


def test_a_description_whose_name_another_file_pastes(tmp_path: Path) -> None:
    device, caps = tmp_path / "lamp.c", tmp_path / "lamp_caps.c"
    device.write_text(DEVICE % "&vmstate_lamp_cap_dim, &vmstate_lamp_cap_none,")
    caps.write_text("""
#define LAMP_CAP(kind, n) \\
const VMStateDescription vmstate_lamp_cap_##kind = { \\
    .name = "lamp/cap/" #kind, \\
    .fields = (const VMStateField[]) { \\
        VMSTATE_UINT8(caps[n], LampState), \\
        VMSTATE_END_OF_LIST() \\
    }, \\
}
LAMP_CAP(dim, 1);
LAMP_CAP(warm, 2);
""")
    lamp = read([device], Options(defines=[("LAMP_PAGE", "4")]), [caps])[0].description
    assert [it.description.name for it in lamp.subsections] == ["lamp/cap/dim"]
    assert [it.code for it in lamp.gaps] == ["VM625"]


def test_an_empty_description_is_for_binaries_without_the_device(tmp_path: Path) -> None:
    path = tmp_path / "stub.c"
    path.write_text("const VMStateDescription vmstate_lamp = {};")
    assert not read([path], Options())


STUB = """
const VMStateDescription vmstate_lamp_more = {
    .name = "lamp/more", .version_id = 1,
    .fields = (const VMStateField[]) { %s VMSTATE_END_OF_LIST() },
};
"""


def test_a_stub_without_fields_is_for_binaries_without_the_device(tmp_path: Path) -> None:
    device, stub, more = (tmp_path / name for name in ("lamp.c", "stub.c", "more.c"))
    device.write_text(DEVICE % "&vmstate_lamp_more,")
    stub.write_text(STUB % "")
    more.write_text(STUB % "VMSTATE_UINT8(level, LampState),")
    options = Options(defines=[("LAMP_PAGE", "4")])
    lamp = read([device], options, [stub, more])[0].description
    assert not list(lamp.all_gaps())
    assert [len(it.description.fields) for it in lamp.subsections] == [1]
    alone = read([device], options, [stub])[0].description
    assert [len(it.description.fields) for it in alone.subsections] == [0]


def count_of(field: Field) -> Count:
    assert field.count is not None
    return field.count
