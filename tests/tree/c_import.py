# SPDX-License-Identifier: GPL-2.0-or-later
"""Every description of a real source tree, imported and held against what binaries say.

    python -m tests.tree.c_import --source TREE --dumps FILE...

Of each description that a dump has by the name of its QOM type: names, versions, gates, predicates,
order, counts, sizes, what is nested and which subsections. A dump of another version of QEMU than
the source may differ for good reasons; those are printed, too. Types that the tree has in Rust are
left out, by name: C is no source of theirs. Nothing of the tree is kept.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.tree.c_layout import counted, differences
from vmgen.importer.c import Options, Source, read
from vmgen.importer.c.library import Files
from vmgen.importer.dump import dumped
from vmgen.importer.found import Description
from vmgen.layout import Body

FOLDERS = "hw target migration net ui audio backends".split()
BESIDES = "*.c softmmu/*.c system/*.c util/*.c"
"""Other files that descriptions of those folders may have something of, in old trees or new."""

TARGETS = {
    "alpha": "alpha", "arm": "aarch64", "avr": "avr", "hexagon": "hexagon", "hppa": "hppa",
    "i386": "x86_64", "loongarch": "loongarch64", "m68k": "m68k", "microblaze": "microblaze",
    "mips": "mips64", "openrisc": "or1k", "ppc": "ppc64", "riscv": "riscv64", "rx": "rx",
    "s390x": "s390x", "sh4": "sh4", "sparc": "sparc64", "tricore": "tricore", "xtensa": "xtensa",
}  # fmt: skip
"""By folder of `target/` the binary that it is read for: the one with 64 bits."""

KVM = ("x86_64",)
"""The targets whose binaries have KVM on the hosts that dumps are from."""

_RUST_TYPE = re.compile(r"\bpub\s+const\s+TYPE_\w+\s*:[^=;]*\bCStr\s*=\s*c\"([^\"]+)\"")
"""The name of a type that a crate makes; those it derives from are `TYPE_NAME` of an `impl`."""

PRIVATE = "VM624"
"""What only code of the device's own can read: understood, but nothing that a spec can say."""


def groups(tree: Path) -> Iterator[tuple[str, list[Path], list[Path]]]:
    """Targets, the files that are read for them, and folders of headers beside the common ones."""
    yield "x86_64", _general(tree), []
    for folder in sorted((tree / "target").iterdir()):
        files = sorted(folder.rglob("*.c"))
        if files:
            yield TARGETS.get(folder.name, folder.name), files, [folder]


def _general(tree: Path) -> list[Path]:
    folders = (it for it in FOLDERS if it != "target")
    return [path for folder in folders for path in sorted((tree / folder).rglob("*.c"))]


def _besides(tree: Path) -> list[Path]:
    return [path for pattern in BESIDES.split() for path in sorted(tree.glob(pattern))]


def imported(tree: Path, defines: list[tuple[str, str]]) -> list[Source]:
    """All that the import knows of a tree."""
    found = []
    everything = [path for _, files, _ in groups(tree) for path in files] + _besides(tree)
    known = Files()
    for target, files, folders in groups(tree):
        given = set(files)
        rest = [path for path in everything if path not in given]
        found += read(files, _options(tree, defines, target, folders), rest, known)
    return found


def of_target(tree: Path, defines: list[tuple[str, str]], target: str) -> list[Source]:
    """What it knows of the devices of one target's binary."""
    general = _general(tree)
    ours = [(files, folders) for name, files, folders in groups(tree) if folders and name == target]
    found = read(general, _options(tree, defines, target, []), _besides(tree))
    also = [*general, *_besides(tree)]
    for files, folders in ours:
        found += read(files, _options(tree, defines, target, folders), also)
    return found


def _options(
    tree: Path, defines: list[tuple[str, str]], target: str, folders: list[Path]
) -> Options:
    headers = [*folders, tree / "include", tree, tree / "linux-headers"]
    built = "CONFIG_KVM" if folders and target in KVM else "CONFIG_TCG"
    removed = () if built == "CONFIG_KVM" else ("CONFIG_KVM",)
    told = [("CONFIG_TCG", ""), (built, ""), *_word(tree, target), *defines]
    return Options(headers, told, removed, target)


def _word(tree: Path, target: str) -> Iterator[tuple[str, str]]:
    """What the build of a target says of `target_ulong`; old trees have that in headers."""
    path = tree / "configs" / "targets" / f"{target}-softmmu.mak"
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        name, _, value = line.partition("=")
        if name == "TARGET_LONG_BITS":
            yield name, value


