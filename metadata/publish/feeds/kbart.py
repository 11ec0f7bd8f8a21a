"""KBART holdings of a view, as a file that is made when it is first asked for and kept while the view does not change.

One file is made at a time, to its end even if nobody waits for it: whoever asks for another meanwhile is told to come
back. Who asked for a long one gets its first line at once, so that nobody takes the answer for late, and then the rest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import Future
from itertools import islice
from pathlib import Path
from threading import Lock, Thread
from typing import NamedTuple
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse

from metadata.errors import PipelineError
from metadata.publish.catalogue import ALL, View
from metadata.publish.feeds.channel import RETRY_AFTER, Channel, page_of
from metadata.publish.feeds.sorted_file import write_sorted
from metadata.publish.web.negotiate import KEPT, tagged
from transforms.formats import kbart

PATIENCE = 10.0  # seconds until who asked gets a beginning; the guard allows thirty
_BATCH = 500  # records read together
_PIECE = 1 << 16  # bytes that are sent together


class Provider(NamedTuple):
    """Who tells the holdings, and where the files are kept."""

    isil: str  # of the consortium
    domain: str
    made_with: str  # changes when a line might come out differently
    printed: frozenset[str]  # $i of a 776 of the printed book, in lower case
    folder: Path


class Holdings:
    """Answers with files."""

    def __init__(self, channel: Channel, provider: Provider) -> None:
        self.channel, self.provider = channel, provider
        self._making = Lock()

    def answer(self, request: Request) -> Response:
        """The file of a view, or 304. Raises HTTPException 404 for no view, 503 while another file is made.

        Raises PipelineError where it cannot be written.
        """
        view = self.channel.view(request)
        tag = hashlib.sha256(f"{view.name} {view.digest()} {self.provider.made_with}".encode()).hexdigest()[:32]
        changed = self.channel.order(view).changed
        known = tagged(request, Response(), max(changed, self.channel.since), tag)
        if known.status_code == 304:
            return known
        path = self.provider.folder / f"{quote(view.name, safe='')}.{tag}.tsv"
        headers = {name: known.headers[name] for name in KEPT if name in known.headers}
        headers["Content-Disposition"] = f'attachment; filename="{self.file_name(view, changed)}"'
        media_type = f"{kbart.MEDIA_TYPE}; charset=utf-8"
        if not path.exists():
            made = self._begin(view, path)
            try:
                made.result(PATIENCE)
            except TimeoutError:
                return StreamingResponse(_arriving(made, path), headers=headers, media_type=media_type)
        return FileResponse(path, headers=headers, media_type=media_type)

    def file_name(self, view: View, changed: str) -> str:
        """Its name as KBART asks (RP-9-2014 §6.4): the provider's domain without punctuation, whose, what, the day."""
        provider = "".join(filter(str.isalnum, self.provider.domain))
        whose = self.provider.isil if view.name == ALL else view.name
        return f"{provider}_{quote(whose, safe='')}_AllTitles_{changed[:10]}.txt"

    def _begin(self, view: View, path: Path) -> Future[None]:
        """Have a file made. Raises HTTPException 503 while another one is."""
        if not self._making.acquire(blocking=False):
            raise HTTPException(503, "Another file is being made; come back soon.\n", {"Retry-After": RETRY_AFTER})
        made: Future[None] = Future()
        Thread(target=self._make, args=(view, path, made), daemon=True).start()
        return made

    def _make(self, view: View, path: Path, made: Future[None]) -> None:
        """Write a file, and tell who waits for it what came of it."""
        try:
            self._write(view, path)
        except Exception as error:  # noqa: BLE001  # it is raised where somebody waits
            self._making.release()
            made.set_exception(error)
        else:
            self._making.release()
            made.set_result(None)

    def _write(self, view: View, path: Path) -> None:
        try:
            write_sorted(kbart.header(), self._lines(view), path)
            for old in path.parent.glob(f"{path.name.partition('.')[0]}.*.tsv"):
                if old != path:
                    old.unlink(missing_ok=True)  # who reads it still has it
        except OSError as error:
            raise PipelineError(f"{path} cannot be written: {error}") from None

    def _lines(self, view: View) -> Iterator[tuple[str, bytes]]:
        """(key of the alphabet, line) of every live title."""
        site = self.channel.site.rstrip("/")
        ids = iter(view.live())
        while batch := list(islice(ids, _BATCH)):
            for title_id, record in view.records(batch).items():
                page = page_of(site, view, title_id)
                holding = kbart.Holding(record, page, self.provider.isil, self.provider.printed)
                yield kbart.alphabetical(record), kbart.line(holding)


def _arriving(made: Future[None], path: Path) -> Iterator[bytes]:
    """The first line of a file that is being made, and the others when it is. What it raises breaks the answer off."""
    begin = kbart.header()
    yield begin
    made.result()
    with path.open("rb") as stream:
        stream.seek(len(begin))
        while piece := stream.read(_PIECE):
            yield piece
