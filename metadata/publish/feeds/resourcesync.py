"""ResourceSync over the file drops: each view is a set of resources, with what there is of it and what changed."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from metadata.publish.feeds.channel import Channel
from metadata.publish.files.changes import Files, Held, files_of, named_in
from transforms.formats import resourcesync
from transforms.formats.resourcesync import Change, Described, Resource

TYPES = {".gz": "application/gzip", ".json": "application/json"}
DOCUMENTS = ("resourcelist", "changelist")


class FileLists:
    """Answers with ResourceSync documents."""

    def __init__(self, channel: Channel, folder: Path) -> None:
        self.channel, self.folder = channel, folder

    def source(self, request: Request) -> Response:
        """The source description, at the address where every client looks (§6.3.2)."""
        base, named = request.state.base_url, named_in(self.folder)
        lists = [_address(base, each, "capabilitylist") for each in named.views]
        return self._answer(request, resourcesync.source_description(f"{base}/files/", lists), named.at)

    def document(self, request: Request) -> Response:
        """A list of a view. Raises HTTPException 404 where there is none."""
        view, name, base = request.path_params["view"], request.path_params["name"], request.state.base_url
        named = named_in(self.folder)
        files = files_of(self.folder, view) if view in named.views else None
        if files is None or name not in ("capabilitylist", *DOCUMENTS):
            raise HTTPException(404, "There is no such list.\n")
        up = _address(base, view, "capabilitylist")
        if name == "capabilitylist":
            documents = [Described(_address(base, view, each), each) for each in DOCUMENTS]
            source = f"{base}/.well-known/resourcesync"
            return self._answer(request, resourcesync.capability_list(source, f"{base}/files/", documents), named.at)
        if name == "resourcelist":
            resources = [_resource(base, path, held) for path, held in files.held.items()]
            return self._answer(request, resourcesync.resource_list(up, named.at, resources), named.at)
        return self._answer(request, resourcesync.change_list(up, files.since, _changes(base, files)), named.at)

    def _answer(self, request: Request, document: bytes, modified: str) -> Response:
        return self.channel.answer(request, document, resourcesync.MEDIA_TYPE, modified)


def _changes(base: str, files: Files) -> list[Change]:
    """A file that is gone since, or changed again, is told without what it was: that is not known any more."""
    found = []
    for path, what, at in files.changes:
        held = files.held.get(path)
        is_so = held is not None and held.at == at and what != "deleted"
        found.append(Change(_file(base, path), what, at, _resource(base, path, held) if held and is_so else None))
    return found


def _resource(base: str, path: str, held: Held) -> Resource:
    media_type = TYPES.get(Path(path).suffix, "text/plain")
    return Resource(_file(base, path), held.at, held.bytes, held.sha256, media_type)


def _file(base: str, path: str) -> str:
    return f"{base}/files/{quote(path)}"


def _address(base: str, view: str, name: str) -> str:
    return f"{base}/resourcesync/{quote(view, safe='')}/{name}.xml"
