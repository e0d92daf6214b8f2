# SPDX-License-Identifier: GPL-2.0-or-later
"""The whole way from paths to checked models: what every command begins with."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from vmgen.diagnostics import Diagnostics, Position
from vmgen.lint import check_device, check_project
from vmgen.model.nodes import Device
from vmgen.model.summary import summary_of
from vmgen.spec.apart import apart
from vmgen.spec.classes import WORDS, Classes
from vmgen.spec.facts import Facts, Project, reached, unnamed
from vmgen.spec.load import Reading, SpecFile, SpecModules, find_specs
from vmgen.spec.lower import DeviceLowering


def read_specs(paths: Sequence[Path], diagnostics: Diagnostics) -> list[Device]:
    """The devices of these spec files and folders, in the order of the files' names.

    Every fault of every file is noted in `diagnostics`; what could be read is returned all the
    same, so that a caller decides what a fault means (`Diagnostics.raise_if_failed`).
    """
    return list(read_project(paths, diagnostics).devices)


def read_project(
    paths: Sequence[Path],
    diagnostics: Diagnostics,
    reading: Reading | None = None,
    known: Mapping[Path, Facts] | None = None,
) -> Project:
    """The same, with the facts of all files. What was looked at is noted in `reading`.

    Files of which the facts are `known` are not read, but for those that others import: what is
    said is what would be said if they were. Those are known, too, that a known file imports.
    """
    known, reading = known or {}, reading or Reading()
    found = find_specs(paths, diagnostics)
    with SpecModules(diagnostics, reading) as modules:
        new = [modules.run(path, label) for path, label in found if path not in known]
        with apart():
            files = [file for file in new if file is not None]
            devices, facts = _lowered(files, modules, known, diagnostics)
    names = [path for path, _ in found]
    project = Project(devices, reached(names, {**facts, **known}), names)
    summaries = project.summaries
    for facts_of in project.facts.values():
        diagnostics.extend(facts_of.findings)
    if not summaries and not diagnostics.failed:
        message = "no class here derives from `vmgen.spec.Device`"
        diagnostics.add("VM103", Position(str(paths[0])), message)
    check_project(summaries, diagnostics)
    if not diagnostics.failed:  # a type that could not be read may have named them
        for name, at in unnamed(project.facts):
            diagnostics.add("VM128", at, f"no field of a device names `{name}`")
    return project


def _lowered(
    files: Sequence[SpecFile],
    modules: SpecModules,
    known: Collection[Path],
    diagnostics: Diagnostics,
) -> tuple[list[Device], dict[Path, Facts]]:
    """The devices of these files, and the facts of all that ran for them and are not known.

    A device whose class could not be read as one is noted and left out.
    """
    classes = Classes(modules, diagnostics)
    classes.read()
    devices, facts, used = list[Device](), dict[Path, Facts](), set(classes.unfit)
    asked = {id(file) for file in files}
    for file in (*files, *(it for it in modules.files.values() if id(it) not in asked)):
        if file.path in known:
            continue
        noted, own, named = Diagnostics(), list[Device](), set[type]()
        for home in classes.devices(file) if id(file) in asked else ():
            if home.cls not in classes.unfit:
                lowering = DeviceLowering(classes, noted)
                own.append(lowering.device(home))
                named |= lowering.used
        for device in own:
            check_device(device, noted)
        devices += own
        used |= named
        facts[file.path] = _facts(file, own, noted, named, classes, modules.reading)
    _alone(classes, used, known, diagnostics)
    return devices, facts


def _alone(
    classes: Classes, used: set[type], known: Collection[Path], diagnostics: Diagnostics
) -> None:
    """Note the faults of classes that no device names."""
    homes = classes.all()
    bases = {base for it in homes for base in it.cls.__bases__}
    lowering = DeviceLowering(classes, diagnostics)
    for home in homes:
        if home.cls not in used and home.cls not in bases and home.file.path not in known:
            lowering.alone(home)


def _facts(
    file: SpecFile,
    devices: Sequence[Device],
    noted: Diagnostics,
    named: set[type],
    classes: Classes,
    reading: Reading,
) -> Facts:
    """What is known of a file, with these devices and the classes that they are made of."""
    homes = classes.of(file)
    named = named.union(*(home.cls.__bases__ for home in homes)) - set(WORDS)
    places = filter(None, map(classes.home, named))
    stated = [(home.syntax.name, home.syntax.position) for home in homes]
    return Facts(
        tuple(map(summary_of, devices)),
        tuple(noted),
        tuple(stated) if classes.devices(file) else (),
        frozenset((str(place.file.path), place.syntax.name) for place in places),
        frozenset(reading.imports.get(file.path, ())),
        frozenset(reading.missing.get(file.path, ())),
    )
