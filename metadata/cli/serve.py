"""`emat serve`: the HTTP doors on one address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from metadata.cli.options import DataDir, home_of, say

if TYPE_CHECKING:
    from pathlib import Path

    from metadata.settings import Serving

LOOPBACK = ("127.0.0.1", "::1", "localhost")
FACTORY = "metadata.publish.server:app"
OPTIONS: dict[str, Any] = {  # of uvicorn
    "factory": True,
    "http": "metadata.publish.web.wire:Connection",
    "ws": "none",
    "access_log": False,
    "server_header": False,
    "timeout_keep_alive": 60,  # seconds: a harvester that works on a page for a while finds its connection as it was
    "timeout_graceful_shutdown": 10,  # seconds, for answers that are under way at the end
}


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("serve")(serve)


def serve(
    data_dir: DataDir = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8088,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    base_url: Annotated[
        str, typer.Option(envvar="EMAT_SERVE_BASE_URL", help="Address as the world sees it; else the request's Host.")
    ] = "",
    page_size: Annotated[int, typer.Option(min=1, max=1000, help="Records on a page of a list.")] = 100,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Processes that answer.")] = 1,
    desk: Annotated[bool, typer.Option("--desk", help="With what is not for the public: /desk/ and /metrics.")] = False,
) -> None:
    """Serve OAI-PMH, files, feeds and title pages. Ends at Ctrl-C or SIGTERM, when what is under way is answered."""
    import os

    from metadata.errors import ConfigError
    from metadata.settings import Serving, load_serving

    wanted = Serving(base_url, page_size, desk, os.environ.get("EMAT_AIRFLOW_URL", ""))
    serving = load_serving(wanted.environment())  # judged here as where it is served
    if desk and host not in LOOPBACK:
        raise ConfigError(f"--desk is not for the public: it listens on {LOOPBACK[0]}, not on {host}")
    home = home_of(data_dir)
    _ = home.store  # made, or brought to this release; the processes that serve only read it
    home.close()
    _run(home.settings.data_dir, serving, (host, port), workers)


def _run(data_dir: Path, serving: Serving, address: tuple[str, int], workers: int) -> None:
    import os
    import socket
    from contextlib import ExitStack, suppress

    import uvicorn
    from uvicorn.supervisors import Multiprocess

    from metadata.errors import ConfigError

    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with ExitStack() as stack:
        try:
            listener = stack.enter_context(socket.create_server(address, family=family))
        except OSError as error:
            raise ConfigError(f"cannot listen on {address[0]} port {address[1]}: {error.strerror}") from None
        os.environ.update(serving.environment(), EMAT_DATA_DIR=str(data_dir))
        if serving.desk and workers > 1:
            stack.enter_context(_shared_numbers())
        host, port = listener.getsockname()[:2]
        say(f"serving on http://{f'[{host}]' if family == socket.AF_INET6 else host}:{port}/", err=True)
        config = uvicorn.Config(FACTORY, workers=workers, log_config=_log_config(), **OPTIONS)
        stack.enter_context(suppress(KeyboardInterrupt))
        if workers > 1:
            Multiprocess(config, [listener]).run()
        else:
            uvicorn.Server(config).run([listener])


@contextmanager
def _shared_numbers() -> Iterator[None]:
    """A folder where the numbers of all workers are added up, as long as they run."""
    import os
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="emat-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder  # as prometheus_client calls it
        yield


def _log_config() -> dict[str, Any]:
    """Warnings and errors to stderr, with their time. No line has a query, an address or a header of a request."""
    house = {"handlers": ["stderr"], "level": "WARNING", "propagate": False}
    server = {**house, "level": "ERROR"}  # its warnings are about what clients send
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s[%(process)d] %(message)s"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
        "loggers": {"uvicorn": server, "metadata": house},
    }
