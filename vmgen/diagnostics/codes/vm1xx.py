# SPDX-License-Identifier: GPL-2.0-or-later
"""VM1xx: the spec as written."""

from vmgen.diagnostics.codes.entry import Entry

TABLE = (
    Entry(
        "VM101",
        "spec-not-python",
        "A spec is a Python file; this one does not parse, so nothing in it could be read.",
        "Mend the syntax at the marked place.",
    ),
    Entry(
        "VM102",
        "spec-raises",
        "A spec is run to read it, and this one raised an exception on the way.",
        "Mend the marked line; `python -i SPEC` shows the exception with its whole traceback.",
    ),
    Entry(
        "VM103",
        "no-device",
        "vmgen makes one crate per class that derives from `Device`, and there is none.",
        "Name the right folder, or derive the device's class from `vmgen.spec.Device`.",
    ),
    Entry(
        "VM104",
        "unknown-type",
        "The width of a field on the wire follows from its type; a wrong guess shifts every byte "
        "after it.",
        "Use a type of `vmgen.spec` (u8..u64, i8..i64, bool, Array[...], ...) or a class of this "
        "spec, defined above its use.",
    ),
    Entry(
        "VM105",
        "unknown-option",
        "An option that nobody reads would silently change nothing on the wire.",
        "Remove it, or write the option that was meant.",
    ),
    Entry(
        "VM106",
        "bad-option",
        "The value of this option is not of the kind that the option takes.",
        "Write a value of the kind named in the message.",
    ),
    Entry(
        "VM107",
        "missing-option",
        "Descriptions are found and errors reported by name: QEMU crashes on a nameless one.",
        "Add the option named in the message.",
    ),
    Entry(
        "VM108",
        "no-annotation",
        "A field without a type would silently not travel, and its bytes be missing in the stream.",
        "Write `name: type = default`, or a leading `_` for a helper of the spec itself.",
    ),
    Entry(
        "VM110",
        "rust-keyword",
        "The name becomes a Rust identifier, and Rust keeps this word for itself.",
        "Choose another name, such as the same with an underscore behind it.",
    ),
    Entry(
        "VM111",
        "bad-identifier",
        "The name becomes a Rust identifier; one of another shape does not compile or warns.",
        "Fields are snake_case, types CamelCase, both in ASCII.",
    ),
    Entry(
        "VM112",
        "duplicate-name",
        "Of two things with one name only one is found: Python keeps the last, Rust refuses both.",
        "Give each its own name.",
    ),
    Entry(
        "VM113",
        "empty-type",
        "A struct, enum or bitfield without members describes nothing, and `vmstate_fields!` does "
        "not compile without a field.",
        "Add a member, or remove the class.",
    ),
    Entry(
        "VM114",
        "unread-statement",
        "A class is read from its text: fields, assignments and the strings below them, in the "
        "order of the wire. What any other statement makes would be lost without a word.",
        "Write it as the message says, or outside of the class.",
    ),
    Entry(
        "VM115",
        "not-a-class-of-the-file",
        "Fields and devices are read from the class statements of a file, with their lines. What "
        "is elsewhere, or there in some runs only, would be lost without a word.",
        "Write the class as a statement of its own at the left margin of the file.",
    ),
    Entry(
        "VM116",
        "unsupported-base",
        "What comes from another base, a decorator or a metaclass is not in the class's text, and "
        "would be lost without a word.",
        "Derive from one word of vmgen.spec. Fields that two devices share are in one `Registers` "
        "class; another `Registers` class may derive from it, or have a field of its type.",
    ),
    Entry(
        "VM117",
        "changed-later",
        "A class is read as its text says it; what is done to it later has no place in the order "
        "of the wire.",
        "Write it in the statement of the class.",
    ),
    Entry(
        "VM118",
        "name-taken",
        "What the spec names would stand before, or beside, something that the emitted code needs "
        "under this name: the crate would not compile, or would mean another thing.",
        "Choose another name.",
    ),
    Entry(
        "VM119",
        "names-become-one",
        "vmgen forms names of Rust from those of the spec, and these come out equal: the crate "
        "would not compile.",
        "Choose another name for one of them.",
    ),
    Entry(
        "VM120",
        "range-outside-type",
        "A bound that the type cannot reach checks nothing; mostly the type is wrong.",
        "Drop the bound, or widen the type.",
    ),
    Entry(
        "VM121",
        "empty-range",
        "No value passes this range: every stream would be refused.",
        "Mend the bounds.",
    ),
    Entry(
        "VM122",
        "default-outside-type",
        "What is absent from a stream comes back as the reset value, so the field must hold it.",
        "Write a reset value that the type can hold.",
    ),
    Entry(
        "VM123",
        "default-outside-range",
        "A device that was just reset would save a state that the other side refuses.",
        "Mend the range or the reset value.",
    ),
    Entry(
        "VM124",
        "misplaced-option",
        "The option has no meaning for a field of this type or at this place.",
        "Remove it.",
    ),
    Entry(
        "VM125",
        "wire-too-narrow",
        "A snapshot must not fail (an error there aborts QEMU), so every value that the field may "
        "hold must fit its wire type.",
        "Widen `wire=`, or say the field's range with `ge=`/`lt=`.",
    ),
    Entry(
        "VM126",
        "not-in-the-stream",
        "QEMU's streams are made of bool, integers of 8 to 64 bits, bytes, and what is built of "
        "them; C devices turn everything else into these.",
        "Send the integers or bytes that it is made of.",
    ),
    Entry(
        "VM127",
        "too-long",
        "Arrays are written out in tests and whole states are kept in memory; names become those "
        "of folders and files, which may have 255 bytes with all that tools append; each level of "
        "what is inside each other is one of calls; a number of millions of digits takes hours.",
        "Write something shorter.",
    ),
    Entry(
        "VM128",
        "unused-class",
        "Crates are made of devices and what their fields name: nothing is made of this class.",
        "Name it as the type of a field, or remove it. What several specs share belongs into a "
        "file without a device.",
        severity="warning",
    ),
    Entry(
        "VM130",
        "minimum-above-version",
        "No stream could ever be loaded: its version is refused as too old or as too new.",
        "Lower `minimum_version_id` to the oldest version that this device still reads.",
    ),
    Entry(
        "VM131",
        "version-out-of-range",
        "Subsection versions are cut to 8 bits when loaded, and Rust callbacks panic above 255.",
        "Write a version from 0 to 255.",
    ),
    Entry(
        "VM132",
        "gate-above-version",
        "The engine saves and loads a field only in the versions that its gates leave: this one "
        "would never travel, without a word.",
        "Raise `version_id`, or lower `since=`.",
    ),
    Entry(
        "VM133",
        "gate-in-registers",
        "Registers are read at the version of the section or subsection that they lie in. These "
        "lie in two, whose versions are not the same, or are QEMU's own: the field would be read "
        "where it is not, and everything behind it shift.",
        "Write registers of their own for each of the two; or give the field a subsection.",
    ),
    Entry(
        "VM134",
        "minimum-inside",
        "A nested description is loaded at its own version, whatever the stream's is: a minimum "
        "below it promises to load old layouts, and does not.",
        "Drop it, unless the layout must print as the C device's does; old layouts are told apart "
        "by the device's own version, or by a subsection.",
        severity="warning",
    ),
    Entry(
        "VM135",
        "wire-change-without-version",
        "Streams of the layout that this crate was last built with carry the same version, and so "
        "do the QEMUs that wrote them: bytes of one field are read as another's, or the section "
        "ends at another place, in both directions.",
        "Raise `version_id` and gate a new field of the device with `since=`; put it in a "
        "subsection with `needed=`; or raise `minimum_version_id`, too, to refuse older streams. "
        "If none is out there, nothing is to do: this is said once.",
        severity="warning",
    ),
    Entry(
        "VM136",
        "older-streams-refused",
        "Streams of the layout that this crate was last built with are no longer taken: a section "
        "is found by its name, and loads if its version is not above the device's.",
        "Keep the name, and let `version_id` only grow. If no such stream is out there, nothing is "
        "to do: this is said once.",
        severity="warning",
    ),
    Entry(
        "VM140",
        "subsection-not-prefixed",
        "A subsection is looked for by the prefix of its name; one without its parent's name in "
        "front is never recognised, and its bytes are read as data.",
        "Begin the name with the parent's name, as in `parent/what`. Registers that hold what a C "
        "device has in its own section are called as the C device, and so are their subsections.",
    ),
    Entry(
        "VM141",
        "bad-wire-name",
        "A name travels as one length byte and its bytes, and goes through C strings.",
        "Write 1 to 255 printable ASCII characters.",
    ),
    Entry(
        "VM142",
        "name-steals-subsection",
        "After each nested struct the engine hands it every subsection whose name starts with the "
        "nested description's name: the nested one would take this and fail.",
        "Name nested descriptions `device/regs`, none as a subsection of the device begins.",
    ),
    Entry(
        "VM143",
        "subsection-said-twice",
        "A subsection has one condition and one version; of two, one would be lost without a word.",
        "Say `needed=` and the versions with the first field of the subsection only.",
    ),
    Entry(
        "VM144",
        "unknown-within",
        "A subsection is looked for at the end of the one that it is within: without that one it "
        "would never be sent, and never be found.",
        "Name a subsection of the same device or struct, or leave `within=` out.",
    ),
    Entry(
        "VM145",
        "subsection-before-the-end",
        "A C device that does not nest these registers sends its subsections at the section's end, "
        "and looks for them there: in the middle it reads them as the fields that follow. No round "
        "trip shows that, nor any stream without the subsection.",
        "Say `nested=True` of the registers if the C device nests them, or there is no C device; "
        "else move the subsection to where C has it.",
        severity="warning",
    ),
    Entry(
        "VM146",
        "subsection-of-nested-name",
        "Where the C device has the same fields in its own section, it calls its subsections by "
        "its own name alone: it refuses one that is called by the registers' name, and they leave "
        "one of the C device's in the stream.",
        "Say `nested=True` of the registers if the C device nests them, or there is no C device; "
        "else call the registers as the C device.",
        severity="warning",
    ),
    Entry(
        "VM147",
        "subsection-may-be-taken",
        "A subsection takes what comes next if its name goes on with its own, and refuses it.",
        "Rename one, or put the later one first; if C has it so, always send one between them.",
        severity="warning",
    ),
    Entry(
        "VM150",
        "bits-do-not-add-up",
        "A register has as many bits as its type: bits left out would move all that follow.",
        "Fill the gap with a reserved field such as `_reserved: bits[7]`; that all above the last "
        "one is reserved says `filled=False`, too.",
    ),
    Entry(
        "VM151",
        "enum-value-outside",
        "The value cannot travel in this width.",
        "Widen the enum, or mend the value.",
    ),
    Entry(
        "VM152",
        "enum-not-exhaustive",
        "The guest can write any bit pattern into a register, and one without a variant has no "
        "Rust value.",
        "Name every pattern (reserved ones too), or use `bits[n]`.",
    ),
    Entry(
        "VM160",
        "bad-count",
        "The engine reads the count at the moment it comes to the array: one that is not loaded "
        "yet, or is larger than the array, makes it read and write out of bounds.",
        "Name an earlier field of the same struct of type u8, u16 or u32 (in registers i32 with "
        '`ge=0`, too), or so many for each as in `count="n * 4"`, with `le=` the array\'s length '
        "if it is a register.",
    ),
    Entry(
        "VM161",
        "option-encoding",
        "An absent value must look like no present one, or it comes back as another state.",
        "Say `none=` with a number outside the value's range, or `flag=` with the name of a bool.",
    ),
    Entry(
        "VM162",
        "no-unit",
        "A duration is a number of something on the wire: ns taken for ms is wrong by a million.",
        'Say `unit="ns"`, "us", "ms" or "s".',
    ),
    Entry(
        "VM163",
        "fifo-parts",
        "A FIFO travels as a ring: without its slots and what says which of them hold items, or "
        "with two of one of them, it cannot be found again.",
        "Give it `Wire` fields: two or all of `length(...)`, `oldest(...)` and `free(...)`, and "
        "`slots(...)` where its items are not at its own place; or say that it has another "
        '`form=`: "linear" with a length alone, "full" with one end alone.',
    ),
    Entry(
        "VM164",
        "custom-encoding",
        "vmgen does not know the author's type, so the spec must say what travels for it.",
        "Say `wire=` with the number that it converts to and from.",
    ),
    Entry(
        "VM165",
        "mask-outside-type",
        "Bits that the type does not have cannot travel or be set.",
        "Write a mask that fits the type, on an unsigned number.",
    ),
    Entry(
        "VM166",
        "pointers-not-known",
        "Where C has a null pointer in an array, the stream has one byte and no element. Nothing "
        "announces it: both sides must know from the machine which pointers are null.",
        "Name an array of flags of the device, one for each element: `fitted: Array[BqlCell[bool], "
        "4] = field(migrate=False)`. The author sets them when the device is realized, or they are "
        "what the spec says: `field(default=[True, True, False, True], migrate=False)`.",
    ),
    Entry(
        "VM170",
        "bad-expression",
        "The same expression is evaluated in Python and in Rust, so it is kept to what both do "
        "alike and cannot overflow.",
        "Use fields, numbers, + - * // % & | ^ << >> ~, comparisons, in, and/or/not.",
    ),
    Entry(
        "VM171",
        "unknown-name",
        "An expression can look at what is there when it is evaluated, and there only.",
        "Name a number or flag of the same struct (or of the device, in the device's own).",
    ),
    Entry(
        "VM172",
        "idle-condition",
        "A part of a condition that is always true, always false or without a say checks nothing: "
        "most often a wrong number, or a name that stands for another.",
        "Leave the part away, or compare with what the type can hold.",
    ),
    Entry(
        "VM173",
        "sent-without",
        "What is not sent is at its reset value on the side that loads. Where something that is "
        "sent is read by it, the device's own section is refused there, or read wrongly.",
        "Send both together.",
    ),
)
