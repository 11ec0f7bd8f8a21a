"""Numbers of the title, control numbers of its records, and the agencies that made them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from transforms.identifiers.trade import parse_issn
from transforms.match.keys import isbn13
from transforms.merge.groups import Group
from transforms.merge.items import Around, Done, Item, Left, Taken
from transforms.merge.strategies.union import put, same_by, union
from transforms.record import Field


def numbers(items: Sequence[Item], group: Group, around: Around) -> Done:
    """One field for each number, its qualifiers united; a wrong one in $z.

    Left out: a number in $z that is right by another record, and one that other records give as a printed book's.
    """
    printed = _printed(items, around)
    found: dict[tuple[str, ...], Taken] = {}
    done = Done([], [])
    for each in items:
        number = isbn13(each.field["a"]) if each.field.tag == "020" else ""
        if number and number in printed:
            done.left.append(Left(each, "printed"))
            continue
        field = _in_z(each.field) if _is_wrong(each.field) else each.field
        key = (field.tag, "a", number) if number else (field.tag, *same_by(field, group.keys.get(field.tag, "a")))
        if key in found or field is each.field:
            put(found, key, each)
        else:
            found[key] = Taken(field, (each,))
    right = {number for each in found.values() if (number := isbn13(each.field["a"]))}
    for taken in found.values():
        field = taken.field
        if field.tag == "020" and not field.has("a") and isbn13(field["z"]) in right:
            done.left.extend(Left(each, "right-elsewhere") for each in taken.items)
        else:
            done.taken.append(taken)
    return done


def _is_wrong(field: Field) -> bool:
    """True for a number of which the check digit says that it is none."""
    number = field["a"]
    if not number or field.has("z"):
        return False
    return not isbn13(number) if field.tag == "020" else field.tag == "022" and parse_issn(number) is None


def _in_z(field: Field) -> Field:
    code = "z" if field.tag == "020" else "y"  # of an ISSN $y is the incorrect one, $z one that was cancelled
    return field.with_subfields((code if each == "a" else each, value) for each, value in field.subfields)


def _printed(items: Sequence[Item], around: Around) -> frozenset[str]:
    """The numbers in 020 without a format that as many vendors, or more, give as a printed book's in 776."""
    own: dict[str, set[str]] = {}
    print_: dict[str, set[str]] = {}
    for each in items:
        if each.field.tag == "020" and (number := isbn13(each.field["a"])):
            vendors = own.setdefault(number, set())
            vendors.add("" if each.field.has("q") else around.members[each.place].vendor)
    for member in around.members:
        for link in member.record.fields:
            if link.tag == "776" and link["i"].casefold() in around.printed and (number := isbn13(link["z"])):
                print_.setdefault(number, set()).add(member.vendor)
    return frozenset(
        each
        for each, vendors in print_.items()
        if each in own and "" not in own[each] and len(vendors) >= len(own[each])
    )


def ids(items: Sequence[Item], group: Group, around: Around) -> Done:
    """The control numbers of all records; in $z those of titles that were merged into this one."""
    done = union(items, group, around)
    known = {value for each in done.taken for value in each.field.all("a", "z")}
    fresh = [each for each in around.former if each not in known]
    return Done([*done.taken, *(Taken(Field.data("035", "  ", "z", each), ()) for each in fresh)], done.left)


def agencies(items: Sequence[Item], group: Group, around: Around) -> Done:
    """The 040 of the base, and in $d the agencies of the other records."""
    first, *others = items
    known = Counter(first.field.all("a", "d"))
    field, used = first.field, []
    for each in others:
        fresh = [value for value in dict.fromkeys(each.field.all("a", "d")) if value and value not in known]
        for value in fresh:
            field = field.add("d", value)
            known[value] += 1
        if fresh:
            used.append(each)
    return Done([Taken(field, (first,), tuple(used))], [Left(each, "heard-before") for each in others])
