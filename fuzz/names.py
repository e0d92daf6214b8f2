# SPDX-License-Identifier: GPL-2.0-or-later
"""Specs that give one name after another to everything that a spec can name.

Every name is one of the emitted text, of the Rust language and its prelude, of bilge, or of crates.
What vmgen refuses must be refused at the name (VM11x); all others go into crates that a compiler
looks at. The test is tests/reality/test_names.py; for all names as crates, and all kinds of field:

    python -m fuzz.names OUTPUT [DIALECT ...]

writes a workspace per dialect, to be looked at with `cargo clippy --all-targets -- -D warnings`.
"""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fuzz.trees import write_workspace
from vmgen.diagnostics import Diagnostic, Diagnostics
from vmgen.model import emitted, names
from vmgen.model.nodes import Device
from vmgen.plan import DIALECTS, Dialect, plan_device
from vmgen.render import render_crate, render_workspace
from vmgen.render.crate import crate_folder
from vmgen.render.runner import render_runner
from vmgen.render.workspace import support_folder
from vmgen.spec.read import read_specs
from vmgen.write import finish, format_files

# bilge-impl 0.2: what it binds or treats in its own way; then what is none of vmgen's words.
BILGE = """acc array array_at as_int cursor elem_filled elem_value field_mask field_offset is_filled
mask new_struct_value offset others_mask others_values padding padding_i raw_value reserved
reserved_i set_value shifted size struct_value val_0 value_shifted with_value Filled Integer u4"""
OTHERS = """borrow borrow_mut as_ref as_mut hash cmp partial_cmp to_string type_id realize
properties __x _x x_ a1 a_1 A1 error ok some none nul con test main tests r union raw auto default
macro_rules source_value value_value refused_value from_bits is_some upcast downcast get_class
typename debug_fmt prop_set_chr mmio_map sysbus_realize drop delete modify period hz Error Item
Self_ Regs Hooks object_name HashMap Cell RefCell Rc Any Ordering Relaxed AB A_B Ab Odd_Parity"""


def words() -> list[str]:
    """All names to try, sorted."""
    tables = (emitted.NAMES, emitted.METHODS, emitted.LOCALS, emitted.CRATES)
    language = (names.KEYWORDS, names.PRIMITIVES, names.PRELUDE, names.PRELUDE_METHODS)
    others = (
        names.BILGE,
        names.CRATES,
        names.PROPERTIES,
        names.MESON_TARGETS,
        BILGE.split(),
        OTHERS.split(),
    )
    return sorted(set().union(*tables, *language, *others))


def snake(word: str) -> str:
    """A word as a field would be called."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", word).lower()


def camel(word: str) -> str:
    """A word as a type would be called."""
    return "".join(part[:1].upper() + part[1:] for part in word.split("_"))


def _shaped(shape: Callable[[str], str]) -> list[str]:
    """All words in a shape, as they are, and without what Python or the spec's words rule out."""
    import vmgen.spec

    given = {*words(), *map(shape, words())}
    ruled = {*keyword.kwlist, *vmgen.spec.__all__, "rules"}
    return sorted(name for name in given if name not in ruled and not name.startswith("__"))


@dataclass(frozen=True, slots=True)
class Role:
    """What is named, and the spec for a list of names: each on a line of its own, marked `#`."""

    name: str
    names: Sequence[str]
    spec: Callable[[str, Sequence[str]], str]
    string: bool = False
    """The name stands in a string."""


HEAD = '"""Names."""\n\nfrom vmgen.spec import *\n\n\n'
TAIL = """    zz_number: u8 = field(lt=9, wire=u32)
    zz_option: Option[u8] = field(flag="zz_flag", wire=u32, lt=9)
    zz_array: Array[u8, 3] = field(wire=u32, lt=9)
    zz_mode: ZzMode
    zz_fifo: Fifo[u16, 4]
    zz_first: Wire[i32] = oldest("zz_fifo")
    zz_length: Wire[i32] = length("zz_fifo")
    zz_slots: Wire[Array[u16, 4]] = slots("zz_fifo")
"""
MODE = "class ZzMode(Enum, repr=u8):\n    ZZ_A = 0\n    ZZ_B = 1\n\n\n"
KINDS = (
    "u8 = field(lt=9, wire=u32)",
    "u16",
    'Option[u8] = field(flag="{name}_zf", wire=u32, lt=9)',
    "Array[u8, 3] = field(wire=u32, lt=9)",
    "ZzMode",
    "bool = field(wire=u32)",
    "NonZero[u8] = field(wire=u32, default=1)",
    "Array[u16, 2] = field(wire=u8, lt=9)",
)


