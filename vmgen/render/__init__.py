# SPDX-License-Identifier: GPL-2.0-or-later
"""From a plan to files in memory: text by path, nothing on disk is touched."""

from vmgen.render.crate import Rendered, render_crate
from vmgen.render.workspace import render_stand_ins, render_workspace

__all__ = ["Rendered", "render_crate", "render_stand_ins", "render_workspace"]
