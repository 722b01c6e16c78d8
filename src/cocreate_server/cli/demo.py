"""`cocreate demo`: the whole product with a world in it, one address to open."""

import os
import time
from pathlib import Path
from typing import Annotated

import typer

from cocreate_server.cli import processes

HOME = Path("~/.local/share/cocreate-demo")


def demo(
    port: Annotated[int, typer.Option(help="Port to listen on; the next free one is taken.")] = 8000,
    home: Annotated[Path, typer.Option(help="Where the demo keeps its data.", envvar="COCREATE_HOME")] = HOME,
) -> None:
    """Start Cocreate with a demo world, and print one sign-in link. Ctrl-C stops it; the data stays."""
    started = time.monotonic()
    host = "127.0.0.1"
    port = processes.free_port(host, port)
    os.environ["COCREATE_HOME"] = str(home.expanduser())
    os.environ["COCREATE_URL"] = f"http://{host}:{port}"
    os.environ.setdefault("COCREATE_LOG_LEVEL", "WARNING")
    typer.echo("Preparing the demo: the first time takes about a minute …")
    link = processes.manage("demo_world").strip().splitlines()[-1]
    running = processes.start_all(host, port)
    processes.wait_until_ready(host, port, running)
    typer.echo(
        f"Ready after {time.monotonic() - started:.0f} s. Open this link once (Ctrl-C stops):\n\n  {link}\n"
    )
    raise typer.Exit(processes.watch(running))
