# SPDX-License-Identifier: GPL-2.0-or-later
"""Sections and golden vectors through the devices of a binary, which a program plays.

`dev-vm` is the crate of the spec, `dev` the device of QEMU's own; each is an expression (see
`tests.unit.engine.fake`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.unit.cli.command import Run
from tests.unit.engine.fake import SPEC, described, fake
from vmgen.codec import load_codecs
from vmgen.engine import Engine
from vmgen.layout.members import Json
from vmgen.stream.section import Section
from vmgen.verify import Result, Verdict, Verifier
from vmgen.verify.binary import MOST_CRASHES, Came
from vmgen.verify.golden import golden

STRICT = (
    "body if (len(body), version) == (8, 1) and int.from_bytes(body[4:], 'big') < 100"
    " else 'refused -22 %s no' % (bytes(8).hex() if 'l' in words[2] else '-')"
)
"""The spec, as a crate has it."""
LAX = "body if (len(body), version) == (8, 1) else 'refused -5 - no footer'"
GOOD = bytes([0, 0, 0, 7, 0, 0, 0, 9])
BAD = bytes([0, 0, 0, 7, 0, 0, 0, 200])


def judged(
    folder: Path,
    devices: Mapping[str, str],
    data: bytes = GOOD,
    descriptions: Mapping[str, Json] | None = None,
    spec: str = SPEC,
    times: int = 1,
) -> Result:
    """The last of some results for a section, without a runner."""
    (folder / "dev.py").write_text(spec)
    program = fake(folder, devices, descriptions)
    with (
        Engine(program) as engine,
        Verifier(load_codecs([folder / "dev.py"]), {}, engine) as verifier,
    ):
        for _ in range(times):
            result = verifier.section(Section("dev", version=1, data=data))
    return result


def came(result: Result) -> list[Came]:
    return [trial.came for trial in result.trials]


def test_both_give_the_very_bytes_back(tmp_path: Path) -> None:
    result = judged(tmp_path, {"dev": LAX, "dev-vm": STRICT})
    assert result.verdict is Verdict.SAME
    assert came(result) == [Came.SAME, Came.SAME]
    assert [(it.subject.name, it.subject.ours) for it in result.trials] == [
        ("dev-vm", True),
        ("dev", False),
    ]


def test_a_crate_that_saves_another_byte(tmp_path: Path) -> None:
    result = judged(tmp_path, {"dev-vm": "body[:7] + b'\\x08'"})
    assert result.verdict is Verdict.DIFFERENT
    (finding,) = result.findings
    assert (finding.path, finding.offset) == ("regs.b", 7)
    assert "the crate's dev-vm" in finding.message
    assert (finding.got, finding.wanted) == ("8 (00 00 00 08)", "9 (00 00 00 09)")


@pytest.mark.parametrize(
    ("answer", "data", "message"),
    [
        ("'refused -22 - no'", GOOD, "refuses it: no"),
        ("body", BAD, "takes what the spec refuses (POST_LOAD)"),
        ("'unsaved -22 no'", GOOD, "does not save it again: no"),
        ("'unneeded'", GOOD, "says that its section is not needed"),
        ("'crashed Aborted'", GOOD, "crashes: Aborted"),
    ],
)
def test_a_crate_that_does_otherwise(
    answer: str, data: bytes, message: str, tmp_path: Path
) -> None:
    code = f"body if verb == 'save' else {answer}"
    result = judged(tmp_path, {"dev-vm": code}, data)
    assert result.verdict is Verdict.DIFFERENT
    assert message in result.findings[-1].message


def test_both_refuse(tmp_path: Path) -> None:
    """The section is real, so that it is different; the binary has no word on that."""
    result = judged(tmp_path, {"dev-vm": STRICT}, BAD)
    assert came(result) == [Came.REFUSED]
    assert [item.kind for item in result.findings] == ["refused"]


def test_what_qemus_own_code_changes_is_told_and_no_fault(tmp_path: Path) -> None:
    result = judged(tmp_path, {"dev": "body[:4] + bytes([0, 0, 0, 1])"})
    assert result.verdict is Verdict.SAME
    (trial,) = result.trials
    assert (trial.came, trial.named) == (Came.CHANGED, ("regs.b",))


def test_fields_that_were_swapped_are_seen_by_their_names(tmp_path: Path) -> None:
    """All bytes come back: a round trip alone sees nothing."""
    result = judged(tmp_path, {"dev": LAX}, descriptions={"dev": described(("b", "a"))})
    assert result.verdict is Verdict.DIFFERENT
    assert {item.kind for item in result.findings} == {"name"}
    assert "of what QEMU's dev saves: the stream's description has `b` here" in (
        result.findings[0].message
    )


def test_a_crate_whose_names_were_swapped(tmp_path: Path) -> None:
    wrong = described(("b", "a"), wrapped=True)
    result = judged(tmp_path, {"dev-vm": STRICT}, descriptions={"dev-vm": wrong})
    assert result.verdict is Verdict.DIFFERENT


def test_fields_of_other_widths(tmp_path: Path) -> None:
    other: Json = {
        "vmsd_name": "dev",
        "version": 1,
        "fields": [
            {"name": "a", "type": "uint16", "size": 2},
            {"name": "x", "type": "uint16", "size": 2},
            {"name": "b", "type": "uint32", "size": 4},
        ],
    }
    result = judged(tmp_path, {"dev": LAX}, descriptions={"dev": other})
    assert result.verdict is Verdict.DIFFERENT
    assert any(item.kind == "layout" for item in result.findings)


@pytest.mark.parametrize(
    ("answer", "data", "expected"),
    [
        (LAX, BAD, Came.TAKEN),
        ("'crashed Aborted'", BAD, Came.TAKEN),
        ("'refused -22 - no'", BAD, Came.REFUSED),
        ("'refused -22 - post load hook failed for: dev'", GOOD, Came.STRICTER),
        ("'refused -22 - pre load hook failed for: dev'", GOOD, Came.STRICTER),
        ("'refused -22 - Input validation failed: dev/a'", GOOD, Came.STRICTER),
        ("'refused 1 - '", GOOD, Came.STRICTER),
        (
            "'refused -22 - Failed to load element of type pci config for config: -22'",
            GOOD,
            Came.STRICTER,
        ),
        ("'refused -22 - Failed to load element of type uint32 for a: -22'", GOOD, Came.DIFFERENT),
        ("'unsaved -22 no'", GOOD, Came.STRICTER),
        ("'refused -22 - no footer'", GOOD, Came.DIFFERENT),
        ("'crashed Aborted'", GOOD, Came.DIFFERENT),
        ("body[:8]", GOOD + b"\0", Came.DIFFERENT),
        ("'error no property'", GOOD, Came.UNTRIED),
        ("'unneeded'", GOOD, Came.CHANGED),
    ],
)
def test_qemus_own(answer: str, data: bytes, expected: Came, tmp_path: Path) -> None:
    """Its own checks may be stricter or laxer; what lies where may not be another matter."""
    result = judged(tmp_path, {"dev": f"body if verb == 'save' else {answer}"}, data)
    assert came(result) == [expected]
    assert any("QEMU's dev" in it.message for it in result.findings) is (expected is Came.DIFFERENT)


def test_predicates_of_qemus_own_may_see_other_fields(tmp_path: Path) -> None:
    """What is there is then for its own code to say; only that of a new device is known."""
    spec = SPEC.replace("field, u32", "BqlCell, field, method, u32")
    spec += '    more: BqlCell[u32] = field(needed=method("has_more"))\n'
    code = "body if verb == 'save' else 'refused -5 - no footer'"
    (trial,) = judged(tmp_path, {"dev": code}, spec=spec).trials
    assert (trial.came, trial.named) == (
        Came.STRICTER,
        ("its predicates see other fields: no footer",),
    )


def test_one_that_cannot_be_realized_is_tried_as_it_is(tmp_path: Path) -> None:
    code = "body if 'r' not in words[2] else 'unrealized wants a clock'"
    result = judged(tmp_path, {"dev": code})
    (trial,) = result.trials
    assert (trial.came, trial.subject.unrealized) == (Came.SAME, "wants a clock")
    code = "body if verb == 'save' and 'r' not in words[2] else 'crashed Aborted'"
    (trial,) = judged(tmp_path, {"dev": code}).trials
    assert (trial.came, trial.named) == (
        Came.UNTRIED,
        ("not realized, it crashes: Aborted",),
    )


def test_one_that_always_crashes_is_left_alone(tmp_path: Path) -> None:
    count = tmp_path / "count"
    code = f"body if verb == 'save' else open({str(count)!r}, 'a').write('x') and 'crashed it'"
    result = judged(tmp_path, {"dev": code}, times=MOST_CRASHES + 5)
    assert result.trials[0].named == (f"it crashed {MOST_CRASHES} times",)
    assert len(count.read_text()) == MOST_CRASHES


PROPERTY = SPEC.replace("field, u32", "field, subsection, BqlCell, u32") + """
    on: Property[bool] = field(rename="is-on")
    extra: BqlCell[u32] = subsection("dev/extra", needed="on")
