# SPDX-License-Identifier: GPL-2.0-or-later
"""A whole state on a target: what ends the load, what is not known, and how it is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.command import Run
from tests.unit.compat.pairs import pointers
from tests.unit.stream.stream_builder import StreamBuilder, field, subsection, u8, u32, vmsd
from vmgen.codec import ErrorClass
from vmgen.compat.rules import rule_of
from vmgen.compat.sides import dump_of_text, side_of
from vmgen.compat.state.advice import WAYS
from vmgen.compat.state.ask import ask
from vmgen.compat.state.load import Load, load
from vmgen.compat.state.machine import machine_found, machines_of
from vmgen.compat.state.own import own_state
from vmgen.compat.state.target import ENDS, Target
from vmgen.diagnostics import VmgenError
from vmgen.stream import open_stream

Json = dict[str, Any]
LEVEL = vmsd("one", 3, field("level", "uint32", 4))


def body(name: str = "one", version: int = 3, minimum: int = 3, size: int = 4) -> Json:
    fields = [{"field": "level", "version_id": 0, "field_exists": False, "size": size}]
    head = {"name": name, "version_id": version, "minimum_version_id": minimum}
    return {**head, "Fields": fields}


def dump(*bodies: Json, whole: bool = True) -> str:
    """A dump of these descriptions, one type each; a whole one has what every QEMU has."""
    found: Json = {"vmschkmachine": {"Name": "none"}}
    for number, item in enumerate((*bodies, *([body("fw_cfg")] if whole else []))):
        versions = {key: item[key] for key in ("version_id", "minimum_version_id")}
        found[f"type{number}"] = {"Name": f"type{number}", **versions, "Description": item}
    return json.dumps(found)


def one(version: int = 3, name: str = "one", data: bytes = u32(7)) -> StreamBuilder:
    """A stream of one device."""
    return StreamBuilder().full(name, data, {**LEVEL, "version": version}, version=version)


def loaded(builder: StreamBuilder, dumped: str, folder: Path, **more: Any) -> Load:
    more.setdefault("machines", {"none": "none"})
    with open_stream(builder.write(folder / "state")) as stream:
        return load(stream, Target(dump_of_text(dumped.encode(), "dump"), **more))


def test_it_loads(tmp_path: Path) -> None:
    told = loaded(one(), dump(body()), tmp_path)
    assert (told.verdict, told.headline) == ("loads", None)


@pytest.mark.parametrize(
    ("builder", "dumped", "rule"),
    [
        (one(4), dump(body()), "VERSION_BUMP"),
        (one(2), dump(body()), "MINIMUM_NOT_RAISED"),
        (one(name="two"), dump(body()), "SECTION_NOT_ADDED"),
        (one(), dump(body(size=8)), "FIELD_SAME_WIDTH"),
        (one(), dump({**body(), "Fields": []}), "FIELD_NOT_REMOVED"),
        (
            one(),
            dump({k: v for k, v in body().items() if k != "Fields"}),
            "SECTION_UNMIGRATABLE_SAME",
        ),
    ],
)
def test_what_ends_it(builder: StreamBuilder, dumped: str, rule: str, tmp_path: Path) -> None:
    builder.devices[0]["vmsd_name"] = builder.devices[0]["name"]
    told = loaded(builder, dumped, tmp_path)
    assert told.verdict == "refused"
    assert told.stop is not None and told.stop.main is not None
    assert told.stop.main.rule == rule


def test_the_first_that_ends_it_is_the_headline(tmp_path: Path) -> None:
    builder = one()
    for name in ("two", "three"):
        description = {**LEVEL, "vmsd_name": name}
        builder.full(f"0000:00:01.0/{name}", u32(1), description, version=3)
    told = loaded(builder, dump(body()), tmp_path)
    assert told.stop is not None
    assert (told.stop.name, told.stop.instance) == ("0000:00:01.0/two", 0)


def test_what_a_dump_does_not_hold(tmp_path: Path) -> None:
    """Memory and the CPU come first, and may end it before what certainly does."""
    builder = StreamBuilder().ram({"pc.ram": 1 << 16})
    builder.full("cpu", u32(1), vmsd("cpu", 9, field("x", "uint32", 4)), version=9)
    builder.full("timer", u32(1), vmsd("timer", 2, field("x", "uint32", 4)), version=2)
    builder.full("one", u32(7), LEVEL, version=3)
    told = loaded(builder, dump(body()), tmp_path)
    assert told.verdict == "undecided"
    assert [item.name for item in told.doubts] == ["ram", "cpu"]
    told = loaded(builder, dump(body(version=2, minimum=0)), tmp_path)
    assert told.verdict == "refused"
    assert [item.name for item in told.doubts] == ["ram", "cpu"]


def test_a_dump_of_some_devices_refuses_no_other(tmp_path: Path) -> None:
    builder = one(name="two")
    builder.devices[0]["vmsd_name"] = "two"
    assert loaded(builder, dump(body(), whole=False), tmp_path).verdict == "undecided"


def test_a_number_that_was_not_counted_is_of_no_device_class(tmp_path: Path) -> None:
    builder = StreamBuilder().full("two", u32(7), {**LEVEL, "vmsd_name": "two"}, instance=0x1234)
    assert loaded(builder, dump(body()), tmp_path).verdict == "undecided"


def test_types_that_share_a_name(tmp_path: Path) -> None:
    """One of two that takes it is the one that is meant."""
    wrong = {**body(), "Fields": []}
    assert loaded(one(), dump(wrong, body()), tmp_path).verdict == "loads"
    told = loaded(one(4), dump(wrong, body()), tmp_path)
    assert told.verdict == "refused"


def test_without_a_description_only_versions_are_known(tmp_path: Path) -> None:
    path = tmp_path / "state"
    path.write_bytes(one(4).data + b"\0")
    with open_stream(path) as stream:
        target = Target(dump_of_text(dump(body()).encode(), "dump"), machines={"none": "none"})
        assert load(stream, target).verdict == "refused"
    path.write_bytes(one().data + b"\0")
    with open_stream(path) as stream:
        assert load(stream, target).verdict == "undecided"


def test_a_description_that_does_not_add_up(tmp_path: Path) -> None:
    builder = StreamBuilder()
    inner = vmsd("in", 1, field("x", "uint32", 4))
    wrong = {"name": "level", "type": "struct", "struct": inner, "size": 5}
    builder.full("one", u8(1) * 5, vmsd("one", 3, wrong), version=3)
    assert loaded(builder, dump(body()), tmp_path).verdict == "undecided"


# -- machines and a QEMU's own state ---------------------------------------------------------------


def test_machines() -> None:
    known = {"pc": "pc-9", "virt": "virt", "old": "new"}
    assert machine_found("virt", known) == []
    assert machine_found("pc", known) == []  # QEMU compares what arrived, and no more
    assert [item.rule for item in machine_found("old", known)] == ["MACHINE_SAME"]
    assert [item.rule for item in machine_found("none", known)] == ["MACHINE_SAME"]


def script(folder: Path, text: str) -> Path:
    """What stands for a QEMU; the magic number of a binary is not looked at here."""
    file = folder / "qemu"
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)
    return file


def test_machines_of_a_binary(tmp_path: Path) -> None:
    said = "Supported machines are:\\nold  A board (alias of new)\\nnew  A board\\n"
    said += "pc  A PC (alias of pc-9) (deprecated)\\n"
    found = machines_of(script(tmp_path, f"printf '{said}'"))
    assert found == {"old": "new", "new": "new", "pc": "pc-9"}


def test_a_binarys_own_state(tmp_path: Path) -> None:
    builder = StreamBuilder().ram({"pc.ram": 1 << 16})
    builder.full("cpu", u32(1), vmsd("cpu", 9, field("x", "uint32", 4)), version=9)
    saved = builder.write(tmp_path / "saved")
    read = f"sed -n 's/.*cat > \\(.*\\)\"/\\1/p' | xargs -I F cp {saved} F"
    own = own_state(script(tmp_path, read), "none", ["-m", "1"])
    assert loaded(builder, dump(body()), tmp_path, own=own).verdict == "loads"
    builder = StreamBuilder().ram({"pc.ram": 1 << 17})
    assert loaded(builder, dump(body()), tmp_path, own=own).verdict == "undecided"
    builder = StreamBuilder(page_size=8192).ram({"pc.ram": 1 << 16})
    told = loaded(builder, dump(body()), tmp_path, own=own)
    assert told.stop is not None and told.stop.main is not None
    assert told.stop.main.rule == "MEMORY_SAME"


def test_a_binary_that_saves_nothing(tmp_path: Path) -> None:
    with pytest.raises(VmgenError) as caught:
        own_state(script(tmp_path, "echo no bios >&2"), "none", [])
    assert "no bios" in next(iter(caught.value.diagnostics)).message


# -- specs -----------------------------------------------------------------------------------------

SPEC = '''"""A device."""

from vmgen.spec import BqlCell, Device, u32


class OneState(Device, name="one", version_id=3, minimum_version_id=3):
    """The device."""

    level: BqlCell[u32]
'''


WITH_REGISTERS = '''"""A device."""

from vmgen.spec import BqlRefCell, Device, Migratable, Registers, u32


class OneRegisters(Registers, name="one/regs"):
    """They."""

    level: u32


class OneState(Device, name="one", version_id=3, minimum_version_id=3):
    """The device."""

    regs: Migratable[BqlRefCell[OneRegisters]]
'''


@pytest.mark.parametrize(
    ("version", "data", "rule"),
    [
        (3, u32(7), ""),
        (4, u32(7), "VERSION_BUMP"),
        (2, u32(7), "MINIMUM_NOT_RAISED"),
        (3, u32(7) + u8(1), "FIELD_NOT_REMOVED"),
        (3, u32(7) + subsection("one/more", 1), "SUBSECTION_ADDED"),
    ],
)
def test_specs(version: int, data: bytes, rule: str, tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(SPEC)
    state = one(version, data=data).write(tmp_path / "state")
    section = ask(str(state), str(tmp_path / "one.py")).sections[-1]
    assert (section.main.rule if section.main else "") == rule


@pytest.mark.parametrize(
    ("info", "size", "outcome"), [("uint32", 4, "ok"), ("uint16", 2, "shifted")]
)
def test_specs_of_which_only_the_layout_is_at_hand(
    info: str, size: int, outcome: str, tmp_path: Path
) -> None:
    """Of a revision, or a lock: by names and sizes, with registers as the C device has them."""
    (tmp_path / "one.py").write_text(WITH_REGISTERS)
    side = side_of(str(tmp_path / "one.py"))
    description = vmsd("one", 3, field("level", info, size))
    builder = StreamBuilder().full("one", bytes(size), description, version=3)
    with open_stream(builder.write(tmp_path / "state")) as stream:
        assert load(stream, Target(side)).sections[-1].outcome == outcome


def test_specs_with_null_pointers(tmp_path: Path) -> None:
    """Where a null pointer should be there is none: QEMU's load ends at the byte."""
    (tmp_path / "dev.py").write_text(pointers(there="fitted"))
    data = u32(3) + u32(1) + b"2" + u32(3) + u8(0)
    head = {**LEVEL, "vmsd_name": "dev", "version": 1}
    state = StreamBuilder().full("dev", data, head, version=1).write(tmp_path / "state")
    stop = ask(str(state), str(tmp_path / "dev.py")).sections[-1]
    assert stop.main is not None
    assert (stop.main.rule, stop.main.outcome) == ("POINTER_NULLNESS_SAME", "shifted")


