"""rerun: the librarian's door. A delivery, or stored records by what they have in common, are run again, dry or real.

wish    the fields of the form, and what must hold between them      ids    lists of ids
find    what a wish is about, from the store                         work   what there is to do, vendor by vendor
dry     all of it, taken back; told as a preview (metadata/previews)
real    all of it, through the gate and into the ledger
lists   of acquisitions      marks   titles that are made anew
"""

from __future__ import annotations

from metadata.rerun.real import real
from metadata.rerun.run import check, rerun
from metadata.rerun.wish import Wish, wish_of

__all__ = ["Wish", "check", "real", "rerun", "wish_of"]
