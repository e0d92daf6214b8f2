# SPDX-License-Identifier: GPL-2.0-or-later
"""Small bugs put into vmgen on purpose: how many of them the unit tests see.

python -m fuzz.mutants [GROUP ...] [--sample N] [--seed N]

A mutant is one changed operator, number, condition or left-out statement in one function. The tests
are collected once and run once as they are, to see which of them come through which line. Then for
each mutant a forked process gets the function with the bug in it, and runs the tests of that line,
the fastest first, until one fails. A mutant that no test fails for is printed. Some of those are no
bugs: what they change makes no difference.
"""

from __future__ import annotations

import argparse
import ast
import copy
import gc
import os
import pickle
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

ROOT = Path(__file__).parents[1]
GROUPS = {
    "planner": ["vmgen/plan/*.py"],
    "kinds": ["vmgen/lint/*.py", "vmgen/model/**/*.py"],
    "layout": ["vmgen/layout/*.py"],
    "expressions": [
        "vmgen/expression/*.py",
        "vmgen/render/expressions.py",
        "vmgen/render/ranges.py",
    ],
}
TESTS = {
    "planner": ["unit/plan", "unit/spec/test_refusals.py"],
    "kinds": ["unit/lint", "unit/model", "unit/plan", "unit/spec/test_refusals.py"],
    "layout": ["unit/layout", "unit/model", "unit/stream"],
    "expressions": ["unit/expression", "unit/render"],
}
"""Below tests/. What needs cargo or a process of its own is left out."""
SLOW = "-k=not (agree or product or a_fault_of)"
MOST_SECONDS = 90
"""For one mutant; one that takes longer loops, and has been seen."""

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_SWAPPED = [(ast.Add, ast.Sub), (ast.Mult, ast.FloorDiv), (ast.BitAnd, ast.BitOr)]
_SWAPPED += [(ast.LShift, ast.RShift)]
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    **dict(_SWAPPED),
    **{new: old for old, new in _SWAPPED},
    ast.Mod: ast.Mult,
}


# -- mutants ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change of one function: the tree of its file with the bug in it, and what it is."""

    file: str
    line: int
    function: str
    change: str
    code: CodeType
    """Of the outermost function around the change."""
    original: tuple[str, int]
    """Qualified name and first line of that function's own code."""


