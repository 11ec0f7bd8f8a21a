"""How the store and everything that is published writes a moment: UTC, to the second (OAI-PMH 2.0, section 3.3)."""

from __future__ import annotations

TIME = "%Y-%m-%dT%H:%M:%SZ"
