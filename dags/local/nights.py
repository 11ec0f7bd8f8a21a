"""`make run`: plays the bundled sample nights through the Airflow DAGs, in this one process, and tells what came of it.

`dag.test()` runs a DAG without scheduler and server and fires no asset events, so `publish` is run here after each
night. A held delivery is part of the samples; only what failed makes the exit code 1. Airflow's own log goes to a file.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from environment import airflow_settings, data_folder, prepare

if TYPE_CHECKING:
    from airflow.sdk import DAG
    from rich.console import Console

    from metadata.home import Home

LOG = "nights.log"  # in AIRFLOW_HOME


def main() -> int:
    """Play all nights; 0 when everything ran as designed."""
    log = prepare(airflow_settings(data_folder())) / LOG
    log.unlink(missing_ok=True)
    from rich.console import Console

    from metadata.cli.summary import show_next
    from metadata.home import Home
    from metadata.samples import nights, play, sample_servers
    from metadata.settings import load_settings

    console, home = Console(highlight=False), Home(load_settings())
    console.print(f"Sample nights through Airflow into {home.settings.data_dir}", soft_wrap=True)
    with spoken_into(log):
        dags, failed = ready_dags(), False
    with sample_servers(home) as addresses:
        os.environ.update(addresses)  # the DAGs open installations of their own, in this process
        for number in nights(home.settings.samples):
            play(home, number)
            console.rule(f"Night {number}")
            failed |= play_night(dags, home, console, log)
    show_next(console, home)
    console.print("  make up   [dim]# Airflow with these DAGs and their runs, and the publishing server[/]")
    home.close()
    return 1 if failed else 0


@contextmanager
def spoken_into(log: Path) -> Iterator[None]:
    """What is written to stdout and stderr goes into a file: Airflow tells a hundred lines of every run."""
    kept = os.dup(1), os.dup(2)
    with log.open("ab") as target:
        for number in (1, 2):
            os.dup2(target.fileno(), number)
        try:
            yield
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            for number, old in zip((1, 2), kept, strict=True):
                os.dup2(old, number)
                os.close(old)


def ready_dags() -> dict[str, DAG]:
    """Make Airflow's own database and read the DAG files. Ends the program when one of them cannot be read."""
    from airflow.dag_processing.dagbag import DagBag
    from airflow.utils.db import initdb

    initdb()
    bag = DagBag()
    if bag.import_errors:
        sys.exit("\n".join(f"{name}: {error}" for name, error in bag.import_errors.items()))
    return bag.dags


def play_night(dags: dict[str, DAG], home: Home, console: Console, log: Path) -> bool:
    """Run every harvest DAG, that of lists, and publish; True if something failed (a held delivery is no failure)."""
    from metadata.acquisitions import stages as acquiring
    from metadata.cli.summary import show_night
    from metadata.publish.publication import Published
    from metadata.reports import NightReport, ledger_mark, report_of

    reports = []
    for dag_id in sorted(each for each in dags if each.startswith("harvest__")):
        with spoken_into(log):
            since, run = ledger_mark(home), dags[dag_id].test()
        report = report_of(home, dag_id.removeprefix("harvest__"), since)
        if run.state != "success" and report.is_sound:
            report.failed.append(f"the DAG {dag_id} ended as {run.state}: the reason stands in {log}")
        reports.append(report)
    with spoken_into(log):
        since, run = ledger_mark(home), dags["acquisitions"].test()
    lists = [report_of(home, each, since) for each in acquiring.lists(home)]
    if run.state != "success" and all(each.is_sound for each in lists):
        sys.exit(f"the DAG acquisitions ended as {run.state}: the reason stands in {log}")
    published = Published(**result_of(dags["publish"], "files", log))
    show_night(console, NightReport(reports, published, lists, home.left_out), home)
    return any(each.failed for each in (*reports, *lists))


def result_of(dag: DAG, task_id: str, log: Path) -> dict[str, Any]:
    """Run a DAG and return what a task of it returned. Ends the program when the run failed."""
    with spoken_into(log):
        run = dag.test()
    if run.state != "success":
        sys.exit(f"the DAG {dag.dag_id} ended as {run.state}: the reason stands in {log}")
    return dict(run.get_task_instance(task_id).xcom_pull(task_ids=task_id))


if __name__ == "__main__":
    sys.exit(main())
