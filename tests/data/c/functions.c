/* SPDX-License-Identifier: GPL-2.0-or-later */
typedef struct Cell { uint8_t a; uint16_t b; } Cell;
typedef struct Pack { uint32_t w; uint32_t x; uint8_t raw[4]; } Pack;
typedef struct PackTmp { struct ShedState *parent; uint32_t sum; } PackTmp;
typedef struct ShedState {
    SysBusDevice parent_obj;
    uint32_t reg;
    uint32_t own;
    int32_t used;
    uint8_t buf[8];
    Cell cells[3];
    Pack pack;
    Pack old;
    uint32_t late;
    uint32_t late2;
} ShedState;

static bool cell_has_b(void *opaque, int version_id) { return ((Cell *)opaque)->a != 0; }
static bool pack_has_x(void *opaque, int version_id) { return ((Pack *)opaque)->w != 0; }
static bool late_is(void *opaque, int version_id) { return ((ShedState *)opaque)->reg != 0; }
static bool buf_is(void *opaque, int version_id) { return ((ShedState *)opaque)->reg != 0; }
static bool pack_valid(void *opaque, int version_id) { return ((Pack *)opaque)->w < 9; }
static bool shed_valid(void *opaque, int version_id) { return ((ShedState *)opaque)->reg < 9; }
static int cell_post_load(void *opaque, int version_id) { return 0; }
static int late_pre_load(void *opaque) { return 0; }
static int late_post_load(void *opaque, int version_id) { return 0; }
static int tmp_pre_save(void *opaque) { return 0; }
static bool late_needed(void *opaque) { return true; }
static bool shed_needed(void *opaque) { return true; }
static bool shed_pending(void *opaque) { return true; }

static const VMStateDescription vmstate_cell = {
    .name = "shed-cell", .version_id = 1, .minimum_version_id = 1,
    .post_load = cell_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(a, Cell),
        VMSTATE_UINT16_TEST(b, Cell, cell_has_b),
        VMSTATE_END_OF_LIST()
    }
};
static const VMStateDescription vmstate_pack = {
    .name = "shed-pack", .version_id = 3, .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(w, Pack),
        VMSTATE_VALIDATE("w is small", pack_valid),
        VMSTATE_UINT32_TEST(x, Pack, pack_has_x),
        VMSTATE_BUFFER_V(raw, Pack, 3),
        VMSTATE_END_OF_LIST()
    }
};
static const VMStateDescription vmstate_tmp = {
    .name = "shed-tmp", .version_id = 1, .minimum_version_id = 1,
    .pre_save = tmp_pre_save,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(sum, PackTmp),
        VMSTATE_END_OF_LIST()
    }
};
static const VMStateDescription vmstate_late = {
    .name = "shed/late", .version_id = 1, .minimum_version_id = 1,
    .needed = late_needed, .pre_load = late_pre_load, .post_load = late_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(late, ShedState),
        VMSTATE_UINT32_TEST(late2, ShedState, late_is),
        VMSTATE_END_OF_LIST()
    }
};
static const VMStateDescription vmstate_shed = {
    .name = "shed", .version_id = 1, .minimum_version_id = 1,
    .priority = MIG_PRI_IOMMU, .early_setup = true, .needed = shed_needed,
    .dev_unplug_pending = shed_pending,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(reg, ShedState),
        VMSTATE_UINT32_EQUAL(own, ShedState, "own"),
        VMSTATE_INT32_POSITIVE_LE(used, ShedState),
        VMSTATE_VALIDATE("reg is small", shed_valid),
        VMSTATE_BUFFER_TEST(buf, ShedState, buf_is),
        VMSTATE_STRUCT_ARRAY(cells, ShedState, 3, 1, vmstate_cell, Cell),
        VMSTATE_STRUCT(pack, ShedState, 1, vmstate_pack, Pack),
        VMSTATE_VSTRUCT(old, ShedState, vmstate_pack, Pack, 2),
        VMSTATE_WITH_TMP(ShedState, PackTmp, vmstate_tmp),
        VMSTATE_END_OF_LIST()
    },
    .subsections = (const VMStateDescription * const []) { &vmstate_late, NULL }
};
static void shed_class_init(ObjectClass *klass, const void *data)
{
    DEVICE_CLASS(klass)->vmsd = &vmstate_shed;
}
static const TypeInfo shed_types[] = {
    { .name = "shed", .parent = "sys-bus-device", .class_init = shed_class_init, },
};
DEFINE_TYPES(shed_types)
