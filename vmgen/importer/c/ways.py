# SPDX-License-Identifier: GPL-2.0-or-later
"""The ways through a C function that is given a stream: what each writes to it, or reads from it.

One that fails (`return -EINVAL`, `exit()`) ends a migration, so that what it has written does not
count. All others must write the same; else `Varies` says why nothing can be said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from vmgen.importer.c.evaluate import NotConstant
from vmgen.importer.c.functions import Parsed, parameters, text_of
from vmgen.importer.c.lexical import Token, Tokens, anywhere
from vmgen.importer.c.library import Body
from vmgen.importer.c.unit import Unit

if TYPE_CHECKING:
    from tree_sitter import Node

Words = tuple[str, ...]
"""Scalars, `word` for a `target_ulong`, and numbers of bytes, in the order of the stream."""
Way = tuple[Words, bool]
"""What was written, and whether the function has been left."""

_DEEPEST = 6
"""Functions within functions that are looked into."""
_MOST = 4096
"""Words of one way."""
_MOST_WAYS = 64
_MOST_NESTED = 64
_ENDS = frozenset("exit _exit abort g_assert_not_reached g_abort qemu_file_set_error".split())
_LOOKS = frozenset(("qemu_file_get_error",))
"""QEMU's calls that move nothing in the stream."""
_FAILS = re.compile(r"return\s*\(?\s*-?\s*(?!0\b)(?:\d\w*|E[A-Z]+|true)\s*\)?\s*;")
_LEAVES = re.compile(r"\b(?:return|goto|break|continue)\b")
_CHOICES = frozenset(("conditional_expression",))
"""What its first part decides whether the others are worked out, as it is with `&&` and `||`."""
_NEVER = frozenset(("sizeof_expression",))
_LOGIC = frozenset(("&&", "||"))
_NAME = "identifier"
_GOES_ON: list[Way] = [((), False)]
_LEFT: list[Way] = [((), True)]


class Varies(Exception):
    """What is written depends on something."""


class Ways:
    """Functions of one file that write, or that read, as a table of calls says."""

    def __init__(self, unit: Unit, calls: Mapping[str, str], sizes: Mapping[str, int]) -> None:
        """`calls` are what is on the wire by QEMU's functions, empty of one that says how many
        bytes; `sizes` the numbers that parameters of the function are."""
        self.unit = unit
        self.calls = calls
        self.sizes = sizes
        self.known: dict[tuple[int, int], Words] = {}
        """What functions that are called write, by which parameter the stream is."""

    def of(self, body: Body, place: int = 0) -> Words | None:
        """What every way through a function that does not fail writes; None if all fail.

        `place` is which parameter the stream is. `Varies` where two ways differ.
        """
        return _Function(self, body, place).words()


