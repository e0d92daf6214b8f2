# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen import` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import ROOT, Golden
from tests.unit.cli.command import Run
from vmgen.cli.import_ import _findings
from vmgen.importer.found import Gap, Spot

STREAM = ROOT / "tests/data/streams/11.1/arm-sx1.xz"
OTHER = ROOT / "tests/data/streams/7.2/aarch64-virt-3.0.xz"
EXPECTED = ROOT / "tests/golden/imported"


def dump(path: Path, **fields: dict[str, object]) -> Path:
    """A dump with one device, of type `dev`, whose fields these are."""
    described = {
        "name": "dev",
        "version_id": 2,
        "minimum_version_id": 1,
        "Fields": [
            {"field": name, "version_id": 0, "field_exists": False, "size": 4, **more}
            for name, more in fields.items()
        ],
    }
    heads = {"version_id": 2, "minimum_version_id": 1}
    device = {"Name": "dev", **heads, "Description": described}
    path.write_text(json.dumps({"vmschkmachine": {"Name": "none"}, "dev": device}))
    return path


@pytest.mark.parametrize(
    ("stream", "name"), [(STREAM, "sd-card"), (OTHER, "pl011"), (OTHER, "arm_gic")]
)
def test_a_spec_of_a_stream(
    vmgen: Run, tmp_path: Path, golden: Golden, stream: Path, name: str
) -> None:
    done = vmgen("import", "--stream", str(stream), "--section", name, "-o", str(tmp_path))
    assert done.status == 0, done.errors
    (file,) = tmp_path.glob("*.py")
    golden(EXPECTED / f"{file.stem}.py.txt", file.read_text())
    built = vmgen("build", "--no-cargo", str(file), "-o", str(tmp_path / "out"))
    assert built.status == 0, built.errors


def test_a_spec_of_c(vmgen: Run, tmp_path: Path, golden: Golden) -> None:
    done = vmgen("import", str(ROOT / "tests/data/c/knob.c"), "-o", str(tmp_path))
    assert done.status == 0, done.errors
    golden(EXPECTED / "knob.py.txt", (tmp_path / "knob.py").read_text())
    built = vmgen("build", "--no-cargo", str(tmp_path / "knob.py"), "-o", str(tmp_path / "out"))
    assert built.status == 0, built.errors


def test_a_dump_alone_knows_no_types(vmgen: Run, tmp_path: Path) -> None:
    given = dump(tmp_path / "d.json", one={}, unused={"size": 3})
    done = vmgen("import", "--dump", str(given), "-o", str(tmp_path))
    assert done.status == 0 and done.output.startswith(f"wrote    {tmp_path}/dev.py  1 to find out")
    text = (tmp_path / "dev.py").read_text()
    assert "one: Incomplete[" in text and "VM617: `one`: no section has shown it" in text
    assert "unused: Unused[3]" in text
    refused = vmgen("build", "--no-cargo", str(tmp_path / "dev.py"))
    assert refused.status == 2 and refused.errors.count("error[VM601]") == 1


def test_an_authors_file_stays(vmgen: Run, tmp_path: Path) -> None:
    words = ("import", "--stream", str(OTHER), "--section", "pl011", "-o", str(tmp_path))
    (tmp_path / "pl011.py").write_text("mine")
    refused = vmgen(*words)
    assert refused.status == 2 and "error[VM404]" in refused.errors
    assert (tmp_path / "pl011.py").read_text() == "mine" and len(list(tmp_path.iterdir())) == 1
    assert vmgen(*words, "--force").status == 0
    assert "class Pl011State(Device" in (tmp_path / "pl011.py").read_text()


def test_what_changed_since(vmgen: Run, tmp_path: Path) -> None:
    given = dump(tmp_path / "d.json", one={}, two={})
    assert vmgen("import", "--dump", str(given), "-o", str(tmp_path)).status == 0
    spec = tmp_path / "dev.py"
    spec.write_text("the author's")
    same = vmgen("import", "--update", str(spec))
    assert (same.status, same.output) == (0, f"{spec}: its sources say what they said\n")
    dump(tmp_path / "d.json", one={}, three={"num": 4})
    other = vmgen("import", "--update", str(spec))
    assert other.status == 1
    assert "\n-    two: Incomplete[" in other.output and "\n+    three: Incomplete[" in other.output
    assert spec.read_text() == "the author's"


def test_sources_that_contradict(vmgen: Run, tmp_path: Path) -> None:
    entry = dump(tmp_path / "d.json", not_in_it={})
    text = entry.read_text().replace('"dev"', '"pl011"')
    entry.write_text(text)
    words = ("--stream", str(OTHER), "--dump", str(entry), "--section", "pl011", "--check")
    done = vmgen("import", *words)
    assert done.status == 1 and "error[VM651]: pl011.cr: `cr` is at " in done.errors
    assert "pl011.cr, and not in `pl011` at " in done.errors and "d.json: pl011" in done.errors
    fine = vmgen("import", "--stream", str(OTHER), "--section", "pl011", "--check")
    assert (fine.status, fine.output) == (0, "1 device\n")


