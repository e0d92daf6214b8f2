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
    """The section of a device instance."""
    seen = []
    with open_stream(path) as stream:
        for section in stream.sections():
            if section.name == name and section.instance_id == instance:
                return section
            seen.append(section.key)
    raise AssertionError(
        f"no section {name}:{instance} in the stream of {stream.machine}; it has {', '.join(seen)}:"
        " choose another machine or instance in tests/reality/qemu/table.py"
    )


def values_of(section: Section) -> dict[str, Leaf]:
    """All values by their path of C names: `lcr`, `mbox[0].reg`, `pl011/clock.clk.period`."""
    tree = decode_section(section)
    assert tree.reason is None, f"{section}: {tree.reason}"
    return dict(_leaves(tree, ""))


def _leaves(node: Value, prefix: str) -> Iterator[tuple[str, Leaf]]:
    for child in node.children:
        if child.value is not None:
            yield prefix + label(child), child.value
        elif child.count is not None:
            for element in child.children:
                yield from _leaves(element, f"{prefix}{label(element)}.")
        else:
            yield from _leaves(child, f"{prefix}{label(child)}.")
    for subsection in node.subsections:
        yield from _leaves(subsection, f"{prefix}{subsection.name}.")


def with_values(section: Section, changes: Mapping[str, Leaf]) -> bytes:
    """The section's body with other values at these paths."""
    tree = decode_section(section)
    for path, value in changes.items():
        try:
            node = tree.field(path)
        except KeyError:
            known = ", ".join(values_of(section))
            raise AssertionError(f"{section.name} has no `{path}`, it has {known}") from None
        assert node.value is not None, f"`{path}` of {section.name} is no value: name one in it"
        assert isinstance(node.value, tuple) == isinstance(value, tuple), f"`{path}`: {node.value}"
        if isinstance(node.value, tuple) and isinstance(value, tuple):
            assert len(value) == len(node.value), f"`{path}` takes {len(node.value)} values"
        node.value = value
    return encode_section(tree)


def with_body(stream: Path, section: Section, body: bytes, to: Path) -> Path:
    """A stream like `stream` with another body for this section; nothing on the wire counts it."""
    data = stream.read_bytes()
    end = section.offset + section.length
    assert data[section.offset : end] == section.data
    to.write_bytes(data[: section.offset] + body + data[end:])
    return to