class _Function:
    """One function, with the names of its own."""

    def __init__(self, around: Ways, body: Body, place: int, depth: int = 0) -> None:
        self.around, self.unit, self.depth = around, around.unit, depth
        found, names = Parsed.of(body), parameters(body)
        if found is None or place >= len(names) or not names[place] or depth > _DEEPEST:
            raise Varies(f"`{body.name}()` could not be read")
        self.parsed = found
        self.file = names[place]
        self.own = {*names, *_declared(found.node)} - set(around.sizes)
        self.nested = 0
        self.asked = self.unit.library.of(body.source).directives.asked

    def words(self) -> Words | None:
        found = dict.fromkeys(words for words, _ in self._every(self.parsed.statements))
        if len(found) > 1:
            raise Varies("not always the same")
        return next(iter(found), None)

    # -- statements ------------------------------------------------------------------------------

    def _every(self, nodes: list[Node]) -> list[Way]:
        """The ways through statements, one behind the other."""
        ways = _GOES_ON
        for node in nodes:
            if all(left for _, left in ways):
                break
            there = self._ways(node)
            ways = [
                (words + more, left)
                for words, ended in ways
                for more, left in (_LEFT if ended else there)
            ]
            ways = list(dict.fromkeys(ways))
            if len(ways) > _MOST_WAYS or any(len(words) > _MOST for words, _ in ways):
                raise Varies("too many ways through it")
        return ways

    def _ways(self, node: Node) -> list[Way]:
        self.nested += 1
        if self.nested > _MOST_NESTED:
            raise Varies("statements within statements, too deep")
        found = self._one(node)
        self.nested -= 1
        return found

    def _one(self, node: Node) -> list[Way]:
        kind = node.type
        if kind.startswith("preproc_"):
            return self._behind(node)
        if kind == "compound_statement":
            return self._every(node.named_children)
        if kind == "if_statement":
            return self._either(node)
        if kind == "for_statement" and self._mentions(node):
            return self._times(node)
        if kind == "return_statement":
            return [] if self._fails(node) else [(self._calls(node), True)]
        if kind in ("expression_statement", "declaration", "comment"):
            ends = kind[0] == "e" and any(it.text in _ENDS for it in self._items(node)[:1])
            return [] if ends else [(self._calls(node), False)]
        if self._mentions(node) or re.search(r"\bgoto\b", text_of(node)):
            raise Varies(f"a `{kind.removesuffix('_statement')}` decides")
        self._macros(node)
        return [*_GOES_ON, *([((), True)] if self._returns(node) else [])]

    def _either(self, node: Node) -> list[Way]:
        condition = node.child_by_field_name("condition")
        assert condition is not None
        first = self._calls(condition)
        ways: list[Way] = []
        for side in ("consequence", "alternative"):
            part = node.child_by_field_name(side)
            inner = [it for it in part.named_children if it.type != "comment"] if part else []
            if part is not None and part.type != "else_clause":
                inner = [part]
            ways += self._every(inner)
        return [(first + words, left) for words, left in ways]

    def _behind(self, node: Node) -> list[Way]:
        """Statements behind an `#if`, each of which asks for itself whether it is there."""
        ways = _GOES_ON
        for child in node.named_children:
            if child.type.endswith(("_statement", "declaration")) or "preproc" in child.type:
                holds = self.unit.holds(self.asked(self.parsed.place(child)))
                if holds is None and (self._mentions(child) or self._returns(child)):
                    raise Varies("an `#if` decides")
                if holds or "preproc" in child.type:
                    more = self._ways(child)
                    ways = [(one + two, left) for one, _ in ways for two, left in more]
        return ways

    def _times(self, node: Node) -> list[Way]:
        """A loop over `i` from 0 to a constant."""
        parts = [node.child_by_field_name(it) for it in ("initializer", "condition", "update")]
        body = node.child_by_field_name("body")
        first, until, step = ("" if it is None else text_of(it) for it in parts)
        begins = re.fullmatch(r"(?:[\w ]+\s)?\b(\w+)\s*=\s*0\s*;?", first)
        name = "" if begins is None else begins[1]
        ends = re.fullmatch(rf"{name}\s*(<=?)\s*(\S[\s\S]*)", until) if name else None
        steps = re.fullmatch(rf"{name}\s*(?:\+\+|\+=\s*1)|\+\+\s*{name}", step)
        text = "" if body is None else text_of(body)
        if body is None or ends is None or steps is None or self._leaves(body):
            raise Varies("a loop decides")
        if re.search(rf"\b{name}\s*(?:[-+*/|&^%]?=(?!=)|\+\+|--)|(?:&|\+\+|--)\s*{name}\b", text):
            raise Varies("a loop decides")
        times = self._number(list(anywhere(ends[2]))) + (ends[1] == "<=")
        ways = self._every([body])
        if len(ways) != 1:
            raise Varies("not always the same")
        words = ways[0][0]
        if times < 0 or len(words) * times > _MOST:
            raise Varies("a loop decides")
        return [(words * times, False)]

    # -- calls -----------------------------------------------------------------------------------

    def _calls(self, node: Node) -> Words:
        """What the calls of a statement without others in it write."""
        self._macros(node)
        found = [it for it in _inside(node, _NAME) if text_of(it) == self.file]
        if not found:
            return ()
        if len(found) > 1:
            raise Varies("the order of two calls is not said")
        call = found[0].parent.parent if found[0].parent is not None else None
        if call is None or call.type != "call_expression":
            raise Varies("the stream goes elsewhere")
        part, above = call, call.parent
        while above is not None and part != node:
            operator = above.child_by_field_name("operator")
            choice = above.type in _CHOICES or (
                operator is not None and text_of(operator) in _LOGIC
            )
            if above.type in _NEVER or (choice and above.named_children[0] != part):
                raise Varies("a condition decides")
            part, above = above, above.parent
        return self._call(call, found[0])

    def _call(self, call: Node, file: Node) -> Words:
        function = call.child_by_field_name("function")
        arguments = call.child_by_field_name("arguments")
        assert function is not None and arguments is not None
        name = text_of(function)
        given = [it for it in arguments.named_children if it.type != "comment"]
        place = next(index for index, it in enumerate(given) if it == file)
        if name in _LOOKS:
            return ()
        made = self.around.calls.get(name)
        if made and place == 0:
            return (made,)
        if made is not None and place == 0 and len(given) == 3:
            return (str(self._number(list(anywhere(text_of(given[2]))))),)
        bodies = self.unit.functions(name)
        if len(bodies) != 1 or not self._there(bodies[0]):
            raise Varies(f"`{name[:40]}()` does it")
        known, key = self.around.known, (id(bodies[0]), place)
        if key not in known:
            known[key] = _Function(self.around, bodies[0], place, self.depth + 1).words() or ()
        return known[key]

    def _there(self, body: Body) -> bool:
        """Whether a function is there whatever `#if`s say: another one may be, where it is not."""
        return self.unit.holds(self.unit.library.of(body.source).directives.asked(body.at)) is True

    def _macros(self, node: Node) -> None:
        """A macro of the file's own may hide a call, or the way out."""
        defines = self.unit.file.directives.defines
        for item in self._items(node):
            for define in defines.get(item.text, ()) if item.kind == "name" else ():
                hides = re.search(rf"\b{re.escape(self.file)}\b", define.body)
                if _LEAVES.search(define.body) or (
                    hides and self.file not in (define.parameters or ())
                ):
                    raise Varies(f"the macro `{item.text[:40]}` decides")

    # -- words -----------------------------------------------------------------------------------

    def _number(self, items: Tokens) -> int:
        """A number that does not depend on what the function has."""
        if any(it.kind == "name" and it.text in self.own for it in items):
            raise Varies("how many bytes is worked out")
        sizes = self.around.sizes if self.depth == 0 else {}
        made = [
            Token("number", str(sizes[it.text]), it.at) if it.text in sizes else it for it in items
        ]
        try:
            found = self.unit.number(made)
        except NotConstant as error:
            raise Varies(f"how many bytes: {error}") from None
        if found < 0:
            raise Varies(f"{found} bytes")
        return found

    @staticmethod
    def _items(node: Node) -> Tokens:
        return list(anywhere(text_of(node)))

    def _mentions(self, node: Node) -> bool:
        return any(text_of(it) == self.file for it in _inside(node, _NAME))

    def _leaves(self, node: Node) -> bool:
        kinds = ("break_statement", "continue_statement", "goto_statement")
        return self._returns(node) or any(any(_inside(node, it)) for it in kinds)

    def _returns(self, node: Node) -> bool:
        return any(not self._fails(it) for it in _inside(node, "return_statement"))

    def _fails(self, node: Node) -> bool:
        """Whether a `return` is that of an error: only those of the outermost function are."""
        return self.depth == 0 and _FAILS.fullmatch(" ".join(text_of(node).split())) is not None


def _inside(node: Node, kind: str) -> Iterator[Node]:
    """The nodes of a kind in one, in the order of the text."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one.type == kind:
            yield one
        waiting += reversed(one.children)


def _declared(node: Node) -> set[str]:
    """The names that a function declares."""
    declared = (it.children_by_field_name("declarator") for it in _inside(node, "declaration"))
    firsts = (next(_inside(it, _NAME), None) for them in declared for it in them)
    return {text_of(it) for it in firsts if it is not None}
