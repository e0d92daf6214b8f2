# SPDX-License-Identifier: GPL-2.0-or-later
"""The jinja2 environment, and where templates and the Rust side lie."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from functools import cache, lru_cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    compiler,
    pass_context,
)
from jinja2.bccache import Bucket
from jinja2.runtime import Context

from vmgen.diagnostics import Position
from vmgen.model.kinds import Kind
from vmgen.model.names import with_ending
from vmgen.plan.rust_types import RustType
from vmgen.render.docs import comment, doc, linked_doc
from vmgen.render.fragment import Fragment, Notes, Word, bound, needs, printed
from vmgen.render.scalars import c_string, literal, local_name

_ROOM = 100 - 12
"""Columns for an element of `vmstate_fields!`: rustfmt leaves what is in the braces of a macro."""
_RULE_WIDTH = 64
"""Columns of a rule in a message: stable rustfmt leaves strings as they are, QEMU's does not."""


def data_folder(name: str) -> Path:
    """`templates` or `rust`: beside the package in a checkout, inside it where installed."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package.parent / name, package / "_data" / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"vmgen's own folder `{name}` is missing: the installation is broken")


class _Compiled(BytecodeCache):
    """Compiled templates, kept where Python keeps this module: in `__pycache__`, and by its rules.

    Compiling them takes longer than all else of a build of one device. Jinja looks at the digest of
    a template before it takes what is here; where nothing can be written nothing is kept.
    """

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError, NotImplementedError):
            bucket.bytecode_from_string(self._path(bucket).read_bytes())

    def dump_bytecode(self, bucket: Bucket) -> None:
        if sys.dont_write_bytecode:
            return
        with suppress(OSError, NotImplementedError):
            path = self._path(bucket)
            path.parent.mkdir(parents=True, exist_ok=True)
            # Whole or not at all: another build may read it now.
            part = path.with_name(f"{path.name}.{os.getpid()}")
            part.write_bytes(bucket.bytecode_to_string())
            part.replace(path)

    def _path(self, bucket: Bucket) -> Path:
        name = f"template-{bucket.key}-{_jinja()}.py"
        return Path(cache_from_source(str(Path(__file__).with_name(name))))


@cache
def _jinja() -> str:
    """Which jinja it is: the code that one has compiled is none of another's.

    `importlib.metadata`, which knows its version, takes longer to import than jinja itself.
    """
    found = Path(compiler.__file__).stat()
    return f"{found.st_size:x}-{found.st_mtime_ns:x}"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """One environment per process; an unknown name in a template is an error, never empty text."""
    made = Environment(
        loader=FileSystemLoader(data_folder("templates")),
        bytecode_cache=_Compiled(),
        auto_reload=False,  # a look at each file for each name, thousands of times a build
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
        finalize=_printed,
    )
    made.filters["doc"] = doc
    made.filters["linked_doc"] = linked_doc
    made.filters["comment"] = comment
    made.filters["local"] = local_name
    made.filters["literal"] = literal
    made.filters["ending"] = with_ending
    made.filters["c_string"] = c_string
    made.filters["word"] = Word
    made.filters["rust"] = _rust
    made.filters["wrapped"] = _wrapped
    made.filters["indented"] = _indented
    made.globals["needs"] = needs
    made.globals["bound"] = bound
    made.globals["macro_call"] = macro_call
    return made


def render_template(name: str, **context: object) -> str:
    """Render the template `name` below `templates/`."""
    return render_fragment(name, **context).text


def render_fragment(name: str, **context: object) -> Fragment:
    """The same, with what the text needs."""
    with Notes() as noted:
        return noted.made(environment().get_template(name).render(**context))


# -- kinds -----------------------------------------------------------------------------------------


class MacroTemplate:
    """The macros of a template, and those of another where it has none."""

    def __init__(self, name: str, otherwise: str) -> None:
        for template in (otherwise, name):
            found = vars(environment().get_template(f"{template}.rs.j2").module)
            vars(self).update((key, it) for key, it in found.items() if not key.startswith("_"))

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


@cache
def kind_template(stem: str) -> MacroTemplate:
    """What a kind writes for a field of registers."""
    return MacroTemplate(f"kinds/{stem}", "kinds/shape")


@cache
def place_template(name: str) -> MacroTemplate:
    """What a place, or a kind with nothing around it, writes for a field of the device."""
    return MacroTemplate(name, "places/none")


def made(macro: Any, *arguments: object, position: Position | None = None) -> Fragment:
    """What a macro prints, with what that needs."""
    with Notes() as noted:
        return noted.made(macro(*arguments).strip(), position)


@cache
def rust(type_: RustType) -> Fragment:
    """A type as Rust writes it."""
    around = kind_template(type_.kind.stem())
    return made(around.wrapped_type, type_, around)


def file_functions(needed: Iterable[str]) -> list[Any]:
    """The macros `fn_*` of the functions that a file's text needs, which it then has itself."""
    known = _functions()
    return [known[name] for name in sorted({*needed} & known.keys())]


@cache
def _functions() -> dict[str, Any]:
    """The macros of all kinds' templates by the names of their functions."""
    names = environment().list_templates(
        filter_func=lambda name: name.startswith("kinds/") and name.endswith(".j2")
    )
    modules = [environment().get_template(name).module for name in names]
    return {
        name.removeprefix("fn_"): macro
        for module in modules
        for name, macro in vars(module).items()
        if name.startswith("fn_")
    }


# -- what templates call ---------------------------------------------------------------------------


@pass_context  # so that jinja does not print constants when it compiles, where nobody takes notes
def _printed(_context: Context, value: object) -> object:
    return printed(rust(value) if isinstance(value, RustType) else value)


def _rust(kind: Kind) -> RustType:
    """The type of one element of a kind."""
    return RustType(kind)


def _wrapped(text: str) -> str:
    """A message as a string of Rust's, in parts of which each has a line."""
    lines = textwrap.wrap(text, _RULE_WIDTH, break_long_words=False, break_on_hyphens=False)
    parts = [f'"{line}"' for line in (*(f"{line} " for line in lines[:-1]), *lines[-1:])]
    return f"concat!({', '.join(parts)})" if len(parts) > 1 else parts[0]


def _indented(value: str | Fragment, columns: int) -> str | Fragment:
    """A text whose lines behind the first are moved to the right."""
    text = str(value).replace("\n", "\n" + " " * columns)
    return replace(value, text=text) if isinstance(value, Fragment) else text


def _broken(line: str, before: str) -> list[str]:
    """A line with a closure, whose body has lines of its own where it is too long."""
    head, bar, body = line.rpartition("| ")
    if not bar or len(before) - len(before.lstrip()) + len(line) <= _ROOM:
        return [line]
    return [f"{head}| {{", f"        {body}", "    }"]


def macro_call(
    name: str, *arguments: object, before: str = "", then: str = "", end: str = ","
) -> str:
    """A macro call as an element of a list, in lines as rustfmt would have it.

    What is `before` it is not in the text, but takes room.
    """
    needs(name)
    words = [str(item) for item in arguments]
    line = f"{name}!({', '.join(words)}){then}{end}"
    if len(before) + len(line) <= _ROOM:
        return line
    *first, last = words
    lines = [f"{name}!(", *(f"    {item}," for item in first), *_broken(f"    {last}", before)]
    return "\n".join([*lines, ")", f"{then}{end}"] if then else [*lines, f"){end}"])
