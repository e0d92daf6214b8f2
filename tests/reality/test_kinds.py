# SPDX-License-Identifier: GPL-2.0-or-later
"""Every kind of field in the generated Rust, beside the Python codec.

The devices `gates`, `kinds` and `timed` are compiled with what `tests/golden/authors.py` writes for
their authors, `nested` has none. Vectors and mutated sections must give the same verdict, values
and bytes; and the crates' own tests must pass.
"""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest

from fuzz.authors import said
from fuzz.mutate import Mutator
from fuzz.trees import build
from tests.conftest import ROOT
from tests.golden.authors import written
from vmgen.cargo.runner import Request, Runner, build_runner
from vmgen.codec import Codec, WireError, load_codecs
from vmgen.codec.author import author_of
from vmgen.layout import bare
from vmgen.model.types import Property
from vmgen.plan import DIALECTS, Dialect
from vmgen.tools.run import needs_tool
from vmgen.vectors.make import vectors
from vmgen.verify.answer import runtime_values

KINDS = ROOT / "tests" / "golden" / "specs" / "kinds.py"
TIMED = KINDS.with_name("timed.py")
GATES = KINDS.with_name("gates.py")
NESTED = ROOT / "tests" / "unit" / "codec" / "specs" / "nested.py"
NAMES = ("gates", "kinds", "nested", "timed")
FOLDER = ROOT / "fuzz" / "target" / "kinds"
"""Kept between runs, so that cargo compiles only what has changed."""

MUTATED = 2500
SETTINGS = {
    "gates": (False, True),
    "kinds": (0, 1, 3, 6, 7),
    "nested": (0, 1, 2, 3, 4),
    "timed": (1, 2, 4, 5),
}
"""Values of the device's one property; the last of a count is more than its array has."""


def specs_for(dialect: str) -> list[Path]:
    """The specs; for a dialect that has no migration for Arc, without one (VM206)."""
    if DIALECTS[dialect].arc_migrates:
        return [GATES, KINDS, NESTED, TIMED]
    text = KINDS.read_text().replace("Arc[Mutex[KindsRegisters]]", "Mutex[KindsRegisters]")
    path = FOLDER.parent / "kinds-specs" / dialect / "kinds.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return [GATES, path, NESTED, TIMED]


@pytest.fixture(scope="module", params=DIALECTS)
def tree(request: pytest.FixtureRequest) -> Path:
    """A tree with the crates, in which every scaffold is written."""
    dialect = request.param

    def authors(tree: Path, dialect: str) -> None:
        for name in ("gates", "kinds", "timed"):
            device = tree / "hw" / "misc" / name / "src" / "device.rs"
            device.write_text(written(name, device.read_text()))

    build(specs_for(dialect), FOLDER, dialect, authors)
    return FOLDER / dialect


class Pair:
    """Both sides of one device, which know what its author wrote."""

    def __init__(self, codec: Codec, runner: Runner, dialect: Dialect) -> None:
        self.codec = codec
        self._timers = dialect.timer_migrates
        self._runner = runner
        properties = [item for item in codec.device.all_fields if isinstance(item.type, Property)]
        assert len(properties) == 1
        self.property = properties[0].name
        self._hidden = author_of(codec.device).hidden | {self.property}
        self.verdicts: Counter[str] = Counter()

    def check(self, data: bytes, version: int, flags: Mapping[str, int]) -> None:
        fields, asked = self.codec.device.by_name, self.codec.device.answers
        flags = {name: value for name, value in flags.items() if name in fields}
        numbers = {name: int(value) for name, value in flags.items()}
        flags |= {f"{name}()": said(flags, f"{name}()") for name in asked}
        answer = self._runner.ask(Request(self.codec.name, version, data, numbers))
        before = {**self.codec.reset().model_dump(), **flags}
        try:
            state = self.codec.decode(data, version, into=self.codec.state_class(**before))
        except WireError as error:
            self.verdicts[error.error_class] += 1
            assert answer.get("class") == error.error_class, (str(error), answer)
            assert error.touched or answer["unchanged"], (str(error), answer)
            return
        self.verdicts["accepted"] += 1
        assert "saved" in answer, answer
        values = runtime_values(self.codec.device, state.model_dump(), timers=self._timers)
        shown = {path for path in values if bare(path) not in self._hidden}
        assert {path: values[path] for path in shown} == answer["values"]
        assert answer["saved"] == self.saved(state).hex()

    def saved(self, state: Any) -> bytes:
        """What is saved, of `kinds` with the author's `summary` and `shown_needed`."""
        if self.codec.name != "kinds":
            return self.codec.encode(state)
        state.regs.summary = state.regs.count
        sends = {
            "kinds/late": state.late > 5 and state.used != 0,
            "kinds/last": state.last != 9,
            "kinds/shown": state.shown,
            "kinds/regs/asked": state.regs.asked > 1,
        }
        return self.codec.encode(state, subsections={name for name, yes in sends.items() if yes})


@pytest.fixture(scope="module")
def codecs(tree: Path) -> dict[str, Codec]:
    return load_codecs(specs_for(tree.name))


@pytest.fixture(scope="module")
def program(tree: Path, codecs: dict[str, Codec]) -> Path:
    return build_runner([codecs[name].device for name in NAMES], DIALECTS[tree.name], tree)


@pytest.fixture(params=NAMES)
def pair(
    tree: Path, codecs: dict[str, Codec], program: Path, request: pytest.FixtureRequest
) -> Iterator[Pair]:
    dialect, codec = DIALECTS[tree.name], codecs[request.param]
    if not dialect.wrapper_has_name:
        codec = Codec(codec.device, wrapper_name=f"{codec.name}/{{field}}/migratable")
    with Runner(program) as runner:
        yield Pair(codec, runner, dialect)


def test_vectors(pair: Pair) -> None:
    for vector in vectors(pair.codec.device):
        pair.check(vector.data, vector.version, vector.flags)
    assert pair.verdicts["accepted"] > 45
    arrays = 1 if pair.codec.name == "gates" else 3
    assert pair.verdicts["VALIDATION_FAILED"] >= arrays


def test_mutated_sections(pair: Pair) -> None:
    random = Random(7)
    for case in islice(Mutator(pair.codec, random).cases(), MUTATED):
        values = SETTINGS[pair.codec.name]
        flags = {pair.property: random.choice(values)} if random.random() < 0.5 else {}
        pair.check(case.data, case.version, flags)
    often = ("accepted", "POST_LOAD", "SHORT_STREAM", "VALIDATION_FAILED", "FOOTER")
    assert min(pair.verdicts[name] for name in often) > 40, pair.verdicts


def test_the_crates_own_tests(tree: Path) -> None:
    packages = [word for name in NAMES for word in ("--package", name)]
    result = subprocess.run(
        [needs_tool("cargo"), "test", "--quiet", *packages, "--target-dir", "target/runner"],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.count("2 passed") == len(NAMES)
