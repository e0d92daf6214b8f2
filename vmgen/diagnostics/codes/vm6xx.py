# SPDX-License-Identifier: GPL-2.0-or-later
"""VM6xx: what is imported. 60x marks in specs, 61x dumps, streams, binaries, 62x to 64x C text,
65x sources that contradict each other."""

from vmgen.diagnostics.codes.entry import Entry

TABLE = (
    Entry(
        "VM601",
        "incomplete",
        "An import did not understand this, and the spec has only what is known of it. A crate "
        "made of it would have another layout on the wire than the device that it was imported "
        "from.",
        "Find out what it is from what the mark names, write it in the words of the language, and "
        "remove the mark.",
    ),
    Entry(
        "VM603",
        "no-dump-of-binary",
        "vmgen asks a QEMU for its descriptions by `-M none -dump-vmstate`.",
        "Name a qemu-system binary that runs on this machine, or give a dump by `--dump`.",
    ),
    Entry(
        "VM604",
        "not-imported",
        "An update compares what the sources say now with what they said, which an import keeps in "
        "`.imported/` beside the spec.",
        "Import into another folder, and compare the specs.",
    ),
    Entry(
        "VM605",
        "no-stream",
        "Only what a stream says of its own sections can be imported from it.",
        "Give a whole migration stream, plain or xz, as `-incoming` takes it.",
    ),
    Entry(
        "VM606",
        "nothing-imported",
        "None of the sources has a description of this name, or an old stream has none at all.",
        "`vmgen inspect` shows the names that a stream has; a dump has them as `name`, and C as "
        "`.name` (`--vmsd` also takes the variable's).",
    ),
    Entry(
        "VM607",
        "no-c-file",
        "A spec is imported from the text of C files; an update reads them again where they were.",
        "Name files that are there. The paths of an `--update` are those of the import: call it "
        "from the same folder.",
    ),
    Entry(
        "VM610",
        "no-dump",
        "Only the JSON that QEMU's `-dump-vmstate` writes can be imported as a dump.",
        "Write one: `qemu-system-ARCH -M MACHINE -dump-vmstate FILE`.",
    ),
    Entry(
        "VM611",
        "no-element-shown",
        "A null of an array of pointers is one byte in the stream, whatever it would point to. "
        "Nothing shows what an element is where all pointers are null, and of bytes of C's own "
        "nothing shows which these are.",
        "Import from a stream of a machine that has elements, too, or look into the C source.",
    ),
    Entry(
        "VM612",
        "elements-differ",
        "The elements of an array have different sizes, and nothing that was imported says why.",
        "Look at the device's code, and write one field per element.",
    ),
    Entry(
        "VM613",
        "private-format",
        "Code of the device's own writes these bytes, not always as many. A stream does not "
        "say how many there are, so only that code can read them.",
        "Write in the words of the language what that code writes, if they can say it.",
    ),
    Entry(
        "VM614",
        "wrong-description",
        "What the stream says of this section does not add up to its bytes, so nothing of it can "
        "be believed (older versions of QEMU describe arrays of pointers wrongly).",
        "Import from a stream of another version, from a dump, or from C.",
    ),
    Entry(
        "VM615",
        "depends-inside",
        "QEMU's Rust loads a struct into a mirror that knows nothing of the device, so nothing "
        "could tell how long this is, or whether it is there.",
        "Say by `needed=` or `count=` which number before it decides; or make it a field of the "
        "device itself.",
    ),
    Entry(
        "VM616",
        "list",
        "Lists and trees have as many entries as there are, which no field says.",
        "Write an array of as many as there can be, if the C device is to be replaced as a whole; "
        "there is no word for a list.",
    ),
    Entry(
        "VM617",
        "size-in-memory-only",
        "A dump says how much memory of C's something takes, and nothing of how it travels.",
        "Import from a stream or C as well, leave it out by `--seen`, or write its type yourself.",
    ),
    Entry(
        "VM618",
        "unknown-size",
        "How many bytes these are is said nowhere in what was imported.",
        "Import from a stream as well, or write the size yourself.",
    ),
    Entry(
        "VM620",
        "c-macro-unknown",
        "An entry of a list of fields is a macro that vmgen does not know and that no file given "
        "defines. What it puts into the stream is not known, nor where what follows it lies.",
        "Give the folder of the header that defines it with `-I`, or the file that does.",
    ),
    Entry(
        "VM621",
        "c-number-unknown",
        "How many elements or bytes there are, or since which version, is an expression that could "
        "not be worked out. All that follows would lie elsewhere with another number.",
        "Give the header that defines the constant with `-I`, or its value with `-D NAME=VALUE`.",
    ),
    Entry(
        "VM622",
        "c-member-unknown",
        "A buffer is as long as the member of the struct is, and its declaration was not found, or "
        "could not be read.",
        "Give the header that declares the struct with `-I`.",
    ),
    Entry(
        "VM623",
        "c-target-unknown",
        "The number is as wide as the registers of the target: it has another width in each of "
        "the binaries that are made of this file.",
        "Say `--target`, and import once for each width.",
    ),
    Entry(
        "VM624",
        "c-private-format",
        "A `put` function of C's decides what is written, not always the same, or its `get` reads "
        "something else. No description says what it is, so only these functions can be asked.",
        "Read its code. Write in the words of the language what it writes, if they can say it.",
    ),
    Entry(
        "VM625",
        "c-description-unknown",
        "The field has another description inside, which is in none of the files given.",
        "Give the C file that defines it, too.",
    ),
    Entry(
        "VM626",
        "c-conditional",
        "Whether it is there depends on how QEMU is built, and a stream of one build does not fit "
        "the other.",
        "Say which build is meant: `-D NAME`, `-U NAME`, or `--target`.",
    ),
    Entry(
        "VM627",
        "c-not-understood",
        "Words of an initialiser were not understood: they may change what travels.",
        "Look at them in the C file, and write in the spec what they mean.",
    ),
    Entry(
        "VM628",
        "c-predicate",
        "Whether the field travels is decided by an expression that is no function's name.",
        "Write what decides as `needed=`.",
    ),
    Entry(
        "VM629",
        "c-too-much",
        "Descriptions are inside each other without an end, which no stream can have, or a file is "
        "too large to be read as a whole.",
        "Look at the descriptions that the finding names; one of them is not what it seems.",
    ),
    Entry(
        "VM630",
        "c-compared",
        "C refuses a stream whose number is not its own, or is more than that. `Equal` says the "
        "first of a number that always arrives and counts nothing; for this one there is no word, "
        "and without a check it would load what C refuses.",
        "Check it: with `ge=` or `le=`, in `rules`, or in `post_load`; then remove the mark.",
    ),
    Entry(
        "VM631",
        "c-twice",
        "A load knows a subsection by its name: C takes each that arrives for the first of that "
        "name, whose fields are others, so that a stream with the second one cannot be loaded.",
        "Write the one that your streams have, and leave the other out; then remove the mark.",
    ),
    Entry(
        "VM651",
        "only-one-has",
        "Two sources of one device differ in what there is, so they are of different versions of "
        "it, or of different devices.",
        "Import from sources of one version of QEMU, and name the type by `--device`.",
    ),
    Entry(
        "VM652",
        "differ",
        "Two sources of one device differ in what something is: one of them is of another version, "
        "another target, or wrong.",
        "Import from sources of one version of QEMU for one target.",
    ),
)
