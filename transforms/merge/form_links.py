"""Other forms of a title as 776: `776 08 $i E-äänikirja: $z 978-952-7999-02-8 $w (FI-EMAT)…`.

What the title's own records say of other forms stays; a link to a title of ours gets its control number, its numbers,
and the word for its medium where the vendor's was one of the usual words or none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from transforms.merge.members import OURS, Source
from transforms.merge.numbers import OTHER_FORM, Number, named_by
from transforms.merge.other_forms import PRINT, Because, Known, OtherForm, Passed, Refused, Teller
from transforms.merge.policy import OTHER, LinkPolicy
from transforms.merge.provenance import LINK, Came, LeftOut, Merged, Part, Way, derived, dropped_parts, paths_of
from transforms.record import Field, Issue, Level, Record

MELINDA = "(FI-MELINDA)"
PLAIN = frozenset("izx")  # subfields of a link that says nothing but the number


class _Told(NamedTuple):
    field: Field
    came: Came
    origin: Field | None  # as it was merged; None: it is made here

    def changed(self, field: Field, because: str) -> _Told:
        """The field as it is now, with what of it is ours."""
        way = Way(LINK, because)
        return self._replace(field=field, came=derived(self.field, self.came, field, OURS, way) or Came(OURS, way))


def with_forms(merged: Merged, known: Known, kept: Collection[Field], policy: LinkPolicy) -> Merged:
    """The record with links to the other forms of its title; fields that a person set (`kept`) stay as they are."""
    if not known.forms and not known.prints:
        return merged
    language = "swe" if merged.record.value("040", "b") == "swe" else "fin"
    told = [_Told(field, came, field) for field, came in zip(merged.record.fields, merged.came, strict=True)]
    was = links = [each for each in told if each.field.tag == OTHER_FORM]
    before = [each for each in told if each.field.tag < OTHER_FORM]
    after = [each for each in told if each.field.tag > OTHER_FORM]
    for form in known.forms:
        links = _with_form(links, form, language, kept, policy)
    for passed in known.prints:
        links = _with_print(links, passed, language, kept, policy)
    now = {id(each.origin): each.field for each in links}
    gone = tuple(part for each in was for part in _replaced(each, now.get(id(each.origin))))
    fields = [*before, *links, *after]
    record = Record(merged.record.leader, tuple(each.field for each in fields))
    return merged._replace(record=record, came=tuple(each.came for each in fields), left_out=merged.left_out + gone)


def _replaced(told: _Told, now: Field | None) -> Iterable[LeftOut]:
    """What a vendor's link says no more: nothing of it is left, or words that ours took the place of."""
    if now is None:
        yield LeftOut(told.came.source, told.field, Way(LINK), "heard-before")
    else:
        yield from dropped_parts(told.field, told.came, now, Way(LINK), "heard-before")


def link_issues(record: Record, known: Known, policy: LinkPolicy) -> tuple[Issue, ...]:
    """What is said of the links of a record: those whose way back was missing, and those that were not made."""
    return (*_linked_back(record, known, policy), *map(_refused, known.refused))


def _refused(each: Refused) -> Issue:
    """B19: a record names the number of a title that is not this work in another form."""
    told = {
        "vendor": each.proof.teller.vendor,
        "other": each.title_id,
        "reason": each.veto.reason,
        "left": each.veto.left,
        "right": each.veto.right,
    }
    number = each.proof.number.subfield[1]
    return Issue("B19", "link-refused", Level.WARNING, OTHER_FORM, number, stage="set", args=tuple(told.items()))


def _linked_back(record: Record, known: Known, policy: LinkPolicy) -> tuple[Issue, ...]:
    """B08 for each link in the record that only the other title's records tell: the way back was missing."""
    linked = {control for each in record.all(OTHER_FORM) for control in each.all("w")}
    found = []
    for form in known.forms:
        because, control = {each.because for each in form.proofs}, policy.prefix + form.title_id
        if Because.NAMED_BY in because and Because.NAMED not in because and control in linked:
            found.append(
                Issue("B08", "reciprocal-link-missing", Level.WARNING, OTHER_FORM, control, fixed=True, stage="set")
            )
    return tuple(found)


