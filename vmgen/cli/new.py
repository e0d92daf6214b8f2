# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen new`: a first spec, to be changed into the author's."""

from __future__ import annotations

import keyword
import re
from pathlib import Path

import click

from vmgen.cli.common import Settings, chosen_dialects, project_settings
from vmgen.diagnostics import Diagnostics, Position, VmgenError

_WIDTH = 100
_LONGEST = 50
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


@click.command()
@click.argument("name")
@click.option(
    "--category",
    default="misc",
    show_default=True,
    help="Folder of QEMU's hw/ that the device belongs to, such as char or timer.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Folder for the spec (default: the setting, or specs).",
)
def new(name: str, category: str, output: Path | None) -> None:
    """Write a first spec for the device NAME, which builds as it is, and say what to do next.

    NAME becomes the crate's name: snake_case, such as my_uart.
    """
    settings = project_settings()
    output = output or _specs_folder(settings)
    file = output / f"{name}.py"
    _check(name, category)
    text = _spec(name, category)
    try:
        output.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise VmgenError.single(
            "VM404",
            Position(str(file)),
            "there is a file of this name already" if output.is_dir() else "this is no folder",
            cause="It may hold somebody's work.",
            mend="Choose another name, or move the file away.",
        ) from None
    except OSError as error:
        where = Position(str(error.filename or file))
        raise VmgenError.single("VM405", where, f"cannot write: {error.strerror}") from None
    click.echo(f"wrote    {file}\n")
    click.echo(_next_steps(file, name, category, settings))


def _specs_folder(settings: Settings) -> Path:
    """The first folder that the project's specs are in."""
    first = settings.specs[0]
    return first.parent if first.suffix == ".py" else first


def _check(name: str, category: str) -> None:
    """What becomes an identifier must be one, in Rust and in Python."""
    found = Diagnostics()
    from vmgen.lint.names import CRATES_TAKEN
    from vmgen.model.names import CATEGORIES, KEYWORDS

    if name in KEYWORDS:
        found.add("VM110", Position(name), f"`{name}` is a keyword of Rust")
    elif keyword.iskeyword(name):
        cause = "The name is the spec's own, and Python keeps this word for itself."
        found.add("VM111", Position(name), f"`{name}` is a keyword of Python", cause=cause)
    elif not _NAME.fullmatch(name):
        mend = "Write it in lower case, in ASCII, with underscores between words: my_uart."
        found.add("VM111", Position(name), f"`{name}` is not snake_case", mend=mend)
    elif len(name) > _LONGEST:
        message = f"`{name}` has more than {_LONGEST} characters"
        mend = "Choose a shorter one: the spec may still give other names to its classes."
        found.add("VM111", Position(name), message, cause="It does not fit a line.", mend=mend)
    elif name in CRATES_TAKEN:
        mend = "Choose another name, such as the one in the device's data sheet."
        message = f"`{name}` is no name for a crate: QEMU, Rust or the emitted code has it already"
        found.add("VM118", Position(name), message, mend=mend)
    if category in KEYWORDS or not _NAME.fullmatch(category):
        message = "`--category` is the name of one folder, such as char"
        found.add("VM106", Position(category), message)
    elif category in CATEGORIES:
        message = f"`{category}` is no name for a category: QEMU has a crate in that folder"
        found.add("VM118", Position(category), message)
    found.raise_if_failed()


def _spec(name: str, category: str) -> str:
    """The spec, formatted as black does."""
    from vmgen.render.environment import render_template

    words = name.split("_")
    camel = "".join(word.capitalize() for word in words)
    wire = "-".join(words)
    heads = {
        "registers": _class(
            f"{camel}Registers", ["Registers", f'name="{wire}/regs"', "version_id=1"]
        ),
        "device": _class(
            f"{camel}State",
            ["Device", f'name="{wire}"', "version_id=1", f'category="{category}"'],
        ),
    }
    return render_template(
        "new/spec.py.j2", title=f"The device {' '.join(words)}", camel=camel, **heads
    )


def _class(name: str, arguments: list[str]) -> str:
    """The head of a class: on one line, or as black breaks it."""
    inner = ", ".join(arguments)
    if len(line := f"class {name}({inner}):") <= _WIDTH:
        return line
    if len(inner) + 4 <= _WIDTH:
        return f"class {name}(\n    {inner}\n):"
    lines = "".join(f"    {argument},\n" for argument in arguments)
    return f"class {name}(\n{lines}):"


def _next_steps(file: Path, name: str, category: str, settings: Settings) -> str:
    """What an author does with a new spec."""
    if settings.qemu:
        folder = Path(settings.qemu, "rust")
    else:
        folder = Path(settings.output, chosen_dialects((), settings)[0].name)
    crate = folder / "hw" / category / name
    steps = [
        (f"edit {file}", "say what the device keeps, in the order in which it travels"),
        (f"vmgen plan {file}", "how each field travels, and why"),
        (f"vmgen build {file}", f"writes and checks the crate in {crate}"),
        ("edit src/device.rs in there", "the device itself: yours, vmgen writes it only once"),
    ]
    width = max(len(what) for what, _ in steps)
    lines = [f"  {number}. {what:<{width}}  {why}" for number, (what, why) in enumerate(steps, 1)]
    return "\n".join(["Next:", *lines])
