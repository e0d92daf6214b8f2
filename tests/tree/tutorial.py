# SPDX-License-Identifier: GPL-2.0-or-later
"""Run a tutorial: a page's commands, in one shell; what they print is held against the page.

    python -m tests.tree.tutorial docs/qemu-tree.md --in FOLDER            # from nothing: an hour
    python -m tests.tree.tutorial docs/qemu-tree.md --in FOLDER --from 9   # goes on at a command
    python -m tests.tree.tutorial docs/qemu-tree.md                        # lists the commands

Blocks of `shell-session` have commands behind `$ `, and behind each what it prints. There `[...]`
stands for what is left out: in a line of its own for any lines, in a line for any text. FOLDER has
a checkout of vmgen in `vmgen`. Exit status 1 where a command fails or prints something else.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"^```shell-session\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LEFT_OUT = "[...]"


@dataclass(frozen=True, slots=True)
class Step:
    """A command and what the page has of its output."""

    command: str
    output: str

    def matches(self, printed: str) -> bool:
        """Whether that is what it printed."""
        return re.fullmatch(_pattern(self.output), printed, re.DOTALL) is not None


def _pattern(output: str) -> str:
    """`[...]` as a line is any lines, none too; inside a line it stays in it."""
    found = []
    for line in output.splitlines():
        if line == _LEFT_OUT:
            found.append(r"(?:[^\n]*\n)*?")
        else:
            found.append(r"[^\n]*".join(map(re.escape, line.split(_LEFT_OUT))) + r"\n")
    return "".join(found)


def steps(page: str) -> Iterator[Step]:
    """The commands of a page. A command goes on in lines that begin with `> `."""
    for block in _BLOCK.findall(page):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            lines = part.splitlines(keepends=True)
            more = 1
            while more < len(lines) and lines[more].startswith("> "):
                more += 1
            command = lines[0] + "".join(line[2:] for line in lines[1:more])
            yield Step(command.rstrip("\n"), "".join(lines[more:]))


class Shell:
    """One bash for all commands, so that folders and variables stay."""

    def __init__(self, folder: Path) -> None:
        self._bash = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, command: str) -> tuple[int, str]:
        """The exit status, and what it printed on both of its outputs."""
        assert self._bash.stdin is not None and self._bash.stdout is not None
        mark = "@ this command has ended @"
        self._bash.stdin.write(
            f"{{ {command}\n}} </dev/null; status=$?; echo; echo '{mark}' $status\n"
        )
        self._bash.stdin.flush()
        printed = ""
        for line in self._bash.stdout:
            if line.startswith(mark):
                return int(line.split()[-1]), printed.removesuffix("\n")
            printed += line
        raise SystemExit(f"the shell ended with `{command}`")

    def close(self) -> None:
        """End it."""
        assert self._bash.stdin is not None
        self._bash.stdin.close()
        self._bash.wait()


def check(step: Step, status: int, printed: str) -> list[str]:
    """What is wrong with a step."""
    said = printed if printed.endswith("\n") or not printed else f"{printed}\n"
    wrong = [f"it ends with status {status}"] if status else []
    if not step.matches(said):
        wrong += ["the page has:", step.output.rstrip(), "and it prints:", said.rstrip()]
    return wrong


def main(words: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("page", type=Path)
    parser.add_argument("--in", dest="folder", type=Path, metavar="FOLDER")
    parser.add_argument("--from", dest="first", type=int, default=1, metavar="NUMBER")
    options = parser.parse_args(words)
    found = list(steps(options.page.read_text(encoding="utf-8")))
    if options.folder is None:
        print("\n".join(f"{number}  {step.command}" for number, step in enumerate(found, 1)))
        return 0
    shell = Shell(options.folder)
    bad = 0
    for number, step in enumerate(found, 1):
        # What an earlier command has changed of the shell itself is needed in any case.
        if number < options.first and not re.match(r"(export|cd) ", step.command):
            continue
        print(f"{number}  {step.command}", flush=True)
        if wrong := check(step, *shell.run(step.command)):
            bad += 1
            print("\n".join(wrong), flush=True)
            break
    shell.close()
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
