# SPDX-License-Identifier: GPL-2.0-or-later
"""From a model to decisions: one per struct and per field, each with its reason."""

from vmgen.plan.decide import plan_device
from vmgen.plan.decisions import DevicePlan, FieldPlan, StructPlan
from vmgen.plan.dialects import DIALECTS, Dialect

__all__ = ["DIALECTS", "DevicePlan", "Dialect", "FieldPlan", "StructPlan", "plan_device"]
