"""856: links that everybody may use, told apart by indicators and words; canonical, labelled, each once.

Nothing is opened or looked up. What belongs to a library or to a visit is no part of a shared record.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from transforms.record import Field, Record
from transforms.validate.addresses import canonical, is_picture, without_local
from transforms.validate.derive.cataloguing_language import language_of
from transforms.validate.derive.changes import changed

if TYPE_CHECKING:
    from transforms.tables import Tables
    from transforms.validate.view import FieldView, View

RESOURCE = frozenset("01 8")  # ind2 that library systems take for the resource itself
KNOWN = frozenset("012348")  # ind2 of 856 (MARC 21, update 34)
RELATED = "2"
OPEN, RESTRICTED = "0", "1"  # $7
WORDS = "3yz"


def link_indicators(each: FieldView, tables: Tables) -> Sequence[Field] | None:
    """856 4 and 0 where they are wrong; 2 for what its words call contents, a cover or a sample (X03)."""
    field = each.field
    ind1 = "4" if field["u"].lower().startswith(("http://", "https://")) else field.ind1
    ind2 = field.ind2
    if ind2 not in KNOWN:
        ind2 = RELATED if _kind(field, tables) or is_picture(field["u"]) else "0"
    return (field.with_indicators(ind1 + ind2),)


def shared_link(each: FieldView, tables: Tables) -> Sequence[Field] | None:
    """856 $u without proxy, session, library and tracking (X05)."""
    parameter = tables.lists.link_parameters
    return (each.field.map(lambda code, value: without_local(value, parameter) if code == "u" else value),)


def labelled_links(view: View, _: Tables) -> Record | None:
    """$y for a link to the resource without a text, as the vendor file words it (X06)."""
    profile = view.around.profile
    label = profile.labels.get(view.language) or profile.labels.get(profile.language, "")
    if not label:
        return view.record

    def change(each: Field) -> Field:
        is_bare = is_resource(each) and each.has("u") and not (each.has("y") or each.has("5"))
        return _behind_url(each, "y", label) if is_bare else each

    return changed(view, ("856",), change)


def links_once(view: View, tables: Tables) -> Record | None:
    """Of links to one page the first, with what the others say beside it (X07); None with fewer than two."""
    links = view.groups.get("856", ())
    if len(links) < 2:
        return None
    kept: dict[tuple[str, ...], tuple[int, Field]] = {}  # by page: identity of the first link, and what it becomes
    gone: set[int] = set()
    for each in links:
        key = _page(each, tables)
        if key and key not in kept:
            kept[key] = (id(each), each)
        elif key and (both := _together(kept[key][1], each)) is not None:
            kept[key] = (kept[key][0], both)
            gone.add(id(each))
    if not gone:
        return view.record
    became = dict(kept.values())
    fields = (became.get(id(each), each) for each in view.record.fields if id(each) not in gone)
    return Record(view.record.leader, tuple(fields))


def _page(each: Field, tables: Tables) -> tuple[str, ...]:
    """What two links must share to be one: address, role, material and owner. () for a field without one $u."""
    urls = each.all("u")
    if len(urls) != 1:
        return ()
    role = "resource" if is_resource(each) else each.ind2
    return (canonical(urls[0], tables.lists.link_parameters), role, each["3"], *each.all("5"))


def _together(first: Field, other: Field) -> Field | None:
    """The first with what only the other says; None where they contradict each other in more than a link text."""
    new: list[tuple[str, str]] = []
    for code, value in other.subfields:
        if code in "uy" and first.has(code):
            continue
        if not first.has(code) or (code == "z" and value not in first.all("z")):
            new.append((code, value))
        elif value not in first.all(code):
            return None
    return first.with_subfields([*first.subfields, *new]) if new else first


def related_links(view: View, tables: Tables) -> Record | None:
    """A cover or a sample as 856 42 with $3 that says so (X08)."""
    words = tables.words[language_of(view) or "fin"]

    def change(each: Field) -> Field:
        if not is_resource(each):
            return each
        kind = "cover" if is_picture(each["u"]) else _kind(each, tables)
        if kind not in ("cover", "sample"):
            return each
        named = each if each.has("3") else each.with_subfields([("3", words[kind]), *each.subfields])
        return named.with_indicators(each.ind1 + RELATED)

    return changed(view, ("856",), change)


def access_status(view: View, _: Tables) -> Record | None:
    """$7 of links to the resource: 0 or 1 as 506 tells, 1 for what a vendor lends (X09)."""
    status = status_of(view)
    if not status:
        return view.record

    def change(each: Field) -> Field:
        return _behind_url(each, "7", status) if is_resource(each) and each.has("u") and not each.has("7") else each

    return changed(view, ("856",), change)


def status_of(view: View) -> str:
    """Open or restricted by 506 $f or its first indicator, else by the vendor; "" where nobody says."""
    for each in view.groups.get("506", ()):
        told = each["f"].casefold()
        if "unrestricted" in told or each.ind1 == "0":
            return OPEN
        if "authorization" in told or each.ind1 == "1":
            return RESTRICTED
    return RESTRICTED if view.around.profile.vendor else ""


def is_resource(each: Field) -> bool:
    """True for an 856 that library systems take for the resource itself."""
    return each.ind2 in RESOURCE


def _kind(each: Field, tables: Tables) -> str:
    """What the words of a link say it leads to."""
    return next((kind for value in each.all(*WORDS) if (kind := tables.lists.link_words(value))), "")


def _behind_url(each: Field, code: str, value: str) -> Field:
    """A subfield in alphabetical place behind the letters: $3 $u $y $z $7 $5 as links are written here."""
    order = "3uqyz75"
    pairs, place = each.subfields, len(each.subfields)
    while place and order.find(pairs[place - 1][0]) > order.find(code):
        place -= 1
    return each.with_subfields([*pairs[:place], (code, value), *pairs[place:]])
