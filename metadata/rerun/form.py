"""The form of a rerun: what can be chosen in it, and what its run tells."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from metadata.acquisitions.feeds import feeds_of, is_list
from metadata.errors import ConfigError
from metadata.libraries import Library, load_known, load_library
from metadata.rerun.wish import ALL, STAGES, WHATS
from metadata.settings import load_settings
from metadata.vendors import load_vendors
from metadata.vocabularies.declared import load_declared

__all__ = ["STAGES", "WHATS", "brief", "choices", "is_list", "waiting"]

DONE = ("committed", "nothing", "superseded")  # states in which nobody is asked
SHOWN = 20  # records of a vendor in what the run tells; the preview has more


class Choices(NamedTuple):
    """What can be chosen, each value with what it says."""

    vendors: Mapping[str, str]  # and the lists of libraries, and all
    vocabularies: Mapping[str, str]

    @property
    def first(self) -> str:
        """What stands in the form when it opens."""
        return next(iter(self.vendors))


def choices(data_dir: Path) -> Choices:
    """By the files of schemas/ alone; what cannot be read there is not among them."""
    schemas = load_settings(data_dir).schemas
    vendors = {each.id: f"{each.title.en} ({each.id})" for each in load_vendors(schemas)[0].values()}
    lists = {
        each.id: f"Acquisitions of {each.library.name.fi} ({each.id})"
        for each in feeds_of(_libraries(schemas)).values()
    }
    vocabularies = dict[str, str]()
    with suppress(ConfigError):
        vocabularies = {each.id: f"{each.title.en} ({each.id})" for each in load_declared(schemas).values()}
    return Choices({**vendors, ALL: "All vendors", **dict(sorted(lists.items()))}, vocabularies)


def _libraries(schemas: Path) -> dict[str, Library]:
    """The libraries that name lists; others need not be read for the form."""
    known, found = load_known(schemas), dict[str, Library]()
    for path in sorted((schemas / "libraries").glob("*.yml")):
        with suppress(ConfigError):
            if b"acquisitions:" in path.read_bytes():
                found[path.stem] = load_library(path, known)
    return found


def brief(done: Mapping[str, Any]) -> dict[str, Any]:
    """What a run keeps of what was done or told: counts, verdicts, and the first records by name."""
    vendors = {vendor: _brief(told) for vendor, told in done["vendors"].items()}
    titles = (
        {key: done["titles"][key] for key in ("would_be", "reason", "counts", "others")} if "titles" in done else None
    )
    return {
        **({"preview": done["preview"]} if "preview" in done else {}),
        "vendors": vendors,
        **({"titles": titles} if titles else {}),
    }


def _brief(told: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: told[key] for key in told if key not in ("changed", "checks")}
    kept["counts"] = {key: number for key, number in told["counts"].items() if number and ":" not in key}
    if "changed" in told:
        kept["records"] = [f"{each['record']} {each['outcome']}" for each in told["changed"][:SHOWN]]
    return kept


def waiting(done: Mapping[str, Any]) -> list[str]:
    """What was run for real and is not done: it waits for a person. A dry run leaves nothing."""
    return [
        f"{vendor}: {told['delivery']} is {told['state']}: {told['reason']}"
        for vendor, told in done["vendors"].items()
        if told.get("state", DONE[0]) not in DONE
    ]
