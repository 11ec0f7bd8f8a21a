"""The file drops: the page that lists them, and the files as they lie in the folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from metadata.publish.oai_pmh.exchange import WHOLE
from metadata.publish.web.pages import Pages

_SHOWN = 30  # manifests on a page, newest first
_TYPES = {
    ".gz": "application/gzip",
    ".mrc": "application/marc",
    ".json": "application/json",
    ".xml": "text/xml",
}


class Drop(NamedTuple):
    """One manifest with the files it names; paths are relative to the folder of the drops."""

    path: str
    kind: str  # "full" or "delta"
    publication: object
    files: list[Mapping[str, Any]]

    @property
    def folder(self) -> str:
        """The folder that the files are named from."""
        return self.path.rpartition("/")[0]

    @property
    def name(self) -> str:
        """The last part of the folder: a time for a full drop, two publications for a delta."""
        return self.folder.rpartition("/")[2]

    @property
    def size(self) -> float:
        """All its files together, in megabytes."""
        return round(sum(int(each.get("bytes") or 0) for each in self.files) / 1_000_000, 1)


class DropsPage:
    """Shows what index.json says, one view at a time."""

    def __init__(self, folder: Path, pages: Pages) -> None:
        self.folder, self.pages = folder, pages

    def answer(self, request: Request) -> Response:
        """The page of the view named by ?view=, by default the whole."""
        index = _read(self.folder / "index.json")
        views = {str(each["view"]): list(each["manifests"]) for each in index.get("views", ())}
        chosen = request.query_params.get("view", WHOLE)
        if chosen not in views and chosen != WHOLE:
            return self.pages.show(request, "missing.html", 404)
        newest = sorted(views.get(chosen, ()), key=_order, reverse=True)[:_SHOWN]
        drops = [_drop(self.folder, path) for path in newest]
        return self.pages.show(request, "files.html", views=list(views), chosen=chosen, drops=drops)


def _order(path: str) -> tuple[bool, list[int], str]:
    """Full drops first, then by the numbers in the name: delta/9-10 before delta/10-11."""
    name = path.split("/")[-2] if "/" in path else path
    return "/full/" in path, [int(each) for each in name.split("-") if each.isdecimal()], path


def _drop(folder: Path, path: str) -> Drop:
    manifest = _read(folder / path)
    named = path.split("/")
    kind = str(manifest.get("kind") or (named[1] if len(named) > 2 else ""))
    return Drop(path, kind, manifest.get("publication", ""), list(manifest.get("files", ())))


def _read(path: Path) -> Mapping[str, Any]:
    """A JSON object from a file; empty where it is absent, as before the first publication."""
    try:
        return dict(orjson.loads(path.read_bytes()))
    except FileNotFoundError:
        return {}


class DropFiles(StaticFiles):
    """The files themselves, with ETag and Last-Modified; hidden and half-written ones are not there."""

    async def check_config(self) -> None:
        """Nothing to check: before the first publication there is no folder, and every file is a 404."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or 404; packed files keep their own type, so that nobody unpacks them on the way."""
        if any(part.startswith(".") for part in Path(path).parts) or path == ".":
            raise HTTPException(404)
        response = await super().get_response(path, scope)
        if (kind := _TYPES.get(Path(path).suffix)) and response.status_code == 200:
            response.headers["Content-Type"] = kind
        return response
