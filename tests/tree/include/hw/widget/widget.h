/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The bus of tests/golden/specs/boundparent.py, which no QEMU has: enough to compile against. */

#ifndef HW_WIDGET_WIDGET_H
#define HW_WIDGET_WIDGET_H

#include "hw/qdev-core.h"
#include "migration/vmstate.h"

typedef struct WidgetState {
    DeviceState parent_obj;
    uint8_t slot;
    uint8_t config[40];
    uint8_t extra;
} WidgetState;

typedef struct WidgetStateClass {
    DeviceClass parent_class;
} WidgetStateClass;

extern const VMStateDescription vmstate_widget;

#endif
