# SPDX-License-Identifier: GPL-2.0-or-later
"""VMStateDescriptions as builder chains: of the device, of its structs, of their subsections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Literal

from vmgen.layout.body import count_text
from vmgen.model.cells import beside
from vmgen.model.layout import fits
from vmgen.model.names import (
    RESTORE_CELLS,
    SECTION_NEEDED,
    beside_name,
    device_constant,
    exists_method,
    fit_method,
    needed_method,
    older_wrapper,
    pointers_name,
    subsection_constant,
    subsection_ident,
    wrapper_constants,
)
from vmgen.model.nodes import Description as Head
from vmgen.model.nodes import Device, Field, Rule, Struct, Subsection
from vmgen.model.scope import Scope, arriving
from vmgen.model.walk import Site
from vmgen.plan import DevicePlan, FieldPlan, StructPlan
from vmgen.render.calls import CHECK_LOADED, before_load, hook_methods, section_needed, when
from vmgen.render.cells import before_save, restore_cells, slots_beside
from vmgen.render.changed import any_changed, in_device, in_mirror
from vmgen.render.conversion import refusal
from vmgen.render.environment import kind_template, macro_call, made
from vmgen.render.fragment import Fragment
from vmgen.render.operands import of_device, of_mirror
from vmgen.render.pointers import point
from vmgen.render.presence import (
    Named,
    Presence,
    presences,
    presences_in_device,
    sent_part,
    versions,
)
from vmgen.render.rust import Rust
from vmgen.render.slot import slots
from vmgen.render.texts import REFUSAL, Description, Method, Text, Wrapper


class Descriptions:
    """Makes the descriptions of one device."""

    def __init__(self, plan: DevicePlan) -> None:
        self._plan = plan
        self._device: Device = plan.device

    # -- what travels ------------------------------------------------------------------------------

    def _fields(
        self, owner: str, items: Sequence[FieldPlan], head: Head
    ) -> tuple[list[Text], list[Method]]:
        """Expressions for fields, and the methods that they call. `head` has the versions."""
        lines: list[Text] = []
        methods: list[Method] = []
        for item in items:
            if not item.travels:
                continue
            method = self._fits(owner, item)
            if method is not None:
                text = f"{item.field.count} is at most {item.field.room}"
                lines.append(
                    called("vmstate_validate", owner, f'c"{text}"', f"{owner}::{method.name}")
                )
                methods.append(method)
            if item.field.needed is not None:
                methods.append(self._exists(owner, item))
            for form in presences(self._device, owner, item.field, head):
                if item.field.flag is not None:
                    lines.append(self._flag(owner, item.field.flag, form))
                lines.append(self._line(owner, item, form))
        return lines, methods

    def _line(self, owner: str, item: FieldPlan, form: Presence) -> Fragment:
        """A field as its kind describes it; behind `Migratable`, maybe by a named description."""
        named = self._described(owner, item.field, form)
        if item.field.place.migratable and form.at is not None:
            constant = older_wrapper(self._device.crate, item.field.name, form.at)
            named = replace(named, vmsd=constant)
        elif item.field.place.migratable and not self._plan.dialect.wrapper_has_name:
            constant = wrapper_constants(self._device.crate, item.field.name)[1]
            return Fragment(f"{constant}{form.gate},")
        return made(kind_template(item.field.kind.stem()).described, named)

    def _flag(self, owner: str, flag: str, form: Presence) -> Fragment:
        """The flag before an option, which is a bool of the mirror, or of the device."""
        member = self._flag_of(owner, flag)
        renamed = "" if member == flag else flag
        return made(kind_template("number").described, Named(owner, member, renamed, form))

    def _flag_of(self, owner: str, flag: str) -> str:
        """What has the flag before an option."""
        if owner == self._device.name:
            return beside_name(self._device.members[flag])
        return self._mirrored(owner).members[flag]

    def _described(self, owner: str, field: Field, form: Presence) -> Named:
        """A field of the device or of a mirror, with what it is called in each."""
        named = str if owner == self._device.name else self._mirrored(owner).member
        member = named(field.name)
        if owner == self._device.name and beside(self._device, field):
            member = beside_name(field.name)
        if field.present is not None:
            member = pointers_name(field.name)
        shown = field.kind.stream_name or field.wire_name
        renamed = "" if member == shown else shown
        count = named(field.count) if field.count else ""
        part = sent_part(owner, field) if owner == self._device.name else None
        if count and field.kind.per > 1:
            return Named(owner, member, renamed, form, field, part, bits=count)
        counted = f"[0 .. {count_text(count, field.times)}]" if count else ""
        return Named(owner, f"{member}{counted}", renamed, form, field, part)

    def _exists(self, owner: str, item: FieldPlan) -> Method:
        """The test that a field is there, of the object as far as it is loaded."""
        field = item.field
        assert field.needed is not None
        lines: list[Text] = []
        if field.needed.asks:
            found = Rust(f"self.{field.needed.asks}()")
        elif owner == self._device.name:
            read = arriving(self._device, self._device, field).read(field.needed.text)
            guards, found = of_device(self._plan, read, as_loaded=True)
            lines += [guard.line for guard in guards]
        else:
            node = self._mirrored(owner)
            read = arriving(self._device, node, field).read(field.needed.text)
            found = of_mirror(self._plan, self._plan.struct(node.name), read, as_loaded=True)
        struct = field.kind.wire_struct(self._device)
        follows = struct is not None and struct.name in self._device.versioned
        known = "" if follows else versions(field.since, field.until, "version_id")
        text = f"{known} && {found.operand_of_and}" if known else found.text
        return Method(
            exists_method(field.name),
            f"Whether `{field.name}` is there, as far as the rest has been loaded.",
            f"&self, {'' if known else '_'}version_id: u8",
            [*lines, Fragment(text, found.needs)],
        )

    def _fits(self, owner: str, item: FieldPlan) -> Method | None:
        """The check that a count is not above its array's length; None where it cannot be."""
        field, of_device = item.field, owner == self._device.name
        node = self._device if of_device else self._mirrored(owner)
        length = fits(Site(self._device, node, field, field.name))
        if length is None:
            return None
        count = next(other for other in node.all_fields if other.name == field.count)
        held = "bits" if field.kind.per > 1 else "elements"
        cell, said = ".get()" if count.place.cell else "", count_text(count.name, field.times)
        return Method(
            fit_method(field.name),
            f"Whether `{field.name}` holds as many {held} as `{said}` says.",
            "&self, _version_id: u8",
            [f"self.{count.name if of_device else node.member(count.name)}{cell} <= {length}"],
        )

    def _mirrored(self, mirror: str) -> Struct:
        """The struct that has this mirror."""
        return next(item.struct for item in self._plan.structs if item.mirror == mirror)

    # -- structs -----------------------------------------------------------------------------------

    def struct(self, plan: StructPlan) -> Description:
        """The description of a struct's wire form, without its subsections."""
        head = plan.struct.description
        ages = self._device.versioned.get(plan.struct.name, head)
        lines, methods = self._fields(plan.mirror, plan.own, ages)
        return Description(
            owner=plan.mirror,
            constant="",
            name=head.name,
            version_id=ages.version_id,
            minimum_version_id=ages.minimum_version_id,
            lines=lines,
            priority=head.priority,
            subsections=self._inside(plan.struct),
            methods=methods,
        )

    def struct_subsections(self, plan: StructPlan) -> list[Description]:
        """The descriptions of a struct's own subsections; their `needed` sees the wire form."""
        named = {item.field.name: item for item in plan.fields}
        return [
            self._subsection(
                plan.struct,
                plan.mirror,
                subsection,
                [named[field.name] for field in subsection.fields],
                [self._mirror_condition(plan, subsection)],
            )
            for subsection in plan.struct.subsections
        ]

    def _mirror_condition(self, plan: StructPlan, subsection: Subsection) -> Text:
        if subsection.asks:
            return f"self.{subsection.asks}"
        if subsection in plan.said:
            return f"self.{plan.struct.answer(subsection)}"
        if subsection.needed is not None and subsection.needed.kind == "changed":
            return any_changed(in_mirror(slots(self._plan, plan), subsection))
        if subsection.needed is None:
            return ""
        read = Scope(self._device, plan.struct, "needed").read(subsection.needed.text)
        found = of_mirror(self._plan, plan, read)
        return Fragment(found.text, found.needs)

    # -- subsections -------------------------------------------------------------------------------

    def _short(self, owner: Device | Struct, subsection: Subsection) -> str:
        """A subsection's name without its parent's, as an identifier."""
        return subsection_ident(owner.description.name, subsection.description.name)

    def _constant(self, owner: Device | Struct, subsection: Subsection) -> str:
        struct = "" if isinstance(owner, Device) else owner.name
        return subsection_constant(self._device.crate, struct, self._short(owner, subsection))

    def _inside(self, owner: Device | Struct, within: str = "") -> list[str]:
        """The constants of the subsections of a description, or of one of its subsections."""
        return [
            self._constant(owner, subsection)
            for subsection in owner.subsections
            if subsection.within == within
        ]

    def _subsection(
        self,
        owner: Device | Struct,
        rust: str,
        subsection: Subsection,
        items: Sequence[FieldPlan],
        body: list[Text],
    ) -> Description:
        head, short = subsection.description, self._short(owner, subsection)
        lines, methods = self._fields(rust, items, head)
        needed = ""
        if subsection.needed is not None:
            needed = needed_method(short)
            if subsection.asks and isinstance(owner, Device):
                needed = subsection.asks
            else:
                about = f"Whether the subsection `{head.name}` is sent."
                methods = [*methods, Method(needed_method(short), about, "&self", body)]
        return Description(
            owner=rust,
            constant=self._constant(owner, subsection),
            name=head.name,
            version_id=head.version_id,
            minimum_version_id=head.minimum_version_id,
            lines=lines,
            needed=needed,
            subsections=self._inside(owner, head.name),
            methods=methods,
        )

    # -- the device --------------------------------------------------------------------------------

    @cached_property
    def device(self) -> Description:
        """The description of the device itself."""
        head = self._device.description
        items = [self._plan.field(field.name) for field in self._device.fields]
        lines, methods = self._fields(self._device.name, items, head)
        own = [
            *section_needed(self._plan),
            *before_save(self._plan),
            *before_load(self._plan),
            *point(self._plan),
            *restore_cells(self._plan),
            *self._check_loaded(),
        ]
        return Description(
            owner=self._device.name,
            constant=device_constant(self._device.crate),
            name=head.name,
            version_id=head.version_id,
            minimum_version_id=head.minimum_version_id,
            lines=lines,
            priority=head.priority,
            flags=[flag for flag in ("unmigratable", "early_setup") if getattr(head, flag)],
            hooks=hook_methods(self._device, {method.name for method in own}),
            needed=self._device.asks or (SECTION_NEEDED if self._device.needed else ""),
            subsections=self._inside(self._device),
            methods=[*methods, *own],
        )

    def _rules(self, when: Literal["load", "realize"]) -> list[Rule]:
        """The rules that are asked then: those of properties alone when it is realized."""
        scope = Scope(self._device, self._device, "rule")
        early = when == "realize"
        return [rule for rule in self._device.rules if scope.read(rule.text).of_properties == early]

    def _check_loaded(self) -> list[Method]:
        """Sets cells and asks the rules before the author's hook does anything."""
        rules, restores = self._rules("load"), bool(slots_beside(self._plan))
        if not (rules or restores):
            return []
        scope = Scope(self._device, self._device, "rule")
        found = [of_device(self._plan, scope.read(rule.text), opposite=True) for rule in rules]
        borrowed = list(dict.fromkeys(guard for guards, _ in found for guard in guards))
        body: list[Text] = [f"self.{RESTORE_CELLS}()?;"] if restores else []
        body += [guard.line for guard in borrowed]
        for rule, (_, refused) in zip(rules, found, strict=True):
            body += refusal(refused, rule)
        hooked = "post_load" in self._device.hooks
        # The author's hook may change what is borrowed here.
        body += [f"drop({guard.name});" for guard in borrowed if hooked and not guard.copied]
        body.append("self.post_load(version_id)" if hooked else "Ok(())")
        if not (rules or hooked):
            body = [f"self.{RESTORE_CELLS}()"]
        about = "Refuses what was loaded where it breaks a rule."
        return [
            Method(
                CHECK_LOADED,
                about if rules else "Takes into use what was loaded.",
                f"&self, {'' if hooked else '_'}version_id: u8",
                body,
                REFUSAL,
            )
        ]

    def realized(self) -> list[tuple[Rule, Rust]]:
        """The rules of properties alone, as conditions."""
        scope = Scope(self._device, self._device, "rule")
        return [
            (rule, of_device(self._plan, scope.read(rule.text))[1])
            for rule in self._rules("realize")
        ]

    @cached_property
    def device_subsections(self) -> list[Description]:
        """The descriptions of the device's subsections."""
        return [
            self._subsection(
                self._device,
                self._device.name,
                subsection,
                [self._plan.field(field.name) for field in subsection.fields],
                self._device_condition(subsection),
            )
            for subsection in self._device.subsections
        ]

    def _device_condition(self, subsection: Subsection) -> list[Text]:
        """The body of `needed`; empty where the author writes it, or where there is none."""
        if subsection.needed is None or subsection.asks:
            return []
        if subsection.needed.kind == "changed":
            return [any_changed(in_device(self._plan, field) for field in subsection.fields)]
        return when(self._plan, subsection.needed.text)

    # -- wrappers ----------------------------------------------------------------------------------

    def wrappers(self) -> list[Wrapper]:
        """Named descriptions for the `Migratable` fields, where the dialect has no name."""
        if self._plan.dialect.wrapper_has_name:
            return []
        return [
            Wrapper(
                *wrapper_constants(self._device.crate, item.field.name),
                name=f"{self._device.description.name}/{item.field.name}/migratable",
                type=item.runtime.element,
                owner=self._device.name,
                described=", ".join([named.described_name, *named.tests]),
                renamed=named.renamed,
            )
            for item in self._plan.fields
            if item.field.place.migratable and item.travels and item.runtime
            for named in [self._newest(item.field)]
        ]

    def _newest(self, field: Field) -> Named:
        """A field in its newest form."""
        form = presences_in_device(self._device, field)[-1]
        return self._described(self._device.name, field, form)


def called(name: str, *arguments: str) -> Fragment:
    """A macro call as an element of a list."""
    return made(macro_call, name, *arguments)
