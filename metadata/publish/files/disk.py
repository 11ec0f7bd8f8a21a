"""What is written to disk here, whole or not at all: JSON by rename, folders by rename when all of them is there."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from metadata.errors import PipelineError

_AT_ONCE = 16  # files brought to the disk together
MAKING = ".making"  # a drop while it is written; hidden, so it is never served


@contextmanager
def turn(folder: Path) -> Iterator[None]:
    """One writer of the folder at a time, however long the one before takes; OSError becomes a PipelineError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    except OSError as error:
        told = f"the files in {folder} cannot be written: {error}"
        raise PipelineError(
            f"{told}. What was there before is still served; publish again when this is mended"
        ) from None


@contextmanager
def arriving(target: Path) -> Iterator[Path]:
    """A folder to fill, which takes the place of `target` at the end of the block; gone when the block fails."""
    making = target.parent.parent / MAKING
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    try:
        yield making
    except Exception:
        shutil.rmtree(making, ignore_errors=True)  # a full disk needs the room
        raise
    sync(making.iterdir())
    target.parent.mkdir(exist_ok=True)
    shutil.rmtree(target, ignore_errors=True)  # what stands there has no manifest that can be read
    making.rename(target)
    sync([target.parent])


def sync(paths: Iterable[Path]) -> None:
    """Bring files and the names in folders to the disk, all at once: one after the other costs as often as much."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(_sync, paths))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def put(contents: Mapping[Path, Mapping[str, Any]]) -> None:
    """Write files of JSON, each whole or not at all; what they hold already is not written again."""
    texts = {path: json.dumps(content, ensure_ascii=False, indent=1) + "\n" for path, content in contents.items()}
    changed = [path for path, text in texts.items() if not path.exists() or path.read_text("utf-8") != text]
    partial = {path: path.with_name(f".{path.name}") for path in changed}
    for path, beside in partial.items():
        beside.write_text(texts[path], "utf-8")
    sync(partial.values())
    for path, beside in partial.items():
        beside.replace(path)


def read(path: Path) -> dict[str, Any]:
    """A JSON object from a file; empty where it is absent or damaged."""
    try:
        found = orjson.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError, orjson.JSONDecodeError):
        return {}
    return found if isinstance(found, dict) else {}
