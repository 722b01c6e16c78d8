"""Make a workspace with its owner, and print a link that signs them in once."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email, validate_slug
from django.urls import reverse

from cocreate_server.ground.accounts.links import link_token
from cocreate_server.ground.accounts.models import User
from cocreate_server.ground.accounts.models.workspaces import check_time_zone
from cocreate_server.ground.accounts.workspaces import workspace_create
from cocreate_server.ground.core.audit import SHELL
from cocreate_server.ground.core.errors import Conflict


class Command(BaseCommand):
    """`cocreate manage create_workspace`."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """What the workspace is called and who owns it."""
        parser.add_argument("--name", required=True, help="such as “Lighthouse Learning”")
        parser.add_argument(
            "--slug", required=True, help="part of every page's address: letters, digits, - and _"
        )
        parser.add_argument("--owner-email", required=True, help="made an account where there is none")
        parser.add_argument("--language", default="en", choices=[code for code, _name in settings.LANGUAGES])
        parser.add_argument("--time-zone", default="UTC", help="such as Europe/London; days begin in it")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Do it."""
        _check(options)
        email = options["owner_email"].lower()
        owner = User.objects.filter(email=email).first() or User.objects.create_user(email)
        try:
            workspace_create(
                name=options["name"],
                slug=options["slug"],
                language=options["language"],
                time_zone=options["time_zone"],
                owner=owner,
                actor=SHELL,
            )
        except Conflict as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_link(owner))


def _check(options: dict[str, Any]) -> None:
    checks = (("slug", validate_slug), ("owner_email", validate_email), ("time_zone", check_time_zone))
    for name, check in checks:
        try:
            check(options[name])
        except ValidationError as error:
            raise CommandError(
                f"--{name.replace('_', '-')} {options[name]}: {' '.join(error.messages)}"
            ) from error


def _link(owner: User) -> str:
    """A link that signs in once, and asks for a password where there is none yet."""
    link = settings.ENV.url + reverse("sign_in_by_link", args=[link_token(owner)])
    if owner.has_usable_password():
        return str(link)
    return f"{link}?{urlencode({'next': reverse('account_set_password')})}"