def _device(crate: str, body: str, before: str = "") -> str:
    head = f'class Zz{camel(crate)}State(Device, name="{crate}", crate="{crate}"):\n'
    return f"{HEAD}{before}{head}{body}"


def _chunks(given: Sequence[str], size: int) -> list[Sequence[str]]:
    return [given[at : at + size] for at in range(0, len(given), size)]


def _registers(
    crate: str, given: Sequence[str], line: Callable[[int, str], str], size: int, tail: str
) -> str:
    """A device with structs of some fields each; `line` writes the one for a name."""
    structs, fields, number = "", "", 0
    for at, chunk in enumerate(_chunks(given, size)):
        structs += f'class ZzRegs{at}(Registers, name="{crate}/zz{at:03}-"):\n    zz_own: u8\n'
        for name in chunk:
            structs += line(number, name)
            number += 1
        structs += f"{tail}\n\n"
        fields += f"    zz{at}: Migratable[BqlRefCell[ZzRegs{at}]]\n"
    return _device(crate, fields, (MODE if tail else "") + structs)


def fields(shift: int) -> Callable[[str, Sequence[str]], str]:
    """Fields of registers, in one kind after another."""

    def line(at: int, name: str) -> str:
        return f"    {name}: {KINDS[(at + shift) % len(KINDS)].format(name=name)}  #\n"

    return lambda crate, given: _registers(crate, given, line, 20, TAIL)


def renamed(crate: str, given: Sequence[str]) -> str:
    """Names in the stream's description."""
    return _registers(
        crate, given, lambda at, name: f'    zz_{at}: u8 = field(rename="{name}")  #\n', 60, ""
    )


def authored(crate: str, given: Sequence[str]) -> str:
    """Numbers that the author computes, and fields that the author finds again."""

    def line(at: int, name: str) -> str:
        kind = "Wire[u32] = computed()" if at % 2 else "u32 = derived()"
        return f"    {name}: {kind}  #\n"

    return _registers(crate, given, line, 40, "")


def asked(crate: str, given: Sequence[str]) -> str:
    """The author's methods of subsections of registers."""

    def line(at: int, name: str) -> str:
        part = f"{crate}/zz{at // 30:03}-/{at % 30:02}"
        return f'    zz_{at}: u8 = subsection("{part}", needed=method("{name}"))  #\n'

    return _registers(crate, given, line, 30, "").replace('-"):', '-", nested=True):')


PARTS = (
    "Clock",
    'MemoryRegion[16, "little"]',
    "Timer",
    "InterruptSource",
    "Array[InterruptSource, 2]",
)


def cells(crate: str, given: Sequence[str]) -> str:
    """Fields of a device that are cells."""
    return _device(crate, "".join(f"    {name}: BqlCell[u8]  #\n" for name in given))


def parts(crate: str, given: Sequence[str]) -> str:
    """Parts of a device, in one kind after another."""
    lines = (f"    {name}: {PARTS[at % len(PARTS)]}  #\n" for at, name in enumerate(given))
    return _device(crate, "    zz: BqlCell[u8]\n" + "".join(lines))


def properties(crate: str, given: Sequence[str]) -> str:
    """Properties by their names for QEMU's users."""
    lines = (
        f'    zz_{at}: Property[u32] = field(rename="{name}")  #\n' for at, name in enumerate(given)
    )
    return _device(crate, "    zz: BqlCell[u8]\n" + "".join(lines))


def asks(crate: str, given: Sequence[str]) -> str:
    """The author's methods of the device's subsections."""
    lines = (
        f'    zz_{at}: BqlCell[u8] = subsection("{crate}/{at:03}", needed=method("{name}"))  #\n'
        for at, name in enumerate(given)
    )
    return _device(crate, "    zz: BqlCell[u8]\n" + "".join(lines))


