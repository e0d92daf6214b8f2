# SPDX-License-Identifier: GPL-2.0-or-later
"""What is not remembered, because it cannot be told whether it would be the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.memo.project import Project, make, program, run, spec
from vmgen import cli
from vmgen.memo.answer import ask
from vmgen.memo.seen import Seen, Unsteady
from vmgen.memo.tools import see_program

PURE = {
    "words": "",
    "alias": "import vmgen.spec as words\n",
    "module": "from math import log2\nfrom enum import Enum as Other\n",
    "spec": "from _common import DEPTH\n",
}
IMPURE = {
    "environment": "import os\nLEVEL = int(os.environ.get('LEVEL', '1'))\n",
    "package": "import click\n",
    "vmgen": "from vmgen.memo import answer\n",
    "file": "LEVEL = int(open(__file__ + '.txt').read())\n",
    "path": "from pathlib import Path\n",
    "in a function": "def level():\n    import time\n    return 1\n\nLEVEL = level()\n",
    "by name": "__import__('random')\n",
    "by a caught error": "try:\n    import no_such_module\nexcept ImportError:\n    LEVEL = 1\n",
    "output": "print('hello')\n",
}
AUTHOR = {
    "include": 'const TEXT: &str = include_str!("../../more.txt");\n',
    "path": '#[path = "../../more.rs"]\nmod more;\n',
    "sometimes": '#[cfg_attr(unix, path = "../../more.rs")]\nmod more;\n',
    "environment": 'const HOME: &str = env!("HOME");\n',
    "perhaps": 'const HOME: Option<&str> = option_env!("HOME");\n',
}


@pytest.fixture
def new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    made = make(tmp_path, monkeypatch)
    (made.project / "specs" / "two.py").unlink()
    (made.project / "specs" / "one.py.txt").write_text("1")
    return made


@pytest.mark.parametrize("imports", PURE.values(), ids=PURE)
def test_what_a_spec_may_import(imports: str, new: Project) -> None:
    (new.project / "specs" / "one.py").write_text(spec("One", imports=imports))
    assert run("build", "--no-cargo").status == 0
    assert run("build", "--no-cargo").at_once


@pytest.mark.parametrize("imports", IMPURE.values(), ids=IMPURE)
def test_a_spec_that_knows_more_than_its_text(imports: str, new: Project) -> None:
    (new.project / "specs" / "one.py").write_text(spec("One", imports=imports))
    assert run("build", "--no-cargo").status == 0
    assert not run("build", "--no-cargo").at_once
    assert not run("build", "--no-cargo").at_once


@pytest.mark.parametrize("text", AUTHOR.values(), ids=AUTHOR)
def test_an_author_who_reaches_out_of_the_crate(text: str, new: Project) -> None:
    for words in (("build",), ("build", "--no-cargo")):
        assert run(*words).status == 0
    device = new.crate("one") / "src" / "device.rs"
    device.write_text(f"{device.read_text()}{text}")
    for words in (("build",), ("build", "--no-cargo")):
        assert not run(*words).at_once
        # Only cargo reads what it reaches for.
        assert run(*words).at_once == ("--no-cargo" in words)


def test_a_build_script_of_the_author(new: Project) -> None:
    assert run("build").status == 0
    (new.crate("one") / "build.rs").write_text("fn main() {}\n")
    assert not run("build").at_once and not run("build").at_once


@pytest.mark.parametrize("name", ["specs/one.py", "generated/11/hw/misc/one/src/device.rs"])
def test_a_file_that_changes_while_it_builds(
    name: str, new: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The build has seen the old one, or nobody knows which."""
    assert run("build", "--no-cargo").status == 0
    file = new.project / name
    new.tools.joinpath("cargo").write_text(program(f"echo '# more' >> {file}"))
    assert run("build").status == 0
    new.tools.joinpath("cargo").write_text(program("true"))
    assert not run("build").at_once
    assert run("build").at_once


