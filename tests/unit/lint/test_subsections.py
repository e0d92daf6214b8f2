# SPDX-License-Identifier: GPL-2.0-or-later
"""Names of subsections: found again, by nobody else, and where a C device looks for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.lint.said import findings

SUB = "    {name}: BqlCell[u8] = subsection({args})\n"


def spec(regs: str = "", dev: str = "", *, name: str = "dev/regs", head: str = "") -> str:
    """A device with registers, and what stands in both."""
    return (
        f"class Inner(Registers, name='inner'):\n    a: u8\n\n\n"
        f"class Regs(Registers, name='{name}'{head}):\n    a: u8\n{regs}\n\n"
        f"class Dev(Device, name='dev'):\n    regs: Migratable[BqlRefCell[Regs]]\n{dev}"
    )


def cells(*parts: tuple[str, str]) -> str:
    """Cells of the device in subsections: their names, and what else is said."""
    return "".join(
        SUB.format(name=f"x{at}", args=f"'{name}'{more}") for at, (name, more) in enumerate(parts)
    )


def within(name: str) -> str:
    return f", within='{name}'"


def said(folder: Path, text: str) -> list[tuple[str, str, str]]:
    return [(item.code, item.message, item.mend) for item in findings(folder, text)
            if item.code != "VM128"]  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([("dev/a", "")], []),
        ([("dev2", "")], []),
        ([("dev/a", ""), ("dev/b", "")], []),
        ([("dev", "")], ["VM140 subsection `dev` does not begin with `dev`"]),
        ([("de/a", "")], ["VM140 subsection `de/a` does not begin with `dev`"]),
        # What is loaded before takes what comes behind it.
        ([("dev/a", ""), ("dev/ab", "")],
         ["VM142 `dev/a` is the beginning of the subsection's name `dev/ab`"]),
        ([("dev/ab", ""), ("dev/a", "")], []),
        ([("dev/a", ""), ("dev/b", ""), ("dev/ab", "")], []),
        ([("dev/a", ""), ("dev/b", ", needed=CHANGED"), ("dev/ab", "")],
         ["VM147 `dev/a` takes `dev/ab` for its own where neither `dev/b` nor any other "
          "subsection between them is sent"]),
        ([("dev/a", ""), ("dev/a/b", within("dev/a")), ("dev/ab", "")],
         ["VM142 `dev/a` is the beginning of the subsection's name `dev/ab`"]),
        ([("dev/a", ""), ("dev/a/b", within("dev/a"))], []),
        ([("dev/a", ""), ("dev/a/b", within("dev/a")), ("dev/a/bc", within("dev/a"))],
         ["VM142 `dev/a/b` is the beginning of the subsection's name `dev/a/bc`"]),
        ([("dev/a", ""), ("dev/a/b", within("dev/a")), ("dev/b", "")], []),
        ([("dev/a", ""), ("dev/b", within("dev/a"))],
         ["VM140 subsection `dev/b` does not begin with `dev/a`"]),
        ([("dev/a", ""), ("dev/a/b", within("dev/c"))],
         ["VM144 `Dev` has no subsection `dev/c`"]),
        # Registers are loaded before, whatever is behind them.
        ([("dev/regs/a", "")],
         ["VM142 `dev/regs` is the beginning of the subsection's name `dev/regs/a`"]),
        ([("dev/a", ""), ("dev/regs/a", "")],
         ["VM142 `dev/regs` is the beginning of the subsection's name `dev/regs/a`"]),
        ([("dev/regs", "")], []),
    ],
)  # fmt: skip
def test_prefixes(parts: list[tuple[str, str]], expected: list[str], tmp_path: Path) -> None:
    found = said(tmp_path, spec(dev=cells(*parts)))
    assert [f"{code} {message}" for code, message, _ in found] == expected


def test_how_to_mend_a_name(tmp_path: Path) -> None:
    cases = {
        ("other/late", ""): "Call it `dev/late`.",
        ("late", ""): "Call it `dev/late`.",
        ("other/", ""): "Call it `dev/what`.",
        ("dev/b", within("dev/a")): "Call it `dev/a/b`.",
    }
    for part, mend in cases.items():
        ((code, _, given),) = said(tmp_path, spec(dev=cells(("dev/a", ""), part)))
        assert (code, given) == ("VM140", mend)


def test_how_to_mend_a_thief(tmp_path: Path) -> None:
    ((_, _, mend),) = said(tmp_path, spec(dev=cells(("dev/a", ""), ("dev/ab", ""))))
    assert mend.endswith('or say `within="dev/a"` if the C device has it in there.')
    ((_, _, mend),) = said(tmp_path, spec(dev=cells(("dev/regs/a", ""))))
    assert mend == ""


def test_clocks_have_a_name_too(tmp_path: Path) -> None:
    text = "class Dev(Device, name='c'):\n    clk: Clock\n" + cells(("clock/a", ""))
    assert said(tmp_path, text)[0][:2] == (
        "VM142",
        "`clock` is the beginning of the subsection's name `clock/a`",
    )
    assert said(tmp_path, text.replace("clk: Clock", "clk: BqlCell[u8]")) == []


A = "    x: u8 = subsection('{}', needed=CHANGED)\n"
B = "    y: u8 = subsection('{}', needed=CHANGED)\n"


def registers_said(folder: Path, text: str) -> list[str]:
    return [f"{code} {message}" for code, message, _ in said(folder, text)]


BEFORE = (
    "VM145 {what}: behind `regs` and before {behind}, where a C device that does not nest "
    "`{own}` sends nothing, and looks for nothing"
)
CALLED = "VM146 {what}: a C device `dev` that does not nest `{own}` has nothing that is called so"


def test_of_registers(tmp_path: Path) -> None:
    """Behind registers that are last, C has the device's own; before more of it, none."""
    one, two = A.format("dev/regs/a"), A.format("dev/regs/a") + B.format("dev/regs/b")
    last = CALLED.format(what="`dev/regs/a`", own="dev/regs")
    assert registers_said(tmp_path, spec(one)) == [last]
    assert registers_said(tmp_path, spec(two)) == [
        CALLED.format(what="`dev/regs/a` and 1 more", own="dev/regs")
    ]
    assert registers_said(tmp_path, spec(one, head=", nested=True")) == []
    level = "    level: BqlCell[u8]\n"
    assert registers_said(tmp_path, spec(one, level)) == [
        BEFORE.format(what="`dev/regs/a`", behind="`level`", own="dev/regs")
    ]
    # What does not travel is not behind them.
    for idle in (
        "level: Property[u8]",
        "level: u8 = field(migrate=False)",
        "level: InterruptSource",
    ):
        assert registers_said(tmp_path, spec(one, f"    {idle}\n")) == [last]