def bit_fields(crate: str, given: Sequence[str]) -> str:
    """Fields of bitfields: bits, and numbers of three bits."""
    types, lines = "", ""
    for at, chunk in enumerate(_chunks(given, 31)):
        types += f"class ZzBits{at}(Bits, repr=u64):\n"
        types += "".join(
            f"    {name}: {'bits[3]' if number % 16 == 0 else 'bool'}  #\n"
            for number, name in enumerate(chunk)
        )
        used = sum(3 if number % 16 == 0 else 1 for number, _ in enumerate(chunk))
        types += f"    _zz_rest: bits[{64 - used}]\n\n\n"
        lines += f"    zz_{at}: ZzBits{at}\n"
    registers = f'class ZzRegs(Registers, name="{crate}/regs"):\n{lines}\n\n'
    return _device(crate, "    zz: Migratable[BqlRefCell[ZzRegs]]\n", types + registers)


def variants(crate: str, given: Sequence[str]) -> str:
    """Variants of enums, of one with a number and of those inside bitfields."""
    types = "class ZzWide(Enum, repr=u16):\n"
    types += "".join(f"    {name} = {at}  #\n" for at, name in enumerate(given))
    lines = "    zz_wide: ZzWide\n"
    bits = ""
    for at, chunk in enumerate(_chunks(given, 256)):
        filled = [*(f"{name}" for name in chunk), *(f"ZZ_{n}" for n in range(len(chunk), 256))]
        types += f"\n\nclass ZzSmall{at}(Enum, bits=8):\n"
        types += "".join(f"    {name} = {value}  #\n" for value, name in enumerate(filled))
        bits += f"    zz_{at}: ZzSmall{at}\n"
        lines += f"    zz_enum_{at}: ZzBits\n" if not at else ""
    width = 64 - 8 * len(_chunks(given, 256))
    types += f"\n\nclass ZzBits(Bits, repr=u64):\n{bits}    _zz_rest: bits[{width}]\n\n\n"
    registers = f'class ZzRegs(Registers, name="{crate}/regs"):\n{lines}\n\n'
    return _device(crate, "    zz: Migratable[BqlRefCell[ZzRegs]]\n", types + registers)


def types(crate: str, given: Sequence[str]) -> str:
    """Types: registers of two kinds, enums, bitfields, the author's."""
    text, regs, fields = MODE, "", "    zz: Migratable[BqlRefCell[ZzRegs]]\n"
    for at, name in enumerate(given):
        match at % 5:
            case 0:
                text += f'class {name}(Registers, name="{crate}/{at:03}-"):  #\n    zz: u8\n\n\n'
                fields += f"    zz_{at}: Migratable[BqlRefCell[{name}]]\n"
            case 1:
                text += f'class {name}(Registers, name="{crate}/{at:03}-"):  #\n{TAIL}\n\n'
                fields += f"    zz_{at}: Migratable[BqlRefCell[{name}]]\n"
            case 2:
                text += f"class {name}(Enum, repr=u8):  #\n    ZZ_A = 0\n\n\n"
                regs += f"    zz_{at}: {name}\n"
            case 3:
                text += f"class {name}(Bits, repr=u8):  #\n    zz: bits[8]\n\n\n"
                regs += f"    zz_{at}: {name}\n"
            case _:
                regs += f'    zz_{at}: Custom["{name}"] = field(wire=u32)  #\n'
    text += f'class ZzRegs(Registers, name="{crate}/regs"):\n    zz_own: u8\n{regs}\n\n'
    return _device(crate, fields, text)


def device_type(crate: str, given: Sequence[str]) -> str:
    """The device's own type, for one name."""
    (name,) = given
    return f'{HEAD}class {name}(Device, name="{crate}", crate="{crate}"):  #\n    zz: BqlCell[u8]\n'


