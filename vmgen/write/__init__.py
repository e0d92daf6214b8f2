# SPDX-License-Identifier: GPL-2.0-or-later
"""From files in memory to files on disk: formatted, signed, all of them or none."""

from vmgen.write.format import format_files
from vmgen.write.publish import Changes, compare, publish
from vmgen.write.sign import Finished, finish
from vmgen.write.stage import Stage, held

__all__ = ["Changes", "Finished", "Stage", "compare", "finish", "format_files", "held", "publish"]
