# SPDX-License-Identifier: GPL-2.0-or-later
"""Streams opened ahead come in the order of their names, one or none for each, and are closed."""

from __future__ import annotations

import lzma
import sys
import threading
from pathlib import Path

import pytest

from vmgen.stream import Stream, StreamError, ahead
from vmgen.stream.ahead import WORKERS, opened_ahead

EMPTY = b"QEVM\0\0\0\3\0"


@pytest.fixture
def paths(tmp_path: Path) -> list[str]:
    """Eight files, packed and plain, of which the third is no stream and the fifth not there."""
    found = []
    for number in range(8):
        path = tmp_path / f"{number}"
        data = b"nothing" if number == 2 else EMPTY
        path.write_bytes(lzma.compress(data) if number % 2 else data)
        found.append(str(path))
    Path(found[4]).unlink()
    return found


def test_in_order(paths: list[str]) -> None:
    found = []
    interval = sys.getswitchinterval()
    for path, opened in opened_ahead(paths):
        try:
            with opened() as stream:
                found.append((path, len(list(stream.sections()))))
        except StreamError as error:
            assert path in str(error) or error.path == path
            found.append((path, -1))
    assert found == [(path, -1 if at in (2, 4) else 0) for at, path in enumerate(paths)]
    assert sys.getswitchinterval() == interval


def test_few_are_open_and_all_are_closed(paths: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Also those that nobody has asked for when somebody stops."""
    streams: list[Stream] = []
    closed: list[str] = []
    real, close = ahead.open_stream, Stream.close

    def counted(path: str, **options: object) -> Stream:
        streams.append(real(path, **options))  # type: ignore[arg-type]
        return streams[-1]

    def noted(stream: Stream) -> None:
        closed.append(stream.path)
        close(stream)

    monkeypatch.setattr(ahead, "open_stream", counted)
    monkeypatch.setattr(Stream, "close", noted)
    coming = opened_ahead(paths)
    for _ in range(2):
        _, opened = next(coming)
        with opened():
            pass
    assert len(streams) <= 2 + WORKERS
    coming.close()
    assert sorted(closed) == sorted(stream.path for stream in streams)
    assert threading.active_count() == 1


def test_a_stream_that_nobody_wants_any_more_is_left(tmp_path: Path) -> None:
    """However long it is: its thread would be waited for."""
    first = tmp_path / "first"
    first.write_bytes(EMPTY)
    asked = threading.Event()
    going = ahead.open_stream

    def slow(path: str, *, progress: ahead.Progress) -> Stream:
        if path == str(first):
            return going(path, progress=progress)
        asked.set()
        while True:
            progress(1)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ahead, "open_stream", slow)
        coming = opened_ahead([str(first), "endless"])
        next(coming)[1]().close()
        assert asked.wait(60)
        coming.close()
    assert threading.active_count() == 1
