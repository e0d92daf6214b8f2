/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Infos of the device's own, and lengths that only its realize says. */

#define PUMP_STEPS 4
#define PUMP_VECTORS 9
#define PUMP_TABLE 24
#define OLD_PUMP 1

typedef struct PumpState {
    PCIDevice parent_obj;
    uint32_t mode;
    uint32_t depth;
    uint64_t step[PUMP_STEPS];
    uint16_t size;
    Fifo8 in;
    Fifo32 out[2];
    Fifo8 spare;
    uint8_t *log;
    uint32_t log_len;
    uint16_t *table;
    uint32_t entries;
} PumpState;

typedef struct PumpOther {
    Fifo8 in;
} PumpOther;

/* One number that two functions make and take, or nothing travels at all. */
static int put_mode(QEMUFile *f, void *pv, size_t size, const VMStateField *field, JSONWriter *desc)
{
    PumpState *s = pv;
    uint32_t all;

    if (s->mode == 3) {
        return -EBUSY;
    }
    if (s->depth) {
        all = pump_deep(s);
    } else {
        all = s->mode;
    }
    qemu_put_be32(f, all);
    return 0;
}

static int get_mode(QEMUFile *f, void *pv, size_t size, const VMStateField *field)
{
    PumpState *s = pv;
    uint32_t all = qemu_get_be32(f);

    if (all > 0xff) {
        return -EINVAL;
    }
    s->mode = all;
    return 0;
}

static const VMStateInfo info_mode = { .name = "mode", .get = get_mode, .put = put_mode };

/* A loop as long as a constant, on one side in a function of its own. */
static void put_steps_of(PumpState *s, QEMUFile *f)
{
    for (int i = 0; i < PUMP_STEPS; i++) {
        qemu_put_be64s(f, &s->step[i]);
    }
}

static int put_steps(QEMUFile *f, void *pv, size_t size, const VMStateField *field,
                     JSONWriter *desc)
{
    put_steps_of(pv, f);
    return 0;
}

static int get_steps(QEMUFile *f, void *pv, size_t size, const VMStateField *field)
{
    PumpState *s = pv;
    int i;

    for (i = 0; i < PUMP_STEPS; i++) {
        qemu_get_be64s(f, &s->step[i]);
        if (!s->step[i]) {
            return -EINVAL;
        }
    }
    return 0;
}

static const VMStateInfo info_steps = { .name = "steps", .get = get_steps, .put = put_steps };

/* As old versions have it: never written. */
static int put_old(QEMUFile *f, void *pv, size_t size, const VMStateField *field, JSONWriter *desc)
{
    fprintf(stderr, "a pump of old\n");
    exit(1);
    return 0;
}

static int get_old(QEMUFile *f, void *pv, size_t size, const VMStateField *field)
{
    uint16_t *v = pv;

    *v = qemu_get_ubyte(f);
    return 0;
}

static const VMStateInfo info_old = { .name = "old", .get = get_old, .put = put_old };

/* Four bytes out, two of them in. */
static int get_half(QEMUFile *f, void *pv, size_t size, const VMStateField *field)
{
    PumpState *s = pv;

    s->depth = qemu_get_be16(f);
    return 0;
}

static const VMStateInfo info_half = { .name = "half", .get = get_half, .put = put_mode };

/* A way out before anything is written that is no failure. */
static int put_early(QEMUFile *f, void *pv, size_t size, const VMStateField *field,
                     JSONWriter *desc)
{
    PumpState *s = pv;

    if (!s->depth) {
        return 0;
    }
    qemu_put_be32(f, s->depth);
    return 0;
}

static const VMStateInfo info_early = { .name = "early", .get = get_mode, .put = put_early };

static bool is_old(void *opaque, int version_id)
{
    return version_id == OLD_PUMP;
}

static const VMStateDescription vmstate_pump = {
    .name = "pump",
    .version_id = 2,
    .minimum_version_id = OLD_PUMP,
    .fields = (const VMStateField[]) {
        VMSTATE_PCI_DEVICE(parent_obj, PumpState),
        VMSTATE_MSIX(parent_obj, PumpState),
        VMSTATE_SINGLE(mode, PumpState, 0, info_mode, uint32_t),
        {
            .name = "steps",
            .info = &info_steps,
            .flags = VMS_SINGLE,
            .offset = 0,
        },
        {
            .name = "again",
            .info = &(const VMStateInfo) {
                .name = "again",
                .get = get_mode,
                .put = put_mode,
            },
            .flags = VMS_SINGLE,
            .offset = 0,
        },
        VMSTATE_SINGLE_TEST(size, PumpState, is_old, 0, info_old, uint16_t),
        VMSTATE_UINT16_V(size, PumpState, 2),
        VMSTATE_FIFO8(in, PumpState),
        VMSTATE_FIFO32(out[1], PumpState),
        VMSTATE_VBUFFER_UINT32(log, PumpState, 0, NULL, log_len),
        VMSTATE_VARRAY_UINT32(table, PumpState, entries, 0, vmstate_info_uint16, uint16_t),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_pump_marks = {
    .name = "pump-marks",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_SINGLE(depth, PumpState, 0, info_half, uint32_t),
        VMSTATE_SINGLE(depth, PumpState, 0, info_early, uint32_t),
        VMSTATE_SINGLE(size, PumpState, 0, info_old, uint16_t),
        VMSTATE_FIFO8(spare, PumpState),
        VMSTATE_END_OF_LIST()
    }
};

static void pump_other_init(PumpOther *s)
{
    fifo8_create(&s->in, 99);
}

static void pump_realize(PCIDevice *dev, Error **errp)
{
    PumpState *s = PUMP(dev);

    fifo8_create(&s->in, 2 * PUMP_STEPS);
    fifo32_create(&s->out[0], 8);
    fifo32_create(&s->out[1], 8);
    fifo8_create(&s->spare, s->depth);
    s->log = g_malloc0(PUMP_STEPS * sizeof(uint64_t));
    s->table = g_new0(uint16_t, PUMP_TABLE);
    msix_init(dev, PUMP_VECTORS, &s->bar, 0, 0, &s->bar, 0, 0x800, 0, errp);
}

static void pump_class_init(ObjectClass *klass, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->vmsd = &vmstate_pump;
}

static const TypeInfo pump_info = {
    .name = "pump",
    .parent = TYPE_PCI_DEVICE,
    .instance_size = sizeof(PumpState),
    .class_init = pump_class_init,
    .interfaces = (const InterfaceInfo[]) {
        { INTERFACE_CONVENTIONAL_PCI_DEVICE },
        { },
    },
};
