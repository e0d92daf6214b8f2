# SPDX-License-Identifier: GPL-2.0-or-later
"""The configuration section: what machine the stream is of.

Source: reference vmstate-wire.md section 3. There is no footer, and no length.
"""

from __future__ import annotations

from itertools import pairwise

from vmgen.stream.source import Source

SUBSECTION = 0x05
_LONGEST_NAME = 1 << 12


class Configuration:
    """Machine name, and what the subsections say; `subsections` names them as they came."""

    __slots__ = ("capabilities", "machine", "page_bits", "subsections", "uuid")

    def __init__(self, machine: str) -> None:
        self.machine = machine
        self.page_bits: int | None = None
        self.capabilities: list[str] = []
        self.uuid: str | None = None
        self.subsections: list[str] = []


def read_configuration(source: Source) -> Configuration:
    """The configuration whose leading byte 07 has been consumed.

    Raises StreamError for a name that is too long and for a subsection that the format does not
    have: its length is not on the wire.
    """
    at = source.offset
    length = source.number(4, "configuration")
    if length > _LONGEST_NAME:
        raise source.error(f"configuration: a machine name of {length} bytes", at)
    configuration = Configuration(source.text(length, "configuration: machine name"))
    while source.peek(1) == bytes([SUBSECTION]):
        at = source.offset
        source.skip(1, "configuration")
        name = source.text(source.number(1, "configuration"), "configuration: subsection name")
        version = source.number(4, "configuration")
        configuration.subsections.append(name)
        if version != 1:
            raise source.error(f"{name}: version {version} is not known", at)
        if name == "configuration/target-page-bits":
            bits = configuration.page_bits = source.number(4, name)
            if not 8 <= bits <= 24:
                raise source.error(f"{name}: pages of 2^{bits} bytes", at)
        elif name == "configuration/capabilities":
            configuration.capabilities += [
                source.text(source.number(1, name), name) for _ in range(_count(source, name))
            ]
        elif name == "configuration/uuid":
            digits = source.take(16, name).hex()
            cuts = (0, 8, 12, 16, 20, 32)
            parts = [digits[a:b] for a, b in pairwise(cuts)]
            configuration.uuid = "-".join(parts)
        else:
            raise source.error(f"subsection {name!r} of the configuration is not known", at)
    return configuration


def _count(source: Source, name: str) -> int:
    count = source.number(4, name)
    if count > 256:
        raise source.error(f"{name}: {count} capabilities")
    return count
