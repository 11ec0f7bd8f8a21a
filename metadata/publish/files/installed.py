"""The files of an installation, and what the publication's report tells of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from metadata.home import Home
from metadata.publish.files import Current, beyond, write_files
from metadata.publish.files.chain import ALL
from metadata.publish.files.changes import note_changes
from metadata.publish.files.dump import write_dump
from metadata.publish.files.policy import FilesPolicy
from metadata.publish.publication import Published
from metadata.store import publications
from metadata.store.works import places
from transforms.formats.graph import Thing
from transforms.formats.schema_org import SchemaOrg, graph
from transforms.merge.works_758 import UNKNOWN, OfWork
from transforms.record import Record

Listed = Mapping[str, list[dict[str, str]]]


def with_files(home: Home, done: Published, policy: FilesPolicy) -> Published:
    """Write the files of the current publication; its counts then tell how many records a format cannot hold.

    Raises PipelineError when they cannot be written.
    """
    catalogue = home.catalogue()
    write_files(catalogue, lambda: current(home), home.settings.files, policy)
    whole = catalogue.view(ALL)
    if whole is not None and whole.publication:
        write_dump(whole, current(home), home.settings.files, policy, lambda records: _graphs(home, records))
    note_changes(home.settings.files)
    counts = {name: len(each) for name, each in listed(home).items() if each}
    if not counts:
        return done
    with home.store.write() as connection:
        newest = publications.all_publications(connection)[-1]
        if newest.counts != {**newest.counts, **counts}:
            publications.put_counts(connection, newest.seq, {**newest.counts, **counts})
    return done._replace(counts={**done.counts, **counts}) if done.counts else done


def _graphs(home: Home, records: Sequence[Record]) -> Iterator[Thing]:
    """What schema.org says of published records, as on the pages of their titles."""
    ids, site = [each.control_number for each in records], f"https://{home.consortium.oai_domain}/"
    with home.store.read() as connection:
        works = places(connection, ids)
    words = _words(home.settings.schemas)
    for each in records:
        place = works.get(each.control_number)
        yield graph(each, site, words, OfWork(place.work_id, place.expression_id) if place else UNKNOWN)


@lru_cache(maxsize=1)
def _words(schemas: Path) -> SchemaOrg:
    return SchemaOrg.load(schemas)


def current(home: Home) -> Current:
    """The current publication."""
    with home.store.read() as connection:
        return Current(*publications.current(connection))


def listed(home: Home) -> Listed:
    """The titles of the current publication that a file format cannot hold, by why."""
    return beyond(home.settings.files, current(home).publication)
