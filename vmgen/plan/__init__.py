# SPDX-License-Identifier: GPL-2.0-or-later
"""From a model to decisions: one per struct and per field, each with its reason."""

from vmgen.plan.decide import plan_device
from vmgen.plan.dialects import DIALECTS, Dialect
from vmgen.plan.nodes import DevicePlan, FieldPlan, StructPlan

__all__ = ["DIALECTS", "DevicePlan", "Dialect", "FieldPlan", "StructPlan", "plan_device"]
