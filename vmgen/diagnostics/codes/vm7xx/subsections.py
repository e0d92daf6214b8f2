# SPDX-License-Identifier: GPL-2.0-or-later
"""VM760 to VM779: subsections."""

from vmgen.diagnostics.codes.vm7xx.rule import rule

_PROPERTY = (
    "Let `needed` be a property that old machine types turn off, and true only where the state is "
    "not what the old side assumes."
)

TABLE = (
    rule(
        *(760, "SUBSECTION_ADDED", "defaults", "refused"),
        "A side that does not have the subsection refuses it when it is sent; one that gets none "
        "keeps its default.",
        _PROPERTY,
    ),
    rule(
        *(761, "SUBSECTION_ALWAYS_NEEDED", "defaults", "refused"),
        "The subsection is always sent, so a side that does not have it refuses every section.",
        _PROPERTY,
    ),
    rule(
        *(762, "SUBSECTION_NOT_REMOVED", "refused", "defaults"),
        "Sections that carry it are refused.",
        "Keep it, with a `needed` that is never true: it loads, and is not sent.",
    ),
    rule(
        *(763, "SUBSECTION_SAME_NAME", "refused", "refused"),
        "A subsection is found by its name.",
        "Keep the name, or both for loading, and send one.",
    ),
    rule(
        *(764, "SUBSECTION_NEEDED_SAME", "ok", "ok"),
        "Whoever loads takes the subsection whether its own condition holds or not.",
        "Look whether what one side does not send is what the other has by default.",
    ),
    rule(
        *(765, "SUBSECTION_VERSION_BUMP", "ok", "refused"),
        "A subsection of a newer version than the side knows is refused.",
        "Put what is new into a second subsection.",
    ),
    rule(
        *(766, "SUBSECTION_MINIMUM_RAISED", "refused", "refused"),
        "A subsection of a version below the minimum is refused.",
        "Leave `minimum_version_id` of subsections as it is.",
    ),
    rule(
        *(767, "SUBSECTION_LAYOUT_SAME", "shifted", "shifted"),
        "A subsection is read field by field as a section is: what is behind the change is read "
        "from the wrong place, and so is all behind the subsection.",
        "Leave its fields as they are; put what is new into a second subsection.",
    ),
    rule(
        *(768, "SUBSECTION_ORDER", "ok", "ok"),
        "Each subsection says its name, so they are taken in any order.",
        "Nothing is to do.",
    ),
    rule(
        *(769, "SUBSECTION_MOVED", "refused", "refused"),
        "A subsection is looked for behind the fields of its description only: elsewhere its "
        "header is read as data, or refused.",
        "Leave it with the description that had it.",
    ),
    rule(
        *(770, "FIELD_TO_SUBSECTION", "shifted", "shifted"),
        "The bytes of the field are gone from the list, and all that is behind them is read from "
        "the wrong place.",
        "Leave the field where it is, or `Unused` of as many bytes.",
    ),
)
