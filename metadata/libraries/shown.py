"""A library's way of having its records, of its file and its library system: what a view's profile keeps as `shows`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from metadata.libraries import Library
from metadata.libraries.values import ISIL, placeholders
from transforms.publish.showing import SUMMARY, Showing
from transforms.record import Field
from transforms.validate.examples import example_record


def showing_for(library: Library) -> Showing:
    """How the library has its records."""
    system = library.system
    agency = library.agency or system.agency
    modifying = system.modifying if library.modifying is None else library.modifying
    unwanted = {*system.without, *library.without, *(() if library.texts.summary else (SUMMARY,))}
    values = {**library.holdings, ISIL: library.isil}
    return Showing(
        library.isil if agency == "library" else "",
        library.isil if modifying else "",
        tuple(sorted(unwanted)),
        tuple(_made((*system.fields, *library.fields), values)),
    )


def _made(templates: Iterable[str], values: Mapping[str, str]) -> Iterable[Field]:
    """The fields, in the order of their tags; one that names a value which is not given is left out."""
    given = [each for each in templates if values.keys() >= set(placeholders(each))]
    for field in sorted(example_record(given).fields, key=lambda each: each.tag):
        yield field.map(lambda _, text: _filled(text, values))


def _filled(text: str, values: Mapping[str, str]) -> str:
    """A subfield with its values; these stand inside it, whatever is in them."""
    for name in placeholders(text):
        text = text.replace(f"{{{name}}}", values[name])
    return text
