"""The MARC 21 schema of the house: what schemas/marc21 defines, with the Finnish overlay and that of a vendor.

Read once and then only looked at. It remembers what it knows of tags, up to a bound, for tags are not trusted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from transforms.record import Field
from transforms.validate.outline import Key, outline_of
from transforms.validate.structure.fields import FieldSpec, Overlay, allowed, read_fields, read_overlay
from transforms.validate.structure.fixed import FixedFields, read_fixed
from transforms.validate.structure.patterns import Form, Forms, forms_of, read_forms
from transforms.validate.structure.shape import ShapeVerdict, judge
from transforms.validate.structure.table import read

MOST_TAGS = 5_000
LINKED = "880"  # which is judged as the field that it is linked to
_LINK = re.compile("\x1f6([0-9A-Z]{3})-")
_FILES = (
    "marc21/fields.csv",
    "marc21/finnish.csv",
    "marc21/superseded.csv",
    "marc21/patterns.csv",
    "marc21/fixed_fields.csv",
    "marc21/material_groups.csv",
    "codes/marc_countries.csv",
    "codes/marc_languages.csv",
)


@dataclass(frozen=True, slots=True)
class Schema:
    """Definitions of fields, overlays, obsolete parts, forms of values and layouts of fixed fields."""

    fields: Mapping[str, FieldSpec]
    single: frozenset[str]  # the tags that may stand once in a record
    finnish: tuple[Overlay, ...]
    vendors: tuple[Overlay, ...]
    superseded: Mapping[str, frozenset[str]]  # tag → obsolete subfields; "" among them: the field itself
    forms: tuple[Form, ...]
    fixed: FixedFields
    version: str  # changes with any of the files and with what a vendor allows
    _specs: dict[str, FieldSpec | None] = field(default_factory=dict, compare=False, repr=False)
    _forms: dict[str, Forms] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def load(cls, folder: Path, allow: Iterable[str] = ()) -> Schema:
        """Read the tables of `folder`, beside which the folder `codes` stands.

        Raises OSError for a missing file, ValueError naming file and line for a wrong row or a wrong `allow`.
        """
        codes = folder.parent / "codes"
        digest = sha256()
        for name in _FILES:
            digest.update(name.encode() + b"\0" + (folder.parent / name).read_bytes() + b"\0")
        superseded: dict[str, frozenset[str]] = {}
        for tag, code in read(folder / "superseded.csv", lambda row: (row["tag"], row["subfield"])):
            superseded[tag] = superseded.get(tag, frozenset()) | {code}
        fields, finnish = read_fields(folder / "fields.csv"), read_overlay(folder / "finnish.csv")
        defined = [*fields.values(), *(overlay.spec for overlay in finnish if overlay.defines)]
        base = cls(
            fields=fields,
            single=frozenset(spec.tag for spec in defined if not spec.repeatable) - {"LDR"},
            finnish=finnish,
            vendors=(),
            superseded=superseded,
            forms=read_forms(folder / "patterns.csv"),
            fixed=read_fixed(folder, lambda name: _current(codes / f"{name}.csv")),
            version=digest.hexdigest()[:12],
        )
        return base.allowing(allow)

    def allowing(self, allow: Iterable[str]) -> Schema:
        """The schema with what a vendor file allows beside it: ("591$a|b", "9XX"); itself for nothing."""
        more = tuple(allow)
        if not more:
            return self
        version = sha256("\0".join((self.version, *more)).encode()).hexdigest()[:12]
        vendors = (*self.vendors, *map(allowed, more))
        return replace(self, vendors=vendors, version=version, _specs={}, _forms={})

    def spec(self, tag: str) -> FieldSpec | None:
        """The definition of a tag; None where nothing defines it."""
        if tag in self._specs:
            return self._specs[tag]
        found = self.fields.get(tag)
        for overlay in (*self.finnish, *self.vendors, *self.finnish):  # what only a vendor defines is widened too
            found = overlay.over(tag, found)
        if len(self._specs) < MOST_TAGS:
            self._specs[tag] = found
        return found

    def forms_of(self, tag: str) -> Forms:
        """The forms that values of a tag have to have."""
        found = self._forms.get(tag)
        if found is None:
            found = forms_of(tag, self.forms)
            if len(self._forms) < MOST_TAGS:
                self._forms[tag] = found
        return found

    def forms_in(self, tag: str) -> Forms:
        """The same of a field whose tag is as `judged_as` tells it; none where nothing defines it."""
        linked = tag.removeprefix(LINKED) or tag
        known = self.spec(linked) or (self.spec(LINKED) if linked != tag else None)
        return {} if known is None else self.forms_of(linked)

    def shape(self, field: Field, known: Key | None = None) -> ShapeVerdict:
        """What the checks of a shape say of a field, worked out anew: whoever asks for many remembers (verdicts.py).

        `known`: the key of the field's outline, where it is worked out already.
        """
        key = known or outline_of(field).key
        own = judged_as(field) if key[0] == LINKED else key[0]
        tag = own.removeprefix(LINKED) or own
        spec = self.spec(tag)
        if own == tag:
            old = self.superseded.get(tag, frozenset())
            is_old = "" in old or (spec is not None and spec.obsolete)
        else:  # 880 is judged as the field that it is linked to, whose age is that one's affair
            spec, old, is_old = spec or self.spec(LINKED), frozenset(), False
        return judge(spec, key, old, is_old)


def judged_as(field: Field) -> str:
    """Its tag; that of an 880 with the linked one behind it: "880245"."""
    linked = _LINK.search(field.value) if field.tag == LINKED else None
    return field.tag + linked[1] if linked else field.tag


def _current(path: Path) -> list[str]:
    """The codes of a code list that are in use today."""
    return [code for code in read(path, lambda row: "" if row.get("status") else row["code"]) if code]
