# SPDX-License-Identifier: GPL-2.0-or-later
"""What the authors of devices that no board has write into their scaffolds, so that they run.

Both sides know it: what a method in Rust answers, a function here says of the same state.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from vmgen.model.nodes import Device
from vmgen.vectors.settings import Setting

State = Mapping[str, Any]
Flags = tuple[tuple[str, Setting], ...]
"""What is set before a load, by field: properties, cells that do not travel, and the answers of
methods that are asked meanwhile, whose names end in `()`."""


@dataclass(frozen=True, slots=True)
class Author:
    """Of one device: what stands for each `todo!`, and what that means of a state."""

    bodies: Mapping[str, str] = field(default_factory=dict)
    sends: Callable[[State], Collection[str]] = lambda _: ()
    """The subsections that methods want to be sent."""
    saved: Callable[[State], State] = lambda state: state
    """The state with what is computed for a save."""
    answers: Mapping[str, Callable[[Mapping[str, Setting]], bool]] = field(default_factory=dict)
    """What methods say whether a field is there, by what is set and not at reset."""
    wanted: Callable[[State], bool] = lambda _: True
    """Whether the section is sent at all."""


def _asked(state: State) -> list[str]:
    wanted = {"kinds/shown": state["shown"], "kinds/regs/asked": state["regs"]["asked"] > 1}
    return [name for name, yes in wanted.items() if yes]


def _summed(state: State) -> State:
    regs = state["regs"]
    return {**state, "regs": {**regs, "summary": regs["count"]}}


_SNAPSHOT = """ChannelMigration {
            config: self.config.get(),
            expiry: self.expiry.get(),
        }"""
_RESTORE = (
    "self.config.set(source.config);\n        self.expiry.set(source.expiry);\n        Ok(())"
)

AUTHORS = {
    "gates": Author(
        {"say whether the field is there": "!self.wide"},
        answers={"has_mark()": lambda flags: not flags.get("wide", True)},
    ),
    "kinds": Author(
        {
            "say when the subsection is sent": "self.shown.get()",
            "asked_needed": "self.asked > 1",
            "summary": "u32::from(self.count)",
            "sum": "self.items.iter().map(|item| u64::from(*item)).sum()",
            "check_restored": "Ok(())",
            "snapshot": _SNAPSHOT,
            "restore": _RESTORE,
        },
        sends=_asked,
        saved=_summed,
    ),
    "wirehooks": Author(
        {"say when the section is sent": "self.level.get() != 5"},
        wanted=lambda state: bool(state["level"] != 5),
    ),
}
"""By crate. Timers are written for all: where they do not tell, a field beside each does."""

_CHANNEL = """/// Converted to and from [`ChannelMigration`].
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
_SCAFFOLD = re.compile(
    r"/// Converted to and from \[`ChannelMigration`\]\.\n#\[derive.*\]\npub struct Channel;\n"
)


def answered(device: Device, flags: Mapping[str, Setting]) -> Flags:
    """These flags with what the author answers to them."""
    fields = {name: value for name, value in flags.items() if name in device.by_name}
    told = AUTHORS.get(device.crate, Author()).answers
    answers = {f"{name}()": told[f"{name}()"](fields) for name in device.answers}
    return tuple(sorted((fields | answers).items()))


def written(crate: str, scaffold: str) -> str:
    """The scaffold of a device with every `todo!` written; `LookupError` if one is not known."""
    text = _timers(scaffold)
    for name, body in AUTHORS.get(crate, Author()).bodies.items():
        text = text.replace(f'todo!("{name}")', body)
    text = _SCAFFOLD.sub(lambda _: _CHANNEL, text)
    text = text.replace("_source: &ChannelMigration", "source: &ChannelMigration")
    if left := re.findall(r"todo!\(.*\)", text):
        raise LookupError(f"fuzz/authors.py does not write {', '.join(left)} of `{crate}`")
    return text


def _timers(text: str) -> str:
    for timer in re.findall(r'todo!\("arm_(\w+)"\)', text):
        held = "self.expiry" if timer == "timer" else f"self.{timer}_ns"
        array = f"fn {timer}_expire_time_ns(&self, _index" in text
        place = f"{held}[index]" if array else held
        told = f"({place} >= 0).then_some({place})"
        kept = f"{place} = expire_time_ns.map_or(-1, |ns| ns as i64);"
        text = text.replace(f'todo!("{timer}_expire_time_ns")', told)
        text = text.replace(f'todo!("arm_{timer}")', kept)
    return re.sub(r"\b_(index: usize|expire_time_ns: Option)", r"\1", text)
