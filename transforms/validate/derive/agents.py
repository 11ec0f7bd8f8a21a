"""Names by KANTO: the order of their parts (A04), entries that were merged or removed (I24), other years (A14)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from transforms.enrich.name_forms import Life, is_asked, is_name, life_in, life_of, name_of
from transforms.enrich.name_policy import LANGUAGES, Asked, judge, kanto_id
from transforms.enrich.names import ASTERI, settled
from transforms.record import Field, Record
from transforms.tables import Tables
from transforms.validate.view import FieldView
from transforms.vocabulary import KANTO

MOST_WORDS = 6  # of a name that is put in order
FOLLOWED = ("name-replaced", "name-removed", "name-unknown")
OTHER_YEARS = ("name-other-years",)


def ordered_agent(each: FieldView, tables: Tables) -> Sequence[Field] | None:
    """ "J. K. Malli" as "Malli, J. K." where KANTO has a person of that name, and none of the name as it is."""
    field = each.field
    words = name_of(field).split()
    if (
        "," in field["a"].rstrip(" ,")
        or not is_asked(field)
        or not 1 < len(words) <= MOST_WORDS
        or set(field.codes) & set("bcdq")
    ):
        return None
    turned = [f"{' '.join(words[place:])}, {' '.join(words[:place])}" for place in range(1, len(words))]
    known = [name for name in turned if _is_person(name, tables)]
    if len(known) != 1 or _is_person(" ".join(words), tables):
        return (field,)
    mark = "," if field["a"].rstrip().endswith(",") else ""
    return (field.put("a", known[0] + mark).with_indicators(f"1{field.ind2}"),)


def _is_person(name: str, tables: Tables) -> bool:
    """True where KANTO prefers this name, years aside, for a person."""
    found = (each for language in LANGUAGES for each in tables.vocabulary.named(KANTO, language, name))
    return any(each.kind == "person" and any(is_name(label, name) for label in each.labels.values()) for each in found)


def followed_agent(each: FieldView, tables: Tables) -> Sequence[Field] | None:
    """The id of the entry that took the place of another; without one that KANTO does not have. None without an id."""
    return _settled(each.field, FOLLOWED, tables)


def dates_of_agent(each: FieldView, tables: Tables) -> Sequence[Field] | None:
    """Without the $0 whose person has other years than $d; None where one of them tells no years."""
    entry = tables.vocabulary.concept(kanto_id(each.field, tables))
    if entry is None or life_of(each.field) == Life() or all(life_in(one) == Life() for one in entry.labels.values()):
        return None
    return _settled(each.field, OTHER_YEARS, tables)


def _settled(each: Field, situations: Collection[str], tables: Tables) -> Sequence[Field] | None:
    """The field as the policy has it in one of these situations, its id in the form that it had."""
    if not is_asked(each) or not kanto_id(each, tables):
        return None
    asked = Asked(each, Record.of(each), tables)
    verdict = judge(asked)
    if verdict.situation == "not-ours":
        return None
    form = ASTERI if "\x1f0(FI-ASTERI-N)" in each.value else ""
    return (settled(asked, verdict, form),) if verdict.situation in situations else (each,)
