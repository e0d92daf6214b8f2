# SPDX-License-Identifier: GPL-2.0-or-later
"""A key is one object's: another is another key, however equal."""

from __future__ import annotations

from vmgen.values import Same


def test_only_the_same_object() -> None:
    one, other = [1], [1]
    found = {Same(one): "one"}
    assert found[Same(one)] == "one" and hash(Same(one)) == hash(Same(one))
    assert Same(other) not in found and Same(one) != one
