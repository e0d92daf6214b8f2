# SPDX-License-Identifier: GPL-2.0-or-later
"""Kind x shape x option x place: specs of everything that a field can be, for rustc and clippy.

A candidate is one field with what belongs to it. Those that the spec's checks refuse are taken out,
each by its own code; of the others crates are made, which must pass QEMU's lints in every dialect.

    python -m fuzz.product [--seed N] [--share 0.01]     a share of all combinations, at random

The suite takes so many that every two values of two axes meet (`pairwise`).
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from pathlib import Path
from random import Random

from fuzz.corpus import ROOT
from fuzz.product_kinds import KINDS, Choice, Kind
from fuzz.product_spec import PER_CLASS, spec
from fuzz.trees import write_workspace
from vmgen.diagnostics import CODES, Diagnostics
from vmgen.plan import DIALECTS, DevicePlan, Dialect, plan_device
from vmgen.render import render_crate, render_workspace
from vmgen.render.crate import crate_folder
from vmgen.render.workspace import LOCK, support_folder
from vmgen.spec.read import read_specs
from vmgen.write import finish, format_files

FOLDER = ROOT / "fuzz" / "target" / "product"
PER_DEVICE = 24
"""Register classes of a device."""


# -- choices ---------------------------------------------------------------------------------------


def all_choices(kind: Kind) -> Iterator[Choice]:
    """The whole product of a kind's axes."""
    for values in product(*kind.axes.values()):
        yield dict(zip(kind.axes, values, strict=True))


def pairwise(kind: Kind, random: Random) -> Iterator[Choice]:
    """So many choices that every value of an axis meets every value of every other."""
    names = list(kind.axes)
    pairs = {
        (a, x, b, y)
        for a, b in combinations(names, 2)
        for x, y in product(kind.axes[a], kind.axes[b])
    }
    if len(names) == 1:
        yield from all_choices(kind)
    while pairs:
        a, x, b, y = min(pairs) if len(pairs) < 20 else next(iter(sorted(pairs)[:1]))
        best: dict[str, str] = {}
        most = -1
        for _ in range(8):
            choice = {name: random.choice(list(values)) for name, values in kind.axes.items()}
            choice |= {a: x, b: y}
            count = sum((p, choice[p], q, choice[q]) in pairs for p, q in combinations(names, 2))
            if count > most:
                best, most = choice, count
        pairs -= {(p, best[p], q, best[q]) for p, q in combinations(names, 2)}
        yield best


def tidied(kind: Kind, choice: Choice) -> Choice:
    """A choice without what is refused anywhere, so that what is chosen in pairs is met."""
    found = dict(choice)
    if found.get("place") == "gone":
        found |= dict.fromkeys({"wire", "range"} & set(found), "")
        if "mask" in found.get("more", "") or "force" in found.get("more", ""):
            found["more"] = ""
    if found.get("place") == "changed" and found.get("shape") != "one":
        found["place"] = "needed"
    if found.get("place") == "absent" and (
        kind.name in NEVER_ABSENT or found.get("shape") != "one"
    ):
        found["place"] = "always"
    if found.get("place") == "missed" and (
        kind.name in NEVER_ABSENT or found.get("shape", "one") != "one"
    ):
        found["place"] = "late"
    if kind.name in ("bits", "rows") or found.get("wire") == "bool":
        found["wire"] = ""
    if kind.name in ("nonzero", "duration"):
        found["shape"] = "one"
    low, high = ends(found.get("range", ""))
    if "absent" in kind.axes or kind.name in ("number", "atomic"):
        found["absent"] = found.get("absent", str(min(max(1, low), high)))
    if kind.name in ("number", "atomic") and not low <= 0 <= high:
        found["more"] = f"default={low}"
    elif kind.name in ("number", "atomic", "nonzero", "option") and "default" in found.get(
        "more", found.get("reset", "")
    ):
        key = "more" if "more" in found else "reset"
        found[key] = f"default={min(max(1, low), high)}"
    return found


NEVER_ABSENT = (
    "bits",
    "rows",
    "duration",
    "nonzero",
    "option",
    "buffer",
    "custom",
    "atomic",
    "counted",
    "nested",
    "fifo",
    "opaque",
    "bitmap",
)


def ends(text: str) -> tuple[int, int]:
    """The range that options say, in numbers that every type has where none is said."""
    given = {key: int(value) for key, value in re.findall(r"(\w+)=(-?\d+)", text)}
    low = given.get("ge", given.get("gt", -2) + 1)
    return low, given.get("le", given.get("lt", 101) - 1)


def candidates(random: Random, share: float | None) -> list[tuple[Kind, Choice]]:
    """The suite's choices, or a share of all there are."""
    found = []
    for kind in KINDS:
        chosen = pairwise(kind, random) if share is None else all_choices(kind)
        if share is None:
            found += [(kind, tidied(kind, item)) for item in chosen]
        else:
            found += [(kind, item) for item in chosen if random.random() < share]
    return found


