# SPDX-License-Identifier: GPL-2.0-or-later
"""The wheel, as a user gets it: installed, read-only, used in a folder of one's own.

The sdist is what pip makes that wheel of, byte for byte.

The step that uses them has no network (`unshare --net`, else CARGO_NET_OFFLINE): what cargo needs
it has from the crates that `make build` fetched, at the versions of the lock that vmgen brings.
"""

from __future__ import annotations

import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.install.places import apart, digest, done, environment, fresh, run
from vmgen.plan import DIALECTS

STREAM = ROOT / "tests" / "data" / "streams" / "7.2" / "aarch64-virt-3.0.xz"
"""It has a pl031."""
DEVICE = "hw/rtc/pl031/src/device.rs"


def package(kind: str, folder: Path) -> Path:
    """The wheel or the sdist of this checkout, built with the pinned tools."""
    command = [sys.executable, "-m", "build", "--no-isolation", f"--{kind}", "--outdir", folder]
    done([*command, ROOT], folder.parent)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return package("wheel", tmp_path_factory.mktemp("wheel") / "dist")


def project(folder: Path) -> Path:
    """A user's folder: a spec, its device as an author wrote it, and a stream to judge it by."""
    (folder / "specs").mkdir(parents=True)
    shutil.copy(ROOT / "specs" / "pl031.py", folder / "specs")
    shutil.copy(STREAM, folder / "stream.xz")
    for dialect in DIALECTS:
        place = folder / "generated" / dialect / DEVICE
        place.parent.mkdir(parents=True)
        shutil.copy(ROOT / "generated" / dialect / DEVICE, place)
    return folder


def test_installed_vmgen_works(wheel: Path, tmp_path: Path) -> None:
    here = project(tmp_path / "project")
    installed = tmp_path / "installed"
    tools = fresh(installed, wheel)
    before = digest(installed)

    def vmgen(*arguments: str) -> str:
        result = apart([tools / "vmgen", *arguments], here, installed)
        assert result.returncode == 0, f"{arguments}\n{result.stdout}\n{result.stderr}"
        return result.stdout

    assert "specs/demo.py" in vmgen("new", "demo")
    for dialect in DIALECTS:
        assert "cargo check passed" in vmgen("build", "--dialect", dialect)
    assert "the same" in vmgen("verify", "stream.xz", "--specs", "specs/pl031.py")
    assert "DemoState" in vmgen("plan") and '"pl031"' in vmgen("dump")
    assert "VM133" in vmgen("explain", "VM133")
    assert digest(installed) == before

    # Nothing changed: nothing touched, by whichever vmgen.
    outside = [path for path in (here / "generated").rglob("*") if path.is_symlink()]
    assert outside == []
    trees = {dialect: _sources(here, dialect) for dialect in DIALECTS}
    assert "nothing changed" in vmgen("build", "--dialect", "all")
    ours = Path(sys.executable).with_name("vmgen")
    assert done([ours, "build", "--check", "--dialect", "all"], here).stdout == "up to date\n"
    assert {dialect: _sources(here, dialect) for dialect in DIALECTS} == trees

    # The crates need neither vmgen nor the place where they were made.
    shutil.rmtree(installed)
    moved = here.rename(tmp_path / "moved")
    # Nor what was compiled there, which cargo would take for theirs in a folder that all share.
    alone = environment(CARGO_BUILD_BUILD_DIR=str(tmp_path / "build"))
    command = ["cargo", "check", "--quiet", "--locked", "--offline"]
    done(command, moved / "generated" / "11", alone)


def test_sdist_is_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    """What pip makes of the sdist, with the build requirements that this names, to install it."""
    sdist = package("sdist", tmp_path / "dist")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    done([*pip, "--wheel-dir", tmp_path / "made", sdist], tmp_path)
    (made,) = (tmp_path / "made").iterdir()
    assert made.name == wheel.name
    assert contents(made) == contents(wheel)


def contents(wheel: Path) -> dict[str, bytes]:
    """Everything in a wheel, its metadata and their digests included."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _sources(here: Path, dialect: str) -> dict[str, str]:
    tree = digest(here / "generated" / dialect)
    return {path: what for path, what in tree.items() if path.split("/")[0] != "target"}


def test_wheel_has_every_stand_in(wheel: Path) -> None:
    """Whole, in every dialect: a packer that follows links may follow each only once."""
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if name.startswith("vmgen/_data/rust/")}
        there = {
            f"vmgen/_data/rust/{dialect}/{file.relative_to(ROOT / 'rust' / dialect).as_posix()}"
            for dialect in DIALECTS
            for file in _followed(ROOT / "rust" / dialect)
        }
        assert len(there) > 200 and there <= packed
        names = archive.namelist()
    assert "vmgen/py.typed" in names
    assert any(name.endswith(".dist-info/licenses/COPYING") for name in names)
    assert not [name for name in names if "/target/" in name or name.startswith("tests/")]


def _followed(folder: Path) -> list[Path]:
    """The files below a folder, through links; without build output."""
    found = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _followed(entry) if entry.name != "target" else []
        else:
            found.append(entry)
    return found


def test_a_folder_that_is_closed_is_closed(tmp_path: Path) -> None:
    """The judge of the tests above sees a write, and a way to the network."""
    closed = tmp_path / "closed"
    closed.mkdir()
    before = digest(closed)
    wrote = apart(["touch", closed / "x"], tmp_path, closed)
    assert wrote.returncode != 0 or digest(closed) != before
    shown = "import os; print(os.listdir('/sys/class/net'), os.environ.get('https_proxy'))"
    result = run([sys.executable, "-c", shown], tmp_path)
    assert result.returncode == 0
    code = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=2)"
    assert apart([sys.executable, "-c", code], tmp_path, closed).returncode != 0
