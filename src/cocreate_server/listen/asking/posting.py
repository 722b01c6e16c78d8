"""Handing a letter over: step by step, so that it is known whether the mail server has it."""

import email.policy
import smtplib
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import structlog
from django.core.mail import EmailMultiAlternatives, mailers
from django.core.mail.backends.smtp import EmailBackend

log = structlog.get_logger("cocreate.asking")
TEMPORARY, PERMANENT = 400, 500  # from which code on SMTP refuses for now, and for good
LONGEST_TOLD = 300
WIDE = email.policy.SMTP.clone(max_line_length=998)  # so that long addresses in headers stay as they are


class Outcome(StrEnum):
    """What came of handing a letter over."""

    TAKEN = "taken"
    LATER = "later"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of it, in the mail server's words; whether it is the address that is wrong."""

    outcome: Outcome
    told: str = ""
    is_address: bool = False


class Post:
    """A way to the mail server, kept open from one letter to the next."""

    def __init__(self) -> None:
        self._backend: Any = mailers["default"]

    def hand_over(self, message: EmailMultiAlternatives) -> Posted:
        """Hand one letter over, and say what came of it."""
        if not isinstance(self._backend, EmailBackend):  # a folder of the home
            self._backend.send_messages([message])
            return Posted(Outcome.TAKEN)
        try:
            self._backend.open()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Posted(Outcome.AWAY, _words(error))
        return self._speak(self._backend.connection, message)

    def close(self) -> None:
        """Take leave of the mail server."""
        try:
            self._backend.close()
        except (OSError, smtplib.SMTPException):
            log.info("the mail server was gone before we took leave")
        if isinstance(self._backend, EmailBackend):
            self._backend.connection = None

    def _speak(self, smtp: Any, message: EmailMultiAlternatives) -> Posted:
        """The dialogue: first the envelope, then the letter itself."""
        try:
            sender, address = (self._backend.prep_address(one) for one in (message.from_email, message.to[0]))
            body = message.message(policy=WIDE).as_bytes()
        except ValueError as error:  # an address that no mail server knows what to do with
            return Posted(Outcome.REFUSED, _words(error), is_address=True)
        return self._envelope(smtp, sender, address) or self._letter(smtp, body)

    def _envelope(self, smtp: Any, sender: str, address: str) -> Posted | None:
        """From whom and to whom; whatever goes wrong, no letter went out. None if all is well."""
        try:
            smtp.ehlo_or_helo_if_needed()
            code, told = smtp.mail(sender)
            is_address = code < TEMPORARY
            if is_address:
                code, told = smtp.rcpt(address)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Posted(Outcome.AWAY, _words(error))
        return self._refused(smtp, code, told, is_address=is_address) if code >= TEMPORARY else None

    def _letter(self, smtp: Any, body: bytes) -> Posted:
        """The letter; where the connection breaks meanwhile, nobody knows whether it went out."""
        try:
            code, told = smtp.data(body)
        except smtplib.SMTPDataError as error:  # it refused to begin
            return self._refused(smtp, error.smtp_code, error.smtp_error, is_address=False)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Posted(Outcome.UNCERTAIN, _words(error))
        if code >= TEMPORARY:
            return self._refused(smtp, code, told, is_address=False)
        return Posted(Outcome.TAKEN, _told(code, told))

    def _refused(self, smtp: Any, code: int, told: object, *, is_address: bool) -> Posted:
        try:
            smtp.rset()
        except (OSError, smtplib.SMTPException):
            self.close()
        words = _told(code, told)
        outcome = Outcome.REFUSED if code >= PERMANENT else Outcome.LATER
        return Posted(outcome, words, is_address=is_address and outcome is Outcome.REFUSED)


def _told(code: int, told: object) -> str:
    text = told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)
    return f"{code} {' '.join(text.replace(chr(0), '').split())}"[:LONGEST_TOLD]


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".replace("\0", "")[:LONGEST_TOLD]
