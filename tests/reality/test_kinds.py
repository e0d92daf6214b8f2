"""Every kind of field in the generated Rust, beside the Python codec: the device `kinds`.

It is compiled with what `tests/golden/authors.py` writes for its author: vectors, and mutated
sections, must give the same verdict, values and bytes; and the crate's own tests must pass.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest

from fuzz.mutate import Mutator
from tests.conftest import ROOT
from tests.golden.authors import written
from vmgen.check.runner import Request, Runner, build_runner
from vmgen.plan import DIALECTS
from vmgen.wire import Codec, WireError, load_codecs
from vmgen.wire.author import author_of
from vmgen.wire.vectors import vectors
from vmgen.write.format import rust_tool

SPEC = ROOT / "tests" / "golden" / "specs" / "kinds.py"
FOLDER = ROOT / "fuzz" / "target" / "kinds"
"""Kept between runs, so that cargo compiles only what has changed."""

MUTATED = 4000
LIMITS = (0, 1, 3, 6, 7)


def spec_for(dialect: str) -> Path:
    """The spec; for a dialect that has no migration for Arc, without one (VM206)."""
    if DIALECTS[dialect].arc_migrates:
        return SPEC
    text = SPEC.read_text().replace("Arc[Mutex[KindsRegisters]]", "Mutex[KindsRegisters]")
    path = FOLDER / dialect / "spec" / "kinds.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture(scope="module", params=DIALECTS)
def tree(request: pytest.FixtureRequest) -> Path:
    """A tree with the crate, whose scaffold is written."""
    dialect = request.param
    command = [sys.executable, "-m", "vmgen", "build", str(spec_for(dialect)), "--no-cargo"]
    command += ["--force", "--dialect", dialect, "--output", str(FOLDER)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    device = FOLDER / dialect / "hw" / "misc" / "kinds" / "src" / "device.rs"
    text = device.read_text()
    if "todo!" in text:
        device.write_text(written(text, boxed=DIALECTS[dialect].boxed_snapshot))
    return FOLDER / dialect


@pytest.fixture
def codec(tree: Path) -> Codec:
    made = load_codecs([spec_for(tree.name)])["kinds"]
    if DIALECTS[tree.name].wrapper_has_name:
        return made
    return Codec(made.device, wrapper_name="kinds/{field}/migratable")


def held(live: Mapping[str, Any]) -> dict[str, Any]:
    """A state's values as the runner prints them."""
    found: dict[str, Any] = {}

    def put(path: str, value: Any) -> None:
        if isinstance(value, dict):
            for key, item in value.items():
                put(f"{path}.{key}" if path else key, item)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for index, item in enumerate(value):
                put(f"{path}[{index}]", item)
        elif isinstance(value, list) and value and isinstance(value[0], list):
            found[path] = [item for row in value for item in row]
        else:
            found[path] = value

    put("", live)
    return found


class Pair:
    """Both sides, which know what the author wrote."""

    def __init__(self, codec: Codec, runner: Runner) -> None:
        self.codec = codec
        self._runner = runner
        self._hidden = author_of(codec.device).hidden | {"limit"}
        self.verdicts: Counter[str] = Counter()

    def check(self, data: bytes, version: int, flags: Mapping[str, int]) -> None:
        answer = self._runner.ask(Request("kinds", version, data, flags))
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
        values = held(state.model_dump())
        assert {key: values[key] for key in values.keys() - self._hidden} == answer["values"]
        assert answer["saved"] == self.saved(state).hex()

    def saved(self, state: Any) -> bytes:
        """What is saved with the author's `summary` and `shown_needed`."""
        state.regs.summary = state.regs.count
        sends = {
            "kinds/late": state.late > 5 and state.used != 0,
            "kinds/last": state.last != 9,
            "kinds/shown": state.shown,
        }
        return self.codec.encode(state, subsections={name for name, yes in sends.items() if yes})


@pytest.fixture
def pair(tree: Path, codec: Codec) -> Iterator[Pair]:
    with Runner(build_runner([codec.device], DIALECTS[tree.name], tree)) as runner:
        yield Pair(codec, runner)


def test_vectors(pair: Pair) -> None:
    for vector in vectors(pair.codec):
        pair.check(vector.data, vector.version, vector.flags)
    assert pair.verdicts["accepted"] > 50
    assert pair.verdicts["VALIDATION_FAILED"] >= 3


def test_mutated_sections(pair: Pair) -> None:
    random = Random(7)
    for case in islice(Mutator(pair.codec, random).cases(), MUTATED):
        flags = {"limit": random.choice(LIMITS)} if random.random() < 0.5 else {}
        pair.check(case.data, case.version, flags)
    assert min(pair.verdicts[name] for name in ("accepted", "POST_LOAD", "SHORT_STREAM")) > 100
    assert pair.verdicts["VALIDATION_FAILED"] > 50


def test_the_crates_own_tests(tree: Path) -> None:
    command = [rust_tool("cargo"), "test", "--quiet", "--package", "kinds", "--test", "wire"]
    result = subprocess.run(
        [*command, "--target-dir", "target/runner"],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "2 passed" in result.stdout
