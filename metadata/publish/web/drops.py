"""The file drops: the page that lists them, and the files as they lie in the folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from metadata.publish.oai_pmh.exchange import WHOLE
from metadata.publish.web.negotiate import language
from metadata.publish.web.pages import Pages

_SHOWN = 30  # deltas on a page, newest first; the index names all
_TYPES = {
    ".gz": "application/gzip",
    ".mrc": "application/marc",
    ".json": "application/json",
    ".xml": "text/xml",
}
FORMATS = {"marc21": "MARC 21 (ISO 2709)", "marcxml": "MARCXML"}


class Drop(NamedTuple):
    """One manifest with the files it names; paths are relative to the folder of the drops."""

    path: str
    manifest: Mapping[str, Any]
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
    def moment(self) -> str:
        """When it was published, "2026-11-22 04:00"; "" where that is not told."""
        return str(self.manifest.get("at", ""))[:16].replace("T", " ")

    @property
    def counts(self) -> Mapping[str, Any]:
        """Records and deletes in it."""
        counts: Mapping[str, Any] = self.manifest.get("counts", {})
        return counts

    @property
    def beyond(self) -> int:
        """Records that one of the formats cannot hold."""
        told = (*self.manifest.get("oversize", ()), *self.manifest.get("unencodable", ()))
        return len({each["id"] for each in told})

    @property
    def size(self) -> float:
        """All its files together, in megabytes."""
        return size_of(self.files)

    def formats(self) -> list[tuple[str, list[Mapping[str, Any]], float]]:
        """(name of a format, its files, their megabytes), those that people know first."""
        names = sorted({str(each["format"]) for each in self.files}, key=lambda name: (name not in FORMATS, name))
        found = [(name, [each for each in self.files if each["format"] == name]) for name in names]
        return [(FORMATS.get(name, name), files, size_of(files)) for name, files in found]


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
        fulls, deltas, lang = *_parted(views.get(chosen, ())), language(request)
        named = sorted(((each, self.pages.library(each, lang)) for each in views if each != WHOLE), key=_by_name)
        return self.pages.show(
            request,
            "files.html",
            modified=str(index.get("at", "")),
            views=dict([(WHOLE, ""), *named]),
            chosen=chosen,
            fulls=self._drops(fulls),
            deltas=self._drops(deltas[:_SHOWN]),
            older=max(0, len(deltas) - _SHOWN),
        )

    def _drops(self, paths: Sequence[str]) -> list[Drop]:
        """What stands at these paths; a drop that has gone since the index was read is left out."""
        found = ((path, _read(self.folder / path)) for path in paths)
        return [Drop(path, manifest, list(manifest["files"])) for path, manifest in found if manifest]


def _by_name(view: tuple[str, str]) -> tuple[str, str]:
    return view[1].casefold(), view[0]


def size_of(files: Sequence[Mapping[str, Any]]) -> float:
    """Megabytes of these files; a little more than nothing is a tenth."""
    size = sum(int(each.get("bytes") or 0) for each in files) / 1_000_000
    return max(0.1, round(size, 1)) if size else 0.0


def _parted(paths: Sequence[str]) -> tuple[list[str], list[str]]:
    """Full drops and deltas, each newest first by the numbers in the name: delta/9-10 behind delta/10-11."""
    ordered = sorted(paths, key=_order, reverse=True)
    return [each for each in ordered if "/full/" in each], [each for each in ordered if "/full/" not in each]


def _order(path: str) -> tuple[list[int], str]:
    name = path.split("/")[-2] if "/" in path else path
    return [int(each) for each in name.split("-") if each.isdecimal()], path


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
