# SPDX-License-Identifier: GPL-2.0-or-later
"""A built project for a module's tests; each leaves it as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.memo.project import Project, make


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with pytest.MonkeyPatch.context() as patch:
        yield make(tmp_path_factory.mktemp("memo"), patch)
