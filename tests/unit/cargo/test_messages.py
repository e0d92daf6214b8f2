# SPDX-License-Identifier: GPL-2.0-or-later
"""The compiler's messages become diagnostics: in the spec, or in the author's file."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cargo.crates import SPECS, crate_files, device, write_workspace
from vmgen.cargo import cargo_check
from vmgen.cargo.check import Messages, compiler_messages, entries
from vmgen.cargo.runner import build_runner
from vmgen.diagnostics import Diagnostic, Diagnostics, VmgenError
from vmgen.plan import DIALECTS

SOURCES = "hw/misc/hooked/src"
SPEC = (SPECS / "hooked.py").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("workspace")
    node = device("hooked")
    write_workspace(root, node, crate_files(node))
    return root


def place(root: Path, file: str, text: str, marked: str = "") -> dict[str, Any]:
    """The compiler's span for a piece of a line of a file."""
    lines = (root / file).read_text(encoding="utf-8").splitlines()
    number = next(at for at, line in enumerate(lines) if text in line)
    start = lines[number].index(marked or text)
    return {
        "file_name": file,
        "line_start": number + 1,
        "line_end": number + 1,
        "column_start": start + 1,
        "column_end": start + 1 + len(marked or text),
        "is_primary": True,
        "expansion": None,
    }


def message(text: str, code: str | None, *spans: dict[str, Any], level: str = "error") -> str:
    """A line of cargo's output."""
    body = {
        "message": text,
        "code": {"code": code} if code else None,
        "level": level,
        "spans": list(spans),
    }
    return json.dumps({"reason": "compiler-message", "message": body})


def noted(root: Path, *lines: str) -> list[Diagnostic]:
    diagnostics = Diagnostics()
    messages = Messages(root, [device("hooked")], diagnostics)
    for item in compiler_messages(entries("\n".join(lines))):
        messages.note(item)
    return list(diagnostics)


def spec_text(item: Diagnostic) -> str:
    assert item.position.file.endswith("hooked.py")
    return SPEC[item.position.line - 1].strip()


def test_generated_file_becomes_spec_line(workspace: Path) -> None:
    span = place(workspace, f"{SOURCES}/migration.rs", "target.spd = self.speed", "self.speed")
    (item,) = noted(workspace, message("mismatched types", "E0308", span))
    assert item.code == "VM402"
    assert spec_text(item).startswith("speed:")
    assert item.message.startswith("mismatched types [E0308], in what became of `speed`")
    assert item.message.endswith(
        f"{SOURCES}/migration.rs:{span['line_start']}:{span['column_start']}"
    )


def test_macro_is_traced_to_its_call(workspace: Path) -> None:
    """The error is in a macro of `migration`; what counts is who called it."""
    call = place(workspace, f"{SOURCES}/migration.rs", "vmstate_of!(HookedState, regs)")
    inner = {
        **call,
        "file_name": "migration/src/vmstate.rs",
        "line_start": 1,
        "line_end": 1,
        "expansion": {"span": call, "macro_decl_name": "vmstate_of!"},
    }
    (item,) = noted(workspace, message("evaluation panicked: no", "E0080", inner))
    assert spec_text(item).startswith("regs:")


def test_missing_method_stays_and_names_the_spec(workspace: Path) -> None:
    span = place(workspace, f"{SOURCES}/device.rs", "impl HookedRegistersHooks for")
    text = "not all trait items implemented, missing: `status`, `level`"
    (item,) = noted(workspace, message(text, "E0046", span))
    assert item.position.file.endswith("device.rs")
    assert item.position.line == span["line_start"]
    line = next(at for at, line in enumerate(SPEC, 1) if "status:" in line)
    assert f"hooked.py:{line}:5: `status` of `HookedRegisters`" in item.message
    assert "with a method `status`" in item.mend


def test_missing_trait_and_methods(workspace: Path) -> None:
    file = f"{SOURCES}/migration.rs"
    found = noted(
        workspace,
        message(
            "no method named `level` found for struct `HookedRegisters`",
            "E0599",
            place(workspace, file, "restored.level();", "level();"),
        ),
        message(
            "no function or associated item named `extra_needed` found",
            "E0599",
            place(workspace, file, "HookedState::extra_needed", "extra_needed"),
        ),
        message(
            "no function or associated item named `pre_save` found",
            "E0599",
            place(workspace, file, "HookedState::pre_save", "pre_save"),
        ),
        message(
            "the trait bound `u32: From<&Mode>` is not satisfied",
            "E0277",
            place(workspace, file, "u32::from(&self.mode)", "u32"),
        ),
    )
    assert {spec_text(item).partition(":")[0]: item.mend.split("; else")[0] for item in found} == {
        "mode": "device.rs must have the type `Mode` with its conversions from and to `u32`",
        "level": "device.rs must have `impl HookedRegistersHooks for HookedRegisters` "
        "with a method `level`",
        'class HookedState(Device, name="hooked", pre_save=True, post_load=True)': (
            "device.rs must have `pub fn pre_save` in `impl HookedState`"
        ),
        "extra": "device.rs must have `pub fn extra_needed(&self) -> bool` in `impl HookedState`",
    }


def test_authors_own_error_is_only_the_authors(workspace: Path) -> None:
    span = place(workspace, f"{SOURCES}/device.rs", "fn reset_hold")
    text = "no method named `borow` found for struct `HookedState`"
    (item,) = noted(workspace, message(text, "E0599", span))
    assert item.position.file.endswith("device.rs")
    assert item.message == f"{text} [E0599]" and not item.mend


