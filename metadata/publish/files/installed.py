"""The files of an installation, and what the publication's report tells of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from metadata.home import Home
from metadata.libraries import Library
from metadata.publish.catalogue import ALL
from metadata.publish.files import Current, beyond, write_files
from metadata.publish.files.changes import note_changes
from metadata.publish.files.dump import write_dump
from metadata.publish.files.policy import FilesPolicy, Shapes
from metadata.publish.publication import Published
from metadata.store import publications
from transforms.formats.graph import Thing
from transforms.formats.schema_org import SchemaOrg, graph
from transforms.record import Record

Listed = Mapping[str, list[dict[str, str]]]


def with_files(home: Home, done: Published, policy: FilesPolicy) -> Published:
    """Write the files of the current publication; its counts then tell how many records a format cannot hold.

    Raises PipelineError when they cannot be written.
    """
    catalogue = home.catalogue()
    write_files(catalogue, lambda: current(home), home.settings.files, policy, shapes_of(home.libraries))
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


def shapes_of(libraries: Mapping[str, Library]) -> Shapes:
    """The shape of each library's files, as its library system wants them."""
    return {isil: each.system.files for isil, each in libraries.items()}


def _graphs(home: Home, records: Sequence[Record]) -> Iterator[Thing]:
    """What schema.org says of published records, as on the pages of their titles."""
    works = home.catalogue().of_works(each.control_number for each in records)
    site, words = f"https://{home.consortium.oai_domain}/", _words(home.settings.schemas)
    return (graph(each, site, words, works[each.control_number]) for each in records)


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
