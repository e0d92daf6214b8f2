# SPDX-License-Identifier: GPL-2.0-or-later
"""How registers inside registers travel: each condition of the planner's, met and not met.

What a decision does is looked for in the emitted text, not in the plan.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.plan.made import block, emitted, read

TYPES = """
class Mode(Enum, repr=u8):
    "E."
    A = 0
    B = 1


class Flags(Bits, repr=u8):
    "B."
    on: bool
    rest: bits[7]


class Wide(Bits, repr=u64):
    "B."
    on: bool
    rest: bits[63]


class Plain(Registers, name="dev/plain"):
    "P."
    p: u8


class Ruled(Registers, name="dev/ruled"):
    "R."
    rules = ["p < 4"]
    p: u8


class Ranged(Registers, name="dev/ranged"):
    "R."
    p: u8
    q: u8 = field(le=4)


class Masked(Registers, name="dev/masked"):
    "M."
    p: u8 = field(mask=3)


class Forced(Registers, name="dev/forced"):
    "F."
    p: u8 = field(force=3)


class Low(Registers, name="dev/low"):
    "L."
    p: u8 = field(ge=1, default=1)


class Compared(Registers, name="dev/compared"):
    "C."
    p: Equal[u8]


class Moded(Registers, name="dev/moded"):
    "M."
    p: Mode


class Timed(Registers, name="dev/timed"):
    "T."
    ends: Timer


class TimedAndRuled(Registers, name="dev/timed_and_ruled"):
    "T."
    rules = ["p < 4"]
    ends: Timer
    p: u8
"""
REGS = """

class Inner(Registers, name="dev/inner"%s):
    "I."
%s

class Regs(Registers, name="dev/regs"):
    "R."
    before: u8 = field(wire=u32)
    inner: Inner


class Dev(Device, name="dev"):
    "D."
    regs: Migratable[BqlRefCell[Regs]]
"""
QUEUE = """
q: Fifo[u8, 4]
s: Wire[Array[u8, 4]] = slots("q")
n: Wire[u8] = length("q")
o: Wire[u8] = oldest("q")
"""


def _spec(body: str, head: str = "") -> str:
    lines = "".join(f"    {line}\n" for line in body.strip().split("\n"))
    nested = ", nested=True" * ("subsection" in body)
    return TYPES + REGS % (head + nested, lines)


def decided(folder: Path, body: str, head: str = "") -> set[str]:
    """What the emitted text says of the planner's decisions about `Inner`."""
    text = _spec(body, head)
    migration, registers = emitted(folder, text), emitted(folder, text, "registers.rs")
    own = block(migration, "impl ToMigrationState for Inner {")
    around = block(migration, "impl ToMigrationState for Regs {")
    struct = registers[: registers.index("pub struct Inner")].rsplit("///", 1)[1]
    found = {
        "mirror": "pub struct InnerMigration" in migration,
        "own": bool(own),
        "as it is": "target.clone_from(self)" in own,
        "cloned by Regs": "target.inner = self.inner.clone()" in around,
        "in place": "self.inner.restore_migrated_state_mut(" in around,
        "looked at": "self.inner.check_migrated(&source.inner)?" in around,
        "look": "fn check_migrated" in block(migration, "impl Inner {"),
        "Clone": "Clone" in struct,
        "Debug": "Debug" in struct,
    }
    assert found["cloned by Regs"] is not found["own"]
    assert found["looked at"] is found["look"]
    return {word for word, said in found.items() if said} - {"looked at"}


