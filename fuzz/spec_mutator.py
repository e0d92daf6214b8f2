# SPDX-License-Identifier: GPL-2.0-or-later
"""Specs with something changed in them that no author would write, or that anybody may."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from random import Random

from vmgen import spec as words
from vmgen.spec.options import DEVICE, ENUM, FIELD, REGISTERS, SUBSECTION

ROOT = Path(__file__).parents[1]
GOOD, CASES = ("specs", "tests/golden/specs", "fuzz/specs"), "tests/unit/spec/cases"

# fmt: off
NUMBERS = (
    "0", "1", "-1", "2", "7", "8", "9", "31", "32", "33", "63", "64", "65", "127", "128", "129",
    "255", "256", "257", "65535", "65536", "2**31 - 1", "2**31", "-2**31", "2**32", "2**63",
    "-2**63", "2**64 - 1", "2**64", "-2**63 - 1", "1 << 24", "(1 << 24) + 1", "64 << 20",
    "1 << 200", "10**5000", "-10**5000", "1 << 20000", "0.5", "-0.0", "1e400", "float('nan')",
    "1j", "1_000", "0x" + "f" * 4400, "9" * 4301, "True", "False", "None", "...", "int('7')", "~0",
    "1 << 10**12",
)
TEXTS = (
    "''", "' '", "'x'", "'\\ud800'", "'a\\ud800b'", "'\\0'", "'\\n'", "'\\r'", "'\\u202e'",
    "'\\x1b[2J'", "'\\u00e9'", "'\\u212b'", "'a/b'", "'../x'", "'/'", "'.'", "'..'", "'-'",
    "'a-b'", "'a b'", "'\"'", "'\\\\'", "'{x}'", "'{{ x }}'", "'{% raw %}'", "'x' * 255",
    "'x' * 256", "'x' * 70000", "'*/'", "'r#type'", "'self'", "'type'", "'fn'", "'Self'",
    "'crate'", "'_'", "'__'", "'0'", "'//'", "'#'", "b'x'", "f'{1}'", "'a' 'b'", "'a < '",
    "'a and'", "'((' * 500", "'not ' * 3000 + 'a'", "'a.b.c'", "'a' + '.a' * 2000", "'x\\u0301'",
    "'\\ufeff'", "'\\U0001f600'", "'a == 1e5'", "'9' * 5000",
)
VALUES = (
    "[]", "[[]]", "()", "{}", "{1}", "[1, 2, 3]", "[0] * 100", "range(9)", "range(10**9)",
    "object()", "u8", "bool", "int", "str", "float", "type", "print", "len", "u64", "Device",
    "Registers", "Enum", "Bits", "field()", "field(0)", "field", "subsection", "subsection('a/b')",
    "method('x')", "CHANGED", "computed()", "computed(default=-1)", "computed(default='x')",
    "bits[1]", "bits[0]", "bits[65]", "Array[u8, 2]", "Array", "Array[u8]", "Array[u8, 2, 3]",
    "Array[2, u8]", "Buffer[4]", "Fifo[u8, 4]", "Fifo8[4]", "lambda: 0", "lambda *a, **k: 1 / 0",
    "__import__('os')", "type('X', (), {})", "exec", "globals()",
    "type('R', (), {'__repr__': lambda s: 1 / 0})()", "type('H', (int,), {'__hash__': None})(3)",
    "type('E', (str,), {'__eq__': lambda s, o: 1 / 0, '__hash__': str.__hash__})('a')",
    "NotImplemented", "type('I', (int,), {'__index__': lambda s: 1 / 0})(3)",
    "type('B', (), {'__bool__': 3})()",
)
NAMES = (
    "type", "fn", "self", "Self", "crate", "super", "_", "__", "___", "__init__", "__class__",
    "__vmgen__", "x" * 300, "x" * 70000, "\u00e9", "\u0130", "\ufb01", "\u2115", "\u017f",
    "\uff21", "ab\u0301", "\u4e00", "rules", "name", "migrate", "parent_obj", "version_id",
    "reset", "loop", "match", "async", "refused", "Registers", "Device", "Array", "u8", "bool",
    "field", "print", "mro", "Object", "Vec", "String",
)
STATEMENTS = (
    "print('noise')", "import os; os.chdir('/')", "import os; os.write(1, b'noise')",
    "raise SystemExit", "raise KeyboardInterrupt", "raise BaseException('x')",
    "raise GeneratorExit", "raise StopIteration", "raise ExceptionGroup('g', [ValueError()])",
    "raise MemoryError", "raise RecursionError", "input()", "import sys; sys.exit(3)", "exit()",
    "quit('x')", "import sys; sys.exit('\\ud800')", "assert False",
    "import sys; sys.setrecursionlimit(50)", "import sys; sys.modules.clear()",
    "import sys; sys.path.clear()", "import sys; sys.stdout = None",
    "import sys; sys.stderr = None", "import sys; sys.stdout.close()", "import os; os.close(1)",
    "import os; os.close(2)", "import sys; sys.argv.clear()", "del __builtins__",
    "import builtins; builtins.len = None",
    "import builtins; builtins.isinstance = lambda *a: True",
    "import builtins; del builtins.print", "__builtins__.clear()", "globals().clear()",
    "__file__ = 3", "__name__ = None", "import sys; sys.modules['vmgen.spec'] = None",
    "import sys; sys.modules[__file__] = 3", "import vmgen.spec.language as l; l.MADE.clear()",
    "import vmgen.spec as s; s.u8 = s.u32", "import vmgen.spec as s; del s.__all__",
    "import vmgen.diagnostics as d; d.CODES.clear()",
    "import threading; threading.Thread(target=lambda: 1 / 0).start()", "import gc; gc.disable()",
    "import threading; threading.Thread(target=print, args=('noise',)).start()",
    "import warnings; warnings.warn('w')",
    "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)", "import locale",
    "from vmgen import cli", "import os; os.environ.clear()", "import os; os.umask(0o777)",
    "import sys; sys.settrace(None)", "import nothing", "from vmgen.spec import nothing",
    "from . import x", "from .. import x", "import vmgen", "def f(): return f()\nf()",
    "x = []\nx.append(x)", "class A: pass", "class B(A, A): pass", "yield 1",
    "class C(Device): pass", "class C(Registers, name='c'): a: u8", "class C(Enum): A = 1",
    "await x", "class C(Bits, repr=u8): a: bits[8]", "for Device in (): pass", "while 0: pass",
    "return", "break", "x: u8", "x: int = 3", "x = y = 3", "x, y = 1, 2", "del x", "global x",
    "nonlocal x", "lambda: (yield)", "rules = ['a < b']", "rules = 3", "rules = []",
    "match 3:\n    case x: pass", "try: x\nexcept: pass", "type(Device).__call__ = None",
    "Device.__init_subclass__ = None", "vars(Registers)", "u8.name = 'u16'",
    "import sys; sys.set_int_max_str_digits(0)", "import random; random.seed()",
    "import logging; logging.error('x')", "x = '\\ud800'", "'''\\ud800'''",
    "x = " + "(" * 150 + ")" * 150, "x = " + "-" * 3000 + "1", "\x0c", "\\",
)
# fmt: on
OPTIONS = (*FIELD, *SUBSECTION, *DEVICE, *REGISTERS, *ENUM, "x")

_TOKEN = re.compile(r"\w+|\s+|'[^'\n]*'|\"[^\"\n]*\"|.", re.DOTALL)


@cache
def sources() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The specs to begin with: those that are accepted, and those that are not."""
    good = [file for folder in GOOD for file in sorted((ROOT / folder).glob("*.py"))]
    return _texts(good), _texts(sorted((ROOT / CASES).glob("*.py")))


