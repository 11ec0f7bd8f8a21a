"""`emat serve`: the HTTP doors on one address."""

from __future__ import annotations

from typing import Annotated

import typer

from metadata.cli.options import DataDir, home_of


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("serve")(serve)


def serve(
    data_dir: DataDir = None,
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.")] = 8088,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    base_url: Annotated[str, typer.Option(help="Address as the world sees it; else the request's Host.")] = "",
    page_size: Annotated[int, typer.Option(min=1, max=1000, help="Records on a page of a list.")] = 100,
) -> None:
    """Serve OAI-PMH, files and title pages."""
    import uvicorn

    from metadata.publish.server import create_server

    application = create_server(home_of(data_dir), base_url=base_url, page_size=page_size)
    typer.echo(f"serving on http://{host}:{port}/", err=True)
    uvicorn.run(application, host=host, port=port, log_level="warning", server_header=False)
