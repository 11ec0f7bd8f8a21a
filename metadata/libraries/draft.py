"""`emat libraries new`: a library file to begin with, commented, and sound as it stands.

What only a person can know is marked with an arrow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from metadata.errors import ConfigError
from metadata.libraries import Known
from metadata.libraries.check import FILL_IN
from metadata.libraries.values import Isil, no_such
from metadata.vendors import Vendor

_COMMENT = 49  # column where comments begin
_ISIL: TypeAdapter[str] = TypeAdapter(Isil)
_LANGUAGES = ("fi", "sv", "en")
_BORROW = {"fi": "Lainaa", "sv": "Låna", "en": "Borrow"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A library file that is not written yet."""

    isil: str
    text: str

    @property
    def to_fill_in(self) -> list[int]:
        """The lines that a person has to look at."""
        return [number for number, line in enumerate(self.text.splitlines(), 1) if FILL_IN in line]


def place_for(isil: str, folder: Path, force: bool) -> Path:
    """Where the file of a new library goes. Raises ConfigError for a code that is none, or for one that is taken."""
    try:
        _ISIL.validate_python(isil)
    except ValidationError:
        raise ConfigError(f'{isil!r} is not an ISIL such as "FI-Helmet" (ISO 15511), without / and :') from None
    path = folder / f"{isil}.yml"
    if path.exists() and not force:
        raise ConfigError(f"{path} is there already; --force writes over it")
    return path


def draft_library(isil: str, ils: str, vendors: Mapping[str, Vendor], known: Known) -> Draft:
    """Draft the file of a library with all that there is to acquire. Raises ConfigError for an unknown system."""
    if ils not in known.systems:
        raise ConfigError(no_such("library system", ils, known.systems.keys()))
    return Draft(isil, "\n".join(_lines(isil, ils, vendors, known)) + "\n")


def _lines(isil: str, ils: str, vendors: Mapping[str, Vendor], known: Known) -> Iterator[str]:
    system = known.systems[ils]
    yield "# yaml-language-server: $schema=../library.schema.json"
    yield "# Drafted by `emat libraries new`. An arrow marks what only a person can know."
    yield f'isil: "{isil}"'
    yield _key("name: {" + ", ".join(f'{each}: "{isil}"' for each in _LANGUAGES) + "}", FILL_IN)
    yield _key("language: fin", f"{FILL_IN}: fin or swe, of its pages and messages")
    yield _key('contact: "library@example.org"', f"{FILL_IN}: whom to write to")
    yield _key(f"ils: {ils}", system.title)
    if system.values:
        yield _key("# holdings:", "what the library's own fields hold")
        yield from (_key(f'#   {name}: ""', what) for name, what in system.values.items())
    yield _key("texts: {summary: true}", "false: no summaries (520)")
    yield _key('notice: "30d"', "how long before a licence ends people are told")
    yield "acquires:"
    yield _key("  collections:", f"{FILL_IN}: what the library has not taken goes")
    yield from (_key(f"    - {each.collection}", each.title.en) for each in vendors.values())
    yield _key("  titles: []", 'such as "978…", "vendor:id", {id: "978…", until: 2027-12-31}')
    yield "  except: []"
    yield _key("# links:", "the library's own; without one the public link stands")
    yield from (f'#   {each.id}: "{each.links.resource}"' for each in vendors.values())
    yield _key("link_text: {" + ", ".join(f'{one}: "{word}"' for one, word in _BORROW.items()) + "}", FILL_IN)


def _key(text: str, comment: str) -> str:
    return f"{text:{_COMMENT - 2}}  # {comment}"
