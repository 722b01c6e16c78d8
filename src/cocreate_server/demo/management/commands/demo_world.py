"""Bring the database up to date, load the demo world where it is not there yet, and print a sign-in link."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse
from django.utils import timezone

from cocreate_server.demo.loading import load_demo_world
from cocreate_server.ground.accounts.api import Membership, Role, User
from cocreate_server.ground.accounts.links import link_token

DEMO_OWNER = "owner@demo.example"


class Command(BaseCommand):
    """`cocreate manage demo_world`."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """How large the world is."""
        parser.add_argument("--customers", type=int, default=40_000)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Do it; all of it may be done again."""
        call_command("migrate", verbosity=0)
        workspace = load_demo_world(
            end=timezone.localdate() - timedelta(days=1), customers=options["customers"]
        )
        owner = User.objects.filter(email=DEMO_OWNER).first() or User.objects.create_user(
            DEMO_OWNER, name="Demo owner"
        )
        Membership.objects.get_or_create(workspace=workspace, user=owner, defaults={"role": Role.OWNER})
        self.stdout.write(settings.ENV.url + reverse("sign_in_by_link", args=[link_token(owner)]))