def _texts(files: Sequence[Path]) -> tuple[str, ...]:
    return tuple(file.read_text(encoding="utf-8", errors="replace") for file in files)


@cache
def _pool() -> tuple[str, ...]:
    """Words and signs of all specs."""
    found = {
        token for text in chain(*sources()) for token in _TOKEN.findall(_without_comments(text))
    }
    return tuple(sorted({*found, *words.__all__} - {""}))


@cache
def _annotations() -> tuple[str, ...]:
    found = set()
    for text in chain(*sources()):
        try:
            nodes = ast.walk(ast.parse(text))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        found |= {ast.unparse(it.annotation) for it in nodes if isinstance(it, ast.AnnAssign)}
    return tuple(sorted(found))


def _without_comments(text: str) -> str:
    return re.sub(r"#.*|\"\"\".*?\"\"\"", "", text, flags=re.DOTALL)


def odd(random: Random) -> str:
    """An expression that may stand where a value does."""
    return random.choice(random.choice((NUMBERS, NUMBERS, TEXTS, VALUES)))


# -- kinds of changes ------------------------------------------------------------------------------


def tokens(text: str, random: Random) -> str:
    """A token taken out, doubled, exchanged or another one."""
    found = _TOKEN.findall(text)
    at = random.randrange(len(found))
    match random.randrange(5):
        case 0:
            del found[at]
        case 1:
            found.insert(at, found[at])
        case 2:
            other = random.randrange(len(found))
            found[at], found[other] = found[other], found[at]
        case 3:
            found[at] = random.choice(_pool())
        case _:
            found.insert(at, random.choice(_pool()))
    return "".join(found)


def numbers(text: str, random: Random) -> str:
    """A number that is another one."""
    places = list(re.finditer(r"\b\d\w*\b", text))
    return _replaced(text, random.choice(places), random.choice(NUMBERS)) if places else text


def texts(text: str, random: Random) -> str:
    """A string that is another one."""
    places = list(re.finditer(r"\"[^\"\n]+\"", text))
    return _replaced(text, random.choice(places), random.choice(TEXTS)) if places else text


