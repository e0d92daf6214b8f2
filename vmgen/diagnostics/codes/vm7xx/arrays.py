# SPDX-License-Identifier: GPL-2.0-or-later
"""VM740 to VM749: counts and arrays."""

from vmgen.diagnostics.codes.vm7xx.rule import rule

TABLE = (
    rule(
        *(740, "ARRAY_SAME_COUNT", "shifted", "shifted"),
        "An array does not say how long it is: all that is behind it is read from the wrong place.",
        "Keep the array, and send all of the new one in a subsection (with a count) that is needed "
        "only when elements beyond the old length are used.",
    ),
    rule(
        *(741, "ARRAY_SAME_SHAPE", "wrong", "wrong"),
        "The same bytes, row by row: with rows of another length each element is somewhere else.",
        "Keep the rows as they are.",
    ),
    rule(
        *(742, "ARRAY_SPLIT", "ok", "ok"),
        "Elements follow each other without anything between them, so an array and as many fields "
        "are the same bytes.",
        "Nothing is to do.",
    ),
    rule(
        *(743, "COUNT_KIND_SAME", "shifted", "shifted"),
        "One side reads all elements, the other as many as its count says: right only where the "
        "two are equal.",
        "Keep how the array is counted.",
    ),
    rule(
        *(744, "COUNT_FIELD_SAME", "shifted", "shifted"),
        "The two sides count by different numbers: unless these are equal, all that is behind the "
        "array is read from the wrong place.",
        "Keep what counts the array, and its factor.",
    ),
    rule(
        *(745, "COUNT_VALIDATED", "refused", "refused"),
        "A count above the array is refused before an element is read.",
        "Let the array stay as long as it was; a subsection may have more.",
    ),
    rule(
        *(746, "COUNT_WIDTH_SAME", "shifted", "shifted"),
        "The number that counts an array has another width: all that is behind it is read from "
        "the wrong place.",
        "Keep its width on the wire (`wire=`).",
    ),
    rule(
        *(747, "BITMAP_SAME_WORDS", "shifted", "shifted"),
        "A bitmap travels in words of 64 bits, as many as it needs.",
        "Keep the number of words; send what is more in a subsection.",
    ),
    rule(
        *(748, "POINTER_EMBEDDED", "ok", "ok"),
        "Whether C has something behind a pointer or in the struct does not travel.",
        "Nothing is to do.",
    ),
    rule(
        *(749, "POINTER_NULLNESS_SAME", "shifted", "shifted"),
        "A null pointer is one byte, and nothing announces it: each side takes for null what is "
        "null in itself, and reads all that is behind from the wrong place where that differs.",
        "Keep what says which pointers are null, and what it says: both sides have to be "
        "configured alike.",
    ),
)
