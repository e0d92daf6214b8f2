# SPDX-License-Identifier: GPL-2.0-or-later
"""Gathering the evidence: streams in, one result per section that a spec describes out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from hashlib import sha256
from types import TracebackType
from typing import Any, NamedTuple, Self

from vmgen.cargo.runner import Request, Runner, RunnerDied
from vmgen.cargo.todo import Todo
from vmgen.codec import Codec, DeviceState
from vmgen.codec.errors import ErrorClass
from vmgen.engine import Engine
from vmgen.model.nodes import Device, Field
from vmgen.model.walk import walk
from vmgen.plan import DIALECTS
from vmgen.stream import Section, Stream, decode_section
from vmgen.stream.steps import said
from vmgen.stream.value import Value
from vmgen.values import dataclass
from vmgen.vectors.settings import Setting
from vmgen.verify.agreement import Note, wire_names
from vmgen.verify.answer import UNFINISHED, Answer, Values, runtime_values, rust_answer
from vmgen.verify.binary import Binary, Expected, Trial
from vmgen.verify.coverage import Coverage
from vmgen.verify.described import Described, described, skipped
from vmgen.verify.judge import AGREE, Evidence, Finding, Verdict, judge, verdict
from vmgen.verify.nesting import misplaced
from vmgen.verify.solve import UnsolvedError, led, solve

MOST_AGREED = 1 << 14
"""Sections that agree and are not judged again; more are, each time."""


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
    notes: tuple[Note, ...] = ()
    """What the description only calls otherwise."""
    trials: tuple[Trial, ...] = ()
    """What devices of a real QEMU made of it; where that is wrong, it is among the findings."""

    @property
    def verdict(self) -> Verdict:
        """The worst of the findings."""
        return verdict(self.findings)


def normalised(device: Device) -> frozenset[str]:
    """Paths, without indices, of the fields that a section may have in another form.

    A FIFO has no fixed place in its slots at run time, so that where its oldest item lies, and what
    is in free slots, is not kept; nor are bits outside a mask, and those that a restore sets.
    """
    return frozenset(site.path for site in walk(device) if _is_normalised(site.field))


def _is_normalised(field: Field) -> bool:
    source = field.source.kind if field.source is not None else ""
    turns = source in ("oldest", "free", "slots") or bool(field.kind.in_queue)
    return turns or field.mask is not None or bool(field.force)


class _Judged(NamedTuple):
    """What of a result is the same for every section like it."""

    described: bool
    findings: tuple[Finding, ...]
    notes: tuple[Note, ...]
    trials: tuple[Trial, ...] = ()


class Verifier:
    """Judges sections by codecs (by VMSD name) and runners (by dialect). A context manager.

    With an `engine` they go through the devices of its binary, too.

    `coverage` is what the sections that agree have shown, `todos` the open `todo!` that stopped
    others; both by VMSD name.
    """

    def __init__(
        self,
        codecs: Mapping[str, Codec],
        runners: Mapping[str, Runner],
        engine: Engine | None = None,
    ) -> None:
        self.coverage = {name: Coverage(codec) for name, codec in codecs.items()}
        self.todos: dict[str, dict[Todo, None]] = {}
        self._codecs = codecs
        self._names = {name: wire_names(codec.layout) for name, codec in codecs.items()}
        self._runners = runners
        self.binary: Binary | None = None
        if engine is not None:
            self.binary = Binary(engine, Verifier(codecs, {}).alone)
        self._agreed: dict[bytes, _Judged] = {}
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

    def stream(self, stream: Stream) -> Iterator[Result]:
        """A result for each section that a spec describes. `StreamError` if it cannot be read.

        One section is in memory at a time.
        """
        for section in stream.sections(lambda it: self.codec(it) is not None):
            if self.codec(section) is not None:
                yield self._once(section, stream.path)

    def codec(self, section: Section) -> Codec | None:
        """The codec of a section's device: by its description, or by the end of its name."""
        if section.kind == "iterated":
            return None
        if section.description is not None:
            return self._codecs.get(str(section.description.get("vmsd_name", "")))
        found = [name for name in self._codecs if f"/{section.name}".endswith(f"/{name}")]
        return self._codecs[max(found, key=len)] if found else None

    def alone(self, codec: Codec, section: Section) -> tuple[Sequence[Finding], Sequence[Note]]:
        """What is to be said of a section; of one like one that agreed, what was said then."""
        judged = self._judged_once(codec, section)
        return judged.findings, judged.notes

    def section(self, section: Section, stream: str = "") -> Result:
        """The result for one section, which `codec` must know."""
        codec = self.codec(section)
        assert codec is not None
        return Result(
            codec.name, stream, section.key, section.version, *self._judged(codec, section)
        )

    def _once(self, section: Section, stream: str) -> Result:
        """The same; for a section like one that agreed, what was found then."""
        codec = self.codec(section)
        assert codec is not None
        judged = self._judged_once(codec, section)
        return Result(codec.name, stream, section.key, section.version, *judged)

    def _judged_once(self, codec: Codec, section: Section) -> _Judged:
        same = _same(codec, section)
        judged = self._agreed.get(same) or self._judged(codec, section)
        if same and verdict(judged.findings) in AGREE and len(self._agreed) < MOST_AGREED:
            self._agreed[same] = judged
        return judged

    def _judged(self, codec: Codec, section: Section) -> _Judged:
        tree = decode_section(section)
        evidence, settings = self._evidence(codec, section.data, section.version, tree)
        findings, notes = judge(evidence)
        if evidence.leaves is not None:
            findings += misplaced(evidence.ends, tree)
        if verdict(findings) in AGREE:
            self.coverage[codec.name].note(section.version, section.data, evidence.spans)
        trials = self._trials(codec, section.version, settings, evidence)
        findings += [finding for trial in trials for finding in trial.findings]
        notes += [note for trial in trials for note in trial.notes]
        return _Judged(evidence.leaves is not None, tuple(findings), tuple(notes), trials)

    def _trials(
        self, codec: Codec, version: int, settings: Mapping[str, Setting], evidence: Evidence
    ) -> tuple[Trial, ...]:
        """What the devices of the binary make of a section; none without a binary."""
        if self.binary is None:
            return ()
        refused = evidence.python.refused
        wanted = [evidence.resaved, *(it.saved for it in evidence.rust if not it.refused)]
        expected = Expected(
            evidence.data,
            version,
            settings,
            ErrorClass(refused) if refused else None,
            evidence.python.message,
            tuple(dict.fromkeys(wanted)),
            evidence.rust_spans,
            evidence.normalised,
        )
        return tuple(self.binary.trials(codec, expected))

    def _evidence(
        self, codec: Codec, data: bytes, version: int, tree: Value
    ) -> tuple[Evidence, Mapping[str, Setting]]:
        """What is known of a section, and what must be set before it is loaded."""
        leaves = described(tree) if tree.reason is None else None
        try:
            solution = solve(codec, data, version, tree)
        except UnsolvedError as error:
            return self._refused(codec, data, version, error, leaves), error.settings
        rust = self._answers(codec, data, version, solution.settings)
        state = solution.state
        values, unseen_by = self._values(codec.device, state)
        saved = codec.saved(state, version)
        newest = saved if version == codec.layout.version_id else codec.saved(state)
        evidence = Evidence(
            data,
            Answer("Python", bytes(saved.data), values),
            rust,
            data if newest is saved else bytes(newest.data),
            saved.areas,
            newest.areas,
            leaves,
            unseen_by,
            normalised(codec.device),
            not {"pre_load", "post_load"}.isdisjoint(codec.device.hooks),
            self._names[codec.name],
            list(skipped(tree)) if leaves is not None else (),
            saved.ends,
        )
        return evidence, solution.settings

    def _values(
        self, device: Device, state: DeviceState
    ) -> tuple[Values, dict[str, Collection[str]]]:
        """What the runners' values are compared with, and by runner what it cannot tell of it."""
        if not self._runners:
            return {}, {}
        live = state.model_dump()
        values = runtime_values(device, live)
        told = [name for name in self._runners if not DIALECTS[name].timer_migrates]
        dumb = values.keys() - runtime_values(device, live, timers=False).keys() if told else ()
        return values, {_who(name): dumb for name in told}

    def _refused(
        self,
        codec: Codec,
        data: bytes,
        version: int,
        error: UnsolvedError,
        leaves: list[Described] | None,
    ) -> Evidence:
        """What there is of a section that the spec refuses: where its fields would lie."""
        refusal = error.refusal
        message = f"{refusal.path} at byte {refusal.offset:#x}: {refusal.message}"
        return Evidence(
            data,
            Answer("Python", refused=refusal.error_class, message=message),
            self._answers(codec, data, version, error.settings),
            spans=led(codec, data, version, error.settings),
            leaves=leaves,
            names=self._names[codec.name],
        )

    def _answers(
        self, codec: Codec, data: bytes, version: int, settings: Mapping[str, Setting]
    ) -> list[Answer]:
        return [self._rust(codec, dialect, data, version, settings) for dialect in self._runners]

    def _rust(
        self, codec: Codec, dialect: str, data: bytes, version: int, settings: Mapping[str, Setting]
    ) -> Answer:
        device = codec.device
        named = {field.name: field.wire_name for field in device.fields}
        given = {named[name]: value for name, value in settings.items() if name in named}
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


def _same(codec: Codec, section: Section) -> bytes:
    """What is the same for sections of which the same is to be said; empty where that is not known.

    Most sections of real streams are of devices that nobody touched.
    """
    told = b"" if section.description is None else said(section.description)
    if told is None:
        return b""
    digest = sha256(repr((codec.name, section.version, section.described, len(told))).encode())
    digest.update(told)
    digest.update(section.data)
    return digest.digest()


def _who(dialect: str) -> str:
    return f"Rust ({dialect})"
