"""Numbers in Rust: literals, conversions between widths, and the statements all kinds share."""

from __future__ import annotations

from dataclasses import dataclass

from vmgen.model.nodes import ResetElement
from vmgen.model.types import SCALARS

_RESERVED = frozenset(
    {"source", "target", "version_id", "to", "from", "item", "value", "slot", "restored"}
)
DURATION_UNITS = {"ns": "nanos", "us": "micros", "ms": "millis", "s": "secs"}
"""How `std::time::Duration` names the units of a spec."""

_REFUSE = "return Err(InvalidError);"


@dataclass(frozen=True, slots=True)
class Statements:
    """Rust for one field; each entry is a whole statement, `assign` may be empty."""

    snapshot: tuple[str, ...]
    prepare: tuple[str, ...]
    assign: str


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


def widens(source: str, target: str) -> bool:
    """Whether Rust has `From<source> for target` between these scalars."""
    if source == target:
        return True
    if source == "usize" or target == "usize":
        return (source, target) in {("u8", "usize"), ("u16", "usize"), ("bool", "usize")}
    if target == "bool":
        return False
    low, high = SCALARS[source].minimum, SCALARS[source].maximum
    info = SCALARS[target]
    return info.minimum <= low and high <= info.maximum


def widened(source: str, target: str, value: str) -> str:
    """A conversion that the spec's check has shown to lose nothing."""
    if source == target:
        return value
    return f"{target}::from({value})" if widens(source, target) else f"{value} as {target}"


def narrowed(source: str, target: str, value: str) -> str:
    """A conversion that refuses what does not fit."""
    if source == target:
        return value
    if widens(source, target):
        return f"{target}::from({value})"
    return f"{target}::try_from({value}).map_err(|_| InvalidError)?"


def local_name(name: str) -> str:
    """The name of the local that holds a field's new value."""
    return f"{name}_value" if name in _RESERVED else name


def refuse_if(condition: str) -> tuple[str, ...]:
    """The refusal under a condition; nothing where there is no condition."""
    return (f"if {condition} {{ {_REFUSE} }}",) if condition else ()
