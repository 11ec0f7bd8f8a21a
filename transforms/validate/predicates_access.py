"""Predicates about access: what the vendor file says, whose host a link leads to, terms of accessibility."""

from __future__ import annotations

from collections.abc import Callable

from transforms.profile import Profile
from transforms.validate.addresses import host_of, is_known, is_local
from transforms.validate.asked import Asked, Made, Plain, Verdict, is_true, string
from transforms.validate.lists import Lists, RuleError, nearest
from transforms.validate.view import FieldView, View

ASSISTANCE = "abcde"  # subfields of 341 with a term

SAYS: dict[str, Callable[[Profile], bool]] = {
    "named": lambda profile: bool(profile.vendor),
    "linked": lambda profile: profile.linked,
    "converts": lambda profile: profile.converts,
    "urn_links": lambda profile: profile.switches.get("urn_links") == "on",
    "keeps_norwegian": lambda profile: profile.switches.get("iso_norwegian") == "keep",
    "asteri": lambda profile: profile.switches.get("authority_id_form") == "asteri",
}


def _profile(wanted: object, _: Lists) -> Asked:
    """The vendor file says so: named, linked, converts, urn_links, keeps_norwegian. False where none is named."""
    name = string(wanted, "profile")
    if name not in SAYS:
        raise RuleError(f"profile: no {name!r}{nearest(name, SAYS)}")
    says = SAYS[name]
    return Asked(
        lambda _found, view, _each: view is not None and says(view.around.profile),
        is_local=False,
        of_record=True,
        of_around=True,
    )


def _agency(wanted: object, _: Lists) -> Asked:
    """The value is our own ISIL; NA where none is told."""
    is_true(wanted, "own_agency")

    def ask(found: list[str], view: View | None, _: FieldView | None) -> Verdict:
        isil = view.around.profile.isil if view is not None else ""
        return isil in found if isil and found else None

    return Asked(ask, is_local=False)


def _known_host(wanted: object, _: Lists) -> Asked:
    """An address leads to a host of the vendor's, or to a resolver; NA where the vendor file names none."""
    is_true(wanted, "known_host")

    def ask(found: list[str], view: View | None, _: FieldView | None) -> Verdict:
        hosts = view.around.profile.hosts if view is not None else frozenset()
        told = [host for value in found if (host := host_of(value))]
        return all(is_known(host, hosts) for host in told) if hosts and told else None

    return Asked(ask, is_local=False)


def _shared_url(wanted: object, lists: Lists) -> Plain:
    """An address that everybody may use: no proxy, no visit, no library in it."""
    is_true(wanted, "shared_url")
    return Plain(lambda value: not is_local(value, lists.tables().lists.link_parameters))


def _accessibility_terms(wanted: object, lists: Lists) -> Asked:
    """A whole 341 names sapdv in $2 and has terms of it in the subfields where they belong; NA for other sources."""
    is_true(wanted, "accessibility_terms")

    def ask(_: list[str], __: View | None, each: FieldView | None) -> Verdict:
        if each is None:
            return None
        sources = [part[1:] for part in each.parts if part[:1] == "2"]
        if sources and sources != ["sapdv"]:
            return None
        known = lists.tables().lists.accessibility
        return bool(sources) and all(
            (term := known.get(part[1:].lower())) is not None and part[1:] == term[0] and part[0] in term[1]
            for part in each.parts
            if part[:1] in ASSISTANCE
        )

    return Asked(ask)


ACCESS: dict[str, Made] = {
    "profile": _profile,
    "own_agency": _agency,
    "known_host": _known_host,
    "shared_url": _shared_url,
    "accessibility_terms": _accessibility_terms,
}