def test_wrong_sources(vmgen: Run, tmp_path: Path) -> None:
    nothing = tmp_path / "nothing"
    nothing.write_text("{}")
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    cases = {
        "VM610": ("--dump", str(nothing)),
        "VM605": ("--stream", str(nothing)),
        "VM603": ("--qemu", str(program)),
        "VM606": ("--stream", str(OTHER), "--section", "nobody"),
        "VM604": ("--update", str(nothing)),
    }
    for code, words in cases.items():
        done = vmgen("import", *words)
        assert done.status in (2, 3) and f"error[{code}]" in done.errors, (code, done.errors)
    missing = vmgen("import", "--dump", str(tmp_path / "missing"))
    assert missing.status == 2 and "error[VM610]" in missing.errors
    started = vmgen("import", "--qemu", str(nothing))
    assert started.status in (2, 3) and "error[VM603]" in started.errors
    missing = vmgen("import", str(tmp_path / "missing.c"))
    assert missing.status == 2 and "error[VM607]" in missing.errors
    assert vmgen("import").status == 2
    (tmp_path / "empty.c").write_text("int main(void) { return 0; }")
    empty = vmgen("import", str(tmp_path / "empty.c"))
    assert empty.status == 2 and "error[VM606]: no device is in what was given" in empty.errors


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--target", "x86"), "`x86` is none of QEMU's: aarch64, "),
        (("-D", "9X=1"), "`9X` is no name of a macro"),
        (("-U", "X=1", "-U", ""), "`` is no name of a macro"),
        (("--seen",), "name one by --stream"),
    ],
)
def test_options_that_would_change_nothing(
    vmgen: Run, words: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    done = vmgen("import", str(LAMP / "lamp.c"), *words, "-o", str(tmp_path))
    assert done.status == 2 and said in done.errors


LAMP = ROOT / "tests" / "data" / "c"


def test_c_files(vmgen: Run, tmp_path: Path) -> None:
    words = (str(LAMP / "lamp.c"), "-I", str(LAMP / "include"), "-DCONFIG_LAMP_TEST")
    done = vmgen("import", *words, "-o", str(tmp_path))
    assert done.status == 0, done.errors
    text = (tmp_path / "lamp.py").read_text(encoding="utf-8")
    assert 'Device, name="lamp", version_id=3' in text
    assert "class LampMode(" in text
    assert "VM621: `more`: how many `num_more` counts at most" in text
    again = vmgen("import", "--update", str(tmp_path / "lamp.py"))
    assert again.status == 0, again.output + again.errors


def test_a_binary_is_asked(vmgen: Run, tmp_path: Path) -> None:
    given = dump(tmp_path / "d.json", one={})
    program = tmp_path / "qemu"
    program.write_text(f'#!/bin/sh\nfor last; do :; done\ncp {given} "$last"\n')
    program.chmod(0o755)
    done = vmgen("import", "--qemu", str(program), "-o", str(tmp_path))
    assert done.status == 0
    text = (tmp_path / "dev.py").read_text()
    assert str(program) in text and "dump.json" not in text  # the dump is gone by now


def test_a_folder_that_cannot_be_written(vmgen: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    words = ("--stream", str(OTHER), "--section", "pl011", "-o", str(tmp_path / "file" / "below"))
    done = vmgen("import", *words)
    assert done.status in (2, 3) and "error[VM405]" in done.errors


def test_only_what_was_seen(vmgen: Run, tmp_path: Path) -> None:
    entry = dump(tmp_path / "d.json", only_here={})
    entry.write_text(entry.read_text().replace('"dev"', '"pl011"'))
    words = ("--stream", str(OTHER), "--dump", str(entry), "--section", "pl011", "--seen")
    done = vmgen("import", *words, "-o", str(tmp_path))
    assert done.status == 0 and "1 fields and subsections left out" in done.output
    assert "only_here" not in (tmp_path / "pl011.py").read_text()
    entry.write_text(entry.read_text().replace('"pl011"', '"nobody"'))
    words = ("--stream", str(OTHER), "--dump", str(entry), "--section", "nobody", "--seen")
    done = vmgen("import", *words, "-o", str(tmp_path))  # no stream has the device
    assert done.status == 2 and "error[VM606]" in done.errors


def test_what_to_do_is_that_of_the_finding() -> None:
    mends = ["Say `-D A`.", ""]
    gaps = [Gap("VM626", "behind", it, Spot("x.c", line)) for line, it in enumerate(mends)]
    assert [item.mend for item in _findings(gaps)] == mends
