# SPDX-License-Identifier: GPL-2.0-or-later
"""Expressions of rules and `needed` as Rust conditions.

The spec's check has shown that nothing leaves i128; here the narrower i64 is taken where it is
enough, and no conversion at all where two sides of a comparison already have one type.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from vmgen.expression import (
    Arithmetic,
    Compare,
    Expression,
    Interval,
    Invert,
    Junction,
    Name,
    Not,
    Number,
    children,
    interval,
    names,
)
from vmgen.expression.simplify import constant, mirrored, negated, normal, simplified
from vmgen.layout import SCALARS, ScalarInfo
from vmgen.render.ranges import Between, Bound, Comparison, Within
from vmgen.render.rust import (
    AND,
    ATOM,
    COMPARE,
    MASK,
    OR,
    PRODUCT,
    SIGN,
    SUM,
    Operand,
    Rust,
    fixed,
    put,
    shown,
    shown_enum,
)

_I64, _USIZE = SCALARS["i64"], SCALARS["usize"]
_RUST = {"//": "/"}

_LEVELS = {"+": SUM, "-": SUM, "*": PRODUCT, "//": PRODUCT, "%": PRODUCT}
"""How operators bind; those of bits stand in brackets beside all others."""
_SHIFTS = ("<<", ">>")


Operands = Callable[[str], Operand]


def condition(
    expression: Expression,
    ranges: Mapping[str, Interval],
    operands: Operands,
    *,
    opposite: bool = False,
) -> str:
    """The text of `emitted`; `true` or `false` for a constant."""
    return emitted(expression, ranges, operands, opposite=opposite).text


def emitted(
    expression: Expression,
    ranges: Mapping[str, Interval],
    operands: Operands,
    *,
    opposite: bool = False,
) -> Rust:
    """The condition for an expression, or for its opposite, with what it needs.

    What the spec's check lets pass is constant only where the wire holds less than the type.
    """
    emitter = _Emitter(ranges, operands)
    return emitter.truth(normal(Not(expression) if opposite else expression, emitter.is_flag))


class _Emitter:
    def __init__(self, ranges: Mapping[str, Interval], operands: Operands) -> None:
        self._ranges = ranges
        self._operands = operands

    def is_flag(self, name: str) -> bool:
        """Whether a name is a truth value."""
        return self._operands(name).type == "bool" or self._operands(name).flag

    # -- conditions --------------------------------------------------------------------------------

    def truth(self, part: Expression) -> Rust:
        """A part as a bool."""
        match part:
            case Number(value):
                return fixed(bool(value))
            case Not(Junction(op, parts)):
                other = "or" if op == "and" else "and"
                return self.truth(Junction(other, tuple(negated(item) for item in parts)))
            case Not(inner):
                return self._not(inner)
            case Junction(op, parts):
                return self._junction(op, parts)
            case Compare():
                return self._compare(part)
            case Name(name) if self._operands(name).type == "bool":
                return shown(self._operands(name))
            case Name(name):
                return self._with_number(self._operands(name), "!=", Number(0))
        return self._compare(Compare("!=", part, Number(0)))

    def _not(self, part: Expression) -> Rust:
        if isinstance(part, Name):
            operand = self._operands(part.name)
            if operand.type == "bool":
                return put("!{}", ATOM, shown(operand))
            return self._with_number(operand, "==", Number(0))
        return self._compare(Compare("==", part, Number(0)))

    def _is_truth(self, part: Expression) -> bool:
        if isinstance(part, Name):
            return self.is_flag(part.name)
        return isinstance(part, Compare | Junction | Not)

    def _junction(self, op: str, parts: tuple[Expression, ...]) -> Rust:
        ending = op == "or"
        level, word = (AND, " && ") if op == "and" else (OR, " || ")
        texts = [self.truth(item) for item in self._ranged(op, parts)]
        if any(item.always is ending for item in texts):
            return fixed(ending)
        texts = [item for item in texts if item.always is None]
        if len(texts) < 2:
            return texts[0] if texts else fixed(not ending)
        form = word.join("{}" if item.level >= COMPARE else "({})" for item in texts)
        return put(form, level, *texts)

    def _ranged(self, op: str, parts: tuple[Expression, ...]) -> list[Expression]:
        """The parts, with what bounds one name from both sides as one `Within`."""
        found: list[Expression] = []
        for part in parts:
            if isinstance(part, Compare) and constant(part, self._types(part)) is (op == "and"):
                continue
            bound = self._bound(part, opposite=op == "or")
            for at, other in enumerate(found):
                first = self._bound(other, opposite=op == "or")
                if bound and first and bound.name == first.name:
                    found[at] = first.joined(bound).expression(opposite=op == "or")
                    break
            else:
                found.append(part)
        return found

    def _bound(self, part: Expression, *, opposite: bool) -> Bound | None:
        """The numbers that a comparison of a name with a number leaves (or takes away)."""
        if isinstance(part, Within):
            return Bound(part.name, part.low, part.high)
        if opposite:
            part = negated(part)
        if isinstance(part, Compare) and isinstance(part.left, Number):
            part = mirrored(part)
        match part:
            case Compare(op, Name(name) as left, Number(value) as right) if op not in ("==", "!="):
                if not self._directly(left, right):
                    return None
                info = SCALARS[self._operands(name).type]
                ends = {
                    "<": (info.minimum, value - 1),
                    "<=": (info.minimum, value),
                    ">": (value + 1, info.maximum),
                    ">=": (value, info.maximum),
                }
                return Bound(name, *ends[op])
        return None

    # -- comparisons -------------------------------------------------------------------------------

    def _compare(self, part: Compare) -> Rust:
        if isinstance(part, Within):
            return self._within(part)
        always = constant(part, self._types(part))
        if always is not None:
            return fixed(always)
        op, left, right = part.op, part.left, part.right
        if self._is_truth(left) and self._is_truth(right):
            return self._truths(op, left, right)
        for side, other, way in ((left, right, part), (right, left, mirrored(part))):
            if self._is_truth(side) and isinstance(other, Number):
                return self._truth_and_number(side, way)
        if self._directly(left, right):
            return self._direct(op, left, right)
        wide = self._common(left, right) or self._lengths(left, right) or self._width(left, right)
        texts = self._number(left, wide).above(MASK), self._number(right, wide).above(MASK)
        return put(f"{{}} {op} {{}}", COMPARE, *texts)

    def _types(self, part: Expression) -> dict[str, Interval]:
        """What the names can hold by their types in Rust."""
        infos = {name: SCALARS[self._operands(name).type] for name in names(part)}
        return {name: (info.minimum, info.maximum) for name, info in infos.items()}

    def _truths(self, op: str, left: Expression, right: Expression) -> Rust:
        for side in (left, right):
            if isinstance(side, Not):
                op = "!=" if op == "==" else "=="
        left, right = (item.part if isinstance(item, Not) else item for item in (left, right))
        texts = self.truth(left).above(COMPARE), self.truth(right).above(COMPARE)
        return put(f"{{}} {op} {{}}", COMPARE, *texts)

    def _truth_and_number(self, side: Expression, part: Compare) -> Rust:
        """A truth value compared with a number is one of four things."""
        results = [simplified(Compare(part.op, Number(value), part.right)) for value in (0, 1)]
        if results[0] == results[1]:
            return self.truth(results[0])
        return self.truth(side if results[1] == Number(1) else negated(side))

    def _directly(self, left: Expression, right: Expression) -> bool:
        """Whether a name is compared with a number or a name of its own type."""
        simple = isinstance(left, Name | Number) and isinstance(right, Name | Number)
        return simple and bool(self._common(left, right))

    def _common(self, *sides: Expression) -> str:
        """The one type that everything is of, so that nothing is converted; empty for none."""
        types = {self._operands(name).type for side in sides for name in _converted(side)}
        type_ = next(iter(types)) if len(types) == 1 else ""
        if type_ in ("", "bool") or not all(self._stays(side, SCALARS[type_]) for side in sides):
            return ""
        return type_

    def _lengths(self, *sides: Expression) -> str:
        """usize where a length is compared with what fits it; empty elsewhere."""
        types = {self._operands(name).type for side in sides for name in _converted(side)}
        usize = "usize" in types <= {"usize", "u16", "u8"}
        return "usize" if usize and all(self._stays(side, _USIZE) for side in sides) else ""

    def _stays(self, side: Expression, info: ScalarInfo) -> bool:
        """Whether a number cannot leave the type of the names in it."""
        match side:
            case Number(value):
                return info.minimum <= value <= info.maximum
            case Arithmetic("&", Invert(left), right) | Arithmetic("&", left, Invert(right)):
                # What `~` sets above the type, the other side of `&` has not.
                return self._stays(left, info) and self._stays(right, info)
            case Invert(inner):
                return info.minimum < 0 and self._stays(inner, info)
            case Arithmetic(op, left, right) if info.minimum == 0:
                keeps = op in ("&", "|", "^", "//", "%") or (
                    op in _SHIFTS
                    and interval(side, self._ranges)[1] <= info.maximum
                    and interval(right, self._ranges)[1] < info.bits
                )
                alone = op in _SHIFTS and isinstance(right, Name)
                return keeps and self._stays(left, info) and (alone or self._stays(right, info))
            case Arithmetic():
                return False
        return isinstance(side, Name)

    def _direct(self, op: str, left: Expression, right: Expression) -> Rust:
        if isinstance(left, Number):
            left, right, op = right, left, mirrored(Compare(op, left, right)).op
        assert isinstance(left, Name)
        operand = self._operands(left.name)
        if isinstance(right, Name):
            texts = shown(operand), shown(self._operands(right.name))
            return put(f"{{}} {op} {{}}", COMPARE, *texts)
        assert isinstance(right, Number)
        return self._with_number(operand, op, right)

    def _with_number(self, operand: Operand, op: str, number: Number) -> Rust:
        """A comparison with what the type can hold; at an end of it, one with that end."""
        info, value = SCALARS[operand.type], number.value
        if op in (">", "<="):  # as < or >=, of the number after
            op, value = (">=", value + 1) if op == ">" else ("<", value + 1)
        if op in (">=", "<"):
            if value == info.minimum + 1:
                op, number = ("!=" if op == ">=" else "=="), Number(info.minimum)
            elif value == info.maximum:
                op, number = ("==" if op == ">=" else "!="), Number(info.maximum)
            elif value != number.value:
                op = ">" if op == ">=" else "<="
        if op in ("==", "!=") and number.value in operand.variants:
            return _tested(Comparison(op, operand.variants[number.value]), shown_enum(operand))
        return _tested(Comparison(op, _spelled(number)), shown(operand))

    def _within(self, part: Within) -> Rust:
        """A range with both ends."""
        operand = self._operands(part.name)
        info = SCALARS[operand.type]
        equal, low, high = ("!=" if part.outside else "=="), part.low, part.high
        if low > high:
            return fixed(part.outside)
        if low == high:
            return self._with_number(operand, equal, Number(low))
        if low <= info.minimum:
            return self._with_number(operand, ">" if part.outside else "<=", Number(high))
        if high >= info.maximum:
            return self._with_number(operand, "<" if part.outside else ">=", Number(low))
        within = Between(str(low), str(high), part.outside)
        return Rust(within.on(operand.text), needs=operand.needs)

    # -- numbers -----------------------------------------------------------------------------------

    def _width(self, *sides: Expression) -> str:
        """i64 where every part of the sides fits, else i128."""
        for side in sides:
            if any(
                SCALARS[self._operands(name).type].maximum > _I64.maximum
                for name in _converted(side)
            ):
                return "i128"
            if not all(_I64.minimum <= end <= _I64.maximum for end in self._reach(side)):
                return "i128"
        return "i64"

    def _reach(self, side: Expression) -> list[int]:
        """The ends of the ranges of the side and of all its parts; beyond i64 for what is shifted
        by more than its bits."""
        found = list(interval(side, self._ranges))
        if isinstance(side, Arithmetic) and side.op in _SHIFTS:
            found.append(1 << interval(side.right, self._ranges)[1])
        if isinstance(side, Arithmetic | Invert):
            found += chain.from_iterable(map(self._reach, children(side)))
        return found

    def _number(self, side: Expression, wide: str) -> Rust:
        match side:
            case Number():
                return Rust(_spelled(side))
            case Name(name):
                operand = self._operands(name)
                if operand.type == wide:
                    return shown(operand)
                if operand.type == "usize":  # `as i64 <` would open a type
                    return put(f"({{}} as {wide})", ATOM, shown(operand))
                return put(f"{wide}::from({{}})", ATOM, shown(operand))
            case Invert(inner):
                return put("!{}", SIGN, self._number(inner, wide).above(SIGN - 1))
            case Arithmetic("-", Number(0), right):
                return put("-{}", SIGN, self._number(right, wide).above(SIGN))
            case Arithmetic(op, Number() as left, right) if op in _SHIFTS:
                # What is shifted says of which type the result is.
                number = Rust(f"{_spelled(left)}_{wide}")
                return put(f"{{}} {op} {{}}", MASK, number, self._by(right, wide))
            case Arithmetic(op, left, right) if op in _SHIFTS:
                first = self._number(left, wide).above(PRODUCT)
                return put(f"{{}} {op} {{}}", MASK, first, self._by(right, wide))
            case Arithmetic(op, left, right):
                level = _LEVELS.get(op, MASK)
                # Beside & clippy wants brackets around all other arithmetic.
                below = (PRODUCT, PRODUCT) if level == MASK else (level - 1, level)
                first = self._number(left, wide).above(below[0])
                second = self._number(right, wide).above(below[1])
                return put(f"{{}} {_RUST.get(op, op)} {{}}", level, first, second)
        return put(f"{wide}::from({{}})", ATOM, self.truth(side))

    def _by(self, side: Expression, wide: str) -> Rust:
        """By how much is shifted: a number of any type."""
        if isinstance(side, Name) and self._operands(side.name).type != "bool":
            return shown(self._operands(side.name))
        return self._number(side, wide).above(PRODUCT)


def _converted(side: Expression) -> Iterator[str]:
    """The names that must be of one type: by how much is shifted, a name of any type says."""
    match side:
        case Name(name):
            yield name
        case Arithmetic(op, left, Name()) if op in _SHIFTS:
            yield from _converted(left)
        case _:
            for part in children(side):
                yield from _converted(part)


def _tested(test: Comparison, value: Rust) -> Rust:
    return Rust(test.on(value.text), COMPARE, value.needs)


def _spelled(number: Number) -> str:
    """A number as the spec writes it: hexadecimal stays hexadecimal."""
    return number.spelling or str(number.value)
