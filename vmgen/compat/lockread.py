# SPDX-License-Identifier: GPL-2.0-or-later
"""From the text of a layout to the layout (vmgen.compat.locktext)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, cast

from vmgen.compat.locktext import INDENT, parts_of
from vmgen.expression import (
    Arithmetic,
    Compare,
    Expression,
    Invert,
    Junction,
    Name,
    Not,
    names,
    parse,
)
from vmgen.expression import (
    Number as Constant,
)
from vmgen.layout import (
    SCALARS,
    BitField,
    Body,
    Companion,
    Element,
    Mark,
    Nested,
    Padding,
    Ring,
    Timer,
    WireField,
    WireSubsection,
)
from vmgen.layout.condition import Condition, Source
from vmgen.layout.element import whole

_HEAD = re.compile(r'(sub)?section ("(?:[^"\\]|\\.)*") version (\d+) minimum (\d+)')
_ITEM = re.compile(r"(\S+): (\w+)(?: (\d+))?")
_COUNT = re.compile(r"\[(\d+)\]")
_WORD = re.compile(r" ?(\w+)=")
_ROLES = ("migratable", "registers", "struct", "parent", "clock")


class NoLayout(ValueError):
    """The text is none of a layout; says at which line."""


def read_body(lines: list[str], first: int) -> Body:
    """The layout of lines, the first of which is line `first` of a file."""
    reader = _Reader(lines)
    try:
        body, _ = reader.section(0)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise NoLayout(f"line {first + min(reader.at, len(lines))}: {error}") from None
    if reader.at != len(lines):
        raise NoLayout(f"line {first + reader.at}: nothing comes behind a section")
    return body


class _Reader:
    """Reads lines by their indentation."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self.at = 0

    def section(self, depth: int) -> tuple[Body, dict[str, Any]]:
        """A description, and the words behind it."""
        line = self._lines[self.at].removeprefix(INDENT * depth)
        head = _HEAD.match(line)
        if head is None:
            raise ValueError("a section is meant")
        words = _words(line[head.end() :])
        self.at += 1
        parts = self._inside(depth + 1)
        needed = words.pop("needed", None)
        body = Body(
            str(json.loads(head[2])),
            *(int(head[3]), int(head[4])),
            *(tuple(parts["fields"]), tuple(parts["subsections"])),
            rings=tuple(Ring(**it) for it in parts["queue"]),
            rules=tuple(map(_condition, parts["rule"])),
            absent=tuple((key, value) for key, value in parts["absent"]),
            needed=None if needed is None else _condition(needed),
        )
        return body, words

    def _inside(self, depth: int) -> dict[str, list[Any]]:
        parts: dict[str, list[Any]] = {
            name: [] for name in ("fields", "subsections", "queue", "rule", "absent")
        }
        indent = INDENT * depth
        while self.at < len(self._lines) and self._lines[self.at].startswith(indent):
            line = self._lines[self.at].removeprefix(indent)
            word = line.partition(" ")[0]
            if word == "subsection":
                body, words = self.section(depth)
                parts["subsections"].append(_subsection(body, words))
            elif word in ("queue", "rule", "absent"):
                parts[word].append(json.loads(line.partition(" ")[2]))
                self.at += 1
            else:
                parts["fields"].append(self._field(line, depth))
        return parts

    def _field(self, line: str, depth: int) -> WireField:
        item = _ITEM.match(line)
        if item is None:
            raise ValueError("a field is meant")
        self.at += 1
        key = "" if item[1] == "-" else item[1]
        own, rest = _before_count(line[item.end() :])
        count = None
        if (found := _COUNT.match(rest)) is not None:
            count, rest = int(found[1]), rest[found.end() :]
            words = _words(rest)
        else:
            words, own = {name: own[name] for name in own if name in _OF_FIELDS}, own
            own = {name: value for name, value in own.items() if name not in _OF_FIELDS}
        element = self._element(item[2], item[3], own, depth)
        return _made(key, element, count, words)

    def _element(self, kind: str, size: str | None, words: dict[str, Any], depth: int) -> Element:
        if kind in _ROLES:
            body, _ = self.section(depth + 1)
            return Nested(cast(Any, kind), body, **{"memory": 0, **words})
        if kind == "unused":
            return Padding(int(size or 0), **words)
        if kind == "timer":
            return Timer(**words)
        if kind not in SCALARS:
            raise ValueError(f"there is no `{kind}`")
        if words.get("variants") is not None:
            words["variants"] = tuple((name, value) for name, value in words["variants"])
        if "bits" in words:
            words["bits"] = tuple(map(_bits, words["bits"]))
        usual = whole(kind)
        known = {"minimum": usual.minimum, "maximum": usual.maximum, "runtime": kind}
        return type(usual)(kind, **{**known, **words})


