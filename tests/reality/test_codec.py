# SPDX-License-Identifier: GPL-2.0-or-later
"""The codec on sections that real QEMU binaries wrote: the same bytes, and the described values."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from fuzz.corpus import SPECS, codecs_at
from tests.conftest import ROOT
from vmgen.codec import Codec, WireError
from vmgen.layout import Body, Nested, WireField
from vmgen.stream import Section, Value, decode_section, open_stream

COPIED = ROOT / "tests" / "data" / "sections"
DEVICES = ("bcm2835-mbox", "pl011", "pl061")

# What 7.2 calls the padding of the pl011. It is read and written, and always 0.
OLD_PADDING = {"pl011": {"readbuff"}}

# The bits that C keeps after a load: its `post_load` cuts the others off, and so does the spec.
KEPT = {"pl011": {"ibrd": 0xFFFF, "fbrd": 0x3F}}


def codecs() -> dict[str, Codec]:
    return codecs_at(SPECS)


class Real(NamedTuple):
    """A section with the words of its stream's description, and where it is from."""

    origin: str
    state: str
    section: Section


# -- the values that the description gives ---------------------------------------------------------


def described(value: Value, old_padding: set[str]) -> dict[str, Any]:
    """A decoded tree as plain values by name; padding has none."""
    found: dict[str, Any] = {}
    for child in value.children:
        if child.type == "unused_buffer" or child.name in old_padding:
            continue
        if child.children and child.count is not None:
            found[child.name] = [described(item, old_padding) for item in child.children]
        elif child.children or child.subsections:
            found[child.name] = described(child, old_padding)
        else:
            held = child.value
            found[child.name] = list(held) if isinstance(held, list | tuple) else held
    for subsection in value.subsections:
        found.update(described(subsection, old_padding))
    return found


def decoded(body: Body, values: dict[str, Any], sent: set[str]) -> dict[str, Any]:
    """A state's values by the names of the layout, as the C device has them."""
    found: dict[str, Any] = {}
    for field in body.fields:
        if field.key:
            found.update(of_field(field, values[field.key], sent))
    for item in body.subsections:
        if item.body.name in sent:
            found.update(decoded(item.body, values, sent))
    return found


def of_field(field: WireField, value: Any, sent: set[str]) -> dict[str, Any]:
    element = field.element
    if not isinstance(element, Nested):
        return {field.name: value}
    if field.count is not None:
        return {field.name: [decoded(element.inner, item, sent) for item in value]}
    inner = decoded(element.inner, value, sent)
    return inner if element.role in ("migratable", "registers") else {field.name: inner}


def subsection_names(value: Value) -> set[str]:
    """All subsections that were sent, at all depths."""
    names = {subsection.name for subsection in value.subsections}
    return names.union(*map(subsection_names, [*value.children, *value.subsections]))


def check(real: Real) -> None:
    section = real.section
    codec = codecs()[section.name.rpartition("/")[2]]
    state = codec.decode(section.data, section.version)
    again = codec.encode(state, section.version, subsections=state.wire_subsections)
    kept = KEPT.get(codec.name, {})
    wanted = bytearray(section.data)
    for span in codec.spans(state, section.version):
        mask = kept.get(span.path.rpartition(".")[2])
        if mask is not None:
            number = int.from_bytes(section.data[span.offset : span.end], "big") & mask
            wanted[span.offset : span.end] = number.to_bytes(span.end - span.offset, "big")
    assert again == wanted, real.origin
    tree = decode_section(section)
    assert tree.reason is None, f"{real.origin}: {tree.reason}"
    sent = subsection_names(tree)
    assert set(state.wire_subsections) == {item.name for item in tree.subsections}
    want = described(tree, OLD_PADDING.get(codec.name, set()))
    want |= {name: want[name] & mask for name, mask in kept.items()}
    assert decoded(codec.layout, state.model_dump(), sent) == want, real.origin


# -- where sections come from ----------------------------------------------------------------------


def copied(device: str) -> Iterator[Real]:
    held = json.loads((COPIED / f"{device}.json").read_text())
    for item in held["sections"]:
        section = Section(
            item["name"],
            item["instance_id"],
            item["version"],
            data=bytes.fromhex(item["data"]),
            description=held["descriptions"][item["description"]],
        )
        yield Real(f"{item['from']} {section.key}", f"{item['qemu'][:4]} {item['state']}", section)


def from_shared(shared: Path) -> Iterator[Real]:
    """Every section of a device with a spec, by the VMSD name in the stream's description."""
    walk = json.loads((shared / "walk.json").read_text())
    name_at = walk["columns"].index("name")
    for path, entry in walk["streams"].items():
        names = {row[name_at].rpartition("/")[2] for row in entry["sections"]}
        if not names & set(DEVICES):
            continue
        with open_stream(shared / path) as stream:
            for section in stream.sections():
                if section.description and section.description.get("vmsd_name") in DEVICES:
                    yield Real(f"{path} {section.key}", "", section)


@pytest.mark.parametrize(
    ("device", "cases"),
    [
        ("bcm2835-mbox", {"11.1": 4, "7.2.": 2}),
        ("pl011", {"11.1": 8, "7.2.": 9}),
        ("pl061", {"11.1": 9, "7.2.": 9}),
    ],
)
def test_copied_sections(device: str, cases: dict[str, int]) -> None:
    ran: Counter[str] = Counter()
    states: set[str] = set()
    for real in copied(device):
        check(real)
        ran[real.state[:4]] += 1
        states.add(real.state.partition(" ")[2])
    assert dict(ran) == cases
    # There is no machine with a bcm2835 in the `ran` streams.
    assert states == {"reset", "poked"} | ({"ran"} if device != "bcm2835-mbox" else set())


def test_shared_sections(shared: Path | None) -> None:
    """All of them, and that the copies are some of them."""
    if shared is None:
        pytest.skip("no ../shared/data: only the copied sections were decoded")
    ran: Counter[str] = Counter()
    copies = {real.origin: real.section.data for device in DEVICES for real in copied(device)}
    for real in from_shared(shared):
        check(real)
        ran[real.section.name] += 1
        if real.origin in copies:
            assert copies.pop(real.origin) == real.section.data
    assert dict(ran) == {"pl011": 277, "pl061": 200, "bcm2835-mbox": 12}
    assert not copies


def test_damaged_real_sections() -> None:
    """Every cut of a real section ends in an error, or where a subsection might have begun."""
    for device in DEVICES:
        codec = codecs()[device]
        accepted = []
        data = next(copied(device)).section.data
        for length in range(len(data)):
            try:
                codec.decode(data[:length])
            except WireError:
                continue
            accepted.append(length)
        assert accepted == ([124] if device == "pl011" else [])
