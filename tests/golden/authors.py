# SPDX-License-Identifier: GPL-2.0-or-later
"""What the authors of `gates`, `kinds` and `timed` write into their scaffolds, so that they run."""

from __future__ import annotations

import re

from fuzz import authors

BODIES = {
    "say when the subsection is sent": "self.shown.get()",
    "asked_needed": "self.asked > 1",
    "summary": "u32::from(self.count)",
    "sum": "self.items.iter().map(|item| u64::from(*item)).sum()",
    "check_restored": "Ok(())",
}

CHANNEL = """/// Converted to and from [`ChannelMigration`].
#[derive(Debug)]
pub struct Channel {
    config: BqlCell<u64>,
    expiry: BqlCell<i64>,
}

impl Default for Channel {
    fn default() -> Self {
        Self { config: BqlCell::new(0x30), expiry: BqlCell::new(-1) }
    }
}
"""

SNAPSHOT = """ChannelMigration {
            config: self.config.get(),
            expiry: self.expiry.get(),
        }"""
RESTORE = "self.config.set(source.config);\n        self.expiry.set(source.expiry);\n        Ok(())"


def written(name: str, scaffold: str) -> str:
    """The scaffold of a device with every `todo!` written."""
    text = {"gates": authors.written, "kinds": _kinds, "timed": _timed}[name](scaffold)
    assert "todo!" not in text
    return text


def _timed(text: str) -> str:
    """Where timers do not tell when they expire, a field beside each does."""
    for timer in re.findall(r'todo!\("arm_(\w+)"\)', text):
        held = "self.expiry" if timer == "timer" else f"self.{timer}_ns"
        array = f"fn {timer}_expire_time_ns(&self, _index" in text
        place = f"{held}[index]" if array else held
        told = f"({place} >= 0).then_some({place})"
        kept = f"{place} = expire_time_ns.map_or(-1, |ns| ns as i64);"
        text = text.replace(f'todo!("{timer}_expire_time_ns")', told)
        text = text.replace(f'todo!("arm_{timer}")', kept)
    return re.sub(r"\b_(index: usize|expire_time_ns: Option)", r"\1", text)


def _kinds(scaffold: str) -> str:
    text = scaffold
    for name, body in BODIES.items():
        text = text.replace(f'todo!("{name}")', body)
    text = text.replace('todo!("snapshot")', SNAPSHOT).replace('todo!("restore")', RESTORE)
    text = text.replace("_source: &ChannelMigration", "source: &ChannelMigration")
    old = (
        r"/// Converted to and from \[`ChannelMigration`\]\.\n#\[derive.*\]\npub struct Channel;\n"
    )
    text, count = re.subn(old, lambda _: CHANNEL, text)
    assert count == 1
    return text
