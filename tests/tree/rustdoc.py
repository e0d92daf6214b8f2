# SPDX-License-Identifier: GPL-2.0-or-later
"""The public surface of Rust crates, as rustdoc tells it in JSON.

A surface is what code of another crate can name or rely on: items by their public paths, their
methods, fields, variants and trait implementations, each with its signature. Generics are called by
their place, paths by their last word, lifetimes not at all.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = dict[str, Any]
Names = dict[str, str]
FORMATS = range(45, 60)
"""Versions of rustdoc's JSON that this reads."""
_ITEMS = ("struct", "union", "enum", "trait", "function", "constant", "static", "type_alias")
_INNER = ("Drop", "StructuralPartialEq", "TrivialClone")
"""Traits whose implementations nobody can make use of."""
_ITEMS += ("macro", "proc_macro", "proc_attribute", "proc_derive")


class UnreadableError(Exception):
    """rustdoc says something that this does not read."""


@dataclass(frozen=True)
class Signature:
    """What a user of an item relies on."""

    text: str
    bounds: frozenset[str] = frozenset()
    """What it asks of generics, such as `$0: Copy`."""
    words: frozenset[str] = frozenset()
    """Of a function `const`, `unsafe`; of a trait's members `required` or `provided`."""

    def __str__(self) -> str:
        words = "".join(f"{word} " for word in sorted(self.words))
        return (
            words + self.text + (f" where {', '.join(sorted(self.bounds))}" if self.bounds else "")
        )


Surface = dict[str, Signature]
"""By path, such as `bql::BqlCell::get` or `impl Debug for BqlCell<$0>`."""


def document(workspace: Path, target: Path, packages: Sequence[str], **environment: str) -> Path:
    """Have rustdoc write the JSON of crates, all of them if none is named; returns its folder.

    The format is one of nightly's: RUSTC_BOOTSTRAP lets a stable rustdoc write it.
    """
    names = [it for package in packages for it in ("-p", package)] or ["--workspace"]
    flags = "-Z unstable-options --document-hidden-items --output-format json"
    told = {"RUSTC_BOOTSTRAP": "1", "RUSTDOCFLAGS": flags, "CARGO_TARGET_DIR": str(target)}
    subprocess.run(
        ["cargo", "doc", "--quiet", "--no-deps", *names],
        cwd=workspace,
        env=os.environ | told | environment,
        check=True,
    )
    return target / "doc"


@dataclass
class Crate:
    """One crate's JSON."""

    name: str
    index: dict[str, Json]
    paths: dict[str, Json]
    root: str
    defined: dict[tuple[str, ...], str] = field(default_factory=dict)
    """Ids of what is defined here, by path."""

    def items(self, numbers: Sequence[int | None]) -> Iterator[Json]:
        """Those that rustdoc tells of."""
        return (self.index[str(number)] for number in numbers if str(number) in self.index)


def load(folder: Path) -> dict[str, Crate]:
    """All crates of a folder of JSON files."""
    crates = {}
    for file in sorted(folder.glob("*.json")):
        told = json.loads(file.read_text(encoding="utf-8"))
        if told["format_version"] not in FORMATS:
            raise UnreadableError(f"{file}: format {told['format_version']} of rustdoc's JSON")
        crate = Crate(file.stem, told["index"], told["paths"], str(told["root"]))
        crate.defined = {
            tuple(it["path"]): key for key, it in crate.paths.items() if it["crate_id"] == 0
        }
        crates[crate.name] = crate
    return crates