def changes(node: ast.AST) -> Iterator[ast.AST | None]:
    """What a node may be instead; None for nothing at all."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in COMPARISONS:
            yield ast.Compare(node.left, [COMPARISONS[type(op)]()], node.comparators)
        case ast.Compare(ops=ops):
            for at, op in enumerate(ops):
                other = COMPARISONS[type(op)]()
                yield ast.Compare(node.left, [*ops[:at], other, *ops[at + 1 :]], node.comparators)
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
            for at in range(len(values)):
                left = [*values[:at], *values[at + 1 :]]
                yield left[0] if len(left) == 1 else ast.BoolOp(op, left)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            yield ast.BinOp(left, OPERATORS[type(op)](), right)
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() as value):
            yield ast.Constant(value + 1)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield body
            yield orelse
            assert test is not None
        case ast.If(test=test, body=body, orelse=orelse) if not _has_own_change(test):
            yield ast.If(ast.UnaryOp(ast.Not(), test), body, orelse)
        case ast.comprehension(target=target, iter=values, ifs=[*ifs], is_async=way) if ifs:
            yield ast.comprehension(target, values, ifs[1:], way)
        case ast.match_case(pattern=pattern, guard=ast.expr(), body=body):
            yield ast.match_case(pattern, None, body)
        case ast.MatchOr(patterns=patterns):
            for at in range(len(patterns)):
                left_over = [*patterns[:at], *patterns[at + 1 :]]
                yield left_over[0] if len(left_over) == 1 else ast.MatchOr(left_over)
        case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Raise() | ast.Continue():
            yield ast.Pass()


def _has_own_change(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp)


def _places(node: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """Every node that is run in a function: what holds it, and where."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "args", "type_params") and not (
            name == "args" and isinstance(node, ast.Call)
        ):
            continue
        for at, item in enumerate(value if isinstance(value, list) else [value]):
            if not isinstance(item, ast.AST) or isinstance(item, ast.Assert):
                continue
            if isinstance(item, ast.keyword) and item.arg == "strict":
                continue
            yield node, name, at if isinstance(value, list) else None, item
            yield from _places(item)


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    """Functions of the file and methods of its classes, without those inside functions."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node)


def mutants(file: str) -> list[Mutant]:
    """Every mutant of a file that compiles, with the function that it is in."""
    text = (ROOT / file).read_text(encoding="utf-8")
    tree, found = ast.parse(text), list[Mutant]()
    count = len(list(_functions(tree)))
    for index in range(count):
        function = list(_functions(tree))[index]
        for owner, name, at, node in list(_places(function)):
            for other in changes(node):
                new = other if other is not None else ast.Pass()
                line = getattr(node, "lineno", None) or _line_below(node, function.lineno)
                _put(owner, name, at, ast.copy_location(copy.copy(new), node))
                ast.fix_missing_locations(tree)
                try:
                    module = compile(tree, str(ROOT / file), "exec")
                except (SyntaxError, ValueError):
                    continue
                finally:
                    _put(owner, name, at, node)
                first = min([function.lineno, *(it.lineno for it in function.decorator_list)])
                code = next(it for it in _codes(module) if it.co_firstlineno == first)
                change = f"{_short(node)}  ->  {_short(new)}"
                found.append(
                    Mutant(file, line, function.name, change, code, (code.co_qualname, first))
                )
    return found


def _line_below(node: ast.AST, line: int) -> int:
    return next((it.lineno for it in ast.walk(node) if hasattr(it, "lineno")), line)


def _put(owner: ast.AST, name: str, at: int | None, node: ast.AST) -> None:
    if at is None:
        setattr(owner, name, node)
    else:
        getattr(owner, name)[at] = node


def _codes(code: CodeType) -> Iterator[CodeType]:
    """The code of functions and methods, those inside functions left out."""
    for item in code.co_consts:
        if isinstance(item, CodeType):
            yield item
            if not item.co_flags & 1:  # a class body: its methods
                yield from _codes(item)


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split()) if not isinstance(node, ast.comprehension) else "for"
    if isinstance(node, ast.comprehension):
        text = f"{ast.unparse(node.iter)} if {' if '.join(map(ast.unparse, node.ifs)) or 'always'}"
    return text if len(text) <= 70 else f"{text[:67]}..."


# -- the tests -------------------------------------------------------------------------------------


_ODD = 77
"""The exit status of a child in which not a test failed, but something else."""


class OddError(Exception):
    """A change with which the function cannot be put in the place of the old one."""


@dataclass(slots=True)
class Score:
    """What became of the mutants of one file."""

    seen: int = 0
    tried: int = 0
    survivors: list[str] = field(default_factory=list)


class Plugin:
    """Runs the collected tests: once as they are, then for each mutant those of its line."""

    def __init__(self, chosen: Sequence[Mutant]) -> None:
        self.chosen = chosen
        self.scores: dict[str, Score] = defaultdict(Score)
        self.failed: list[str] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Instead of pytest's own loop."""
        items, files = session.items, {mutant.file for mutant in self.chosen}
        covered, seconds = self._clean(items, files)
        functions = _known(files)
        for mutant in self.chosen:
            reached = [at for at in covered[mutant.file, mutant.line] if at in seconds]
            reached.sort(key=seconds.__getitem__)
            chosen = [items[at] for at in reached]
            try:
                dies = self._dies(chosen, mutant, functions[mutant.file, *mutant.original])
            except OddError:
                continue  # no mutant
            score = self.scores[mutant.file]
            score.tried += 1
            if dies:
                score.seen += 1
            else:
                why = "" if chosen else "  (no test comes here)"
                text = f"{mutant.file}:{mutant.line} in {mutant.function}: {mutant.change}{why}"
                score.survivors.append(text)
                print(f"lives  {text}", flush=True)
        return True

    def _clean(
        self, items: list[pytest.Item], files: set[str]
    ) -> tuple[dict[tuple[str, int], list[int]], dict[int, float]]:
        """Which tests come through which line, and how long each takes; failing ones are out."""
        read, write = os.pipe()
        child = os.fork()
        if not child:
            os.close(read)
            with os.fdopen(write, "wb") as pipe:
                pickle.dump(_traced(items, files), pipe)
            os._exit(0)
        os.close(write)
        with os.fdopen(read, "rb") as pipe:
            lines, seconds, self.failed = pickle.load(pipe)
        os.waitpid(child, 0)
        return defaultdict(list, lines), seconds

    def _dies(self, items: list[pytest.Item], mutant: Mutant, known: list[FunctionType]) -> bool:
        """Whether a test fails; `OddError` where the function cannot be run with the change."""
        child = os.fork()
        if not child:
            status = _ODD
            try:
                signal.alarm(MOST_SECONDS)
                sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115
                for function in known:
                    function.__code__ = mutant.code
                status = 0 if all(_passes(*pair) for pair in _in_turn(items)) else 1
            finally:
                os._exit(status)  # never back into the tests of the parent
        status = os.waitpid(child, 0)[1]
        if status == _ODD << 8 or not known:
            raise OddError
        return status != 0


