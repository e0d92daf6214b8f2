# SPDX-License-Identifier: GPL-2.0-or-later
"""Real QEMU as the judge: it writes what we read, and takes what the generated Rust wrote.

`docs/real-qemu.md` says what is proven here and how to add a device (tests/reality/qemu/table.py).
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.reality.qemu import binaries
from tests.reality.qemu.generated import Generated, built_runner, read_devices
from tests.reality.qemu.process import PATIENCE, Qemu, QemuError
from tests.reality.qemu.rows import Poke, Refusal, Row, See, Until
from tests.reality.qemu.sections import find_section, values_of, with_body, with_values
from tests.reality.qemu.table import NO_COUNTERPART, ROWS
from vmgen.codec import WireError
from vmgen.stream import Section
from vmgen.stream.value import Leaf

DEVICES = {device.description.name: device for device in read_devices()}
CURRENT = [row for row in ROWS if row.device in DEVICES]
"""Rows of devices that have a spec; others wait for theirs."""
PAUSED = ("prelaunch", "paused")
TABLE = "tests/reality/qemu/table.py"


@pytest.fixture(scope="session")
def runner(emulators: dict[str, Path]) -> Path:
    return built_runner(list(DEVICES.values()))


class Trial:
    """One row with what is needed to run it: real QEMU, our two implementations, a folder."""

    def __init__(self, row: Row, emulators: dict[str, Path], runner: Path, folder: Path) -> None:
        self.row = row
        self.ours = Generated(DEVICES[row.device], runner, row.properties)
        self._binary = emulators[row.arch]
        self._folder = folder

    @contextmanager
    def qemu(self, *args: str) -> Iterator[Qemu]:
        with Qemu(self._binary, self.row.machine, (*self.row.args, *args)) as running:
            yield running

    def poked(self) -> tuple[Path, Section]:
        """The stream of a real QEMU whose device was poked, and the device's section."""
        pipe = self._folder / "input"
        pipe.with_suffix(".in").write_bytes(self.row.source_input)
        pipe.with_suffix(".out").touch()
        args = [part.replace("{input}", str(pipe)) for part in self.row.source_args]
        with self.qemu(*args) as source:
            for poke in self.row.pokes:
                run_poke(source, poke)
            stream = source.save(self._folder / "poked")
        return stream, self.section(stream)

    def section(self, stream: Path) -> Section:
        return find_section(stream, self.row.device, self.row.instance)

    def changed_stream(self, stream: Path, section: Section, body: bytes) -> Path:
        return with_body(stream, section, body, self._folder / "changed")

    def saved_again(self, running: Qemu) -> Section:
        return self.section(running.save(self._folder / "again"))


def run_poke(source: Qemu, poke: Poke) -> None:
    if not isinstance(poke, Until):
        source.qtest(poke.command)
        return
    end = time.monotonic() + PATIENCE
    while ((source.qtest(poke.command) or 0) & poke.mask) != poke.value:
        assert time.monotonic() < end, f"`{poke.command}` never was {poke.value:#x}"


def look(running: Qemu, sees: Sequence[See]) -> None:
    for see in sees:
        value = running.qtest(see.command)
        assert value == see.value, f"a guest's `{see.command}` gets {value:#x}, not {see.value:#x}"


@pytest.fixture
def trial(row: Row, emulators: dict[str, Path], runner: Path, tmp_path: Path) -> Trial:
    return Trial(row, emulators, runner, tmp_path)


by_row = pytest.mark.parametrize("row", CURRENT, ids=[row.name for row in CURRENT])
by_refusal = pytest.mark.parametrize(
    ("row", "refusal"),
    [(row, refusal) for row in CURRENT for refusal in row.refusals],
    ids=[f"{row.name}-{index}" for row in CURRENT for index in range(len(row.refusals))],
)


