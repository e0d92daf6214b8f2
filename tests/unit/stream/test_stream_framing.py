# SPDX-License-Identifier: GPL-2.0-or-later
"""Framing of hand-made streams: every element, with and without footers and description."""

from __future__ import annotations

import hashlib
import lzma
import tracemalloc
from pathlib import Path

import pytest
from stream_builder import (
    StreamBuilder,
    field,
    str8,
    struct_field,
    subsection,
    u8,
    u16,
    u32,
    u64,
    vmsd,
)

from vmgen.stream import Section, StreamError, decode_section, open_stream

ONE = vmsd("one", 1, field("a", "uint32", 4))


def read(path: Path) -> list[Section]:
    with open_stream(path) as stream:
        return list(stream.sections())


def refused(path: Path) -> StreamError:
    with pytest.raises(StreamError) as caught, open_stream(path) as stream:
        list(stream.sections())
    assert caught.value.path == str(path)
    assert f"offset {caught.value.offset} " in str(caught.value)
    return caught.value


def usual(page_size: int = 4096) -> StreamBuilder:
    builder = StreamBuilder("pc", page_size)
    builder.ram({"pc.ram": 16 * page_size, "rom": page_size}, data_pages=2, zero_pages=5)
    builder.command(11)
    builder.full("one", u32(1), ONE)
    builder.full("one", u32(2), ONE, instance=1)
    return builder.old_style("slirp", b"abc")


def test_usual_stream(tmp_path: Path) -> None:
    path = usual().write(tmp_path / "s")
    data = path.read_bytes()
    with open_stream(path) as stream:
        assert stream.machine == "pc"
        assert stream.page_size == 4096
        assert stream.length == len(data)
        assert stream.vmdesc_offset is not None
        assert data[stream.vmdesc_offset - 1 : stream.vmdesc_offset + 1] == b"\0\6"
        sections = list(stream.sections())
        assert stream.commands == [11]
        assert stream.footers is True
        assert stream.trailing == 0
        assert [str(s) for s in stream.sections()] == [str(s) for s in sections]
    ram, one, two, slirp = sections
    assert (ram.name, ram.version, ram.kind, len(ram.parts)) == ("ram", 4, "iterated", 3)
    assert ram.ram is not None
    assert ram.ram.blocks == {"pc.ram": 65536, "rom": 4096}
    assert (ram.ram.zero_pages, ram.ram.data_pages) == (5, 2)
    assert (one.key, two.key) == ("one:0", "one:1")
    assert (one.kind, one.described, one.data) == ("full", True, u32(1))
    assert data[two.offset : two.offset + two.length] == u32(2)
    assert (slirp.kind, slirp.data, slirp.described) == ("old-style", b"abc", True)
    assert decode_section(slirp).field("data").value == b"abc"


@pytest.mark.parametrize("page_size", [256, 1024, 2048, 8192, 16384, 65536])
def test_page_size_comes_from_the_description(tmp_path: Path, page_size: int) -> None:
    with open_stream(usual(page_size).write(tmp_path / "s")) as stream:
        assert stream.page_size == page_size
        ram = next(stream.sections()).ram
    assert ram is not None
    assert (ram.zero_pages, ram.data_pages) == (5, 2)


def test_page_size_comes_from_the_bytes(tmp_path: Path) -> None:
    builder = StreamBuilder("avr", 256)
    builder.ram({"ram": 65536}, data_pages=2, zero_pages=20)
    builder.full("one", u32(7))
    path = tmp_path / "s"
    path.write_bytes(builder.data + b"\0")
    with open_stream(path) as stream:
        assert stream.page_size == 256
        _, one = stream.sections()
    assert one.data == u32(7)


def test_xz_is_told_by_its_contents(tmp_path: Path) -> None:
    data = usual().done()
    path = tmp_path / "no-suffix"
    half = len(data) // 2
    path.write_bytes(
        lzma.compress(data[:half]) + b"\0" * 8 + lzma.compress(data[half:]) + b"\0" * 4
    )
    assert [s.key for s in read(path)] == ["ram:0", "one:0", "one:1", "slirp:0"]