def _known(files: set[str]) -> dict[tuple[str, str, int], list[FunctionType]]:
    """The functions of the files, by file, qualified name and first line."""
    paths = {str(ROOT / file): file for file in files}
    found: dict[tuple[str, str, int], list[FunctionType]] = defaultdict(list)
    for item in gc.get_objects():
        if isinstance(item, FunctionType) and item.__code__.co_filename in paths:
            code = item.__code__
            file = paths[code.co_filename]
            found[file, code.co_qualname, code.co_firstlineno].append(item)
    return found


def _passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    """Whether a test passes, or is skipped; what the following one shares with it stays."""
    return not any(it.failed for it in runtestprotocol(item, log=False, nextitem=following))


def _in_turn(items: list[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    return zip(items, [*items[1:], None], strict=False)  # of none, none


def _traced(
    items: list[pytest.Item], files: set[str]
) -> tuple[dict[tuple[str, int], list[int]], dict[int, float], list[str]]:
    paths = {str(ROOT / file): file for file in files}
    lines: dict[tuple[str, int], list[int]] = defaultdict(list)
    seconds: dict[int, float] = {}
    failed = []
    now: set[tuple[str, int]] = set()

    def each(frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            now.add((paths[frame.f_code.co_filename], frame.f_lineno))
        return each

    def enter(frame: FrameType, _: str, __: Any) -> Any:
        return each if frame.f_code.co_filename in paths else None

    for at, (item, following) in enumerate(_in_turn(items)):
        now.clear()
        start = time.monotonic()
        sys.settrace(enter)
        good = _passes(item, following)
        sys.settrace(None)
        if not good:
            failed.append(item.nodeid)
            continue
        seconds[at] = time.monotonic() - start
        for place in now:
            lines[place].append(at)
    return dict(lines), seconds, failed


def chosen_mutants(group: str, sample: int, seed: int) -> list[Mutant]:
    """So many mutants of each file of a group, the same for a seed."""
    found: list[Mutant] = []
    for path in sorted(path for pattern in GROUPS[group] for path in ROOT.glob(pattern)):
        file = path.relative_to(ROOT).as_posix()
        every = mutants(file)
        random = Random(f"{seed} {file}")
        found += random.sample(every, min(sample, len(every))) if sample else every
    return found


def main() -> int:
    """Print the score of each file and group."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("groups", nargs="*", choices=[*GROUPS, []], metavar="GROUP")
    parser.add_argument("--sample", type=int, default=10, help="mutants per file, 0 for all")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    os.chdir(ROOT)
    for group in given.groups or GROUPS:
        plugin = Plugin(chosen_mutants(group, given.sample, given.seed))
        tests = [f"tests/{name}" for name in TESTS[group] if (ROOT / "tests" / name).exists()]
        options = ["-q", "--no-header", "--no-summary", "-p", "no:cacheprovider", SLOW]
        pytest.main([*options, *tests], plugins=[plugin])
        for name in plugin.failed:
            print(f"fails without any mutant, and is left out: {name}")
        _report(group, plugin.scores)
    return 0


def _report(group: str, scores: dict[str, Score]) -> None:
    for name, score in sorted(scores.items()):
        print(f"    {name:44} {score.seen:4} of {score.tried:4}")
    seen = sum(score.seen for score in scores.values())
    tried = sum(score.tried for score in scores.values())
    print(f"{group}: {seen} of {tried} seen, {100 * seen / max(tried, 1):.0f} %", flush=True)


if __name__ == "__main__":
    sys.exit(main())
