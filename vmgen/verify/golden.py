# SPDX-License-Identifier: GPL-2.0-or-later
"""Golden vectors through the devices of a real QEMU: that needs no stream and no crate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from vmgen.codec import Codec
from vmgen.codec.author import author_of
from vmgen.layout import Nested, bare
from vmgen.vectors.make import Vector, vectors
from vmgen.verify.binary import Binary, Expected
from vmgen.verify.run import Result, normalised

WHERE = "golden vector"
"""In the place of a stream's name."""


def golden(binary: Binary, codec: Codec) -> Iterator[Result]:
    """A result for each vector of a device; none if the binary has no device for it.

    A device of QEMU's own with another layout is told in the first one, and tried no further.

    Where the device's author has a word (`vmgen.codec.author`) the codec's is none, as in the
    tests of the crate; timers in registers count as the author's, as they do in some dialects.
    """
    if not binary.of(codec):
        return
    reset = list(binary.at_reset(codec))
    first = [trial for trial, _ in reset if trial is not None]
    noted = [note for _, notes in reset for note in notes]
    without = {trial.subject.name for trial in first}
    parent = _parent(codec)
    for vector in vectors(codec.device):
        expected = replace(_expected(codec, vector), parent=parent)
        trials = (*first, *binary.trials(codec, expected, without))
        findings = tuple(finding for trial in trials for finding in trial.findings)
        notes = (*noted, *(note for trial in trials for note in trial.notes))
        named = f"`{vector.name}` of {codec.name}"
        yield Result(codec.name, WHERE, named, vector.version, True, findings, notes, trials)
        first, noted = [], []


def _parent(codec: Codec) -> int:
    """The bytes of a parent of QEMU's, with which a section begins; 0 where it has none."""
    first = next(iter(codec.layout.fields), None)
    if first is None or not isinstance(first.element, Nested) or first.element.role != "parent":
        return 0
    areas = codec.saved(codec.reset()).areas
    return max(it.end for it in areas if it.path.startswith(f"{first.key}."))


def _expected(codec: Codec, vector: Vector) -> Expected:
    author, layout = author_of(codec.device, armed=True), vector.layout
    spans = () if layout is None else layout.spans
    unknown = [(it.offset, it.end) for it in spans if author.owns(bare(it.path))]
    known = 0 if author.anything else layout.asked if author.methods and layout else None
    return Expected(
        vector.data,
        vector.version,
        vector.flags,
        vector.refused,
        vector.name,
        (vector.saved,),
        spans,
        normalised(codec.device),
        needed=vector.needed,
        unchanged=vector.unchanged and not (author.anything or author.bytes),
        unknown=unknown,
        known=known,
        author_refuses=author.refuses,
    )