def roles() -> list[Role]:
    """All roles that take many names in one crate."""
    lower, strings = _shaped(snake), sorted({*words(), *map(snake, words())})
    local = sorted({*emitted.LOCALS, *(f"{name}_value" for name in emitted.LOCALS)} & {*lower})
    upper, types_ = _shaped(lambda word: snake(word).upper()), _shaped(lambda w: camel(snake(w)))
    upper = [name for name in upper if not name.startswith("_")]  # helpers of the spec itself
    return [
        Role("nm_fields", lower, fields(0)),
        *(Role(f"nm_local{shift}", local, fields(shift)) for shift in range(1, len(KINDS))),
        Role("nm_renamed", strings, renamed, string=True),
        Role("nm_authored", lower, authored),
        Role("nm_asked", strings, asked, string=True),
        Role("nm_cells", lower, cells),
        *(Role(f"nm_parts{at}", local[at:] + local[:at], parts) for at in range(len(PARTS))),
        Role("nm_properties", strings, properties, string=True),
        Role("nm_asks", strings, asks, string=True),
        Role("nm_bits", lower, bit_fields),
        Role("nm_variants", upper, variants),
        Role("nm_types", types_, types),
    ]


# -- what becomes of them --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tried:
    """A role's device with all names that were taken, and the findings about the others."""

    device: Device
    taken: list[str]
    refused: dict[str, Diagnostic]


def tried(role: Role, folder: Path) -> Tried:
    """Try all names; those refused are left out, and then there must be no finding.

    AssertionError where a finding is no VM11x, or is not at a name.
    """
    path = folder / f"{role.name}.py"
    left, refused = list(role.names), dict[str, Diagnostic]()
    for _ in range(4):  # of two names that become one, only the second is refused
        path.write_text(role.spec(role.name, left), encoding="utf-8")
        found = Diagnostics()
        devices = read_specs([path], found)
        lines = path.read_text(encoding="utf-8").split("\n")
        bad = {named(lines[item.position.line - 1], item): item for item in found}
        if not bad:
            return Tried(devices[0], left, refused)
        refused |= bad
        left = [name for name in left if name not in bad]
    raise AssertionError(f"{role.name}: {bad}")


def named(line: str, item: Diagnostic) -> str:
    """The name that a finding is about: it stands where the finding points."""
    assert item.code in ("VM110", "VM111", "VM112", "VM118", "VM119"), f"{item.code}: {line}"
    assert line.rstrip().endswith("#"), f"{item.message}: {line}"
    said = re.search(r'(?:rename=|method\(|Custom\[|crate=)"([^"]*)"', line)
    match = said or re.match(r"(?:class| {3}) (\w+)", line)
    assert match is not None, line
    name = match[1]
    start = item.position.column - 1
    assert name in line[start : item.position.end_column - 1], f"{item.message}: {line}"
    return name


def write(
    root: Path, devices: Iterable[Device], dialect: Dialect, *, runner: bool = False
) -> list[str]:
    """A workspace with these devices' crates, for a dialect; the names of those it can hold."""
    planned, rendered = [], []
    for device in devices:
        noted = Diagnostics()
        plan = plan_device(device, dialect, noted)
        if noted.failed:
            continue
        planned.append(device)
        rendered += render_crate(plan, [])
    if runner:
        rendered += render_runner(planned, dialect)
    texts = format_files({file.path: file.text for file in rendered}, support_folder(dialect))
    files = [finish(file, texts[file.path]) for file in rendered]
    manifest = render_workspace({crate_folder(device): {} for device in planned}, dialect)
    write_workspace(root, [*files, finish(manifest, manifest.text)], dialect)
    return [device.crate for device in planned]


def single(name: str, spec: Callable[[str, Sequence[str]], str], folder: Path) -> Device | None:
    """The device of a spec for one name; None where it is refused at it."""
    path = folder / "single.py"
    path.write_text(spec("nm_single", [name]), encoding="utf-8")
    found = Diagnostics()
    devices = read_specs([path], found)
    return None if found.failed else devices[0]


def crate_spec(crate: str, given: Sequence[str]) -> str:
    """A device in a crate of this name."""
    (name,) = given
    return f'{HEAD}class ZzState(Device, name="zz", crate="{name}"):  #\n    zz: BqlCell[u8]\n'


def main() -> None:
    """Write the workspaces."""
    output, *chosen = sys.argv[1:]
    folder = Path(output)
    folder.mkdir(parents=True, exist_ok=True)
    devices = [tried(role, folder).device for role in roles()]
    crates = (single(name, crate_spec, folder) for name in sorted({*map(snake, words())}))
    devices += [device for device in crates if device is not None]
    for name in chosen or DIALECTS:
        write(folder / name, devices, DIALECTS[name], runner=True)


if __name__ == "__main__":
    main()
