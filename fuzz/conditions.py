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
ARRAYS = {"p": ("u8", (4,)), "q": ("i32", (2, 3)), "o": ("Mode", (2,)), "h": ("u16", (3,))}
"""Arrays and arrays of arrays; `h` does not travel."""
ELEMENTS = ["p[0]", "p[-1]", "q[0][2]", "q[1][-3]", "o[1]", "h[2]"]
LENGTHS = ["len(p)", "len(q)", "len(q[1])", "len(n)"]
"""`n` is a queue of at most 5."""
BEFORE = ["self.a", "self.c", "self.s", "self.p[1]", "self.m", "self.f", "self.r.low"]
"""What the device has when the row arrives."""
STILL = ["d", "e"]
"""What it has and does not travel: a number, and a flag."""
NAMED = ["Mode.OFF", "Mode.SLOW", "Mode.FAST", "Kind.A", "Kind.D"]
GROUPS: dict[str, tuple[str, ...]] = {
    "integers": tuple(INTEGERS),
    "flags": (*FLAGS, "r.on"),
    "enums": ("m", "r.kind"),
    "bit fields": ("r", *FIELDS),
    "elements": tuple(ELEMENTS),
    "lengths": ("len(n)",),
    "before": tuple(BEFORE),
    "still": tuple(STILL),
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
        known += [*ELEMENTS, *LENGTHS, *BEFORE, *STILL]
        return random.choice([*known, constant(random), constant(random)])
    if random.random() < 0.2:
        return f"({truth(random, depth - 1)})"
    op = random.choice(["+", "-", "*", "//", "%", "&", "&", "|", "^", "<<", ">>"])
    if op in ("<<", ">>"):
        by = ["1", "3", "7", "31", "0x3F", "r.low", "r.kind", "z + 3", "a % 16", "len(n)"]
        return f"{number(random, depth - 1)} {op} ({random.choice(by)})"
    right = constant(random) if op in ("//", "%", "&") else number(random, depth - 1)
    if op == "&" and random.random() < 0.3:
        right = f"~{right}" if right[:1].isalnum() else f"~({right})"
    left = number(random, depth - 1)
    return random.choice([f"({left} {op} {right})", f"{left} {op} {right}"])


def truth(random: Random, depth: int) -> str:
    """A condition."""
    kind = random.random()
    if kind < 0.12:
        return membership(random, depth)
    if depth == 0 or kind < 0.35:
        op = random.choice(["<", "<=", ">", ">=", "==", "!="])
        text = f"{number(random, depth)} {op} {number(random, depth)}"
        return f"{constant(random)} <= {text}" if random.random() < 0.1 else text
    if kind < 0.45:
        return random.choice([*FLAGS, "r.on", "e", "self.f", "True == f", "g != False"])
    if kind < 0.55:
        return f"not ({truth(random, depth - 1)})"
    if kind < 0.7:
        op = random.choice(["==", "!=", "<", "<=", ">", ">="])
        return f"({truth(random, depth - 1)}) {op} ({truth(random, depth - 1)})"
    parts = [truth(random, depth - 1) for _ in range(random.choice([2, 2, 3]))]
    return random.choice([" and ", " or "]).join(
        f"({part})" if random.random() < 0.5 else part for part in parts
    )


def membership(random: Random, depth: int) -> str:
    """A number that is one of several, or none of them."""
    enum = random.choice(["m", "o[0]", "self.m"])
    if random.random() < 0.4:
        named = [name for name in NAMED if name.startswith("Mode")]
        item, items = enum, random.sample(named, random.choice([1, 2]))
        if len(items) == 1 and random.random() < 0.5:
            return f"{item} {random.choice(['==', '!=', '<', '>='])} {items[0]}"
    elif random.random() < 0.2:
        item, items = "r.kind", random.sample(["Kind.A", "Kind.B", "Kind.C", "Kind.D"], 2)
    else:
        item = number(random, min(depth, 1))
        count = random.choice([1, 2, 3])
        items = [random.choice([constant(random), number(random, 0)]) for _ in range(count)]
    word = random.choice(["in", "in", "not in"])
    return f"{item} {word} ({', '.join(items)},)"