class Reader:
    """Collects the surface of some crates, also of what they show of one another."""

    def __init__(self, crates: dict[str, Crate]) -> None:
        self.crates = crates
        self.surface: Surface = {}
        self._own: dict[str, str] = {}
        """Traits of these crates, by the line of an implementation."""

    def read(self, *names: str) -> Surface:
        """The items of crates, and implementations of what can be named."""
        for name in names:
            crate = self.crates[name]
            self._module(crate, crate.index[crate.root], name)
        named = {path.rpartition("::")[2] for path in self.surface}
        for line, trait in self._own.items():
            if trait not in named:
                del self.surface[line]
        return self.surface

    def _module(self, crate: Crate, module: Json, path: str) -> None:
        for item in crate.items(module["inner"]["module"]["items"]):
            if item["visibility"] == "public":
                self._item(crate, item, path)

    def _item(self, crate: Crate, item: Json, path: str) -> None:
        ((kind, inner),) = item["inner"].items()
        here = f"{path}::{item['name']}"
        if kind == "use":
            self._use(crate, inner, path)
        elif kind == "module":
            self._module(crate, item, here)
        elif kind in _ITEMS and here not in self.surface:
            self.surface[here] = signature(kind, inner, {})
            self._members(crate, kind, inner, here)

    def _use(self, crate: Crate, use: Json, path: str) -> None:
        """What is shown from elsewhere; of crates that are not read here, nothing."""
        owner, item = self._resolve(crate, str(use["id"]))
        if use["is_glob"] and "module" in item["inner"]:
            self._module(owner, item, path)
        elif item["inner"] and not use["is_glob"]:
            self._item(owner, item | {"name": use["name"]}, path)

    def _resolve(self, crate: Crate, key: str) -> tuple[Crate, Json]:
        """Where an item is defined; one without anything in it if that is not read here."""
        if key in crate.index:
            return crate, crate.index[key]
        path = tuple(crate.paths[key]["path"]) if key in crate.paths else ("",)
        owner = self.crates.get(path[0], crate)
        there = owner.root if len(path) == 1 and path[0] else owner.defined.get(path, "")
        return owner, owner.index.get(there, {"inner": {}})

    def _members(self, crate: Crate, kind: str, inner: Json, path: str) -> None:
        if kind == "trait":
            self._add(crate.items(inner["items"]), path, {}, frozenset(), of_trait=True)
            self._implementations(crate, inner["implementations"], path)
        elif kind == "enum":
            self._add(crate.items(inner["variants"]), path, {}, frozenset())
        elif kind in ("struct", "union"):
            self._add(crate.items(_fields(inner)), path, {}, frozenset())
        if kind in ("enum", "struct", "union"):
            self._implementations(crate, inner["impls"], path)

    def _add(
        self,
        items: Iterator[Json],
        path: str,
        names: Names,
        bounds: frozenset[str],
        *,
        of_trait: bool = False,
    ) -> None:
        for item in items:
            ((kind, inner),) = item["inner"].items()
            told = signature(kind, inner, names, of_trait=of_trait)
            key = f"{path}::{item['name']}"
            self.surface[key] = Signature(told.text, told.bounds | bounds, told.words)

    def _implementations(self, crate: Crate, numbers: Sequence[int], path: str) -> None:
        for item in crate.items(numbers):
            told = item["inner"]["impl"]
            if told["is_synthetic"] or told["blanket_impl"]:
                continue
            names = generics_of(told["generics"])
            bounds = bounds_of(told["generics"], names)
            names["Self"] = type_text(told["for"], names)
            if told["trait"] is None:
                public = (it for it in crate.items(told["items"]) if it["visibility"] == "public")
                self._add(public, path, names, bounds)
                continue
            trait = told["trait"]["path"].rpartition("::")[2]
            if trait in _INNER:
                continue
            no = "!" if told["is_negative"] else ""
            line = f"impl {no}{path_text(told['trait'], names)} for {names['Self']}"
            self.surface[line] = Signature("impl", bounds)
            if self._crate_of(crate, str(told["trait"]["id"])) in self.crates:
                self._own[line] = trait

    @staticmethod
    def _crate_of(crate: Crate, key: str) -> str:
        return str(crate.paths[key]["path"][0]) if key in crate.paths else crate.name


def _fields(inner: Json) -> Sequence[int | None]:
    """Ids of the fields of a struct or union; those that are private are not told of."""
    shape = inner.get("kind", {"plain": inner})
    if shape == "unit":
        return []
    return shape["tuple"] if "tuple" in shape else shape["plain"]["fields"]


def signature(kind: str, inner: Any, names: Names, *, of_trait: bool = False) -> Signature:
    """What a user of an item relies on."""
    if not isinstance(inner, dict):
        return Signature(f"{kind} {' '.join(str(inner).split())}")
    generics = inner.get("generics") or {}
    names = names | generics_of(generics, len(names.keys() - {"Self"}))
    words = set[str]()
    match kind:
        case "function":
            words |= {
                word for word in ("const", "unsafe", "async") if inner["header"][f"is_{word}"]
            }
            words |= {"provided" if inner["has_body"] else "required"} if of_trait else set()
            text = function_text(inner["sig"], names)
        case "constant" | "static":
            text = f"{kind} {type_text(inner['type'], names)}"
        case "type_alias":
            text = f"type {type_text(inner['type'], names)}"
        case "assoc_const":
            words |= {"provided" if inner["value"] else "required"} if of_trait else set()
            text = f"constant {type_text(inner['type'], names)}"
        case "assoc_type":
            words |= {"provided" if inner["type"] else "required"} if of_trait else set()
            text = "type"
        case "struct_field":
            text = type_text(inner, names)
        case _:
            text = kind
            words |= {"unsafe"} if inner.get("is_unsafe") else set()
    bounds = bounds_of(generics, names)
    if kind in ("trait", "assoc_type"):
        bounds |= {f"Self: {bound_text(it, names)}" for it in inner["bounds"]}
    return Signature(text, frozenset(it for it in bounds if "'" not in it), frozenset(words))


