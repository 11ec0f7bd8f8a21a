"""The keys of all that a vocabulary can answer: a record that asked for one of them depends on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from metadata.errors import PipelineError
from transforms.enrich.lookups import key_of
from transforms.vocabulary import LANGUAGES, keys_of_label, read_excerpt

ANSWERED = (
    "SELECT key FROM named WHERE uri IN (SELECT uri FROM concept WHERE vocabulary = ?1)"
    " UNION SELECT uri FROM concept WHERE vocabulary = ?1"
)


def keys_answered(index: Path | None, excerpts: Path, vocabulary: str) -> set[int]:
    """The keys (transforms/enrich/lookups.py) of a vocabulary's URIs and labels, by the index, or by the excerpt
    where there is no index yet. Raises PipelineError.
    """
    texts = _indexed(index, vocabulary) if index else _excerpted(excerpts / f"{vocabulary}.csv")
    return set(map(key_of, texts))


def _indexed(index: Path, vocabulary: str) -> Iterator[str]:
    try:
        with closing(sqlite3.connect(f"file:{index}?mode=ro", uri=True)) as connection:
            for row in connection.execute(ANSWERED, (vocabulary,)):
                yield row[0]
    except sqlite3.Error as error:
        raise PipelineError(f"the index of vocabularies cannot be read: {error}") from error


def _excerpted(path: Path) -> Iterator[str]:
    if not path.is_file():
        return
    for each in read_excerpt(path):
        yield each.uri
        for language in LANGUAGES:
            for name in each.names(language):
                yield from keys_of_label(name, each.kind)
