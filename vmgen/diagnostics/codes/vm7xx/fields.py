# SPDX-License-Identifier: GPL-2.0-or-later
"""VM720 to VM739: fields in a list."""

from vmgen.diagnostics.codes.vm7xx.rule import rule

_SUBSECTION = (
    "Put it into a subsection with `needed` (a property that old machine types turn off, and only "
    "where the value is not the default), which keeps both directions"
)

TABLE = (
    rule(
        *(720, "FIELD_NOT_REMOVED", "shifted", "shifted"),
        "Fields have no names on the wire: without its bytes all that is behind it is read from "
        "the wrong place.",
        "Leave `Unused` of as many bytes in its place, for ever.",
    ),
    rule(
        *(721, "FIELD_ADDED_UNGATED", "shifted", "shifted"),
        "The side that has it reads bytes that the other did not write: those of the next field, "
        "or of the footer.",
        f"{_SUBSECTION}; or `since=` a raised `version_id`, which keeps old -> new alone.",
    ),
    rule(
        *(722, "FIELD_ADDED_GATED", "defaults", "refused"),
        "Older sections do not have it, so it keeps its default; newer ones are refused by the old "
        "side for their version.",
        f"{_SUBSECTION}. `since=` is right where nobody migrates back.",
    ),
    rule(
        *(723, "FIELD_GATE_SAME", "shifted", "ok"),
        "`since` and `until` say which versions had the field. With others, sections of some older "
        "version are read at the wrong places.",
        "Leave them as they are: they are history.",
    ),
    rule(
        *(724, "FIELD_GATE_LOWERED", "shifted", "ok"),
        "Versions that did not have the field are now read as if they had.",
        "Leave `since` as it was.",
    ),
    rule(
        *(725, "FIELD_PREDICATE_SAME", "shifted", "shifted"),
        "Whether the field is there is worked out by each side. Where the two conditions differ, "
        "one side reads bytes that the other did not write.",
        "Keep `needed` of a field as it is; let a new one depend on a property alone, which has "
        "the same value on both sides.",
    ),
    rule(
        *(726, "FIELD_SAME_ORDER", "wrong", "wrong"),
        "Both sides read as many bytes, but the value of one field arrives in another, and nothing "
        "notices.",
        "Keep the order of the fields; that of the author's struct is free.",
    ),
    rule(
        *(727, "FIELD_SAME_WIDTH", "shifted", "shifted"),
        "Everything behind the field is read from the wrong place.",
        "Keep the field with its low part (`wire=`), and send all of it in a subsection that is "
        "needed only when it does not fit.",
    ),
    rule(
        *(728, "FIELD_SAME_TYPE", "wrong", "wrong"),
        "The same bytes mean something else: bytes and numbers, or a number and a timer, which is "
        "armed by what arrives.",
        "Keep the type; convert in the author's code.",
    ),
    rule(
        *(729, "FIELD_SAME_SIGN", "wrong", "wrong"),
        "Values of half the range and above turn negative, or the other way round.",
        "Keep the sign on the wire (`wire=`), or bound the field to what both hold.",
    ),
    rule(
        *(730, "FIELD_BOOL_WIDTH", "wrong", "ok"),
        "A bool has one byte as a u8 has: every number but 0 becomes 1.",
        "Right if the number was never more than 1: then bound it, `field(le=1)`.",
    ),
    rule(
        *(731, "FIELD_SAME_NAME", "ok", "ok"),
        "Names of fields do not travel.",
        "Nothing is to do, if it is the same thing under another name.",
    ),
    rule(
        *(732, "FIELD_REPLACED_BY_UNUSED", "ok", "defaults"),
        "What the old side sends is skipped; it gets zeros itself.",
        "If zero is no good value for the old side, keep sending one (`Wire` with `computed`).",
    ),
    rule(
        *(733, "FIELD_REMOVED_GATED", "ok", "refused"),
        "Older sections are still read with it; newer ones, without it, are refused by the old "
        "side for their version.",
        "Keep `version_id`, and leave `Unused` of as many bytes in its place.",
    ),
    rule(
        *(734, "UNUSED_SAME_WIDTH", "shifted", "shifted"),
        "All that is behind it is read from the wrong place.",
        "Leave the number of bytes as it was: what is unused stays for ever.",
    ),
    rule(
        *(735, "UNUSED_REUSED", "defaults", "ok"),
        "A section of the old side has zeros there.",
        "Right if 0 is what the field is without a value; else add a byte that says whether it is "
        "there.",
    ),
    rule(
        *(736, "FIELD_SPLIT", "wrong", "wrong"),
        "The same bytes are cut at other places: numbers are big endian on the wire, so their "
        "parts are not where they are in memory.",
        "Keep the widths; what is unused, and arrays of bytes, may be cut anywhere.",
    ),
    rule(
        *(737, "FIELD_EQUAL_SAME", "refused", "ok"),
        "What arrives is refused where it is not what the side has itself.",
        "Right if both sides always are configured alike.",
    ),
)
