# SPDX-License-Identifier: GPL-2.0-or-later
"""The command line's surface: help, versions, exit statuses, settings."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.cli.command import Run
from vmgen import __version__
from vmgen.cli import _COMMANDS


@pytest.fixture
def spec(vmgen: Run) -> str:
    assert vmgen("new", "demo").status == 0
    return "specs/demo.py"


def only_tools(folder: Path, monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """A PATH with these tools alone."""
    folder.mkdir()
    for name in names:
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    monkeypatch.setenv("PATH", str(folder))


# -- help ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_names_every_command(option: str, vmgen: Run) -> None:
    done = vmgen(option)
    assert (done.status, done.errors) == (0, "")
    for name, about in _COMMANDS.items():
        assert name in done.output
        assert about.split()[0] in done.output
    assert "Exit status" in done.output


@pytest.mark.parametrize("name", sorted(_COMMANDS))
def test_help_of_a_command(name: str, vmgen: Run) -> None:
    done = vmgen(name, "--help")
    assert (done.status, done.errors) == (0, "")
    assert done.output.startswith(f"Usage: vmgen {name}") or f" {name} " in done.output
    assert "--help" in done.output


def test_without_a_command_there_is_help(vmgen: Run) -> None:
    done = vmgen()
    assert done.status == 2 and "Usage:" in done.output + done.errors


def test_version(vmgen: Run) -> None:
    assert vmgen("--version").output == f"vmgen {__version__}\n"


def test_version_of_the_installed_command() -> None:
    command = [sys.executable, "-m", "vmgen", "--version"]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stdout == f"vmgen {__version__}\n"


def test_version_imports_nothing_heavy() -> None:
    """What needs no import is answered before anything is imported."""
    code = (
        "import sys; sys.argv = ['vmgen', '--version']; import vmgen.__main__ as m; m.main();"
        "assert not {'click', 'pydantic', 'jinja2'} & set(sys.modules), sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


# -- exit statuses ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["bild"], "No such command"),
        (["build"], "no specs are given, and `specs` is not there"),
        (["verify"], "Missing argument"),
        (["build", "--fast", "specs"], "No such option"),
        (["build", "--dialect", "9", "specs"], "not one of"),
        (["plan", "--check", "specs"], "No such option"),
        (["new"], "Missing argument"),
        (["new", "a", "b"], "unexpected extra argument"),
        (["explain", "VM999"], "no code VM999"),
        (["--fast"], "No such option"),
    ],
)
def test_wrong_use_is_2(arguments: list[str], message: str, vmgen: Run) -> None:
    done = vmgen(*arguments)
    assert done.status == 2
    assert message in done.errors


def test_wrong_spec_is_2(vmgen: Run, tmp_path: Path) -> None:
    for arguments in (["build"], ["plan"], ["dump"]):
        done = vmgen(*arguments, "nowhere")
        assert done.status == 2 and "VM103" in done.errors
    assert list(tmp_path.iterdir()) == []


def test_stale_is_1_and_writes_nothing(vmgen: Run, spec: str, tmp_path: Path) -> None:
    stale = vmgen("build", "--check", spec)
    assert stale.status == 1
    assert "stale    generated/11/hw/misc/demo/src/migration.rs" in stale.output
    assert not (tmp_path / "generated").exists()

    assert vmgen("build", "--no-cargo", spec).status == 0
    current = vmgen("build", "--check", spec)
    assert (current.status, current.output) == (0, "up to date\n")

    file = tmp_path / spec
    file.write_text(file.read_text().replace("u32 = 0x01", "u32 = 0x02"))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    stale = vmgen("build", "--check", spec)
    assert stale.status == 1 and "run `vmgen build`" in stale.output
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_hand_edit_is_2(vmgen: Run, spec: str, tmp_path: Path) -> None:
    assert vmgen("build", "--no-cargo", spec).status == 0
    file = tmp_path / "generated/11/hw/misc/demo/src/registers.rs"
    file.write_text(f"{file.read_text()}// mine\n")
    done = vmgen("build", "--no-cargo", spec)
    assert done.status == 2 and "VM403" in done.errors
    assert vmgen("build", "--no-cargo", "--force", spec).status == 0


def test_no_rustfmt_is_3(
    vmgen: Run, spec: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_tools(tmp_path / "bin", monkeypatch)
    done = vmgen("build", spec)
    assert done.status == 3
    assert "VM401" in done.errors and "`rustfmt` is not on the PATH" in done.errors
    assert not (tmp_path / "generated").exists()
    for arguments in (["plan", spec], ["dump", spec]):  # which need no tool
        assert vmgen(*arguments).status == 0


def test_no_cargo_is_3(
    vmgen: Run, spec: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_tools(tmp_path / "bin", monkeypatch, "rustfmt")
    done = vmgen("build", spec)
    assert done.status == 3
    assert "`cargo` is not on the PATH" in done.errors
    assert vmgen("build", "--no-cargo", spec).status == 0


def test_no_clippy_is_3(
    vmgen: Run, spec: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_tools(tmp_path / "bin", monkeypatch, "rustfmt", "cargo")
    done = vmgen("build", "--clippy", spec)
    assert done.status == 3
    assert "`cargo-clippy` is not on the PATH" in done.errors


def test_interrupt_is_130(vmgen: Run, spec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("vmgen.spec.read.read_project", interrupted)
    assert vmgen("build", spec).status == 130


def test_reader_that_went_away_is_0(vmgen: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: object, **__: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr("click.echo", closed)
    assert vmgen("explain").status == 0


# -- settings --------------------------------------------------------------------------------------


def test_settings_hold_below_their_folder(
    vmgen: Run, spec: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = '[tool.vmgen]\noutput = "out"\ndialects = ["rfc", "10.2"]\n'
    (tmp_path / "pyproject.toml").write_text(text)
    done = vmgen("build", "--no-cargo", spec)
    assert done.output.endswith("1 crate in out (dialects rfc, 10.2): 22 files written\n")
    monkeypatch.chdir(tmp_path / "specs")
    assert "dialect rfc" in vmgen("plan", "demo.py").output
    assert vmgen("build", "--check").output == "up to date\n"


@pytest.mark.parametrize("table", ["", "[tool.vmgen]\n", '[tool.vmgen]\nspecs = ["devices"]\n'])
def test_commands_without_specs_take_the_projects(
    table: str, vmgen: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if table:
        (tmp_path / "pyproject.toml").write_text(table)
    assert vmgen("new", "demo").status == 0
    assert (tmp_path / ("devices" if "devices" in table else "specs") / "demo.py").is_file()
    assert vmgen("build", "--no-cargo").status == 0
    assert vmgen("build", "--check").output == "up to date\n"
    assert "DemoState" in vmgen("plan").output
    assert '"demo"' in vmgen("dump").output
    assert "devices/gone.py" not in vmgen("plan").errors
    if table:
        monkeypatch.chdir(tmp_path / "generated")
        assert vmgen("build", "--check").output == "up to date\n"


def test_output_does_not_depend_on_how_specs_are_named(
    vmgen: Run, spec: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert vmgen("build", "--no-cargo", spec).status == 0
    (tmp_path / "link").symlink_to("specs")
    (tmp_path / "out").symlink_to("generated")
    names = ["specs", "specs/", "./specs/../specs", str(tmp_path / "specs"), "link", "link/demo.py"]
    for name in names:
        assert vmgen("build", "--check", name).output == "up to date\n", name
        assert vmgen("build", "--check", name, "-o", "out").output == "up to date\n", name
    before = {file: file.stat().st_mtime_ns for file in (tmp_path / "generated").rglob("*")}
    for output in ("out", "out/../generated", str(tmp_path / "out")):
        assert "nothing changed" in vmgen("build", "--no-cargo", "link", "-o", output).output
    assert {file: file.stat().st_mtime_ns for file in (tmp_path / "generated").rglob("*")} == before
    monkeypatch.chdir(tmp_path / "specs")
    for name in [".", "demo.py", "../link"]:
        assert vmgen("build", "--check", name, "-o", "../generated").output == "up to date\n", name


def test_a_moved_project_is_not_built_again(vmgen: Run, spec: str, tmp_path: Path) -> None:
    assert vmgen("build", "--no-cargo", spec).status == 0
    for name in ("specs", "generated"):
        (tmp_path / "elsewhere").mkdir(exist_ok=True)
        (tmp_path / name).rename(tmp_path / "elsewhere" / name)
    done = vmgen("build", "--check", "elsewhere/specs", "-o", "elsewhere/generated")
    assert done.output == "up to date\n"
    (tmp_path / "elsewhere" / "specs").rename(tmp_path / "devices")
    done = vmgen("build", "--check", "devices", "-o", "elsewhere/generated")
    assert "1 files are stale" in done.output and "11/Cargo.toml" in done.output


def test_command_line_beats_settings(vmgen: Run, spec: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.vmgen]\noutput = "out"\nqemu = "tree"\n')
    done = vmgen("build", "--no-cargo", spec, "-o", "here", "--dialect", "10.2")
    assert done.output.endswith("1 crate in here (dialect 10.2): 11 files written\n")


@pytest.mark.parametrize(
    ("table", "code", "message"),
    [
        ("outputs = 1", "VM105", "there is no setting `outputs` in [tool.vmgen]"),
        ("output = 1", "VM106", "`output` is the name of a folder"),
        ("qemu = []", "VM106", "`qemu` is the name of a folder"),
        ("stand-ins = 1", "VM106", "`stand-ins` is the name of a folder"),
        ('specs = "specs"', "VM106", "`specs` is a list of files and folders"),
        ("specs = []", "VM106", "`specs` is a list of files and folders"),
        ("specs = [1]", "VM106", "`specs` is a list of files and folders"),
        ('dialects = "11"', "VM106", "`dialects` is a list of 11, 10.2, rfc"),
        ("dialects = []", "VM106", "`dialects` is a list of 11, 10.2, rfc"),
        ('dialects = ["11", "12"]', "VM106", "`dialects` is a list of 11, 10.2, rfc"),
        ("dialects = [[]]", "VM106", "`dialects` is a list of 11, 10.2, rfc"),
        ("output = ", "VM106", "not TOML"),
    ],
)
def test_wrong_settings_are_2(
    table: str, code: str, message: str, vmgen: Run, spec: str, tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.vmgen]\n{table}\n")
    done = vmgen("build", spec)
    assert done.status == 2
    assert f"[{code}]" in done.errors and message in done.errors
    assert "--> pyproject.toml" in done.errors
    assert not (tmp_path / "generated").exists()


@pytest.mark.parametrize("text", ["tool = 1\n", "[tool]\nvmgen = 1\n", ""])
def test_no_settings_at_all(text: str, vmgen: Run, spec: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    done = vmgen("build", "--no-cargo", spec)
    assert done.status == (0 if not text else 2)


def test_settings_that_cannot_be_read(vmgen: Run, spec: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b'[tool.vmgen]\noutput = "\xff"\n')
    done = vmgen("build", spec)
    assert done.status == 2 and "error[VM106]: cannot read it: " in done.errors
    assert "--> pyproject.toml" in done.errors


def test_a_fault_of_vmgens_own_is_no_traceback(vmgen: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from vmgen import cli

    def broken(**_: object) -> None:
        raise RuntimeError("odd")

    monkeypatch.setattr(cli, "cli", broken)
    monkeypatch.delenv("VMGEN_TRACEBACK", raising=False)
    done = vmgen("plan")
    assert done.status == 2 and "error[VM499]: RuntimeError: odd" in done.errors
    assert "Traceback" not in done.errors
    monkeypatch.setenv("VMGEN_TRACEBACK", "1")
    with pytest.raises(RuntimeError):
        vmgen("plan")
