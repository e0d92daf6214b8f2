# SPDX-License-Identifier: GPL-2.0-or-later
"""16550A UART on the ISA bus."""

from vmgen.spec import (
    CHANGED,
    BqlRefCell,
    Device,
    Fifo8,
    InterruptSource,
    Migratable,
    Option,
    Registers,
    Timer,
    field,
    i32,
    i64,
    method,
    subsection,
    u8,
    u16,
    u32,
)


class SerialRegisters(Registers, name="serial", version_id=3, nested=True):
    """Registers, FIFOs and timers."""

    divider: u16 = 0x0C
    rbr: u8
    ier: u8
    iir: u8 = 1
    lcr: u8
    mcr: u8 = 8
    lsr: u8 = 0x60
    msr: u8 = 0xB0
    scr: u8
    fcr: u8 = field(rename="fcr_vmstate")
    thr_ipending: Option[u8] = subsection(
        "serial/thr_ipending", none=-1, wire=i32, le=1, needed=CHANGED
    )
    "Where it is not what `iir` says."
    tsr_retry: u32 = subsection("serial/tsr", needed="tsr_retry != 0")
    thr: u8 = subsection("serial/tsr")
    tsr: u8 = subsection("serial/tsr")
    recv_fifo: Fifo8[16] = subsection("serial/recv_fifo", needed=method("has_received"))
    xmit_fifo: Fifo8[16] = subsection("serial/xmit_fifo", needed=method("has_to_send"))
    fifo_timeout_timer: Timer = subsection("serial/fifo_timeout_timer", needed=CHANGED)
    timeout_ipending: i32 = subsection("serial/timeout_ipending", needed=CHANGED)
    poll_msl: i32 = subsection("serial/poll", needed="poll_msl >= 0", default=-1)
    modem_status_poll: Timer = subsection("serial/poll")
    fifo_expiry: i64 = field(default=-1, migrate=False)
    poll_expiry: i64 = field(default=-1, migrate=False)
    "Of the timers, where QEMU's timers do not tell (10.2)."


class SerialState(
    Device,
    name="serial",
    version_id=3,
    minimum_version_id=2,
    category="char",
    type_name="isa-serial",
):
    """The UART."""

    state: Migratable[BqlRefCell[SerialRegisters]]
    irq: InterruptSource
