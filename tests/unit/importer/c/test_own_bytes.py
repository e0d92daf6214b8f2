# SPDX-License-Identifier: GPL-2.0-or-later
"""Buffers with an info of the device's own: its `put` says what travels, not their size."""

from __future__ import annotations

from pathlib import Path

import pytest

from vmgen.importer.c import Options, read
from vmgen.importer.found import Bytes, Unknown, Value, What

TEXT = """
typedef struct LampState { uint8_t *steps; } LampState;
static int put_steps(QEMUFile *f, void *pv, size_t size, const VMStateField *field, JSONWriter *d)
{
    %s
    return 0;
}
static const VMStateInfo vmstate_info_steps = { .name = "steps", .put = put_steps };
static const VMStateDescription vmstate_lamp = {
    .name = "lamp",
    .fields = (const VMStateField[]) {
        VMSTATE_BUFFER_UNSAFE_INFO(steps, LampState, 0, vmstate_info_steps, %s),
        VMSTATE_END_OF_LIST()
    }
};
"""


@pytest.mark.parametrize(
    ("put", "size", "expected"),
    [
        ("qemu_put_buffer(f, pv, 12);", "0", Bytes(12, info="vmstate_info_steps")),
        ("qemu_put_be16(f, 1);", "4", Value("u16", info="vmstate_info_steps")),
        ("qemu_put_buffer(f, pv, steps_of(pv));", "0", None),
        ("qemu_put_buffer(f, pv, size);", "12", Bytes(12, info="steps")),
    ],
)
def test_what_travels(put: str, size: str, expected: What | None, tmp_path: Path) -> None:
    path = tmp_path / "lamp.c"
    path.write_text(TEXT % (put, size))
    ((field,),) = (it.description.fields for it in read([path], Options()))
    if expected is None:
        assert isinstance(field.what, Unknown) and field.what.gap.code == "VM624"
    else:
        assert field.what == expected
