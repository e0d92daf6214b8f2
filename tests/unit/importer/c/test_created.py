# SPDX-License-Identifier: GPL-2.0-or-later
"""Lengths that only the calls of a file say: of queues, of memory, of MSI-X."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from vmgen.importer.c import Options, read
from vmgen.importer.found import Bytes, Field, Inside, Unknown

TEXT = """
#define SLOTS 6
typedef struct Lane { Fifo8 tx; } Lane;
typedef struct LampState {
    PCIDevice parent_obj;
    Fifo8 tx;
    Fifo32 rx[2];
    Lane lane[3];
    uint16_t *steps;
    uint8_t *log;
    uint32_t n;
} LampState;
static void lamp_realize(LampState *s, PCIDevice *d, uint32_t count)
{
    %s
}
static const VMStateDescription vmstate_lamp = {
    .name = "lamp",
    .fields = (const VMStateField[]) {
        %s
        VMSTATE_END_OF_LIST()
    }
};
"""
TX, RX, INNER = (
    "VMSTATE_FIFO8(tx, LampState),",
    "VMSTATE_FIFO32(rx[1], LampState),",
    "VMSTATE_FIFO8(lane[0].tx, LampState),",
)
STEPS = "VMSTATE_VARRAY_UINT32(steps, LampState, n, 0, vmstate_info_uint16, uint16_t),"
ALLOC = "VMSTATE_VARRAY_UINT32_ALLOC(steps, LampState, n, 0, vmstate_info_uint16, uint16_t),"
LOG = "VMSTATE_VBUFFER_UINT32(log, LampState, 0, NULL, n),"
MSIX = "VMSTATE_MSIX(parent_obj, LampState),"


@pytest.fixture
def lamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lamp:
    monkeypatch.chdir(tmp_path)
    return Lamp()


class Lamp:
    """The field of a device that is made so."""

    def __call__(self, realize: str, field: str, more: str = "") -> Field:
        Path("lamp.c").write_text(TEXT % (realize, field) + more)
        ((found,),) = (it.description.fields for it in read([Path("lamp.c")], Options()))
        return found


@pytest.mark.parametrize(
    ("realize", "field", "size"),
    [
        ("fifo8_create(&s->tx, SLOTS * 2);", TX, 12),
        ("fifo8_create(&(s->tx), 4); fifo8_create(&s->tx, 4);", TX, 4),
        ("fifo32_create(&s->rx[0], SLOTS); fifo32_create(&s->rx[1], SLOTS);", RX, 24),
        ("fifo8_create(&s->lane[count].tx, 3); fifo8_create(&s->tx, 5);", INNER, 3),
        ("fifo8_create(&s->lane[count].tx, 3); fifo8_create(&s->tx, 5);", TX, 5),
        ("fifo8_create(&s->tx, 4); fifo8_create(&s->tx, 5);", TX, None),
        ("fifo8_create(&s->tx, count);", TX, None),
        ("fifo8_create(&s->tx, 4); fifo8_create(&s->tx, count);", TX, None),
        ("fifo8_create(&s->tx, 4); Lane *l = &s->lane[0]; fifo8_create(&l->tx, 5);", TX, 4),
        ("fifo8_create(&s->tx, 4); fifo8_create(&LANE(s)->tx, 5);", TX, None),
        ("fifo8_create(fifo_of(s), 4);", TX, None),
        ("/* fifo8_create(&s->tx, 4); */", TX, None),
        ("\n#if 0\nfifo8_create(&s->tx, 4);\n#endif\nfifo8_create(&s->tx, 5);\n", TX, 5),
    ],
)
def test_a_queue(realize: str, field: str, size: int | None, lamp: Lamp) -> None:
    what = lamp(realize, field).what
    assert isinstance(what, Inside) and what.description.name == "Fifo8"
    assert what.description.fields[0].what == Bytes(size)


@pytest.mark.parametrize(
    ("realize", "field", "most"),
    [
        ("s->steps = g_new0(uint16_t, SLOTS);", STEPS, 6),
        ("s->steps = g_new(uint16_t, 2 * SLOTS);", STEPS, 12),
        ("s->steps = g_malloc0(SLOTS * sizeof(uint16_t));", STEPS, 6),
        ("s->log = g_malloc(SLOTS);", LOG, 6),
        ("s->steps = g_new0(uint16_t, s->n);", STEPS, None),
        ("s->steps = g_new0(uint16_t, 4); s->steps = g_new0(uint16_t, 8);", STEPS, None),
        ("uint16_t *steps = g_new0(uint16_t, SLOTS); s->steps = steps;", STEPS, None),
        ("s->steps = g_new0(uint16_t, SLOTS);", ALLOC, None),
        ("s->steps = NULL; s->steps = g_new0(uint16_t, SLOTS);", STEPS, 6),
        ("s->steps = g_new0(uint16_t, 6); s->steps = g_renew(uint16_t, s->steps, 8);", STEPS, None),
        ("s->steps = g_new0(uint16_t, SLOTS); s->steps = &steps;", STEPS, None),
        ("", STEPS, None),
    ],
)
def test_memory(realize: str, field: str, most: int | None, lamp: Lamp) -> None:
    count = lamp(realize, field).count
    assert count is not None and (count.most, count.member) == (most, "n")


def test_msix_of_a_constant(lamp: Lamp) -> None:
    field = lamp("msix_init(d, SLOTS + 3, &s->bar, 0, 0, &s->bar, 0, 64, 0, NULL);", MSIX)
    assert isinstance(field.what, Inside) and field.what.description.name == "msix"
    assert field.what.description.fields[0].what == Bytes(9 * 16 + 2, info="msix state")
    assert field.made_by is not None and str(field.made_by.at) == "lamp.c:15:5"
    assert field.optional == "msix"


@pytest.mark.parametrize(
    ("realize", "why"),
    [
        ("", "no `msix_init()` of the file says it"),
        ("msix_init_exclusive_bar(d, s->n, 0, NULL);", "`s->n` says it at run time"),
        (
            "msix_init_exclusive_bar(d, 1, 0, NULL); msix_init_exclusive_bar(d, 2, 0, NULL);",
            "several",
        ),
    ],
)
def test_msix_of_the_run_time(realize: str, why: str, lamp: Lamp) -> None:
    what = lamp(realize, MSIX).what
    assert isinstance(what, Unknown) and what.gap.code == "VM621" and why in what.gap.text


def test_who_asks_for_msix(lamp: Lamp) -> None:
    """A predicate of C's decides; it is no cell then."""
    more = "static bool asks(void *opaque, int version_id) { return opaque != 0; }"
    text = "VMSTATE_MSIX_TEST(parent_obj, LampState, asks),"
    field = lamp("msix_init_exclusive_bar(d, 1, 0, NULL);", text, more)
    assert field.test is not None and field.test.name == "asks" and not field.optional


def test_many_calls_take_no_time(lamp: Lamp) -> None:
    calls = "fifo8_create(&s->tx, 4); s->steps = g_new0(uint16_t, 6);" * 1000
    start = time.process_time()
    Path("lamp.c").write_text(TEXT % (calls, (TX + STEPS) * 500))
    (source,) = read([Path("lamp.c")], Options())
    assert len(source.description.fields) == 1000
    assert time.process_time() - start < 2
