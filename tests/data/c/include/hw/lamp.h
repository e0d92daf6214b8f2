/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HW_LAMP_H
#define HW_LAMP_H

#include "hw/lamp-regs.h"

#define TYPE_LAMP "lamp"
OBJECT_DECLARE_SIMPLE_TYPE(LampState, LAMP)

#define LAMP_LINES 4
#define LAMP_BANK_SIZE (LAMP_LINES << 1)

REG32(CTRL, 0x00)
REG32(LEVEL, 0x10)
#define R_MAX (R_LEVEL + 1)

typedef enum LampMode {
    LAMP_OFF,
    LAMP_ON = 4,
    LAMP_BLINK,
} LampMode;

typedef struct LampBank {
    uint8_t level;  /* Brightness, 0 is dark. */
    uint16_t fade[2];
} LampBank;

typedef uint32_t LampWord;

struct LampState {
    SysBusDevice parent_obj;

    /* All registers, by their number. */
    uint32_t regs[R_MAX];

    LampMode mode;
    bool lit;
    LampWord seen, lost;
    uint8_t name[LAMP_NAME];
    uint8_t page[2][8], spare[LAMP_LINES * sizeof(LampWord)];
    LampBank banks[LAMP_BANK_SIZE];
    LampBank *more;
    uint32_t num_more;
    int32_t used;
    uint16_t samples[32];
    uint32_t *heap;
    uint32_t heap_size;
    QEMUTimer *blink;
    QEMUTimer fade;
    Clock *clk;
    struct {
        uint8_t data[16];
        union {
            uint32_t whole;
            uint16_t half[2];
        };
    } fifo[2];
    DECLARE_BITMAP(dirty, 70);
    unsigned long *map;
    int32_t map_size;
    QLIST_HEAD(, LampJob) jobs;
    GTree *tree;
#ifdef CONFIG_LAMP_TEST
    uint8_t probe[3];
#else
    uint8_t probe[5];
#endif
};

#endif
