# SPDX-License-Identifier: GPL-2.0-or-later
"""A QEMU with the engine in it, well and ill: played by a program that speaks the same lines."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.unit.engine.fake import described, fake
from vmgen.diagnostics import VmgenError
from vmgen.engine import Engine, Kind, Reply
from vmgen.engine.protocol import NoReplyError, reply

SAME = {"dev": "body"}
BODY = bytes(range(8))


def asked(program: Path, *names: str) -> list[Reply]:
    with Engine(program) as engine:
        return [engine.load(name, 1, BODY, {}, realize=True) for name in names]


def asked_briefly(engine: Engine, name: str) -> Reply:
    """The same of an engine that runs, whatever time it took to start, and has a second."""
    engine.start()
    before, engine.child.seconds = engine.child.seconds, 1.0
    found = engine.load(name, 1, BODY, {}, realize=True)
    engine.child.seconds = before
    return found


def test_a_section_comes_back_with_its_description(tmp_path: Path) -> None:
    (found,) = asked(fake(tmp_path, SAME), "dev")
    assert found == Reply(Kind.SAVED, BODY, described())


def test_what_is_asked(tmp_path: Path) -> None:
    """Flags, version and properties, in the order that the device's own file says."""
    program = fake(tmp_path, {"dev": "'error ' + ' '.join(words)"})
    with Engine(program) as engine:
        loaded = engine.load("dev", 3, b"", {"b": "off", "a": "1"}, realize=True, look=True)
        saved = engine.save("dev", {"c": "2"}, realize=False)
    assert loaded.message == "load dev rl 3 - a=1 b=off"
    assert saved.message == "save dev - c=2"


def test_devices(tmp_path: Path) -> None:
    with Engine(fake(tmp_path, {"dev": "body", "dev-vm": "body"})) as engine:
        assert [item.name for item in engine.devices()] == ["dev", "dev-vm"]
        assert engine.version == "10.2.2"
        assert engine.devices()[0].description == "dev"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("refused -22 - bad a", Reply(Kind.REFUSED, None, message="bad a")),
        ("refused -22 0102 bad a", Reply(Kind.REFUSED, b"\1\2", message="bad a")),
        ("refused -5 - ", Reply(Kind.REFUSED, None, message="error -5")),
        ("unsaved -22 no", Reply(Kind.UNSAVED, message="no")),
        ("unrealized wants a clock", Reply(Kind.UNREALIZED, message="wants a clock")),
        ("unneeded", Reply(Kind.UNNEEDED)),
        ("error no such type", Reply(Kind.ERROR, message="no such type")),
        ('saved - {"version": 1}', Reply(Kind.SAVED, b"", {"version": 1})),
    ],
)
def test_answers(line: str, expected: Reply) -> None:
    assert reply(line) == expected


@pytest.mark.parametrize(
    "line", ["", "hello", "saved", "saved 0 {}", "saved 00", "saved 00 {", "refused no - x", "\0"]
)
def test_what_is_no_answer(line: str) -> None:
    with pytest.raises(NoReplyError):
        reply(line)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("print('first\\n  assertion failed \\n', file=sys.stderr) or os.abort()", "SIGABRT"),
        ("print('assertion failed', file=sys.stderr) or os._exit(3)", "status 3"),
        ("print('assertion failed', file=sys.stderr) or 'crashed Aborted'", "Aborted"),
    ],
)
def test_a_device_that_crashes_is_named_and_the_rest_goes_on(
    code: str, message: str, tmp_path: Path
) -> None:
    """The engine says so of a copy of itself, or dies with it: in both cases its last line."""
    program = fake(tmp_path, {**SAME, "bad": code})
    first, bad, last = asked(program, "dev", "bad", "dev")
    assert (first.kind, last.kind) == (Kind.SAVED, Kind.SAVED)
    assert bad.kind is Kind.CRASHED
    assert message in bad.message and bad.message.endswith(": assertion failed")


def test_a_message_is_of_its_own_request_only(tmp_path: Path) -> None:
    devices = {"loud": "print('so', file=sys.stderr) or body", "bad": "os._exit(3)"}
    _, bad = asked(fake(tmp_path, devices), "loud", "bad")
    assert bad.message == "it ended with status 3"


