"""`emat gate`: what waits for a person."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from metadata.cli.options import DataDir, Format, Output, console, home_of, say_json

gate = typer.Typer(help="Deliveries that a gate holds.", no_args_is_help=True)
Held = Annotated[int, typer.Argument(metavar="DELIVERY", help="Number of the delivery, as `emat gate list` shows it.")]
Why = Annotated[str, typer.Option("--reason", help="Why; kept with the decision.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(gate, name="gate")


@gate.command("list")
def list_held(data_dir: DataDir = None, output: Format = Output.TEXT) -> int:
    """The deliveries that wait for a decision, and why."""
    from metadata import decisions

    held = decisions.held(home_of(data_dir))
    if output is Output.JSON:
        say_json(held)
        return 0
    for each in held:
        typer.echo(f"{each['delivery']}  {each['vendor']}  {each['name']}  held since {each['at']}")
        for check in each["checks"]:
            typer.echo(f"    {check['verdict']:5} {check['key']}: {check['value']:.4g} (limit {check['limit']:.4g})")
        typer.echo(f"    {each['reason']}")
    if not held:
        typer.echo("no delivery is held")
    return 0


@gate.command("approve")
def approve(delivery: Held, reason: Why, data_dir: DataDir = None) -> int:
    """Let a held delivery through, once: it is committed and published now."""
    from metadata import decisions, pipeline

    home = home_of(data_dir)
    counts = decisions.approve(home, delivery, reason, getpass.getuser())
    done = pipeline.publish(home)
    typer.echo(f"committed {counts.get('read', 0)} records; publication {done.seq}")
    console(stderr=True).print(f"live records of the vendor: {counts.get('live', 0)}")
    return 0


@gate.command("reject")
def reject(delivery: Held, reason: Why, data_dir: DataDir = None) -> int:
    """Refuse a held delivery for good; what is published stays."""
    from metadata import decisions

    decisions.reject(home_of(data_dir), delivery, reason, getpass.getuser())
    typer.echo("rejected")
    return 0
