"""`cocreate bounce < MESSAGE`: a returned letter, as a mail server hands it over."""

import os
import sys

import typer


def bounce() -> None:
    """Note a returned letter (a delivery status notification, RFC 3464): its address is not written to any more."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cocreate_server.settings")
    os.environ.setdefault("COCREATE_LOG_LEVEL", "WARNING")
    import django

    django.setup()
    from django.utils import timezone

    from cocreate_server.listen.asking.api import returned_from, returned_note

    returned = returned_from(sys.stdin.buffer.read())
    if returned is None:
        typer.echo("It does not say that a letter of ours could not be delivered.")
    elif returned_note(returned, now=timezone.now()):
        typer.echo("Noted: nothing more is sent to that address.")
    else:
        typer.echo("Nothing to note: it was noted before, or its customer was erased.")
