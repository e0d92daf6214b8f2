# SPDX-License-Identifier: GPL-2.0-or-later
"""What a spec does while it is read stays its own; whatever it raises or holds ends in findings."""

from __future__ import annotations

import builtins
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fuzz.spec_mutator import STATEMENTS
from tests.unit.cli.command import Run
from vmgen.diagnostics import Diagnostics
from vmgen.diagnostics.report import render_all
from vmgen.spec.read import read_specs

DEVICE = "class Dev(Device, name='dev'):\n    'A device.'\n    a: BqlCell[u8]\n"
HEAD = "from vmgen.spec import *\n"
REGS = (
    HEAD
    + "class Regs(Registers, name='dev/regs'):\n    'Registers.'\n    a: u8\n    @\n"
    + "class Dev(Device, name='dev'):\n    'A device.'\n    regs: Migratable[BqlRefCell[Regs]]\n"
)


@pytest.mark.parametrize(
    "noise",
    [
        "print('noise')",
        "import os; os.system('echo noise')",
        "import os; os.write(1, b'noise')",
        "import sys; sys.__stdout__.write('noise')",
        "import sys; sys.stdout.write('noise')",
    ],
)
def test_what_a_spec_prints_is_not_in_the_dump(noise: str, tmp_path: Path) -> None:
    (tmp_path / "dev.py").write_text(f"{HEAD}{noise}\n{DEVICE}")
    command = [sys.executable, "-m", "vmgen", "dump", str(tmp_path / "dev.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "dev" in json.loads(done.stdout)
    assert "noise" in done.stderr


def test_annotations_print_elsewhere_too(tmp_path: Path) -> None:
    (tmp_path / "dev.py").write_text(
        HEAD + DEVICE.replace("BqlCell", "(print('noise') or BqlCell)")
    )
    command = [sys.executable, "-m", "vmgen", "dump", str(tmp_path / "dev.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "dev" in json.loads(done.stdout) and "noise" in done.stderr


def test_a_spec_moves_no_folder(tmp_path: Path, vmgen: Run) -> None:
    (tmp_path / "away").mkdir()
    text = f"{HEAD}import os\nos.chdir({str(tmp_path / 'away')!r})\n{DEVICE}"
    (tmp_path / "dev.py").write_text(text)
    done = vmgen("build", "--no-cargo", "dev.py", "-o", "out")
    assert done.status == 0, done.errors
    assert (tmp_path / "out").is_dir() and not list((tmp_path / "away").iterdir())


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda text: text[:50])
def test_a_statement_changes_no_other_spec(statement: str, tmp_path: Path) -> None:
    """Whatever it does: the next spec is read as if it had not been there."""
    for name, text in (("one", statement), ("two", "")):
        (tmp_path / f"{name}.py").write_text(f"{HEAD}{DEVICE}{text}\n", errors="surrogatepass")
    before = (Path.cwd(), sys.stdin, sys.stdout, sys.stderr, dict(vars(builtins)), list(sys.path))
    environment, limit = dict(os.environ), sys.getrecursionlimit()
    interrupt, mask = signal.getsignal(signal.SIGINT), _umask()
    expected = read_specs([tmp_path / "two.py"], Diagnostics())
    found = Diagnostics()
    read_specs([tmp_path / "one.py"], found)
    render_all(found).encode()
    again = Diagnostics()
    assert read_specs([tmp_path / "two.py"], again) == expected and not len(again)
    after = (Path.cwd(), sys.stdin, sys.stdout, sys.stderr, dict(vars(builtins)), list(sys.path))
    assert after == before and dict(os.environ) == environment
    assert sys.getrecursionlimit() == limit
    assert signal.getsignal(signal.SIGINT) is interrupt and _umask() == mask


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_loop_that_does_not_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vmgen.spec.timed.MOST_SECONDS", 0.2)
    (tmp_path / "dev.py").write_text(f"{HEAD}{DEVICE}while True:\n    pass\n")
    handler, found = signal.getsignal(signal.SIGALRM), Diagnostics()
    assert read_specs([tmp_path / "dev.py"], found) == []
    (item,) = found
    assert item.code == "VM102" and "takes more than 0.2 s" in item.message
    assert item.position.line in (5, 6)
    assert signal.getsignal(signal.SIGALRM) is handler
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_a_loop_that_catches_what_it_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vmgen.spec.timed.MOST_SECONDS", 0.2)
    loop = "while True:\n    try:\n        while True: pass\n    except Exception: pass\n"
    (tmp_path / "other.py").write_text(loop)
    (tmp_path / "dev.py").write_text(f"{HEAD}import other\n{DEVICE}")
    found = Diagnostics()
    read_specs([tmp_path / "dev.py"], found)
    assert [(it.code, Path(it.position.file).name) for it in found] == [("VM102", "other.py")]


@pytest.mark.usefixtures("heard")
def test_an_interrupt_of_the_users_is_no_finding(tmp_path: Path) -> None:
    (tmp_path / "dev.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n")
    with pytest.raises(KeyboardInterrupt):
        read_specs([tmp_path / "dev.py"], Diagnostics())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("raise KeyboardInterrupt", "VM102"),
        ("import _thread\ndef f(): raise KeyboardInterrupt\nf()", "VM102"),
        ("input()", "VM102"),
        ("import sys\nsys.stdin.read()", "VM103"),
        ("1 << 10**12", "VM127"),
        ("class Odd(BaseException):\n    pass\nraise Odd('x')", "VM102"),
        ("import sys\nsys.exit()", "VM102"),
        ("raise GeneratorExit", "VM102"),
        ("class Odd(Exception):\n    def __str__(self):\n        raise self\nraise Odd", "VM102"),
        ("raise ValueError('\\ud800')", "VM102"),
        ("yield 3", "VM101"),
        ("return 3", "VM101"),
        ("x = " + "(" * 500 + ")" * 500, "VM101"),
        ("x = " + "-" * 100_000 + "1", "VM101"),
        ("x = " + "1" * 5000, "VM101"),
        ("x = '\\ud800'\n" + DEVICE, ""),
    ],
)
def test_one_finding(text: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "dev.py").write_text(HEAD + text + "\n")
    found = Diagnostics()
    read_specs([tmp_path / "dev.py"], found)
    assert [item.code for item in found] == [code] * bool(code), render_all(found)
    render_all(found).encode()


# What may stand in a register struct, and is no value that a word of the language takes.
ODD = {
    "reset beyond 4,300 digits": "b: u8 = 10**5000",
    "reset of many bits": "b: u64 = 1 << 200",
    "resets of many bits": "b: Array[u64, 2] = [1, 10**5000]",
    "a list in itself": "b: Array[u8, 2] = _LOOP",
    "rows": "b: Array[Array[u8, 2], 2] = [[1, 2], [3, 4]]",
    "range beyond 4,300 digits": "b: u8 = field(le=10**5000)",
    "mask of many bits": "b: u8 = field(mask=1 << 300)",
    "text as a reset": "b: u8 = '\\ud800'",
    "length beyond 4,300 digits": "b: Array[u8, 10**5000]",
    "a list as a type": "b: Array[[], 2]",
    "a list as a length": "b: Array[u8, [1]]",
    "a bool as a length": "b: Array[u8, True]",
    "deep brackets": "b: __import__('functools').reduce(lambda t, _: Array[t, 2], range(3000), u8)",
    "surrogate in a rename": "b: u8 = field(rename='\\ud800')",
    "surrogate in a count": "b: Array[u8, 2] = field(count='\\ud800')",
    "surrogate in a rule": "rules = ['a < \\ud800']",
    "NUL in a rule": "rules = ['a < 4\\0']",
    "deep rule": "rules = ['not ' * 5000 + 'a']",
    "number beyond 4,300 digits in a rule": "rules = ['a < 0x' + 'f' * 5000]",
    "decimal beyond 4,300 digits in a rule": "rules = ['a < ' + '9' * 5000]",
    "a list as a rule": "rules = [['a']]",
    "surrogate in a custom type": "b: Custom['\\ud800'] = field(wire=u8)",
    "a number as a custom type": "b: Custom[3] = field(wire=u8)",
    "a list as a unit": "b: Duration = field(unit=[])",
    "a set as a wire": "b: u8 = field(wire={1})",
    "a source by hand": "b: u8 = field(source=('computed', ()))",
    "derived by hand": "b: u8 = field(derived=True)",
    "a number as a FIFO": "b: Wire[u8] = length(3)",
    "a list as a FIFO": "b: Wire[u8] = oldest(['a'])",
    "no FIFO": "b: Wire[Array[u8, 2]] = slots()",
    "a number as a subsection": "b: u8 = subsection(3)",
    "a list as a subsection": "b: u8 = subsection(['x'])",
    "surrogate in a subsection": "b: u8 = subsection('dev/regs/\\ud800')",
    "a number as a method": "b: u8 = subsection('dev/regs/x', needed=method(3))",
    "a number as needed": "b: u8 = subsection('dev/regs/x', needed=3)",
    "a list as absent": "b: u8 = subsection('dev/regs/x', absent=[[]])",
    "an exit as a type": "b: __import__('sys').exit()",
    "a class of its own as a value": "b: u8 = type('X', (), {'__repr__': lambda s: 1 / 0})()",
    "a class of its own as an option": "b: u8 = field(since=type('X', (), {'__eq__': 1})())",
    "a string of its own": "b: u8 = field(rename=type('S', (str,), {'__eq__': 1})('a'))",
    "options behind a star": "b: bool = field(**{'lt': 1})",
    "an option of a helper": "_o = field(lt=1)\n    b: bool = _o",
}


@pytest.mark.parametrize("odd", ODD)
def test_odd_values_end_in_findings(odd: str, tmp_path: Path) -> None:
    text = REGS.replace("@", ODD[odd]).replace(HEAD, f"{HEAD}_LOOP = []\n_LOOP.append(_LOOP)\n")
    (tmp_path / "dev.py").write_text(text)
    found = Diagnostics()
    read_specs([tmp_path / "dev.py"], found)
    assert found.failed, render_all(found)
    first = text[: text.index("    a: u8")].count("\n") + 2
    lines = {item.position.line for item in found if item.severity == "error"}
    assert lines <= {first, first + 1}, render_all(found)
    assert " at 0x" not in render_all(found)
    render_all(found).encode()


@pytest.mark.parametrize(
    "head",
    [
        "class Made(Enum, repr=u8):\n    A = 10**5000\n",
        "class Made(Enum, bits=10**5000):\n    A = 1\n",
        "class Made(Enum, repr=[]):\n    A = 1\n",
        "class Made(Enum, repr=u8):\n    A = '\\ud800'\n",
        "class Made(Bits, repr=u8):\n    a: bits[10**5000]\n",
        "class Made(Registers, name='\\ud800'):\n    a: u8\n",
        "class Made(Registers, name=['x']):\n    a: u8\n",
        "class Made(Registers, name='m', version_id=10**5000):\n    a: u8\n",
        "class Made(Registers, name='m'):\n    'Half a pair: \\ud800.'\n    a: u8\n",
        "class Made(Registers, name='m'):\n    a: u8\n    'Half a pair: \\ud800.'\n",
        "class Made(Registers, name='m'):\n    a: u8\n    'Turned: \\u202e.'\n",
        "class Made(Registers, name='m'):\n    a: u8\n    'NUL: \\0.'\n",
        "class Made(Registers, name='m', **{'nam': 3}):\n    a: u8\n",
    ],
)
def test_odd_heads_end_in_findings(head: str, tmp_path: Path) -> None:
    (tmp_path / "dev.py").write_text(
        REGS.replace("    @\n", "    b: Made\n").replace(HEAD, HEAD + head)
    )
    found = Diagnostics()
    read_specs([tmp_path / "dev.py"], found)
    errors = [item for item in found if item.severity == "error"]
    assert errors and {item.position.line for item in errors} <= {2, 3, 4}, render_all(found)
    render_all(found).encode()


def test_specs_of_one_name_in_two_folders(tmp_path: Path) -> None:
    for folder, kind in (("one", "u8"), ("two", "u32")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "common.py").write_text(
            f"{HEAD}class Regs(Registers, name='dev/regs'):\n    'R.'\n    a: {kind}\n"
        )
        (tmp_path / folder / "types.py").write_text(
            f"{HEAD}from common import Regs\nclass D(Device, name='{folder}', crate='{folder}'):\n"
            "    'D.'\n    regs: Migratable[BqlRefCell[Regs]]\n"
        )
    found = Diagnostics()
    one, two = read_specs([tmp_path], found)
    assert not len(found), render_all(found)
    widths = [device.types[0].fields[0].type.name for device in (one, two)]  # type: ignore[union-attr]
    assert widths == ["u8", "u32"]


def test_a_constant_means_what_it_was_then(tmp_path: Path) -> None:
    text = HEAD + "N = 2\n" + REGS.removeprefix(HEAD).replace("@", "b: Array[u8, N]") + "N = 8\n"
    (tmp_path / "dev.py").write_text(text)
    (device,) = read_specs([tmp_path / "dev.py"], Diagnostics())
    assert device.types[0].fields[1].type.length == 2  # type: ignore[union-attr]
