# SPDX-License-Identifier: GPL-2.0-or-later
"""Gathering the evidence: streams in, one result per section that a spec describes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from vmgen.check.runner import Request, Runner, RunnerDied
from vmgen.check.todo import Todo
from vmgen.model.nodes import Device, Field, struct_of
from vmgen.model.types import Property
from vmgen.plan import DIALECTS
from vmgen.stream import Section, decode_section, open_stream
from vmgen.stream.source import Progress
from vmgen.verify.answer import UNFINISHED, Answer, runtime_values, rust_answer
from vmgen.verify.compare import AGREE, Evidence, Finding, Verdict, compare, verdict
from vmgen.verify.coverage import Coverage
from vmgen.verify.described import DescribedLeaf, described_leaves
from vmgen.verify.nesting import misplaced
from vmgen.wire import Codec, WireError
from vmgen.wire.state import DeviceState


@dataclass(frozen=True, slots=True)
class Result:
    """What was found about one section."""

    device: str
    """VMSD name."""
    stream: str
    section: str
    """Name and instance: `pl011:0`."""
    version: int
    described: bool
    """Whether the stream's description could be compared with."""
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of the findings."""
        return verdict(self.findings)


def deciding(codec: Codec) -> dict[str, str]:
    """The device's properties that alone decide about a subsection, by field, and that subsection.

    They are not in the stream: both sides have them from the machine type (compat-rules.md section
    1), so a section without the subsection comes from a machine that has the property off.
    """
    known = {field.name for field in codec.device.fields if isinstance(field.type, Property)}
    return {item.flag: item.body.name for item in codec.plan.subsections if item.flag in known}


def fixed_counts(codec: Codec) -> dict[str, int]:
    """The device's properties that count an array, by field, and how many elements it holds.

    They are not in the stream either: an array of one element per CPU has as many as the machine.
    """
    known = {field.name for field in codec.device.fields if isinstance(field.type, Property)}
    return {
        field.counted: field.count or 0
        for part in codec.plan.parts
        for field in part.fields
        if field.counted in known
    }


def decoded(codec: Codec, data: bytes, version: int) -> tuple[DeviceState, dict[str, int]]:
    """The state, and the counts under which the section is exactly one of the device.

    `WireError`, of the reset counts, where there are none such.
    """
    counts = fixed_counts(codec)
    first: WireError | None = None
    tries = product(*(range(1, most + 1) for most in counts.values()))
    for numbers in [tuple(getattr(codec.reset(), name) for name in counts), *tries]:
        before = codec.reset()
        for name, number in zip(counts, numbers, strict=True):
            setattr(before, name, number)
        try:
            state = codec.decode(data, version, into=before)
            return state, dict(zip(counts, numbers, strict=True))
        except WireError as error:
            first = first or error
    assert first is not None
    raise first


def normalised(device: Device) -> frozenset[str]:
    """Paths, without indices, of the fields that a section may have in another form.

    A FIFO has no fixed place in its slots at run time, so that where its oldest item lies, and what
    is in free slots, is not kept; nor are bits outside a mask.
    """
    return frozenset(_normalised(device, device.all_fields, ""))


def _normalised(device: Device, fields: Iterable[Field], prefix: str) -> Iterator[str]:
    for item in fields:
        part = item.part.kind if item.part is not None else ""
        if part in ("oldest", "free", "slots") or item.mask is not None:
            yield f"{prefix}{item.name}"
        struct = struct_of(device, item.type)
        if struct is not None:
            yield from _normalised(device, struct.all_fields, f"{prefix}{item.name}.")


class Verifier:
    """Judges sections by codecs (by VMSD name) and runners (by dialect). A context manager.

    `coverage` is what the sections that agree have shown, `todos` the open `todo!` that stopped
    others; both by VMSD name.
    """

    def __init__(self, codecs: Mapping[str, Codec], runners: Mapping[str, Runner]) -> None:
        self.coverage = {name: Coverage(codec) for name, codec in codecs.items()}
        self.todos: dict[str, dict[Todo, None]] = {}
        self._codecs = codecs
        self._runners = runners
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        for runner in self._runners.values():
            self._stack.enter_context(runner)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def stream(self, path: str | Path, progress: Progress | None = None) -> Iterator[Result]:
        """A result for each section that a spec describes. `StreamError` if it cannot be read.

        One section is in memory at a time.
        """
        with open_stream(path, progress=progress) as stream:
            for section in stream.sections():
                if self.codec(section) is not None:
                    yield self.section(section, str(path))

    def codec(self, section: Section) -> Codec | None:
        """The codec of a section's device: by its description, or by the end of its name."""
        if section.kind == "iterated":
            return None
        if section.description is not None:
            return self._codecs.get(str(section.description.get("vmsd_name", "")))
        found = [name for name in self._codecs if f"/{section.name}".endswith(f"/{name}")]
        return self._codecs[max(found, key=len)] if found else None

    def section(self, section: Section, stream: str = "") -> Result:
        """The result for one section, which `codec` must know."""
        codec = self.codec(section)
        assert codec is not None
        tree = decode_section(section)
        described = tree.reason is None
        leaves = described_leaves(tree) if described else None
        sent = frozenset(item.name for item in tree.subsections)
        evidence = self._evidence(codec, section.data, section.version, sent, leaves)
        findings = compare(evidence)
        if described:
            findings += misplaced(evidence.ends, tree)
        if verdict(findings) in AGREE:
            self.coverage[codec.name].note(section.version, section.data, evidence.spans)
        return Result(codec.name, stream, section.key, section.version, described, tuple(findings))

    def _evidence(
        self,
        codec: Codec,
        data: bytes,
        version: int,
        sent: frozenset[str],
        leaves: list[DescribedLeaf] | None,
    ) -> Evidence:
        state: DeviceState | None = None
        refused: WireError | None = None
        try:
            state, counts = decoded(codec, data, version)
            sent = frozenset(state.wire_subsections)
        except WireError as error:
            refused, counts = error, {}
        flags = {name: part in sent for name, part in deciding(codec).items()}
        given = {**counts, **flags}
        rust = [self._rust(codec, dialect, data, version, given) for dialect in self._runners]
        if state is None:
            assert refused is not None
            message = f"{refused.path} at byte {refused.offset:#x}: {refused.message}"
            python = Answer("Python", refused=refused.error_class, message=message)
            return Evidence(data, python, rust)
        for name, value in flags.items():
            setattr(state, name, value)
        live = state.model_dump()
        values = runtime_values(codec.device, live)
        dumb = values.keys() - runtime_values(codec.device, live, timers=False).keys()
        spans = codec.layout(state, version)
        current = version == codec.plan.version_id
        return Evidence(
            data,
            Answer("Python", codec.encode(state, version), values),
            rust,
            data if current else codec.encode(state),
            spans,
            spans if current else codec.layout(state),
            leaves,
            {_who(name): dumb for name in self._runners if not DIALECTS[name].timer_migrates},
            normalised(codec.device),
            "post_load" in codec.device.hooks,
            codec.ends(state, version),
        )

    def _rust(
        self, codec: Codec, dialect: str, data: bytes, version: int, settings: Mapping[str, int]
    ) -> Answer:
        device = codec.device
        named = {field.name: field.wire_name for field in device.fields}
        given = {named[name]: int(value) for name, value in settings.items()}
        who = _who(dialect)
        try:
            answer: dict[str, Any] = self._runners[dialect].ask(
                Request(device.crate, version, data, given)
            )
        except RunnerDied as error:
            if error.todo is None:
                return Answer(who, refused="DIED", message=str(error))
            self.todos.setdefault(device.description.name, {})[error.todo] = None
            return Answer(who, refused=UNFINISHED, message=str(error))
        return rust_answer(who, answer)


def _who(dialect: str) -> str:
    return f"Rust ({dialect})"