_OF_FIELDS = frozenset(parts_of(WireField)) - {"key", "element", "count"}
"""Words of a field; others are of its element."""


def _before_count(text: str) -> tuple[dict[str, Any], str]:
    """The words up to the number of elements, or to the end."""
    words: dict[str, Any] = {}
    decoder = json.JSONDecoder()
    at = 0
    while at < len(text) and text[at] != "[":
        found = _WORD.match(text, at)
        if found is None:
            raise ValueError(f"`{text[at:at + 20]}` is no word")
        words[found[1]], at = decoder.raw_decode(text, found.end())
    return words, text[at:]


def _words(text: str) -> dict[str, Any]:
    words, rest = _before_count(text)
    if rest:
        raise ValueError(f"`{rest[:20]}` is no word")
    return words


def _made(key: str, element: Element, count: int | None, words: dict[str, Any]) -> WireField:
    if words.get("needed") is not None:
        words["needed"] = _condition(words["needed"])
    for name in {"unsent", "nulls"} & words.keys():
        words[name] = tuple(words[name])
    if words.get("reset") is not None:
        reset = words["reset"]
        words["reset"] = tuple(reset) if isinstance(reset, list) else (reset,) * (count or 1)
    if words.get("companion") is not None:
        told = words["companion"]
        rings = tuple(Ring(**it) for it in told["rings"])
        words["companion"] = Companion(told["kind"], tuple(told["of"]), rings)
    if words.get("mark") is not None:
        told = words["mark"]
        words["mark"] = Mark(tuple(told["way"]), Ring(**told["ring"]), told["none"])
    return WireField(key, words.pop("name", key), element, count, **words)


def _bits(told: list[Any]) -> BitField:
    name, width, *variants = told
    named = tuple((name, value) for name, value in variants[0]) if variants else None
    return BitField(name, width, named)


def _subsection(body: Body, words: dict[str, Any]) -> WireSubsection:
    if words.get("expression") is not None:
        words["expression"] = _condition(words["expression"])
    if "resets" in words:
        words["resets"] = tuple(map(tuple, words["resets"]))
    return WireSubsection(body, **words)


# -- conditions ------------------------------------------------------------------------------------


def _condition(told: Any) -> Condition:
    if isinstance(told, str):
        expression = parse(told)
        plain = tuple((name, Source(name)) for name in dict.fromkeys(names(expression)))
        return Condition(told, expression, plain)
    sources = tuple((name, _source(source)) for name, source in told["names"].items())
    return Condition(told["text"], _expression(told["means"]), sources)


def _source(told: Mapping[str, Any]) -> Source:
    return Source(**{**told, "inside": tuple(told.get("inside", ()))})


def _expression(told: Any) -> Expression:
    if isinstance(told, int):
        return Constant(told)
    if isinstance(told, str):
        return Name(told)
    word, *rest = told
    if word in ("do", "is"):
        op, left, right = rest
        kind = Arithmetic if word == "do" else Compare
        return kind(op, _expression(left), _expression(right))
    if word in ("and", "or"):
        return Junction(word, tuple(map(_expression, rest)))
    (part,) = rest
    return Not(_expression(part)) if word == "not" else Invert(_expression(part))
