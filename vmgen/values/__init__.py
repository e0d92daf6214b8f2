# SPDX-License-Identifier: GPL-2.0-or-later
"""Values: dataclasses that cost nothing until they are used, and the base of the model's nodes.

Python writes and compiles up to nine methods for a dataclass when its class is made: most of what
a start would take, and most of it for classes that the command never makes one of.
"""

from vmgen.values.dataclass import dataclass
from vmgen.values.frozen import Frozen
from vmgen.values.same import Same

__all__ = ["Frozen", "Same", "dataclass"]
