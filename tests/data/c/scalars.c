/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each scalar in each of its forms. */

static bool wide(void *opaque, int version_id)
{
    return wide_enough(opaque);
}

static bool second(void *opaque, int version_id)
{
    return version_id == 2 && version_id >= 1;
}

static const VMStateDescription vmstate_bool = {
    .name = "bool",
    .version_id = 4,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_BOOL(a, S),
        VMSTATE_BOOL_V(b, S, 2),
        VMSTATE_BOOL_TEST(c, S, wide),
        VMSTATE_BOOL_TEST(d, S, second),
        VMSTATE_BOOL_ARRAY(e, S, 010),
        VMSTATE_BOOL_ARRAY_V(f, S, 0x10 - 1, 3),
        VMSTATE_BOOL_SUB_ARRAY(g, S, 2, 3 * (1 + 1)),
        VMSTATE_BOOL_2DARRAY(h, S, 2, 3),
        VMSTATE_BOOL_2DARRAY_V(i, S, 2, DIV_ROUND_UP(9, 4), 4),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription vmstate_int8 = {
    .name = "int8",
    .version_id = 4,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_INT8(a, S),
        VMSTATE_INT8_V(b, S, 2),
        VMSTATE_INT8_TEST(c, S, wide),
        VMSTATE_INT8_TEST(d, S, second),
        VMSTATE_INT8_ARRAY(e, S, 010),
        VMSTATE_INT8_ARRAY_V(f, S, 0x10 - 1, 3),
        VMSTATE_INT8_SUB_ARRAY(g, S, 2, 3 * (1 + 1)),
        VMSTATE_INT8_2DARRAY(h, S, 2, 3),
        VMSTATE_INT8_2DARRAY_V(i, S, 2, DIV_ROUND_UP(9, 4), 4),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription vmstate_int16 = {
    .name = "int16",
    .version_id = 4,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_INT16(a, S),
        VMSTATE_INT16_V(b, S, 2),
        VMSTATE_INT16_TEST(c, S, wide),
        VMSTATE_INT16_TEST(d, S, second),
        VMSTATE_INT16_ARRAY(e, S, 010),
        VMSTATE_INT16_ARRAY_V(f, S, 0x10 - 1, 3),
        VMSTATE_INT16_SUB_ARRAY(g, S, 2, 3 * (1 + 1)),
        VMSTATE_INT16_2DARRAY(h, S, 2, 3),
        VMSTATE_INT16_2DARRAY_V(i, S, 2, DIV_ROUND_UP(9, 4), 4),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription vmstate_int32 = {
    .name = "int32",
    .version_id = 4,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_INT32(a, S),
        VMSTATE_INT32_V(b, S, 2),
        VMSTATE_INT32_TEST(c, S, wide),
        VMSTATE_INT32_TEST(d, S, second),
        VMSTATE_INT32_ARRAY(e, S, 010),
        VMSTATE_INT32_ARRAY_V(f, S, 0x10 - 1, 3),
        VMSTATE_INT32_SUB_ARRAY(g, S, 2, 3 * (1 + 1)),
        VMSTATE_INT32_2DARRAY(h, S, 2, 3),
        VMSTATE_INT32_2DARRAY_V(i, S, 2, DIV_ROUND_UP(9, 4), 4),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription vmstate_int64 = {
    .name = "int64",
    .version_id = 4,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_INT64(a, S),
        VMSTATE_INT64_V(b, S, 2),
        VMSTATE_INT64_TEST(c, S, wide),
        VMSTATE_INT64_TEST(d, S, second),
        VMSTATE_INT64_ARRAY(e, S, 010),
        VMSTATE_INT64_ARRAY_V(f, S, 0x10 - 1, 3),
        VMSTATE_INT64_SUB_ARRAY(g, S, 2, 3 * (1 + 1)),
        VMSTATE_INT64_2DARRAY(h, S, 2, 3),
        VMSTATE_INT64_2DARRAY_V(i, S, 2, DIV_ROUND_UP(9, 4), 4),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription vmstate_uint8 = {
    .name = "uint8",
    .version_id = 4,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(a, S),
        VMSTATE_UINT8_V(b, S, 2),
        VMSTATE_UINT8_TEST(c, S, wide),
        VMSTATE_UINT8_TEST(d, S, second),
        VMSTATE_UINT8_ARRAY(e, S, 010),
        VMSTATE_UINT8_ARRAY_V(f, S, 0x10 - 1, 3),
        VMSTATE_UINT8_SUB_ARRAY(g, S, 2, 3 * (1 + 1)),
        VMSTATE_UINT8_2DARRAY(h, S, 2, 3),
        VMSTATE_UINT8_2DARRAY_V(i, S, 2, DIV_ROUND_UP(9, 4), 4),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription vmstate_uint16 = {
    .name = "uint16",
    .version_id = 4,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT16(a, S),
        VMSTATE_UINT16_V(b, S, 2),
        VMSTATE_UINT16_TEST(c, S, wide),
        VMSTATE_UINT16_TEST(d, S, second),
        VMSTATE_UINT16_ARRAY(e, S, 010),
        VMSTATE_UINT16_ARRAY_V(f, S, 0x10 - 1, 3),
        VMSTATE_UINT16_SUB_ARRAY(g, S, 2, 3 * (1 + 1)),
        VMSTATE_UINT16_2DARRAY(h, S, 2, 3),
        VMSTATE_UINT16_2DARRAY_V(i, S, 2, DIV_ROUND_UP(9, 4), 4),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription vmstate_uint32 = {
    .name = "uint32",
    .version_id = 4,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(a, S),
        VMSTATE_UINT32_V(b, S, 2),
        VMSTATE_UINT32_TEST(c, S, wide),
        VMSTATE_UINT32_TEST(d, S, second),
        VMSTATE_UINT32_ARRAY(e, S, 010),
        VMSTATE_UINT32_ARRAY_V(f, S, 0x10 - 1, 3),
        VMSTATE_UINT32_SUB_ARRAY(g, S, 2, 3 * (1 + 1)),
        VMSTATE_UINT32_2DARRAY(h, S, 2, 3),
        VMSTATE_UINT32_2DARRAY_V(i, S, 2, DIV_ROUND_UP(9, 4), 4),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription vmstate_uint64 = {
    .name = "uint64",
    .version_id = 4,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT64(a, S),
        VMSTATE_UINT64_V(b, S, 2),
        VMSTATE_UINT64_TEST(c, S, wide),
        VMSTATE_UINT64_TEST(d, S, second),
        VMSTATE_UINT64_ARRAY(e, S, 010),
        VMSTATE_UINT64_ARRAY_V(f, S, 0x10 - 1, 3),
        VMSTATE_UINT64_SUB_ARRAY(g, S, 2, 3 * (1 + 1)),
        VMSTATE_UINT64_2DARRAY(h, S, 2, 3),
        VMSTATE_UINT64_2DARRAY_V(i, S, 2, DIV_ROUND_UP(9, 4), 4),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription vmstate_uinttl = {
    .name = "uinttl",
    .version_id = 4,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINTTL(a, S),
        VMSTATE_UINTTL_V(b, S, 2),
        VMSTATE_UINTTL_TEST(c, S, wide),
        VMSTATE_UINTTL_TEST(d, S, second),
        VMSTATE_UINTTL_ARRAY(e, S, 010),
        VMSTATE_UINTTL_ARRAY_V(f, S, 0x10 - 1, 3),
        VMSTATE_UINTTL_SUB_ARRAY(g, S, 2, 3 * (1 + 1)),
        VMSTATE_UINTTL_2DARRAY(h, S, 2, 3),
        VMSTATE_UINTTL_2DARRAY_V(i, S, 2, DIV_ROUND_UP(9, 4), 4),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription vmstate_checked = {
    .name = "checked", .version_id = 2,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8_EQUAL(a, S, NULL),
        VMSTATE_UINT16_EQUAL(b, S, "hint"),
        VMSTATE_UINT16_EQUAL_V(c, S, 1, NULL),
        VMSTATE_UINT32_EQUAL_V(d, S, 2, NULL),
        VMSTATE_UINT64_EQUAL(e, S, NULL),
        VMSTATE_UINT64_EQUAL_V(f, S, 3, NULL),
        VMSTATE_INT32_EQUAL(g, S, NULL),
        VMSTATE_U16(h, S),
        VMSTATE_U64_V(i, S, 2),
        VMSTATE_MACADDR(mac, S),
        VMSTATE_UNUSED_V(2, 0x20),
        VMSTATE_UNUSED_BUFFER(wide, 0, 3),
        VMSTATE_UNUSED_VARRAY_UINT32(S, wide, 0, n, 6),
        VMSTATE_TIMER_V(t, S, 2),
        VMSTATE_TIMER_ARRAY(ts, S, 2),
        VMSTATE_TIMER_PTR_V(p, S, 1),
        VMSTATE_TIMER_PTR_TEST(q, S, wide),
        VMSTATE_BUFFER_UNSAFE(raw, S, 0, 40),
        VMSTATE_BUFFER_POINTER_UNSAFE(ptr, S, 0, 24),
        VMSTATE_VARRAY_INT32(x, S, n, 0, vmstate_info_int16, int16_t),
        VMSTATE_VARRAY_UINT16_UNSAFE(y, S, n, 0, vmstate_info_uint8, uint8_t),
        VMSTATE_VARRAY_UINT16_ALLOC(z, S, n, 0, vmstate_info_uint64, uint64_t),
        VMSTATE_VBUFFER_MULTIPLY(v, S, 0, NULL, n, 3),
        VMSTATE_VBUFFER_ALLOC_UINT32(w, S, 0, wide, n),
        VMSTATE_STRUCT_POINTER(sp, S, vmstate_uint8, T),
        VMSTATE_STRUCT_POINTER_TEST(st, S, wide, vmstate_uint8, T),
        VMSTATE_STRUCT_2DARRAY(s2, S, 2, 3, 1, vmstate_uint8, T),
        VMSTATE_STRUCT_VARRAY_UINT8(sv, S, n, 1, vmstate_uint8, T),
        VMSTATE_STRUCT_VARRAY_ALLOC(sa, S, n, 1, vmstate_uint8, T),
        VMSTATE_STRUCT_VARRAY_POINTER_KNOWN(sk, S, 4, 1, vmstate_uint8, T),
        VMSTATE_STRUCT_VARRAY_POINTER_UINT16(su, S, n, vmstate_uint8, T),
        VMSTATE_VSTRUCT_V(vs, S, 2, vmstate_uint8, T, 1),
        VMSTATE_QTAILQ_V(list, S, 1, vmstate_uint8, T, next),
        VMSTATE_GTREE_V(tree, S, 1, vmstate_pair, K, V),
        VMSTATE_PTIMER_ARRAY(pts, S, 2),
        VMSTATE_ARRAY_CLOCK(clocks, S, 3),
        VMSTATE_IDE_DRIVES(ide, S),
        VMSTATE_SSI_PERIPHERAL(ssi, S),
        VMSTATE_SMBUS_DEVICE(smb, S),
        VMSTATE_USB_DEVICE(usb, S),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription vmstate_pair[2] = {
    { .name = "value", .fields = (const VMStateField[]) {
        VMSTATE_BOOL(v, V), VMSTATE_END_OF_LIST() } },
    { .name = "key", .fields = (const VMStateField[]) {
        VMSTATE_UINT16(k, K), VMSTATE_END_OF_LIST() } },
};

static const VMStateDescription vmstate_stub = {
    .name = "stub",
    .unmigratable = 1,
};
