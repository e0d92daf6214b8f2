# SPDX-License-Identifier: GPL-2.0-or-later
"""VM6xx: what is imported. 60x marks in specs, 61x dumps, streams, binaries, 62x to 64x C text,
65x sources that contradict each other."""

from vmgen.diagnostics.codes.entry import Entry

TABLE = (
    Entry(
        "VM611",
        "nulls-vary",
        "A null of an array of pointers is one byte in the stream, whatever it would point to. "
        "Which ones are null only the two machines know, and it was not the same in all sections.",
        "Import from streams of one configuration of the machine, or write one field per element.",
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
        "A `put` function of C's decides what is written, not always the same. No description says "
        "what it is, so only that function can be asked.",
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
        "c-too-deep",
        "Descriptions are inside each other without an end, which no stream can have.",
        "Look at the descriptions that the finding names; one of them is not what it seems.",
    ),
)
