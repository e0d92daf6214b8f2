# SPDX-License-Identifier: GPL-2.0-or-later
"""The import of all C files of a source tree of QEMU, beside tree-sitter that only parses them.

The tree is none of the project: `--source` says where one is.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benches.measure import in_turn, process, python
from benches.table import Case, Figure, Sizes, ratio

_IMPORT = """
import sys
from pathlib import Path
from tests.tree.c_import import imported
imported(Path(sys.argv[1]), [])
"""

_PARSE = """
import sys
from pathlib import Path
import tree_sitter_c
from tests.tree.c_import import groups
from tree_sitter import Language, Parser
parser = Parser(Language(tree_sitter_c.language()))
for _, files, _ in groups(Path(sys.argv[1])):
    for file in files:
        parser.parse(file.read_bytes())
"""


def cases(sizes: Sizes, tree: Path | None) -> Iterator[Case]:
    """None without a tree."""
    if tree is not None:
        measure = partial(_imported, tree, sizes.runs)
        yield Case("import of a source tree's C files", "tree-sitter alone", "<= 2x", measure)


def _imported(tree: Path, runs: int) -> Figure:
    """Every description of its C files, for the targets that these are of."""
    ours, theirs = (partial(process, python(code, str(tree))) for code in (_IMPORT, _PARSE))
    cost, peer = in_turn(ours, theirs, times=runs)
    return Figure(cost, ratio(cost, peer))
