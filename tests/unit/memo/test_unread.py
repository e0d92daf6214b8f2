# SPDX-License-Identifier: GPL-2.0-or-later
"""Specs that did not change are not read, and what only all together show is said the same."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.unit.memo.project import Project, make, run
from tests.unit.memo.test_kept import contents
from vmgen.spec import load, syntax

HEAD = '''# SPDX-License-Identifier: GPL-2.0-or-later
"""A spec."""

from vmgen.spec import *
'''
SHARED = '''
class {name}Shared(Registers, name="{section}/shared", version_id=1):
    """Registers."""

    a: u8 = {value}
{more}
'''
MORE = '''
class {name}More({base}Shared, name="{section}/more", version_id=1):
    """Registers that derive from another spec's."""

    z: u8

'''
SUBSECTION = '    b: u8 = subsection("{name}/shared/x", needed="b != 0")\n'
DEVICE = '''
class {name}State(Device, {options}, version_id=1):
    """A device."""

    level: BqlCell[u8] = {value}
{fields}
'''
FILES = ("aa", "bb", "cc", "dd", "_base")
OPTIONS = (
    *("", ', crate="one"', ', crate="other"', ', type_name="t-one"', ', config="X_ONE_RUST"'),
    *(', category="char"', ', name="same"'),
)


def written(name: str, chance: random.Random, wrong: float = 0.1) -> str:
    """A spec that may import others, be named like others, warn, or be wrong."""
    others = [other for other in FILES if other != name and (other > name or other == "_base")]
    imports = [other for other in others if not name.startswith("_") and chance.random() < 0.3]
    text = HEAD + "".join(f"from {other} import {called(other)}Shared\n" for other in imports)
    more = chance.choice(["", "", "    c: u16\n", *[SUBSECTION.format(name=name)] * 2])
    if chance.random() < wrong:
        more = "    b: nothing\n"
    text += SHARED.format(name=called(name), section=name, value=chance.randrange(9), more=more)
    if imports and chance.random() < 0.3:
        text += MORE.format(name=called(name), section=name, base=called(imports[0]))
    if name.startswith("_"):
        return text
    used = [it for it in [*imports, name] if chance.random() < 0.7]
    fields = "".join(
        f"    {it.strip('_')}: Migratable[BqlRefCell[{called(it)}Shared]]\n" for it in used
    )
    options = f'name="{name}"{chance.choice(OPTIONS) if chance.random() < wrong else ""}'
    value = 300 if chance.random() < wrong else chance.randrange(200)
    options = options if options.count(" name=") == 0 else 'name="same"'
    return text + DEVICE.format(name=called(name), options=options, value=value, fields=fields)


def called(name: str) -> str:
    return name.strip("_").capitalize()


def edit(root: Path, chance: random.Random) -> str:
    """Change one thing of a project; what it was."""
    specs = root / "specs"
    name = chance.choice(FILES)
    file = specs / f"{name}.py"
    what = chance.choice(["write", "write", "write", "gone", "rename", "value", "comment", "hand"])
    if what == "write" or not file.exists():
        file.write_text(written(name, chance))
    elif what == "gone":
        file.unlink()
    elif what == "rename":
        file.rename(specs / f"{chance.choice(FILES)}.py")
    elif what == "value":
        file.write_text(file.read_text().replace("= 1\n", f"= {chance.randrange(250)}\n"))
    elif what == "comment":
        file.write_text(f"{file.read_text()}# more\n")
    else:
        made = sorted((root / "generated").glob("*/hw/*/*/*"))
        made = [path for path in made if path.is_file()]
        if made:
            chance.choice(made).unlink()
    return f"{what} {name}"


def same_as_without(project: Path, words: Iterable[str], patch: pytest.MonkeyPatch) -> int | None:
    """Run a build in a copy, where there is no memo, and here: its status, if all is the same."""
    other = project.with_name("copy")
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(project, other, symlinks=True)
    said = run(*words)
    patch.chdir(other)
    again = run(*words)
    patch.chdir(project)
    same = again[:3] == said[:3] and contents(other) == contents(project)
    return said.status if same else None


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_edits(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, chance, done = make(tmp_path, monkeypatch), random.Random(seed), list[str]()
    specs, well, status = made.project / "specs", 0, 2
    for file in specs.iterdir():
        file.unlink()
    good = {f"{name}.py": written(name, chance, wrong=0) for name in FILES}
    for number in range(16):
        if status == 2 and (not number or chance.random() < 0.6):
            for file in specs.iterdir():
                file.unlink()
            for name, text in good.items():
                (specs / name).write_text(text)
        words = ("build", "--no-cargo", *(("--check",) if number % 6 == 5 else ()))
        found = same_as_without(made.project, words, monkeypatch)
        assert found is not None, done
        status = found
        if status == 0:
            well += 1
            good = {file.name: file.read_text() for file in specs.iterdir()}
        done.append(edit(made.project, chance))
    assert well > 4


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The specs that were read, in order."""
    found, real = list[str](), syntax.read_syntax

    def noted(file: str, *given: object) -> object:
        found.append(Path(file).name)
        return real(file, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(load, "read_syntax", noted)
    return found


def test_what_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reads: list[str]) -> None:
    project: Project = make(tmp_path, monkeypatch)
    words, specs = ("build", "--no-cargo"), project.project / "specs"
    run(*words)
    assert reads == ["one.py", "two.py", "_common.py"]
    for file, expected in {
        "one.py": ["one.py"],
        "two.py": ["two.py", "_common.py"],
        "_common.py": ["two.py", "_common.py"],
    }.items():
        reads.clear()
        (specs / file).write_text(f"{(specs / file).read_text()}# more\n")
        assert run(*words).status == 0 and reads == expected
    reads.clear()
    (specs / "one.py").unlink()
    assert "removed  one" in run(*words).output and reads == []
    (specs / "vmgen.spec.py").write_text("")  # what an import would find first
    run(*words)
    assert "two.py" in reads
