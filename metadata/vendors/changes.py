"""`normalise: {remove, change, add, lookups}` of a vendor file: what is done to single fields, as people write it.

What is said below a key is shown by editors that know schemas/vendor.schema.json.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from metadata.vendors.values import (
    AddedField,
    AnyTag,
    ConceptUri,
    FieldTag,
    MarcCountry,
    MarcLanguage,
    Pattern,
    RelatorCode,
    SchemedSubjects,
    SourceCode,
    SubfieldCode,
    added_field,
)
from metadata.yaml_files import Strict
from transforms.validate.examples import example_record
from transforms.validate.patterns import searcher, substituter
from transforms.vendor_changes import Addition, Condition, Removal, Replacement, Test, VendorChanges


class _Part(Strict):
    """A part of a vendor file, with what its keys mean."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class When(_Part):
    """A test of one subfield. It is false where the subfield is not there, whatever it asks."""

    field: AnyTag | None = None
    """Of which field; without it of the field in question."""
    subfield: SubfieldCode | None = None
    """Of which subfield; without it of a control field (001-009)."""
    equals: str | None = None
    """One of the values is this one."""
    one_of: tuple[str, ...] = ()
    """One of the values is one of these."""
    matches: Pattern | None = None
    """The pattern is found in one of the values."""
    not_equals: str | None = None
    """None of the values is this one."""
    not_matches: Pattern | None = None
    """The pattern is found in none of the values."""

    @model_validator(mode="after")
    def _has_one_test(self) -> When:
        if len(self._tests()) != 1:
            raise ValueError("it needs one of equals, one_of, matches, not_equals and not_matches")
        return self

    def _tests(self) -> list[tuple[Test, bool]]:
        found: list[tuple[Test, bool]] = []
        if self.equals is not None:
            found.append((self.equals.__eq__, False))
        if self.one_of:
            found.append((frozenset(self.one_of).__contains__, False))
        if self.matches is not None:
            found.append((searcher(self.matches), False))
        if self.not_equals is not None:
            found.append((self.not_equals.__eq__, True))
        if self.not_matches is not None:
            found.append((searcher(self.not_matches), True))
        return found

    def condition(self) -> Condition:
        """As transforms know it."""
        ((test, negated),) = self._tests()
        return Condition(self.field or "", self.subfield or "", test, negated)


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


Conditions = Annotated[tuple[When, ...], BeforeValidator(_listed, json_schema_input_type=When | tuple[When, ...])]


class Removed(_Part):
    """A field that goes, or one of its subfields."""

    field: FieldTag
    subfield: SubfieldCode | None = None
    """Only this subfield; without it the field."""
    when: Conditions = ()
    """Only where all of these hold."""

    def removal(self) -> Removal:
        """As transforms know it."""
        return Removal(self.field, self.subfield or "", tuple(each.condition() for each in self.when))


class Replaced(_Part):
    """What a pattern matches, and what stands there instead: $1 is written \\1."""

    pattern: Pattern
    by: str


class Changed(_Part):
    """A subfield that is written otherwise."""

    field: FieldTag
    subfield: SubfieldCode
    to: str | None = None
    """The new value."""
    replace: Replaced | None = None
    """A part of the value."""
    when: Conditions = ()
    """Only where all of these hold."""

    @model_validator(mode="after")
    def _has_one_way(self) -> Changed:
        if (self.to is None) == (self.replace is None):
            raise ValueError("it needs either to, a new value, or replace: {pattern, by}")
        self._change()  # a wrong reference in `by` is told
        return self

    def _change(self) -> Callable[[str], str]:
        if self.replace is not None:
            return substituter(self.replace.pattern, self.replace.by)
        wanted = self.to or ""
        return lambda _: wanted

    def replacement(self) -> Replacement:
        """As transforms know it."""
        return Replacement(self.field, self.subfield, self._change(), tuple(each.condition() for each in self.when))


class Added(_Part):
    """A field for every record, or for those that the conditions name."""

    field: AddedField
    """As "590 ## $a Text"; # is a blank indicator. Not added where a field of the tag says the same."""
    when: Conditions = ()
    """Only where all of these hold; each names its field."""
    unless: Conditions = ()
    """Not where one of these holds."""

    @model_validator(mode="after")
    def _asks_of_fields(self) -> Added:
        if any(each.field is None for each in (*self.when, *self.unless)):
            raise ValueError('its conditions say of which field: {field: "245", subfield: "a", …}')
        return self

    def addition(self) -> Addition:
        """As transforms know it."""
        (made,) = example_record([self.field]).fields
        when, unless = (tuple(each.condition() for each in some) for some in (self.when, self.unless))
        return Addition(made, when, unless)


def _as_field(value: Any) -> Any:
    return {"field": added_field(value)} if isinstance(value, str) else value


AnyAdded = Annotated[Added, BeforeValidator(_as_field, json_schema_input_type=AddedField | Added)]


class Lookups(_Part):
    """The vendor's own values → standard codes and concepts."""

    language: dict[str, MarcLanguage] = Field(default_factory=dict)
    """Language codes of the vendor's ONIX or of 008 and 041 → codes of MARC 21."""
    country: dict[str, MarcCountry] = Field(default_factory=dict)
    """Codes in 008/15-17 → codes of MARC 21."""
    relator: dict[str, RelatorCode] = Field(default_factory=dict)
    """Words of $e and codes of $4 in names → codes of MARC 21 (aut, nrt …)."""
    identifier: dict[str, SourceCode] = Field(default_factory=dict)
    """Names of the vendor's own number schemes (IDTypeName) → code in 035 $a before the number: (SOURCE)123."""
    subject: dict[str, SchemedSubjects] = Field(default_factory=dict)
    """The vendor's own subjects of ONIX (schemes 23, 24) by code, words or "scheme/code" → scheme of list 27 and code
    or words, several with |: "66 84.2|D1 romaanit". One without a row is told (O06). Of MARC the words of 650, 653 and
    655 → URIs alone: "71 http://www.yso.fi/onto/yso/p5131"."""
    genre: dict[str, ConceptUri] = Field(default_factory=dict)
    """Words for genres in 650, 653 and 655 → URIs of SLM."""
    audience: dict[str, ConceptUri] = Field(default_factory=dict)
    """Words of 385 → URIs of YSO."""

    def told(self) -> dict[str, dict[str, str]]:
        """The tables that have something in them."""
        return {name: dict(each) for name, each in self.model_dump().items() if each}


def changes_of(remove: tuple[Removed, ...], change: tuple[Changed, ...], add: tuple[Added, ...]) -> VendorChanges:
    """All of them as transforms know them."""
    return VendorChanges(
        tuple(each.removal() for each in remove),
        tuple(each.replacement() for each in change),
        tuple(each.addition() for each in add),
    )
