# SPDX-License-Identifier: GPL-2.0-or-later
"""A build that is killed leaves nothing half done: the next one that comes by takes it back."""

from __future__ import annotations

import os
import shutil
from itertools import count
from pathlib import Path

import pytest

from fuzz.kills import Snapshot, killed_before, snapshot
from tests.unit.write.test_publish import made
from vmgen import JOURNAL
from vmgen.diagnostics import Diagnostics, VmgenError
from vmgen.write import compare, held, journal, publish
from vmgen.write.journal import Step, mark
from vmgen.write.stage import recover_unheld

MINE = "// the author's\n"
OLD = {
    "one/hw/a/lib.rs": made("lib.rs", "old\n").text,
    "one/hw/a/same.rs": made("same.rs", "same\n").text,
    "one/hw/gone/lib.rs": made("lib.rs").text,
    "one/hw/gone/src/device.rs": MINE,
    "two/hw/a/lib.rs": made("lib.rs", "old\n").text,
}
NEW = {
    "one/hw/a/lib.rs": "new\n",
    "one/hw/a/same.rs": "same\n",
    "one/hw/to/lib.rs": "new\n",
    "two/hw/a/lib.rs": "new\n",
}
"""Texts without heads, by paths in the output folder."""


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Two trees, one of which has a link to somewhere else than the new ones."""
    for path, text in OLD.items():
        file = tmp_path / "out" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / "out" / "one" / "bql").symlink_to("../elsewhere")
    return tmp_path / "out"


def change(output: Path) -> None:
    """Files written, removed and moved, links, in two trees: all that a build may do at once."""
    found = Diagnostics()
    with held(output, make=True) as stage:
        trees = []
        for tree in ("one", "two"):
            texts = {path.removeprefix(f"{tree}/"): NEW[path] for path in NEW if path[:3] == tree}
            files = [made(path, text) for path, text in texts.items()]
            links = {"bql": output.parent / "support"}
            trees.append(compare(output / tree, files, links, found, stage=stage))
        trees[0].take_away("hw/gone/lib.rs")
        trees[0].seen["hw/gone/src/device.rs"] = mark(output / "one/hw/gone/src/device.rs")
        trees[0].move["hw/gone/src/device.rs"] = "hw/to/src/device.rs"
        found.raise_if_failed()
        publish(trees, stage)


def after(output: Path) -> Snapshot:
    """What a build that nobody kills makes of it."""
    new = output.with_name("new")
    shutil.copytree(output, new, symlinks=True)
    change(new)
    return snapshot(new)


def next_command(output: Path) -> None:
    with held(output, make=False):
        pass


def test_killed_before_each_step(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Until the last one the next command takes all of it back; there is no state between."""
    old, new = snapshot(output), after(output)
    mixed = 0
    for number in count(1):
        killed = killed_before(number, output, lambda: change(output))
        found = snapshot(output)
        trees = {name: item for name, item in found.items() if not name.startswith(JOURNAL)}
        recover_unheld(output)
        said = capsys.readouterr().err
        assert snapshot(output) in (old, new)
        if trees not in (old, new):
            mixed += 1
            assert "warning[VM407]" in said
        if snapshot(output) == new:
            break
    assert mixed > 8 and killed, "it was killed behind the end of its journal, too"
    assert not killed_before(number, output, lambda: next_command(output))
    assert snapshot(output) == new


def broken(output: Path) -> None:
    """Leave a build that was killed when all was moved and nothing was certain yet."""
    numbers = count(1)
    while killed_before(next(numbers), output, lambda: change(output)):
        if (output / "two/bql").is_symlink():
            return
        next_command(output)
    raise AssertionError("it was never killed there")


def test_the_one_who_takes_back_is_killed(output: Path) -> None:
    old = snapshot(output)
    kept = output.with_name("kept")
    broken(output)
    shutil.copytree(output, kept, symlinks=True)
    for number in count(1):
        shutil.rmtree(output)
        shutil.copytree(kept, output, symlinks=True)
        killed = killed_before(number, output, lambda: next_command(output))
        next_command(output)
        assert snapshot(output) == old
        if not killed:
            break
    assert number > 12


def test_a_tree_that_was_moved_since(output: Path) -> None:
    old = snapshot(output)
    broken(output)
    other = output.rename(output.with_name("other"))
    next_command(other)
    assert snapshot(other) == old