def test_other_crates_stay_where_they_are(workspace: Path) -> None:
    span = place(workspace, f"{SOURCES}/device.rs", "fn reset_hold") | {
        "file_name": "migration/src/lib.rs"
    }
    (item,) = noted(workspace, message("broken", None, span))
    assert item.position.file.endswith("migration/src/lib.rs") and item.message == "broken"


def test_warning_of_clippy(workspace: Path) -> None:
    span = place(workspace, f"{SOURCES}/registers.rs", "pub control: u32,")
    line = message("too many control registers", "clippy::nonsense", span, level="warning")
    (item,) = noted(workspace, line)
    assert (item.code, item.severity) == ("VM415", "warning")
    assert spec_text(item).startswith("control:")
    assert "[clippy::nonsense]" in item.message


def test_what_is_no_message_is_skipped() -> None:
    noise = ["", "no JSON", "3", '{"reason": "build-finished"}', '{"reason": "compiler-message"}']
    assert list(compiler_messages(entries("\n".join(noise)))) == []


def test_aborting_due_to_errors_is_no_message(workspace: Path) -> None:
    assert noted(workspace, message("aborting due to 3 previous errors", None)) == []


SAID = {
    "VM419": "error: failed to get `bilge` as a dependency\n  failed to download from `x`",
    "VM420": "error: failed to write `x/Cargo.lock`\n  Permission denied (os error 13)",
    "VM412": "error: custom build command\n  MESON_BUILD_ROOT not found",
}


@pytest.mark.parametrize("tree", [False, True])
@pytest.mark.parametrize("code", [*SAID, "other"])
def test_why_cargo_itself_failed(
    code: str, tree: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cause that cargo says, never a fault in the spec."""
    cargo = tmp_path / "cargo"
    said = SAID.get(code, "error: cyclic package dependency")
    cargo.write_text(f"#!/bin/sh\ncat >&2 <<'END'\n{said}\nEND\nexit 101\n")
    cargo.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    diagnostics = Diagnostics()
    assert not cargo_check(tmp_path, ["demo"], diagnostics, tree=tree)
    (item,) = diagnostics
    expected = ("VM418" if tree else "VM421") if code == "other" else code
    assert item.code == expected and (code == "VM412" or said in item.message)


def test_no_registry_for_real(tmp_path: Path) -> None:
    (tmp_path / "Cargo.toml").write_text(
        '[package]\nname = "demo"\nversion = "0.1.0"\nedition = "2021"\n'
        '[dependencies]\nbilge = "0.2.0"\n'
    )
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "lib.rs").write_text("")
    home = {"CARGO_HOME": str(tmp_path / "home"), "CARGO_NET_OFFLINE": "true"}
    rustup = {"RUSTUP_HOME": os.environ.get("RUSTUP_HOME", str(Path.home() / ".rustup"))}
    diagnostics = Diagnostics()
    environment = {**os.environ, **rustup, **home}
    assert not cargo_check(tmp_path, ["demo"], diagnostics, environment=environment)
    (item,) = diagnostics
    assert item.code == "VM419" and "bilge" in item.message


def test_broken_device_for_real(workspace: Path) -> None:
    """rustc itself, on a device.rs without a hook, a method, and with a mistake of its own."""
    file = workspace / SOURCES / "device.rs"
    whole = file.read_text(encoding="utf-8")
    text = whole.replace("fn status(&self) -> u16", "fn stat(&self) -> u16")
    text = text.replace("pub fn extra_needed(", "pub fn extra_wanted(")
    text = text.replace("self.init_mmio(&self.iomem);", "self.init_mmio(&self.memory);")
    assert text.count("stat(") == text.count("extra_wanted(") == text.count("self.memory") == 1
    diagnostics = Diagnostics()
    node = device("hooked")
    try:
        file.write_text(text, encoding="utf-8")
        assert cargo_check(workspace, ["hooked"], diagnostics, lambda: [node])
        while len(found := list(diagnostics)) and all("E04" in item.message for item in found):
            # rustc stops after names: mend those, and it goes on to types
            text = text.replace("fn stat(&self)", "fn status(&self)")
            file.write_text(text, encoding="utf-8")
            before = len(diagnostics)
            cargo_check(workspace, ["hooked"], diagnostics, lambda: [node])
            assert len(diagnostics) > before
    finally:
        file.write_text(whole, encoding="utf-8")
    by_code = {item.message.partition("[")[2][:5]: item for item in diagnostics}
    assert "hooked.py:40" in by_code["E0407"].message or "hooked.py:33" in by_code["E0407"].message
    assert by_code["E0046"].position.file.endswith("device.rs")
    assert spec_text(by_code["E0599"]).startswith("extra:")
    assert by_code["E0609"].position.file.endswith("device.rs")
    assert "hooked.py" not in by_code["E0609"].message


def test_line_that_is_of_no_word_of_the_spec(workspace: Path) -> None:
    """Such a message stays in the generated file."""
    span = place(workspace, f"{SOURCES}/migration.rs", "use migration::", "migration")
    (item,) = noted(workspace, message("unresolved import `migration`", "E0432", span))
    assert item.code == "VM402" and item.position.line == span["line_start"]
    assert item.position.file == str(workspace / SOURCES / "migration.rs")
    assert item.message == "unresolved import `migration` [E0432]"


def test_a_runner_that_does_not_compile(tmp_path: Path) -> None:
    """Here the tree has no crates at all."""
    with pytest.raises(VmgenError) as error:
        build_runner([device("hooked")], DIALECTS["11"], tmp_path)
    (item,) = error.value.diagnostics
    assert item.code == "VM402" and item.message.startswith("the runner failed:\nerror: ")
    assert Path(item.position.file).name == "main.rs" and Path(item.position.file).is_file()
