# SPDX-License-Identifier: GPL-2.0-or-later
"""Every device type of a binary: its spec imported from C, and golden vectors into the C device.

    python -m tests.tree.c_devices --qemu BINARY --source TREE [-D NAME]... [--only TYPE]...

BINARY is built from TREE and has `vmgen-engine` in it (docs/qemu-tree.md). The spec of each type is
imported from TREE's C text joined with what the binary dumps, printed, read again, and its golden
vectors go through the device as `vmgen verify --qemu` does it. How large a
device makes its arrays at run time is taken from what a new one saves, as from a stream, and so is
what a cell of the spec says that does not travel (how many elements, whether a field is there).

Exit status 1 if a device differs from a spec that is complete. Nothing of the tree is kept.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from tests.tree.c_import import PRIVATE, Choice, in_rust, of_target
from vmgen.codec import Codec
from vmgen.diagnostics import Diagnostics, VmgenError
from vmgen.engine import DeviceType, Engine, Kind, Reply
from vmgen.importer.devices import groups
from vmgen.importer.dump import asked, told
from vmgen.importer.files import specs
from vmgen.importer.found import Device, Spot
from vmgen.importer.join import Joining
from vmgen.importer.stream import Samples, keep
from vmgen.layout import Body
from vmgen.model import nodes
from vmgen.model.conditions import answer_key
from vmgen.model.kinds import Scalar, StructKind
from vmgen.spec.read import read_specs
from vmgen.stream import Section, decode_section
from vmgen.vectors.settings import Setting
from vmgen.verify import Verifier
from vmgen.verify.binary import Binary, Came
from vmgen.verify.golden import golden
from vmgen.verify.solve import UnsolvedError, solve

DIFFERENT = "different"

CRASHES = "crashes: "
"""In what is said of a device that does, where it is realized: a fault of C's own."""

NOTHING = "unmigratable, nothing travels"

MARKS = {
    "VM615": "a predicate of C's inside a struct or subsection",
    "VM616": "a list or a tree",
    "VM618": "bytes whose number is not known",
    "VM621": "a count of a size that is known at run time only",
    "VM624": "a format of the device's own",
    "VM630": "a number that C compares, where a spec cannot",
}
"""What specs are marked with, the reasons that a type is counted by the first of."""

WORST = (
    (Came.DIFFERENT, DIFFERENT),
    (Came.UNTRIED, "not tried"),
    (Came.STRICTER, "refused by its own code"),
    (Came.CHANGED, "changed by its own code"),
    (Came.TAKEN, "takes what the spec refuses"),
)
"""What a type is counted as, by the first that any of its vectors came to.

A vector of a setting that only code of the device's own could set counts where there is no other.
"""

UNSET = "nothing sets "
"""In what is said of such a vector."""


@dataclass(slots=True)
class Verdict:
    """What became of a type."""

    line: str
    """Of the table."""
    why: list[str] = field(default_factory=list)
    vectors: Counter[Came] = field(default_factory=Counter)
    realized: str = ""
    """Why it is not; empty if it is."""


BACKENDS = (
    ("-audiodev", "none,id=vmgen-audio"),
    ("-chardev", "null,id=vmgen-chardev"),
    ("-object", "memory-backend-ram,id=vmgen-memory,size=64K"),
    ("-object", "can-bus,id=vmgen-can"),
    ("-device", "ipmi-bmc-sim,id=vmgen-bmc"),
)
"""What devices may have behind them, on QEMU's command line."""

WITH: tuple[dict[str, str], ...] = (
    {},
    {"audiodev": "vmgen-audio"},
    {"memdev": "vmgen-memory"},
    {"bmc": "vmgen-bmc"},
    {"canbus": "vmgen-can"},
    {"canbus0": "vmgen-can", "canbus1": "vmgen-can"},
    {"chardev": "vmgen-chardev"},
    {"chassis_nr": "1"},
    {"serial": "vmgen"},
    {"intcap": "4"},
    {"hpet-intcap": "4"},
    {"num-cpu": "1"},
)
"""Properties with which a type may be realized that is not without any, in the order tried."""


def backends(binary: Path) -> Iterator[str]:
    """Words of the command line, for those that this binary has."""
    for words in BACKENDS:
        with suppress(VmgenError), Engine(binary, more=words) as engine:
            engine.start()
            yield from words


class Alone:
    """An engine in which one type is all there is, so that a spec is tried on no other.

    Its devices have behind them what they are realized with.
    """

    def __init__(self, engine: Engine, kind: DeviceType) -> None:
        self._engine, self._kind = engine, kind
        self._behind = next((it for it in WITH if self._realized(it)), {})

    def _realized(self, behind: Mapping[str, str]) -> bool:
        reply = self._engine.save(self._kind.name, behind, realize=True)
        return reply.kind in (Kind.SAVED, Kind.UNNEEDED, Kind.UNSAVED)

    def devices(self) -> list[DeviceType]:
        """It."""
        return [self._kind]

    def save(self, type_name: str, settings: Mapping[str, str], **how: bool) -> Reply:
        """As the engine does it."""
        return self._engine.save(type_name, {**self._behind, **settings}, **how)

    def load(
        self, type_name: str, version: int, body: bytes, settings: Mapping[str, str], **how: bool
    ) -> Reply:
        """As the engine does it."""
        settings = {**self._behind, **settings}
        return self._engine.load(type_name, version, body, settings, **how)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)


