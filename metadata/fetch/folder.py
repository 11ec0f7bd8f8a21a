"""Files in a folder, local or of any file system that UPath knows (s3://…, memory://…)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from upath import UPath

from metadata.errors import SourceError
from metadata.fetch.remote import Remote
from metadata.vendors import Fetch


def listing(fetch: Fetch, inbox: Path) -> Iterator[Remote]:
    """The files of the folder that fit the pattern; a relative path is inside the inbox.

    A folder that is not there yet is empty: a vendor may not have delivered. Raises SourceError.
    """
    place = UPath(fetch.path) if "://" in fetch.path or fetch.path.startswith("/") else UPath(inbox / fetch.path)
    try:
        files = sorted(place.iterdir(), key=str) if place.is_dir() else []
        for each in files:
            if each.is_file() and fnmatch(each.name, fetch.pattern):
                stat = each.stat()
                changed = datetime.fromtimestamp(stat.st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
                yield Remote(each.name, stat.st_size, changed, cast("partial[BinaryIO]", partial(each.open, "rb")))
    except OSError as error:
        raise SourceError(f"the folder {fetch.path} cannot be listed: {error}") from None
