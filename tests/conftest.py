# SPDX-License-Identifier: GPL-2.0-or-later
"""What all tests share: golden files and the folder of shared data."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

Golden = Callable[[Path, str], None]

# How long a test takes is no fault of what it tests, on a busy machine least of all.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="accept what the tests get as golden files"
    )


def pytest_configure() -> None:
    """What crates of cargo's registry the trees of all tests need is compiled once per worker.

    Cargo before 1.91 does not know the variable, and compiles them once per tree. Nobody looks at
    a crate with a debugger, and few are compiled twice: what serves that takes a third of the time.

    Cargo takes the crates of two trees for one where name, version, place in the tree and what they
    depend on are the same; it compiles them anew only if a file is newer than what it has. So a
    tree is written before cargo is run in it, and in `generated/`, which is older, only the runner
    is compiled: it has its crates by absolute paths.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    os.environ["CARGO_BUILD_BUILD_DIR"] = str(ROOT / "fuzz" / "target" / f"build-{worker}")
    os.environ["CARGO_PROFILE_DEV_DEBUG"] = "0"
    os.environ["CARGO_INCREMENTAL"] = "0"
    # A runner compiled so takes half the time, which 100,000 sections do not make up for.
    os.environ["CARGO_PROFILE_DEV_OPT_LEVEL"] = "0"


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Memos of builds are not put among the user's, and no test begins with any."""
    folder = tmp_path_factory.mktemp("cache")
    os.environ["XDG_CACHE_HOME"] = str(folder)
    return folder


@pytest.fixture
def updates(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are written, not compared."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def golden(updates: bool) -> Golden:
    """Compare a text with a golden file, or write it with --update-golden."""

    def check(file: Path, text: str) -> None:
        if updates:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            return
        old = file.read_text(encoding="utf-8") if file.exists() else ""
        if old != text:
            name = str(file.relative_to(ROOT))
            lines = difflib.unified_diff(
                old.splitlines(True), text.splitlines(True), name, "now", n=2
            )
            pytest.fail("".join(lines) + "\naccept with: make golden", pytrace=False)

    return check


@pytest.fixture(scope="session")
def shared() -> Path | None:
    """`../shared/data`, or None where this is a checkout of its own."""
    folder = ROOT.parent / "shared" / "data"
    return folder if folder.is_dir() else None
