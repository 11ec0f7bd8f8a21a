"""Which products become records (onix-to-marc.md §3): each leaves here with one outcome and its reason.

What the codes decide is in schemas/crosswalks/onix_gate.yml. The neutral profile asks neither media, territory nor
publishing status; only what is no e-material stays out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from transforms.calendar import Asks, Calendar
from transforms.crosswalks.onix.dates import read_date
from transforms.crosswalks.onix.form import cases, refusal
from transforms.crosswalks.onix.titles import title_of
from transforms.formats.onix import Node, Product, is_partial
from transforms.onix_lists import OnixGate
from transforms.profile import Profile
from transforms.record import Outcome
from transforms.tables import Tables


class Gate(NamedTuple):
    """What becomes of a product: CANDIDATE goes on to `convert`; the others have a slug as reason."""

    outcome: Outcome
    reason: str = ""
    rule: str = ""


OPEN = Gate(Outcome.CANDIDATE)
PARTIAL = Gate(Outcome.QUARANTINED, "partial-update-without-its-product", "O04")
BLOCK_UPDATE = Gate(Outcome.FILTERED, "block-update-not-for-marc")
LEAVES_AS_IS = frozenset(  # reasons to filter an update, none of them a reason for what is published to go
    {
        "sold-to-another-publisher",
        "acquired-from-another-publisher",
        "block-update-not-for-marc",
        "test-record",
        "publication-postponed",
        "no-longer-their-product",
        "out-of-stock-indefinitely",
        "inactive",
        "temporarily-withdrawn",
    }
)
STATUS, MARKET_STATUS = "PublishingDetail/PublishingStatus", "MarketPublishingDetail/MarketPublishingStatus"
EVERYWHERE, REST = "*", "ROW"  # the second of list 49


def gate(product: Product, profile: Profile, tables: Tables, calendar: Calendar) -> Gate:
    """Decide what becomes of a product under a vendor's profile; the calendar notes until when that holds."""
    codes = tables.onix_lists.gate
    if not product.reference or not product.notification:
        return Gate(Outcome.QUARANTINED, "reference-missing", "O02")
    notified = codes.notifications.get(product.notification)
    if notified is None:
        return Gate(Outcome.QUARANTINED, "notification-type-unknown", "O02")
    if notified.outcome == Outcome.DELETED:
        return Gate(Outcome.DELETED, ": ".join((notified.reason, *product.texts("DeletionText")[:1])))
    if notified.outcome != Outcome.CANDIDATE:
        return Gate(Outcome(notified.outcome), notified.reason, notified.rule)
    if is_partial(product):  # all of a product, but nothing of what it is
        return PARTIAL
    if product.text(STATUS) in codes.cancelled:
        return Gate(Outcome.DELETED, "publication-cancelled")
    return _selected(product, profile, tables, calendar)


def _selected(product: Product, profile: Profile, tables: Tables, calendar: Calendar) -> Gate:
    """A product that is news: are its form, content, media, status and rights ours, and has it a title?"""
    codes, forms = tables.onix_lists.gate, tables.onix_lists.forms
    refused = refusal(product, forms)
    if refused:
        return Gate(Outcome.FILTERED, refused, "O05")
    if profile.media and tables.media_forms[cases(product, forms)[0].name].lending not in profile.media:
        return Gate(Outcome.FILTERED, "media-not-selected")
    if profile.vendor:
        status, is_of_market = status_of(product, profile.territory, codes)
        reason = (codes.not_here.get(status) if is_of_market else None) or codes.held.get(status)
        if reason:
            return Gate(Outcome.FILTERED, reason)
    if profile.territory:
        if not sold_in(product, profile.territory, codes):
            return Gate(Outcome.FILTERED, "territory-excluded", "O11")
        reason = next(_restrictions(product, profile, codes, calendar), "")
        if reason:
            return Gate(Outcome.FILTERED, reason, "O11")
    if title_of(product) is None:
        return Gate(Outcome.QUARANTINED, "title-missing", "S03")
    return OPEN


def is_advance(product: Product, codes: OnixGate) -> bool:
    """True for a product that is announced, by its notification or by its publishing status."""
    return product.notification in codes.advance or product.text(STATUS) in codes.forthcoming


def status_of(product: Product, country: str, codes: OnixGate) -> tuple[str, bool]:
    """The publishing status, and whether it is that of the market that the country is in (list 68, else 64)."""
    for supply in product.all("ProductSupply") if country else ():
        market = supply.text(MARKET_STATUS)
        if market and any(_covers(each, country, codes) for each in supply.all("Market/Territory")):
            return market, True
    return product.text(STATUS), False


def sold_in(product: Product, country: str, codes: OnixGate) -> bool:
    """True unless the sales rights bar an ISO 3166-1 country; without sales rights nothing is barred."""
    publishing = product.first("PublishingDetail")
    rights = publishing.all("SalesRights")
    types = {each.text("SalesRightsType") for each in rights if _covers(each.first("Territory"), country, codes)}
    if not types:
        rest = publishing.text("ROWSalesRightsType") or next(_of_the_rest(rights), "")
        return rest in codes.for_sale or rest in codes.unknown if rest else not rights
    return bool(types & codes.for_sale) and not types & codes.not_for_sale


def _of_the_rest(rights: list[Node]) -> Iterator[str]:
    """The rights in the rest of the world, as a region among others: so in 2.1, and by some still in 3.0."""
    for each in rights:
        if REST in each.text("Territory/RegionsIncluded").split():
            yield each.text("SalesRightsType")


def _restrictions(product: Product, profile: Profile, codes: OnixGate, calendar: Calendar) -> Iterator[str]:
    """Why public libraries of the country are not supplied, by the sales restrictions of rights and market there.

    Those right under PublishingDetail (3.0) hold wherever it is sold.
    """
    publishing = product.first("PublishingDetail")
    for each in (publishing, *publishing.all("SalesRights"), *product.all("ProductSupply/Market")):
        told = [one for one in each.all("SalesRestriction") if one.text("SalesRestrictionType") in codes.restrictions]
        if told and (each is publishing or _covers(each.first("Territory"), profile.territory, codes)):
            in_force = (one for one in told if _is_in_force(one, calendar))
            yield from (codes.restrictions[one.text("SalesRestrictionType")] for one in in_force)


def _is_in_force(restriction: Node, calendar: Calendar) -> bool:
    """False before the first or after the last day of a restriction."""
    start, end = (read_date(restriction.first(name)).digits for name in ("StartDate", "EndDate"))
    return calendar.has_begun(start, Asks.RESTRICTION) and not calendar.is_over(end, Asks.RESTRICTION)


def _covers(territory: Node, country: str, codes: OnixGate) -> bool:
    """True if a Territory names the country, or a region that it is in and takes neither it nor its region out."""
    if country in territory.text("CountriesIncluded").split():
        return True
    if country in territory.text("CountriesExcluded").split():
        return False
    inside, outside = (_is_in(territory.text(name), country, codes) for name in ("RegionsIncluded", "RegionsExcluded"))
    return inside and not outside


def _is_in(names: str, country: str, codes: OnixGate) -> bool:
    """True if one of the regions holds the country."""
    regions = (codes.regions.get(each, frozenset()) for each in names.split())
    return any(country in each or EVERYWHERE in each for each in regions)
