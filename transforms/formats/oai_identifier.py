"""The identifier of an OAI-PMH record (OAI Identifier Format 2.0, §2): scheme, repository, and the record's own id."""

from __future__ import annotations


def local_id(identifier: str) -> str:
    """What stands behind the second colon of "oai:repository:id"; an identifier of another form as it is."""
    scheme, _, rest = identifier.partition(":")
    return (rest.partition(":")[2] if scheme == "oai" and ":" in rest else identifier).strip()
