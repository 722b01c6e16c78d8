"""`cocreate lake …`: how the lake stands, and making it follow or anew."""

import os

import typer

app = typer.Typer(help="The columnar copy of records, events and customers.", no_args_is_help=True)


@app.callback()
def prepare() -> None:
    """Set the product up before any of the commands."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cocreate_server.settings")
    import django

    django.setup()


@app.command()
def status() -> None:
    """Show rows, files, size and what waits, a line a table."""
    from cocreate_server.ground.lake.api import lake_status

    typer.echo(f"{'table':<10} {'rows':>12} {'files':>6} {'MB':>9} {'version':>8} {'waiting':>8}")
    for table in lake_status():
        typer.echo(
            f"{table.table:<10} {table.rows:>12,} {table.files:>6} {table.megabytes:>9.1f} {table.version:>8} {table.waiting:>8}"
        )


@app.command()
def sync() -> None:
    """Copy what changed since the lake last looked."""
    from cocreate_server.ground.lake.api import lake_sync

    for done in lake_sync():
        typer.echo(f"{done.table}: {done.added} added, {done.changed} changed or erased")


@app.command()
def rebuild() -> None:
    """Make the whole lake anew from PostgreSQL."""
    from cocreate_server.ground.lake.api import lake_rebuild

    typer.echo(f"{lake_rebuild()} folders made anew.")
