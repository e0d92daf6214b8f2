# SPDX-License-Identifier: GPL-2.0-or-later
"""Infos of the device's own: what their `put` writes and their `get` reads, in every way."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from vmgen.importer.c import Options, read
from vmgen.importer.found import Bytes, Field, Unknown, Value, What

TEXT = """
#include "more.h"
#define SHORT 3
#define WRITE(v) qemu_put_be32(f, v)
typedef struct LampState { uint8_t *steps; uint32_t a[3]; } LampState;
static void put_two(int n, QEMUFile *file) { qemu_put_be16(file, n); qemu_put_be16(file, 0); }
static void put_some(int n, QEMUFile *file) { if (!n) { return; } qemu_put_be32(file, n); }
static void put_around(int n, QEMUFile *file) { put_around(n, file); }
#ifdef CONFIG_LAMP
static void put_built(QEMUFile *f) { qemu_put_be32(f, 0); }
#endif
static int put_steps(QEMUFile *f, void *pv, size_t size, const VMStateField *field, JSONWriter *d)
{
    %s
    return 0;
}
static int get_steps(QEMUFile *f, void *pv, size_t size, const VMStateField *field)
{
    %s
    return 0;
}
static bool is_old(void *opaque, int version_id) { return version_id < 3; }
static bool is_any(void *opaque, int version_id) { return version_id < 9; }
static const VMStateInfo vmstate_info_steps = {
    .name = "steps", .get = get_steps, .put = put_steps
};
static const VMStateDescription vmstate_lamp = {
    .name = "lamp",
    .version_id = 3,
    .fields = (const VMStateField[]) {
        %s
        VMSTATE_END_OF_LIST()
    }
};
"""
BUFFER = "VMSTATE_BUFFER_UNSAFE_INFO(steps, LampState, 0, vmstate_info_steps, 12),"
TESTED = "VMSTATE_SINGLE_TEST(steps, LampState, {}, 0, vmstate_info_steps, uint32_t),"
NAME = "vmstate_info_steps"
READ32 = "*(uint32_t *)pv = qemu_get_be32(f);"


@pytest.fixture
def travels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Travels:
    monkeypatch.chdir(tmp_path)
    return Travels()


class Travels:
    """The field of an info with these functions."""

    def __call__(self, put: str, get: str, field: str = BUFFER) -> Field:
        Path("lamp.c").write_text(TEXT % (put, get, field))
        ((found,),) = (it.description.fields for it in read([Path("lamp.c")], Options()))
        return found


def u32() -> What:
    return Value("u32", info=NAME)


@pytest.mark.parametrize(
    ("put", "get", "expected"),
    [
        ("qemu_put_buffer(f, pv, 12);", "qemu_get_buffer(f, pv, 12);", Bytes(12, info=NAME)),
        ("qemu_put_buffer(f, pv, size);", "qemu_get_buffer(f, pv, size);", Bytes(12, info=NAME)),
        ("qemu_put_buffer(f, pv, 2);", "qemu_get_byte(f); qemu_get_byte(f);", Bytes(2, info=NAME)),
        ("qemu_put_be16(f, 1);", "uint16_t v = qemu_get_be16(f);", Value("u16", info=NAME)),
        ("qemu_put_sbe16s(f, pv);", "qemu_get_sbe16s(f, pv);", Value("i16", info=NAME)),
        ("qemu_put_be32(f, 1);", READ32, u32()),
        ("if (!pv) { return -EINVAL; } qemu_put_be32(f, 1);", READ32, u32()),
        ("if (!pv) { return 1; } else { qemu_put_be32(f, 1); return 0; }", READ32, u32()),
        ("if (!pv) qemu_put_be32(f, 1); else qemu_put_be32(f, 2);", READ32, u32()),
        ("qemu_put_be32(f, 1); if (pv) { return 0; } done();", READ32, u32()),
        ("/* if (!pv) return 0; */ qemu_put_be32(f, pv ? 1 : 2);", READ32, u32()),
        ("assert(pv); if (0) { abort(); } qemu_put_be32(f, 1);", READ32, u32()),
        ("while (busy()) { wait(f_lamp); } qemu_put_be32(f, 1);", READ32, u32()),
        ("qemu_put_be32(f, 1);", "if (qemu_get_be32(f) > 9 && pv) return -EINVAL;", u32()),
        ("qemu_put_be32(f, 1);", "return qemu_get_be32(f) ? -EINVAL : 0;", u32()),
        (
            "for (int i = 0; i < SHORT; i++) { qemu_put_be32(f, a[i]); }",
            "int i; for (i = 0; i <= 2; ++i) { a[i] = qemu_get_be32(f); if (!a[i]) return -1; }",
            Bytes(12, info=NAME),
        ),
        (
            "qemu_put_be32(f, 1); return qemu_file_get_error(f);",
            "if (qemu_get_be32(f) > 3) { qemu_file_set_error(f, -EINVAL); return -EINVAL; }",
            u32(),
        ),
        ("put_two(1, f);", "qemu_get_be16(f); qemu_get_be16(f);", Bytes(4, info=NAME)),
        (
            "\n#if defined(_WIN32)\nqemu_put_byte(f, 1);\n#else\nqemu_put_be32(f, 1);\n#endif\n",
            READ32,
            u32(),
        ),
    ],
)
def test_what_travels(put: str, get: str, expected: What, travels: Travels) -> None:
    field = travels(put, get)
    assert field.what == expected
    assert [it.name for it in field.by] == ["put_steps", "get_steps"]


@pytest.mark.parametrize(
    ("put", "get", "why"),
    [
        ("qemu_put_buffer(f, pv, steps_of(pv));", "", "how many bytes"),
        ("int n = 3; qemu_put_buffer(f, pv, n);", "", "how many bytes is worked out"),
        ("if (pv) { qemu_put_be32(f, 1); }", READ32, "not always the same"),
        ("if (pv) { return 0; } qemu_put_be32(f, 1);", READ32, "not always the same"),
        ("int r = pv ? 1 : 0; if (r) return r; qemu_put_be32(f, 1);", READ32, "not always"),
        ("pv && (qemu_put_be32(f, 1), 1);", READ32, "a condition decides"),
        ("x = pv ? qemu_put_be32(f, 1) : 0;", READ32, "a condition decides"),
        ("if (!pv) goto out; qemu_put_be32(f, 1); out: ;", READ32, "a `goto` decides"),
        ("while (pv) { qemu_put_be32(f, 1); }", READ32, "a `while` decides"),
        ("switch (1) { case 1: qemu_put_be32(f, 1); }", READ32, "a `switch` decides"),
        ("for (i = 0; i < n; i++) { qemu_put_be32(f, 1); }", READ32, "`n` is not known"),
        ("for (i = 0; i < 3; i++) { qemu_put_be32(f, 1); i++; }", READ32, "a loop decides"),
        ("for (i = 0; i < 3; i++) { if (pv) break; qemu_put_be32(f, 1); }", READ32, "a loop"),
        ("for (i = 0; i < 3; i += 2) { qemu_put_be32(f, 1); }", READ32, "a loop decides"),
        ("qemu_put_be32(f, 1);", "", "its `get` reads other bytes"),
        ("qemu_put_be32(f, 1);", "qemu_get_be16(f);", "its `get` reads other bytes"),
        ("qemu_put_be32(f, 1);", "qemu_get_be16(f); qemu_get_be16(f);", "other bytes"),
        ("qemu_put_be32(f, 1);", "if (pv) { qemu_get_be32(f); }", "its `get`: not always"),
        ("qemu_put_be32(f, 1);", "qemu_peek_byte(f, 0);", "`qemu_peek_byte()` does it"),
        ("put_some(1, f);", READ32, "its `put`: not always the same"),
        ("put_around(1, f);", READ32, "`put_around()` could not be read"),
        ("put_built(f);", READ32, "`put_built()` does it"),
        ("QEMUFile *g = f; qemu_put_be32(g, 1);", READ32, "the stream goes elsewhere"),
        ("WRITE(1);", READ32, "the macro `WRITE` decides"),
        ("vmstate_save_state(f, &vmstate_x, pv, d);", READ32, "`vmstate_save_state()` does it"),
        ("\n#ifdef CONFIG_X\nqemu_put_be32(f, 1);\n#endif\n", READ32, "an `#if` decides"),
        ("exit(1);", READ32, "its `put` writes nothing"),
        ("", "", "its `put` writes nothing"),
        ("qemu_put_be32(f, 1;", READ32, "could not be read"),
    ],
)
def test_what_varies(put: str, get: str, why: str, travels: Travels) -> None:
    what = travels(put, get).what
    assert isinstance(what, Unknown) and what.gap.code == "VM624"
    assert why in what.gap.text


@pytest.mark.parametrize("put", ["exit(1);", "return -1;", 'printf("never");', "abort();"])
def test_what_only_older_versions_have(put: str, travels: Travels) -> None:
    """Its `put` is never asked; where the version that is written has it, that is not so."""
    old = travels(put, "*(uint32_t *)pv = qemu_get_ubyte(f);", TESTED.format("is_old"))
    assert (old.what, old.until) == (Value("u8", info=NAME), 2)
    assert [it.name for it in old.by] == ["get_steps"]
    assert isinstance(travels(put, READ32, TESTED.format("is_any")).what, Unknown)


def test_a_put_that_writes_in_older_versions_is_held_against_its_get(travels: Travels) -> None:
    field = travels("qemu_put_be32(f, 1);", "qemu_get_byte(f);", TESTED.format("is_old"))
    assert isinstance(field.what, Unknown)


def test_an_info_without_a_get(tmp_path: Path) -> None:
    """What such a device takes, nobody can say."""
    path = tmp_path / "lamp.c"
    text = TEXT % ("qemu_put_be32(f, 1);", READ32, BUFFER)
    path.write_text(text.replace(".get = get_steps, ", ""))
    ((field,),) = (it.description.fields for it in read([path], Options()))
    assert isinstance(field.what, Unknown) and "its `get` is not" in field.what.gap.text


@pytest.mark.parametrize(
    "put",
    [
        f"qemu_put_be32(f, {'(' * 9000}1{')' * 9000});",
        f"{'{' * 9000} qemu_put_be32(f, 1); {'}' * 9000}",
        "if (pv) " * 5000 + "qemu_put_be32(f, 1);",
        "if (pv) { n++; } else { n--; } " * 1000 + "qemu_put_be32(f, 1);",
        "if (pv) { qemu_put_byte(f, 1); }" * 1000,
        "for (int i = 0; i < 2000000000; i++) { qemu_put_byte(f, 1); }",
        "put_5(f);",
    ],
)
def test_no_text_takes_long(put: str, travels: Travels) -> None:
    """Nor is anything raised for one."""
    inner = ["", *(f"put_{number}(f);" * 500 for number in range(5))]
    texts = (f"static void put_{number}(QEMUFile *f) {{ {it} }}" for number, it in enumerate(inner))
    Path("more.h").write_text("\n".join(texts))
    start = time.process_time()
    start = time.process_time()
    found = travels(put, READ32).what
    assert isinstance(found, Unknown) or found == u32()
    assert time.process_time() - start < 2
