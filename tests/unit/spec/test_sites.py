# SPDX-License-Identifier: GPL-2.0-or-later
"""No place that says what is wrong is without a spec that it speaks of, or a test of its own."""

from __future__ import annotations

import ast
import re
from collections import Counter

import pytest

from tests.conftest import ROOT
from tests.unit.spec.sites import Seen, Site, sites
from tests.unit.spec.test_refusals import FILES, refusal

IMPORT = "unit/cli/test_import.py"
SURFACE, NEW = "unit/cli/test_surface.py", "unit/cli/test_new.py"
MESSAGES, TREE = "unit/cargo/test_messages.py", "unit/qemu_tree/test_qemu_build.py"
NAMED = "unit/spec/test_files.py"
FAILING, SYSTEM = "unit/tools/test_failing.py", "unit/cli/test_system.py"
PUBLISH, WARN = "unit/write/test_publish.py", "unit/history/test_warn.py"
LOCKS = "unit/compat/test_locks.py"
SIDES = "unit/compat/test_sides.py"
ENGINE = "unit/engine/test_process.py"
JOURNAL = "unit/write/test_journal.py"

# What no spec alone comes to: tools, files, settings, earlier crates. A test for each site, by
# module, function and code (empty where that is worked out).
ELSEWHERE = {
    "cargo/check.py _author": [f"{MESSAGES} test_authors_own_error_is_only_the_authors"],
    "cargo/check.py _cargo_failed": [f"{MESSAGES} test_why_cargo_itself_failed"],
    "cargo/check.py _generated": [
        f"{MESSAGES} test_line_that_is_of_no_word_of_the_spec",
        f"{MESSAGES} test_generated_file_becomes_spec_line",
    ],
    "cargo/check.py note": [f"{MESSAGES} test_other_crates_stay_where_they_are"],
    "cargo/check.py _cargo_failed VM422": [f"{FAILING} test_a_tool_that_fails"],
    "cargo/runner.py build_runner VM420": [f"{FAILING} test_a_runner_that_cannot_be_written"],
    "cargo/runner.py _build_runner VM402": [f"{MESSAGES} test_a_runner_that_does_not_compile"],
    "cargo/runner.py _build_runner VM422": [f"{FAILING} test_the_runner"],
    "cli/common.py _or_those_of_the_project VM103": [f"{SURFACE} test_wrong_use_is_2"],
    "cli/common.py _settings VM105": [f"{SURFACE} test_wrong_settings_are_2"],
    "cli/common.py _settings VM106": [
        f"{SURFACE} test_wrong_settings_are_2",
        f"{SURFACE} test_settings_that_cannot_be_read",
        f"{SURFACE} test_no_settings_at_all",
        *[f"{SURFACE} test_wrong_settings_are_2"] * 3,
    ],
    "cli/common.py _limits VM106": [f"{FAILING} test_a_limit_that_is_none"] * 2,
    "cli/ending.py _refused VM425": [f"{SYSTEM} test_a_full_disk_under_the_output"],
    "cli/ending.py _refused VM426": [
        f"{SYSTEM} test_a_working_folder_that_is_gone",
        f"{SYSTEM} test_what_the_system_refuses",
    ],
    "cli/ending.py status_of VM426": [f"{SYSTEM} test_no_memory"],
    "cli/ending.py status_of VM499": [f"{SURFACE} test_a_fault_of_vmgens_own_is_no_traceback"],
    "cli/import_.py _findings": [f"{IMPORT} test_sources_that_contradict"],
    "cli/import_.py _from_c VM607": [f"{IMPORT} test_wrong_sources"],
    "cli/import_.py _imported VM605": [f"{IMPORT} test_wrong_sources"],
    "cli/import_.py _update VM606": [f"{IMPORT} test_wrong_sources"],
    "cli/import_.py _write VM606": [f"{IMPORT} test_wrong_sources"],
    "cli/new.py _check VM106": [f"{NEW} test_wrong_categories"],
    "cli/new.py _check VM110": [f"{NEW} test_wrong_names"],
    "cli/new.py _check VM111": [f"{NEW} test_wrong_names"] * 3,
    "cli/new.py _check VM118": [
        f"{NEW} test_wrong_names",
        f"{NEW} test_category_with_a_crate_of_qemus",
    ],
    "cli/new.py new VM404": [f"{NEW} test_never_overwrites"],
    "cli/new.py new VM405": [f"{NEW} test_output_below_a_file"],
    "cli/qemu.py _cargo VM412": [f"{TREE} test_crate_only"],
    "cli/qemu.py _has_place VM416": [f"{TREE} test_device_of_the_trees_own_is_kept"],
    "cli/qemu.py _has_place VM417": [f"{TREE} test_parent_that_the_tree_has_not"],
    "cli/qemu.py _prepare VM413": [f"{TREE} test_dialect_against_the_tree"],
    "cli/engine.py files_of VM414": [f"{TREE} test_manifest_that_cannot_be_read"],
    "cli/verify.py _stale VM430": ["reality/test_verify.py test_stale"],
    "history/warn.py _compare VM135": [f"{WARN} test_a_change_is_said_once"],
    "history/warn.py _compare VM136": [f"{WARN} test_lower_version_and_other_name"] * 2,
    "compat/sides.py _no_side VM791": [f"{SIDES} test_no_side"],
    "compat/sides.py kind_of": [f"{SIDES} test_no_side"],
    "compat/approvals.py read_approvals VM793": [f"{LOCKS} test_wrong_approvals"] * 3,
    "compat/approvals.py read_approvals VM795": [f"{LOCKS} test_an_end"],
    "compat/approvals.py unused VM794": [f"{LOCKS} test_unused"],
    "compat/sides.py text_of_lock VM792": [f"{LOCKS} test_a_lock_that_cannot_be_read"],
    "compat/sides.py read_lock VM792": [f"{LOCKS} test_damaged_locks"],
    "compat/locks.py write_release VM405": [f"{LOCKS} test_a_folder_that_cannot_be_made"],
    "compat/locks.py write_release VM796": [f"{LOCKS} test_release"],
    "compat/locks.py write_release VM797": [f"{LOCKS} test_release"],
    "compat/sides.py _bytes": [f"{SIDES} test_nothing_there"],
    "compat/sides.py _of_revision": [f"{SIDES} test_revision"],
    "compat/sides.py dump_of_binary": [f"{SIDES} test_binary"],
    "compat/sides.py dump_of_text": [f"{SIDES} test_no_side"],
    "compat/sides.py side_of": [f"{SIDES} test_no_side"],
    "compat/state/own.py own_state VM791": [
        "unit/compat/test_state_load.py test_a_binary_that_saves_nothing"
    ],
    "expression/reading.py parse": [
        "unit/expression/test_language.py test_a_deep_expression_is_no_traceback"
    ],
    "engine/process.py _no_engine VM431": [f"{ENGINE} test_a_binary_that_is_none"],
    "engine/process.py _start": [
        f"{ENGINE} test_a_binary_that_is_none",
        f"{ENGINE} test_a_qemu_without_the_engine",
        f"{ENGINE} test_a_program_that_says_nothing",
        f"{ENGINE} test_a_program_that_is_no_qemu",
        f"{ENGINE} test_an_engine_of_another_vmgen",
    ],
    "engine/process.py devices": [f"{ENGINE} test_devices_that_are_not_told"],
    "importer/dump.py asked VM603": [f"{IMPORT} test_wrong_sources"],
    "importer/dump.py dumped VM610": [f"{IMPORT} test_wrong_sources"],
    "importer/files.py remembered VM604": [f"{IMPORT} test_wrong_sources"],
    "importer/files.py write VM404": [f"{IMPORT} test_an_authors_file_stays"],
    "importer/files.py write VM405": [f"{IMPORT} test_a_folder_that_cannot_be_written"],
    "qemu_tree/engine.py engine_edits VM414": [
        "unit/qemu_tree/test_engine.py test_a_tree_without_the_folder"
    ],
    "qemu_tree/edits.py _members VM414": [
        "unit/qemu_tree/test_edits.py test_manifest_of_another_kind"
    ]
    * 2,
    "qemu_tree/source_tree.py _unknown VM411": [
        "unit/qemu_tree/test_source_tree.py test_tree_of_c_only"
    ],
    "qemu_tree/source_tree.py find_tree VM411": [
        "unit/qemu_tree/test_source_tree.py test_known_but_without_a_dialect"
    ],
    "spec/load.py _run VM101": [f"{NAMED} test_a_pipe"],
    "spec/load.py note VM103": [f"{NAMED} test_a_folder_that_cannot_be_read"],
    "spec/load.py find_specs VM103": [f"{SURFACE} test_wrong_spec_is_2"],
    "spec/lower.py _name_of": [
        "unit/spec/test_shared_registers.py test_registers_that_no_spec_of_the_run_made"
    ],
    "spec/members.py too_many VM127": ["unit/lint/test_lengths.py test_too_many_members"],
    "spec/timed.py ended VM102": ["unit/spec/test_timed.py test_what_does_not_end"],
    "tools/run.py _does_not_start VM401": [f"{FAILING} test_a_tool_that_fails"],
    "tools/run.py _does_not_start VM420": [f"{FAILING} test_a_folder_that_is_gone"],
    "tools/run.py _drained VM422": [f"{FAILING} test_a_tool_that_fails"],
    "tools/run.py _drained VM423": [f"{FAILING} test_a_tool_that_fails"] * 2,
    "tools/run.py _failed": [f"{FAILING} test_a_tool_that_fails"],
    "tools/run.py needs_tool VM401": [f"{SURFACE} test_no_rustfmt_is_3"],
    "tools/run.py run_tool VM422": [f"{FAILING} test_a_tool_that_fails"],
    "tools/scratch.py temporary_file VM424": [f"{SYSTEM} test_no_temporary_folder"],
    "write/format.py _rustfmt": ["unit/write/test_format.py test_what_rustfmt_refuses"],
    "write/format.py _rustfmt VM422": [f"{FAILING} test_a_tool_that_fails"],
    "write/orphans.py _reason VM440": ["unit/cli/test_orphans.py test_two_specs_for_one_crate"],
    "write/orphans.py _reason VM441": ["unit/cli/test_orphans.py test_spec_that_is_out_of_sight"],
    "write/journal.py begun VM409": [f"{JOURNAL} test_damaged_journal"],
    "write/publish.py _changed VM403": [f"{JOURNAL} test_edit_while_a_build_writes"],
    "write/publish.py _move VM404": [f"{PUBLISH} test_folder_where_a_link_should_be"],
    "write/publish.py compare VM404": [f"{PUBLISH} test_nothing_is_written_through_a_link"],
    "write/publish.py read VM404": [f"{PUBLISH} test_folder_where_a_file_should_be"],
    "write/publish.py protect VM403": [f"{PUBLISH} test_hand_edit_is_kept"],
    "write/publish.py protect VM404": [f"{PUBLISH} test_foreign_file_is_kept"],
    "write/stage.py _say_left VM408": [f"{JOURNAL} test_hand_edits_between_are_kept"],
    "write/stage.py recover VM407": [f"{JOURNAL} test_killed_before_each_step"],
    "write/stage.py said VM405": [f"{PUBLISH} test_failure_puts_everything_back"],
}


