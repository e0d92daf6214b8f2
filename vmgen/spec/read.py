# SPDX-License-Identifier: GPL-2.0-or-later
"""The whole way from paths to checked models: what every command begins with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vmgen.diagnostics import Diagnostics, Position
from vmgen.lint import check_device, check_project
from vmgen.model.nodes import Device
from vmgen.spec import language
from vmgen.spec.apart import apart
from vmgen.spec.classes import Classes, Home
from vmgen.spec.load import Reading, SpecFile, SpecModules, find_specs
from vmgen.spec.lower import DeviceLowering


def read_specs(
    paths: Sequence[Path], diagnostics: Diagnostics, reading: Reading | None = None
) -> list[Device]:
    """The devices of these spec files and folders, in the order of the files' names.

    Every fault of every file is noted in `diagnostics`; what could be read is returned all the
    same, so that a caller decides what a fault means (`Diagnostics.raise_if_failed`). What was
    looked at for it is noted in `reading`.
    """
    with SpecModules(diagnostics, reading) as modules:
        found = [modules.run(path, label) for path, label in find_specs(paths, diagnostics)]
        with apart():
            files = [file for file in found if file is not None]
            devices, unused = _lowered(files, modules, diagnostics)
    if not devices and not diagnostics.failed:
        message = "no class here derives from `vmgen.spec.Device`"
        diagnostics.add("VM103", Position(str(paths[0])), message)
    for device in devices:
        check_device(device, diagnostics)
    check_project(devices, diagnostics)
    if not diagnostics.failed:  # a type that could not be read may have named them
        for home in unused:
            message = f"no field of a device names `{home.syntax.name}`"
            diagnostics.add("VM128", home.syntax.position, message)
    return devices


def _lowered(
    files: Sequence[SpecFile], modules: SpecModules, diagnostics: Diagnostics
) -> tuple[list[Device], list[Home]]:
    """The devices of these files, and the classes that none of them names.

    A device whose class could not be read as one is noted and left out.
    """
    classes = Classes(modules, diagnostics)
    classes.read()
    devices, used = [], set(classes.unfit)
    for file in files:
        for home in classes.devices(file):
            if home.cls not in classes.unfit:
                lowering = DeviceLowering(classes, diagnostics)
                devices.append(lowering.device(home))
                used |= lowering.used
    return devices, _unused(classes, used, diagnostics)


def _unused(classes: Classes, used: set[type], diagnostics: Diagnostics) -> list[Home]:
    """Classes that no device names; their faults are noted.

    A file without a device has what others share; that not all of it is used says nothing.
    """
    homes = classes.all()
    with_devices = {id(it.file) for it in homes if issubclass(it.cls, language.Device)}
    bases = {base for it in homes for base in it.cls.__bases__}
    lowering = DeviceLowering(classes, diagnostics)
    alone = [home for home in homes if home.cls not in used and home.cls not in bases]
    for home in alone:
        lowering.alone(home)
    return [home for home in alone if id(home.file) in with_devices]
