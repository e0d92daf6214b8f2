/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hw/lamp.h"

#define VMSTATE_LAMP_BANKS(_f, _s, _n) \
    VMSTATE_STRUCT_ARRAY(_f, _s, _n, 1, vmstate_lamp_bank, LampBank)
#define LAMP_VERSION 3
#define LAMP_PAIR(_a, _b) VMSTATE_UINT32(_a, LampState), VMSTATE_UINT32_V(_b, LampState, 2)

static bool lamp_is_old(void *opaque, int version_id)
{
    return version_id < LAMP_VERSION;
}

static bool lamp_has_map(void *opaque, int version_id)
{
    LampState *s = opaque;

    return s->map != NULL;
}

static bool lamp_valid(void *opaque, int version_id)
{
    return ((LampState *)opaque)->heap_size <= 64;
}

static int lamp_post_load(void *opaque, int version_id)
{
    return 0;
}

/* A lamp that blinks has more to tell. */
static bool lamp_blinks(void *opaque)
{
    LampState *s = LAMP(opaque);

    return s->mode == LAMP_BLINK;
}

static const VMStateDescription vmstate_lamp_bank = {
    .name = "lamp-bank",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(level, LampBank),
        VMSTATE_UINT16_ARRAY(fade, LampBank, 2),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_lamp_blink = {
    .name = TYPE_LAMP "/blink",
    .version_id = 1,
    .minimum_version_id = 1,
    .needed = lamp_blinks,
    .fields = (const VMStateField[]) {
        VMSTATE_TIMER_PTR(blink, LampState),
        VMSTATE_TIMER(fade, LampState),
        VMSTATE_END_OF_LIST()
    },
};

/* Lamps on four lines. */
static const VMStateDescription vmstate_lamp = {
    .name = TYPE_LAMP,
    .version_id = LAMP_VERSION,
    .minimum_version_id = 1,
    .post_load = &lamp_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_ARRAY(regs, LampState, R_MAX),
        VMSTATE_UINT32(mode, LampState),
        VMSTATE_BOOL(lit, LampState),
        LAMP_PAIR(seen, lost),
        VMSTATE_BUFFER(name, LampState),
        VMSTATE_PARTIAL_BUFFER(spare, struct LampState, sizeof(LampWord)),
        VMSTATE_UINT8_2DARRAY(page, LampState, 2, 8),
        VMSTATE_UINT8_SUB_ARRAY(spare, LampState, 4, LAMP_LINES),
        VMSTATE_LAMP_BANKS(banks, LampState, LAMP_BANK_SIZE),
        VMSTATE_UINT32_EQUAL(num_more, LampState, "banks"),
        VMSTATE_STRUCT_VARRAY_POINTER_UINT32(more, LampState, num_more,
                                             vmstate_lamp_bank, LampBank),
        VMSTATE_INT32_POSITIVE_LE(used, LampState),
        VMSTATE_ARRAY_INT32_UNSAFE(samples, LampState, used, vmstate_info_uint16, uint16_t),
        VMSTATE_VALIDATE("heap fits", lamp_valid),
        VMSTATE_VARRAY_UINT32_ALLOC(heap, LampState, heap_size, 0, vmstate_info_uint32, uint32_t),
        VMSTATE_UNUSED_TEST(lamp_is_old, 2 + LAMP_FLAG(1)),
        VMSTATE_CLOCK_V(clk, LampState, 2),
        VMSTATE_UINT8_ARRAY(fifo[0].data, LampState, ARRAY_SIZE(((LampState *)0)->fifo[0].data)),
        VMSTATE_BUFFER(fifo[1].data, LampState),
        VMSTATE_UINT32(fifo[0].whole, LampState),
        VMSTATE_BITMAP_TEST(map, LampState, lamp_has_map, 0, map_size),
        VMSTATE_BUFFER(probe, LampState),
        VMSTATE_END_OF_LIST(),
    },
    .subsections = (const VMStateDescription * const []) {
        &vmstate_lamp_blink,
        NULL
    }
};

static void lamp_class_init(ObjectClass *klass, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->vmsd = &vmstate_lamp;
}

static const TypeInfo lamp_types[] = {
    {
        .name = TYPE_LAMP,
        .parent = "sys-bus-device",
        .class_init = lamp_class_init,
    },
};

DEFINE_TYPES(lamp_types)