@pytest.mark.parametrize("name", ["src/lib.rs", "src/device.rs", "layout.txt", "../../../bql"])
def test_what_goes_while_it_builds(name: str, new: Project) -> None:
    """It is missing the next time, too."""
    assert run("build", "--no-cargo").status == 0
    file = new.crate("one") / name
    new.tools.joinpath("cargo").write_text(program(f"mv {file} {new.packages}"))
    assert run("build").status == 0
    new.tools.joinpath("cargo").write_text(program("true"))
    assert not run("build").at_once and file.exists()


def test_a_build_that_fails_leaves_no_memo(new: Project) -> None:
    file = new.project / "specs" / "one.py"
    file.write_text(spec("One", 300))
    first = run("build", "--no-cargo")
    assert first.status == 2 and run("build", "--no-cargo") == first
    file.write_text(spec("One"))
    assert run("build", "--check").status == 1
    stale = run("build", "--check")
    assert stale.status == 1 and not stale.at_once


def test_warnings_of_cargo_are_said_again(new: Project) -> None:
    message = (
        '{"reason": "compiler-message", "message": {"level": "warning", "message": "odd", "code":'
        ' null, "spans": [{"file_name": "hw/misc/one/src/device.rs", "line_start": 1, "line_end":'
        ' 1, "column_start": 1, "column_end": 2, "is_primary": true, "expansion": null}]}}'
    )
    new.tools.joinpath("cargo").write_text(program(f"echo '{message}'"))
    run("build")
    first, second = run("build"), run("build")
    assert second.at_once and first[:3] == second[:3]
    assert "VM415" in second.errors and "passed with 1 warning" in second.output


@pytest.mark.parametrize(
    "words",
    [
        ("--help",),
        ("-h",),
        ("build", "--help"),
        ("build", "specs", "-h"),
        ("verify", "--help"),
        ("explain",),
        ("explain", "vm132"),
    ],
    ids=" ".join,
)
def test_texts_about_vmgen_are_remembered(
    words: tuple[str, ...],
    new: Project,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    refused: list[Exception] = []

    def noted(seen: Seen) -> None:
        try:
            see_program(seen)
        except (Unsteady, OSError) as error:
            refused.append(error)
            raise

    monkeypatch.setattr("vmgen.memo.said.see_program", noted)
    first, *again = (run(*words) for _ in range(3))  # of what changes meanwhile there is no memo
    second = again[-1]
    assert (first.at_once, second.at_once) == (False, True), refused
    assert first[:3] == second[:3] and first.status == 0 and len(first.output) > 100
    capsys.readouterr()
    cli.cli(list(words), prog_name="vmgen", standalone_mode=False)  # as if there were no memos
    assert capsys.readouterr().out == first.output
    monkeypatch.setenv("COLUMNS", "60")
    other = run(*words)
    assert not other.at_once and (other.output != first.output or words[0] == "explain")


def test_a_text_changes_with_vmgen(new: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    run("explain", "VM132")
    assert run("explain", "VM132").at_once
    (new.packages / "click-99.dist-info").mkdir()
    assert not run("explain", "VM132").at_once
    monkeypatch.setattr("sys.argv", ["vmgen"])
    question = ask(["explain", "VM132"])
    assert question is not None and question.memo is not None
    assert ("own", str(Path(cli.__file__).parent)) in question.memo["makers"]


def test_a_wrong_question_is_wrong_each_time(new: Project) -> None:
    for words in (("explain", "VM999"), ("bild", "--help"), ("explain", "a", "b")):
        first, second = run(*words), run(*words)
        assert first == second and first.status == 2 and not second.at_once


APPROVED = '[[approval]]\nfingerprint = "0123456789abcdef"\nreason = "until then nobody has it"\n'


@pytest.mark.parametrize(("end", "over"), [("", False), ("until = 2999-06-30\n", True)])
def test_an_approval_that_ends(
    end: str, over: bool, new: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build is not worked out again because of one, before its last day is over."""
    (new.project / "approvals.toml").write_text(f"{APPROVED}{end}")
    assert run("release", "1.0").status == 0
    assert run("build", "--no-cargo").status == 0
    for day, at_once in (("2999-06-30", True), ("2999-07-01", not over)):
        monkeypatch.setattr("time.strftime", lambda *_, day=day: day)
        assert run("build", "--no-cargo").at_once == at_once
