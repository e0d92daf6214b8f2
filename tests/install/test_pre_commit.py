# SPDX-License-Identifier: GPL-2.0-or-later
"""The hooks of .pre-commit-hooks.yaml, run by the real pre-commit from a clone of this repository.

pre-commit installs vmgen from the clone into an environment of its own, for which it needs a
package index, as `make build` does.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.install.places import done, environment, run

PRE_COMMIT = Path(sys.executable).with_name("pre-commit")
VMGEN = Path(sys.executable).with_name("vmgen")
GIT = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
CONFIG = """repos:
  - repo: {clone}
    rev: {commit}
    hooks:
      - id: vmgen-check
"""


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """This repository as it is now, changes that are not committed yet included, and its commit."""
    folder = tmp_path_factory.mktemp("clone") / "vmgen"
    done(["git", "clone", "--quiet", ROOT, folder], ROOT)
    listed = ["git", "ls-files", "--modified", "--others", "--exclude-standard"]
    for name in done(listed, ROOT).stdout.splitlines():
        place = folder / name
        place.unlink(missing_ok=True)
        if (ROOT / name).exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place, follow_symlinks=False)
    done([*GIT, "add", "--all"], folder)
    done([*GIT, "commit", "--quiet", "--allow-empty", "-m", "now"], folder)
    return folder, done(["git", "rev-parse", "HEAD"], folder).stdout.strip()


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment whose installed hooks all tests share."""
    return environment(PRE_COMMIT_HOME=str(tmp_path_factory.mktemp("hooks")))


@pytest.mark.parametrize("setting", ["", '[tool.vmgen]\nspecs = ["devices"]\n'])
def test_hook_without_arguments(
    setting: str, clone: tuple[Path, str], hooks: dict[str, str], tmp_path: Path
) -> None:
    done(["git", "init", "--quiet"], tmp_path)
    if setting:
        (tmp_path / "pyproject.toml").write_text(setting)
    (tmp_path / ".gitignore").write_text("target/\n")
    config = CONFIG.format(clone=clone[0], commit=clone[1])
    (tmp_path / ".pre-commit-config.yaml").write_text(config)
    done([VMGEN, "new", "demo"], tmp_path)
    done([VMGEN, "build", "--no-cargo"], tmp_path)
    done([*GIT, "add", "--all"], tmp_path)
    done([PRE_COMMIT, "install"], tmp_path, hooks)

    commit = [*GIT, "commit", "--quiet", "-m"]
    done([*commit, "a device"], tmp_path, hooks)

    spec = tmp_path / ("devices" if setting else "specs") / "demo.py"
    spec.write_text(spec.read_text().replace("u32 = 0x01", "u32 = 0x02"))
    before = done(["git", "status", "--short"], tmp_path).stdout
    stopped = run([*commit, "stale", "--all"], tmp_path, hooks)
    assert stopped.returncode == 1
    assert "stale    generated/11/hw/misc/demo/src/registers.rs" in stopped.stderr + stopped.stdout
    assert done(["git", "status", "--short"], tmp_path).stdout.split() == before.split()

    done([VMGEN, "build", "--no-cargo"], tmp_path)
    done([*GIT, "add", "--all"], tmp_path)
    done([*commit, "built"], tmp_path, hooks)

    spec.write_text("a device")
    broken = run([*commit, "broken", "--all"], tmp_path, hooks)
    assert broken.returncode == 1 and "error[VM101]" in broken.stderr + broken.stdout
