# SPDX-License-Identifier: GPL-2.0-or-later
"""VM780 and on: what ends the load of a state, and is no change of a layout."""

from vmgen.diagnostics.codes.vm7xx.rule import rule

TABLE = (
    rule(
        *(789, "MACHINE_SAME", "refused", "refused"),
        "A state has the name of its machine type, and QEMU refuses it on a machine of another.",
        "Start the target with the machine type of the state.",
    ),
)
