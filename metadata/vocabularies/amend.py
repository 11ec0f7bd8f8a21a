"""What Finto says of concepts made or modified since a vocabulary was loaded: a small refresh without its dump."""

from __future__ import annotations

from datetime import date, timedelta

from metadata.connections import Connect
from metadata.errors import SourceError
from metadata.vocabularies.build import Amendment
from metadata.vocabularies.declared import Declared
from metadata.vocabularies.finto import Finto

OVERLAP = timedelta(days=7)  # a dump may be that much older than the day on which it was loaded
MOST = 1_000  # concepts that are asked for one by one: what is more comes quicker as a dump


def amendment_of(declared: Declared, loaded: str, connect: Connect, now: str) -> Amendment | None:
    """The concepts that the service says have changed since a time (ISO 8601); None where there are none.

    Raises SourceError when the service fails, has no lists of changes or more of them than are asked for.
    """
    if declared.service is None:
        raise SourceError("schemas/vocabularies.yml names no service that tells changes: refresh it from its dump")
    since = (date.fromisoformat(loaded[:10]) - OVERLAP).isoformat()
    with Finto(declared.service, connect(declared.service.connection)) as finto:
        changed = [each.uri for each in finto.changed_since(since)]
        if len(changed) > MOST:
            raise SourceError(f"{len(changed)} concepts have changed since {since}: refresh it from its dump")
        told = {uri: finto.facts(uri) if uri.startswith(declared.namespaces) else () for uri in changed}
    return Amendment(declared, told, now) if told else None
