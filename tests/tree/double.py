# SPDX-License-Identifier: GPL-2.0-or-later
"""A double of a QEMU tree, which crates are put into: the tree itself is never written.

Of `rust/` it has copies, of C's headers and of what a build has made links. So there is nothing to
take out again, however a run ends.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

_HEADERS = Path(__file__).with_name("include")
"""Headers of parents that no QEMU has, and golden specs name."""


def make_double(tree: Path, folder: Path) -> Path:
    """The double of a tree, in place of what was in a folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    # What was built there before is no history of what is built here.
    away = shutil.ignore_patterns("target", ".vmgen.toml", "layout.txt")
    shutil.copytree(tree / "rust", folder / "rust", symlinks=True, ignore=away)
    _link(tree / "include", folder / "include")
    _link(_HEADERS, folder / "include")
    _link(tree / "build" / "rust", folder / "build" / "rust", "*.rs")
    for name in ("build/trace", "linux-headers", "build/linux-headers"):
        if (tree / name).is_dir():
            (folder / name).symlink_to(tree / name)
    return folder


def _link(source: Path, folder: Path, pattern: str = "*") -> None:
    """A link to each file below a folder, in folders of its own."""
    for file in source.rglob(pattern):
        if file.is_file():
            link = folder / file.relative_to(source)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(file)


def make_bindings(tree: Path, double: Path, folders: Sequence[str]) -> None:
    """What the build would have bindgen make for crates with a `wrapper.h`, into the double.

    `folders` are theirs below `rust/`. Meson cannot be asked: it knows the tree, not the double.
    """
    for folder in folders:
        crate = double / "rust" / folder
        if (crate / "wrapper.h").is_file():
            made = double / "build/rust" / folder / "bindings.inc.rs"
            made.parent.mkdir(parents=True, exist_ok=True)
            command = bindgen_command(
                (tree / "build/build.ninja").read_text(encoding="utf-8"),
                (crate / "meson.build").read_text(encoding="utf-8"),
                {"source": double, "build": tree / "build"},
            )
            program, common, flags = command
            words = [program, str(crate / "wrapper.h"), "--output", str(made), *common, "--"]
            words += [f"-I{double / 'include'}", *flags]
            subprocess.run(words, cwd=tree / "build", check=True)


def bindgen_command(
    ninja: str, meson: str, roots: dict[str, Path]
) -> tuple[str, list[str], list[str]]:
    """bindgen, its options, and the compiler's for one crate.

    What the tree's own crates have in common is in `build.ninja`, the rest in the crate's file.
    """
    rules = [shlex.split(_unescaped(line)) for line in _COMMAND.findall(ninja)]
    options = [list(_pairs(rule[4 : rule.index("--")])) for rule in rules]
    common = [it for it in options[0] if all(it in others for others in options)]
    flags = rules[0][rules[0].index("--") + 1 :]
    end = next((at for at, word in enumerate(flags) if word.startswith("-M")), len(flags))
    own = list(_words(meson, "bindgen_args_common", roots))
    more = list(_words(meson, "bindgen_c_args", roots))
    return rules[0][0], [*(word for it in common for word in it), *own], [*flags[:end], *more]


_COMMAND = re.compile(r"^ COMMAND = (\S*bindgen \S+wrapper\.h .*)$", re.MULTILINE)


def _unescaped(text: str) -> str:
    """As ninja reads it."""
    return re.sub(r"\$([$ :])", r"\1", text)


def _pairs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Options with what they take."""
    for at, word in enumerate(words):
        if word.startswith("--"):
            takes = words[at + 1 : at + 2]
            yield (word, *(it for it in takes if not it.startswith("--")))


def _words(meson: str, behind: str, roots: dict[str, Path]) -> Iterator[str]:
    """The list behind `bindgen_args_common + [` or the like, in a crate's meson.build."""
    found = re.search(rf"{behind} \+ \[(.*?)\]", meson, re.DOTALL)
    for root, text in _WORD.findall(found[1] if found else ""):
        yield str(roots[root] / text) if root else text


_WORD = re.compile(r"(?:meson\.project_(\w+)_root\(\) / )?'([^']*)'")