"""


def test_properties_are_set_and_not_missed_where_they_are_as_ever(tmp_path: Path) -> None:
    """A device of QEMU's own need not have a property that is off anyway."""
    needs = "'error no property' if any('=' in it for it in words) else body"
    result = judged(tmp_path, {"dev": needs}, spec=PROPERTY)
    assert came(result) == [Came.SAME]
    seen = tmp_path / "seen"
    code = f"open({str(seen)!r}, 'a').write(' '.join(words[5:]) + ';') and body"
    assert came(judged(tmp_path, {"dev": code}, spec=PROPERTY)) == [Came.SAME]
    assert seen.read_text().endswith("is-on=off;")


def test_what_no_property_sets_is_not_tried(tmp_path: Path) -> None:
    """A cell that does not travel decides about a subsection: nobody outside can set it."""
    spec = PROPERTY.replace(
        'Property[bool] = field(rename="is-on")', "BqlCell[bool] = field(migrate=False)"
    )
    sent = GOOD + b"\x05\x09dev/extra" + bytes([0, 0, 0, 1, 0, 0, 0, 3])
    result = judged(tmp_path, {"dev": "body"}, sent, spec=spec)
    (trial,) = result.trials
    assert (trial.came, trial.named) == (
        Came.UNTRIED,
        ("nothing sets `on`, which is no property",),
    )


