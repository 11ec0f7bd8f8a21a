"""The page of a dry run: what would become of the records, what would be published, and the way to do it for real."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from metadata.desk.asked import Asked, Facts, Missing
from metadata.desk.words import words_of
from metadata.previews import kept
from metadata.previews.differences import OUTCOMES
from metadata.references import rules_of
from metadata.rerun.wish import ALL
from metadata.vendors import load_vendors

LIGHTS = {"committed": "ok", "published": "ok", "nothing": "same", "superseded": "same", "held": "held"}
BAD = "failed"  # the light of every other state
PUBLISHED = ("new", "changed", "revived", "deleted")  # counts of a publication that are told
MOST_IDS = 200  # ids that go into the form of the real run; more are in a file, or pasted again


def facts(asked: Asked) -> Facts:
    """What the dry run told, with names and sentences in the language of the page. Raises Missing."""
    found = kept.load(asked.home, asked.number("preview"))
    if found is None:
        raise Missing
    names = _names(asked)
    wish = found["wish"]
    titles = {"others": 0, **found["titles"]}  # one of an earlier release does not tell them apart
    return {
        "told": found,
        "name": names.get(wish["vendor"], wish["vendor"]),
        "asked_for": _wish(asked, wish, names),
        "vendors": [_vendor(asked, vendor, told, names) for vendor, told in found["vendors"].items()],
        "titles": titles,
        "title_light": LIGHTS.get(titles["would_be"], BAD),
        "title_counts": {each: titles["counts"][each] for each in PUBLISHED if titles["counts"].get(each)},
        "again": _again(wish),
        "slug": rules_of(asked.home.references).slug,
        "is_held": any(each["would_be"] == "held" for each in found["vendors"].values()),
    }


def _names(asked: Asked) -> Mapping[str, str]:
    """Vendors by what they are called in the language of the page."""
    vendors, _ = load_vendors(asked.home.settings.schemas)
    return {ALL: asked.words["every_vendor"], **{each.id: each.title[asked.lang] for each in vendors.values()}}


def _wish(asked: Asked, wish: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was asked for, as pairs of words: the fields of the form that say something."""
    words = words_of(asked.home.settings.schemas, "start", asked.lang)
    shown = {key: value for key, value in _again(wish).items() if key != "dry_run"}
    told = {**shown, "vendor": names.get(wish["vendor"], wish["vendor"])}
    if wish["ids"]:
        first = "\n".join(wish["ids"][:MOST_IDS])
        more = len(wish["ids"]) - MOST_IDS
        told["ids"] = first if more <= 0 else f"{first}\n… +{more}"
    return [(words.get(f"value_{key}", key), _word(words, key, value)) for key, value in told.items()]


def _word(words: Mapping[str, str], key: str, value: object) -> str:
    if value is True:
        return words["choice_yes"]
    return words.get(f"choice_{value}", str(value)) if key in ("what", "start") else str(value)


def _again(wish: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the form that does it for real: those of the dry run."""
    usual = ("vendor", "what")
    values = {key: value for key, value in wish.items() if key in usual or (value and key != "dry_run")}
    if values.get("start") == "refine":
        del values["start"]
    if len(values.get("ids", ())) > MOST_IDS:
        del values["ids"]
    return {**values, "dry_run": False}


def _vendor(asked: Asked, vendor: str, told: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """What would become of one vendor's records."""
    outcomes = told["outcomes"]
    return {
        "id": vendor,
        "name": names.get(vendor, vendor),
        "told": told,
        "light": LIGHTS.get(told["would_be"], BAD),
        "checks": [(each["verdict"], each["rule"], each["message"][asked.lang]) for each in told["checks"]],
        "outcomes": [(each, outcomes[each]) for each in OUTCOMES if each in outcomes],
        "shown": [each for each in told["changed"] if each["fields"]],
        "plain": [each for each in told["changed"] if not each["fields"]],
        "more": sum(outcomes.values()) - len(told["changed"]),
    }
