# SPDX-License-Identifier: GPL-2.0-or-later
"""Bytes whose meaning only the author knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from vmgen.model.kinds.number import Scalar
from vmgen.model.kinds.options import TEXT, Check
from vmgen.model.kinds.saying import RANGE, Say
from vmgen.model.kinds.sized import Sized
from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from vmgen.model.nodes import Field
    from vmgen.model.place import Shape
    from vmgen.model.walk import Site


class Opaque(Sized):
    """`Opaque[n]`: n bytes of a C info that vmgen does not know; `reason=` says what they are."""

    options: ClassVar[Mapping[str, Check]] = {"reason": TEXT}

    @property
    def number(self) -> Scalar:
        """A byte."""
        return Scalar(name="u8")

    def check(self, site: Site, say: Say) -> None:
        """Nothing looks at them, so that a reader must be told what they are."""
        if not reason(site.field):
            cause = "Nothing else says what these bytes are, and whether they are right."
            mend = "Say `reason=` with the C info that writes them, and what it is for."
            message = f"`{site.field.name}` says no `reason=`"
            where = site.field.where("reason" if "reason" in site.field.at else "type")
            say.diagnostics.add("VM107", where, message, cause=cause, mend=mend)
        mend = "Check the value where your code uses it."
        say.no_effect(site.field, (*RANGE, "count"), "nothing is known of the bytes", mend)

    def in_memory(self, shape: Shape) -> int | None:
        """C has one thing; how large it is there is not known: as large as on the wire."""
        return self.size

    def travel(self, field: Field, around: Around) -> Travel:
        """As bytes, unless the author says otherwise."""
        return Travel("opaque", reason(field), self)


def reason(field: Field) -> str:
    """What the bytes are, in one line; empty where the spec does not say."""
    return " ".join(str(field.own.get("reason") or "").split())
