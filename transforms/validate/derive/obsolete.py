"""Fields of AACR2 as RDA writes them: 260 as 264, 440 as 490 and 830 (S21). What is not clear stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.normalise.context import E_MEDIA
from transforms.normalise.old_fields import modernised as mended
from transforms.record import Record
from transforms.validate.view import View

if TYPE_CHECKING:
    from transforms.tables import Tables


def modernised(view: View, _: Tables) -> Record | None:
    """Of e-material as normalisation does it; other records keep the tags of their rules."""
    return mended(view.record) if view.around.media in E_MEDIA else view.record
