# SPDX-License-Identifier: GPL-2.0-or-later
"""The statements of a C function, by tree-sitter: one function's text at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vmgen.importer.c.lexical import tokens
from vmgen.importer.c.library import Body
from vmgen.importer.c.structs import parser
from vmgen.values import dataclass

if TYPE_CHECKING:
    from tree_sitter import Node

LONGEST = 64 << 10


_HEAD = b"void f(void)"


@dataclass(frozen=True, slots=True)
class Parsed:
    """The body of a function."""

    body: Body
    node: Node

    @classmethod
    def of(cls, body: Body) -> Parsed | None:
        """None for one that cannot be read."""
        source = body.source
        end = source.closing(body.start) + 1
        if end - body.start > LONGEST:
            return None
        text = source.text[body.start : end]
        tree = parser().parse(_HEAD + text.encode("latin-1"))
        function = next(
            (it for it in tree.root_node.children if it.type == "function_definition"), None
        )
        inner = None if function is None else function.child_by_field_name("body")
        return None if inner is None or inner.has_error else cls(body, inner)

    @property
    def statements(self) -> list[Node]:
        """Its statements, without comments."""
        return [it for it in self.node.named_children if it.type != "comment"]

    def place(self, node: Node) -> int:
        """Where a node begins, in the source."""
        return self.body.start + node.start_byte - len(_HEAD)


def statements(body: Body) -> list[Node] | None:
    """The statements of a function, without comments; None for one that cannot be read."""
    found = Parsed.of(body)
    return None if found is None else found.statements


def parameters(body: Body) -> list[str]:
    """The names of a function's parameters; empty for one without a name."""
    found = []
    for text in body.parameters.split(","):
        words = [it.text for it in tokens(text) if it.kind == "name"]
        found.append(words[-1] if len(words) > 1 else "")
    return found


def text_of(node: Node) -> str:
    """The text of a node."""
    return (node.text or b"").decode("latin-1")