@pytest.mark.parametrize("name", DEVICES)
def test_every_device_has_a_row(name: str) -> None:
    rows = any(row.device == name for row in ROWS)
    assert rows or name in NO_COUNTERPART, (
        f"`{name}` has a spec, but nothing tries it against real QEMU: add a Row for it to {TABLE}"
        " (a machine that has it, pokes, changes; docs/real-qemu.md tells how), or an entry in"
        " NO_COUNTERPART with the reason if no machine of Debian's QEMU has it"
    )
    assert not (rows and name in NO_COUNTERPART), f"`{name}` has a row and is in NO_COUNTERPART"


@by_row
def test_we_read_what_real_qemu_wrote(trial: Trial) -> None:
    """The section of a poked device, byte for byte and value for value."""
    row = trial.row
    assert row.poked or row.not_poked, f"{row.name}: no pokes and no reason for that in {TABLE}"
    _, section = trial.poked()
    values = values_of(section)
    seen = {path: values.get(path) for path in row.poked}
    assert seen == dict(row.poked), f"the pokes of {row.name} do something else: correct {TABLE}"
    trial.ours.there_and_back(section.version, section.data)


@by_row
def test_real_qemu_takes_what_generated_rust_wrote(trial: Trial) -> None:
    """A changed state, saved by the generated Rust, through a second QEMU and back."""
    row = trial.row
    stream, section = trial.poked()
    wanted = check_changes(row, section)
    body = trial.ours.there_and_back(section.version, with_values(section, row.changes))
    with trial.qemu("-incoming", "defer") as target:
        load = target.load(trial.changed_stream(stream, section, body))
        assert load.accepted, f"real QEMU refuses what the generated Rust saved: {load.message}"
        status = target.qmp("query-status")["status"]
        assert status in PAUSED, f"after the load real QEMU is {status}"
        again = trial.saved_again(target)
        look(target, row.sees)
    values = values_of(again)
    wrong = {path: (value, values.get(path)) for path, value in wanted.items()}
    wrong = {path: pair for path, pair in wrong.items() if pair[0] != pair[1]}
    assert not wrong, (
        f"real QEMU gives back other values than it was given (given, got): {wrong};"
        f" if it recomputes them on purpose, name them in `recomputed` of {row.name} in {TABLE}"
    )
    assert again.data.hex() == with_values(again, wanted).hex()
    trial.ours.there_and_back(again.version, again.data)


def check_changes(row: Row, section: Section) -> dict[str, Leaf]:
    """What the second QEMU must give back; every field is changed or has a reason why not."""
    before = values_of(section)
    wanted = {**before, **row.changes}
    same = [path for path, value in before.items() if wanted[path] == value]
    assert sorted(same) == sorted(row.kept), (
        f"{row.name}: these fields are not changed: {same}; give each another value in `changes`,"
        f" or the reason in `kept` (which has {sorted(row.kept)}), in {TABLE}"
    )
    for path, recomputed in row.recomputed.items():
        assert path in before, f"{row.name} has no `{path}`: correct `recomputed` in {TABLE}"
        assert recomputed.reason, f"say in {TABLE} why `{path}` is recomputed"
        wanted[path] = recomputed.value
    return wanted


@by_row
@pytest.mark.parametrize("damage", ["cut", "extended"])
def test_all_refuse_a_damaged_section(trial: Trial, damage: str) -> None:
    """A byte less, or more: the codec, the generated Rust and real QEMU find it."""
    stream, section = trial.poked()
    body = section.data[:-1] if damage == "cut" else section.data + b"\0"
    answer = trial.ours.ask_rust(section.version, body)
    assert "class" in answer, f"the generated Rust takes it: {answer}"
    # The footer comes after the restore, so here the state may have changed; as it has in C.
    with pytest.raises(WireError) as refused:
        trial.ours.decode(section.version, body)
    assert refused.value.error_class == answer["class"]
    with trial.qemu("-incoming", "defer") as target:
        load = target.load(trial.changed_stream(stream, section, body))
        assert (
            not load.accepted
        ), "real QEMU takes it: is the section that was changed the right one?"