def test_golden_vectors_have_the_parent_that_a_new_device_has(tmp_path: Path) -> None:
    """PCI refuses ids of another device, which no spec says."""
    spec = SPEC.replace("field, u32", "field, u32, ParentField, PCIDevice").replace(
        "    regs:", "    parent_obj: ParentField[PCIDevice]\n    regs:"
    )
    assert "PCIDevice]" in spec
    ours = bytes([0, 0, 0, 2, *range(256), *range(16)])
    code = f"({ours!r} + bytes(8)) if verb == 'save' else body if body[:276] == {ours!r} else " + (
        "'refused -22 - no pci config'"
    )
    (tmp_path / "dev.py").write_text(spec)
    codecs = load_codecs([tmp_path / "dev.py"])
    with Engine(fake(tmp_path, {"dev": code})) as engine, Verifier(codecs, {}, engine) as verifier:
        assert verifier.binary is not None
        results = list(golden(verifier.binary, codecs["dev"]))
    assert len(results) > 4
    assert not [it for result in results for it in result.findings if "pci config" in it.message]


# -- the command ---------------------------------------------------------------------------------


def test_golden_vectors_need_no_crate(vmgen: Run, tmp_path: Path) -> None:
    (tmp_path / "dev.py").write_text(SPEC)
    program = fake(tmp_path, {"dev-vm": STRICT, "dev": LAX})
    done = vmgen("verify", "--qemu", str(program), "--specs", "dev.py")
    assert (done.status, done.errors) == (0, "")
    lines = done.output.splitlines()
    assert lines[0].startswith("dev") and lines[0].endswith(" golden vectors")
    assert lines[1].startswith("  in QEMU: dev-vm (the crate)  ")
    assert "taken, and refused by the spec (regs.b = 100)" in lines[2]
    assert lines[-1].startswith("golden vectors in QEMU 10.2.2: ")
    assert not (tmp_path / "generated").exists()


def golden_of_c(vmgen: Run, folder: Path, spec: str, code: str, *names: str) -> tuple[int, str]:
    """Status and output for a device of QEMU's own that has u32 fields of these names."""
    (folder / "dev.py").write_text(spec)
    program = fake(folder, {"dev": code}, {"dev": described(names)})
    done = vmgen("verify", "--qemu", str(program), "--specs", "dev.py")
    return done.status, done.output


