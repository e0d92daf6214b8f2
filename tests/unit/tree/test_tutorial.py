# SPDX-License-Identifier: GPL-2.0-or-later
"""The tutorial's runner; and of docs/qemu-tree.md what can be run without QEMU's sources."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.tree import two_processes
from tests.tree.pairs import PAIRS
from tests.tree.tutorial import Shell, Step, check, main, steps

PAGE = ROOT / "docs" / "qemu-tree.md"
TEXT = PAGE.read_text(encoding="utf-8")
STEPS = list(steps(TEXT))
SKELETON = ROOT / "tests" / "data" / "trees" / "10.2"

NO_BINDINGS = "warning[VM412]: the tree has no generated bindings: cargo cannot check\n"

SMALL = """
```shell-session
$ export GREETING=hello
$ printf '%s\\n' \\
>     "$GREETING" world
hello
world
```
```sh
$ no session
```
```shell-session
$ echo one two three; echo more; echo end
one [...] three
[...]
end
```
"""


def test_steps() -> None:
    first, second, third = steps(SMALL)
    assert first == Step("export GREETING=hello", "")
    assert second.command == "printf '%s\\n' \\\n    \"$GREETING\" world"
    assert second.output == "hello\nworld\n"
    assert third.output == "one [...] three\n[...]\nend\n"


@pytest.mark.parametrize(
    ("output", "printed", "same"),
    [
        ("a\n", "a\n", True),
        ("a\n", "a\nb\n", False),
        ("", "a\n", False),
        ("", "", True),
        ("[...]\n", "", True),
        ("a [...] c\n", "a b c\n", True),
        ("a [...] c\n", "a b\nc\n", False),
        ("a\n[...]\nc\n", "a\nc\n", True),
        ("a\n[...]\nc\n", "a\nb\nb\nc\n", True),
        ("a\n[...]\nc\n", "a\nb\n", False),
        ("a.c\n", "abc\n", False),
    ],
)
def test_what_is_left_out(output: str, printed: str, same: bool) -> None:
    assert Step("command", output).matches(printed) is same


def test_a_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    page.write_text(SMALL)
    assert main([str(page), "--in", str(tmp_path)]) == 0
    assert main([str(page), "--in", str(tmp_path), "--from", "2"]) == 0
    page.write_text(SMALL.replace("\nworld", "\nmoon"))
    assert main([str(page), "--in", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "the page has:\nhello\nmoon\nand it prints:\nhello\nworld\n" in said
    page.write_text("```shell-session\n$ false\n$ touch never\n```\n")
    assert main([str(page), "--in", str(tmp_path)]) == 1
    assert "it ends with status 1" in capsys.readouterr().out
    assert not (tmp_path / "never").exists()


def test_spec_crate_and_kconfig_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything between the sources and the emulator, in a skeleton of a tree."""
    shutil.copytree(SKELETON, tmp_path / "qemu")
    folder = tmp_path / "qemu" / "hw" / "rtc"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Kconfig").write_text(
        "config M48T59\n    bool\n\nconfig PL031\n    bool\n\nconfig MC\n"
    )
    (tmp_path / "vmgen").symlink_to(ROOT)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    commands = [step.command for step in STEPS]
    first = commands.index("mkdir twins")
    wanted = STEPS[first : commands.index("mkdir qemu/build")]
    assert len(wanted) >= 6
    shell = Shell(tmp_path)
    for step in wanted:
        # A skeleton lacks more than bindings: what cargo then says of it is not of the page.
        told = Step(step.command, step.output.replace(NO_BINDINGS, ""))
        assert check(told, *shell.run(step.command)) == [], step.command
    shell.close()
    assert (folder / "Kconfig").read_text().count("select X_PL031_RUST if HAVE_RUST") == 1


def test_devices_of_the_page() -> None:
    """What it calls the script with, and the tables that it shows, are what there is."""
    (call,) = (step for step in STEPS if "tests.tree.two_processes" in step.command)
    words = shlex.split(call.command.strip("()").partition("two_processes")[2])
    given = [word for word in words if word in PAIRS]
    assert given == [line.split()[0] for line in call.output.splitlines()[1:]] == ["pl031"]
    heads = next(iter(two_processes.table({})))
    assert call.output.split("\n")[0].split() == heads.split()
    tables = re.findall(r"^```text\ndevice .*?\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    shown = [re.split(r"  +", line)[0] for table in tables for line in table.splitlines()]
    assert shown == list(PAIRS)
