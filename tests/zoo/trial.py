# SPDX-License-Identifier: GPL-2.0-or-later
"""One device after another: its spec, and what Python and Rust make of its sections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.zoo.sections import Lot, Lots, samples
from vmgen.cargo.runner import Request, Runner, RunnerDied
from vmgen.codec import Codec
from vmgen.codec.save import Saver
from vmgen.diagnostics import Diagnostics
from vmgen.importer.devices import Group, groups
from vmgen.importer.files import specs
from vmgen.importer.found import Description, Device
from vmgen.importer.join import Joining
from vmgen.importer.shapes import Contradiction
from vmgen.importer.stream import Samples
from vmgen.model.names import counted
from vmgen.spec.read import read_specs
from vmgen.stream import decode_section
from vmgen.verify.solve import Solution, UnsolvedError, solve


@dataclass(slots=True)
class Animal:
    """What became of a device; a name has several where its sections are not of one device."""

    name: str
    lots: list[Lot]
    spec: Path | None = None
    codec: Codec | None = None
    refused: str = ""
    """Why there is no codec of it."""
    left: Counter[str] = field(default_factory=Counter)
    """How many sections are not the same, by reason."""

    @property
    def sections(self) -> int:
        """How many it has."""
        return sum(lot.count for lot in self.lots)

    @property
    def same(self) -> int:
        """How many came back byte for byte."""
        return self.sections - sum(self.left.values())

    def lose(self, reason: str) -> None:
        """None of its sections can be tried."""
        self.codec, self.refused = None, reason
        self.left = Counter({reason: self.sections})


def imported(lots: Lots, dumps: Mapping[str, Sequence[Description]], folder: Path) -> list[Animal]:
    """The devices of all names, with their specs, none of two of one file name: the first of each
    name in `folder`/0, and so on, as no run of vmgen takes two devices of one name."""
    found: list[Animal] = []
    taken: set[str] = set()
    for name, mine in lots.items():
        held = samples(name, mine)
        if held.gaps:
            lost = [lot for lot in mine if lot.told not in held.found]
            found.append(Animal(name, lost, refused=f"{held.gaps[0].code} {held.gaps[0].text}"))
        for number, (animal, device) in enumerate(_devices(name, mine, held, dumps.get(name, ()))):
            found.append(animal)
            if device is not None:
                _write(animal, device, folder / str(number), taken)
    return found


def _write(animal: Animal, device: Device, folder: Path, taken: set[str]) -> None:
    try:
        (spec,) = specs([device], ["streams"])
    except Exception as error:  # a row of the table, not the end of it
        animal.refused = fault(error)
        return
    stem = next(it for it in counted(spec.stem) if it not in taken)
    taken.add(stem)
    animal.spec = folder / f"{stem}.py"
    folder.mkdir(parents=True, exist_ok=True)
    animal.spec.write_text(spec.text, encoding="utf-8")


def fault(error: Exception) -> str:
    """A fault of vmgen's, as a reason."""
    return f"a fault of vmgen: {error!r}"


def _devices(
    name: str, mine: list[Lot], held: Samples, dumps: Sequence[Description]
) -> Iterable[tuple[Animal, Device | None]]:
    try:
        made = [(it, Device(_with_dump(it.description, dumps))) for it in groups(held)]
    except Contradiction as error:
        yield Animal(name, mine, refused=str(error)), None
        return
    except Exception as error:
        yield Animal(name, mine, refused=fault(error)), None
        return
    for group, device in made:
        told = {key for key, sample in held.found.items() if _among(sample, group)}
        yield Animal(name, [lot for lot in mine if lot.told in told]), device


def _among(sample: object, group: Group) -> bool:
    return any(sample is other for other in group.samples)


def _with_dump(description: Description, dumps: Sequence[Description]) -> Description:
    """The same with the gates of the dump that fits it without a contradiction; else as it is."""
    for told in dumps:
        joining = Joining(seen=True)
        made = joining.joined(description, told)
        if not joining.gaps:
            return replace(made, version_id=description.version_id)
    return description


def read(animals: Iterable[Animal]) -> None:
    """Read every spec by itself, and make its codec."""
    for animal in animals:
        if animal.spec is None:
            animal.lose(animal.refused)
            continue
        diagnostics = Diagnostics()
        devices = read_specs([animal.spec], diagnostics)
        errors = [f"{item.code} {item.message}" for item in diagnostics if item.severity == "error"]
        if errors:
            animal.lose(errors[0])
        else:
            animal.codec = Codec(devices[0])


def tried(animal: Animal, runner: Runner | None) -> None:
    """Put the sections of a device through Python, and through Rust if there is a runner."""
    codec = animal.codec
    if codec is None:
        return
    for lot in animal.lots:
        try:
            reason = _python(codec, lot, runner)
        except Exception as error:
            reason = fault(error)
        if reason:
            animal.left[reason] += lot.count


def _python(codec: Codec, lot: Lot, runner: Runner | None) -> str:
    """Why a section does not come back as it was; empty if it does."""
    section = lot.section
    try:
        solution = solve(codec, section.data, section.version, decode_section(section))
    except UnsolvedError as error:
        return f"Python refuses it: {error.refusal.error_class} {error.refusal.path}"
    saved = codec.saved(solution.state, section.version)
    if bytes(saved.data) != section.data:
        return f"Python saves other bytes at {_place(saved, section.data)}"
    return "" if runner is None else _rust(codec, lot, solution, runner)


def _place(saved: Saver, data: bytes) -> str:
    """The first field that is not the same."""
    mine = bytes(saved.data)
    pairs = enumerate(zip(mine, data, strict=False))
    at = next((at for at, (one, other) in pairs if one != other), min(len(mine), len(data)))
    return next((span.path for span in saved.spans if span.offset <= at < span.end), "the end")


def _rust(codec: Codec, lot: Lot, solution: Solution, runner: Runner) -> str:
    device, version = codec.device, lot.section.version
    if version != codec.layout.version_id:
        expected = bytes(codec.saved(solution.state).data)  # Rust saves its own version
    else:
        expected = lot.section.data
    named = {item.name: item.wire_name for item in device.fields}
    given = {named[key]: value for key, value in solution.settings.items() if key in named}
    try:
        answer = runner.ask(Request(device.crate, version, lot.section.data, given))
    except RunnerDied as error:
        return f"Rust: {error}"
    if "saved" not in answer:
        return f"Rust refuses it: {answer.get('class')} {answer.get('message')}"
    return "" if bytes.fromhex(answer["saved"]) == expected else "Rust saves other bytes"