def test_a_device_that_hangs(tmp_path: Path) -> None:
    with Engine(fake(tmp_path, {**SAME, "bad": "time.sleep(1000)"})) as engine:
        bad = asked_briefly(engine, "bad")
        last = engine.load("dev", 1, BODY, {}, realize=True)
    assert (bad.kind, bad.message) == (Kind.CRASHED, "no answer within 1 s")
    assert last.kind is Kind.SAVED


def test_nothing_of_it_is_left(tmp_path: Path) -> None:
    """Also not a process of its own that hangs."""
    code = "'error %d' % (os.fork() or time.sleep(1000))"
    with Engine(fake(tmp_path, {"fork": code, "bad": "time.sleep(1000)"})) as engine:
        child = int(engine.load("fork", 1, BODY, {}, realize=True).message)
        asked_briefly(engine, "bad")
    deadline = time.monotonic() + 60  # what is killed is gone when the system gets to it
    while _runs(child) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not _runs(child)


def _runs(process: int) -> bool:
    """Not so one that is dead and waits to be asked for its status."""
    try:
        state = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("answer", ["'what?'", "'saved zz {}'", "'\\xff'", "'x' * 100000"])
def test_garbage(answer: str, tmp_path: Path) -> None:
    bad, last = asked(fake(tmp_path, {**SAME, "bad": answer}), "bad", "dev")
    assert bad.kind is Kind.CRASHED and bad.message.startswith("it answers `")
    assert last.kind is Kind.SAVED


def test_an_answer_longer_than_a_pipe(tmp_path: Path) -> None:
    (found,) = asked(fake(tmp_path, {"dev": "bytes(1 << 20)"}), "dev")
    assert found.body == bytes(1 << 20)


def refusal(program: Path, seconds: float = 30.0) -> str:
    with pytest.raises(VmgenError) as raised, Engine(program, seconds) as engine:
        engine.start()
    (found,) = raised.value.diagnostics
    assert found.code == "VM431" and found.position.file == str(program)
    return found.message


def test_a_binary_that_is_none(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "none")
    text = tmp_path / "text"
    text.write_text("nothing")
    assert "Permission denied" in refusal(text)
    text.chmod(0o755)
    assert "Exec format" in refusal(text)
    assert "directory" in refusal(tmp_path) or "denied" in refusal(tmp_path)


def test_a_program_that_is_no_qemu(tmp_path: Path) -> None:
    assert "it says `Hello`" in refusal(fake(tmp_path, SAME, hello="Hello"))
    ended = fake(tmp_path, SAME, hello="", message="unknown option -M")
    assert "it says ``" in refusal(ended)
    true = tmp_path / "true"
    true.write_text("#!/bin/sh\nexit 0\n")
    true.chmod(0o755)
    assert "it ended with status 0" in refusal(true)


def test_a_qemu_without_the_engine(tmp_path: Path) -> None:
    program = tmp_path / "qemu"
    said = "qemu: -device vmgen-engine: 'vmgen-engine' is not a valid device model name"
    program.write_text(f'#!/bin/sh\necho "{said}" >&2\nexit 1\n')
    program.chmod(0o755)
    assert refusal(program) == "this QEMU has no device `vmgen-engine`"


def test_devices_that_are_not_told(tmp_path: Path) -> None:
    program = fake(tmp_path, SAME)
    text = program.read_text(encoding="utf-8")
    program.write_text(text.replace('print("device", name', 'print("what", name, flush=True) #'))
    with pytest.raises(VmgenError) as raised, Engine(program) as engine:
        engine.devices()
    (found,) = raised.value.diagnostics
    assert found.code == "VM431" and "it answers `what dev`" in found.message


def test_an_engine_of_another_vmgen(tmp_path: Path) -> None:
    assert "protocol 7" in refusal(fake(tmp_path, SAME, hello="vmgen-engine 7 12.0"))


def test_a_program_that_says_nothing(tmp_path: Path) -> None:
    program = tmp_path / "qemu"
    program.write_text("#!/bin/sh\nexec sleep 1000\n")
    program.chmod(0o755)
    assert "no answer within 1 s" in refusal(program, 1.0)


def test_it_ends_with_the_context(tmp_path: Path) -> None:
    program = fake(tmp_path, {"dev": "'error %d' % os.getpid()"})
    (found,) = asked(program, "dev")
    with pytest.raises(ProcessLookupError):
        os.kill(int(found.message), 0)
