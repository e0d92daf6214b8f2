# SPDX-License-Identifier: GPL-2.0-or-later
"""What real QEMU judges: the Python codec and the generated Rust."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.reality.sections import CHANGED
from vmgen.cargo.runner import Request, ask_runner, build_runner
from vmgen.codec import Codec
from vmgen.diagnostics import Diagnostics
from vmgen.model.nodes import Device
from vmgen.plan import DIALECTS
from vmgen.spec.read import read_specs
from vmgen.verify.answer import runtime_values
from vmgen.verify.run import normalised

ROOT = Path(__file__).resolve().parents[3]
TREE = ROOT / "generated" / "11"


def read_devices() -> list[Device]:
    """The devices of `specs/`."""
    diagnostics = Diagnostics()
    devices = read_specs([ROOT / "specs"], diagnostics)
    diagnostics.raise_if_failed()
    return devices


def built_runner(devices: Sequence[Device]) -> Path:
    """The runner, compiled."""
    assert TREE.is_dir(), f"{TREE} is missing: run `make build`"
    return build_runner(devices, DIALECTS["11"], TREE)


class Generated:
    """One device: its codec in Python, and its generated crate through the runner."""

    def __init__(self, device: Device, runner: Path, properties: Mapping[str, int]) -> None:
        self.device = device
        self.codec = Codec(device)
        self._runner = runner
        self._properties = properties

    def ask_rust(self, version: int, body: bytes) -> dict[str, Any]:
        """What the generated Rust answers: it loads the body and saves it back, or refuses."""
        request = Request(self.device.crate, version, body, self._properties)
        (answer,) = ask_runner(self._runner, [request])
        assert "error" not in answer and "save_error" not in answer, answer
        return answer

    def decode(self, version: int, body: bytes) -> Any:
        """The codec's state, in a device with the row's properties."""
        before = self.codec.reset()
        names = {field.wire_name: field.name for field in self.device.fields}
        for name, value in self._properties.items():
            setattr(before, names[name], value)
        return self.codec.decode(body, version, into=before)

    def there_and_back(self, version: int, body: bytes) -> bytes:
        """The bytes that the generated Rust saves; the codec must agree, in bytes and values."""
        state = self.decode(version, body)
        encoded = self.codec.encode(state, version, subsections=state.wire_subsections)
        answer = self.ask_rust(version, body)
        assert "saved" in answer, f"the generated Rust refuses what the codec takes: {answer}"
        saved = bytes.fromhex(answer["saved"])
        if normalised(self.device):  # a FIFO has no place in its ring at run time
            again = self.decode(version, saved)
            before, after = (
                runtime_values(self.device, item.model_dump()) for item in (state, again)
            )
            assert before == after, "what the generated Rust saved is another state"
        else:
            assert encoded.hex() == body.hex(), "the Python codec does not encode what it decoded"
            assert saved.hex() == body.hex(), "the generated Rust does not save what it loaded"
        changed = CHANGED.get(self.device.description.name, set())
        ours, theirs = (
            {path: held for path, held in values.items() if path not in changed}
            for values in (runtime_values(self.device, state.model_dump()), answer["values"])
        )
        assert ours == theirs, "codec and generated Rust hold different values"
        return saved
