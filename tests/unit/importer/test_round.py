# SPDX-License-Identifier: GPL-2.0-or-later
"""Any description in a stream: the spec that is imported from it reads and writes the section."""

from __future__ import annotations

import struct as packing
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.importer.sections import Json, group, number, raw, size_of, struct
from vmgen.codec import Codec
from vmgen.diagnostics import Diagnostics
from vmgen.importer.devices import devices
from vmgen.importer.files import specs
from vmgen.importer.stream import Samples, keep
from vmgen.spec.read import read_specs
from vmgen.stream import Section, decode_section
from vmgen.verify.solve import solve

NAMES = st.sampled_from(["a", "b.c", "fifo[3]", "match", "lambda", "Self", "x y", "regs", "new"])


@st.composite
def leaves(draw: st.DrawFn, name: str) -> Json:
    """A number, an array of them, a timer, or bytes."""
    match draw(st.integers(0, 4)):
        case 0:
            return number(name, draw(st.sampled_from([8, 16, 32, 64])))
        case 1:
            return number(name, draw(st.sampled_from([8, 32])), array_len=draw(st.integers(2, 5)))
        case 2:
            return {"name": name, "type": "int64", "size": 8}
        case 3:
            return raw(name, draw(st.integers(1, 9)), draw(st.sampled_from(["buffer", "own"])))
    return raw(name, draw(st.sampled_from([8, 16])), "bitmap")


@st.composite
def bodies(draw: st.DrawFn, name: str, depth: int) -> Json:
    """A description with structs and subsections in it."""
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    fields = []
    for item in names:
        if depth and draw(st.booleans()):
            inner = draw(bodies(f"in{depth}", depth - 1))
            more = {"array_len": draw(st.integers(2, 3))} if draw(st.booleans()) else {}
            fields.append(struct(item, inner, **more))
        else:
            fields.append(draw(leaves(item)))
    subsections = [
        group(f"{name}/{item}", [draw(leaves("v")), draw(leaves("w"))], draw(st.integers(1, 3)))
        for item in draw(st.lists(st.sampled_from("pqr"), max_size=2, unique=True))
    ]
    return group(name, fields, draw(st.integers(0, 9)), *(subsections if depth == 2 else ()))


def section(described: Json, fill: bytes) -> Section:
    """A section with these bytes in its fields."""

    def body(part: Json) -> bytes:
        data = bytearray()
        for item in part["fields"]:
            for _ in range(item.get("array_len", 1)):
                if "struct" in item:
                    data += body(item["struct"])
                else:
                    data += (fill * item["size"])[: item["size"]]
        for inner in part.get("subsections", ()):
            name = inner["vmsd_name"].encode()
            data += bytes([5, len(name)]) + name + packing.pack(">I", inner["version"])
            data += body(inner)
        return bytes(data)

    data = body(described)
    assert len(data) == size_of(described)
    return Section(
        described["vmsd_name"], 0, described["version"], data=data, description=described
    )


@given(described=bodies("dev", 2), fill=st.binary(min_size=1, max_size=7))
@settings(max_examples=60)
def test_the_imported_spec_has_the_same_layout(described: Json, fill: bytes) -> None:
    given = section(described, fill)
    held = Samples("dev")
    keep(held, given, "one.xz", "virt")
    (spec,) = specs(devices(held), ["one.xz"])
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{spec.stem}.py"
        path.write_text(spec.text)
        diagnostics = Diagnostics()
        (device,) = read_specs([path], diagnostics)
        assert not diagnostics.failed, [str(item) for item in diagnostics] + [spec.text]
    codec = Codec(device)
    solution = solve(codec, given.data, given.version, decode_section(given))
    assert bytes(codec.saved(solution.state, given.version).data) == given.data
