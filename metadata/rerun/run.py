"""The one door to a rerun, for Airflow, the command line and tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from metadata.home import Home
from metadata.previews import kept
from metadata.rerun.dry import dry
from metadata.rerun.real import real
from metadata.rerun.wish import Wish, wish_of
from metadata.rerun.work import works_of

SAMPLES = 50  # records of each outcome that a preview shows


def check(home: Home, form: Mapping[str, Any]) -> Wish:
    """The wish of a form, once it is certain that it can be run: what it names is there.

    Raises ConfigError naming the field, its value, and what to do.
    """
    wish = wish_of(form)
    works_of(home, wish)
    return wish


def rerun(home: Home, wish: Wish, actor: str = "", samples: int | None = SAMPLES) -> dict[str, Any]:
    """Run again what is wished, dry or for real; returns plain values.

    A dry run: `preview`, the number under which people find it, and what metadata/rerun/dry.py tells. A real one:
    `vendors`, for each what metadata/rerun/real.py tells; publishing follows. Raises ConfigError.
    """
    works = works_of(home, wish)
    if not wish.dry_run:
        return {"vendors": {each.vendor: real(home, each, wish.reason, actor, wish.override) for each in works}}
    told = dry(home, works, samples, wish.reason if wish.override else "")
    number = kept.keep(home, {"wish": wish.asdict(), "by": actor, **told})
    home.touched("preview", number)
    return {"preview": number, **told}
