"""The sample vendors: their nights put into the inbox, and the servers that some of them are fetched from.

Nothing here is needed by an installation with vendor files of its own.
"""

from __future__ import annotations

from metadata.samples.inbox import nights, play
from metadata.samples.server import sample_servers

__all__ = ["nights", "play", "sample_servers"]