def test_registers_called_as_the_device(tmp_path: Path) -> None:
    """Last in the section, they are what C has, nested or not."""
    one, level = A.format("dev/a"), "    level: BqlCell[u8]\n"
    assert registers_said(tmp_path, spec(one, name="dev")) == []
    assert registers_said(tmp_path, spec(one, level, name="dev")) == [
        BEFORE.format(what="`dev/a`", behind="`level`", own="dev")
    ]


def test_registers_of_another_name(tmp_path: Path) -> None:
    """No description around them would take their subsections."""
    level = "    level: BqlCell[u8]\n"
    assert registers_said(tmp_path, spec(A.format("free/a"), level, name="free")) == []


def test_inside_subsections_only_the_outermost_count(tmp_path: Path) -> None:
    """What is within another one is claimed by that."""
    text = A.format("dev/regs/a") + B.format("dev/regs/a/b").replace(
        ", needed", ", within='dev/regs/a', needed"
    )
    assert registers_said(tmp_path, spec(text)) == [
        CALLED.format(what="`dev/regs/a`", own="dev/regs")
    ]


def test_each_of_an_array_but_the_last(tmp_path: Path) -> None:
    text = spec(A.format("dev/a"), name="dev").replace(
        "regs: Migratable[BqlRefCell[Regs]]", "regs: Array[Migratable[BqlRefCell[Regs]], {}]"
    )
    found = BEFORE.format(what="`dev/a`", behind="the next of `regs`", own="dev")
    assert registers_said(tmp_path, text.replace("{}", "2")) == [found]
    assert registers_said(tmp_path, text.replace("{}", "1")) == []


