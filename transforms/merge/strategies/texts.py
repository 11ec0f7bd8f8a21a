"""520: for each language one text, the longest that is sound."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.merge.groups import Group
from transforms.merge.items import Around, Done, Item, Left, Taken
from transforms.validate.texts import is_shouted

_WARNING = "4"  # ind1 of advice on content: another kind of text


def texts(items: Sequence[Item], group: Group, around: Around) -> Done:
    """Of each language and kind the longest text of the allowed length, not in capitals; without one, the first."""
    found: dict[tuple[str, bool], list[Item]] = {}
    several = any(each.field != items[0].field for each in items)
    for each in items:
        found.setdefault((_language(each, around) if several else "", each.field.ind1 == _WARNING), []).append(each)
    done = Done([], [])
    for alike in found.values():
        sound = [each for each in alike if _is_sound(each, group)]
        best = max(sound or alike[:1], key=lambda each: len(each.field["a"]))
        same = [each for each in alike if each.field == best.field]
        done.taken.append(Taken(best.field, (best, *(each for each in same if each is not best))))
        done.left.extend(
            Left(each, "shorter" if _is_sound(each, group) else "unsound") for each in alike if each.field != best.field
        )
    return done


def _language(item: Item, around: Around) -> str:
    """The language of the text by its words; where they say too little, that of the record, else of the title."""
    told = (each.record.at("008", 35, 38).strip(" |") for each in (around.members[item.place], *around.members))
    claimed = next(filter(None, told), "")
    detected = around.tables.codings.languages.detect(item.field["a"], claimed)
    return detected.language if detected else claimed


def _is_sound(item: Item, group: Group) -> bool:
    text = item.field["a"].strip()
    return group.shortest <= len(text) <= group.longest and not is_shouted(text)
