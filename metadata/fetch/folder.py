"""Files in a folder, local or of any file system that UPath knows (s3://…, memory://…)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from fnmatch import fnmatch
from functools import partial
from typing import BinaryIO, cast

from upath import UPath

from metadata.errors import SourceError
from metadata.fetch.remote import Place, Remote
from metadata.sources import FolderSource


def listing(source: FolderSource, place: Place) -> Iterator[Remote]:
    """The files of the folder that fit the pattern; a relative path is inside the inbox. Links are not followed.

    A folder that is not there yet is empty: a vendor may not have delivered. Raises SourceError.
    """
    absolute = "://" in source.path or source.path.startswith("/")
    folder = UPath(source.path) if absolute else UPath(place.inbox / source.path)
    try:
        files = sorted(folder.iterdir(), key=str) if folder.is_dir() else []
        for each in files:
            if each.is_file() and not each.is_symlink() and fnmatch(each.name, source.pattern):
                stat = each.stat()
                changed = datetime.fromtimestamp(stat.st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
                yield Remote(each.name, stat.st_size, changed, cast("partial[BinaryIO]", partial(each.open, "rb")))
    except OSError as error:
        raise SourceError(f"the folder {source.path} cannot be listed: {error}") from None
