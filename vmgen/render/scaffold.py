"""Fields of the device struct for `device.rs`, which is written once and then the author's."""

from __future__ import annotations

from vmgen.model.nodes import innermost
from vmgen.model.types import ArrayOf, Cell, Custom, Migratable, Named, Part, Property
from vmgen.plan import FieldPlan
from vmgen.plan.decide import element, lock_of
from vmgen.plan.rust_types import rust_type
from vmgen.render.scalars import literal
from vmgen.render.texts import Scaffold

_LOCKS = {"Mutex": "lock().unwrap()", "BqlRefCell": "borrow_mut()"}


def scaffold(item: FieldPlan) -> Scaffold:
    """How a field is declared, initialised and reset."""
    node = item.field
    common = (node.name, item.runtime, node.doc)
    array = isinstance(node.type, ArrayOf)
    match element(node.type):
        case Property():
            parts = [f'rename = "{node.wire_name}"']
            if node.default is not None and not isinstance(node.default, tuple):
                parts.append(f"default = {literal(node.default)}")
            return Scaffold(*common, "property", attribute=", ".join(parts))
        case Part(name="InterruptSource"):
            return Scaffold(*common, "interrupts" if array else "interrupt", initial=_initial(item))
        case Part(name="MemoryRegion", size=size):
            return Scaffold(*common, "memory", size=size)
        case Part(name=name):
            return Scaffold(*common, name.lower())
        case Migratable():
            return _registers(item, common, "migratables" if array else "migratable")
        case Cell(name="BqlRefCell"):
            return _registers(item, common, "cells" if array else "cell")
        case Cell(item=inner):
            default = node.default if isinstance(node.default, int) else 0
            text = literal(bool(default) if rust_type(inner) == "bool" else default)
            kind = "cells" if array else "cell"
            return Scaffold(*common, kind, default=text, initial=_initial(item, text))
    return Scaffold(*common, "plain")


def _initial(item: FieldPlan, default: str = "") -> str:
    """The value that a field is initialised with; std has no `Default` of arrays over 32."""
    array = isinstance(item.field.type, ArrayOf)
    if array and isinstance(item.field.type, ArrayOf) and item.field.type.length > 32:
        return "std::array::from_fn(|_| Default::default())"
    return f"BqlCell::new({default})" if default and not array else "Default::default()"


def _registers(item: FieldPlan, common: tuple[str, str, str], kind: str) -> Scaffold:
    inner = innermost(item.field.type)
    if isinstance(inner, Custom):
        return Scaffold(*common, kind, initial=_initial(item))
    assert isinstance(inner, Named)
    lock = _LOCKS[lock_of(item.field.type)]
    return Scaffold(*common, kind, lock=lock, registers=inner.name, initial=_initial(item))
