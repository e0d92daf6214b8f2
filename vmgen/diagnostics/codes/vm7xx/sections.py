# SPDX-License-Identifier: GPL-2.0-or-later
"""VM701 to VM719: sections and their versions."""

from vmgen.diagnostics.codes.vm7xx.rule import rule

_KEEP_MINIMUM = "Raise it only when no stream of the older versions has to load any more."

TABLE = (
    rule(
        *(701, "SECTION_SAME_NAME", "refused", "refused"),
        "A section is found by the name of its description. Under another name nobody takes it, "
        "and the load ends.",
        "Keep `name`; the class, the crate and the QOM type (`type_name`) may change.",
    ),
    rule(
        *(702, "SECTION_SAME_QOM_TYPE", "ok", "ok"),
        "The QOM type does not travel, only the name of the description does.",
        "Nothing is to do.",
    ),
    rule(
        *(703, "SECTION_SAME_PATH", "refused", "refused"),
        "The path of the device's bus is a part of the section's name; at another slot, port or "
        "address nobody takes the section.",
        "Give the device the same address on both sides (`addr=`, `id=`), or take it away before "
        "the state is saved.",
    ),
    rule(
        *(704, "SECTION_SAME_INSTANCE_ID", "wrong", "wrong"),
        "Sections of one name without a path are told apart by a number, that of the order in "
        "which the devices were made: with another order or number of them a state goes to "
        "another device, or nobody takes it.",
        "Make the same devices in the same order on both sides.",
    ),
    rule(
        *(705, "SECTION_NOT_ADDED", "defaults", "refused"),
        "A side that does not have the description refuses the section; one that has it and gets "
        "none leaves the device as it is after a reset.",
        "Send it only if a property says so (`needed=` of the device) that old machine types turn "
        "off.",
    ),
    rule(
        *(706, "SECTION_NOT_REMOVED", "refused", "defaults"),
        "A section of a device that does not migrate any more is refused: nobody takes it.",
        "Keep the description, with `Unused` of the size that its fields had.",
    ),
    rule(
        *(707, "SECTION_NEEDED_SAME", "defaults", "defaults"),
        "Where one side sends the section and the other would not, a device may stay as it is "
        "after a reset.",
        "Let `needed` of a device depend on properties alone.",
    ),
    rule(
        *(708, "SECTION_UNMIGRATABLE_SAME", "refused", "refused"),
        "A machine with a device that is `unmigratable` cannot be saved at all; a side that can "
        "load it will never get it.",
        "Say it on both sides, or on neither.",
    ),
    rule(
        *(709, "SECTION_PRIORITY_SAME", "ok", "ok"),
        "The order of the sections differs, and each section says itself whose it is.",
        "Nothing is to do, unless the restore of another device needs this one.",
    ),
    rule(
        *(710, "SECTION_EARLY_SETUP_SAME", "ok", "ok"),
        "The section moves to the start of the stream, or from there.",
        "Nothing is to do, unless what it holds can change while the machine still runs.",
    ),
    rule(
        *(711, "VERSION_BUMP", "ok", "refused"),
        "A side refuses a section of a version that is newer than its own, for every machine type, "
        "whatever is in it.",
        "Do not raise `version_id` without need: add what is new as a subsection with `needed`.",
    ),
    rule(
        *(712, "VERSION_NOT_LOWERED", "refused", "ok"),
        "Sections of the version that was are newer than the side knows, and refused.",
        "Leave `version_id` as it was; versions only grow.",
    ),
    rule(
        *(713, "MINIMUM_NOT_RAISED", "refused", "ok"),
        "Sections of a version below `minimum_version_id` are refused.",
        _KEEP_MINIMUM,
    ),
    rule(
        *(714, "MINIMUM_NOT_LOWERED", "ok", "ok"),
        "Older sections load now, and are right only if `since` and `until` of every field say "
        "what those versions had.",
        "Keep a stream of the oldest version, and let `vmgen verify` read it.",
    ),
)
