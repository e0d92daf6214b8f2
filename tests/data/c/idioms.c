/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Idioms of field lists that are not in lamp.c. */

typedef struct Well {
    uint32_t a, b, c;
    uint8_t raw[4];
    uint64_t wide;
    float64 real[2];
    target_ulong pc;
    QEMUTimer *timers[3];
    Fifo8 fifo;
    Fifo32 words;
    ptimer_state *pt;
    I2CSlave i2c;
    PCIDevice pci;
    uint8_t *blob;
    uint32_t blob_len;
    uint8_t ring[0x10];
    uint16_t depth;
    WellItem items[WELL_ITEMS];
    WellItem *known[3];
} Well;

enum { WELL_ITEMS = sizeof(uint16_t) * 3 };

typedef struct WellTmp {
    Well *parent;
    int64_t delta;
} WellTmp;

static int put_packed(QEMUFile *f, void *pv, size_t size, const VMStateField *field,
                      JSONWriter *vmdesc)
{
    Well *s = pv;

    qemu_put_be32(f, s->a << 16 | s->b);
    return 0;
}

static int put_pair(QEMUFile *f, void *pv, size_t size, const VMStateField *field,
                    JSONWriter *vmdesc)
{
    qemu_put_be16(f, 1);
    qemu_put_byte(f, 2);
    return 0;
}

static int put_free(QEMUFile *f, void *pv, size_t size, const VMStateField *field,
                    JSONWriter *vmdesc)
{
    Well *s = pv;

    if (s->a) {
        qemu_put_be32(f, s->a);
    }
    return 0;
}

static int get_packed(QEMUFile *f, void *pv, size_t size, const VMStateField *field)
{
    Well *s = pv;
    uint32_t both = qemu_get_be32(f);

    s->a = both >> 16;
    s->b = both & 0xffff;
    return 0;
}

static int get_pair(QEMUFile *f, void *pv, size_t size, const VMStateField *field)
{
    if (qemu_get_be16(f) != 1) {
        return -EINVAL;
    }
    return qemu_get_byte(f) == 2 ? 0 : -EINVAL;
}

static const VMStateInfo info_packed = { .name = "packed", .get = get_packed, .put = put_packed };
static const VMStateInfo info_pair = { .name = "pair", .get = get_pair, .put = put_pair };
static const VMStateInfo info_free = { .name = "free", .get = get_free, .put = put_free };

static const VMStateDescription vmstate_item = {
    .name = "well-item",
    .fields = (VMStateField[]) {
        VMSTATE_INT8(kind, WellItem),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateField well_registers[] = {
    VMSTATE_UINT32(a, Well),
    { .name = (stringify(b)), .version_id = 2, .size = sizeof(uint32_t),
      .info = &vmstate_info_uint32, .flags = VMS_SINGLE,
      .offset = vmstate_offset_value(Well, b, uint32_t) },
    {
        .name = "pair",
        .size = sizeof(Well),
        .info = &info_pair,
        .flags = VMS_SINGLE,
        .offset = 0,
    },
    VMSTATE_SINGLE(c, Well, 0, info_packed, uint32_t),
    VMSTATE_END_OF_LIST()
};

static const VMStateDescription vmstate_tmp = {
    .name = "well/tmp",
    .pre_save = well_tmp_pre_save,
    .post_load = well_tmp_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_INT64(delta, WellTmp),
        VMSTATE_END_OF_LIST()
    },
};

const VMStateDescription vmstate_well = {
    .name = "well",
    .version_id = 3,
    .minimum_version_id = 2,
    .priority = MIG_PRI_IOMMU,
    .fields = well_registers,
};

#define WELL_CAP(_name, _code)                                  \
    static const VMStateDescription vmstate_cap_##_name = {     \
        .name = "well/cap/" #_name,                             \
        .version_id = 1,                                        \
        .minimum_version_id = 1,                                \
        .needed = _name##_needed,                               \
        .fields = (const VMStateField[]) {                      \
            VMSTATE_UINT8(caps[_code], Well),                   \
            VMSTATE_END_OF_LIST()                               \
        },                                                      \
    }

WELL_CAP(deep, 1);
WELL_CAP(wide, 2);

static const VMStateDescription vmstate_rest = {
    .name = "well-rest",
    .version_id = 1,
    .minimum_version_id = 1,
    .early_setup = true,
    .pre_load_errp = well_pre_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINTTL(pc, Well),
        VMSTATE_CPUDOUBLE_ARRAY(real, Well, 2),
        VMSTATE_TIMER_PTR_ARRAY(timers, Well, 3),
        VMSTATE_FIFO8(fifo, Well),
        VMSTATE_FIFO32(words, Well),
        VMSTATE_PTIMER(pt, Well),
        VMSTATE_I2C_SLAVE(i2c, Well),
        VMSTATE_PCI_DEVICE(pci, Well),
        VMSTATE_VBUFFER_UINT32(blob, Well, 1, NULL, blob_len),
        VMSTATE_STATIC_BUFFER(ring, Well, 0, NULL, 2, 10),
        VMSTATE_BUFFER_START_MIDDLE(ring, Well, 4),
        VMSTATE_VARRAY_MULTIPLY(ring, Well, depth, 2, vmstate_info_uint8, uint8_t),
        VMSTATE_STRUCT_ARRAY(items, Well, WELL_ITEMS, 0, vmstate_item, WellItem),
        VMSTATE_STRUCT_SUB_ARRAY(items, Well, 1, 2, 0, vmstate_item, WellItem),
        VMSTATE_ARRAY_OF_POINTER_TO_STRUCT(known, Well, 3, 0, vmstate_item, WellItem),
        VMSTATE_VSTRUCT(items[0], Well, vmstate_item, WellItem, 4),
        VMSTATE_QLIST_V(jobs, Well, 1, vmstate_item, WellItem, next),
        VMSTATE_GTREE_DIRECT_KEY_V(tree, Well, 1, &vmstate_item, WellItem),
        VMSTATE_WITH_TMP(Well, WellTmp, vmstate_tmp),
        VMSTATE_UNUSED(8),
#ifdef TARGET_WELL
        VMSTATE_UINT64(wide, Well),
#endif
        VMSTATE_SINGLE(c, Well, 0, info_free, uint32_t),
        VMSTATE_MSIX(pci, Well),
        VMSTATE_NOBODY_KNOWS(a, Well),
        VMSTATE_UINT8_ARRAY(ring, Well, NO_CONSTANT),
        VMSTATE_STRUCT(a, Well, 0, vmstate_elsewhere, WellItem),
        VMSTATE_UINT8(one, Well, 3),
        VMSTATE_UINT8_TEST(raw[0], Well, WELL_TEST(1)),
        VMSTATE_END_OF_LIST()
    },
    .subsections = (const VMStateDescription * const []) {
        &vmstate_cap_deep,
        &vmstate_cap_wide,
        NULL
    },
    .whatever = 3,
};