def test_what_a_load_ends_with_is_a_rule() -> None:
    names = {*WAYS, *(rule for rule, _ in ENDS.values())}
    assert {rule_of(name).name for name in names} == names
    assert set(ErrorClass) - set(ENDS) == {ErrorClass.SAVE_VALIDATION}  # is no load


# -- the command -----------------------------------------------------------------------------------


def test_command(vmgen: Run, tmp_path: Path) -> None:
    target = tmp_path / "dump.json"
    target.write_text(dump(body()))
    state = str(one(4).write(tmp_path / "state"))
    done = vmgen("compat", state, str(target), "--format", "json")
    document = json.loads(done.output)
    assert done.status == 1
    assert [document[key] for key in ("verdict", "section", "instance", "rule")] == [
        *("refused", "one", 0, "VERSION_BUMP")
    ]
    done = vmgen("compat", state, str(target))
    assert done.status == 1
    assert done.output.startswith("refused: ")
    assert "one:0 (version 4): refused" in done.output
    assert "what to do" in done.output


def test_command_for_programs(vmgen: Run, tmp_path: Path) -> None:
    """Annotations and a log have the findings of the text."""
    target = tmp_path / "dump.json"
    target.write_text(dump(body()))
    state = str(one(4).write(tmp_path / "state"))
    done = vmgen("compat", state, str(target), "--format", "github")
    assert done.status == 1
    assert [line.partition(" ")[0] for line in done.output.splitlines()] == ["::warning", "::error"]
    (run,) = json.loads(vmgen("compat", state, str(target), "--format", "sarif").output)["runs"]
    assert [item["ruleId"] for item in run["results"]] == ["VM789", "VM711"]


def test_command_where_it_is_not_known(vmgen: Run, tmp_path: Path) -> None:
    target = tmp_path / "dump.json"
    target.write_text(dump(body()))
    done = vmgen("compat", str(one().write(tmp_path / "state")), str(target))
    assert done.status == 0
    assert done.output.startswith("undecided: ")
    assert done.errors.startswith("warning: ")


@pytest.mark.parametrize("words", [["--options", "'"], ["--format", "x"]])
def test_command_misused(words: list[str], vmgen: Run, tmp_path: Path) -> None:
    target = tmp_path / "dump.json"
    target.write_text(dump(body()))
    done = vmgen("compat", str(one().write(tmp_path / "state")), str(target), *words)
    assert done.status == 2
    assert "Traceback" not in done.errors
