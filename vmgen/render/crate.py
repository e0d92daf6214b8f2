# SPDX-License-Identifier: GPL-2.0-or-later
"""One device's crate, as text by path."""

from __future__ import annotations

from typing import Literal

from vmgen.history import layout_text
from vmgen.layout import SCALARS
from vmgen.model.layout import layout_of
from vmgen.model.nodes import Bits, Device, Struct
from vmgen.model.prose import Paragraph, read
from vmgen.model.summary import Summary
from vmgen.plan import DevicePlan
from vmgen.render.cells import converted
from vmgen.render.context import Context
from vmgen.render.docs import doc, escape, linked_doc
from vmgen.render.environment import file_functions, render_fragment, render_template
from vmgen.render.fragment import Fragment
from vmgen.render.imports import imports
from vmgen.render.parent import STAND_IN, ParentBinding, as_included
from vmgen.render.pointers import POINTER
from vmgen.render.presence import older_wrappers
from vmgen.render.scaffold import DeviceBody
from vmgen.render.vectors import device_vectors, render_vectors
from vmgen.values import dataclass
from vmgen.vectors.make import Vector

Ownership = Literal["generated", "scaffold"]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A file before it is formatted. A `scaffold` is written once and is the author's from then."""

    path: str
    text: str
    ownership: Ownership = "generated"
    origin: str = ""


def crate_folder(device: Device | Summary) -> str:
    """The crate's folder in a tree that is laid out like QEMU's `rust/`."""
    return f"hw/{device.category}/{device.crate}"


def render_crate(plan: DevicePlan, found: list[Vector] | None = None) -> list[Rendered]:
    """All files of the crate, paths relative to the tree.

    `found` are the device's vectors, for a caller that has them or wants none.
    """
    crate = _Crate(plan, device_vectors(plan.device) if found is None else found)
    folder = crate_folder(plan.device)
    files = {
        "Cargo.toml": crate.manifest(),
        "Kconfig": crate.plain("crate/Kconfig.j2"),
        "meson.build": crate.plain("crate/meson.build.j2"),
        "src/lib.rs": crate.lib(),
        "src/registers.rs": crate.registers(),
        "src/migration.rs": crate.migration(),
        "layout.txt": layout_text(layout_of(plan.device)),
        "tests/wire.rs": crate.wire_tests(),
        "tests/vectors.txt": crate.vectors,
        **crate.parent(),
    }
    made = [
        Rendered(f"{folder}/{path}", text, origin=plan.device.origin)
        for path, text in files.items()
    ]
    return [*made, Rendered(f"{folder}/src/device.rs", crate.scaffold(), "scaffold")]