def test_hand_edits_between_are_kept(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a written file, of one that was moved, and of one that is new; the rest goes back."""
    old = snapshot(output)
    broken(output)
    (output / "one/hw/a/lib.rs").write_text("// mine")
    (output / "one/hw/to/src/device.rs").write_text("// mine, too")
    (output / "one/hw/to/lib.rs").write_text("// and this")
    next_command(output)
    said = capsys.readouterr().err
    assert said.count("warning[VM408]") == 2
    assert "one/hw/a/lib.rs" in said and "one/hw/to/lib.rs" in said
    assert snapshot(output) == {
        **old,
        "one/hw/a/lib.rs": b"// mine",
        "one/hw/gone/src/device.rs": b"// mine, too",
        "one/hw/to": b"folder",
        "one/hw/to/lib.rs": b"// and this",
    }


def test_new_file_where_one_was_taken_from(output: Path) -> None:
    broken(output)
    (output / "one/hw/gone/src").mkdir(parents=True)
    (output / "one/hw/gone/src/device.rs").write_text("// again")
    next_command(output)
    assert (output / "one/hw/gone/src/device.rs").read_text() == "// again"
    assert (output / "one/hw/to/src/device.rs").read_text() == MINE


@pytest.mark.parametrize("moment", ["before", "open"])
@pytest.mark.parametrize("path", ["one/hw/a/lib.rs", "one/hw/gone/lib.rs", "two/hw/a/lib.rs"])
def test_edit_while_a_build_writes(
    moment: str, path: str, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is lost, of an edit by another file or by a file that somebody has open."""
    old = snapshot(output)
    with (output / path).open("a") as opened:
        replace = Path.replace

        def edited(self: Path, target: Path) -> Path:
            if self.name == "journal.new" and moment == "before":
                new = output.parent / "edited"
                new.write_text("// mine\n")
                replace(new, output / path)
            if (
                Path(target).name == "bql"
                and Path(target).parent.name == "two"
                and moment == "open"
            ):
                opened.write("// mine\n")
                opened.flush()
            return replace(self, target)

        monkeypatch.setattr(Path, "replace", edited)
        with pytest.raises(VmgenError) as error:
            change(output)
    assert [item.code for item in error.value.diagnostics] == ["VM403"]
    assert str(output / path) == next(iter(error.value.diagnostics)).position.file
    text = b"// mine\n" if moment == "before" else old[path] + b"// mine\n"
    assert snapshot(output) == {**old, path: text}


def test_file_that_comes_while_a_build_writes(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = snapshot(output)
    begin = journal.begin

    def late(folder: Path, steps: list[Step]) -> None:
        begin(folder, steps)
        (output / "one/hw/to/src").mkdir(parents=True)
        (output / "one/hw/to/src/device.rs").write_text("// mine")

    monkeypatch.setattr(journal, "begin", late)
    with pytest.raises(VmgenError):
        change(output)
    new = {"one/hw/to": b"folder", "one/hw/to/src": b"folder"}
    assert snapshot(output) == {**old, **new, "one/hw/to/src/device.rs": b"// mine"}


def test_damaged_journal(output: Path) -> None:
    """What nobody can read is not guessed at, and stays for somebody to look at."""
    for text in ("{", '{"format": 2, "steps": []}', '{"format": 1, "steps": [1]}', "[]"):
        (output / JOURNAL).mkdir(exist_ok=True)
        (output / JOURNAL / "journal").write_text(text)
        with pytest.raises(VmgenError) as error:
            next_command(output)
        assert [item.code for item in error.value.diagnostics] == ["VM409"]
        assert (output / JOURNAL / "journal").read_text() == text


def test_on_disk_before_it_counts(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Power: new files, then the journal, then what was moved, and only then no journal."""
    done: list[str] = []
    replace, fsync, unlink = Path.replace, os.fsync, Path.unlink

    def noted(self: Path, target: Path) -> Path:
        inside = output / JOURNAL in Path(target).parents
        done.append("journal" if Path(target).name == "journal" else "keep" if inside else "move")
        return replace(self, target)

    def synced(handle: int) -> None:
        done.append("sync")
        fsync(handle)

    def gone(self: Path, missing_ok: bool = False) -> None:
        if self.name == "journal":
            done.append("end")
        unlink(self, missing_ok)

    monkeypatch.setattr(Path, "replace", noted)
    monkeypatch.setattr(Path, "unlink", gone)
    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "sync", lambda: done.append("sync"))
    change(output)
    order = [one for one, before in zip(done, ["", *done], strict=False) if one != before]
    assert order == ["sync", "journal", "sync", "keep", "move", "sync", "end", "sync"]


def test_two_at_once(tmp_path: Path) -> None:
    """Each finds the tree as one of the two wrote it, whole, and nobody waits for ever."""
    paths = [f"hw/{name}/lib.rs" for name in "abcdefgh"]

    def turns(text: str) -> None:
        for _ in range(15):
            found = Diagnostics()
            with held(tmp_path, [tmp_path / "one", tmp_path / "two"], make=True) as stage:
                texts = {file.read_text().split("\n")[-2] for file in tmp_path.rglob("*.rs")}
                assert len(texts) <= 1, "mixed"
                files = [made(path, f"{text}\n") for path in paths]
                trees = [
                    compare(tmp_path / tree, files, {}, found, stage=stage)
                    for tree in ("one", "two")
                ]
                found.raise_if_failed()
                publish(trees, stage)

    children = []
    for text in ("one", "other"):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                turns(text)
                status = 0
            finally:
                os._exit(status)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2 * len(paths)