def test_configuration(tmp_path: Path) -> None:
    builder = StreamBuilder("virt", 16384)
    builder.raw(b"\5" + str8("configuration/target-page-bits") + u32(1) + u32(14))
    builder.raw(
        b"\5" + str8("configuration/capabilities") + u32(1) + u32(1) + str8("x-ignore-shared")
    )
    builder.raw(b"\5" + str8("configuration/uuid") + u32(1) + bytes(range(16)))
    section_id = builder.start("ram", 0, 4, kind=1)
    start = u64(16384 | 4) + str8("ram") + u64(16384) + u64(0) + u64(0x10)
    builder.raw(start).footer(section_id)
    builder.raw(b"\3" + u32(section_id) + u64(0x10)).footer(section_id)
    with open_stream(builder.write(tmp_path / "s")) as stream:
        assert stream.page_size == 16384
        configuration = stream.configuration
        assert configuration is not None
        assert configuration.capabilities == ["x-ignore-shared"]
        assert configuration.uuid == "00010203-0405-0607-0809-0a0b0c0d0e0f"
        assert len(configuration.subsections) == 3
        assert [s.key for s in stream.sections()] == ["ram:0"]


def test_no_configuration(tmp_path: Path) -> None:
    builder = StreamBuilder(None).full("one", u32(1), ONE)
    with open_stream(builder.write(tmp_path / "s")) as stream:
        assert stream.machine is None
        assert len(list(stream.sections())) == 1


def test_no_footers(tmp_path: Path) -> None:
    builder = StreamBuilder("pc-2.4")
    builder.footers = False
    builder.ram({"ram": 65536}).full("one", u32(1), ONE)
    builder.full("two", b"\1\2\3", vmsd("two", 1, field("a", "u", 2)))  # a lie
    builder.full("one", u32(2), ONE, instance=1)
    with open_stream(builder.write(tmp_path / "s")) as stream:
        sections = list(stream.sections())
        assert stream.footers is False
    assert [s.data for s in sections[1:]] == [u32(1), b"\1\2\3", u32(2)]
    assert [s.described for s in sections[1:]] == [True, False, True]


def of_all_kinds(*, footers: bool) -> StreamBuilder:
    """Sections whose descriptions are right, wrong in themselves, too short, or of no length."""
    inner = vmsd("in", 1, field("a", "uint8", 1), field("b", "uint8", 1))
    more = [vmsd("one/more", 1, field("c", "uint16", 2))]
    builder = StreamBuilder("pc")
    builder.footers = footers
    builder.ram({"ram": 65536}).full("one", u32(1), ONE)
    whole = vmsd("whole", 1, struct_field("s", 2, inner, array_len=3), subsections=more)
    builder.full("whole", bytes(6) + subsection("one/more", 1) + u16(7), whole)
    builder.full("inside", bytes(3), vmsd("inside", 1, struct_field("s", 3, inner)))
    builder.full("short", b"\1\2\3", vmsd("short", 1, field("a", "u", 2)))
    builder.full("odd", b"\1", vmsd("odd", 1, {"name": "a", "type": "u", "size": "one"}))
    return builder.full("one", u32(2), ONE, instance=1)


@pytest.mark.parametrize("footers", [True, False])
def test_sections_that_nobody_wants_end_where_they_do(tmp_path: Path, *, footers: bool) -> None:
    with open_stream(of_all_kinds(footers=footers).write(tmp_path / "s")) as stream:
        all_, one, none = (
            {section.key: section for section in stream.sections(wanted)}
            for wanted in (None, lambda section: section.name == "one", lambda section: False)
        )
    for found in (one, none):
        places = {key: (section.offset, section.length) for key, section in found.items()}
        assert places == {key: (section.offset, section.length) for key, section in all_.items()}
    assert [one[key].data for key in ("one:0", "one:1")] == [u32(1), u32(2)]
    passed = [key for key, section in none.items() if section.described is None]
    assert passed == ["ram:0", "one:0", "whole:0", "inside:0", "one:1"]
    assert not any(none[key].data for key in passed)


