# SPDX-License-Identifier: GPL-2.0-or-later
"""The parents that are words of the language, as the model has them."""

from __future__ import annotations

from functools import cache
from typing import Any

from vmgen.diagnostics import Diagnostics
from vmgen.model.told import told
from vmgen.spec import parents
from vmgen.spec.classes import Classes
from vmgen.spec.load import SpecModules
from vmgen.spec.lower import DeviceLowering


@cache
def known_parents() -> dict[str, Any]:
    """What each of them says, by its name."""
    found = {}
    for cls in vars(parents).values():
        if getattr(cls, "__module__", "") == parents.__name__:
            diagnostics = Diagnostics()
            classes = Classes(SpecModules(diagnostics), diagnostics)
            home = classes.home(cls)
            assert home is not None
            found[cls.__name__] = told(DeviceLowering(classes, diagnostics).alone(home))
            diagnostics.raise_if_failed()
    return found
