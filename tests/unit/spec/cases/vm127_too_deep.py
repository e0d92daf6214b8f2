# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: registers inside registers."""

from vmgen.spec import Array, BqlRefCell, Device, Migratable, Registers, u8


class R0(Registers, name="dev/r0"):
    a: u8


class R1(Registers, name="dev/r1"):
    a: R0


class R2(Registers, name="dev/r2"):
    a: R1


class R3(Registers, name="dev/r3"):
    a: R2


class R4(Registers, name="dev/r4"):
    a: R3


class R5(Registers, name="dev/r5"):
    a: R4


class R6(Registers, name="dev/r6"):
    a: R5


class R7(Registers, name="dev/r7"):
    a: R6


class R8(Registers, name="dev/r8"):
    a: R7


class R9(Registers, name="dev/r9"):
    a: R8


class R10(Registers, name="dev/r10"):
    a: R9


class R11(Registers, name="dev/r11"):
    a: R10


class R12(Registers, name="dev/r12"):
    a: R11


class R13(Registers, name="dev/r13"):
    a: R12


class R14(Registers, name="dev/r14"):
    a: R13


class R15(Registers, name="dev/r15"):
    a: R14


class R16(Registers, name="dev/r16"):
    a: R15


class R17(Registers, name="dev/r17"):
    a: R16


class R18(Registers, name="dev/r18"):
    a: R17


class R19(Registers, name="dev/r19"):
    a: R18


class R20(Registers, name="dev/r20"):
    a: R19


class R21(Registers, name="dev/r21"):
    a: R20


class R22(Registers, name="dev/r22"):
    a: R21


class R23(Registers, name="dev/r23"):
    a: R22


class R24(Registers, name="dev/r24"):
    a: R23


class R25(Registers, name="dev/r25"):
    a: R24


class R26(Registers, name="dev/r26"):
    a: R25


class R27(Registers, name="dev/r27"):
    a: R26


class R28(Registers, name="dev/r28"):
    a: R27


class R29(Registers, name="dev/r29"):
    a: R28


class R30(Registers, name="dev/r30"):
    a: R29


class R31(Registers, name="dev/r31"):
    a: R30


class R32(Registers, name="dev/r32"):
    a: R31


class R33(Registers, name="dev/r33"):
    a: R32


class R34(Registers, name="dev/r34"):
    a: R33


class R35(Registers, name="dev/r35"):
    a: R34


class R36(Registers, name="dev/r36"):
    a: R35


class R37(Registers, name="dev/r37"):
    a: R36


class R38(Registers, name="dev/r38"):
    a: R37


class R39(Registers, name="dev/r39"):
    a: R38


class R40(Registers, name="dev/r40"):
    a: R39


class R41(Registers, name="dev/r41"):
    a: R40


class R42(Registers, name="dev/r42"):
    a: R41


class R43(Registers, name="dev/r43"):
    a: R42


class R44(Registers, name="dev/r44"):
    a: R43


class R45(Registers, name="dev/r45"):
    a: R44


class R46(Registers, name="dev/r46"):
    a: R45


class R47(Registers, name="dev/r47"):
    a: R46


class R48(Registers, name="dev/r48"):
    a: R47


class R49(Registers, name="dev/r49"):
    a: R48


class R50(Registers, name="dev/r50"):
    a: R49


class R51(Registers, name="dev/r51"):
    a: R50


class R52(Registers, name="dev/r52"):
    a: R51


class R53(Registers, name="dev/r53"):
    a: R52


class R54(Registers, name="dev/r54"):
    a: R53


class R55(Registers, name="dev/r55"):
    a: R54


class R56(Registers, name="dev/r56"):
    a: R55


class R57(Registers, name="dev/r57"):
    a: R56


class R58(Registers, name="dev/r58"):
    a: R57


class R59(Registers, name="dev/r59"):
    a: R58


class R60(Registers, name="dev/r60"):
    a: R59


class R61(Registers, name="dev/r61"):
    a: R60


class R62(Registers, name="dev/r62"):
    a: R61


class R63(Registers, name="dev/r63"):
    a: R62


class R64(Registers, name="dev/r64"):
    a: R63


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[R64]]
    more: Array[
        Array[
            Array[
                Array[
                    Array[
                        Array[
                            Array[
                                Array[
                                    Array[
                                        Array[
                                            Array[
                                                Array[
                                                    Array[
                                                        Array[Array[Array[Array[u8, 1], 1], 1], 1],
                                                        1,
                                                    ],
                                                    1,
                                                ],
                                                1,
                                            ],
                                            1,
                                        ],
                                        1,
                                    ],
                                    1,
                                ],
                                1,
                            ],
                            1,
                        ],
                        1,
                    ],
                    1,
                ],
                1,
            ],
            1,
        ],
        1,
    ]