def test_no_description(tmp_path: Path) -> None:
    path = tmp_path / "s"
    path.write_bytes(usual().data + b"\0")
    sections = read(path)
    assert [s.data for s in sections[1:]] == [u32(1), u32(2), b"abc"]
    assert {s.described for s in sections[1:]} == {False}
    assert decode_section(sections[1]).reason == "the stream has no description"


def test_what_follows_the_description(tmp_path: Path) -> None:
    path = tmp_path / "s"
    path.write_bytes(usual(1024).done() + b"\0" * 100)
    with open_stream(path) as stream:
        assert [s.described for s in stream.sections()] == [None, True, True, True]
        assert stream.trailing == 100
        assert stream.page_size == 1024


def test_private_iterated_section(tmp_path: Path) -> None:
    builder = StreamBuilder("pseries")
    parts = [b"", b"\x7e" + u32(0) + b"not the end", b"\x7e" * 40]
    builder.iterated("spapr/htab", parts).full("one", u32(1), ONE)
    with open_stream(builder.write(tmp_path / "s"), digest=True) as stream:
        htab, one = stream.sections()
    assert (htab.kind, htab.described, htab.data) == ("iterated", None, b"")
    assert [length for _, length in htab.parts] == [len(part) for part in parts]
    assert htab.length == sum(map(len, parts))
    assert htab.sha256 == hashlib.sha256(b"".join(parts)).hexdigest()
    assert one.data == u32(1)


def test_sections_interleave(tmp_path: Path) -> None:
    builder = StreamBuilder()
    first = builder.start("x", 0, 1, kind=1)
    builder.raw(b"ab").footer(first)
    second = builder.start("y", 0, 1, kind=1)
    builder.raw(b"cd").footer(second)
    builder.full("one", u32(1), ONE)
    for section_id, payload in ((second, b"ef"), (first, b"gh")):
        builder.raw(b"\3" + u32(section_id) + payload).footer(section_id)
    keys = [(s.name, s.length) for s in read(builder.write(tmp_path / "s"))]
    assert keys == [("one", 4), ("y", 4), ("x", 4)]


def test_description_that_does_not_fit_the_bytes(tmp_path: Path) -> None:
    builder = StreamBuilder("none").full("one", b"\1\2\3\4\5", ONE).full("one", u32(2), ONE, 1)
    long, short = read(builder.write(tmp_path / "s"))
    assert (long.data, long.described) == (b"\1\2\3\4\5", False)
    assert long.reason == "no footer where its fields end, after 4 bytes"
    assert decode_section(long).reason == "one: 5 bytes, described 4"
    assert short.described is True


def test_described_beyond_the_end(tmp_path: Path) -> None:
    huge = vmsd("one", 1, field("a", "buffer", 2**31))
    builder = StreamBuilder("none").full("one", u32(1), huge)
    (one,) = read(builder.write(tmp_path / "s"))
    assert one.data == u32(1)
    assert one.described is False


def test_packaged_and_other_commands(tmp_path: Path) -> None:
    builder = StreamBuilder().command(2, u32(5)).command(7, u32(6)).raw(b"inside")
    with open_stream(builder.full("one", u32(1), ONE).write(tmp_path / "s")) as stream:
        assert [s.key for s in stream.sections()] == ["one:0"]
        assert stream.commands == [2, 7]


