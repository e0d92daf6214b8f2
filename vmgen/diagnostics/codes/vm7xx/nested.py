# SPDX-License-Identifier: GPL-2.0-or-later
"""VM750 to VM759: descriptions inside others."""

from vmgen.diagnostics.codes.vm7xx.rule import rule

TABLE = (
    rule(
        *(750, "NESTED_LAYOUT_SAME", "shifted", "shifted"),
        "A struct inside another has no version in the stream: each side reads it at its own, so "
        "`since` inside does not help.",
        "Put what is new into a subsection of the struct.",
    ),
    rule(
        *(751, "NESTED_VERSION_SAME", "ok", "ok"),
        "The version of a struct inside another does not travel, and nothing looks at it.",
        "Leave it: a new number only misleads.",
    ),
    rule(
        *(752, "NESTED_SUBSECTION_ADDED", "defaults", "refused"),
        "A side that does not have the subsection refuses it when it is sent.",
        "Send it only if a property says so that old machine types turn off, and where the state "
        "is not the default.",
    ),
    rule(
        *(753, "NESTED_SAME_NAME", "ok", "ok"),
        "The name of a struct inside another does not travel; it only begins the names of its "
        "subsections.",
        "Nothing is to do, as long as it has no subsections.",
    ),
    rule(
        *(754, "NESTED_NAME_PREFIX", "refused", "refused"),
        "A description takes every subsection that begins with its name for one of its own, and "
        "refuses the one of the description around it.",
        "Give the struct a name that none of the subsections around it begins with.",
    ),
    rule(
        *(755, "NESTED_FLATTENED", "ok", "ok"),
        "A struct adds no byte, so its fields are where they were.",
        "Nothing is to do, as long as it has no subsections.",
    ),
    rule(
        *(756, "NESTED_MOVED", "wrong", "wrong"),
        "The bytes of one struct are read as those of another.",
        "Keep the order of the structs.",
    ),
    rule(
        *(757, "VSTRUCT_VERSION_SAME", "shifted", "shifted"),
        "A struct that is read at the version of the section, and one that is read at its own, "
        "have other fields.",
        "Keep which version the struct is read at.",
    ),
)
