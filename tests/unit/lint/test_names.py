# SPDX-License-Identifier: GPL-2.0-or-later
"""Names: those that Rust or QEMU takes, and two of which vmgen would form the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.lint.said import device, registers, said


def both(first: str, second: str, name: str) -> str:
    return f"VM119 {first} and {second} both become `{name}` in Rust"


NAMES = [
    # Of fields.
    ("x_1: u8", []),
    ("x_: u8", []),
    ("x__y: u8", ["VM111 `x__y` is not snake_case"]),
    ("xY: u8", ["VM111 `xY` is not snake_case"]),
    ("_x: u8", ["VM111 `_x`: only reserved bits have a leading underscore"]),
    ("r: u8 = field(rename='y')", []),
    ("r: u8 = field(rename='Y')", []),
    ("r: u8 = field(rename='fn')", []),
    ("r: u8 = field(rename='keep')", ["VM112 `keep` names two fields of the stream's description"]),
    ("r: u8 = field(rename='keep', migrate=False)", ["VM124 `r` does not travel"]),
    ("r: u8 = field(rename='q', migrate=False); q: u8", ["VM124 `r` does not travel"]),
    ("keep_: u8 = field(migrate=False); r: u8 = field(rename='keep_')", []),
    ("o: Option[u8] = field(flag='is')", []),
    ("o: Option[u8] = field(flag='Is')", []),
    ("o: Option[u8] = field(flag='keep')",
     ["VM112 `keep` names two fields of the stream's description"]),
    ("o: Option[u8] = field(flag='p'); p: Option[u8] = field(flag='is')",
     ["VM112 `p` names two fields of the stream's description"]),
    ("o: Option[u8] = field(flag='o')",
     ["VM112 `o` names two fields of the stream's description"]),
    ("o: Option[u8] = field(flag='p', rename='p')",
     ["VM112 `p` names two fields of the stream's description"]),
    ("a: u8; a: u8", ["VM112 field `a` of `Regs` is written twice"]),
    ("a: Unused[2] ; b: Unused[2]", []),
    # Methods of the registers, given by the spec or formed by vmgen.
    ("x: Wire[u8] = computed()", []),
    ("from_x: Wire[u8] = computed()",
     ["VM111 `from_x`: in Rust, `from_` and `into_` are for conversions"]),
    ("into_x: u8 = derived()",
     ["VM111 `into_x`: in Rust, `from_` and `into_` are for conversions"]),
    ("from_x: u8", []),
    ("clone: u8", []),
    ("clone: u8 = derived()",
     ["VM118 `clone` is no name for a method: the emitted code has it already"]),
    ("as_mut: u8 = derived()", ["VM118 `as_mut` is no name for a method: Rust has it already"]),
    ("len: u8 = derived()",
     ["VM118 `len` is no name for a method: the emitted code has it already"]),
    ("new: u8 = derived()",
     ["VM118 `new` is no name for a method: the emitted code has it already"]),
    ("n: u8 = field(le=2); x: Array[u8, 2] = field(count='n'); x_fit: u8", []),
    ("n: u8 = field(le=2); x: Array[u8, 2] = field(count='n'); x_fit: u8 = derived()",
     [both("the method for `x_fit`", "the count of `x`", "x_fit")]),
    ("t: Timer; arm_t: u8 = derived()",
     [both("the method for `arm_t`", "a method for the timer `t`", "arm_t")]),
    ("t: Timer; t_expire_time_ns: Wire[u8] = computed()",
     [both("the method for `t_expire_time_ns`", "a method for the timer `t`", "t_expire_time_ns")]),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "messages"), NAMES)
def test_in_registers(lines: str, messages: list[str], tmp_path: Path) -> None:
    assert said(tmp_path, registers(lines)) == messages


SUB = "x: {} = subsection('dev/regs/{}', needed={})"


@pytest.mark.parametrize(
    ("lines", "messages"),
    [
        (SUB.format("u8", "y", "method('x_asked')"), []),
        (SUB.format("u8", "y", "method('y_needed')"), []),
        (SUB.format("u8", "y", "method('x')"), ["VM112 `x` is a name that `Regs` has already"]),
        (SUB.format("u8", "y", "method('keep')"),
         ["VM112 `keep` is a name that `Regs` has already"]),
        (SUB.format("u8", "y", "method('X')"), ["VM111 `X` is not snake_case"]),
        (SUB.format("u8", "y", "method('from_X')"), ["VM111 `from_X` is not snake_case"]),
        (SUB.format("u8", "y", "method('eq')"),
         ["VM118 `eq` is no name for a method: Rust has it already"]),
        ("a: u8 = derived(); " + SUB.format("u8", "y", "method('a')"),
         [both("the method for `a`", "`needed=` of `dev/regs/y`", "a")]),
        (SUB.format("u8", "y", "CHANGED") + "; y_needed: u8 = derived()",
         [both("the method for `y_needed`", "`needed=` of `dev/regs/y`", "y_needed")]),
        ("x: u8 = subsection('dev/regs/y'); y_needed: u8 = derived()", []),
        (SUB.format("u8", "a-b",
         "CHANGED") + "; y: u8 = subsection('dev/regs/a_b', needed=CHANGED)",
         [both("the subsection `dev/regs/a-b`", "the subsection `dev/regs/a_b`",
               "VMSTATE_DEV_REGS_A_B"),
          both("`needed=` of `dev/regs/a-b`", "`needed=` of `dev/regs/a_b`", "a_b_needed")]),
    ],
)  # fmt: skip
def test_methods_that_are_asked(lines: str, messages: list[str], tmp_path: Path) -> None:
    assert said(tmp_path, registers(lines, ", nested=True")) == messages


@pytest.mark.parametrize(
    ("lines", "messages"),
    [
        ("parent_obj: BqlCell[u8]",
         ["VM118 `parent_obj` is no name for a field of a device: QEMU has it already"]),
        ("x: Property[u8] = field(rename='migrate-clk')", []),
        ("x: Property[u8] = field(rename='A.b_c-1')", []),
        ("x: Property[u8] = field(rename='1st')",
         ["VM111 `1st` is not a letter with letters, digits, `-`, `_` and `.` behind"]),
        ("x: Property[u8] = field(rename='id')",
         ["VM118 `id` is no name for a property: QEMU has it already"]),
        ("x: BqlCell[u8] = field(rename='id')", []),
        ("x: Property[u8] = field(rename='y'); y: Property[u8]",
         ["VM112 `y` names two properties of `Dev`"]),
        ("x: Property[u8] = field(rename='y'); y: BqlCell[u8]", []),
        ("x: Property[u8] = field(rename='c'); c: Clock",
         ["VM112 `c` names two properties of `Dev`"]),
        ("c: Clock; x: BqlCell[u8] = field(rename='c')",
         ["VM112 `c` names two fields of the stream's description"]),
        ("realized: Clock", ["VM118 `realized` is no name for a property: QEMU has it already"]),
        ("realized: BqlCell[u8]", []),
        ("clk: Clock = field(rename='id')", []),
        ("x: BqlCell[u8] = subsection('dev/x', needed=method('x'))", []),
        ("c: Clock; x: BqlCell[u8] = subsection('dev/x', needed=method('c_update'))",
         [both("`needed=` of `dev/x`", "the clock `c`", "c_update")]),
        ("t: Timer; x: BqlCell[u8] = subsection('dev/x', needed=method('t_expired'))",
         [both("`needed=` of `dev/x`", "the timer `t`", "t_expired")]),
        ("m: MemoryRegion[4, 'big']; "
         "x: BqlCell[u8] = subsection('dev/x', needed=method('m_write'))",
         [both("`needed=` of `dev/x`", "the region `m`", "m_write")]),
        ("n: BqlCell[u8]; a: Array[BqlCell[u8], 2] = field(count='n'); "
         "x: BqlCell[u8] = subsection('dev/x', needed=method('a_fit'))",
         [both("`needed=` of `dev/x`", "the count of `a`", "a_fit")]),
        ("x: BqlCell[u8] = subsection('dev/x', needed=method('x_needed'))", []),
        ("x: BqlCell[u8] = subsection('dev/x', needed=method('asked')); "
         "y: BqlCell[u8] = subsection('dev/y', needed=method('x_needed'))", []),
        ("x: BqlCell[u8] = subsection('dev/x', needed=method('y_needed')); "
         "y: BqlCell[u8] = subsection('dev/y', needed=CHANGED)",
         [both("`needed=` of `dev/x`", "`needed=` of `dev/y`", "y_needed")]),
        ("x: BqlCell[u8] = subsection('dev/x', needed=method('y_needed')); "
         "y: BqlCell[u8] = subsection('dev/y')", []),
        ("x: BqlCell[u8] = subsection('dev-regs-migratable')",
         [both("the subsection `dev-regs-migratable`", "the wrapper `regs`",
               "VMSTATE_DEV_REGS_MIGRATABLE")]),
        ("x: BqlCell[u8] = subsection('dev-regs-field')",
         [both("the subsection `dev-regs-field`", "the wrapper `regs`", "VMSTATE_DEV_REGS_FIELD")]),
        ("level: BqlCell[u8]; x: BqlCell[u8] = subsection('dev/level_field')", []),
    ],
)  # fmt: skip
def test_in_the_device(lines: str, messages: list[str], tmp_path: Path) -> None:
    assert said(tmp_path, device(lines)) == messages


@pytest.mark.parametrize(
    ("classes", "lines", "messages"),
    [
        ("class RegsMigration(Registers, name='dev/r'):\n    a: u8", "r: BqlRefCell[RegsMigration]",
         [both("`RegsMigration`", "the mirror of `Regs`", "RegsMigration")]),
        ("class RegsHooks(Registers, name='dev/r'):\n    a: u8", "r: BqlRefCell[RegsHooks]",
         [both("`RegsHooks`", "the methods of `Regs`", "RegsHooks")]),
        ("class AuthorMigration(Registers, name='dev/r'):\n    a: u8",
         "r: BqlRefCell[AuthorMigration]; a: Migratable[Custom['Colour', Author]]", []),
        ("class AuthorHooks(Registers, name='dev/r'):\n    a: u8",
         "r: BqlRefCell[AuthorHooks]; a: Migratable[Custom['Colour', Author]]", []),
        ("class ColourHooks(Registers, name='dev/r'):\n    a: u8",
         "r: BqlRefCell[ColourHooks]; a: Migratable[Custom['Colour', Author]]",
         [both("`ColourHooks`", "the methods of `Colour`", "ColourHooks")]),
        ("", "a: Migratable[Custom['RegsMigration', Author]]",
         [both("`RegsMigration`", "the mirror of `Regs`", "RegsMigration")]),
        ("", "a: Migratable[Custom['Regs', Author]]", ["VM112 `Regs` is a type already"]),
        ("", "a: Migratable[Custom['regs', Author]]", ["VM111 `regs` is not CamelCase"]),
        ("", "a: Migratable[Custom['Vec', Author]]",
         ["VM118 `Vec` is no name for a type: the emitted code has it already"]),
        ("", "a: Migratable[Custom['Drop', Author]]",
         ["VM118 `Drop` is no name for a type: Rust has it already"]),
        ("", "a: Migratable[Custom['BaseIntOf', Author]]",
         ["VM118 `BaseIntOf` is no name for a type: QEMU has it already"]),
        ("", "a: Migratable[Custom['Colour', Author]]; b: Migratable[Custom['Colour', Author]]",
         []),
        ("class Other(Mirror, name='dev/other'):\n    a: u8",
         "a: Migratable[Custom['Colour', Author]]; b: Migratable[Custom['Colour', Other]]",
         ["VM112 `Colour` is already converted to and from `Author`"]),
    ],
)  # fmt: skip
def test_types(classes: str, lines: str, messages: list[str], tmp_path: Path) -> None:
    assert said(tmp_path, f"{classes}\n\n\n{device(lines)}") == messages


@pytest.mark.parametrize(
    ("lines", "messages"),
    [
        ("a: Custom['Colour'] = field(wire=u8); b: Custom['Colour'] = field(wire=u8)", []),
        ("a: Custom['Colour'] = field(wire=u8); b: Custom['Colour'] = field(wire=u16)",
         ["VM112 `Colour` is already converted to and from `u8`"]),
        ("a: Custom['Colour'] = field(wire=u8); b: Custom['Colour'] = field(migrate=False)", []),
        ("a: Custom['Regs'] = field(wire=u8)", ["VM112 `Regs` is a type already"]),
        ("a: Custom['Regs'] = field(migrate=False)", []),
    ],
)  # fmt: skip
def test_types_of_the_authors(lines: str, messages: list[str], tmp_path: Path) -> None:
    assert said(tmp_path, registers(lines)) == messages


ENUM = "class E(Enum, repr=u8):\n    {}\n\n\n"
BITS = "class F(Bits, repr=u8):\n    {}\n\n\n"


@pytest.mark.parametrize(
    ("text", "field", "messages"),
    [
        (ENUM.format("A_B = 0\n    AC = 1"), "E", []),
        (ENUM.format("A_B = 0\n    AB = 1\n    aB = 2"), "E",
         ["VM111 `aB` is not UPPER_CASE", "VM119 `A_B` and `aB` both become `A_B` in Rust"]),
        (ENUM.format("A = 0\n    B = 0"), "E", ["VM112 `B` has the value of `A`"]),
        (ENUM.format("A_B = 0\n    AB = 0\n    AbC = 1"), "E",
         ["VM112 `AB` has the value of `A_B`"]),
        (BITS.format("a: bits[4]\n    _b: bits[4]"), "F", []),
        (BITS.format("A: bits[4]\n    b: bits[4]"), "F", ["VM111 `A` is not snake_case"]),
        (BITS.format("_reserved: bits[4]\n    _padding_1: bits[4]"), "F", []),
        (BITS.format("reserved: bits[4]\n    b: bits[4]"), "F",
         ["VM118 `reserved`: bilge keeps such a name for bits that nothing sets"]),
        (BITS.format("reserved_1: bits[4]\n    b_padding_c: bits[4]"), "F",
         [f"VM118 `{name}`: bilge keeps such a name for bits that nothing sets"
          for name in ("reserved_1", "b_padding_c")]),
        (BITS.format("a_reserved: bits[4]\n    b: bits[4]"), "F", []),
        (BITS.format("set_a: bits[4]\n    b: bits[4]"), "F", []),
        (BITS.format("set_a: bits[4]\n    a: bits[4]"), "F",
         ["VM119 `set_a` is the method that bilge makes for `a`"]),
        (BITS.format("value: bits[4]\n    b: bits[4]"), "F",
         ["VM118 `value` is no name for a bit field: bilge has it already"]),
    ],
)  # fmt: skip
def test_members(text: str, field: str, messages: list[str], tmp_path: Path) -> None:
    assert said(tmp_path, text + registers(f"x: {field}")) == messages


NO_NAME = 'is not 1 to 255 printable ASCII characters without `"` and `\\`'


@pytest.mark.parametrize(
    ("head", "messages"),
    [
        ("name='dev'", []),
        ("name='" + "d" * 255 + "', crate='dev', config='DEV'", []),
        ("name='" + "d" * 256 + "', crate='dev', config='DEV'",
         [f"VM141 `{'d' * 256}` {NO_NAME}"] * 2),
        ("name='dev', crate='a' * 64", []),
        ("name='dev', crate='a' * 65, config='DEV'",
         ["VM127 `crate` has 65 characters, and the most is 64"]),
        ("name='dev', config='A' * 128", []),
        ("name='dev', config='A' * 129",
         ["VM127 `config` has 129 characters, and the most is 128"]),
        ("name='dev', category='a' * 64", []),
        ("name='dev', category='a' * 65",
         ["VM127 `category` has 65 characters, and the most is 64"]),
        ("name='dev', crate='fn'", ["VM110 `fn` is a keyword of Rust"]),
        ("name='dev', crate='core'",
         ["VM118 `core` is no name for a crate: Rust has it already"]),
        ("name='dev', crate='chardev'",
         ["VM118 `chardev` is no name for a crate: QEMU has it already"]),
        ("name='dev', category='core'",
         ["VM118 `core` is no name for a category: QEMU has it already"]),
        ("name='dev', category='Char'", ["VM111 `Char` is not snake_case"]),
        ("name='dev', config='dev'", ["VM111 `dev` is not UPPER_CASE"]),
        ("name='dev', type_name='a\"b'",
         [f"VM141 `a\"b` {NO_NAME}"]),
    ],
)  # fmt: skip
def test_heads_of_devices(head: str, messages: list[str], tmp_path: Path) -> None:
    text = f"class Dev(Device, {head}):\n    x: BqlCell[u8]\n"
    assert said(tmp_path, text) == messages
