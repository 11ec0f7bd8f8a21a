"""KBART holdings of a view, as a file that is made when it is first asked for and kept while the view does not change.

One file is made at a time: whoever asks for another meanwhile is told to come back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import NamedTuple
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from metadata.errors import PipelineError
from metadata.publish.catalogue import ALL, View
from metadata.publish.feeds.channel import RETRY_AFTER, Channel, page_of
from metadata.publish.feeds.sorted_file import write_sorted
from metadata.publish.web.negotiate import KEPT, tagged
from transforms.formats import kbart

_BATCH = 500  # records read together


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
        if not path.exists():
            self._make(view, path)
        headers = {name: known.headers[name] for name in KEPT if name in known.headers}
        headers["Content-Disposition"] = f'attachment; filename="{self.file_name(view, changed)}"'
        return FileResponse(path, headers=headers, media_type=f"{kbart.MEDIA_TYPE}; charset=utf-8")

    def file_name(self, view: View, changed: str) -> str:
        """Its name as KBART asks (RP-9-2014 §6.4): the provider's domain without punctuation, whose, what, the day."""
        provider = "".join(filter(str.isalnum, self.provider.domain))
        whose = self.provider.isil if view.name == ALL else view.name
        return f"{provider}_{quote(whose, safe='')}_AllTitles_{changed[:10]}.txt"

    def _make(self, view: View, path: Path) -> None:
        if not self._making.acquire(blocking=False):
            raise HTTPException(503, "Another file is being made; come back soon.\n", {"Retry-After": RETRY_AFTER})
        try:
            write_sorted(kbart.header(), self._lines(view), path)
            for old in path.parent.glob(f"{path.name.partition('.')[0]}.*.tsv"):
                if old != path:
                    old.unlink(missing_ok=True)  # who reads it still has it
        except OSError as error:
            raise PipelineError(f"{path} cannot be written: {error}") from None
        finally:
            self._making.release()

    def _lines(self, view: View) -> Iterator[tuple[str, bytes]]:
        """(key of the alphabet, line) of every live title."""
        site = self.channel.site.rstrip("/")
        ids = iter(view.live())
        while batch := list(islice(ids, _BATCH)):
            for title_id, record in view.records(batch).items():
                page = page_of(site, view, title_id)
                holding = kbart.Holding(record, page, self.provider.isil, self.provider.printed)
                yield kbart.alphabetical(record), kbart.line(holding)
