"""The bundled sample nights: files of fictional vendors, put into the inbox one night after the other."""

from __future__ import annotations

import shutil
from pathlib import Path

from metadata.errors import ConfigError
from metadata.home import Home

_NIGHT = "night-"


def nights(samples: Path) -> list[int]:
    """Numbers of the sample nights, in order. Raises ConfigError when there are none."""
    found = sorted({int(each.name.removeprefix(_NIGHT)) for each in samples.glob(f"*/{_NIGHT}*") if each.is_dir()})
    if not found:
        raise ConfigError(f"there are no sample nights in {samples}")
    return found


def play(home: Home, night: int) -> list[Path]:
    """Deliver the files of a night into the inbox; what lies there already is left as it is. Returns the new files."""
    delivered = []
    for folder in sorted(home.settings.samples.glob(f"*/{_NIGHT}{night}")):
        inbox = home.settings.inbox / folder.parent.name
        inbox.mkdir(parents=True, exist_ok=True)
        for source in sorted(each for each in folder.iterdir() if each.suffix != ".yml"):
            target = inbox / source.name
            if not target.exists():
                partial = Path(shutil.copy(source, target.with_suffix(".part")))  # fits no vendor's pattern
                delivered.append(partial.replace(target))
    return delivered
