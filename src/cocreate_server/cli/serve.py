"""`cocreate serve`: web and worker in the foreground."""

import os
import sys
from typing import Annotated

import typer

from cocreate_server.cli import processes


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
) -> None:
    """Bring the database up to date, then run web and worker until Ctrl-C."""
    os.environ.setdefault("COCREATE_URL", f"http://{host}:{port}")
    processes.manage("migrate", "--verbosity", "0")
    running = processes.start_all(host, port)
    processes.wait_until_ready(host, port, running)
    typer.echo(f"Cocreate listens on {os.environ['COCREATE_URL']}")
    raise typer.Exit(processes.watch(running))


def worker() -> None:
    """Run the worker alone: jobs, and the lake that follows. The web server runs elsewhere."""
    os.execv(sys.executable, [sys.executable, "-m", "cocreate_server.worker"])  # noqa: S606 - our own program
