# SPDX-License-Identifier: GPL-2.0-or-later
"""Any description that adds up decodes any bytes of its size, and they come back."""

from __future__ import annotations

import json
import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from stream_builder import field, struct_field, subsection, vmsd

from vmgen.layout.members import parse_json
from vmgen.stream import Section, Value, decode_section, encode_section

WIDTHS = {"bool": 1, "int8": 1, "uint16": 2, "int32 le": 4, "uint64": 8, "timer": 8, "nullptr": 1}

Built = tuple[dict[str, Any], bytes]
"""A field or VMSD with bytes that it describes."""

names = st.sampled_from(("a", "b", "regs", "env.x", "timers"))


@st.composite
def leaves(draw: st.DrawFn) -> Built:
    info = draw(st.sampled_from((*WIDTHS, "buffer", "pci config", "bitmap")))
    width = WIDTHS.get(info, draw(st.integers(0, 17)))
    count = draw(st.none() | st.integers(0, 9))
    more = {} if count is None else {"array_len": count}
    size = width * (1 if count is None else count)
    data = random.Random(draw(st.integers(0, 99))).randbytes(size)
    return field(draw(names), info, width, **more), data


@st.composite
def structs(draw: st.DrawFn, fields: st.SearchStrategy[Built]) -> Built:
    members, data = draw(bodies(fields))
    more = draw(st.sampled_from(({}, {"index": 3})))
    return struct_field(draw(names), len(data), members, **more), data


@st.composite
def bodies(draw: st.DrawFn, fields: st.SearchStrategy[Built]) -> Built:
    built = draw(st.lists(fields, max_size=4))
    data = b"".join(part for _, part in built)
    below = []
    for number in range(draw(st.integers(0, 2))):
        members, part = draw(bodies(leaves()))
        members["vmsd_name"] = f"v/{number}"
        below.append(members)
        data += subsection(f"v/{number}", members["version"]) + part
    return (
        vmsd("v", draw(st.integers(0, 300)), *[one for one, _ in built], subsections=below or None),
        data,
    )


@given(bodies(st.recursive(leaves(), structs, max_leaves=6)))
@settings(max_examples=30)
def test_there_and_back(built: Built) -> None:
    members, data = built
    description = parse_json(json.dumps(members).encode())
    values = decode_section(Section("dev", data=data, description=description))
    assert values.reason is None
    assert encode_section(values) == data
    tiles(values)


def tiles(value: Value) -> None:
    """Children and subsections cover their parent, without gaps."""
    if value.value is not None:
        return
    at = value.offset
    for child in value.children:
        assert child.offset == at
        at += child.size
        tiles(child)
    for below in value.subsections:
        assert below.offset == at
        at += below.size
        header = len(subsection(below.name, below.version or 0))
        first = [*below.children, *below.subsections][:1]
        assert all(child.offset == below.offset + header for child in first)
    assert at == value.offset + value.size or value.type == "subsection"
