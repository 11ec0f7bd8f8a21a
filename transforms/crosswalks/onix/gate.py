"""Which products become records (onix-to-marc.md §3): each leaves here with one outcome and its reason.

The neutral profile asks neither media, territory nor publishing status; only what is no e-material stays out.
"""

from __future__ import annotations

from typing import NamedTuple

from transforms.crosswalks.onix.form import media, refusal
from transforms.crosswalks.onix.titles import title_of
from transforms.formats.onix import Node, Product, is_partial
from transforms.profile import Profile
from transforms.record import Outcome


class Gate(NamedTuple):
    """What becomes of a product: CANDIDATE goes on to `convert`; the others have a slug as reason."""

    outcome: Outcome
    reason: str = ""
    rule: str = ""


OPEN = Gate(Outcome.CANDIDATE)

PARTIAL = Gate(Outcome.QUARANTINED, "partial-update-without-its-product", "O04")
SOLD = Gate(Outcome.FILTERED, "sold-to-another-publisher")
ACQUIRED = Gate(Outcome.FILTERED, "acquired-from-another-publisher")
BLOCK_UPDATE = Gate(Outcome.FILTERED, "block-update-not-for-marc")
TEST_RECORD = Gate(Outcome.FILTERED, "test-record")
NOTIFICATIONS = {  # list 1
    "01": OPEN,
    "02": OPEN,
    "03": OPEN,
    "04": PARTIAL,
    "05": Gate(Outcome.DELETED, "deleted-by-vendor"),
    "08": SOLD,
    "09": ACQUIRED,
    "12": BLOCK_UPDATE,
    "13": BLOCK_UPDATE,
    "14": BLOCK_UPDATE,
    "88": TEST_RECORD,
    "89": TEST_RECORD,
}
ADVANCE = frozenset({"01", "02"})  # list 1
FORTHCOMING = "02"  # list 64
STATUSES = {  # list 64: not to be published now; what is published stays until the licence ends
    "03": "publication-postponed",
    "05": "no-longer-their-product",
    "06": "out-of-stock-indefinitely",
    "08": "inactive",
    "16": "temporarily-withdrawn",
}
LEAVES_AS_IS = frozenset(  # reasons to filter an update, none of them a reason for what is published to go
    {each.reason for each in (SOLD, ACQUIRED, BLOCK_UPDATE, TEST_RECORD)} | set(STATUSES.values())
)
FOR_SALE = frozenset({"01", "02", "07", "08"})  # list 46
NOT_FOR_SALE = frozenset({"03", "04", "05", "06"})
EUROZONE = "AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK"  # region ECZ of list 49


def gate(product: Product, profile: Profile) -> Gate:
    """Decide what becomes of a product under a vendor's profile."""
    if not product.reference or not product.notification:
        return Gate(Outcome.QUARANTINED, "reference-missing", "O02")
    notified = NOTIFICATIONS.get(product.notification)
    if notified is None:
        return Gate(Outcome.QUARANTINED, "notification-type-unknown", "O02")
    if notified.outcome == Outcome.DELETED:
        return notified._replace(reason=": ".join((notified.reason, *product.texts("DeletionText")[:1])))
    if notified is not OPEN:
        return notified
    if is_partial(product):  # all of a product, but nothing of what it is
        return PARTIAL
    status = product.text("PublishingDetail/PublishingStatus")
    if status == "01":
        return Gate(Outcome.DELETED, "publication-cancelled")
    return _selected(product, profile, status)


def _selected(product: Product, profile: Profile, status: str) -> Gate:
    """A product that is news: are its form, media, status and territory ours, and has it a title?"""
    refused = refusal(product)
    if refused:
        return Gate(Outcome.FILTERED, refused, "O05")
    if profile.media and media(product) not in profile.media:
        return Gate(Outcome.FILTERED, "media-not-selected")
    if profile.vendor and status in STATUSES:
        return Gate(Outcome.FILTERED, STATUSES[status])
    if profile.territory and not sold_in(product, profile.territory):
        return Gate(Outcome.FILTERED, "territory-excluded", "O11")
    if title_of(product) is None:
        return Gate(Outcome.QUARANTINED, "title-missing", "S03")
    return OPEN


def is_advance(product: Product) -> bool:
    """True for a product that is announced, by its notification or by its publishing status."""
    return product.notification in ADVANCE or product.text("PublishingDetail/PublishingStatus") == FORTHCOMING


def sold_in(product: Product, country: str) -> bool:
    """True unless the sales rights bar an ISO 3166-1 country; without sales rights nothing is barred."""
    publishing = product.first("PublishingDetail")
    rights = publishing.all("SalesRights")
    types = {each.text("SalesRightsType") for each in rights if _covers(each.first("Territory"), country)}
    if not types:
        rest = publishing.text("ROWSalesRightsType")
        return rest in FOR_SALE or rest == "00" if rest else not rights
    return bool(types & FOR_SALE) and not types & NOT_FOR_SALE


def _covers(territory: Node, country: str) -> bool:
    """True if a Territory names the country, the world or the euro area and does not take the country out."""
    if country in territory.text("CountriesIncluded").split():
        return True
    regions = territory.text("RegionsIncluded").split()
    wide = "WORLD" in regions or ("ECZ" in regions and country in EUROZONE.split())
    return wide and country not in territory.text("CountriesExcluded").split()
