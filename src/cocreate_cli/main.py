"""`cocreate`: what the library can do with a file, and, where the server is installed, the server."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from cocreate_cli.drivers import drivers
from cocreate_cli.effect import effect
from cocreate_cli.kano import kano
from cocreate_cli.lifetime import lifetime
from cocreate_cli.opinions import opinions
from cocreate_cli.paths import journey_paths
from cocreate_cli.recommend import recommend_items
from cocreate_cli.report import report
from cocreate_cli.scale import scale
from cocreate_cli.scores import scores
from cocreate_cli.themes import themes

__all__ = ["SERVER_COMMANDS", "app"]

SERVER_COMMANDS: tuple[str, ...] = ("demo", "serve", "worker", "import", "bounce", "lake", "manage")
NEEDED = frozenset({"django", "cocreate_server", "cocreate_server.cli"})


class LazyGroup(TyperGroup):
    """Commands of which the server's are looked for only when asked for, so that the others start at once."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All names: our own, then the server's."""
        return [
            *super().list_commands(ctx),
            *(name for name in server_commands() if name not in self.commands),
        ]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Our own command, else the server's, else one that says how to get it."""
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        found = server_commands()
        if cmd_name in found:
            return found[cmd_name]
        return _missing(cmd_name) if cmd_name in SERVER_COMMANDS and not found else None


app = typer.Typer(
    cls=LazyGroup,
    name="cocreate",
    help="Customer experience with honest numbers: every score with its interval.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(scores)
app.command()(report)
app.command()(drivers)
app.command("paths")(journey_paths)
app.command()(lifetime)
app.command()(effect)
app.command()(opinions)
app.command()(scale)
app.command()(themes)
app.command()(kano)
app.command("recommend")(recommend_items)


@app.callback()
def _root() -> None:
    """Customer experience with honest numbers: every score with its interval."""


def server_commands() -> dict[str, Any]:
    """The server's commands by name; none where the server is not installed."""
    try:
        import_module("django")
        register = import_module("cocreate_server.cli").register
    except ModuleNotFoundError as error:
        if error.name not in NEEDED:
            raise
        return {}
    server = typer.Typer(add_completion=False, rich_markup_mode=None)
    server.callback()(_root)
    register(server)
    return dict(typer.main.get_group(server).commands)


def _missing(name: str) -> Any:
    """A command that says how to get the server."""

    def tell(_: typer.Context) -> None:
        typer.echo(f"cocreate {name} needs the server: pip install 'cocreate[server]'", err=True)
        raise typer.Exit(2)

    lone = typer.Typer(add_completion=False, rich_markup_mode=None)
    settings = {"allow_extra_args": True, "ignore_unknown_options": True}
    lone.command(name, context_settings=settings, add_help_option=False)(tell)
    return typer.main.get_command(lone)