WHOLE = {"cloned by Regs", "Clone", "Debug"}
OWN = {"own", "Clone", "Debug"}
SNAPSHOT = OWN | {"as it is"}
MIRROR = OWN | {"mirror"}
FIXED = {"own", "mirror", "in place", "Debug"}
TIMED = FIXED - {"Debug"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a: u8", WHOLE),
        ("a: u8 = field(le=4)", WHOLE),
        ("a: Array[u8, 3]", WHOLE),
        ("a: Unused[3]\nb: u8", WHOLE),
        ("a: Flags", WHOLE),
        ("a: u8 = field(default=3)", WHOLE),
        ("a: u8 = field(wire=u8)", WHOLE),
        ("a: Plain", WHOLE),
        ("a: Array[Plain, 2]", WHOLE),
        # Only a restore of its own can do this.
        ('rules = ["a < 4"]\na: u8', SNAPSHOT),
        ('a: u8\nb: u8 = subsection("dev/inner/b")', SNAPSHOT),
        ("a: Ruled", OWN),
        ("a: Array[Ruled, 2]", OWN),
        # Not all of it travels.
        ("a: u8\nb: u8 = field(migrate=False)", OWN),
        ("a: u8\nb: u8 = derived()", OWN),
        ("a: u8 = field(mask=3)", OWN),
        ("a: u8 = field(force=3)", OWN),
        ("a: Equal[u8]", OWN),
        ('n: u8 = field(le=2)\na: Array[u8, 2] = field(count="n")', OWN),
        # It travels as something else.
        ("a: u8 = field(wire=u32)", MIRROR),
        ("a: bool = field(wire=u8)", MIRROR),
        ("a: Mode", MIRROR),
        ("a: Wide", MIRROR),
        ("a: NonZero[u8] = field(default=1)", MIRROR),
        ("a: Option[u8] = field(none=-1, wire=i32)", MIRROR),
        ('a: Duration = field(unit="ns")', MIRROR),
        ("a: Array[Array[u8, 2], 2]", MIRROR),
        (QUEUE, MIRROR),
        ("a: u8\nb: Wire[u8] = computed()", MIRROR),
        ('a: Custom["Colour"] = field(wire=u8)', MIRROR),
        ('a: u8 = field(rename="b")', MIRROR),
        ('a: u8\nb: u8 = subsection("dev/inner/b", needed=method("asked"))', MIRROR),
        # It stays where it is.
        ("a: Atomic[u8]", FIXED),
        ("a: Array[Atomic[u8], 2]", FIXED),
        ("a: Timer", TIMED),
        ("a: Array[Timer, 2]", TIMED),
        ("a: Timed", TIMED),
        ("a: Array[Timed, 2]", TIMED),
        ('a: u8\nb: Timer = subsection("dev/inner/b")', TIMED),
        # Nor may it be in what a load makes for itself.
        ("a: u8\nb: Timer = field(migrate=False)", TIMED),
        ("a: u8\nb: Atomic[u8] = field(migrate=False)", FIXED - {"mirror"}),
    ],
)
def test_how_registers_travel(body: str, expected: set[str], tmp_path: Path) -> None:
    assert decided(tmp_path, body) == expected


def test_with_a_check_of_the_authors(tmp_path: Path) -> None:
    assert decided(tmp_path, "a: u8", ", check=True") == SNAPSHOT


@pytest.mark.parametrize("fixed", ["t: Timer", "t: Atomic[u8]", "t: Timed"])
@pytest.mark.parametrize(
    ("body", "looked"),
    [
        ("a: u8", False),
        ("a: u8 = field(wire=u32)", True),
        ("a: u8 = field(le=4)", True),
        ("a: u8 = field(ge=0)", False),
        ("a: u16 = field(le=255, wire=u8)", False),
        ("a: u16 = field(le=254, wire=u8)", True),
        ("a: NonZero[u8] = field(ge=1, default=1)", True),
        ("a: Atomic[u8] = field(wire=u16)", True),
        ("a: Atomic[u16] = field(le=255, wire=u8)", False),
        ("a: Array[u8, 2] = field(le=4)", True),
        ("a: bool = field(wire=u8)", True),
        ("a: Mode", True),
        ("a: Flags", False),
        ("a: Wide", False),
        ("a: u8 = field(mask=3)", False),
        ("a: NonZero[u8] = field(default=1)", True),
        ("a: Option[u8] = field(none=-1, wire=i32)", True),
        ('a: Duration = field(unit="ns")', False),
        ("a: Array[Array[u8, 2], 2]", False),
        (QUEUE, True),
        ("a: Wire[u8] = computed()", False),
        ('a: Custom["Colour"] = field(wire=u8)', True),
        ("a: u8 = derived()", False),
        ("a: Mode = field(migrate=False)", False),
        ('rules = ["a < 4"]\na: u8', True),
        ("a: Plain", False),
        ("a: Plain\nb: Mode", True),
        ("a: Array[Plain, 2]\nb: u8 = field(ge=1, default=1)", True),
        ("a: Timed", False),
        ("a: Timed\nb: Mode", True),
        ("a: Masked", False),
        ("a: Equal[u8]", True),
        ("a: TimedAndRuled", True),
    ],
)
def test_what_stays_in_place_is_looked_at_before(
    body: str, looked: bool, fixed: str, tmp_path: Path
) -> None:
    """Where something in it may be refused, before anything around it changes."""
    assert ("look" in decided(tmp_path, f"{fixed}\n{body}")) is looked


def test_a_refused_queue_is_refused_before_anything_changes(tmp_path: Path) -> None:
    """It does not travel under its own name, but by its parts."""
    around = block(
        emitted(tmp_path, _spec(f"t: Timer\n{QUEUE}")), "impl ToMigrationState for Regs {"
    )
    look, first = around.index("inner.check_migrated("), around.index("self.before =")
    assert look < first < around.index("self.inner.restore_migrated_state_mut(")


