# SPDX-License-Identifier: GPL-2.0-or-later
"""Give Debian's source package of QEMU 10.2 what its Rust part needs and the package leaves out.

    python -m tests.tree.debian_source TREE

A git clone needs none of this. Debian's package (`+ds`) has no `subprojects/packagefiles`, of which
meson wants a build file for each crate of cargo's registry that QEMU uses, nor those crates. The
build files are written here, from what each crate's own manifest says; the crates come by cargo, at
the versions of the tree's `.wrap` files, and are held against the hashes in them.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Crate:
    """How meson builds one: for the machine that builds (`native`) or for the one that runs."""

    version: str
    edition: int = 2021
    macro: bool = False
    native: bool = False
    features: tuple[str, ...] = ()
    cfgs: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


_MACROS = ("proc-macro2-1-rs", "quote-1-rs")
CRATES = {
    "anyhow-1-rs": Crate("1.0.98", 2018, features=("std",), cfgs=("std_backtrace",)),
    "arbitrary-int-1-rs": Crate("1.2.7"),
    "attrs-0.2-rs": Crate("0.2.9", native=True, needs=("proc-macro2-1-rs", "syn-2-rs")),
    "bilge-0.2-rs": Crate("0.2.0", needs=("arbitrary-int-1-rs", "bilge-impl-0.2-rs")),
    "bilge-impl-0.2-rs": Crate(
        "0.2.0",
        macro=True,
        needs=(
            *("itertools-0.11-rs", "proc-macro-error-attr-1-rs", "proc-macro-error-1-rs"),
            *("syn-2-rs", *_MACROS),
        ),
    ),
    "either-1-rs": Crate("1.12.0", 2018, native=True, features=("use_std", "use_alloc")),
    "foreign-0.3-rs": Crate("0.3.1", needs=("libc-0.2-rs",)),
    "glib-sys-0.21-rs": Crate(
        "0.21.2",
        features=("v2_58", "v2_60", "v2_62", "v2_64", "v2_66"),
        needs=("libc-0.2-rs",),
    ),
    "itertools-0.11-rs": Crate(
        "0.11.0", 2018, native=True, features=("use_std", "use_alloc"), needs=("either-1-rs",)
    ),
    "libc-0.2-rs": Crate(
        "0.2.162",
        2015,
        cfgs=(
            *("freebsd11", "libc_priv_mod_use", "libc_union", "libc_const_size_of", "libc_align"),
            *("libc_int128", "libc_core_cvoid", "libc_packedN", "libc_cfg_target_vendor"),
            *("libc_non_exhaustive", "libc_long_array", "libc_ptr_addr_of"),
            *("libc_underscore_const_names", "libc_const_extern_fn"),
        ),
    ),
    "proc-macro-error-1-rs": Crate(
        "1.0.4",
        2018,
        native=True,
        features=("syn-error",),
        cfgs=("use_fallback",),
        needs=("proc-macro-error-attr-1-rs", "syn-2-rs", *_MACROS),
    ),
    "proc-macro-error-attr-1-rs": Crate(
        "1.0.4",
        2018,
        macro=True,
        features=("proc-macro",),
        cfgs=("use_fallback",),
        needs=_MACROS,
    ),
    "proc-macro2-1-rs": Crate(
        "1.0.95",
        native=True,
        features=("proc-macro",),
        cfgs=("wrap_proc_macro",),
        needs=("unicode-ident-1-rs",),
    ),
    "quote-1-rs": Crate(
        "1.0.36", native=True, features=("proc-macro",), needs=("proc-macro2-1-rs",)
    ),
    "syn-2-rs": Crate(
        "2.0.104",
        native=True,
        features=(
            *("full", "derive", "parsing", "printing", "clone-impls", "proc-macro"),
            *("extra-traits", "visit", "visit-mut"),
        ),
        needs=(*_MACROS, "unicode-ident-1-rs"),
    ),
    "unicode-ident-1-rs": Crate("1.0.12", native=True),
}
"""By the name of their `.wrap` file; the versions are those of 10.2."""


def meson_build(name: str) -> str:
    """The build file of a crate."""
    crate = CRATES[name]
    own = name.rsplit("-", 2)[0].replace("-", "_")
    lines = [f"project('{name}', 'rust', meson_version: '>=1.5.0', version: '{crate.version}')", ""]
    variables = [f"dep_{re.sub('[-.]', '_', need)}" for need in crate.needs]
    for variable, need in zip(variables, crate.needs, strict=True):
        lines.append(f"subproject('{need}', required: true)")
        lines.append(f"{variable} = dependency('{need}'{_native(CRATES[need])})")
    cfgs = [*(f'feature="{feature}"' for feature in crate.features), *crate.cfgs]
    words = ["'--cap-lints', 'allow'", *(f"'--cfg', '{cfg}'" for cfg in cfgs)]
    edition = f"'rust_std={crate.edition}', 'build.rust_std={crate.edition}'"
    common = (
        f"files('src/lib.rs'), override_options: [{edition}], rust_args: [{', '.join(words)}],"
        f" dependencies: [{', '.join(variables)}]"
    )
    if crate.macro:
        lines.append(f"lib = import('rust').proc_macro('{own}', {common})")
    else:
        kind = f"rust_abi: 'rust'{_native(crate)}"
        lines.append(f"lib = static_library('{own}', {common}, {kind})")
    declared = f"declare_dependency(link_with: lib){_native(crate)}"
    lines.append(f"meson.override_dependency('{name}', {declared})")
    return "\n".join(lines) + "\n"


def _native(crate: Crate) -> str:
    return ", native: true" if crate.native else ""


def wrap(text: str) -> dict[str, str]:
    """The entries of a `.wrap` file."""
    return dict(re.findall(r"^(\w+) *= *(.*?) *$", text, re.MULTILINE))


def wanted(entries: dict[str, str]) -> tuple[str, str] | None:
    """Name and version of the crate that a `.wrap` file names; None if it names none."""
    found = re.search(r"/crates/([^/]+)/([^/]+)/download$", entries.get("source_url", ""))
    return (found[1], found[2]) if found else None


def manifest(crates: Sequence[tuple[str, str]]) -> str:
    """A manifest by which cargo fetches exactly these."""
    lines = ["[package]", 'name = "wanted"', 'version = "0.0.0"', 'edition = "2021"', ""]
    lines += ["[dependencies]", *(f'{name} = "={version}"' for name, version in crates)]
    return "\n".join(lines) + "\n"


def fetch(wraps: Sequence[dict[str, str]], cache: Path) -> None:
    """Put the archives into meson's cache, by cargo; SystemExit for one with another hash."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "src").mkdir()
        (folder / "src" / "lib.rs").touch()
        crates = [crate for entries in wraps if (crate := wanted(entries))]
        (folder / "Cargo.toml").write_text(manifest(crates), encoding="utf-8")
        subprocess.run(["cargo", "fetch", "--quiet"], cwd=folder, check=True)
    cache.mkdir(exist_ok=True)
    for entries in wraps:
        crate = wanted(entries)
        if crate is None:
            continue
        archive = next(_archives("-".join(crate)))
        if hashlib.sha256(archive.read_bytes()).hexdigest() != entries["source_hash"]:
            raise SystemExit(f"{archive} has not the hash of its .wrap file")
        shutil.copyfile(archive, cache / entries["source_filename"])


def _archives(stem: str) -> Iterator[Path]:
    home = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo"))
    return (home / "registry" / "cache").glob(f"*/{stem}.crate")


def main(words: Sequence[str] | None = None) -> int:
    """The command; 2 where the folder is no such tree."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("tree", type=Path)
    subprojects = parser.parse_args(words).tree / "subprojects"
    files = [subprojects / f"{name}.wrap" for name in CRATES]
    missing = [file.name for file in files if not file.exists()]
    if missing:
        print(f"no QEMU 10.2: {subprojects} has no {', '.join(missing)}", file=sys.stderr)
        return 2
    for name in CRATES:
        file = subprojects / "packagefiles" / name / "meson.build"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(meson_build(name), encoding="utf-8")
    fetch([wrap(file.read_text(encoding="utf-8")) for file in files], subprojects / "packagecache")
    print(f"{len(CRATES)} crates: build files and archives in {subprojects}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
