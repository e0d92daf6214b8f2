/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The generic macros and the composites that no other file has, and ways to write a description. */

REG32(CRATE_LAST, 0x1c)

#define CRATE_KEYS 40
#define CRATE_SIDE(_n) {                              \
    .name = "crate/" #_n,                             \
    .fields = (const VMStateField[]) {                \
        VMSTATE_UINT8(_n, Box),                       \
        VMSTATE_END_OF_LIST()                         \
    }                                                 \
}

typedef struct Box {
    uint8_t left, right;
    uint16_t word;
} Box;

typedef struct Crate {
    int32_t many;
    uint8_t buffer_start_middle_v[16];
} Crate;

typedef struct CrateKeys {
    uint32_t regs[R_CRATE_LAST + 1];
    uint32_t down[BITS_TO_U32S(CRATE_KEYS)];
    uint8_t boxes[sizeof(struct Box) * 2];
    uint8_t lines[4];
} CrateKeys;

static const uint8_t crate_table[] = { 1, 2, 3, 5 };

static bool crate_open(void *opaque, int version_id)
{
    return ((Crate *)opaque)->many > 0;
}

static bool crate_old(void *opaque, int version_id)
{
    return version_id == 1;
}

static const VMStateDescription vmstate_box = {
    .name = "box",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = NULL,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(left, Box),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_sides[2] = { CRATE_SIDE(left), CRATE_SIDE(right) };

static const VMStateDescription vmstate_generic = {
    .name = "crate",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_SINGLE_TEST(single_test, Crate, crate_open, 1, vmstate_info_uint16, uint16_t),
        VMSTATE_SINGLE_FULL(single_full, Crate, crate_open, 1, vmstate_info_uint16, uint16_t, NULL),
        VMSTATE_POINTER(pointer, Crate, 1, vmstate_info_uint16, uint16_t),
        VMSTATE_POINTER_TEST(pointer_test, Crate, crate_open, vmstate_info_uint16, uint16_t),
        VMSTATE_ARRAY(array, Crate, 3, 1, vmstate_info_uint16, uint16_t),
        VMSTATE_2DARRAY(darray, Crate, 2, 3, 1, vmstate_info_uint16, uint16_t),
        VMSTATE_SUB_ARRAY(sub_array, Crate, 1, 3, 1, vmstate_info_uint16, uint16_t),
        VMSTATE_VARRAY_UINT32(varray_uint32, Crate, many, 1, vmstate_info_uint16, uint16_t),
        VMSTATE_VSTRUCT_TEST(vstruct_test, Crate, crate_open, 1, vmstate_box, Box, 1),
        VMSTATE_STRUCT_TEST(struct_test, Crate, crate_open, 1, vmstate_box, Box),
        VMSTATE_STRUCT_POINTER_V(struct_pointer_v, Crate, 1, vmstate_box, Box),
        VMSTATE_STRUCT_POINTER_TEST_V(struct_pointer_test_v, Crate, crate_open, 1, vmstate_box, Box),
        VMSTATE_ARRAY_OF_POINTER(array_of_pointer, Crate, 3, 1, vmstate_info_uint16, uint16_t),
        VMSTATE_VARRAY_OF_POINTER_UINT32(varray_of_pointer_uint32, Crate, many, 1, vmstate_info_uint16, uint16_t),
        VMSTATE_STRUCT_ARRAY_TEST(struct_array_test, Crate, 3, crate_open, 1, vmstate_box, Box),
        VMSTATE_STRUCT_2DARRAY_TEST(struct_2darray_test, Crate, 2, 3, crate_open, 1, vmstate_box, Box),
        VMSTATE_STRUCT_VARRAY_POINTER_INT32(struct_varray_pointer_int32, Crate, many, vmstate_box, Box),
        VMSTATE_STRUCT_VARRAY_INT32(struct_varray_int32, Crate, many, 1, vmstate_box, Box),
        VMSTATE_STRUCT_VARRAY_UINT32(struct_varray_uint32, Crate, many, 1, vmstate_box, Box),
        VMSTATE_VBUFFER(vbuffer, Crate, 1, crate_open, many),
        VMSTATE_BUFFER_UNSAFE_INFO_TEST(buffer_unsafe_info_test, Crate, crate_open, 1, vmstate_info_uint16, 8),
        VMSTATE_WITH_TMP_TEST(Crate, crate_open, CrateTmp, vmstate_box),
        VMSTATE_BITMAP(bitmap, Crate, 1, many),
        VMSTATE_BUFFER_UNSAFE_INFO(buffer_unsafe_info, Crate, 1, vmstate_info_uint16, 8),
        VMSTATE_FD(fd, Crate),
        VMSTATE_FD_V(fd_v, Crate, 1),
        VMSTATE_FD_TEST(fd_test, Crate, crate_open),
        VMSTATE_TIMER_PTR_VARRAY(timer_ptr_varray, Crate, many),
        VMSTATE_TIMER_TEST(timer_test, Crate, crate_open),
        VMSTATE_CPUDOUBLE_ARRAY_V(cpudouble_array_v, Crate, 3, 1),
        VMSTATE_BUFFER_START_MIDDLE_V(buffer_start_middle_v, Crate, 1, 1),
        VMSTATE_PARTIAL_VBUFFER(partial_vbuffer, Crate, many),
        VMSTATE_PARTIAL_VBUFFER_UINT32(partial_vbuffer_uint32, Crate, many),
        VMSTATE_U8(u8, Crate),
        VMSTATE_U8_V(u8_v, Crate, 1),
        VMSTATE_U16_V(u16_v, Crate, 1),
        VMSTATE_U32(u32, Crate),
        VMSTATE_U32_V(u32_v, Crate, 1),
        VMSTATE_U64(u64, Crate),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_composites = {
    .name = "crate-parts",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_VIRTIO_DEVICE,
        VMSTATE_SHPC_VMSTATE(shpc_vmstate, Crate, crate_open),
        VMSTATE_MSIX_TEST(msix_test, Crate, crate_open),
        VMSTATE_CLOCK(clock, Crate),
        VMSTATE_ARRAY_CLOCK_V(array_clock_v, Crate, 3, 1),
        VMSTATE_FIFO8_TEST(fifo8_test, Crate, crate_open),
        VMSTATE_PMBUS_DEVICE(pmbus_device, Crate),
        VMSTATE_SCSI_DEVICE(scsi_device, Crate),
        VMSTATE_IDE_BUS(ide_bus, Crate),
        VMSTATE_IDE_BUS_ARRAY(ide_bus_array, Crate, 3),
        VMSTATE_IDE_DRIVE(ide_drive, Crate),
        VMSTATE_AHCI(ahci, Crate),
        VMSTATE_CPU_HOTPLUG(cpu_hotplug, Crate),
        VMSTATE_MEMORY_HOTPLUG(memory_hotplug, Crate),
        VMSTATE_HID_KEYBOARD_DEVICE(hid_keyboard_device, Crate),
        VMSTATE_HID_POINTER_DEVICE(hid_pointer_device, Crate),
        VMSTATE_IPACK_DEVICE(ipack_device, Crate),
        VMSTATE_CCW_DEVICE(ccw_device, Crate),
        VMSTATE_U2F_KEY(u2f_key, Crate),
        VMSTATE_SPAPR_VIO(spapr_vio, Crate),
        VMSTATE_PPC_TIMEBASE_V(ppc_timebase_v, Crate, 1),
        VMSTATE_PTR_TO_IND_ADDR(ptr_to_ind_addr, Crate),
        VMSTATE_VFIO_INTX(vfio_intx, Crate),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_late = {
    .name = "crate-keys/late",
    .needed = &crate_late_needed,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8_ARRAY(lines, struct CrateKeys, 4),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription * const crate_subsections[] = {
    &vmstate_late,
    NULL
};

static const VMStateDescription vmstate_keys = {
    .name = "crate-keys",
    .version_id = 2,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_ARRAY(regs, CrateKeys, R_CRATE_LAST + 1),
        VMSTATE_UINT32_ARRAY(down, CrateKeys, BITS_TO_U32S(CRATE_KEYS)),
        VMSTATE_UINT8_ARRAY(boxes, CrateKeys, sizeof(struct Box) * 2),
        VMSTATE_UNUSED_TEST(crate_old, 2),
        VMSTATE_UINT8_SUB_ARRAY(lines, CrateKeys, 0, 2),
        VMSTATE_UINT8_SUB_ARRAY(lines, CrateKeys, 2, ARRAY_SIZE(crate_table) / 2),
        VMSTATE_END_OF_LIST()
    },
    .subsections = crate_subsections,
};

static const VMStateDescription vmstate_empty = {
    .name = "crate-empty",
    .fields = (const VMStateField[]) {
        VMSTATE_END_OF_LIST()
    },
    .subsections = (const VMStateDescription * const []) { &vmstate_late, NULL },
};

static const VMStateDescription vmstate_nameless = {
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(left, Box),
        VMSTATE_END_OF_LIST()
    },
};
