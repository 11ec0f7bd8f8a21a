"""The file drops: the page that lists them, and the files as they lie in the folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from metadata.publish.catalogue import ALL
from metadata.publish.files.disk import read
from metadata.publish.web.negotiate import language
from metadata.publish.web.pages import Pages, number

_SHOWN = 30  # deltas on a page, newest first; the index names all
_TYPES = {
    ".gz": "application/gzip",
    ".mrc": "application/marc",
    ".json": "application/json",
    ".xml": "text/xml",
}
RESOURCESYNC = "/.well-known/resourcesync"
NO_BREAK = "\N{NO-BREAK SPACE}"
FORMATS = {"marc21": "MARC 21 (ISO 2709)", "marcxml": "MARCXML", "ntriples": "RDF (N-Triples)"}


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
    def day(self) -> str:
        """When it was published, "2026-11-22"; "" where that is not told."""
        return str(self.manifest.get("at", ""))[:10]

    @property
    def time(self) -> str:
        """The same, "04:00" in UTC."""
        return str(self.manifest.get("at", ""))[11:16]

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

    def formats(self) -> list[tuple[str, list[Mapping[str, Any]]]]:
        """(name of a format, its files), those that people know first."""
        return [(FORMATS.get(name, name), files) for name, files in _grouped(self.files, lambda each: each["format"])]

    def kinds(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """(upserts or deletes, [(name of a file, its short name)]): "mrc", or "mrc 2" where it has several parts."""
        kinds = _grouped(self.files, lambda each: each["name"].partition("-")[0])
        return [(kind, _short(files)) for kind, files in kinds]


def _grouped(
    files: Sequence[Mapping[str, Any]], key: Callable[[Mapping[str, Any]], str]
) -> list[tuple[str, list[Mapping[str, Any]]]]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for each in files:
        groups.setdefault(key(each), []).append(each)
    return list(groups.items())


def _short(files: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    found = []
    for _, parts in _grouped(files, lambda each: each["format"]):
        for place, each in enumerate(parts, 1):
            suffix = each["name"].split(".")[1]
            found.append((each["name"], f"{suffix} {place}" if len(parts) > 1 else suffix))
    return found


class DropsPage:
    """Shows what index.json says, one view at a time."""

    def __init__(self, folder: Path, pages: Pages, routes: Iterable[BaseRoute] = ()) -> None:
        """`routes` tell whether there is ResourceSync."""
        self.folder, self.pages = folder, pages
        self.source = (
            RESOURCESYNC if any(isinstance(each, Route) and each.path == RESOURCESYNC for each in routes) else ""
        )

    def answer(self, request: Request) -> Response:
        """The page of the view named by ?view=, by default the whole."""
        index = read(self.folder / "index.json")
        views = {str(each["view"]): list(each["manifests"]) for each in index.get("views", ())}
        chosen = request.query_params.get("view", ALL)
        if chosen not in views and chosen != ALL:
            return self.pages.show(request, "missing.html", 404)
        fulls, deltas, lang = *_parted(views.get(chosen, ())), language(request)
        named = sorted(((each, self.pages.library(each, lang)) for each in views if each != ALL), key=_by_name)
        return self.pages.show(
            request,
            "files.html",
            modified=str(index.get("at", "")),
            views=dict([(ALL, ""), *named]),
            chosen=chosen,
            fulls=self._drops(fulls),
            deltas=self._drops(deltas[:_SHOWN]),
            dumps=self._drops([index["rdf"]] if chosen == ALL and "rdf" in index else []),
            source=self.source,
            size=size,
            older=max(0, len(deltas) - _SHOWN),
        )

    def _drops(self, paths: Sequence[str]) -> list[Drop]:
        """What stands at these paths; a drop that has gone since the index was read, or is damaged, is left out."""
        found = ((path, read(self.folder / path)) for path in paths)
        return [Drop(path, manifest, list(manifest["files"])) for path, manifest in found if manifest]


def _by_name(view: tuple[str, str]) -> tuple[str, str]:
    return view[1].casefold(), view[0]


def size(files: Sequence[Mapping[str, Any]], lang: str) -> str:
    """All these files together, as people say it: "12 kB", "8,1 MB"."""
    kilobytes = sum(int(each.get("bytes") or 0) for each in files) / 1000
    told = f"{number(round(kilobytes / 1000, 1), lang)} MB" if kilobytes >= 1000 else f"{max(1, round(kilobytes))} kB"
    return told.replace(" ", NO_BREAK)


def _parted(paths: Sequence[str]) -> tuple[list[str], list[str]]:
    """Full drops and deltas, each newest first by the numbers in the name: delta/9-10 behind delta/10-11."""
    ordered = sorted(paths, key=_order, reverse=True)
    return [each for each in ordered if "/full/" in each], [each for each in ordered if "/full/" not in each]


def _order(path: str) -> tuple[list[int], str]:
    name = path.split("/")[-2] if "/" in path else path
    return [int(each) for each in name.split("-") if each.isdecimal()], path


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
