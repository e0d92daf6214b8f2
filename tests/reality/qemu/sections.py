# SPDX-License-Identifier: GPL-2.0-or-later
"""A device's section in a stream: finding it, changing values, putting another body in its place.

Values are changed by the description that real QEMU put into the stream, which knows nothing of
our specs; so names here are those of the C device.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from vmgen.stream import Section, Value, decode_section, encode_section, open_stream
from vmgen.stream.value import Leaf, label


def find_section(path: Path, name: str, instance: int) -> Section:
    """The section of a device instance; a device on PCI or the like has a path before its name."""
    seen = []
    with open_stream(path) as stream:
        for section in stream.sections():
            named = section.name == name or section.name.endswith(f"/{name}")
            if named and section.instance_id == instance:
                return section
            seen.append(section.key)
    raise AssertionError(
        f"no section {name}:{instance} in the stream of {stream.machine}; it has {', '.join(seen)}:"
        " choose another machine or instance in tests/reality/qemu/table.py"
    )


def values_of(section: Section) -> dict[str, Leaf]:
    """All values by their path of C names: `lcr`, `mbox[0].reg`, `pl011/clock.clk.period`.

    C may send one member twice (i8254: `channels[0].next_transition_time`); then it has one value.
    """
    found: dict[str, Leaf] = {}
    for path, node in _leaves(_decoded(section), ""):
        assert node.value is not None
        held = found.setdefault(path, node.value)
        assert held == node.value, f"{section.name}: `{path}` is {held!r} and {node.value!r}"
    return found


def with_values(section: Section, changes: Mapping[str, Leaf]) -> bytes:
    """The section's body with other values at these paths."""
    tree = _decoded(section)
    unused = set(changes)
    for path, node in _leaves(tree, ""):
        if path in changes:
            unused.discard(path)
            new, old = changes[path], node.value
            if isinstance(old, tuple) and not (isinstance(new, tuple) and len(new) == len(old)):
                raise AssertionError(f"`{path}` of {section.name} takes a tuple of {len(old)}")
            node.value = new
    if unused:
        known = ", ".join(values_of(section))
        raise AssertionError(f"{section.name} has no {', '.join(sorted(unused))}; it has {known}")
    return encode_section(tree)


def _decoded(section: Section) -> Value:
    tree = decode_section(section)
    assert tree.reason is None, f"{section}: {tree.reason}"
    return tree


def _leaves(node: Value, prefix: str) -> Iterator[tuple[str, Value]]:
    for child in node.children:
        if child.value is not None:
            yield prefix + label(child), child
        elif child.count is not None:
            for element in child.children:
                yield from _leaves(element, f"{prefix}{label(element)}.")
        else:
            yield from _leaves(child, f"{prefix}{label(child)}.")
    for subsection in node.subsections:
        yield from _leaves(subsection, f"{prefix}{subsection.name}.")


def with_body(stream: Path, section: Section, body: bytes, to: Path) -> Path:
    """A stream like `stream` with another body for this section; nothing on the wire counts it."""
    data = stream.read_bytes()
    end = section.offset + section.length
    assert data[section.offset : end] == section.data
    to.write_bytes(data[: section.offset] + body + data[end:])
    return to