def function_text(sig: Json, names: Names) -> str:
    """Arguments and result."""
    inputs = ", ".join(type_text(it, names) for _, it in sig["inputs"])
    output = "" if sig["output"] is None else f" -> {type_text(sig['output'], names)}"
    return f"fn({inputs}){output}"


def generics_of(generics: Json, first: int = 0) -> Names:
    """A name for each generic by its place, lifetimes left out."""
    params = [it for it in generics.get("params", []) if "lifetime" not in it["kind"]]
    told = [it for it in params if not it["kind"].get("type", {}).get("is_synthetic")]
    return {it["name"]: f"${number}" for number, it in enumerate(told, first)}


def bounds_of(generics: Json, names: Names) -> frozenset[str]:
    """What is asked of generics; lifetimes left out."""
    found = set()
    for it in generics.get("params", []):
        told = it["kind"].get("type")
        if told and not told["is_synthetic"]:
            found |= {
                f"{names[it['name']]}: {bound_text(bound, names)}" for bound in told["bounds"]
            }
    for it in generics.get("where_predicates", []):
        if told := it.get("bound_predicate"):
            subject = type_text(told["type"], names)
            found |= {f"{subject}: {bound_text(bound, names)}" for bound in told["bounds"]}
    return frozenset(it for it in found if "'" not in it)


def bound_text(bound: Json, names: Names) -> str:
    """One bound."""
    if told := bound.get("trait_bound"):
        return ("?" if told["modifier"] == "maybe" else "") + path_text(told["trait"], names)
    return str(bound.get("outlives") or bound.get("use"))


def path_text(told: Json, names: Names) -> str:
    """A path by its last word, with its arguments."""
    last = told.get("path", told.get("name", "")).rsplit("::", 1)[-1]
    return last + _arguments(told.get("args"), names)


def _arguments(told: Json | None, names: Names) -> str:
    if not told:
        return ""
    if inner := told.get("parenthesized"):
        return function_text(inner | {"inputs": [("", it) for it in inner["inputs"]]}, names)[2:]
    inner = told["angle_bracketed"]
    words = [_term(it, names) for it in inner["args"] if "lifetime" not in it]
    for it in inner["constraints"]:
        ((how, what),) = it["binding"].items()
        same = how == "equality"
        words.append(
            f"{it['name']} = {_term(what, names)}"
            if same
            else f"{it['name']}: {' + '.join(sorted(bound_text(bound, names) for bound in what))}"
        )
    return f"<{', '.join(words)}>" if words else ""


def _term(told: Json | str, names: Names) -> str:
    """A type or a number among generic arguments."""
    if isinstance(told, str):
        return "_"
    if "type" in told:
        return type_text(told["type"], names)
    text = (told.get("const") or told["constant"])["expr"]
    return names.get(text, text)


def type_text(told: Json | None, names: Names) -> str:
    """A type as text."""
    if told is None:
        return "()"
    ((kind, inner),) = told.items()
    match kind:
        case "generic":
            return names.get(inner, str(inner))
        case "primitive":
            return str(inner)
        case "resolved_path":
            return path_text(inner, names)
        case "tuple":
            return f"({', '.join(type_text(it, names) for it in inner)})"
        case "slice":
            return f"[{type_text(inner, names)}]"
        case "array":
            return f"[{type_text(inner['type'], names)}; {names.get(inner['len'], inner['len'])}]"
        case "borrowed_ref":
            return f"&{'mut ' if inner['is_mutable'] else ''}{type_text(inner['type'], names)}"
        case "raw_pointer":
            mutable = "mut" if inner["is_mutable"] else "const"
            return f"*{mutable} {type_text(inner['type'], names)}"
        case "qualified_path":
            return f"<{type_text(inner['self_type'], names)}>::{inner['name']}"
        case "impl_trait":
            return "impl " + " + ".join(sorted(bound_text(it, names) for it in inner))
        case "dyn_trait":
            return "dyn " + " + ".join(
                sorted(path_text(it["trait"], names) for it in inner["traits"])
            )
        case "function_pointer":
            return function_text(inner["sig"], names)
        case "infer":
            return "_"
    raise UnreadableError(f"a type of kind {kind}")