class _Crate:
    def __init__(self, plan: DevicePlan, found: list[Vector]) -> None:
        self._plan = plan
        self._device = plan.device
        self._context = Context(plan)
        self._wire_tests, self.vectors = render_vectors(plan, found)
        types = [
            node.name
            for node in plan.device.types
            if not (isinstance(node, Struct) and node.foreign)
        ]
        mirrors = [item.mirror.name for item in self._context.structs if item.mirror]
        self._modules = {
            plan.device.name: "device",
            **dict.fromkeys(types, "registers"),
            **{item.name: "registers" for item in plan.device.constants},
            **dict.fromkeys([*mirrors, POINTER], "migration"),
            self._vmstate(): "migration",
            **{hooks.trait: "migration" for hooks in self._context.hooks()},
            **{item.hooks.trait: "migration" for item in self._context.mirrored()},
            **dict.fromkeys(self._custom(), "device"),
        }
        self._bound = self._context.bound_parent()
        if self._bound is not None:
            self._modules[self._bound.name] = "parent"

    def _vmstate(self) -> str:
        return self._context.descriptions.device.constant

    def _custom(self) -> list[str]:
        """Names of the author's types, which `device.rs` has."""
        fields = [
            *self._device.all_fields,
            *(item.field for plan in self._plan.structs for item in plan.fields),
        ]
        return [field.kind.author_type for field in fields if field.kind.author_type]

    def _local(self, module: str) -> dict[str, str]:
        """Names of the crate that a file of `module` has to import."""
        return {name: home for name, home in self._modules.items() if home != module}

    def _rust(self, module: str, about: str, body: Fragment) -> str:
        parts = (doc_module(about), self._use(module, body), body.text.strip("\n"))
        return "\n\n".join(part.strip("\n") for part in parts if part)

    def _use(self, module: str, body: Fragment) -> str:
        """What a file of `module` has to import for its text."""
        parent = "" if self._bound else self._context.parent_path()
        others = [parent] if parent else []
        return imports(body.needs, self._plan.dialect.preludes, self._local(module), others)

    def parent(self) -> dict[str, str]:
        """The files of a parent for which the crate makes the Rust type."""
        if self._bound is None:
            return {}
        made, name = ParentBinding(self._device, self._bound), self._device.name
        stand_in = made.stand_in(*self._context.parent_struct(self._bound))
        about = f"The parent of [`{name}`](crate::device::{name}): QEMU's Rust has no type of it."
        return {
            **made.plain(),
            "src/parent.rs": self._rust("parent", about, made.type()),
            # The same in all dialects: cargo takes the build scripts of two trees for one.
            STAND_IN: as_included(imports(stand_in.needs, {}, self._local("parent")), stand_in),
        }

    def plain(self, template: str) -> str:
        return render_template(
            template,
            device=self._device,
            dialect=self._plan.dialect,
            bitfields=self._context.bitfields(),
            crates=("util", "migration", "bql", "qom", "system", "hwcore"),
            bound=self._bound,
        )

    def manifest(self) -> str:
        words = (part.text for part in read(self._device.about) if isinstance(part, Paragraph))
        title = next(words, self._device.name)
        return render_template(
            "crate/Cargo.toml.j2",
            device=self._device,
            title=title.replace("\\", "").replace('"', "'").rstrip("."),
            bitfields=self._context.bitfields(),
            bound=self._bound,
        )

    def lib(self) -> str:
        body = render_template(
            "crate/lib.rs.j2",
            device=self._device,
            type_constant=self._type_constant(),
            bound=self._bound,
        )
        about = self._device.about or f"The device `{self._device.name}`."
        return doc(about, "//!") + body

    def _type_constant(self) -> str:
        return f"TYPE_{self._device.crate.upper()}"

    def registers(self) -> str:
        widths = {
            node.name: SCALARS[node.repr].bits
            for node in self._device.types
            if isinstance(node, Bits)
        }
        types = self._context.types()
        body = render_fragment(
            "crate/registers.rs.j2", types=types, widths=widths, constants=self._device.constants
        )
        about = f"Registers of [`{self._device.name}`](crate::device::{self._device.name})."
        return self._rust("registers", about, body)

    def migration(self) -> str:
        context = self._context
        body = render_fragment(
            "crate/migration.rs.j2",
            dialect=self._plan.dialect,
            device=self._device,
            bitsized=context.bitsized(),
            structs=context.structs,
            converted_types=converted(self._plan),
            mirrored_types=context.mirrored(),
            wrappers=context.descriptions.wrappers(),
            older_wrappers=older_wrappers(self._plan),
            functions=file_functions(context.needs()),
            subsections=context.descriptions.device_subsections,
            description=context.descriptions.device,
            blocks=context.device_methods(),
            section_name=_in_format_string(self._device.description.name),
        )
        return self._rust("migration", f"Migration of [`{self._device.name}`].", body)

    def wire_tests(self) -> str:
        about = (
            f"Golden vectors of [`{self._device.name}`], by the Python codec of vmgen.\n//!\n"
            "//! [`hwcore::testing`] stands in for QEMU's C code; a QEMU tree has no such module."
        )
        return doc_module(about) + self._wire_tests

    def scaffold(self) -> str:
        context, parts = self._context, DeviceBody(self._plan)
        body = render_fragment(
            "crate/device.rs.j2",
            dialect=self._plan.dialect,
            device=self._device,
            members=parts.members(),
            inits=parts.inits(),
            connects=parts.connects(),
            resets=parts.resets(),
            parts=parts,
            methods=parts.methods(),
            timers=parts.timers,
            migrates_parent=context.migrates_parent(),
            unsafe_sync=context.unsafe_sync(),
            realizes=bool(context.requirements() or context.descriptions.realized()),
            vmstate=self._vmstate(),
            hooks=context.hooks(),
            mirrored_types=context.mirrored(),
            authored=context.authored(),
            type_constant=self._type_constant(),
            interface=context.interface(),
        )
        return self._rust("device", f"The device model of {escape(self._device.name)}.", body)


def _in_format_string(text: str) -> str:
    """The text inside a format string of Rust."""
    return text.replace("{", "{{").replace("}", "}}")


def doc_module(text: str) -> str:
    """A module's `//!` lines; the text is ours and needs no escaping."""
    return linked_doc(text, "//!")
