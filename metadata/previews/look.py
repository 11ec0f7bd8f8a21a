"""preview: what a changed rule, mapping or vendor file would do to the stored records. Writes nothing.

It is the renewal that the next run would make, and the publication after it, done in a folder of its own and a
transaction that is rolled back: what it tells cannot differ from what the run then does.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from sqlalchemy import Connection

from metadata import renewable, renewal
from metadata.errors import ConfigError
from metadata.home import Home
from metadata.mint import mint_title_id
from metadata.previews.effect import Refined, Sight, effect, nothing, rolled_back
from metadata.previews.titles import would_publish
from metadata.rerun import find
from metadata.rerun.wish import ALL as EVERY
from metadata.rerun.wish import Wish, check_day
from metadata.review.asking import mark_expired
from metadata.store import deliveries
from metadata.store.renewal_scopes import Chosen


class Scope(NamedTuple):
    """Which stored records are looked at: all by default."""

    vendors: tuple[str, ...] = ()
    since: str = ""  # only what came with a delivery of this day or later, as 2026-11-01
    ids: tuple[str, ...] = ()  # of vendors, titles, or ISBN: metadata/rerun/ids.py


ALL = Scope()


def preview(home: Home, scope: Scope = ALL, rules: Path | None = None, samples: int | None = None) -> dict[str, Any]:
    """What the next run would change, with the rules of another folder where one is given.

    `vendors`: for each what metadata/previews/effect.py tells, `samples` records of each outcome or all of them;
    `titles`: what would be published; `refused`, where anything is: what the run goes on without, and why. Raises
    ConfigError.
    """
    if scope.since:
        check_day(scope.since)
    with _looking(home, rules) as candidate:
        known, refused = candidate.vendors
        wanted = list(scope.vendors) or sorted(known)
        if unknown := [each for each in wanted if each not in known]:
            there = f"there are {', '.join(sorted(known))}"
            raise ConfigError("; ".join(refused.get(each, f"there is no vendor {each}; {there}") for each in unknown))
        with TemporaryDirectory(prefix="preview-", dir=home.settings.work) as folder:
            refined = {each: _refined(candidate, each, scope, Path(folder) / each) for each in wanted}
            with rolled_back(candidate, samples) as sight:
                vendors = {each: _vendor(sight, each, refined[each], Path(folder) / each) for each in wanted}
                told = {"vendors": vendors, "titles": would_publish(sight)}
        left_out = {**({} if scope.vendors else refused), **candidate.left_out}
        return {**told, **({"refused": left_out} if left_out else {})}


@contextmanager
def _looking(home: Home, rules: Path | None) -> Iterator[Home]:
    """The installation as it would be: with other rules, and ids that are not kept."""
    home.settings.work.mkdir(parents=True, exist_ok=True)
    if rules is not None and not any(rules.glob("*.yml")):
        raise ConfigError(f"{rules} is no folder of rules: it has no files that end in .yml")
    with TemporaryDirectory(prefix="schemas-", dir=home.settings.work) as folder:
        schemas = home.settings.schemas if rules is None else _with_rules(home.settings.schemas, rules, Path(folder))
        candidate = replace(home, settings=replace(home.settings, schemas=schemas), mint=mint_title_id)
        with closing(candidate):
            yield candidate


def _with_rules(schemas: Path, rules: Path, folder: Path) -> Path:
    """A copy of the schemas with other rules."""
    copy = folder / "schemas"
    shutil.copytree(schemas, copy, ignore=lambda here, names: {"rules"} & set(names) if here == str(schemas) else set())
    shutil.copytree(rules, copy / "rules")
    return copy


def _refined(home: Home, vendor_id: str, scope: Scope, work: Path) -> Counter[str]:
    """Refine what the run would renew, as far as it is asked for; rows go to the work folder."""
    work.mkdir(parents=True)
    with rolled_back(home) as sight:
        mark_expired(sight.connection, home.settings.schemas, home.today)  # as the run does first
        ids, withheld = renewable.stale(home, sight.connection, vendor_id)
        chosen = _asked_for(home, sight.connection, vendor_id, Chosen(tuple(ids), tuple(withheld)), scope)
    return renewal.refine_ids(home, vendor_id, chosen.records, chosen.withheld, work, "preview")


def _asked_for(home: Home, connection: Connection, vendor_id: str, stale: Chosen, scope: Scope) -> Chosen:
    """Of what the run would renew that which is asked for; nothing of the quarantine where that is a part only."""
    if not scope.since and not scope.ids:
        return stale
    records = set(stale.records)
    for what, asked in (("since", scope.since), ("ids", scope.ids)):
        if asked:
            vendor = scope.vendors[0] if len(scope.vendors) == 1 else EVERY
            wish = Wish(vendor=vendor, what=what, since=scope.since, ids=scope.ids)
            records &= set(find.find(home, connection, vendor_id, wish).chosen.records)
    return Chosen(tuple(sorted(records)))


def _vendor(sight: Sight, vendor_id: str, counts: Counter[str], work: Path) -> dict[str, Any]:
    """What the renewal of one vendor would do."""
    if not counts["read"]:
        return {"delivery": "", "read": 0, **nothing()}
    number = renewal.begin_chosen(sight.home, sight.connection, vendor_id, Chosen(), ("preview", ""))
    delivery = deliveries.load(sight.connection, number)
    return effect(sight, Refined(delivery, dict(counts), "", sorted(work.glob("*.rows"))))
