# SPDX-License-Identifier: GPL-2.0-or-later
"""Sections through the devices of a real QEMU, and what is to be said of what they made of them.

The crate of the spec has to give the very bytes back. A device of QEMU's own has code of its own:
what it saves is judged as a section of a stream is, by the description that QEMU's writer made with
it. If spec and device mean the same fields by it, then what is otherwise than what was loaded is
the device's own doing, as a `post_load` of C's is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any

from vmgen.codec import Codec
from vmgen.codec.errors import ErrorClass
from vmgen.codec.save import Span
from vmgen.engine import Engine, Kind, Reply, Subject, Subjects
from vmgen.layout import bare
from vmgen.stream.section import Section
from vmgen.values import dataclass
from vmgen.vectors.settings import Setting, changed_pointers
from vmgen.vectors.settings import settings as settings_of
from vmgen.verify.agreement import Note
from vmgen.verify.answer import Answer
from vmgen.verify.judge import Finding, bytes_of
from vmgen.verify.solve import UnsolvedError, solve

MOST_CRASHES = 20
"""Crashes of a type of device after which it is not tried any more."""

_ITS_OWN = {
    ErrorClass.POST_LOAD,
    ErrorClass.VALIDATION_FAILED,
    ErrorClass.TOO_OLD,
}
"""Refusals of values and of versions, which a device may take; others are of what lies where."""

_OWN_CODE = re.compile(
    r"(post|pre) load hook failed|Input validation failed|^error \d+$"
    r"|Failed to load element of type (pci config|int32 le) for "
)
"""What QEMU says where a device's own code refuses what was loaded: its hooks, a check among
its fields (`VMSTATE_VALIDATE`), a `post_load` that answers with a number above 0, or an info that
compares with what the device has, as that of PCI's ids does."""


class Came(StrEnum):
    """What became of a section in a device of a binary."""

    SAME = "the same"
    EQUIVALENT = "equivalent"
    """Other bytes where a form at run time is not kept, or the author's code decides."""
    REFUSED = "refused as by the spec"
    CHANGED = "changed by its own code"
    TAKEN = "taken, and refused by the spec"
    STRICTER = "refused by its own code"
    UNTRIED = "not tried"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Trial:
    """What one device of a binary made of one section."""

    subject: Subject
    came: Came
    named: tuple[str, ...] = ()
    """Fields that its own code changes, or why it was not tried, not taken, or crashed."""
    findings: tuple[Finding, ...] = ()
    notes: tuple[Note, ...] = ()
    """What the description that QEMU's own device saved only calls otherwise."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A section, and what the spec says of it."""

    data: bytes
    version: int
    settings: Mapping[str, Setting]
    """By field, what is set before the load."""
    refused: ErrorClass | None
    named: str
    """What is wrong with it if it is refused: a field, or the name of a vector."""
    wanted: Collection[bytes]
    """What may be saved, all of it in the spec's version; the codec's form first."""
    areas: Sequence[Span] = ()
    """Where what lies in the codec's form."""
    normalised: Collection[str] = ()
    """As the judge of streams has it (`vmgen.verify.judge.Evidence`)."""
    needed: bool = True
    """Whether the section is sent at all."""
    unchanged: bool = False
    """Whether a device that refuses it must be as it was before."""
    unknown: Sequence[tuple[int, int]] = ()
    """Ranges of bytes of which only the author's code knows."""
    known: int | None = None
    """Up to where anything is known of what is saved; None for all of it."""
    author_refuses: bool = False
    """Whether the author's code may refuse what the codec takes."""
    parent: int = 0
    """Bytes at its beginning that are a parent's of QEMU's: a section made here has those there
    that a new device saves, as what it takes is not for the spec to say (PCI compares ids)."""


