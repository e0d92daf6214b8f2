# SPDX-License-Identifier: GPL-2.0-or-later
"""One section of a stream, as framing finds it."""

from __future__ import annotations

from typing import Literal

from vmgen.layout import LayoutError
from vmgen.layout.members import Json
from vmgen.stream.ram import RamSummary
from vmgen.stream.steps import Steps, section_steps

Kind = Literal["full", "old-style", "iterated"]


class Section:
    """A section: its header, where its data lies, and for all but iterated ones the data.

    - `name` is the idstr (device path and VMSD name), `version` the one in the header.
    - `kind`: `full` (one VMSD body), `old-style` (without a VMSD), `iterated` (START, PART, END).
    - `offset` of the data in the unpacked stream; `length` of it in bytes. Of an iterated section,
      `parts` has (offset, length) of each part, `offset` is the first part's, `length` their sum.
    - `data`: the bytes; empty for an iterated section, whose layout is private to it.
    - `description`: the entry of the stream's description, None if there is none.
    - `described`: whether the description adds up to these bytes; None for an iterated section.
      `reason` says why not.
    - `ram`: for guest memory, what the section says about it.
    - `sha256`: of an iterated section's data, if the stream was opened with `digest=True`.
    """

    __slots__ = (
        "_steps",
        "data",
        "described",
        "description",
        "instance_id",
        "kind",
        "length",
        "name",
        "offset",
        "parts",
        "ram",
        "reason",
        "section_id",
        "sha256",
        "version",
    )

    def __init__(
        self,
        name: str,
        instance_id: int = 0,
        version: int = 0,
        section_id: int = 0,
        kind: Kind = "full",
        offset: int = 0,
        data: bytes = b"",
        description: Json | None = None,
    ) -> None:
        self.name = name
        self.instance_id = instance_id
        self.version = version
        self.section_id = section_id
        self.kind: Kind = kind
        self.offset = offset
        self.length = len(data)
        self.parts: list[tuple[int, int]] = []
        self.data = data
        self.description = description
        self.described: bool | None = None
        self.reason: str | None = None
        self.ram: RamSummary | None = None
        self.sha256: str | None = None
        self._steps: tuple[Steps | None, str | None] | None = None

    def __repr__(self) -> str:
        return f"<{self.kind} section {self.key} v{self.version} @{self.offset}+{self.length}>"

    @property
    def key(self) -> str:
        """The name with the instance, as `--section` takes it: `pl011:0`."""
        return f"{self.name}:{self.instance_id}"

    def steps(self) -> tuple[Steps | None, str | None]:
        """How it is decoded, or None and the reason why the description does not add up."""
        if self._steps is None:
            if self.kind == "iterated":
                self._steps = None, "the layout of an iterated section is private to it"
            elif self.description is None:
                self._steps = None, self.reason or "the stream does not describe it"
            else:
                try:
                    self._steps = section_steps(self.description), None
                except LayoutError as error:
                    self._steps = None, str(error)
        return self._steps