def _key(site: Site) -> str:
    code = re.search(r"'(VM\d+)'", site.text)
    return " ".join([site.module, site.function, *(code.groups() if code else ())])


@pytest.fixture(scope="module")
def unseen() -> list[Site]:
    """Sites that no case file comes to."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        seen = Seen(patch)
        for file in FILES:
            refusal(file)
    return [site for site in sites() if site not in seen]


def test_every_site_has_a_case(unseen: list[Site]) -> None:
    """One that has none is in the table; a new one there, too, does not pass as another's."""
    missing = [str(site) for site in unseen if _key(site) not in ELSEWHERE]
    assert not missing, "no case in tests/unit/spec/cases/ comes to these:\n" + "\n".join(missing)
    counts = Counter(map(_key, unseen))
    assert counts == {key: len(tests) for key, tests in ELSEWHERE.items()}


def test_the_tests_of_the_table_are_there() -> None:
    for named in {test for tests in ELSEWHERE.values() for test in tests}:
        file, name = named.split()
        tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
        assert name in [it.name for it in tree.body if isinstance(it, ast.FunctionDef)], named


def test_a_site_is_seen_only_when_it_speaks() -> None:
    """The recording itself: nothing is seen of a spec that is right."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        seen = Seen(patch)
        refusal(ROOT / "specs" / "pl011.py")
    assert [str(site) for site in sites() if site in seen] == []
