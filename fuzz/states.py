# SPDX-License-Identifier: GPL-2.0-or-later
"""Mutated states on mutated targets: whatever they are, `vmgen compat` has an answer or a finding.

python -m fuzz.states [--seed N] [--count N]

States are the small streams of tests/data, targets the dumps there. The last line says how many of
the pairs had which verdict.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
import tempfile
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from vmgen.compat.state.ask import ask
from vmgen.compat.state.said import as_json, as_text
from vmgen.diagnostics import VmgenError
from vmgen.stream import StreamError

DATA = Path(__file__).resolve().parents[1] / "tests" / "data"

NUMBERS = (0, 1, 2, 3, 4, 7, 8, 255, 256, 1 << 31, (1 << 32) - 1, 1 << 62, -1, 10**30)


@cache
def states() -> tuple[bytes, ...]:
    """The streams, unpacked; long ones are left out."""
    found = [lzma.decompress(path.read_bytes()) for path in sorted(DATA.glob("streams/*/*.xz"))]
    return tuple(data for data in found if len(data) < 1 << 20)


@cache
def dump(version: str) -> str:
    """All devices of a version as one dump, with what makes it a whole one."""
    found: dict[str, Any] = {"vmschkmachine": {"Name": "none"}}
    for path in sorted(DATA.glob(f"dumps/{version}/*.json")):
        device = json.loads(path.read_text())["type"]
        found[device["Name"]] = device
    versions = {"version_id": 2, "minimum_version_id": 1}
    everywhere = {"name": "fw_cfg", **versions, "Fields": []}
    found["fw_cfg"] = {"Name": "fw_cfg", **versions, "Description": everywhere}
    return json.dumps(found)


def mutated_state(random: Random) -> bytes:
    """A stream with a few bytes changed, cut, or doubled; mostly in its description."""
    data = bytearray(random.choice(states()))
    for _ in range(random.choice((0, 1, 2, 5, 20))):
        described = data.rfind(b"\x06\x00")
        at = random.randrange(max(0, described) if random.random() < 0.9 else 0, len(data))
        way = random.random()
        if way < 0.5 and chr(data[at]).isdigit():
            data[at] = random.choice(b"0123456789")
        elif way < 0.9 and chr(data[at]).isalpha():
            data[at] = random.choice(b"abcdefghijklmnopqrstuvwxyz_")
        elif way < 0.92:
            data[at] = random.randrange(256)
        elif way < 0.94:
            del data[at : at + random.choice((1, 4, 64))]
        elif way < 0.96:
            data[at:at] = data[at : at + random.choice((1, 4, 64))]
        elif way < 0.965:
            del data[at:]
    return bytes(data)


def mutated_dump(random: Random) -> str:
    """A dump with a few members changed, removed, doubled or put elsewhere."""
    document = json.loads(dump(random.choice(("7.2", "11.1"))))
    holders = list(_holders(document))
    for _ in range(random.choice((0, 1, 1, 2, 5, 20))):
        _change(random, random.choice(holders), holders)
    text = json.dumps(document)
    return text if random.random() < 0.97 else text[: random.randrange(len(text))]


def _holders(value: Any) -> Any:
    """Every object and list in a document."""
    if isinstance(value, dict | list):
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _holders(inner)


def _change(random: Random, holder: Any, holders: list[Any]) -> None:
    keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
    if not keys:
        return
    key = random.choice(keys)
    if type(holder[key]) is int and random.random() < 0.9:
        holder[key] = abs(holder[key] + random.choice((-1, 1, 4, 8)))
    elif isinstance(holder, list) and random.random() < 0.9:
        if random.random() < 0.5:
            del holder[key]
        else:
            holder.insert(key, holder[random.randrange(len(holder))])
    elif type(holder[key]) is bool or type(holder[key]) is str:
        same = [it[key] for it in holders if isinstance(it, dict) and key in it]
        holder[key] = random.choice(same)
    elif random.random() < 0.1:
        holder[key] = random.choice((*NUMBERS, "", "unused", True, None, [], {}, 0.5))
    elif random.random() < 0.1:
        holder[key] = json.loads(json.dumps(random.choice(holders)))


def answer(state: Path, target: Path) -> str:
    """The verdict, or which finding there is instead; anything else is a fault of vmgen."""
    try:
        told = ask(str(state), str(target))
    except StreamError:
        return "no state"
    except VmgenError as error:
        codes = {item.code for item in error.diagnostics}
        assert codes == {"VM791"}, codes
        return "no target"
    json.dumps(as_json(told, "state", "target"))
    as_text(told, "state", "target").encode()
    return told.verdict


def pairs(seed: int, count: int) -> Counter[str]:
    """How often each answer came of mutated pairs."""
    random = Random(seed)
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="vmgen-states-") as folder:
        state, target = Path(folder, "state"), Path(folder, "target.json")
        for number in range(count):
            state.write_bytes(mutated_state(random))
            target.write_text(mutated_dump(random))
            try:
                found[answer(state, target)] += 1
            except Exception as error:
                error.add_note(f"seed {seed}, pair {number}")
                raise
    return found


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(prog="python -m fuzz.states")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=5000)
    words = parser.parse_args()
    found = pairs(words.seed, words.count)
    print(f"{words.count} pairs: " + ", ".join(f"{n} {name}" for name, n in found.most_common()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
