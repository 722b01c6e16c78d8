"""The postman: alone at his work, and killed at it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from cocreate_server.listen.asking.models import Invitation, Sending
from cocreate_server.listen.asking.postman import (
    LOCK,
    WAIT_AFTER_TROUBLE_SECONDS,
    WAIT_WHILE_AWAY_SECONDS,
    Postman,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("awake")]
TESTS = Path(__file__).parents[3]


@pytest.fixture
def postman():
    """A postman whose lock is let go in the end."""
    yield Postman()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")


def test_he_invites_sends_and_finishes(people, sending, catcher, postman):
    people("Ada")
    people("Bo")
    sending()
    while postman.look() == 0:
        pass
    assert sorted(to for to, _letter in catcher.letters) == ["ada@customers.example", "bo@customers.example"]
    assert Sending.objects.get().state == "done"


def test_he_waits_while_the_mail_server_is_away(people, sending, catcher, postman, settings):
    people("Ada")
    sending()
    options = {"host": "127.0.0.1", "port": 9, "timeout": 1}
    settings.MAILERS = {"default": {**settings.MAILERS["default"], "OPTIONS": options}}
    away = Postman()
    assert away.look() == WAIT_WHILE_AWAY_SECONDS
    assert Invitation.objects.get().state == "waiting"


def test_there_is_one_at_a_time(people, sending, catcher, postman):
    people("Ada")
    sending()
    given = connection.get_connection_params()
    place = {name: given[name] for name in ("host", "port", "user", "dbname") if given.get(name)}
    with psycopg.connect(**place) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        assert postman.look() == WAIT_AFTER_TROUBLE_SECONDS
    assert not catcher.letters


def test_killed_with_a_letter_in_his_hands_it_is_uncertain_and_not_sent_again(
    people, sending, catcher, postman
):
    people("Ada")
    sending()
    catcher.breaks = "hang"
    name = connection.settings_dict["NAME"]
    surroundings = os.environ | {
        "TEST_DATABASE": name, "TEST_SMTP_PORT": str(catcher.port),
        "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent / "src")]),
    }  # fmt: skip
    other = subprocess.Popen([sys.executable, str(TESTS / "killed_postman.py")], env=surroundings)
    try:
        assert catcher.came.wait(60)
        assert Invitation.objects.get().claimed_at is not None  # committed before the letter went out
    finally:
        os.kill(other.pid, signal.SIGKILL)
        other.wait()
    catcher.go_on.set()
    catcher.breaks = ""
    while postman.look() == WAIT_AFTER_TROUBLE_SECONDS:  # until the database has noticed
        pass
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.claimed_at, invitation.due_at) == ("uncertain", None, None)
    assert not catcher.letters
    assert invitation.last_sent_at <= timezone.now()
