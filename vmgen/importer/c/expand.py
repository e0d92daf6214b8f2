# SPDX-License-Identifier: GPL-2.0-or-later
"""Macros put into their text, as C's preprocessor does, within bounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice

from vmgen.importer.c.directives import Define
from vmgen.importer.c.evaluate import NotConstant
from vmgen.importer.c.lexical import Token, Tokens, closing, parts, spelled, tokens
from vmgen.importer.c.source import Source

MOST_TOKENS = 20_000
"""Of what one macro becomes."""
DEEPEST = 32
LONGEST_NAME = 200
"""Words of what names a field: real ones have ten."""

Lookup = Callable[[Token], Define | None]
"""The macro of a name, where it stands; `NotConstant` where it may be several."""


def replaced(define: Define, arguments: list[Tokens] | None, call: Token) -> list[Token]:
    """A macro's text with its arguments in place of its parameters, not looked at again.

    `NotConstant` where the arguments do not fit, or the text is too long.
    """
    given = _bound(define, arguments)
    body, counts = _body(define.source, define.start, define.end)
    longer = sum(counts[name] * (len(words) - 1) for name, words in given.items())
    if len(body) + longer > MOST_TOKENS:
        raise NotConstant(f"`{define.name}` becomes more than {MOST_TOKENS} words")
    made: list[Token] = []
    index = 0
    while index < len(body):
        item = body[index]
        following = body[index + 1] if index + 1 < len(body) else None
        if item.text == "#" and following is not None and following.text in given:
            text = spelled(given[following.text]).encode("utf-8", "replace").decode("latin-1")
            quoted = text.replace("\\", "\\\\").replace('"', '\\"')
            made.append(Token("string", f'"{quoted}"', call.at, item.gap))
            index += 2
            continue
        if item.text == "##" and made and following is not None:
            right = list(given.get(following.text, [following]))
            left = made.pop()
            pasted = left.text + (right[0].text if right else "")
            if pasted == "," and following.text == "__VA_ARGS__":
                made += [left] if right else []
                made += right
            else:
                made += [it._replace(gap=left.gap) for it in tokens(pasted)][:8]
                made += right[1:]
            index += 2
            continue
        if item.kind == "name" and item.text in given:
            inner = list(given[item.text])
            made += [it._replace(gap=item.gap) if n == 0 else it for n, it in enumerate(inner)]
        else:
            made.append(item)
        index += 1
    found = [it._replace(at=call.at, unsure=it.unsure or call.unsure) for it in made]
    return [found[0]._replace(gap=call.gap), *found[1:]] if found else []


@lru_cache(maxsize=256)
def _body(source: Source, start: int, end: int) -> tuple[list[Token], Counter[str]]:
    """The words of a macro, and how often each: one that is too long is not built to find out."""
    body = list(tokens(source.text, start, end))
    return body, Counter(it.text for it in body)


def _bound(define: Define, arguments: list[Tokens] | None) -> dict[str, Tokens]:
    if define.parameters is None:
        return {}
    given = list(arguments or [])
    wanted = list(define.parameters)
    if wanted and wanted[-1].endswith("..."):
        name = wanted.pop().removesuffix("...").strip() or "__VA_ARGS__"
        rest: list[Token] = []
        for part in given[len(wanted) :]:
            rest += [Token("mark", ",", 0), *part] if rest else part
        bound = dict(zip(wanted, given, strict=False))
        bound[name] = rest
        return {**dict.fromkeys(wanted, ()), **bound}
    if len(wanted) == 1 and not given:
        return {wanted[0]: ()}
    if len(given) != len(wanted):
        raise NotConstant(f"`{define.name}` has {len(wanted)} parameters, here {len(given)}")
    return dict(zip(wanted, given, strict=True))


def expanded(
    items: Tokens, lookup: Lookup, inside: frozenset[str] = frozenset(), depth: int = 0
) -> Iterator[Token]:
    """Tokens with every macro in them put into its text; a macro inside itself stays a name.

    So does one in the arguments of 32 others.
    """
    index = 0
    while index < len(items):
        item = items[index]
        index += 1
        define = lookup(item) if item.kind == "name" and item.text not in inside else None
        if define is None or len(inside) + depth >= DEEPEST:
            yield item
            continue
        arguments: list[Tokens] | None = None
        if define.parameters is not None:
            if index == len(items) or items[index].text != "(":
                yield item
                continue
            end = closing(items, index)
            arguments = [
                list(expanded(part, lookup, inside, depth + 1))
                for part in parts(items[index + 1 : end - 1])
            ]
            index = end
        body = replaced(define, arguments, item)
        for count, made in enumerate(expanded(body, lookup, inside | {item.text}, depth)):
            if count > MOST_TOKENS:
                raise NotConstant(f"`{define.name}` becomes more than {MOST_TOKENS} words")
            yield made


def short(items: Tokens, lookup: Lookup) -> list[Token]:
    """What names a field or a member, with every macro in it put into its text."""
    found = list(islice(expanded(items, lookup), LONGEST_NAME + 1))
    if len(found) > LONGEST_NAME:
        raise NotConstant(f"it becomes more than {LONGEST_NAME} words")
    return found
