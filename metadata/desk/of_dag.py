"""Where the tab of a DAG leads: a harvest to its vendor, every other DAG to the overview."""

from __future__ import annotations

from metadata.desk.asked import Asked, Elsewhere, Facts

HARVEST = "harvest__"


def facts(asked: Asked) -> Facts:
    """Never any: raises Elsewhere."""
    dag = asked.path["dag"]
    raise Elsewhere(f"/vendors/{dag.removeprefix(HARVEST)}" if dag.startswith(HARVEST) else "/")
