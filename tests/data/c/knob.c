/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A knob with a mode, whose type has a name by `typedef` alone. */

#define NREGS 4
#define DEPTH (1 << 3)

typedef enum {
    KNOB_IDLE,
    KNOB_RUN = 4,
    KNOB_STOP,
} KnobMode;

typedef struct KnobState {
    SysBusDevice parent_obj;

    uint32_t regs[NREGS];
    KnobMode mode; /* what it does now */
    uint8_t held[DEPTH];
    uint16_t late;
} KnobState;

static const VMStateDescription vmstate_knob = {
    .name = "knob",
    .version_id = 2,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_ARRAY(regs, KnobState, NREGS),
        VMSTATE_UINT32(mode, KnobState),
        VMSTATE_UINT8_ARRAY(held, KnobState, DEPTH),
        VMSTATE_UINT16_V(late, KnobState, 2),
        VMSTATE_END_OF_LIST()
    },
};

static void knob_class_init(ObjectClass *klass, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->vmsd = &vmstate_knob;
}

static const TypeInfo knob_info = {
    .name = "knob",
    .parent = TYPE_SYS_BUS_DEVICE,
    .class_init = knob_class_init,
};
