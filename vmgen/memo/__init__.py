# SPDX-License-Identifier: GPL-2.0-or-later
"""What a finished build was made from and what it made, kept so that the next one need not ask.

The same for texts about vmgen itself, of which it alone decides: its help, and what codes mean.

disk      places on the disk as a memo has them, and whether they still are so
answer    the answer of a build that has nothing to do, before anything is imported
store     memos as files, and how many of them there may be
seen      gathers places, for a memo
tools     what decides which Python, rustfmt and cargo run
said      the memo of a text about vmgen itself
kept      crates of an earlier build that need not be made again
note      the memo of a finished build

`disk`, `answer` and `store` import `os` and little else: they run before click, pydantic or jinja2
are loaded, and most often instead of them. docs/decisions/0020-memos-of-builds.md says why.
"""