class Binary:
    """The devices of a binary, and the judge of what they make of sections."""

    def __init__(
        self,
        engine: Engine,
        alone: Callable[[Codec, Section], tuple[Sequence[Finding], Sequence[Note]]],
    ) -> None:
        """`alone` is what is to be said of a section by its description, without any device."""
        self._subjects = Subjects(engine)
        self._looked_at = alone
        self._crashes: Counter[str] = Counter()
        self._reset: dict[tuple[str, tuple[tuple[str, str], ...]], Reply] = {}

    @property
    def version(self) -> str:
        """Of QEMU."""
        return self._subjects.engine.version

    def of(self, codec: Codec) -> list[Subject]:
        """The devices that a spec is tried on."""
        return self._subjects.of(codec.device, self._settings(codec, {})[0])

    def trials(
        self, codec: Codec, expected: Expected, without: Collection[str] = ()
    ) -> Iterator[Trial]:
        """What each device of the binary that a spec is tried on makes of a section.

        `without` are types of devices that are left out.
        """
        for subject in self.of(codec):
            if subject.name not in without:
                yield self._trial(codec, subject, expected)

    def at_reset(self, codec: Codec) -> Iterator[tuple[Trial | None, list[Note]]]:
        """For each device of QEMU's own, what is to be said of what it saves that was just reset.

        A trial if it has another layout than the spec: where it has a number more, or a wider one,
        it takes no vector, and no refusal says at which field.
        """
        for subject in self.of(codec):
            reply = self._at_reset(subject, self._settings(codec, {})[0])
            if subject.ours or reply.kind is not Kind.SAVED:
                continue
            (found, notes), spec = self._alone(codec, subject, reply, " at reset"), codec.layout
            if subject.type.version != spec.version_id:
                versions = f"{subject.type.version}, and the spec {spec.version_id}"
                message = f"{subject.who} has version_id {versions}"
                found.insert(0, Finding("device", subject.who, "", None, "", "", message))
            other = any(not item.equivalent for item in found)
            named = ("at reset: no vector was tried",)
            yield Trial(subject, Came.DIFFERENT, named, (*found,)) if other else None, notes

    def _trial(self, codec: Codec, subject: Subject, expected: Expected) -> Trial:
        if self._crashes[subject.name] >= MOST_CRASHES:
            return Trial(subject, Came.UNTRIED, (f"it crashed {MOST_CRASHES} times",))
        given, hidden = self._settings(codec, expected.settings)
        if hidden:
            why = f"nothing sets `{hidden[0]}`, which is no property"
            return Trial(subject, Came.UNTRIED, (why,))
        if expected.parent:
            new = self._at_reset(subject, given).body
            if new is None:
                return Trial(
                    subject, Came.UNTRIED, ("it shows no parent: it saves nothing when new",)
                )
            expected = _of_its_parent(expected, new)
        reply = self._load(codec, subject, expected, given)
        if reply.kind in (Kind.ERROR, Kind.UNREALIZED):
            return Trial(subject, Came.UNTRIED, (reply.message,))
        if reply.kind is Kind.CRASHED:
            self._crashes[subject.name] += 1
            return _crashed(subject, reply, expected)
        if subject.ours:
            return self._crate(codec, subject, expected, given, reply)
        return self._own(codec, subject, expected, reply)

    def _load(
        self, codec: Codec, subject: Subject, expected: Expected, given: Mapping[str, str]
    ) -> Reply:
        """The device's answer; it need not have a property that is as at reset."""
        section = expected.version, expected.data
        look = expected.unchanged and subject.ours
        reply = self._subjects.load(subject, *section, given, look=look)
        if reply.kind is Kind.ERROR:
            usual = self._settings(codec, {})[0]
            rest = {name: text for name, text in given.items() if usual.get(name) != text}
            if rest != given:
                return self._subjects.load(subject, *section, rest, look=look)
        return reply

    def _settings(
        self, codec: Codec, given: Mapping[str, Setting]
    ) -> tuple[dict[str, str], list[str]]:
        """Properties as QEMU's command line has them, and what else would have to be set."""
        named = {field.name: field for field in codec.device.fields}
        found, hidden = dict[str, str](), list[str]()
        for name, number in settings_of(codec.device, codec.layout).items():
            usual = int(codec.reset_values[name])
            value = given.get(name, usual)
            if name in named and named[name].place.is_property:
                text = ("off", "on")[bool(value)] if number.runtime == "bool" else str(value)
                found[named[name].wire_name] = text
            elif value != usual:
                hidden.append(name)
        reset = codec.reset_values
        return found, [*hidden, *changed_pointers(codec.layout, {**reset, **given}, reset)]

    # -- the crate ---------------------------------------------------------------------------------

    def _crate(
        self,
        codec: Codec,
        subject: Subject,
        expected: Expected,
        given: Mapping[str, str],
        reply: Reply,
    ) -> Trial:
        if reply.kind is Kind.REFUSED:
            if expected.refused is None:
                if expected.author_refuses:
                    return Trial(subject, Came.STRICTER, (reply.message,))
                return _different(subject, f"refuses it: {reply.message}")
            if expected.unchanged and reply.body != self._at_reset(subject, given).body:
                return _different(subject, "refuses it, and is not as it was before")
            return Trial(subject, Came.REFUSED)
        if reply.kind is Kind.UNSAVED:
            return _different(subject, f"does not save it again: {reply.message}")
        if expected.refused is not None:
            return _different(subject, f"takes what the spec refuses ({expected.refused})")
        if reply.kind is Kind.UNNEEDED or not expected.needed:
            needed = reply.kind is not Kind.UNNEEDED
            if needed is expected.needed or expected.known is not None:
                return Trial(subject, Came.SAME)
            return _different(subject, f"says that its section is {'not ' * (not needed)}needed")
        assert reply.body is not None
        found = list(self._bytes(subject, expected, reply.body))
        if not expected.unknown and expected.known is None:
            found += self._alone(codec, subject, reply)[0]
        mild = all(item.equivalent for item in found)
        came = (Came.EQUIVALENT if found else Came.SAME) if mild else Came.DIFFERENT
        return Trial(subject, came, (), () if mild else tuple(found))

    def _bytes(self, subject: Subject, expected: Expected, saved: bytes) -> Iterator[Finding]:
        """Where what a device saved is none of what it may be."""
        first, *others = expected.wanted
        for wanted in (first, *others):
            known = bytearray(saved)
            end = len(saved) if expected.known is None else expected.known
            for start, stop in expected.unknown:
                known[start:stop] = wanted[start:stop]
            if known[:end] == wanted[:end] and (end < len(saved) or len(known) == len(wanted)):
                return
        answer = Answer(subject.who, saved)
        yield from bytes_of(answer, first, expected.areas, expected.normalised)

    def _at_reset(self, subject: Subject, given: Mapping[str, str]) -> Reply:
        """What a device saves that was just reset; it need not have the properties."""
        key = subject.name, tuple(sorted(given.items()))
        if key not in self._reset:
            engine = self._subjects.engine
            reply = engine.save(subject.name, given, realize=subject.realized)
            if reply.kind is Kind.ERROR:
                reply = engine.save(subject.name, {}, realize=subject.realized)
            self._reset[key] = reply
        return self._reset[key]

    # -- QEMU's own --------------------------------------------------------------------------------

    def _own(self, codec: Codec, subject: Subject, expected: Expected, reply: Reply) -> Trial:
        if reply.kind is Kind.REFUSED:
            if expected.refused is not None:
                return Trial(subject, Came.REFUSED)
            if _OWN_CODE.search(reply.message):
                return Trial(subject, Came.STRICTER, (reply.message,))
            if _asks(codec):
                why = f"its predicates see other fields: {reply.message}"
                return Trial(subject, Came.STRICTER, (why,))
            return _different(subject, f"refuses it: {reply.message}")
        if expected.refused is not None:
            if expected.refused in _ITS_OWN:
                return Trial(subject, Came.TAKEN, (expected.named or str(expected.refused),))
            return _different(subject, f"takes what the spec refuses ({expected.refused})")
        if reply.kind is Kind.UNSAVED:
            return Trial(subject, Came.STRICTER, (f"not saved: {reply.message}",))
        if reply.kind is Kind.UNNEEDED:
            if not expected.needed:
                return Trial(subject, Came.SAME)
            return Trial(subject, Came.CHANGED, ("its section is not needed",))
        found, notes = self._alone(codec, subject, reply)
        if any(not item.equivalent for item in found):
            return Trial(subject, Came.DIFFERENT, (), tuple(found))
        assert reply.body is not None
        if reply.body in expected.wanted:
            return Trial(subject, Came.SAME, notes=tuple(notes))
        names = tuple(_changed(codec, next(iter(expected.wanted)), reply.body))
        came = Came.CHANGED if names else Came.EQUIVALENT
        return Trial(subject, came, names, notes=tuple(notes))

    def _alone(
        self, codec: Codec, subject: Subject, reply: Reply, when: str = ""
    ) -> tuple[list[Finding], list[Note]]:
        """What the spec makes of what a device saved, by the description that it saved with it."""
        assert reply.body is not None and reply.description is not None
        version = reply.description.get("version", codec.layout.version_id)
        section = Section(
            codec.name, version=version, data=reply.body, description=reply.description
        )
        findings, notes = self._looked_at(codec, section)
        who = subject.who
        said = [
            replace(it, who=who, message=f"of what {who} saves{when}: {it.message}")
            for it in findings
        ]
        return said, list(notes)


