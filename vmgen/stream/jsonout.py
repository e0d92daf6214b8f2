# SPDX-License-Identifier: GPL-2.0-or-later
"""A stream as one JSON document, written section by section so that memory stays bounded.

The payload's shape is documented in docs/inspect.md; `PAYLOAD_VERSION` counts its changes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from vmgen.stream.errors import StreamError
from vmgen.stream.reader import Stream
from vmgen.stream.section import Section
from vmgen.stream.value import Value

PAYLOAD_VERSION = 1

Write = Callable[[str], object]

_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


def write_stream(
    stream: Stream, sections: Iterable[tuple[Section, Value | None]], write: Write
) -> StreamError | None:
    """Write the document; `sections` are those to show, with their trees (None if iterated).

    An error on the way is the document's `error`, so that it is whole; it is also returned.
    """
    head = {
        "version": PAYLOAD_VERSION,
        "kind": "stream",
        "path": stream.path,
        "machine": stream.machine,
        "page_size": stream.page_size,
        "length": stream.length,
        "vmdesc_offset": stream.vmdesc_offset,
        "configuration": configuration_payload(stream),
    }
    write(_encode(head)[:-1] + ',"sections":[')
    error: StreamError | None = None
    between = "\n"
    try:
        for section, values in sections:
            write(between + _encode(section_payload(section, values)))
            between = ",\n"
    except StreamError as caught:
        error = caught
    tail = {
        "commands": stream.commands,
        "footers": stream.footers,
        "trailing": stream.trailing,
        "error": None if error is None else {"offset": error.offset, "message": error.message},
    }
    write("],\n" + _encode(tail)[1:] + "\n")
    return error


def write_section(section: Section, values: Value, path: str, write: Write) -> None:
    """The document of a saved section: one section, no stream around it."""
    head = {"version": PAYLOAD_VERSION, "kind": "section", "path": path}
    write(_encode(head)[:-1] + ',"section":' + _encode(section_payload(section, values)) + "}\n")


def configuration_payload(stream: Stream) -> dict[str, Any] | None:
    """The configuration section, None if there is none."""
    configuration = stream.configuration
    if configuration is None:
        return None
    return {
        "machine": configuration.machine,
        "page_bits": configuration.page_bits,
        "capabilities": configuration.capabilities,
        "uuid": configuration.uuid,
        "subsections": configuration.subsections,
    }


def section_payload(section: Section, values: Value | None) -> dict[str, Any]:
    """One section as JSON values."""
    payload: dict[str, Any] = {
        "name": section.name,
        "instance_id": section.instance_id,
        "version": section.version,
        "section_id": section.section_id,
        "kind": section.kind,
        "offset": section.offset,
        "length": section.length,
        "described": section.described,
    }
    if section.kind == "iterated":
        payload["parts"] = section.parts
        if section.ram is not None:
            ram = section.ram
            payload["ram"] = {
                "blocks": ram.blocks,
                "zero_pages": ram.zero_pages,
                "data_pages": ram.data_pages,
            }
    elif values is not None and values.reason is not None:
        payload["reason"] = values.reason
        payload["raw"] = section.data.hex()
    elif values is not None:
        payload["vmsd"] = values.vmsd or None
        _members(values, payload)
    return payload


def _members(value: Value, payload: dict[str, Any]) -> None:
    payload["fields"] = [_node(child) for child in value.children]
    if value.subsections:
        payload["subsections"] = [_subsection(child) for child in value.subsections]


def _subsection(value: Value) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "name": value.name,
        "version": value.version,
        "offset": value.offset,
        "size": value.size,
    }
    _members(value, payload)
    return payload


def _node(value: Value) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "name": value.name,
        "type": value.type,
        "offset": value.offset,
        "size": value.size,
    }
    if value.index is not None:
        payload["index"] = value.index
    if value.count is not None:
        payload["count"] = value.count
    held = value.value
    if held is not None:
        if isinstance(held, bytes):
            held = held.hex()  # type: ignore[assignment]
        elif isinstance(held, tuple) and held and isinstance(held[0], bytes):
            held = [item.hex() for item in held]  # type: ignore[assignment]
        payload["value"] = held
        if value.reason is not None:
            payload["reason"] = value.reason
        return payload
    if value.vmsd is not None:
        payload["vmsd"] = value.vmsd
        payload["version"] = value.version
    if value.count is not None:
        payload["elements"] = [_node(child) for child in value.children]
    else:
        _members(value, payload)
    return payload
