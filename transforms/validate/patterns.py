"""Patterns of rules: those that Python's engine runs in linear time are its, all others are google-re2's.

A pattern that neither runs in linear time (nested repeats with look-around or back references) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from re import _constants, _parser  # type: ignore[attr-defined]  # the parse tree has no public door
from typing import Any

import re2

LONGEST = 10_000  # characters that a pattern is tried on
_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
_MANY = 100  # times: a bounded repeat beyond this counts as unbounded


MOST_WAYS = 1_000  # in which the parts of a pattern may share a text out among themselves


class PatternError(ValueError):
    """A pattern that is none, or that may take for ever."""


Search = Callable[[str], bool]
Substitute = Callable[[str], str]


def searcher(text: str) -> Search:
    """Whether the pattern is found in the first `LONGEST` characters of a value. Raises PatternError."""
    if is_linear(text):
        pattern = _compiled(text)
        search = pattern.match if _begins(pattern) else pattern.search  # what is bound is not sought further on
        return lambda value: search(value, 0, LONGEST) is not None
    other = _re2(text)
    return lambda value: other.search(value[:LONGEST]) is not None


def substituter(text: str, replacement: str) -> Substitute:
    """Replace what the pattern matches; longer values stay as they are. Raises PatternError."""
    pattern: Any = _compiled(text) if is_linear(text) else _re2(text)
    try:
        pattern.sub(replacement, "")
    except re.error as error:
        raise PatternError(f"{replacement!r} is no replacement for {text!r}: {error}") from error
    return lambda value: pattern.sub(replacement, value) if len(value) <= LONGEST else value


@lru_cache(maxsize=1024)  # rules are compiled from the same text several times
def is_linear(text: str) -> bool:
    """True if Python's engine cannot go back and forth over long text: at most one repeat without a bound, and that
    in a pattern bound to the beginning; there also repeats that can end in one place only.
    """
    _compiled(text)
    tree = _parser.parse(text)
    if _ways(tree) > MOST_WAYS:
        return False
    settled = list(map(id, _settled(tree))) if _is_bound(tree) else []
    unbounded = [each for each in _unbounded(tree) if id(each) not in settled]
    if not unbounded:
        return True
    return len(unbounded) == 1 and _is_bound(tree) and _is_simple(unbounded[0])


def _compiled(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except (re.error, RecursionError) as error:
        raise PatternError(f"{text!r} is not a regular expression: {error}") from error


def _re2(text: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(text, options)
    except re2.error as error:
        reason = error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else str(error)
        raise PatternError(
            f"{text!r} may take for ever on long text, and has no form that does not: {reason}"
        ) from None


def _ways(tree: Iterable[Any]) -> int:
    """In how many ways bounded repeats and branches can divide a text; one without a bound counts once."""
    ways = 1
    for operator, argument in tree:
        if operator in _REPEATS:
            least, most, repeated = argument
            inner = _ways(repeated)
            if most is _constants.MAXREPEAT:
                ways *= inner
            else:
                ways *= (most - least + 1) * min(inner ** min(most, MOST_WAYS), MOST_WAYS + 1)
        elif operator is _constants.BRANCH:
            ways *= sum(map(_ways, argument[1]))
        elif operator in (_constants.SUBPATTERN, _constants.ATOMIC_GROUP):
            ways *= _ways(argument[-1])
        ways = min(ways, MOST_WAYS + 1)
    return ways


def _is_bound(tree: Iterable[Any]) -> bool:
    """True if the pattern matches at the beginning only."""
    first = next(iter(tree), None)
    return (
        first is not None
        and first[0] is _constants.AT
        and first[1]
        in (
            _constants.AT_BEGINNING,
            _constants.AT_BEGINNING_STRING,
        )
    )


def _begins(pattern: re.Pattern[str]) -> bool:
    """True if it can match at the beginning of a text only, not of a line of it."""
    return not pattern.flags & re.MULTILINE and _is_bound(_parser.parse(pattern.pattern))


def _is_simple(repeated: Any) -> bool:
    """True for a repeat of single characters: [a-z]*, .+"""
    return len(repeated) == 1 and repeated[0][0] in (
        _constants.IN,
        _constants.ANY,
        _constants.LITERAL,
        _constants.NOT_LITERAL,
    )


def _unbounded(tree: Iterable[Any]) -> Iterable[Any]:
    """What is repeated without a bound, anywhere in the pattern."""
    for operator, argument in tree:
        if operator in _REPEATS:
            _, most, repeated = argument
            inner = list(_unbounded(repeated)) + (list(_varying(repeated)) if most > 1 else [])
            if most > _MANY or (inner and most > 1):
                yield repeated
            yield from inner
        else:
            yield from _inside(operator, argument)


def _settled(tree: Sequence[Any]) -> list[Any]:
    """Repeats of listed characters before a mark that is none of them: each can end in one place only."""
    found = []
    for (operator, argument), following in pairwise(tree):
        if operator in _REPEATS and _is_simple(argument[2]) and _is_none_of(following, *argument[2]):
            found.append(argument[2])
    return found


def _is_none_of(following: tuple[Any, Any], repeated: tuple[Any, Any]) -> bool:
    """True for a mark, in whatever case, beside characters that are listed without it."""
    if following[0] is not _constants.LITERAL or chr(following[1]).isalnum():
        return False
    operator, argument = repeated
    listed = argument if operator is _constants.IN else [(operator, argument)]
    for kind, value in listed:
        if kind is _constants.RANGE and not value[0] <= following[1] <= value[1]:
            continue
        if kind is not _constants.LITERAL or value == following[1]:
            return False
    return True


def _varying(tree: Iterable[Any]) -> Iterable[Any]:
    """Repeats that may be of several lengths: inside another repeat they can divide a text in very many ways."""
    for operator, argument in tree:
        if operator in _REPEATS and argument[0] != argument[1]:
            yield argument[2]
        elif operator is _constants.SUBPATTERN:
            yield from _varying(argument[-1])


def _inside(operator: Any, argument: Any) -> Iterable[Any]:
    """The same in what an operator holds: groups, branches, look-around."""
    if operator is _constants.BRANCH:
        for branch in argument[1]:
            yield from _unbounded(branch)
    elif operator is _constants.GROUPREF_EXISTS:
        for branch in argument[1:]:
            yield from _unbounded(branch or ())
    elif operator in (_constants.SUBPATTERN, _constants.ASSERT, _constants.ASSERT_NOT, _constants.ATOMIC_GROUP):
        yield from _unbounded(argument[-1])
