/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HW_LAMP_REGS_H
#define HW_LAMP_REGS_H

#define LAMP_NAME 12
#define LAMP_FLAG(n) (1u << (n))

#endif
