# SPDX-License-Identifier: GPL-2.0-or-later
"""VM789 and VM790: what ends the load of a state, and is no change of a layout."""

from vmgen.diagnostics.codes.vm7xx.rule import rule

TABLE = (
    rule(
        *(789, "MACHINE_SAME", "refused", "refused"),
        "A state has the name of its machine type, and QEMU refuses it on a machine of another.",
        "Start the target with the machine type of the state.",
    ),
    rule(
        *(790, "MEMORY_SAME", "refused", "refused"),
        "Each block of guest memory is found by its name, and has to have the same length; pages "
        "have to be of the same size.",
        "Start the target with the same memory, and with the devices that have some of their own.",
    ),
)
