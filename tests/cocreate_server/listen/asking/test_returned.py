"""Letters that came back, as Postfix, Exchange and Gmail tell of them; and messages that only look like it."""

from types import SimpleNamespace

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from cocreate_cli.main import app
from cocreate_server.listen.asking.models import BadAddress, Invitation
from cocreate_server.listen.asking.returned import returned_from, returned_note
from cocreate_server.listen.asking.tokens import letter_name

POSTFIX = """\
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: feedback@acme.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="A1"

--A1
Content-Description: Notification
Content-Type: text/plain; charset=utf-8

This is the mail system at host mx.example.org.

--A1
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
X-Postfix-Queue-ID: 4ABC
Arrival-Date: Sun,  4 May 2031 12:00:00 +0000 (UTC)

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{address}
Action: {action}
Status: {status}
Remote-MTA: dns; mail.customers.example
Diagnostic-Code: smtp; 550 5.1.1 <{address}>: Recipient address rejected:
    User unknown

--A1
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

From: Acme <feedback@acme.example>
Message-ID: <{name}.1.1@acme.example>
Subject: How was it?

--A1--
"""
EXCHANGE = """\
From: postmaster@customers.example
Subject: Undeliverable: How was it?
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B_2"

--B_2
Content-Type: multipart/alternative; boundary="C"

--C
Content-Type: text/plain; charset="us-ascii"

Delivery has failed to these recipients or groups.
--C--
--B_2
Content-Type: message/delivery-status

Reporting-MTA: dns;mail.customers.example

Final-recipient: RFC822;forwarded@elsewhere.example
Action: failed
Status: 5.7.1
Diagnostic-Code: smtp;550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized

--B_2
Content-Type: message/rfc822

Received: from a by b
Message-ID: <{name}.1.1@acme.example>
Subject: How was it?
Content-Type: text/plain

Hello
--B_2--
"""
OUT_OF_OFFICE = """\
From: ada@customers.example
Subject: Out of office
In-Reply-To: <{name}.1.1@acme.example>
Auto-Submitted: auto-replied

I am away.
"""


@pytest.fixture
def sent(awake, people, sending, carry):
    people("Ada")
    sending(reminders_most=1)
    carry()
    return Invitation.objects.get()


def told(
    form: str, invitation: Invitation, *, address="ada@customers.example", action="failed", status="5.1.1"
) -> bytes:
    return form.format(
        name=letter_name(invitation.pk), address=address, action=action, status=status
    ).encode()


@pytest.mark.django_db
@pytest.mark.parametrize("form", [POSTFIX, EXCHANGE])
def test_a_letter_that_came_back(form, sent):
    returned = returned_from(told(form, sent))
    assert returned.invitation_id == sent.pk
    assert returned.told.startswith("550 5.")
    assert returned_note(returned, now=timezone.now())
    assert not returned_note(returned, now=timezone.now())
    sent.refresh_from_db()
    assert (sent.state, sent.due_at) == ("bounced", None)
    assert BadAddress.objects.get().address == "ada@customers.example"


@pytest.mark.django_db
def test_what_is_no_return(sent):
    assert returned_from(told(OUT_OF_OFFICE, sent)) is None
    assert returned_from(told(POSTFIX, sent, action="delayed", status="4.4.1")) is None
    assert returned_from(told(POSTFIX, sent, status="4.2.2")) is None
    assert returned_from(told(POSTFIX, sent).replace(b"cocreate-", b"cocreate-9")) is None
    assert returned_from(told(POSTFIX, SimpleNamespace(pk="12; DROP"))) is None


@given(st.binary(max_size=400), st.integers(0, len(POSTFIX)))
def test_whatever_comes_does_no_harm(rubbish, place):
    whole = POSTFIX.encode()
    assert returned_from(whole[:place] + rubbish + whole[place:]) is None


@pytest.mark.django_db
def test_by_the_shell(sent, monkeypatch):
    assert "Noted" in run(told(POSTFIX, sent))
    assert "Nothing to note" in run(told(POSTFIX, sent))
    assert "does not say" in run(b"\xff\x00")


def run(message: bytes) -> str:
    done = CliRunner().invoke(app, ["bounce"], input=message)
    assert done.exit_code == 0, done.output
    return done.output
