"""`cocreate import FILE`: a file of feedback into a workspace, from the shell."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from cocreate_files import Mapping, SourceTable
    from cocreate_server.ground.accounts.api import Workspace
    from cocreate_server.listen.imports.models import Import

BLOCK = 1 << 20


def import_file(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, XLSX, Parquet, JSON Lines, SPSS or Stata.")],
    workspace: Annotated[
        str, typer.Option("--workspace", "-w", help="Address of the workspace; the only one by default.")
    ] = "",
    layout: Annotated[
        str, typer.Option(help="auto, qualtrics, surveymonkey, limesurvey, formbricks, spss, stata or table.")
    ] = "auto",
    corrections: Annotated[
        list[str] | None, typer.Option("--map", help="field=column, such as when=Date or rating:1:10=Q3.")
    ] = None,
    dry_run: Annotated[  # noqa: FBT002 - how flags are told to the shell
        bool, typer.Option("--dry-run", help="Show what would be brought in, and stop.")
    ] = False,
) -> None:
    """Bring a file in; what is not said is guessed, and every guess is shown."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cocreate_server.settings")
    os.environ.setdefault("COCREATE_LOG_LEVEL", "WARNING")
    import django

    django.setup()
    from cocreate_files import FileError
    from cocreate_server.ground.core.errors import ProductError

    try:
        _import(file, workspace, layout, corrections or [], dry_run=dry_run)
    except (FileError, ProductError, FileNotFoundError) as error:
        typer.echo(f"cocreate import: {error}", err=True)
        raise typer.Exit(2) from error


def _import(file: Path, slug: str, layout: str, corrections: list[str], *, dry_run: bool) -> None:
    from cocreate_files import open_file

    def meaning(table: "SourceTable") -> "Mapping":
        mapping = table.guess.override(corrections) if corrections else table.guess.validated()
        for note in table.notes:
            typer.echo(note.text)
        _show(mapping)
        return mapping

    if dry_run:
        with open_file(file, layout=layout) as table:
            _count(table, meaning(table))
    else:
        _report(bring_in(file, _workspace(slug), layout=layout, meaning=meaning))


def bring_in(
    file: Path, workspace: "Workspace", *, layout: str, meaning: "Callable[[SourceTable], Mapping]"
) -> "Import":
    """Bring a file in here and now, with the same steps as the worker takes; it is read once."""
    from cocreate_server.ground.core.audit import SHELL
    from cocreate_server.listen.imports.models import Import
    from cocreate_server.listen.imports.services import import_received
    from cocreate_server.listen.imports.tasks import bring_in as bring_received_in

    with import_received(
        workspace, name=file.name, blocks=_blocks(file), actor=SHELL, layout=layout, meaning=meaning
    ) as (job, table):
        Import.objects.filter(pk=job.pk).update(state=Import.State.QUEUED)
        bring_received_in(job.pk, table=table)
    job.refresh_from_db()
    return job


def _show(mapping: "Mapping") -> None:
    for column in mapping.columns:
        meaning = column.field_type or column.role
        scale = (
            f" {column.scale_min:g}–{column.scale_max:g}"
            if column.scale_min is not None and column.scale_max is not None
            else ""
        )
        typer.echo(f"  {column.name[:50]:<50} {meaning}{scale:<8} ({column.reason.text})")


def _count(table: object, mapping: "Mapping") -> None:
    from cocreate_files import SourceTable, records_relation, rejects_relation

    assert isinstance(table, SourceTable)  # noqa: S101 - for the type checker
    records, rejects = (
        relation(table, mapping).project("count(*)").fetchall()[0][0]
        for relation in (records_relation, rejects_relation)
    )
    typer.echo(f"{table.rows:,} rows would become {records:,} records; left out: {rejects:,}.")


def _report(job: "Import") -> None:
    from cocreate_server.listen.imports.models import Import

    typer.echo(
        f"{job.records_added:,} records added, {job.records_known:,} known already, {job.rejected:,} left out."
    )
    for reject in job.rejects.order_by("line", "id")[:20]:
        typer.echo(
            f"  line {reject.line}: {reject.column or 'the row'}: {reject.reason} ({reject.value[:60]!r})"
        )
    if job.state != Import.State.DONE:
        typer.echo(f"The import ended as {job.state}: {job.problem}", err=True)
        raise typer.Exit(1)


def _workspace(slug: str) -> "Workspace":
    from cocreate_server.ground.accounts.api import Workspace
    from cocreate_server.ground.core.errors import NotFound

    found = list(Workspace.objects.filter(slug=slug) if slug else Workspace.objects.all()[:2])
    if len(found) != 1:
        known = ", ".join(Workspace.objects.values_list("slug", flat=True)[:20]) or "none yet"
        raise NotFound(
            f"--workspace {slug!r} names no workspace; there are: {known}"
            if slug
            else f"say which with --workspace: {known}"
        )
    return found[0]


def _blocks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        while block := source.read(BLOCK):
            yield block