# -- crates ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Result:
    """What became of the candidates."""

    accepted: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    """By code."""
    faults: list[str] = field(default_factory=list)


def plans_of(
    dialect: Dialect, chosen: Sequence[tuple[Kind, Choice]], result: Result
) -> list[DevicePlan]:
    """The devices of a dialect, without what the checks refuse."""
    folder = FOLDER / "specs" / dialect.name
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    size = PER_CLASS * PER_DEVICE
    for first in range(0, len(chosen), size):
        part = chosen[first : first + size]
        found.append(_planned(folder / f"product{first // size}.py", dialect, part, first, result))
    return found


def _planned(
    path: Path,
    dialect: Dialect,
    chosen: Sequence[tuple[Kind, Choice]],
    first: int,
    result: Result,
) -> DevicePlan:
    dropped: dict[str, str] = {}
    while True:
        made = spec(path.stem, chosen, dropped, first)
        if not dialect.arc_migrates:
            made.text = re.sub(r"Arc\[(Mutex\[\w+\])\]", r"\1", made.text)
        path.write_text(made.text, encoding="utf-8")
        diagnostics = Diagnostics()
        read = read_specs([path], diagnostics)
        plan = plan_device(read[0], dialect, diagnostics) if not diagnostics.failed else None
        lines = made.text.splitlines()
        for item in diagnostics:
            if item.severity == "error":
                label = made.owner.get(item.position.line, "")
                if not label or item.code not in CODES:
                    line = lines[item.position.line - 1].strip()
                    raise SystemExit(f"{path}: {item.code}: {item.message}: {line}")
                dropped.setdefault(label, item.code)
        if plan is not None and not diagnostics.failed:
            result.accepted += len(chosen) - len(dropped)
            result.refused.update(dropped.values())
            return plan


def write_crates(root: Path, plans: Sequence[DevicePlan]) -> list[str]:
    """A workspace with the crates, without their tests; what is laid out badly in them."""
    dialect = plans[0].dialect
    rendered = [
        file for plan in plans for file in render_crate(plan, []) if "/tests/" not in file.path
    ]
    texts = format_files({file.path: file.text for file in rendered}, support_folder(dialect))
    manifest = render_workspace({crate_folder(plan.device): {} for plan in plans}, dialect)
    files = [finish(manifest, manifest.text)]
    files += [finish(file, texts[file.path]) for file in rendered]
    scaffolds = [root / file.path for file in files if file.scaffold]
    for path in scaffolds:
        path.unlink(missing_ok=True)
    write_workspace(root, files, dialect)
    if not (root / LOCK).exists():
        (root / LOCK).write_bytes((support_folder(dialect) / LOCK).read_bytes())
    return [
        f"{file.path}:{number}: {len(line)} columns: {line.strip()[:60]}"
        for file in files
        if file.path.endswith(".rs")
        for number, line in enumerate(file.text.splitlines(), 1)
        if len(line) > 100
    ]


def lint(root: Path, crates: Sequence[str]) -> str:
    """What clippy says of the crates; empty where it is content."""
    command = ["cargo", "clippy", "--quiet", "--offline", "-j", os.environ.get("JOBS", "2")]
    for crate in crates:
        command += ["--package", crate]
    done = subprocess.run(
        [*command, "--", "-D", "warnings"], cwd=root, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stderr or f"exit {done.returncode}"


def run(seed: int, share: float | None, names: Sequence[str] = tuple(DIALECTS)) -> Result:
    """Make the crates, and look at them in these dialects."""
    result = Result()
    chosen = candidates(Random(seed), share)
    Random(seed).shuffle(chosen)
    chosen.sort(key=lambda item: item[0].name in ("atomic", "timer", "nested"))
    for name in names:
        plans = plans_of(DIALECTS[name], chosen, result)
        result.faults += [f"{name}: {fault}" for fault in write_crates(FOLDER / name, plans)]
        said = lint(FOLDER / name, [plan.device.crate for plan in plans])
        if said:
            result.faults.append(f"{name}: {said}")
    return result


def main() -> int:
    """All combinations, or a share of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--pairs", action="store_true", help="what the suite takes")
    parser.add_argument("--dialect", action="append")
    given = parser.parse_args()
    share = None if given.pairs else given.share
    result = run(given.seed, share, given.dialect or tuple(DIALECTS))
    codes = ", ".join(f"{code} {count}" for code, count in sorted(result.refused.items()))
    print(f"{result.accepted} fields accepted, {result.refused.total()} refused ({codes})")
    for fault in result.faults:
        print(fault)
    return 1 if result.faults else 0


if __name__ == "__main__":
    sys.exit(main())
