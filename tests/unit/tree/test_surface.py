# SPDX-License-Identifier: GPL-2.0-or-later
"""What counts as more generous, on two crates that rustdoc reads here and on signatures."""

from __future__ import annotations

import pytest

from tests.tree.rustdoc import Crate, Reader, Signature, Surface, document, load
from tests.tree.surface import more_generous, unexplained

THERE = """
pub mod cell {
    pub struct Cell<T>(T);
    impl<T: Copy> Cell<T> {
        pub const fn get(&self) -> T { self.0 }
        pub fn set(&mut self, _: &T) {}
    }
    #[derive(Clone)] pub struct Plain { pub at: u32, inside: u32 }
    pub enum Kind { One }
}
pub use cell::*;
mod hidden { pub trait Inside {} impl Inside for super::Plain {} }
pub trait Device { const NAME: u8; fn id(&self) -> u32; fn reset(&self) {} }
pub unsafe fn raw() {}
pub fn call<F: Fn(u32) -> bool + Copy>(_: F) {}
#[macro_export] macro_rules! make { ($x:expr, $y:ty) => { () }; }
"""
CHANGES = {
    # What is written here instead, and what is said of it.
    ("$x:expr, $y:ty", "$a:expr, $b:ty"): [],
    ("$x:expr, $y:ty", "$x:expr, $y:ty $(,)?"): ["c::make takes other text"],
    ("pub fn set(", "fn set("): [],
    ("pub fn set(", "pub const fn set("): [
        "c::Cell::set is const here",
        "c::cell::Cell::set is const here",
    ],
    ("pub const fn get", "pub fn get"): [],
    ("#[derive(Clone)]", "#[derive(Clone, Debug)]"): ["impl Debug for Plain is not there"],
    ("#[derive(Clone)]", ""): [],
    ("inside: u32", "pub inside: u32"): [
        "c::Plain::inside is not there",
        "c::cell::Plain::inside is not there",
    ],
    ("at: u32", "at: u16"): [
        "c::Plain::at has another signature",
        "c::cell::Plain::at has another signature",
    ],
    ("One", "One, Two"): ["c::Kind::Two is not there", "c::cell::Kind::Two is not there"],
    ("fn id(&self) -> u32;", ""): ["c::Device::id is required there, and not here"],
    ("fn id(&self) -> u32;", "fn id(&self) -> u32 { 0 }"): ["c::Device::id is not required here"],
    ("fn reset(&self) {}", "fn reset(&self);"): [],
    ("const NAME: u8;", "const NAME: u8 = 1;"): ["c::Device::NAME is not required here"],
    ("pub unsafe fn raw", "pub fn raw"): ["c::raw is safe here"],
    ("F: Fn(u32) -> bool + Copy", "F: Fn(u32) -> bool"): ["c::call does not ask for $0: Copy"],
    ("F: Fn(u32) -> bool + Copy>(_: F)", "G: Copy + Fn(u32) -> bool + Send>(_: G)"): [],
    ("pub use cell::*;", "pub use cell::{Cell, Plain, Kind as Sort};"): ["c::Sort is not there"],
}


TEXTS = [THERE, *(THERE.replace(old, new) for old, new in CHANGES)]


@pytest.fixture(scope="module")
def surfaces(tmp_path_factory: pytest.TempPathFactory) -> list[Surface]:
    """That of each text; all are crates of one workspace, so that cargo runs once."""
    folder = tmp_path_factory.mktemp("crates")
    for number, text in enumerate(TEXTS):
        crate = folder / f"c{number}"
        (crate / "src").mkdir(parents=True)
        (crate / "src/lib.rs").write_text(text, encoding="utf-8")
        manifest = f'[package]\nname = "c{number}"\nversion = "0.1.0"\nedition = "2021"\n'
        (crate / "Cargo.toml").write_text(manifest, encoding="utf-8")
    manifest = '[workspace]\nresolver = "2"\nmembers = ["c*"]\n'
    (folder / "Cargo.toml").write_text(manifest, encoding="utf-8")
    crates = load(document(folder, folder / "target", ()))
    return [read(crates, number) for number in range(len(TEXTS))]


def read(crates: dict[str, Crate], number: int) -> Surface:
    """The surface of one of the crates, as if it were called `c`."""
    own = f"c{number}::"
    found = Reader(crates).read(f"c{number}")
    return {path.replace(own, "c::"): told for path, told in found.items()}


def test_the_same_says_nothing(surfaces: list[Surface]) -> None:
    there = surfaces[0]
    assert "impl Clone for Plain" in there
    assert str(there["c::Cell::get"]) == "const fn(&Cell<$0>) -> $0 where $0: Copy"
    assert list(more_generous(there, there)) == []


@pytest.mark.parametrize("number", range(len(CHANGES)), ids=[new for _, new in CHANGES])
def test_changes(number: int, surfaces: list[Surface]) -> None:
    (old, _), said = list(CHANGES.items())[number]
    assert THERE.count(old) == 1
    found = more_generous(surfaces[number + 1], surfaces[0])
    assert sorted(f"{path} {why}" for path, why in found) == said


def test_reasons_are_used_or_told() -> None:
    paths = ("a::b", "a::c::T", "impl Eq for T", "impl Eq for U<$0>", "e")
    ours = {path: Signature("") for path in (*paths, "a::U", "a::c::U")}
    reasons = {"a::b": "", "a::c::": "", "gone": ""}
    found = ((path, "x") for path in paths)
    assert [path for path, _ in unexplained(found, reasons, ours)] == [
        "impl Eq for U<$0>",
        "e",
        "gone",
    ]
