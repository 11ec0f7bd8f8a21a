"""What the log of harvests tells: who pulls from which view, how often, and who has stopped.

A view has stopped when it has not been harvested completely for longer than its own habit explains.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from statistics import median
from typing import Any, Literal, NamedTuple

from metadata.libraries.parts import HarvestPolicy
from metadata.publish.harvests.table import Harvest

State = Literal["pulls", "unfinished", "stopped", "never"]
HABIT = 30  # of the newest gaps between complete harvests
ONE_VISIT = timedelta(hours=1)  # lists that a system walks one after the other
_NAME = re.compile(r"[^/\d(]+")


class Pulls(NamedTuple):
    """How often complete harvests come, and what came last."""

    state: State
    last: Harvest | None  # that was complete
    tries: int  # after it, that did not come to the end
    usual: timedelta | None  # between two; None: too few to tell
    silent: timedelta | None  # since the last


class System(NamedTuple):
    """One system that pulls from a view: what it calls itself, without a version, and its network."""

    agent: str
    network: str
    pulls: Pulls


class Pulled(NamedTuple):
    """A view, and the systems that pull from it, the one that came last first."""

    view: str
    pulls: Pulls
    systems: Sequence[System]


def pulled(views: Iterable[str], harvests: Sequence[Harvest], now: datetime, policy: HarvestPolicy) -> list[Pulled]:
    """What is known of each view; `harvests` by view and beginning."""
    of_view = {view: list(each) for view, each in groupby(harvests, key=lambda each: each.view)}
    return [_of_view(view, of_view.get(view, []), now, policy) for view in views]


def _of_view(view: str, harvests: Sequence[Harvest], now: datetime, policy: HarvestPolicy) -> Pulled:
    by_system: dict[tuple[str, str], list[Harvest]] = {}
    for each in harvests:
        by_system.setdefault((_name(each.agent), each.network), []).append(each)
    newest_first = sorted(by_system.items(), key=lambda each: each[1][-1].last, reverse=True)
    systems = [System(*who, pulls_of(each, now, policy)) for who, each in newest_first]
    return Pulled(view, pulls_of(harvests, now, policy), systems)


def pulls_of(harvests: Sequence[Harvest], now: datetime, policy: HarvestPolicy) -> Pulls:
    """What harvests, in order of their beginning, tell together."""
    complete = [each for each in harvests if each.complete]
    if not complete:
        return Pulls("unfinished" if harvests else "never", None, len(harvests), None, None)
    last = max(complete, key=lambda each: each.last)
    tries = [each for each in harvests if not each.complete and each.begun > last.begun]
    usual, silent = _habit(complete), now - datetime.fromisoformat(last.last)
    broken = any(now - datetime.fromisoformat(each.last) > ONE_VISIT for each in tries)
    state: State = "unfinished" if broken else "pulls"
    if silent > _patience(usual, policy):
        state = "stopped"
    return Pulls(state, last, len(tries), usual, silent)


def _patience(usual: timedelta | None, policy: HarvestPolicy) -> timedelta:
    if usual is None:
        return timedelta(seconds=policy.unknown)
    return max(timedelta(seconds=policy.late), policy.times * usual)


def _habit(complete: Sequence[Harvest]) -> timedelta | None:
    """The usual time between visits; None where there were fewer than three."""
    begun = [datetime.fromisoformat(each.begun) for each in complete]
    gaps = [after - before for before, after in pairwise(begun) if after - before > ONE_VISIT][-HABIT:]
    return timedelta(seconds=median(each.total_seconds() for each in gaps)) if len(gaps) > 1 else None


def _name(agent: str) -> str:
    """What a system calls itself, without its version."""
    found = _NAME.match(agent)
    return found[0].strip() if found else agent


def as_json(each: Pulled) -> dict[str, Any]:
    """For machines and pages: times in days, moments as datestamps."""
    systems = [{"agent": one.agent, "network": one.network, **_as_json(one.pulls)} for one in each.systems]
    return {"view": each.view, **_as_json(each.pulls), "systems": systems}


def _as_json(pulls: Pulls) -> Mapping[str, Any]:
    last = pulls.last
    told = {
        "state": pulls.state,
        "unfinished": pulls.tries,
        "usual_days": _days(pulls.usual),
        "silent_days": _days(pulls.silent),
        "last": None,
    }
    if last is None:
        return told
    asked = {"verb": last.verb, "prefix": last.prefix, "from": last.start, "until": last.until, "set": last.set}
    given = {"publication": last.publication, "pages": last.pages, "records": last.records, "deleted": last.deleted}
    who = {"agent": last.agent, "network": last.network, "begun": last.begun, "ended": last.last}
    return told | {"last": asked | given | who}


def _days(time: timedelta | None) -> float | None:
    return None if time is None else round(time / timedelta(days=1), 1)
