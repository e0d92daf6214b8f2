# SPDX-License-Identifier: GPL-2.0-or-later
"""VM2xx: what the planner cannot do."""

from vmgen.diagnostics.codes.entry import Entry

TABLE = (
    Entry(
        "VM201",
        "needs-migratable",
        "A plain cell lets the C engine write straight into the registers, unchecked and "
        "unconverted; this struct does not travel as it is.",
        "Wrap it: `Migratable[BqlRefCell[...]]`.",
    ),
    Entry(
        "VM202",
        "array-stride",
        "An array directly inside a wrapper gets the wrapper's size as its element size: saving "
        "reads and loading writes out of bounds.",
        "Put the array into a `Registers` struct, or the wrapper into the array.",
    ),
    Entry(
        "VM203",
        "nested-array",
        "The engine knows one dimension; `vmstate_of!` panics on an array of arrays.",
        "Rows of numbers travel flattened, as they are; make any other row a `Registers` struct.",
    ),
    Entry(
        "VM204",
        "misplaced-type",
        "A type of this kind cannot stand here: the Rust type has no migration there.",
        "Move the field as the message says.",
    ),
    Entry(
        "VM205",
        "mutex-deadlock",
        "Hooks take the Mutex inside the big QEMU lock; a thread that holds the Mutex while it "
        "waits for the big lock, as when it raises an interrupt, deadlocks.",
        "Drop the guard before anything that takes the big lock, or use `BqlRefCell`.",
        severity="warning",
    ),
    Entry(
        "VM206",
        "dialect-cannot",
        "This version of QEMU's Rust API has nothing for it: the crate would not compile.",
        "Build for another dialect, or write the spec without it.",
    ),
    Entry(
        "VM207",
        "unknown-parent",
        "A parent such as a PCI or I2C device has a state of its own, mostly at the start of the "
        "stream; left out, everything behind it shifts.",
        "Write it as a field where it travels, `parent_obj: ParentField[I2CSlave]`, with "
        "`migrate=False` if C sends nothing of it; only SysBusDevice and DeviceState have none.",
    ),
    Entry(
        "VM208",
        "restored-in-place",
        "A timer or an atomic cannot be cloned, so a struct with one is restored in place: what "
        "came before a refusal could not be taken back.",
        "Say the check with ranges and `rules` instead of `check=True`, or put the struct behind "
        "`Migratable` in the device itself: the bytes are the same.",
    ),
    Entry(
        "VM209",
        "parent-not-bound",
        "The bytes are known, but a crate compiles only where QEMU's Rust has a type for the "
        "parent, and no release has one beside SysBusDevice and DeviceState.",
        "Let the crate make it, with `header=`, `type_name=` and `vmstate=` of the class derived "
        "from `Parent`; or build for a tree that has it where `path=` says.",
        severity="warning",
    ),
    Entry(
        "VM210",
        "byte-order-not-said",
        "QEMU swaps what the guest reads and writes by the region's byte order, which newer "
        "releases want by name; in a new device.rs it is little-endian.",
        'Write it behind the size, `MemoryRegion[0x1000, "little"]` or `"big"`, as the C device\'s '
        "`MemoryRegionOps` has it; native is little on hosts such as Arm and x86.",
        severity="warning",
    ),
    Entry(
        "VM211",
        "no-conversion",
        "`Migratable` converts by a trait of QEMU's, which a crate can implement for types of its "
        "own only: not for those of the standard library.",
        "Leave out `Migratable`, or put the field into a `Registers` struct.",
    ),
)