def test_nested_without_subsections(tmp_path: Path) -> None:
    assert registers_said(tmp_path, spec(head=", nested=True")) == [
        "VM124 `nested` says where subsections are: `Regs` has none"
    ]


@pytest.mark.parametrize(
    ("dev", "advice"),
    [
        ("", 'call `Regs`, which is last in the section, as the C device: `name="dev"`, and the '
             "subsections as in C; or give its fields to `Dev`"),
        ("    level: BqlCell[u8]\n", "Else give its fields to `Dev`"),
        (cells(("dev/late", "")), "Else give its fields to `Dev`"),
        ("    more: Migratable[BqlRefCell[More]]\n", "Else give its fields to `Dev`"),
    ],
)  # fmt: skip
def test_where_they_could_be(dev: str, advice: str, tmp_path: Path) -> None:
    text = spec(A.format("dev/regs/a"), dev)
    if "More" in dev:
        more = "class More(Registers, name='dev/more', nested=True):\n    a: u8\n"
        text = more + A.format("dev/more/a") + "\n\n" + text
        text = text.replace("    regs: M", "    more: Migratable[BqlRefCell[More]]\n    regs: M")
        text = text.removesuffix(dev)
    (mend,) = [mend for code, _, mend in said(tmp_path, text) if code in ("VM145", "VM146")]
    assert advice in mend


def test_a_c_devices_own_in_registers(tmp_path: Path) -> None:
    """A name of the device's in registers: as the C device has it, or a slip."""
    found = said(tmp_path, spec(A.format("dev/a")))
    assert [code for code, _, _ in found] == ["VM140"]
    assert found[0][2].startswith("If it is one of the C device `dev`, call `Regs`, which is last")
    assert found[0][2].endswith("Else: `dev/regs/a`.")
    found = said(tmp_path, spec(A.format("other/a")))
    assert [item[2] for item in found] == ["Call it `dev/regs/a`."]


def test_a_name_in_registers_within_another(tmp_path: Path) -> None:
    """Whose it is, is said: no C device is asked for it."""
    text = A.format("dev/regs/a") + B.format("dev/b").replace(
        ", needed", ", within='dev/regs/a', needed"
    )
    found = said(tmp_path, spec(text, head=", nested=True"))
    assert found == [
        (
            "VM140",
            "subsection `dev/b` does not begin with `dev/regs/a`",
            "Call it `dev/regs/a/b`.",
        )
    ]


def test_of_a_parent_nothing_is_asked(tmp_path: Path) -> None:
    """QEMU's own class nests its description, as C does."""
    text = (
        "class Mum(Parent, path='qom::Mum', name='dev/mum'):\n    a: u8\n"
        + A.format("dev/mum/a")
        + "\n\nclass Dev(Device, name='dev'):\n    parent_obj: ParentField[Mum]\n"
        "    level: BqlCell[u8]\n"
    )
    assert registers_said(tmp_path, text) == []


def test_each_struct_at_its_first_place_that_matters(tmp_path: Path) -> None:
    """Two places of one struct are said of once, at the subsection that is meant."""
    text = spec(B.format("free/b") + A.format("dev/regs/a"), "    level: BqlCell[u8]\n")
    text = text.replace("    regs: M", "    more: Migratable[BqlRefCell[Regs]]\n    regs: M")
    found = [item for item in findings(tmp_path, text) if item.code == "VM145"]
    assert [item.message.partition(":")[0] for item in found] == ["`dev/regs/a`"]
    assert "behind `more` and before `regs`" in found[0].message
    line = text.split("\n").index(A.format("dev/regs/a").rstrip("\n"))
    assert found[0].position.line == line + 6
