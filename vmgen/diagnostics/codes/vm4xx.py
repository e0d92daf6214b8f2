# SPDX-License-Identifier: GPL-2.0-or-later
"""VM4xx: tools, files and the Rust compiler."""

from vmgen.diagnostics.codes.entry import Entry

TABLE = (
    Entry(
        "VM401",
        "tool-missing",
        "vmgen formats and checks what it writes with the tools of the Rust toolchain.",
        "Install a Rust toolchain (cargo, rustfmt, clippy), or put it on the PATH.",
    ),
    Entry(
        "VM402",
        "rust-refused",
        "The generated crate, together with its author's `device.rs`, does not compile.",
        "Mend the file named in the compiler's message; a fault in a generated file is one in the "
        "spec, or in vmgen.",
    ),
    Entry(
        "VM403",
        "hand-edited",
        "The file was changed by hand after vmgen wrote it, and writing it again would lose that.",
        "Move the change to the spec or to `device.rs`; then remove the file, or build with "
        "`--force`.",
    ),
    Entry(
        "VM404",
        "not-ours",
        "A file that vmgen did not write lies where a generated one belongs.",
        "Move it away, or build into another folder.",
    ),
    Entry(
        "VM405",
        "cannot-write",
        "Nothing was changed: a build is written whole or not at all.",
        "Make the folder writable, or build into another one with `--output`.",
    ),
    Entry(
        "VM406",
        "rustfmt-refused",
        "rustfmt could not parse what vmgen emitted; nothing was written.",
        "This is a fault of vmgen: please report it with the spec.",
    ),
    Entry(
        "VM407",
        "taken-back",
        "A build that was killed left the trees of its output folder half changed. What it had "
        "changed was put back from what it had kept, before anything was read.",
        "Build again: the tree is what it was before that build.",
        severity="warning",
    ),
    Entry(
        "VM408",
        "changed-since",
        "A build that was broken off had written the file, and somebody has changed it since: to "
        "put it back would lose that.",
        "Look at it: it may belong to other specs than the files beside it. Move what is to stay "
        "to the spec or to `device.rs`, remove the file, and build again.",
        severity="warning",
    ),
    Entry(
        "VM409",
        "journal-unreadable",
        "A build was broken off here, and the journal by which it could be taken back is damaged, "
        "or another version of vmgen wrote it.",
        "Build with the version that wrote it; or put the tree back with git, then remove the "
        "folder `.vmgen-journal`.",
    ),
    Entry(
        "VM411",
        "unknown-tree",
        "The API that a crate is written for, and the files that must name it, follow from the "
        "layout of the tree.",
        "Name the top folder of a QEMU source tree, where `configure` is; `--dialect` says which "
        "API a changed tree has.",
    ),
    Entry(
        "VM412",
        "tree-unchecked",
        "The crates of a QEMU tree include bindings to its C code that its build makes; without "
        "them nothing compiles.",
        "Configure and build the tree with Rust enabled, then set MESON_BUILD_ROOT to its build "
        "folder (TREE/build is found by itself); or pass `--no-cargo`.",
        severity="warning",
    ),
    Entry(
        "VM413",
        "other-dialect",
        "Crates that are written for one version of QEMU's Rust API rarely compile with another.",
        "Leave `--dialect` out, unless the tree differs from the release that it looks like.",
        severity="warning",
    ),
    Entry(
        "VM414",
        "unexpected-file",
        "A file of the tree that must be edited does not look as it does in QEMU's releases.",
        "Mend the file, or make the edit by hand as docs/qemu-tree.md shows it.",
    ),
    Entry(
        "VM415",
        "rust-warns",
        "rustc or clippy finds fault with code that compiles; QEMU's own build treats many of "
        "these as errors.",
        "Mend the line if it is yours; in a generated file it is the spec's, or a fault of vmgen.",
        severity="warning",
    ),
    Entry(
        "VM430",
        "stale-crate",
        "What `verify` would compile and judge is not what the spec says: its verdict would be one "
        "on another device.",
        "Run `vmgen build` with the same specs, output folder and dialects.",
    ),
    Entry(
        "VM431",
        "no-engine",
        "`--qemu` asks a QEMU what its own devices make of sections, through a small device of "
        "vmgen's that has to be built into it; without an answer nothing would have been tried.",
        "Build one: `vmgen build SPECS --qemu TREE --apply --engine`, then "
        "`ninja -C TREE/build qemu-system-aarch64`; and name that program.",
    ),
    Entry(
        "VM440",
        "crate-made-twice",
        "Cargo takes no two crates of one name in a tree, and refuses every crate of it then.",
        "Give one of the two another name with `crate=`; or, if the other one is left over, remove "
        "its folder.",
    ),
    Entry(
        "VM441",
        "spec-out-of-sight",
        "This build saw neither the spec that the crate was made of nor the folder that it was in, "
        "so that it cannot tell a crate that is left over from one of somebody else's specs.",
        "If nothing makes it any more, build with `--prune`, which removes it, or remove its "
        "folder; if its spec has moved, build that, too.",
        severity="warning",
    ),
    Entry(
        "VM416",
        "crate-of-the-tree",
        "A crate that the tree has of its own is not overwritten, and cargo knows one crate by "
        "each name. The other crates were built.",
        'Give the crate another name with `crate=` of the device, such as `crate="demo_spec"`: '
        "constants such as VMSTATE_DEMO_SPEC follow, which an existing device.rs must name. Both "
        "in one binary need another `type_name=`, too.",
    ),
    Entry(
        "VM417",
        "no-parent-in-tree",
        "The crate would not compile, and as a member of the workspace would stop the check of "
        "all. The other crates were built.",
        "Say with `header=` of the parent's class which header of this tree declares C's, or with "
        "`path=` what its Rust calls the type; or leave this spec out.",
    ),
    Entry(
        "VM418",
        "tree-at-fault",
        "The fault is in a file or a manifest of the tree's own, and cargo does not get to the "
        "crates of the specs: nothing is known of them.",
        "Mend the tree, or use one that builds; `--no-cargo` builds without the check.",
        severity="warning",
    ),
    Entry(
        "VM419",
        "registry-not-reached",
        "The crates need others, such as bilge, of which cargo has no copy here and which it could "
        "not fetch. What was written was not checked.",
        "Build once with a network, or run `cargo fetch` in the workspace; or pass `--no-cargo`.",
    ),
    Entry(
        "VM420",
        "cargo-cannot-write",
        "cargo writes Cargo.lock and its target folder beside the crates, and `verify` the program "
        "that it runs. What was written was not checked.",
        "Make the folder writable, or set CARGO_TARGET_DIR to one that is; or pass `--no-cargo`.",
    ),
    Entry(
        "VM421",
        "cargo-failed",
        "cargo failed without finding fault with the text of a crate; its own words are above.",
        "Mend what cargo names, then build again; or pass `--no-cargo`.",
    ),
    Entry(
        "VM422",
        "tool-fails",
        "A tool of the Rust toolchain was started and did not do its work. Without it nothing is "
        "known of what was, or would have been, written.",
        "Try the tool by hand, as in `rustfmt --version` or `cargo check`; mend the toolchain, or "
        "put another one first on the PATH.",
    ),
    Entry(
        "VM423",
        "tool-hangs",
        "A tool that does not end would keep a build waiting for ever. It was stopped, with all "
        "that it had started.",
        "Run it by hand to see what it waits for. If it only needs longer, set `rustfmt-timeout` "
        "or `cargo-timeout`, in seconds, in [tool.vmgen] of pyproject.toml.",
    ),
    Entry(
        "VM424",
        "no-temporary-files",
        "What rustfmt formats, and what the programs of `verify` say, goes through temporary "
        "files. Nothing was written.",
        "Make room, or set TMPDIR to a folder that can be written to.",
    ),
    Entry(
        "VM425",
        "output-lost",
        "What the command prints could not be written, so that its output is cut off. Files that "
        "it wrote are whole.",
        "Make room where the output goes, or send it elsewhere.",
    ),
    Entry(
        "VM426",
        "system-refuses",
        "The system did not let vmgen read or write what a step needs; that step was not done.",
        "Mend what is named: the file or folder, its permissions, its length, or the room on its "
        "disk.",
    ),
    Entry(
        "VM499",
        "fault-of-vmgen",
        "Something happened that vmgen did not foresee; the step that failed wrote nothing.",
        "Please report it with the spec; VMGEN_TRACEBACK=1 shows where it happened.",
    ),
)
