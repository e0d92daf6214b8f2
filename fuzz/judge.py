# SPDX-License-Identifier: GPL-2.0-or-later
"""Python's and Rust's answers to a hostile section, and in what they differ.

What must hold, precisely (vmstate-wire.md section 9: the engine has no rollback):

- The same verdict. Accepted: the same values, and the same bytes saved. Refused: the same class.
- Registers behind `Migratable` change all at once: after a refusal they are what they were, or what
  a restore made of them that succeeded before the refusal came, and never anything in between.
- Cells whose value travels as a number beside them are set behind the last subsection, all at once.
- Other fields are loaded in place. Those that were complete by then keep what was loaded; of one in
  which the load stopped, anything may have arrived. There is at most one such.
- A section refused before anything was loaded leaves everything as it was.
- The load allocates no more than the device's own state and the section's length explain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fuzz.authors import AUTHORS, Author
from fuzz.mutate import Case
from vmgen.cargo.runner import Request
from vmgen.codec import Codec, WireError
from vmgen.codec.author import author_of
from vmgen.codec.load import FOOTER, Loader
from vmgen.codec.save import Saver
from vmgen.layout import Body, Nested, bare
from vmgen.model.cells import beside
from vmgen.model.types import Migratable
from vmgen.verify import runtime_values
from vmgen.verify.answer import Values

_U64 = (1 << 64) - 1
STOPPED = ("SHORT_STREAM", "UNKNOWN_SUBSECTION", "TOO_NEW", "TOO_OLD")
"""Classes of a load that can end within a field that is loaded in place."""


@dataclass(frozen=True, slots=True)
class Ours:
    """What Python makes of a case."""

    live: Mapping[str, Any]
    """The state afterwards; after a refusal, what had been loaded by then."""
    saved: bytes
    refused: str
    touched: bool
    values: Values
    """The same as the runner prints it; what it was before, if it was not touched."""
    sent: bool = True
    """Whether QEMU saves the section at all; where not, Rust saves nothing."""


class Judge:
    """Python's answers for one device, and its word on Rust's."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec
        self._device = device = codec.device
        self._reset: dict[str, Any] = codec.reset().model_dump()
        fields = device.all_fields
        self._whole = {item.name for item in fields if isinstance(item.type, Migratable)}
        self._later = {item.name for item in fields if beside(device, item)}
        self._names = {item.name: item.wire_name for item in fields}
        self._author = AUTHORS.get(device.crate, Author())
        self._told = author_of(device)
        self._unknown = device.crate not in AUTHORS
        self._before = runtime_values(device, self._reset)
        self._timers = self._before.keys() - runtime_values(device, self._reset, timers=False)
        named = Codec(device, wrapper_name=f"{codec.name}/{{field}}/migratable")
        self._named = named.layout
        self._wrappers = [name.encode() for name in _wrappers(codec.layout, self._named)]
        # Twice what is on the wire for the mirror at run time, a growing copy of the section, and
        # messages, which have a name of 255 bytes in them, once more for every level.
        self._room = 16384 + 8 * len(codec.encode(codec.reset()))

    def request(self, case: Case) -> Request:
        """What to ask Rust."""
        names = self._names
        properties = {
            names[name]: value if isinstance(value, tuple) else value & _U64
            for name, value in case.flags
            if name in names
        }
        return Request(self._device.crate, case.version, case.data, properties)

    def ask(self, case: Case) -> dict[bool, Ours]:
        """Python's answer, without the states that `Codec` makes of it: those take longest.

        By `Dialect.wrapper_has_name`: where it has none, the generated code gives one that is not
        QEMU's, which a hostile name of a subsection can tell.
        """
        ours = self._ask(case, self._codec.layout)
        other = any(name in case.data for name in self._wrappers)
        return {True: ours, False: self._ask(case, self._named) if other else ours}

    def _ask(self, case: Case, layout: Body) -> Ours:
        given = {key: [*it] if isinstance(it, tuple) else it for key, it in case.flags}
        live = {**self._reset, **given}
        loader = Loader(case.data, FOOTER)
        try:
            loader.section(layout, case.version, live, self._reset)
        except WireError as error:
            values = runtime_values(self._device, live) if error.touched else self._before
            return Ours(live, b"", str(error.error_class), error.touched, values)
        author = self._author
        saver = Saver(methods=author.sends(live))
        saver.body(layout, layout.version_id, author.saved(live))
        values = runtime_values(self._device, live)
        return Ours(live, bytes(saver.data), "", True, values, self._sent(layout, live))

    def _sent(self, layout: Body, live: Mapping[str, Any]) -> bool:
        """Whether QEMU saves the section at all."""
        asked = layout.needed is None or layout.needed.holds(live)
        return asked and self._author.wanted(live)

    def check_codec(self, case: Case, ours: Ours) -> str | None:
        """Whether the codec itself, with checked states, says the same as `ask`."""
        before = self._codec.state_class(**dict(case.flags))
        kept = before.model_copy(deep=True)
        try:
            state = self._codec.decode(case.data, case.version, into=before)
        except WireError as error:
            if before != kept:
                return "Codec.decode changed the state that it was given"
            return None if str(error.error_class) == ours.refused else f"Codec says {error}"
        if ours.refused or state.model_dump() != ours.live:
            return "Codec.decode gives another state than its loader"
        saver = Saver(methods=state.wire_subsections)
        saver.body(self._codec.layout, self._codec.layout.version_id, ours.live)
        if self._codec.encode(state) != saver.data:
            return "Codec.encode gives other bytes than its saver"
        return None

    def _known(self, saved: bytes, ours: Ours) -> bytes:
        """The bytes without those that the author's code computes: Python cannot know them.

        They lie where they do in our own: what is saved need not load again, as its data may spell
        the name of a subsection.
        """
        told = self._told
        if not (self._unknown and (told.bytes or told.methods)):
            return saved
        state = self._codec.state_class(**ours.live)
        if told.methods:  # nor which subsections the author wants sent
            saved = saved[: len(self._codec.encode(state, subsections=[]))]
        known = bytearray(saved)
        for span in self._codec.spans(state):
            if told.owns(bare(span.path)):
                known[span.offset : span.end] = bytes(span.end - span.offset)
        return bytes(known)

    def compare(
        self, case: Case, ours: Ours, answer: Mapping[str, Any], *, timers: bool = True
    ) -> str | None:
        """What differs; None if nothing does. `timers`: whether this dialect can tell its own."""
        if "saved" not in answer and "class" not in answer:
            return f"Rust: {dict(answer)}"
        theirs = answer.get("class", "")
        if theirs != ours.refused:
            message = answer.get("message", "")
            return f"Python: {ours.refused or 'accepted'}, Rust: {theirs or 'accepted'} {message}"
        if answer["peak"] > self._room + 8 * len(case.data):
            return f"Rust allocated {answer['peak']} bytes for a section of {len(case.data)}"
        if theirs:
            return self._refused(ours, answer, timers=timers)
        if not ours.sent and answer["saved"]:
            return f"Rust saves {answer['saved']}, and Python says that it is not needed"
        saved = bytes.fromhex(answer["saved"])
        same = saved == ours.saved or self._known(saved, ours) == self._known(ours.saved, ours)
        if ours.sent and not same:
            return f"Python saves {ours.saved.hex()}, Rust {answer['saved']}"
        if other := self._differing(ours.values, answer["values"], timers=timers):
            path = other[0]
            return f"{path}: Python {ours.values.get(path)}, Rust {answer['values'].get(path)}"
        return None

    def _refused(self, ours: Ours, answer: Mapping[str, Any], *, timers: bool) -> str | None:
        """What is left of the state after a refusal."""
        if not ours.touched:
            early = f"{ours.refused} came before anything was loaded, but Rust has changed"
            return None if answer["unchanged"] else early
        after = self._before if answer["unchanged"] else answer["values"]
        other = self._differing(ours.values, after, timers=timers)
        if not other:
            return None
        later = {path for path in self._before if _field(path) in self._later}
        if all(after[path] == self._before[path] for path in later):
            other = [path for path in other if path not in later]
        fields = {_field(path) for path in other}
        if whole := fields & self._whole:
            return f"{ours.refused} left {', '.join(sorted(other))} otherwise, behind {whole}"
        if fields and (ours.refused not in STOPPED or len(fields) > 1):
            return f"{ours.refused} left {', '.join(sorted(other))} otherwise"
        return None

    def _differing(self, ours: Values, theirs: Values, *, timers: bool) -> list[str]:
        """Paths that differ. Timers that cannot be told are left to the bytes that are saved, and
        what is computed or derived is the author's."""
        if ours == theirs:
            return []
        untold = () if timers else self._timers
        paths = dict.fromkeys([*ours, *theirs])
        absent = object()
        return [
            path
            for path in paths
            if ours.get(path, absent) != theirs.get(path, absent)
            and path not in untold
            and bare(path) not in self._told.hidden
        ]


def _field(path: str) -> str:
    """The device's field that a path begins with."""
    return path.partition(".")[0].partition("[")[0]


def _wrappers(*plans: Body) -> set[str]:
    """The names that the descriptions of `Migratable` have."""
    return {
        field.element.body.name
        for plan in plans
        for body in (plan, *(item.body for item in plan.subsections))
        for field in body.fields
        if isinstance(field.element, Nested) and field.element.role == "migratable"
    }
