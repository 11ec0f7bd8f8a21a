"""What a product tells of its accessibility: known codes with what they become, before any MARC (onix-to-marc.md §12).

The codes are those of EDItEUR's lists 196 (accessibility), 143 (hazards), 175 (details of video), 144 (technical
protection) and 81 (content), looked up in schemas/codes/onix_list196_to_341_532.csv.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from transforms.crosswalks.onix.form import Part, parts_of
from transforms.crosswalks.onix.issues import issue
from transforms.formats.onix import NOTHING, Node, Product
from transforms.profile import Profile
from transforms.record import Issue
from transforms.tables import MediaForm, Tables
from transforms.wordlists import AccessCode, Feature

Codes = Mapping[tuple[str, str], AccessCode]
LISTS = {"09": ("196",), "12": ("143",), "13": ("184", "143")}  # list 79 → lists of its values
FEATURES = frozenset({"feature", "specification", "version", "level"})
CONFIRMED = "03"  # list 1
HEARD = frozenset("ij")  # LDR/06
VALUE = "DescriptiveDetail/ProductFormFeature/ProductFormFeatureValue"


class Told(NamedTuple):
    """A code that the product tells."""

    code: AccessCode
    number: str
    features: tuple[Feature, ...]  # of 341
    has_sentence: bool
    node: Node  # with its description


def accessibility_of(
    product: Product, form: MediaForm, profile: Profile, tables: Tables, issues: list[Issue]
) -> tuple[Told, ...]:
    """The access modes, the main one first, then the features in the order of the table, if they are to be believed."""
    codes = tables.lists.accessibility_codes
    parts = parts_of(product, tables.onix_lists.forms)
    told = tuple([(part.primary, part.contents) for part in parts])
    found = [(number, code, NOTHING) for number, code in _modes(told, form.content, tables)]
    if _is_believed(product, profile):
        found += sorted(_features(product, parts, codes, issues), key=lambda one: one[1].place)
        if len(found) > 1:
            found = _settled(found, issues)
    national = profile.switches.get("accessibility_mapping") == "national"
    return tuple(_as_told(each, national, form.type in HEARD) for each in found)


@lru_cache(maxsize=1024)
def _modes(
    parts: tuple[tuple[str, tuple[str, ...]], ...], types: tuple[str, ...], tables: Tables
) -> tuple[tuple[str, AccessCode], ...]:
    """The access mode of each part, by its main content, else as 336 has it; then the modes that any content tells.

    Of a part it is asked the main content and all; `types` are those of 336.
    """
    codes = tables.lists.accessibility_codes
    bases = [codes.get(("81", primary)) for primary, _ in parts]
    told = [base for base in bases if base is not None and base.way == "base"]
    found = [("", base) for base in told]
    if len(told) < len(parts):
        found += [("", codes["336", each]) for each in types]
    contents = dict.fromkeys(each for _, contents in parts for each in contents)
    known = [(each, codes["81", each]) for each in contents if ("81", each) in codes]
    return (*found, *((each, code) for each, code in known if code.way == "content"))


def _features(
    product: Product, parts: Sequence[Part], codes: Codes, issues: list[Issue]
) -> Iterator[tuple[str, AccessCode, Node]]:
    """What ProductFormFeature, details of video and technical protection tell; an unknown code becomes an issue."""
    detail = product.first("DescriptiveDetail")
    for node in (*detail.all("ProductFormFeature"), *detail.all("ProductPart/ProductFormFeature")):
        lists, value = LISTS.get(node.text("ProductFormFeatureType")), node.text("ProductFormFeatureValue")
        if lists is None or not value:
            continue
        code = next((codes[each, value] for each in lists if (each, value) in codes), None)
        if code is None:
            issues.append(issue("O06", VALUE, value))
        else:
            yield value, code, node
    for number in (detail for part in parts for detail in part.details):
        if ("175", number) in codes:
            yield number, codes["175", number], NOTHING
    for number in detail.texts("EpubTechnicalProtection"):
        if ("144", number) in codes:
            yield number, codes["144", number], NOTHING


def _settled(found: list[tuple[str, AccessCode, Node]], issues: list[Issue]) -> list[tuple[str, AccessCode, Node]]:
    """Without what other codes contradict; that "not assessed" is, the vendor is told (Y03)."""
    numbers = {number for number, _, node in found if node is not NOTHING}
    is_claimed = any(code.way in FEATURES for _, code, _ in found)
    kept = []
    for each in found:
        number, code, _ = each
        if code.way == "unassessed" and is_claimed:
            issues.append(issue("Y03", VALUE, number, is_mended=True))
        elif numbers.isdisjoint(code.unless):
            kept.append(each)
    return kept


def _as_told(found: tuple[str, AccessCode, Node], national: bool, is_heard: bool) -> Told:
    number, code, node = found
    if national and code.national:
        return Told(code, number, code.national, has_sentence=False, node=node)
    features = code.audio if is_heard and code.audio else code.features
    return Told(code, number, features, bool(code.indicator), node)


def _is_believed(product: Product, profile: Profile) -> bool:
    """True unless the product is an advance notice, or the vendor file says that its data are not to be used."""
    policy = profile.switches.get("accessibility_data", "confirmed")
    if policy == "none" or (policy == "confirmed" and product.notification != CONFIRMED):
        return False
    if not profile.accessibility_not_of:
        return True
    publishing = product.first("PublishingDetail")
    names = publishing.texts("Imprint/ImprintName") + publishing.texts("Publisher/PublisherName")
    return profile.accessibility_not_of.isdisjoint(name.casefold() for name in names)