def test_registers_behind_migratable_convert_themselves(tmp_path: Path) -> None:
    """Whole ones, too: the wrapper asks them. A plain cell does not."""
    plain = 'class Regs(Registers, name="dev/regs"):\n    "R."\n    a: u8\n'
    text = f'{plain}class Dev(Device, name="dev"):\n    "D."\n    regs: @\n'
    for type_, own in {
        "Migratable[BqlRefCell[Regs]]": True,
        "Migratable[Mutex[Regs]]": True,
        "Array[Migratable[BqlRefCell[Regs]], 2]": True,
        "BqlRefCell[Regs]": False,
        "Array[BqlRefCell[Regs], 2]": False,
    }.items():
        migration = emitted(tmp_path, text.replace("@", type_))
        assert ("impl ToMigrationState for Regs" in migration) is own, type_


def test_what_the_author_converts_is_not_converted_by_vmgen(tmp_path: Path) -> None:
    for type_ in ("u8", "Plain", "Ruled", "Masked", "Moded"):
        text = TYPES + (
            f'class Author(Mirror, name="dev/author"):\n    "M."\n    a: {type_}\n'
            'class Dev(Device, name="dev"):\n    "D."\n'
            '    colour: Migratable[Custom["Colour", Author]]\n'
        )
        migration = emitted(tmp_path, text)
        assert "pub struct Author {" in migration and "AuthorMigration" not in migration, type_
        assert "for Author" not in migration, type_


def test_only_what_is_derived_is_found_again(tmp_path: Path) -> None:
    text = _spec("a: u8\nb: u8 = derived()\nc: u8 = field(migrate=False)")
    own = block(emitted(tmp_path, text), "impl ToMigrationState for Inner {")
    assert "self.a = source.a;" in own and "self.b = self.b();" in own
    assert "self.a()" not in own and "self.c" not in own


# -- what a plain cell cannot hold -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("a: u8", ""),
        ("a: Array[u8, 3]", ""),
        ("a: Plain", ""),
        ("a: u8\nb: u8 = field(migrate=False)", ""),
        ('a: u8\nb: u8 = subsection("dev/inner/b")', ""),
        ('n: u8 = field(le=2)\na: Array[u8, 2] = field(count="n")', "has ranges"),
        ("a: u8 = field(le=4)", "has ranges"),
        ("a: u8 = field(ge=1, default=1)", "has ranges"),
        ("a: Array[u8, 2] = field(lt=4)", "has ranges"),
        ("b: u8\na: Array[Ranged, 2]", "has ranges"),
        ('a: u8\nb: u8 = subsection("dev/inner/b", le=4)', "has ranges"),
        ('rules = ["a < 4"]\na: u8', "has rules"),
        ("b: u8\na: Ruled", "has rules"),
        ("a: Array[Ruled, 2]", "has rules"),
        ("a: u8 = field(mask=3)", "has masks"),
        ("a: u8 = field(force=3)", "has masks"),
        ("b: u8\na: Masked", "has masks"),
        ("a: u8 = derived()\nb: u8", "has hooks"),
        ("a: Mode", "`a` cannot travel as at run time"),
        ("a: Moded", "`a` cannot travel as at run time"),
        ("a: Equal[u8]", "has checks"),
        ("b: u8\na: Compared", "has checks"),
        ("b: u8\na: Forced", "has masks"),
        ("a: Plain\nb: Ranged", "has ranges"),
        ("a: Plain\nb: Ruled", "has rules"),
        ("a: Low", "has ranges"),
        ('a: u8\nb: u8 = subsection("dev/inner/b", needed=method("asked"))', "`dev/inner/b`"),
    ],
)
def test_a_plain_cell(body: str, reason: str, tmp_path: Path) -> None:
    """What only a restore does would be left undone, however deep it is."""
    around = "    regs: Migratable[BqlRefCell[Regs]]\n"
    text = _spec(body).replace(around, f"{around}    inner: BqlRefCell[Inner]\n")
    _, found = read(tmp_path, text)
    said = [item.message for item in found if item.code == "VM201"]
    assert len(said) == bool(reason) and all(reason in item for item in said), [*found]
    assert not reason or found.failed


def test_an_authors_check_needs_a_restore(tmp_path: Path) -> None:
    text = (
        'class Inner(Registers, name="dev/inner", check=True):\n    "I."\n    a: u8\n'
        'class Dev(Device, name="dev"):\n    "D."\n    inner: BqlRefCell[Inner]\n'
    )
    _, found = read(tmp_path, text)
    (item,) = found
    assert item.code == "VM201" and "has hooks" in item.message
