"""The data that rules refer to by name: coded positions, sets, code lists, tables and the MARC 21 schema."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple, Protocol

from transforms.validate.lined_yaml import Lined
from transforms.validate.parts import Aliases

if TYPE_CHECKING:
    from transforms.tables import Tables
    from transforms.validate.structure import Schema

_LINE = "line"  # of an error, the line that it is about


class RuleError(ValueError):
    """A rule that cannot be compiled: the plain reason."""


@contextmanager
def told_at(spec: Mapping[str, object], key: str) -> Iterator[None]:
    """Says of what is wrong with the value of a key where that stands, unless it is known more exactly."""
    try:
        yield
    except ValueError as error:
        if not line_of(error) and isinstance(spec, Lined):
            error.__dict__[_LINE] = spec.lines.get(key, 0)
        raise


def line_of(error: ValueError) -> int:
    """The line of the file that an error of a rule is about; 0 where that is not known."""
    return int(error.__dict__.get(_LINE, 0))


class CodeLists(Protocol):
    """Gives the code lists of schemas/codes by name."""

    def __call__(self, name: str, columns: tuple[str, ...] = ("code",)) -> Mapping[str, str]:
        """Every value of the columns, with the one that took its place or ""; RuleError for an unknown list."""


class Lists(NamedTuple):
    """The data that rules refer to by name."""

    aliases: Aliases  # coded positions, schemas/rules/aliases.yml
    codes: CodeLists
    sets: Mapping[str, frozenset[str]]  # named sets of values, `sets:` of any file of schemas/rules
    tables: Callable[[], Tables]  # read when a rule first needs them
    schema: Callable[[], Schema]  # of MARC 21, with its overlays; read when a rule first needs it


def nearest(word: str, known: Collection[str]) -> str:
    """ "; did you mean 'matches'?" for "matchs", "" where nothing is near."""
    close = get_close_matches(word, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
