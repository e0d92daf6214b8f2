# SPDX-License-Identifier: GPL-2.0-or-later
"""QEMU's targets: how wide `target_ulong` is, and what a build defines for them."""

from __future__ import annotations

WORDS = {
    **dict.fromkeys(
        "aarch64 aarch64_be alpha hppa loongarch64 mips64 mips64el ppc64 ppc64le riscv64 s390x "
        "sparc64 x86_64".split(),
        64,
    ),
    **dict.fromkeys(
        "arm armeb avr cris hexagon i386 m68k mips mipsel nios2 or1k ppc riscv32 rx sh4 sh4eb "
        "sparc tricore xtensa xtensaeb".split(),
        32,
    ),
    **dict.fromkeys("microblaze microblazeel".split(), 0),
}
"""Bits of `target_ulong` by the target's name; 0 where versions of QEMU differ."""

HOST = {"HOST_BIG_ENDIAN": "0"}
"""What the hosts are that QEMU is run on; it decides names of fields only. `-D` says otherwise."""

_FAMILIES = {
    "aarch64": "AARCH64 ARM",
    "aarch64_be": "AARCH64 ARM BIG_ENDIAN",
    "hppa": "HPPA BIG_ENDIAN",
    "m68k": "M68K BIG_ENDIAN",
    "mips64": "MIPS64 MIPS BIG_ENDIAN",
    "mips64el": "MIPS64 MIPS",
    "mips": "MIPS BIG_ENDIAN",
    "mipsel": "MIPS",
    "or1k": "OPENRISC BIG_ENDIAN",
    "ppc": "PPC BIG_ENDIAN",
    "ppc64": "PPC64 PPC BIG_ENDIAN",
    "ppc64le": "PPC64 PPC",
    "riscv32": "RISCV32 RISCV",
    "riscv64": "RISCV64 RISCV",
    "s390x": "S390X BIG_ENDIAN",
    "sparc": "SPARC BIG_ENDIAN",
    "sparc64": "SPARC64 SPARC BIG_ENDIAN",
    "x86_64": "X86_64 I386",
}

KERNEL = {
    **dict.fromkeys(("aarch64", "aarch64_be", "arm", "armeb"), "arm64"),
    **dict.fromkeys(("i386", "x86_64"), "x86"),
    "loongarch64": "loongarch",
    **dict.fromkeys(("mips", "mipsel", "mips64", "mips64el"), "mips"),
    **dict.fromkeys(("ppc", "ppc64", "ppc64le"), "powerpc"),
    **dict.fromkeys(("riscv32", "riscv64"), "riscv"),
    "s390x": "s390",
}
"""What Linux calls a target: its headers are in `asm-x86`, which only a build calls `asm`."""


def said_by(target: str) -> dict[str, str]:
    """What a build for a target defines; nothing for one that is not known."""
    if target not in WORDS:
        return {}
    words = _FAMILIES.get(target, target.upper()).split()
    return {
        **{f"TARGET_{word}": "1" for word in words},
        "CONFIG_SYSTEM_ONLY": "1",
        "CONFIG_SOFTMMU": "1",
        "COMPILING_PER_TARGET": "1",
    }
