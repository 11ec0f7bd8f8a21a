"""The libraries: who harvests and who has stopped, what each has acquired, what is missing, what ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from metadata.desk.asked import Asked, Facts, Missing
from metadata.desk.wording import wording
from metadata.errors import PipelineError
from metadata.libraries import Library
from metadata.libraries.licences import ending_soon
from metadata.libraries.told import missing, standing
from metadata.publish.catalogue import ALL
from metadata.publish.harvests.pulls import Pulled, pulled
from metadata.publish.harvests.table import kept
from metadata.publish.profiles import day_at

LIGHTS = {"stopped": "late", "unfinished": "failed", "pulls": "ok", "never": "never"}  # the most urgent first
MISSING = 200  # titles that are listed


class View(NamedTuple):
    """One view in the list."""

    id: str
    name: str
    light: str
    pulled: Pulled
    missing: int
    ends: str  # the first day on which a licence ends; "": none soon


def facts(asked: Asked) -> Facts:
    """Every view with how it is harvested."""
    libraries = asked.home.libraries
    today = day_at(asked.home.clock(), asked.home.zone)
    lacking = missing(asked.connection, libraries, today)
    ends: dict[str, str] = {}
    for each in ending_soon(asked.connection, libraries, today):
        ends.setdefault(each.library, each.until)
    found, unread = _pulled(asked, [ALL, *asked.home.views])
    views = [
        View(
            each.view,
            _name(asked, each.view),
            LIGHTS[each.pulls.state],
            each,
            lacking.get(each.view, 0),
            ends.get(each.view, ""),
        )
        for each in found
    ]
    views.sort(key=lambda each: tuple(LIGHTS.values()).index(each.light))
    return {"views": views, "unread": unread, "refused": "\n".join(asked.home.refused_libraries.values()), "days": days}


def one(asked: Asked) -> Facts:
    """One library, or the view of everything. Raises Missing."""
    isil, libraries = asked.path["isil"], asked.home.libraries
    if isil != ALL and isil not in asked.home.views:
        raise Missing
    found, unread = _pulled(asked, [isil])
    view = found[0]
    library: Library | None = libraries.get(isil)
    told: Mapping[str, Any] = standing(asked.home, isil) if library else {}
    return {
        "isil": isil,
        "library": library,
        "name": _name(asked, isil),
        "refused": asked.home.refused_libraries.get(isil, ""),
        "light_of": LIGHTS[view.pulls.state],
        "lights": LIGHTS,
        "view": view,
        "unread": unread,
        "told": told,
        "missing": told.get("missing", [])[:MISSING],
        "lacking": len(told.get("missing", ())),
        "days": days,
        "w": wording(asked),
    }


def days(time: Any) -> float | None:
    """A time in days; None for none."""
    return None if time is None else round(time.total_seconds() / 86_400, 1)


def _pulled(asked: Asked, views: list[str]) -> tuple[list[Pulled], str]:
    """How views are harvested, and why that cannot be read, if it cannot."""
    now, policy = datetime.fromisoformat(asked.home.clock()), asked.home.consortium.harvests
    try:
        return pulled(views, kept(asked.home.settings.harvests), now, policy), ""
    except PipelineError as error:
        return pulled(views, [], now, policy), str(error)


def _name(asked: Asked, view: str) -> str:
    """What a view is called; by its ISIL where the file of the library is refused."""
    if view == ALL:
        return asked.words["everything"]
    return asked.home.libraries[view].name[asked.lang] if view in asked.home.libraries else view
