# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen build --qemu TREE --engine`: the device of `vmgen verify --qemu` in a tree."""

from __future__ import annotations

from collections.abc import Sequence

from vmgen.diagnostics import Diagnostics, Position, VmgenError
from vmgen.qemu_tree import Edit, SourceTree
from vmgen.qemu_tree.engine import FILE, FILES, engine_edits, engine_files
from vmgen.write import Changes, Stage, compare, finish
from vmgen.write.orphans import is_foreign
from vmgen.write.publish import protect


def engine_changes(
    tree: SourceTree,
    wanted: bool | None,
    diagnostics: Diagnostics,
    *,
    force: bool,
    stage: Stage | None,
) -> tuple[Changes, list[Edit]]:
    """What a tree needs to have the device `vmgen-engine`, or not to have it.

    Where nobody says, one that is there is kept as it ought to be. A file that was changed by hand
    is noted (VM403), unless `force`.
    """
    sources = engine_files()
    there = not is_foreign(tree.root / FILE)
    texts = files_of(tree, FILES)
    if there if wanted is None else wanted:
        files = [finish(file, file.text) for file in sources]
        changes = compare(tree.root, files, {}, diagnostics, force=force, stage=stage)
        return changes, engine_edits(tree, texts, wanted=True)
    changes = Changes(tree.root, stage)
    if wanted is None:
        return changes, []
    for path in (file.path for file in sources):
        text = changes.read(path)
        if text is not None:
            if not force:
                protect(tree.root / path, text, diagnostics)
            changes.remove.append(path)
    return changes, engine_edits(tree, texts, wanted=False)


def files_of(tree: SourceTree, paths: Sequence[str]) -> dict[str, str]:
    """Files of the tree that edits may touch, as far as they are there."""
    found = {}
    for path in paths:
        file = tree.root / path
        try:
            with file.open(encoding="utf-8", newline="") as stream:
                found[path] = stream.read()
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError) as error:
            raise VmgenError.single(
                "VM414", Position(str(file)), f"cannot read it: {error}"
            ) from None
    return found
