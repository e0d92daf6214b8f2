# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers in Rust: literals, and conversions between widths as values."""

from __future__ import annotations

import re
from typing import Literal

from vmgen.layout import SCALARS
from vmgen.model.emitted import LOCALS
from vmgen.model.nodes import Field, ResetElement
from vmgen.model.travel import widens
from vmgen.values import dataclass


@dataclass(frozen=True, slots=True)
class Cast:
    """A conversion to the number `type`; `cast.rs.j2` prints it.

    `saturate` makes a number that does not fit the `end` of the type; `refuse` refuses it; `flag`
    takes 0 and 1 for a bool, and refuses the rest.
    """

    way: Literal["same", "from", "saturate", "refuse", "flag"]
    type: str
    end: str = ""

    @property
    def refuses(self) -> bool:
        """Whether it may meet a number that is refused."""
        return self.way in ("refuse", "flag")


def c_string(text: str) -> str:
    """Printable ASCII as a C string of Rust's."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'c"{escaped}"'


def literal(value: ResetElement) -> str:
    """A flag or number as Rust writes it: small numbers decimal, others hexadecimal in groups."""
    if isinstance(value, bool):
        return "true" if value else "false"
    assert isinstance(value, int)
    if -10 < value < 10:
        return str(value)
    digits = f"{abs(value):x}"
    if len(digits) > 4:
        digits = digits.zfill(-(-len(digits) // 4) * 4)
        digits = "_".join(digits[at : at + 4] for at in range(0, len(digits), 4))
    return f"{'-' * (value < 0)}0x{digits}"


def saving(source: str, target: str, field: Field) -> Cast:
    """The conversion of a snapshot, which must not fail.

    The spec's check has shown that it loses nothing of the field's range. What a faulty device
    holds outside the range becomes a number that a restore refuses, where there is one.
    """
    if source == target:
        return Cast("same", target)
    if widens(source, target):
        return Cast("from", target)
    return Cast("saturate", target, _refused_end(source, target, field))


def _refused_end(source: str, target: str, field: Field) -> str:
    """The end of the wire type that is no value of the field; MAX where both are."""
    info, (low, high) = SCALARS[target], field.bounds_in(SCALARS[source])
    taken = {info.minimum: low <= info.minimum, info.maximum: info.maximum <= high}
    if field.none is not None:
        taken |= {field.none: True}
    return "MIN" if taken[info.maximum] and not taken[info.minimum] else "MAX"


def loading(source: str, target: str) -> Cast:
    """The conversion of a restore, which refuses what does not fit."""
    if source == target:
        return Cast("same", target)
    if target == "bool":
        return Cast("flag", target)
    return Cast("from" if widens(source, target) else "refuse", target)


def local_name(name: str) -> str:
    """The name of the local that holds a field's new value: two fields never have one.

    What a statement of vmgen's is called with, or calls, is not hidden by it.
    """
    stem = re.sub("(_value)+$", "", name)
    return f"{name}_value" if stem in LOCALS else name