def bodies(paths: list[Path]) -> Iterator[tuple[str, str, Body, bool]]:
    """Of each device of dumps: the file, the QOM type, the layout, whether it has counts."""
    for path in paths:
        found = dumped(path)
        counts = any(map(counted, found.values()))
        for name, body in found.items():
            yield path.name, name, body, counts


def in_rust(tree: Path) -> set[str]:
    """The QOM types that Rust code of a tree registers: what a crate has as `TYPE_X`."""
    texts = (path.read_text(encoding="utf-8") for path in sorted((tree / "rust").rglob("*.rs")))
    return {name for text in texts for name in _RUST_TYPE.findall(text)}


def reasons(description: Description) -> set[str]:
    """The codes of what was not understood of it."""
    return {gap.code for gap in description.all_gaps()}


class Choice:
    """Which source is the one of a QOM type: its own, and for a type that inherits its description
    one by the description's name; of several the one that fits best."""

    def __init__(self, sources: list[Source]) -> None:
        self._kinds: dict[str, list[Source]] = {}
        self._names: dict[str, list[Source]] = {}
        for source in sources:
            self._names.setdefault(source.description.name, []).append(source)
            for kind in source.types:
                self._kinds.setdefault(kind.name, []).append(source)

    def named(self, name: str) -> list[Source]:
        """Those whose description has a name."""
        return self._names.get(name, [])

    def of(self, kind: str, body: Body, counts: bool) -> tuple[list[str], Source | None]:
        """The source, and how it differs from what a dump says of the type."""
        candidates = self._kinds.get(kind) or self._names.get(body.name) or []
        answers = [(list(differences(it.description, body, counts)), it) for it in candidates]
        return min(answers, key=lambda it: len(it[0]), default=([], None))


def held(sources: list[Source], paths: list[Path], rust: set[str]) -> Counter[str]:
    """Compares each type that a dump has, once for each of its layouts; prints what differs.

    Those in `rust` are not compared: they are printed as without a C counterpart.
    """
    choice = Choice(sources)
    tally: Counter[str] = Counter()
    done: set[tuple[str, Body]] = set()
    for file, kind, body, counts in bodies(paths):
        if (kind, body) in done:
            continue
        done.add((kind, body))
        if kind in rust:
            print(f"{kind} ({file}): no C counterpart")
            tally["in Rust, no C counterpart"] += 1
            continue
        wrong, source = choice.of(kind, body, counts)
        if source is None:
            tally["of no description of the source"] += 1
            continue
        complete = not reasons(source.description)
        answer = "the same" if not wrong else "different"
        tally[f"{'complete' if complete else 'incomplete'}, {answer}"] += 1
        if wrong and complete:
            print(f"{source.description.at} {kind} ({file}): {'; '.join(wrong[:4])}")
    return tally


def main() -> int:
    """Prints the table; status 1 if one that is called complete differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--dumps", type=Path, nargs="*", default=[])
    parser.add_argument("-D", action="append", default=[])
    parser.add_argument("--gaps", action="store_true", help="print each gap")
    words = parser.parse_args()
    start = time.process_time()
    defines = [(name, value) for name, _, value in (it.partition("=") for it in words.D)]
    sources = imported(words.source, defines)
    took = time.process_time() - start
    tally = held(sources, words.dumps, in_rust(words.source))
    codes: Counter[str] = Counter()
    for source in sources:
        codes.update(reasons(source.description))
        if words.gaps:
            for gap in dict.fromkeys(source.description.all_gaps()):
                print(f"{gap.at} {gap.code} {gap.text}")
    complete = sum(not reasons(it.description) for it in sources)
    understood = sum(not reasons(it.description) - {PRIVATE} for it in sources)
    print(f"descriptions {len(sources)}, {took:.1f} s of CPU")
    print(f"complete {complete} ({complete / len(sources):.1%})")
    share = f"{understood / len(sources):.1%}"
    print(f"understood, but for formats of the device's own {understood} ({share})")
    for code, count in codes.most_common():
        print(f"    {code} {count}")
    for answer, count in sorted(tally.items()):
        print(f"held against a dump: {answer} {count}")
    return int(tally["complete, different"] > 0)


if __name__ == "__main__":
    sys.exit(main())
