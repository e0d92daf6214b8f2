# SPDX-License-Identifier: GPL-2.0-or-later
"""VM780 to VM789: what values mean."""

from vmgen.diagnostics.codes.vm7xx.rule import rule

TABLE = (
    rule(
        *(780, "ENUM_VALUE_ADDED", "ok", "refused"),
        "The old side does not know the value, and refuses it; C devices take it, whatever it then "
        "means to them.",
        "Send an old value for old machine types, and the new one in a subsection.",
    ),
    rule(
        *(781, "ENUM_RENUMBERED", "wrong", "wrong"),
        "The number of one variant is that of another on the other side.",
        "Add variants at the end, each with its number.",
    ),
    rule(
        *(782, "BITS_SAME", "wrong", "wrong"),
        "The bits of one field are read as those of another.",
        "Keep the places of the bits; unnamed ones may get a name.",
    ),
    rule(
        *(783, "UNIT_SAME", "wrong", "wrong"),
        "The number is right, and counts something else.",
        "Keep the unit on the wire, and convert in the author's code.",
    ),
    rule(
        *(784, "CONVERSION_SAME", "wrong", "wrong"),
        "Both sides read the same number, and make another value of it.",
        "Keep the number on the wire what it was.",
    ),
    rule(
        *(785, "CONVERSION_TOTAL", "refused", "ok"),
        "A number that the other side may send is outside the range that is taken.",
        "Take what older versions send: let the range stay as wide as it was.",
    ),
    rule(
        *(786, "POST_LOAD_STRICTER", "refused", "ok"),
        "A state that the other side may be in breaks a rule, and is refused.",
        "Refuse only what corrupts memory; bring the rest into range in the author's code.",
    ),
    rule(
        *(787, "RESET_VALUE_SAME", "wrong", "wrong"),
        "The value is not always sent, and where it is not each side takes its own default.",
        "Tie the default to a property that old machine types turn off.",
    ),
    rule(
        *(788, "CONFIG_IN_STATE", "wrong", "wrong"),
        "The two sides hold the items of a queue at other places, or in other numbers.",
        "Keep the length and the parts of the queue.",
    ),
)
