"""The files of an installation, and what the publication's report tells of them."""

from __future__ import annotations

from collections.abc import Mapping

from metadata.home import Home
from metadata.libraries import Library
from metadata.publish.files import Current, beyond, write_files
from metadata.publish.files.changes import note_changes
from metadata.publish.files.policy import FilesPolicy, Shape, Shapes
from metadata.publish.publication import Published
from metadata.store import publications

Listed = Mapping[str, list[dict[str, str]]]


def with_files(home: Home, done: Published, policy: FilesPolicy) -> Published:
    """Write the files of the current publication; its counts then tell how many records a format cannot hold.

    Raises PipelineError when they cannot be written.
    """
    write_files(home.catalogue(), lambda: current(home), home.settings.files, policy, shapes_of(home.libraries))
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
    return {isil: Shape(**each.system.files.model_dump()) for isil, each in libraries.items()}


def current(home: Home) -> Current:
    """The current publication."""
    with home.store.read() as connection:
        return Current(*publications.current(connection))


def listed(home: Home) -> Listed:
    """The titles of the current publication that a file format cannot hold, by why."""
    return beyond(home.settings.files, current(home).publication)