@pytest.mark.parametrize(
    ("data", "offset", "message"),
    [
        (b"", 0, "no migration stream"),
        (b"QEV", 0, "no migration stream"),
        (b"\x7fELF" + bytes(100), 0, "no migration stream"),
        (b"QEVM", 4, "file version: 4 bytes wanted, the stream has 0 more"),
        (b"QEVM" + u32(2), 4, "file version 2 is not known"),
        (b"QEVM" + u32(3) + b"\7" + u32(2**31), 9, "a machine name of 2147483648 bytes"),
        (b"QEVM" + u32(3) + b"\7" + u32(2) + b"\xff\xfe", 13, "machine name is not UTF-8"),
        (b"QEVM" + u32(3) + b"\7" + u32(2) + b"\x1b[", 13, "machine name is not printable"),
        (StreamBuilder().data, 17, "ends without its end mark"),
        (StreamBuilder().data + b"\5" + str8("configuration/new") + u32(1), 17, "is not known"),
        (StreamBuilder().data + b"\x09", 17, "byte 09 begins no section"),
        (StreamBuilder().data + b"\2" + u32(9), 17, "a part of section 9, which has not started"),
        (StreamBuilder().data + b"\4" + u32(1) + u8(255) + b"abc", 23, "section name: 255 bytes"),
        (StreamBuilder().iterated("x", [b"", b""]).raw(b"\4").done(b""), 42, "has no end"),
        (StreamBuilder().iterated("ram", [u64(0x10)], 3).data, 17, "ram of version 3"),
        (StreamBuilder().iterated("ram", [u64(0x22) + b"\0"], 4).data, 34, "but there was none"),
        (StreamBuilder().iterated("ram", [u64(0)], 4).data, 34, "page flags 0x0 are not known"),
        (StreamBuilder().iterated("ram", [u64(2**62 | 4)], 4).data, 43, "ram: block name"),
        (StreamBuilder().command(1).raw(b"\x08" + u16(2) + u16(65535)).data, 27, "command: 65535"),
        (StreamBuilder().full("one", u32(1)).done("{}"), 49, "has no list of devices"),
        (StreamBuilder().full("one", u32(1)).done("{" * 5000), 49, "the description is"),
        (StreamBuilder().done('{"devices": [1]}'), 23, "has no list of devices"),
        (StreamBuilder().done(b'{"devices": "\xff"}'), 23, "the description is no JSON"),
        (StreamBuilder().done('{"devices":[], "page_size":3}'), 23, "has a page size of 3"),
        (StreamBuilder().done('{"a":' + "[" * 100_000), 23, "the description is nested too deep"),
        (StreamBuilder().done('{"a":' + "1" * 5000 + "}"), 23, "the description is no JSON"),
        (StreamBuilder().data + b"\0\6" + u32(2**31) + b"{}", 18, "a description of 2147483648"),
    ],
)
def test_malformed(tmp_path: Path, data: bytes, offset: int, message: str) -> None:
    path = tmp_path / "s"
    path.write_bytes(data)
    error = refused(path)
    assert message in error.message
    assert error.offset == offset


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert "cannot open: No such file" in refused(tmp_path / "none").message
    assert "directory" in refused(tmp_path).message.lower()
    with pytest.raises(StreamError, match="cannot open"):
        open_stream("a\0b")


def test_unsound_xz(tmp_path: Path) -> None:
    packed = lzma.compress(usual().done())
    path = tmp_path / "s"
    path.write_bytes(packed[:-20])
    assert refused(path).message == "the xz file ends early"
    path.write_bytes(packed + b"junk" * 10)
    assert refused(path).message.startswith("the xz file is not sound")
    greedy = lzma.compress(b"QEVM", filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 29}])
    path.write_bytes(greedy)
    assert refused(path).message == "the xz file is not sound: memory usage limit exceeded"


def test_guest_memory_is_not_held(tmp_path: Path) -> None:
    """64 MiB of guest memory, a private section of 16 MiB: a few MiB are needed."""
    page_size = 4096
    page = b"\x55" * page_size
    builder = StreamBuilder("pc", page_size)
    start = u64(2**26 | 4) + str8("ram") + u64(2**26) + u64(0x10)
    pages = [u64(0x08) + str8("ram") + page]
    pages += [u64(number * page_size | 0x28) + page for number in range(1, 2**26 // page_size)]
    builder.iterated("ram", [start, b"".join(pages) + u64(0x10), u64(0x10)], version=4)
    builder.iterated("private", [b"\0" * 2**24, b"\1"])
    builder.full("one", u32(1), ONE)
    path = tmp_path / "s.xz"
    path.write_bytes(lzma.compress(builder.done(), preset=0))
    del pages, builder
    tracemalloc.start()
    keys = [section.key for section in read(path)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert keys == ["ram:0", "private:0", "one:0"]
    assert peak < 24 << 20