@dataclass(slots=True)
class Trial:
    """All that the types of a binary are tried with."""

    engine: Engine
    choice: Choice
    bodies: Mapping[str, Body]
    rust: set[str]
    folder: Path

    def tried(self, kind: DeviceType) -> Verdict:
        """One type."""
        if kind.name in self.rust:
            return Verdict("in Rust, no C counterpart")
        body = self.bodies.get(kind.name)
        if body is None:
            return Verdict("not in the dump")
        wrong, source = self.choice.of(kind.name, body, counts=True)
        if source is None:
            return Verdict("of no description of the source")
        if wrong and not any(source.description.all_gaps()):
            return Verdict(DIFFERENT, wrong)
        private = [it for it in source.description.all_gaps() if it.code == PRIVATE]
        if private:  # that one device's bytes are as many each time is no reason to know them
            return Verdict(_marked([f"{PRIVATE}: {private[0].text}"]), [private[0].text])
        if source.description.unmigratable and not source.description.fields:
            return Verdict(NOTHING)
        alone = Alone(self.engine, kind)
        new = self._new(alone, kind, body.name)
        made = Joining().joined(source.description, told(body, Spot("dump", path=kind.name)))
        if new is not None:
            held = Samples(body.name)
            keep(held, new, "new", kind.name)
            for group in groups(held):
                made = Joining(sent=True).joined(made, group.description)
        return self._built(alone, Device(made, kind.name, kind.parent), new)

    def _built(self, alone: Alone, device: Device, new: Section | None) -> Verdict:
        model, wrong = self._read(device)
        if model is None:
            return Verdict(_marked(wrong), wrong)
        codec = Codec(model)
        if new is not None:
            try:
                tree = decode_section(new)
                said = tree if tree.reason is None else None
                found = solve(codec, new.data, new.version, said)
            except UnsolvedError as error:
                return Verdict(DIFFERENT, [f"what it saves when new: {error.refusal}"])
            codec = Codec(at_reset(placed(model, found.settings), found.state.model_dump()))
        return self._vectors(alone, codec)

    def _read(self, device: Device) -> tuple[nodes.Device | None, list[str]]:
        """The model of its spec, read from the text, or why there is none."""
        (spec,) = specs([device], ["C"])
        path = self.folder / f"{spec.stem}.py"
        path.write_text(spec.text, encoding="utf-8")
        diagnostics = Diagnostics()
        models = read_specs([path], diagnostics)
        errors = [f"{it.code} {it.message}" for it in diagnostics if it.severity == "error"]
        return (None if errors or not models else models[0]), errors

    @staticmethod
    def _new(alone: Alone, kind: DeviceType, name: str) -> Section | None:
        """What a new one saves, realized where it can be; None if it saves nothing."""
        reply = alone.save(kind.name, {}, realize=True)
        if reply.body is None:
            reply = alone.save(kind.name, {}, realize=False)
        told = reply.description
        if reply.body is None or not isinstance(told, dict):
            return None
        version = told.get("version", kind.version)
        assert isinstance(version, int)
        return Section(name, version=version, data=reply.body, description=told)

    def _vectors(self, alone: Alone, codec: Codec) -> Verdict:
        verifier = Verifier({codec.name: codec}, {})
        binary = Binary(cast(Engine, alone), verifier.alone)
        came: Counter[Came] = Counter()
        why: dict[Came, Counter[str]] = defaultdict(Counter)
        unset = 0
        for result in golden(binary, codec):
            for trial in result.trials:
                came[trial.came] += 1
                unset += trial.named[:1] != () and trial.named[0].startswith(UNSET)
                why[trial.came].update(trial.named)
                why[trial.came].update(f"{result.section}: {it.message}" for it in trial.findings)
        (subject,) = binary.of(codec)
        for worst, line in WORST:
            if came[worst] > (unset if worst is Came.UNTRIED and unset < came.total() else 0):
                said = [f"{count} x {text}" for text, count in why[worst].most_common()]
                if worst is Came.DIFFERENT and all(CRASHES in text for text in said):
                    line = "crashes, as C's own code does not check what it loads"
                return Verdict(line, said, came, subject.unrealized)
        return Verdict("the same", [], came, subject.unrealized)


