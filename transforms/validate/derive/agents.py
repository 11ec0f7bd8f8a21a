"""$0 of KANTO: entries that were merged or removed, and years that are not those of the entry (I24, A14)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from transforms.enrich.name_forms import Life, is_asked, life_in, life_of
from transforms.enrich.name_policy import Asked, judge, kanto_id
from transforms.enrich.names import ASTERI, settled
from transforms.record import Field, Record
from transforms.tables import Tables
from transforms.validate.view import FieldView

FOLLOWED = ("name-replaced", "name-removed", "name-unknown")
OTHER_YEARS = ("name-other-years",)


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
