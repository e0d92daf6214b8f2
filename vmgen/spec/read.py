# SPDX-License-Identifier: GPL-2.0-or-later
"""The whole way from paths to checked models: what every command begins with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vmgen.diagnostics import Diagnostics, Position
from vmgen.model.check import check_device, check_project
from vmgen.model.nodes import Device
from vmgen.spec import language
from vmgen.spec.load import SpecFile, SpecModules, find_specs
from vmgen.spec.lower import DeviceLowering


def read_specs(paths: Sequence[Path], diagnostics: Diagnostics) -> list[Device]:
    """The devices of these spec files and folders, in the order of the files' names.

    Every fault of every file is noted in `diagnostics`; what could be read is returned all the
    same, so that a caller decides what a fault means (`Diagnostics.raise_if_failed`).
    """
    devices: list[Device] = []
    with SpecModules(diagnostics) as modules:
        files = [modules.run(path, label) for path, label in find_specs(paths, diagnostics)]
        for file in files:
            if file is not None:
                devices += _devices_of(file, modules, diagnostics)
        if not devices and not diagnostics.failed:
            message = "no class here derives from `vmgen.spec.Device`"
            diagnostics.add("VM103", Position(str(paths[0])), message)
    for device in devices:
        check_device(device, diagnostics)
    check_project(devices, diagnostics)
    return devices


def _device_classes(file: SpecFile) -> list[type[language.Device]]:
    """The device classes that this file itself states, in its order."""
    found = [vars(file.module).get(name) for name in file.syntax.classes]
    return [
        cls
        for cls in found
        if isinstance(cls, type)
        and issubclass(cls, language.Device)
        and cls.__module__ == file.module.__name__
    ]


def _devices_of(file: SpecFile, modules: SpecModules, diagnostics: Diagnostics) -> list[Device]:
    return [
        DeviceLowering(modules.files, diagnostics).device(cls, file)
        for cls in _device_classes(file)
    ]
