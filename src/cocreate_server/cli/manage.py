"""`cocreate manage …`: Django's own commands."""

import typer


def manage(context: typer.Context) -> None:
    """Run one of Django's commands, such as `cocreate manage check --deploy`."""
    import os

    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cocreate_server.settings")
    execute_from_command_line(["cocreate manage", *context.args])