def names(text: str, random: Random) -> str:
    """A name that is another one, at one place or everywhere."""
    found = re.findall(r"\b[A-Za-z_]\w*\b", _without_comments(text))
    if not found:
        return text
    old, new = random.choice(found), random.choice((*NAMES, *found[:40]))
    count = random.choice((0, 1))
    return re.sub(rf"\b{re.escape(old)}\b", lambda _: new, text, count=count)


def lines(text: str, random: Random) -> str:
    """A line taken out, doubled, moved, or of another depth."""
    found = text.split("\n")
    at = random.randrange(len(found))
    line = found.pop(at)
    match random.randrange(4):
        case 0:
            pass
        case 1:
            found[at:at] = [line, line]
        case 2:
            found.insert(random.randrange(len(found) + 1), line)
        case _:
            found.insert(at, random.choice((f"    {line}", line.removeprefix("    "), f"\t{line}")))
    return "\n".join(found)


def statements(text: str, random: Random) -> str:
    """A statement that has no place in a spec, at any line and any depth of the lines there."""
    found = text.split("\n")
    at = random.randrange(len(found) + 1)
    below = found[at] if at < len(found) else ""
    indent = below[: len(below) - len(below.lstrip())]
    new = [f"{indent}{line}" for line in random.choice(STATEMENTS).split("\n")]
    return "\n".join([*found[:at], *new, *found[at:]])


def _replaced(text: str, place: re.Match[str], new: str) -> str:
    return text[: place.start()] + new + text[place.end() :]


def types(text: str, random: Random) -> str:
    """A type that is another one, or is around or within another."""
    places = list(re.finditer(r"^ +\w+: ([^=\n#]+?)(?= =|\n| #)", text, re.MULTILINE))
    if not places:
        return text
    place = random.choice(places)
    new = random.choice((random.choice(_annotations()), odd(random), place[1]))
    word = random.choice(words.__all__)
    depth = random.choice((0, 0, 1, 1, 2, 20, 90, 400))
    for _ in range(depth):
        new = random.choice((f"{word}[{new}]", f"{word}[{new}, 2]"))
    return text[: place.start(1)] + new + text[place.end(1) :]


def options(text: str, random: Random) -> str:
    """An option more, of a field, a class or anything else in brackets."""
    places = list(re.finditer(r"\)", text))
    if not places:
        return text
    place = random.choice(places)
    option = f"{random.choice(OPTIONS)}={odd(random)}"
    return text[: place.start()] + random.choice((", ", "")) + option + text[place.start() :]


def values(text: str, random: Random) -> str:
    """A value of a field or a constant that is another one."""
    places = list(re.finditer(r"(?<= = )[^\n#]+", text))
    return _replaced(text, random.choice(places), odd(random)) if places else text


def trees(text: str, random: Random) -> str:
    """A node of the syntax tree that is taken out, or another one of the tree."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return text
    owners = [
        (node, name, value)
        for node in ast.walk(tree)
        for name, value in ast.iter_fields(node)
        if (isinstance(value, list) and value) or isinstance(value, ast.expr)
    ]
    node, name, value = random.choice(owners)
    if isinstance(value, list):
        at = random.randrange(len(value))
        match random.randrange(3):
            case 0:
                del value[at]
            case 1:
                value.insert(at, value[at])
            case _:
                random.shuffle(value)
    else:
        others = [other for _, _, other in owners if isinstance(other, ast.expr)]
        setattr(node, name, random.choice(others))
    try:
        return ast.unparse(tree)
    except (ValueError, AttributeError, RecursionError, TypeError, IndexError):
        return text


def encoded(text: str, random: Random) -> bytes:
    """The file's bytes, mostly as they should be."""
    data = text.encode("utf-8", "surrogatepass")
    match random.randrange(40):
        case 0:
            return b"\xef\xbb\xbf" + data
        case 1:
            return data.replace(b"\n", b"\r\n")
        case 2:
            return data.replace(b"\n", b"\r")
        case 3:
            return text.encode(random.choice(("utf-16", "latin-1", "utf-7")), "replace")
        case 4:
            at = random.randrange(len(data) + 1)
            return data[:at] + random.choice((b"\0", b"\xff", b"\xed\xa0\x80", b"\x1a")) + data[at:]
        case 5:
            cookie = random.choice((b"latin-1", b"utf-16", b"rot13", b"no-such", b"utf-8-sig"))
            return b"# coding: " + cookie + b"\n" + data
        case 6:
            return data[: random.randrange(len(data) + 1)]
    return data


KINDS: Sequence[Callable[[str, Random], str]] = (
    *(tokens, numbers, numbers, texts, names, lines, statements),
    *(types, types, options, options, values, values, trees),
)


def mutant(number: int, seed: int) -> tuple[bytes, str]:
    """A mutated spec, always the same for a number and a seed, and which changes it has."""
    random = Random(f"{seed}/{number}")
    good, cases = sources()
    text = random.choice(random.choice((good, good, cases)))
    kinds = [random.choice(KINDS) for _ in range(random.choice((1, 1, 1, 2, 2, 3)))]
    for kind in kinds:
        text = kind(text, random) or "\n"
    return encoded(text, random), "+".join(kind.__name__ for kind in kinds)