def _with_form(
    links: list[_Told], form: OtherForm, language: str, kept: Collection[Field], policy: LinkPolicy
) -> list[_Told]:
    """The links with one to this title: in the first field that names it, else in a new one."""
    heading, control = policy.heading(form.media, language), policy.prefix + form.title_id
    same = [each for each in links if _names(each.field, form, policy)]
    own = [each for each in same if each.field not in kept and not each.field.has("5")]
    if not own:
        if same:
            return links  # a person has said how it is linked
        parts = [part for pair in _pairs(form.numbers, "") for part in pair]
        made = Field.data(OTHER_FORM, "08", "i", heading, *parts, "w", control)
        return [*links, _made(made, form.proofs[0].teller, form.proofs[0].because)]
    first, *more = own
    repeats = [
        each for each in more if PLAIN.issuperset(each.field.codes) and named_by(each.field).issubset(form.numbers)
    ]
    linked = first.changed(_linked(first.field, form.numbers, heading, control, policy), form.proofs[0].because)
    return [linked if each is first else each for each in links if not any(each is one for one in repeats)]


def _made(field: Field, teller: Teller, because: str) -> _Told:
    """A new link: its numbers are told by a record of another title, its words and control number are ours."""
    way = Way(LINK, because)
    parts = tuple(Part(path, OURS, way) for path in paths_of(field) if path[1] in "iw")
    return _Told(field, Came(Source(teller.vendor, teller.vendor_id), way, parts), None)


def _names(field: Field, form: OtherForm, policy: LinkPolicy) -> bool:
    """True for a link to this title, unless it calls the number a printed book's."""
    return not named_by(field).isdisjoint(form.numbers) and policy.form_of(field["i"]) != PRINT


def _linked(field: Field, numbers: tuple[Number, ...], heading: str, control: str, policy: LinkPolicy) -> Field:
    """A vendor's link as one to a title of ours: all its numbers, then $w last."""
    stated = named_by(field)
    new = _pairs([each for each in numbers if each not in stated], field.codes)
    pairs = [
        ("i", heading) if code == "i" and policy.form_of(value) else (code, value) for code, value in field.subfields
    ]
    if not field.has("i"):
        pairs.insert(0, ("i", heading))
    places = [place for place, (code, _) in enumerate(pairs) if code in "zx"]
    pairs[places[-1] + 1 : places[-1] + 1] = new
    end = next((place for place, (code, _) in enumerate(pairs) if code in "5689"), len(pairs))
    pairs.insert(max(end, places[-1] + 1 + len(new)), ("w", control))
    return field.with_indicators("08").with_subfields(pairs)


def _pairs(numbers: Sequence[Number], there: str) -> list[tuple[str, str]]:
    """The numbers as subfields beside those that are there already: $z may be repeated, $x may not."""
    pairs = [each.subfield for each in numbers]
    first = next((pair for pair in pairs if pair[0] == "x"), None)
    return [pair for pair in pairs if pair[0] != "x" or (pair is first and "x" not in there)]


def _with_print(
    links: list[_Told], passed: Passed, language: str, kept: Collection[Field], policy: LinkPolicy
) -> list[_Told]:
    """The links with one to this printed book: a field that does not say which form it is learns it, else a new one."""
    heading = policy.heading(PRINT, language)
    same = [each for each in links if passed.number in named_by(each.field)]
    if not same:
        parts = ("i", heading, *passed.number.subfield, *_melinda(passed.field))
        return [*links, _made(Field.data(OTHER_FORM, "08", *parts), passed.teller, "passed")]
    free = [each for each in same if each.field not in kept and not each.field.has("5")]
    vague = [each for each in free if len(named_by(each.field)) == 1 and _is_vague(each.field, policy)]
    return [each.changed(_headed(each.field, heading), "passed") if each in vague else each for each in links]


def _is_vague(field: Field, policy: LinkPolicy) -> bool:
    """True for a link that does not say which form it is."""
    return not field.has("i") or policy.form_of(field["i"]) == OTHER


def _headed(field: Field, heading: str) -> Field:
    return field.with_indicators("08").with_subfields([("i", heading), *field.drop("i").subfields])


def _melinda(field: Field) -> list[str]:
    """The number of Melinda in a link, as parts of a field; where it has several numbers nobody knows whose it is."""
    found = [value for value in field.all("w") if value.startswith(MELINDA)]
    return [part for value in found for part in ("w", value)] if len(named_by(field)) == 1 else []
