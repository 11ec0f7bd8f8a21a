"""The language in which a derivation may write words into a record, and the surroundings for steps of normalisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.normalise.context import E_MEDIA, WRITTEN, Context, language_of_cataloguing

if TYPE_CHECKING:
    from transforms.tables import Tables
    from transforms.validate.view import View


def language_of(view: View) -> str:
    """040 $b where it is fin or swe; else that of the vendor file; "" for a record of somebody else's cataloguing."""
    stated = view.language
    if stated in WRITTEN:
        return stated
    return language_of_cataloguing(view.around.profile, view.record) if view.around.profile.vendor else ""


def surroundings(view: View, tables: Tables) -> Context | None:
    """What a step of normalisation may know; None for physical records and where nothing may be written."""
    if view.around.media not in E_MEDIA or not language_of(view):
        return None
    return Context(view.around.profile, view.around.media, tables)
