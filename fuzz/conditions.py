# SPDX-License-Identifier: GPL-2.0-or-later
"""Random conditions of every form, as a spec may write them."""

from __future__ import annotations

from random import Random

INTEGERS = {"a": "u8", "b": "u16", "c": "u32", "w": "u64", "u": "usize"} | {
    "s": "i8",
    "y": "i16",
    "t": "i32",
    "x": "i64",
}
INTEGERS |= {"v": "u64", "z": "i32"}
LIMITS = {"v": (0, 1000), "z": (-3, 3)}
"""Ranges of fields, within those of their types."""
VARIANTS = {0: "Mode::Off", 1: "Mode::Slow", 4: "Mode::Fast"}
KINDS = {0: "Kind::A", 1: "Kind::B", 2: "Kind::C", 3: "Kind::D"}
FLAGS = ("f", "g", "k")
"""`k` is a flag that travels as a number."""
BITS = {"on": (0, 1), "low": (1, 3), "wide": (4, 8), "kind": (12, 2), "high": (14, 10)}
"""Fields of the register `r`: where each begins, and how many bits it has."""
FIELDS = [f"r.{name}" for name in BITS]
GROUPS: dict[str, tuple[str, ...]] = {
    "integers": tuple(INTEGERS),
    "flags": (*FLAGS, "r.on"),
    "enums": ("m", "r.kind"),
    "bit fields": ("r", *FIELDS),
}


def constant(random: Random) -> str:
    """A number as a spec may write it."""
    value = random.choice([0, 1, 2, 3, 4, 5, 7, 100, 127, 128, 200, 255, 256, 65535, -1, -128])
    if random.random() < 0.1:
        value = random.choice([1 << 31, (1 << 32) - 1, (1 << 63) - 1, 1 << 63, (1 << 64) - 1])
    return hex(value) if value > 9 and random.random() < 0.4 else str(value)


def number(random: Random, depth: int) -> str:
    """A number, or a condition where Python takes it for one."""
    if depth == 0 or random.random() < 0.3:
        known = [*INTEGERS, *INTEGERS, "m", *FLAGS, "r", *FIELDS]
        return random.choice([*known, constant(random), constant(random)])
    if random.random() < 0.2:
        return f"({truth(random, depth - 1)})"
    op = random.choice(["+", "-", "*", "//", "%", "&", "&"])
    right = constant(random) if op in ("//", "%", "&") else number(random, depth - 1)
    left = number(random, depth - 1)
    return random.choice([f"({left} {op} {right})", f"{left} {op} {right}"])


def truth(random: Random, depth: int) -> str:
    """A condition."""
    kind = random.random()
    if depth == 0 or kind < 0.35:
        op = random.choice(["<", "<=", ">", ">=", "==", "!="])
        text = f"{number(random, depth)} {op} {number(random, depth)}"
        return f"{constant(random)} <= {text}" if random.random() < 0.1 else text
    if kind < 0.45:
        return random.choice([*FLAGS, "r.on"])
    if kind < 0.55:
        return f"not ({truth(random, depth - 1)})"
    if kind < 0.7:
        op = random.choice(["==", "!=", "<", "<=", ">", ">="])
        return f"({truth(random, depth - 1)}) {op} ({truth(random, depth - 1)})"
    parts = [truth(random, depth - 1) for _ in range(random.choice([2, 2, 3]))]
    return random.choice([" and ", " or "]).join(
        f"({part})" if random.random() < 0.5 else part for part in parts
    )
