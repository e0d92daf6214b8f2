"""What the author of the device `kinds` writes into its scaffold, so that it can run."""

from __future__ import annotations

import re

BODIES = {
    "say when the subsection is sent": "self.shown.get()",
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


def written(scaffold: str) -> str:
    """The scaffold of `kinds` with every `todo!` written."""
    text = scaffold
    for name, body in BODIES.items():
        text = text.replace(f'todo!("{name}")', body)
    text = text.replace('todo!("snapshot")', SNAPSHOT).replace('todo!("restore")', RESTORE)
    text = text.replace("_source: &ChannelMigration", "source: &ChannelMigration")
    old = (
        r"/// Converted to and from \[`ChannelMigration`\]\.\n#\[derive.*\]\npub struct Channel;\n"
    )
    text, count = re.subn(old, lambda _: CHANNEL, text)
    assert count == 1 and "todo!" not in text
    return text
