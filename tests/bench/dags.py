"""What the DAG files of a hundred vendors cost to be read, as the DAG processor reads them, and a task's own one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median

VENDORS = 100
GOAL = 2.0  # seconds of CPU for the vendor files, what the file imports included
RUNS = 5
READ = """
import time
import airflow.sdk  # the DAG processor has it
begin = time.process_time()
import dags.harvest
made = [name for name in vars(dags.harvest) if name.startswith("harvest__")]
print(len(made), time.process_time() - begin)
"""


def measure(folder: Path) -> list[bool]:
    """Print what reading takes; whether it is within the goal."""
    schemas = _schemas(folder / "schemas")
    whole = [_read(folder, schemas, VENDORS) for _ in range(RUNS)]
    alone = [_read(folder, schemas, 1, "harvest__vendor-007") for _ in range(RUNS)]
    held = median(whole) <= GOAL
    print(f"\n{VENDORS} vendor files as DAGs, CPU seconds with imports: {median(whole):.2f} [{min(whole):.2f}]", end="")
    print(f"   goal <= {GOAL} s: {'holds' if held else 'MISSED'}; a task reads its own: {median(alone):.2f}")
    return [held]


def _schemas(folder: Path) -> Path:
    """The project's schemas with so many vendors."""
    shutil.copytree("schemas", folder)
    texts = []
    for path in sorted((folder / "vendors").glob("*.yml")):
        texts.append(path.read_text("utf-8"))
        path.unlink()
    for number in range(VENDORS):
        (folder / "vendors" / f"vendor-{number:03}.yml").write_text(texts[number % len(texts)], "utf-8")
    return folder


def _read(folder: Path, schemas: Path, wanted: int, only: str = "") -> float:
    """CPU seconds of reading dags/harvest.py in a fresh process."""
    env = os.environ | {"EMAT_SCHEMAS": str(schemas), "AIRFLOW_HOME": str(folder / "airflow"), "PYTHONPATH": "."}
    if only:
        env["_AIRFLOW_PARSING_CONTEXT_DAG_ID"] = only  # as Airflow tells a task
    done = subprocess.run([sys.executable, "-c", READ], env=env, capture_output=True, text=True, check=True)
    made, seconds = done.stdout.splitlines()[-1].split()
    if int(made) != wanted:
        raise SystemExit(f"{made} DAGs were made of {wanted}")
    return float(seconds)