def placed(device: nodes.Device, settings: Mapping[str, Setting]) -> nodes.Device:
    """The device as its author would have made it: cells say what they are in the binary, and
    fields that a method of the author's asks for are there where it says yes."""
    fields = []
    for item in device.fields:
        asks = item.needed.asks if item.needed is not None else ""
        if asks and settings.get(answer_key(asks)):
            item = replace(item, needed=None)
        if item.name in settings and (item.place.is_property or not item.migrate):
            value = settings[item.name]
            item = replace(item, default=bool(value) if isinstance(value, bool) else value)
        fields.append(item)
    return replace(device, fields=tuple(fields))


def at_reset(device: nodes.Device, state: Mapping[str, Any]) -> nodes.Device:
    """The device with the numbers that a new one has: vectors differ from it in a field or two.

    C's predicates may look at any of them. Structs that stand in two places have no one number.
    """
    every = [*device.fields, *(it for part in device.subsections for it in part.fields)]
    structs = Counter(it.kind.name for it in every if isinstance(it.kind, StructKind))
    states = {
        it.kind.name: state[it.name]
        for it in every
        if isinstance(it.kind, StructKind) and isinstance(state.get(it.name), Mapping)
    }
    return replace(
        device,
        fields=_numbers(device.fields, state),
        subsections=tuple(
            replace(it, fields=_numbers(it.fields, state)) for it in device.subsections
        ),
        types=tuple(
            (
                replace(it, fields=_numbers(it.fields, states[it.name]))
                if isinstance(it, nodes.Struct) and it.name in states and structs[it.name] == 1
                else it
            )
            for it in device.types
        ),
    )


def _numbers(fields: Sequence[nodes.Field], state: Mapping[str, Any]) -> tuple[nodes.Field, ...]:
    return tuple(replace(it, default=_number(it, state.get(it.name))) for it in fields)


def _number(field: nodes.Field, value: Any) -> Any:
    """The reset value of a number, or of an array of as many as there always are."""
    kind, shape = field.kind, field.shape
    if not isinstance(kind, Scalar) or not field.migrate or field.place.is_property:
        return field.default
    made = bool if kind.name == "bool" else int
    if isinstance(value, int) and not shape.lengths:
        return made(value) or None
    array = isinstance(value, list) and shape.lengths == (len(value),) and not field.count
    if array and all(isinstance(it, int) for it in value):
        return tuple(map(made, value)) if any(value) else None
    return field.default


def _marked(wrong: Sequence[str]) -> str:
    """Why vmgen refuses a spec."""
    text = " ".join(wrong)
    for code, reason in MARKS.items():
        if f"{code}: " in text:
            return f"marked: {reason} ({code})"
    return f"refused: {wrong[0][:5]}" if wrong else "refused"


def table(verdicts: Mapping[str, Verdict]) -> Iterator[str]:
    """How many types each line has."""
    lines = Counter(it.line for it in verdicts.values())
    vectors = sum((it.vectors for it in verdicts.values()), Counter[Came]())
    bare = sum(bool(it.realized) for it in verdicts.values())
    for line, count in lines.most_common():
        yield f"{count:>6}  {line}"
    yield f"{len(verdicts):>6}  types; {bare} of those tried are not realized"
    yield f"{vectors.total():>6}  golden vectors: " + ", ".join(
        f"{count} {came}" for came, count in vectors.most_common()
    )


def main() -> int:
    """Prints what is not the same, and the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--qemu", type=Path, required=True)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("-D", action="append", default=[])
    parser.add_argument("--only", action="append", help="a QOM type")
    parser.add_argument("--keep", type=Path, help="keep the specs here")
    words = parser.parse_args()
    defines = [(name, value) for name, _, value in (it.partition("=") for it in words.D)]
    target = words.qemu.name.removeprefix("qemu-system-")
    start = time.monotonic()
    choice = Choice(of_target(words.source, defines, target))
    print(f"{time.monotonic() - start:.0f} s: the source is read", flush=True)
    verdicts: dict[str, Verdict] = {}
    with (
        tempfile.TemporaryDirectory() as scratch,
        Engine(words.qemu, more=list(backends(words.qemu))) as engine,
    ):
        bodies = asked(words.qemu)
        folder = words.keep or Path(scratch)
        folder.mkdir(exist_ok=True)
        trial = Trial(engine, choice, bodies, in_rust(words.source), folder)
        kinds = [it for it in engine.devices() if not it.abstract]
        for kind in kinds:
            if not words.only or kind.name in words.only:
                verdicts[kind.name] = found = _once(trial, kind)
                if found.why:
                    print(f"{kind.name}: {found.line}: {'; '.join(found.why[:4])}", flush=True)
    print("\n".join(table(verdicts)))
    print(f"{time.monotonic() - start:.0f} s")
    return int(any(it.line == DIFFERENT for it in verdicts.values()))


def _once(trial: Trial, kind: DeviceType) -> Verdict:
    try:
        return trial.tried(kind)
    except VmgenError as error:
        return Verdict(_marked([str(error)]), [str(error)])


if __name__ == "__main__":
    sys.exit(main())
