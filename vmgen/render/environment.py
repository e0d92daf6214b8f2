# SPDX-License-Identifier: GPL-2.0-or-later
"""The jinja2 environment, and where templates and the Rust side lie."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from vmgen.render.docs import comment, doc, linked_doc
from vmgen.render.scalars import local_name


def data_folder(name: str) -> Path:
    """`templates` or `rust`: beside the package in a checkout, inside it where installed."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package.parent / name, package / "_data" / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"vmgen's own folder `{name}` is missing: the installation is broken")


@lru_cache(maxsize=1)
def environment() -> Environment:
    """One environment per process; an unknown name in a template is an error, never empty text."""
    made = Environment(
        loader=FileSystemLoader(data_folder("templates")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    made.filters["doc"] = doc
    made.filters["linked_doc"] = linked_doc
    made.filters["comment"] = comment
    made.filters["local"] = local_name
    return made


def render_template(name: str, **context: object) -> str:
    """Render the template `name` below `templates/`."""
    return environment().get_template(name).render(**context)
