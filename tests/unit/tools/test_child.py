# SPDX-License-Identifier: GPL-2.0-or-later
"""A program that answers lines, well and ill: a shell that does what it is sent."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from vmgen.cargo.runner import Request, Runner, RunnerDied
from vmgen.tools.child import Child, ChildEnded

PATIENT, BRIEF = 600.0, 0.3
SHELL = ("/bin/sh", "-c", 'while read -r line; do eval "$line"; done')


@pytest.fixture
def child() -> Iterator[Child]:
    with closing(Child(SHELL, PATIENT)) as made:
        made.start()
        yield made


def answer(child: Child, line: str) -> bytes:
    child.send(line.encode())
    return next(child.lines())


def refusal(child: Child, line: str) -> str:
    with pytest.raises(ChildEnded) as raised:
        answer(child, line)
    assert not child.running
    return str(raised.value)


def test_lines_come_one_by_one(child: Child) -> None:
    assert [answer(child, "echo one; echo two"), next(child.lines())] == [b"one", b"two"]
    assert answer(child, "printf thr; echo ee") == b"three"


@pytest.mark.parametrize("line", ["exec sleep 900", "printf half; exec sleep 900"])
def test_no_answer_in_time(child: Child, line: str) -> None:
    """Half a line is none."""
    answer(child, "echo")
    child.seconds = BRIEF
    assert refusal(child, line) == "no answer within 0.3 s"


def test_an_output_that_ends(child: Child) -> None:
    child.send(b"echo; exec sleep 900 >&-")
    next(lines := child.lines())
    child.seconds = BRIEF
    with pytest.raises(ChildEnded, match="it has closed its end, and goes on"):
        next(lines)


def test_a_question_that_nobody_reads(child: Child) -> None:
    assert answer(child, "echo") == b""
    child.send(b"exec sleep 900")
    child.seconds = BRIEF
    assert refusal(child, "x" * (1 << 20)) == "no answer within 0.3 s"


def test_a_question_longer_than_a_pipe(child: Child) -> None:
    assert answer(child, f"echo {'x' * (1 << 20)}") == b"x" * (1 << 20)


def test_it_can_be_started_again(child: Child) -> None:
    assert refusal(child, "printf half; echo first >&2; echo last >&2; exit 3") == (
        "it ended with status 3: last"
    )
    child.start()
    assert answer(child, "echo again") == b"again"
    assert refusal(child, "kill -ABRT $$") == "it ended with SIGABRT"


def test_what_it_started_ends_with_it(child: Child) -> None:
    started = int(answer(child, "sleep 900 & echo $!"))
    child.end("enough")
    end = time.monotonic() + PATIENT  # what is killed is gone when the system gets to it
    while _runs(started) and time.monotonic() < end:
        time.sleep(0.01)
    assert not _runs(started)


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("printf half; exec sleep 900", "no answer within 0.3 s"), ("echo what", "it answers `what`")],
)
def test_a_runner_that_does_not_answer(text: str, wanted: str, tmp_path: Path) -> None:
    program = tmp_path / "runner"
    program.write_text(f"#!/bin/sh\nread -r line; {text}\n")
    program.chmod(0o755)
    patience = BRIEF if "half" in text else PATIENT
    with Runner(program, patience=patience) as runner, pytest.raises(RunnerDied, match=wanted):
        runner.ask(Request("dev", 1, b""))
