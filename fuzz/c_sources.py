# SPDX-License-Identifier: GPL-2.0-or-later
"""C files that are broken in every way: an import ends in findings, soon, and never in a fault.

    python -m fuzz.c_sources --count 20000 --seed 1

Files of the corpus are cut, mixed, repeated and filled with what no C has; the parts that matter to
an import (macros, conditions, brackets) are hit more often than the rest.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from vmgen.importer.c import Options, read

CORPUS = Path(__file__).parents[1] / "tests" / "data" / "c"
SLOW = 10.0
"""Seconds of CPU that one file may take, however it is made."""

_WORDS = (
    "VMSTATE_UINT32( ( ) { } [ ] , ; # ## \\\n \" ' /* */ // "
    "#if #ifdef #else #endif #define #undef #include sizeof struct union enum typedef static "
    "const VMStateDescription VMStateField = & * -> . ... ? : 1 0x 08 1<<999 9**9 NULL "
    "VMSTATE_END_OF_LIST() .name .fields .subsections X(X) REG32(A, DIV_ROUND_UP(1,0) -1 ~0 !x "
    "defined( __VA_ARGS__ \x00 \x01 \xff \xc3\x28 \u20ac"
).split(" ")


def cut(text: str, chance: random.Random) -> str:
    """A part of it."""
    start = chance.randrange(len(text) + 1) if chance.random() < 0.3 else 0
    return text[start : chance.randrange(len(text) + 1)]


def put(text: str, chance: random.Random) -> str:
    """Words where they do not belong."""
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(_WORDS) + text[at + chance.choice((0, 0, 1, 5)) :]
    return text


def swap(text: str, chance: random.Random) -> str:
    """Lines in another order, twice, or not at all."""
    lines = text.split("\n")
    for _ in range(chance.randrange(1, 8)):
        one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        lines[one], lines[other] = lines[other], chance.choice((lines[one], lines[other], ""))
    return "\n".join(lines)


def rename(text: str, chance: random.Random) -> str:
    """A name in place of another: macros, structs and descriptions that lead to themselves."""
    names = sorted({word for word in text.replace("(", " ").split() if word.isidentifier()})
    if len(names) < 2:
        return text
    return text.replace(chance.choice(names), chance.choice(names))


def deep(text: str, chance: random.Random) -> str:
    """Brackets or conditions, thousands of them."""
    at, many = chance.randrange(len(text) + 1), chance.randrange(100, 20_000)
    mark = chance.choice(
        ("(", "{", "[", "-", "!", "sizeof(", "#if 1\n", "a ? ", "X(", "&", "struct{")
    )
    return text[:at] + mark * many + text[at:]


def recursive(text: str, chance: random.Random) -> str:
    """Macros that call each other, or themselves, and double each time."""
    many = chance.randrange(2, 60)
    lines = [f"#define M{n}(x) M{(n + 1) % many}(x) , M{(n + 2) % many}(x x)" for n in range(many)]
    lines += [f"#define C{n} (C{n + 1} + C{n + 1})" for n in range(many)]
    use = chance.choice(("M0(VMSTATE_UINT8(a, S))", "VMSTATE_UINT8_ARRAY(a, S, C0)"))
    return "\n".join(lines) + "\n" + text.replace("VMSTATE_END_OF_LIST()", f"{use},", 1)


def noise(text: str, chance: random.Random) -> str:
    """Bytes of any kind."""
    return "".join(chr(chance.randrange(256)) for _ in range(chance.randrange(2_000)))


CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    *(cut, put, put, put, swap, rename, rename, deep, recursive, noise),
)


def made(texts: list[str], chance: random.Random) -> bytes:
    """A file."""
    text = chance.choice(texts)
    for _ in range(chance.choice((1, 1, 2, 3))):
        text = chance.choice(CHANGES)(text, chance)
    return text.encode("utf-8", "surrogateescape")


def tried(data: bytes, folder: Path, options: Options) -> float:
    """Seconds of CPU that an import takes; what it finds is walked to its end."""
    path = folder / "device.c"
    path.write_bytes(data)
    start = time.process_time()
    for source in read([path], options):
        for gap in source.description.all_gaps():
            assert gap.code.startswith("VM6") and gap.text.strip(), gap
            gap.text.encode()  # no halves of characters
    return time.process_time() - start


def main() -> int:
    """Prints how many were tried; status 1 with the file for one that ends in a fault."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    words = parser.parse_args()
    texts = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("*.c"))]
    texts += [path.read_text(encoding="utf-8") for path in sorted(CORPUS.rglob("*.h"))]
    slowest, faults = 0.0, 0
    with tempfile.TemporaryDirectory() as folder:
        for index in range(words.count):
            chance = random.Random(f"{words.seed} {index}")
            data = made(texts, chance)
            folders = [CORPUS / "include"] if chance.random() < 0.5 else []
            options = Options(folders, target=chance.choice(("", "x86_64", "no such")))
            try:
                took = tried(data, Path(folder), options)
            except Exception:
                faults += 1
                traceback.print_exc()
                print(f"fault: --seed {words.seed}, file {index}")
                continue
            slowest = max(slowest, took)
            if took > SLOW:
                faults += 1
                print(f"slow: {took:.1f} s, --seed {words.seed}, file {index}")
    print(f"{words.count} files, {faults} with a fault, the slowest {slowest:.2f} s")
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