@by_refusal
def test_what_generated_rust_refuses(trial: Trial, refusal: Refusal) -> None:
    """Rust and the codec refuse it alike; what real QEMU does with it is on record."""
    stream, section = trial.poked()
    body = with_values(section, refusal.changes)
    answer = trial.ours.ask_rust(section.version, body)
    assert "class" in answer, (
        f"the generated Rust takes {dict(refusal.changes)}: bound the field in the spec, or take"
        f" this Refusal out of {TABLE}"
    )
    with pytest.raises(WireError) as refused:
        trial.ours.decode(section.version, body)
    # QEMU does not roll back: what was restored before the refusal stays.
    unchanged = answer["unchanged"] or refused.value.touched
    assert unchanged, f"refused, but the state has changed: {answer}"
    assert refused.value.error_class == answer["class"]
    with trial.qemu("-incoming", "defer") as target:
        load = target.load(trial.changed_stream(stream, section, body))
        real = "accepts" if load.accepted else "refuses"
        assert real == refusal.real, (
            f"real QEMU {real} {dict(refusal.changes)}, {TABLE} says it {refusal.real}"
            f" ({refusal.why}); it said: {load.message or 'nothing'}"
        )
        if not load.accepted:
            assert f"of device '{trial.row.device}'" in load.message
            return
        look(target, refusal.sees)
        if refusal.dies_of:
            with pytest.raises(QemuError):
                target.qtest(refusal.dies_of)
            assert (target.exit_code() or 0) < 0, "it did not die of a signal"


# -- without real QEMU -----------------------------------------------------------------------------

WAIVED = {binaries.WAIVER: "1"}


@pytest.mark.parametrize(
    ("environment", "root", "expected"),
    [
        ({}, False, "fail"),
        ({}, True, "fail"),
        ({"CI": "true"}, False, "fail"),
        (WAIVED, False, "skip"),
        (WAIVED, True, "fail"),
        ({**WAIVED, "CI": "true"}, False, "fail"),
        ({binaries.WAIVER: "0"}, False, "fail"),
    ],
)
def test_going_without_must_be_asked_for(
    environment: dict[str, str], root: bool, expected: binaries.Verdict
) -> None:
    assert binaries.verdict(["qemu-system-arm"], environment, root) == expected
    assert binaries.verdict([], environment, root) == "run"


def run_installer(folder: Path, **programs: str) -> subprocess.CompletedProcess[str]:
    """The installer with nothing on its PATH but these shell scripts and what it needs itself."""
    for name, text in programs.items():
        program = folder / name.replace("_", "-")
        program.write_text(f"#!/bin/bash\n{text}\n")
        program.chmod(0o755)
    for name in ("tr", "flock"):
        (folder / name).symlink_to(shutil.which(name) or pytest.fail(f"no {name} here"))
    return subprocess.run(
        ["/bin/bash", binaries.INSTALLER],
        env={"PATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_installer_says_loudly_what_it_cannot_do(tmp_path: Path) -> None:
    for name, programs, reason in (
        ("no_apt", {}, "no apt-get"),
        ("user", {"apt_get": "exit 9", "id": "echo 1000"}, "only root"),
        ("offline", {"apt_get": "exit 9", "id": "echo 0"}, "apt-get update failed"),
        ("useless", {"apt_get": "exit 0", "id": "echo 0"}, "still not on the PATH"),
    ):
        folder = tmp_path / name
        folder.mkdir()
        result = run_installer(folder, **programs)
        assert result.returncode == 1, f"{name}: {result}"
        assert reason in result.stderr, f"{name}: {result.stderr}"
        assert "apt-get install --no-install-recommends qemu-system-arm" in result.stderr


def test_installer_does_nothing_where_qemu_is(tmp_path: Path) -> None:
    for program in ("qemu-system-arm", "qemu-system-x86_64"):
        (tmp_path / program).symlink_to("/bin/true")
    result = run_installer(tmp_path)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