def test_what_a_device_saves_at_reset_names_the_field(vmgen: Run, tmp_path: Path) -> None:
    """It takes no vector of another length, and cannot say where that has a number too few."""
    longer = "bytes(12) if verb == 'save' else 'refused -5 - no footer'"
    status, said = golden_of_c(vmgen, tmp_path, SPEC, longer, "a", "new", "b")
    assert status == 1 and said.count("different: ") == 1
    part = "at byte 0x4: the spec has `regs.b` (u32), the description `new` (uint32)"
    assert f"of what QEMU's dev saves at reset: spec and description part {part}" in said
    assert "dev (QEMU's own)  1 different (at reset: no vector was tried)" in said


def test_a_device_of_another_version(vmgen: Run, tmp_path: Path) -> None:
    spec = SPEC.replace('name="dev",', 'name="dev", version_id=2,')
    status, said = golden_of_c(vmgen, tmp_path, spec, LAX, "a", "b")
    assert status == 1 and "QEMU's dev has version_id 1, and the spec 2" in said


def test_another_name_is_told(vmgen: Run, tmp_path: Path) -> None:
    """Even where the device's own code takes no vector."""
    code = "body if verb == 'save' else 'refused 1 - '"
    status, said = golden_of_c(vmgen, tmp_path, SPEC, code, "a", "c")
    assert status == 0 and "called otherwise in QEMU: regs.b (c)" in said
    assert "refused by its own code (error 1)" in said


def test_where_nothing_could_be_tried(vmgen: Run, tmp_path: Path) -> None:
    status, said = golden_of_c(vmgen, tmp_path, SPEC, "'crashed Aborted'", "a", "b")
    assert status == 2 and "not realized, it crashes: Aborted" in said


def test_a_crate_that_is_changed_by_what_it_refuses(vmgen: Run, tmp_path: Path) -> None:
    (tmp_path / "dev.py").write_text(SPEC)
    touched = STRICT.replace("bytes(8).hex()", "'01' * 8")
    program = fake(tmp_path, {"dev-vm": f"bytes(8) if verb == 'save' else {touched}"})
    done = vmgen("verify", "--vectors", "--qemu", str(program), "--specs", "dev.py")
    assert done.status == 1
    assert "refuses it, and is not as it was before" in done.output


def test_a_crate_that_takes_a_wrong_vector(vmgen: Run, tmp_path: Path) -> None:
    (tmp_path / "dev.py").write_text(SPEC)
    program = fake(tmp_path, {"dev-vm": LAX})
    done = vmgen("verify", "--qemu", str(program), "--specs", "dev.py", "--json")
    assert done.status == 1
    said = json.loads(done.output)
    assert (said["outcome"], said["qemu"]["version"]) == ("different", "10.2.2")
    (item,) = said["qemu"]["vectors"]
    assert (item["type"], item["crate"]) == ("dev-vm", True) and item["different"]
    messages = [it["findings"][0]["message"] for it in said["qemu"]["results"]]
    assert any("takes what the spec refuses" in it for it in messages)


def test_a_binary_without_such_a_device(vmgen: Run, tmp_path: Path) -> None:
    """Nothing was tried, so nothing is said to be well."""
    (tmp_path / "dev.py").write_text(SPEC.replace('name="dev"', 'name="other"'))
    done = vmgen("verify", "--qemu", str(fake(tmp_path, {"dev": LAX})), "--specs", "dev.py")
    assert done.status == 2
    assert "no device of this QEMU has a description of that name" in done.output
    assert done.output.endswith("nothing was tried\n")


def test_wrong_use(vmgen: Run, tmp_path: Path) -> None:
    (tmp_path / "dev.py").write_text(SPEC)
    done = vmgen("verify", "--specs", "dev.py")
    assert done.status == 2 and "Missing argument 'STREAM" in done.errors
    done = vmgen("verify", "--vectors", "s.xz", "--specs", "dev.py")
    assert done.status == 2 and "--qemu" in done.errors
    done = vmgen("verify", "--qemu", "nowhere", "--specs", "dev.py")
    assert done.status == 2 and "error[VM431]" in done.errors and "--engine" in done.errors
    assert "Traceback" not in done.errors
