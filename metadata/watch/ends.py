"""What ends: levels and exceptions that have run out or soon will, and licences of libraries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from metadata import exceptions
from metadata.libraries.licences import ending_soon
from metadata.libraries.told import missing
from metadata.links import split_label
from metadata.watch.found import Found, Seen

TITLES = "titles"  # stands for the vendor of an exception about a merged title


def levels(seen: Seen) -> Iterator[Found]:
    """Levels that vendor files set for a time."""
    for vendor in seen.vendors.values():
        for each in exceptions.levels_of(vendor, seen.home.today):
            if each["until"] and (each["expired"] or _is_soon(seen, date.fromisoformat(each["until"]))):
                said = {"vendor": vendor.id, "rule": each["rule"], "until": each["until"]}
                yield Found("level_ended" if each["expired"] else "level_ends", f"{vendor.id} {each['rule']}", said)


def suppressions(seen: Seen) -> Iterator[Found]:
    """Exceptions to rules, by vendor and rule together."""
    groups: defaultdict[tuple[str, str, str], list[date]] = defaultdict(list)
    for each in exceptions.standing(seen.home.settings.schemas, seen.home.today, seen.connection):
        if each.expired or _is_soon(seen, each.until):
            kind = "suppression_ended" if each.expired else "suppression_ends"
            vendor = split_label(each.subject)[0] if ":" in each.subject else TITLES
            groups[kind, vendor, each.rule].append(each.until)
    for (kind, vendor, rule), days in sorted(groups.items()):
        page = TITLES if vendor == TITLES else f"vendors/{vendor}"
        said = {"vendor": vendor, "rule": rule, "number": len(days), "until": min(days).isoformat(), "page": page}
        yield Found(kind, f"{vendor} {rule}", said)


def licences(seen: Seen) -> Iterator[Found]:
    """Licences that end within the days of notice of their library."""
    for each in ending_soon(seen.connection, seen.libraries, seen.today):
        said = {"library": each.library, "name": each.name, "number": each.number, "until": each.until}
        yield Found(f"licence_{each.kind}", f"{each.library} {each.name} {each.until}", said)


def acquired(seen: Seen) -> Iterator[Found]:
    """Titles that libraries have acquired and that are not there yet."""
    for isil, number in missing(seen.connection, seen.libraries, seen.today).items():
        yield Found("acquired", isil, {"number": number})


def _is_soon(seen: Seen, until: date) -> bool:
    return until != date.max and until <= seen.today + timedelta(seconds=seen.policy.notice)