def _asks(codec: Codec) -> bool:
    """Whether methods of the author's say which fields are there: C's predicates may look at what
    was loaded, so that of a vector nobody knows what is in it. At reset it is known."""
    gates = (field.needed for field in codec.device.fields)
    return any(it is not None and it.asks for it in gates)


def _of_its_parent(expected: Expected, new: bytes) -> Expected:
    """The same with the parent of a device that was just made."""
    head = new[: expected.parent]
    data, *wanted = (head[: len(it)] + it[len(head) :] for it in (expected.data, *expected.wanted))
    return replace(expected, data=data, wanted=wanted)


def _crashed(subject: Subject, reply: Reply, expected: Expected) -> Trial:
    """A crash is a fault of whoever lets such a section pass, or of a device that is half there."""
    if not subject.realized:
        return Trial(subject, Came.UNTRIED, (f"not realized, it crashes: {reply.message}",))
    if expected.refused is not None and not subject.ours:
        return Trial(subject, Came.TAKEN, (f"{expected.named} crashes it: {reply.message}",))
    return _different(subject, f"crashes: {reply.message}")


def _different(subject: Subject, message: str) -> Trial:
    text = f"{subject.who} {message}"
    finding = Finding("device", subject.who, "", None, "", "", text)
    return Trial(subject, Came.DIFFERENT, (), (finding,))


def _changed(codec: Codec, before: bytes, after: bytes) -> Iterator[str]:
    """The fields with other values in the second of two sections of the spec's version."""
    try:
        old, new = (
            dict(_leaves(solve(codec, data, codec.layout.version_id).state.model_dump(), ""))
            for data in (before, after)
        )
    except UnsolvedError as error:
        yield f"{error.refusal.path} ({error.refusal.message})"
        return
    paths = (path for path in {**old, **new} if old.get(path) != new.get(path))
    yield from dict.fromkeys(map(bare, paths))


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _leaves(item, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        for index, item in enumerate(value):
            yield from _leaves(item, f"{path}[{index}]")
    else:
        yield path, value
