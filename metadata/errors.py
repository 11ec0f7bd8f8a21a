"""The three errors of the house. Bad data is never one of them: it is an Issue or a quarantined record."""

from __future__ import annotations


class EmatError(Exception):
    """What went wrong, in words for the person who runs the pipeline."""


class ConfigError(EmatError):
    """A file of ours is wrong: stop, and name the file and key."""


class SourceError(EmatError):
    """The vendor's or the network's fault: try again later."""


class PipelineError(EmatError):
    """Our own fault: stop and tell someone."""
