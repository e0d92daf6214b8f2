# SPDX-License-Identifier: GPL-2.0-or-later
"""VM791 to VM799: the sides of a comparison, locks and approvals."""

from vmgen.diagnostics.codes.entry import Entry

TABLE = (
    Entry(
        "VM791",
        "not-a-side",
        "A side of a comparison is a spec, a folder of them, a git revision of either, a lock, a "
        "dump, a stream, or a QEMU binary.",
        "Name one of these.",
    ),
    Entry(
        "VM792",
        "lock-unreadable",
        "A lock is what streams of a release look like. One that cannot be read protects nothing.",
        "Put it back with git; a lock is not edited, and `vmgen release` writes new ones only.",
    ),
    Entry(
        "VM793",
        "approval-unreadable",
        "An approval is for one finding, with a reason: what is not understood approves nothing.",
        "Write `fingerprint`, `reason` and, if it is to end, `until` (a date).",
    ),
    Entry(
        "VM794",
        "approval-unused",
        "It approves nothing that was found: a break that was approved is no more, or its "
        "fingerprint is another. What is left standing would approve a break of tomorrow.",
        "Remove it, or put the fingerprint of the finding that is meant.",
    ),
    Entry(
        "VM795",
        "approval-ended",
        "The break was approved until a day that is over.",
        "Mend the break, or approve it anew.",
    ),
    Entry(
        "VM796",
        "lock-there-already",
        "A lock says what a release sends, and a release does not change.",
        "Choose another name; a lock of a release that never went out may be removed by hand.",
    ),
    Entry(
        "VM797",
        "no-release-name",
        "The locks of a release are in a folder of its name.",
        "Call it as its tag: `1.0`, `v11.1`.",
    ),
)
