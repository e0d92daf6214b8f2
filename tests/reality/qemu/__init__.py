# SPDX-License-Identifier: GPL-2.0-or-later
"""A real QEMU as the counterpart of the generated crates; `docs/real-qemu.md` says what for.

- `binaries`: finds (or installs) `qemu-system-*`, and decides what becomes of a run without.
- `process`: one running QEMU, driven over QMP and qtest.
- `sections`: a device's section in a stream: finding, changing and replacing it.
- `rows`, `table`: what is done to which device on which machine. New devices go into `table`.
"""
