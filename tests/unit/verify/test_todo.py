# SPDX-License-Identifier: GPL-2.0-or-later
"""Open `todo!` in Rust that somebody wrote."""

from __future__ import annotations

from pathlib import Path

from vmgen.cargo.todo import Todo, open_todos, todo_at

TEXT = """\
// todo!("in a comment")
/* todo!()
*/
impl Hooks for Registers {
    fn done(&self) -> u32 {
        let text = "todo!() \\" // no comment";
        let raw = r#"todo!("x")"#;
        let quote = '"';
        let life: &'static str = "";
        0
    }

    pub(crate) fn r#type(&self) -> u32 {
        self.items.iter().map(|item| todo!("the item")).sum()
    }
}

fn last() {
    std::todo!();
    my_todo!();
}
"""


def test_open_todos(tmp_path: Path) -> None:
    file = tmp_path / "src" / "device.rs"
    file.parent.mkdir()
    file.write_text(TEXT)
    found = [Todo("type", str(file), 14), Todo("last", str(file), 19)]
    assert open_todos(tmp_path) == found
    assert todo_at(str(file), 14) == found[0]
    assert str(found[1]) == f"`last` ({file}:19)"


def test_no_file(tmp_path: Path) -> None:
    assert open_todos(tmp_path) == []
    assert todo_at("none.rs", 3) == Todo("", "none.rs", 3)
