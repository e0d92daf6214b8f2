# SPDX-License-Identifier: GPL-2.0-or-later
"""How much a spec may be: most of what is above is refused with VM127. docs/language.md has them.

Those of the stream itself (255 bytes of a name, versions to 255, 64 bits of a number) are facts of
the format, and stand with the checks of names, versions and scalars.
"""

MOST_ELEMENTS = 1 << 24
"""Of an array, and of a whole device: more is a slip, and would be written out in tests."""

MOST_FIELDS = 1 << 14
"""Of a struct or device with those that it derives from, and variants of an enum.

C devices have hundreds at most. Each is lines of Rust that somebody reads and rustc compiles; vmgen
takes ten seconds for a dialect of as many.
"""

LONGEST_NAME = 64
"""Characters of a crate or category: cargo, rustc and meson append to it (so does crates.io)."""

LONGEST_IDENTIFIER = 255
"""Characters of a field, class, variant or bit field: the names of the stream are no longer."""

LONGEST_CONDITION = 2000
"""Characters: it is read again for each step of a build."""

MOST_NESTED = 64
"""Registers inside each other: C devices have up to three, and each level is one of calls."""

MOST_BRACKETS = 16
"""In a type, inside each other."""

MOST_SECONDS = 30
"""For which one spec may run; most take milliseconds."""

MOST_BITS = 1 << 16
"""Of a number that a spec works out; no word takes one of more than 128."""

MOST_MEMORY = 4 << 30
"""Bytes that a spec may take while it runs, beyond what vmgen has."""
