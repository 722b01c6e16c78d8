"""One message sent once: to a checked address, over at a deadline, the answer read only as far as it is shown."""

import http.client
import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus

from cocreate_server.ground.webhooks.addresses import AddressRefused, Target, addresses_of, target_of
from cocreate_server.ground.webhooks.lines import Line, connect

TIME_OUT_SECONDS = 15.0
SHOWN_CHARACTERS = 1000
SHOWN_BYTES = 4 * SHOWN_CHARACTERS


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is sent where."""

    url: str
    allows_private: bool
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it.

    Attributes:
        status: What was answered; None without an answer.
        problem: Why it counts as failed (`problems.py` has the words); empty where it arrived.
        body: The beginning of the answer.
        ms: How long it took.
    """

    status: int | None
    problem: str
    body: str = ""
    ms: int = 0

    @property
    def is_gone(self) -> bool:
        """Whether the other side says that nobody will ever listen there again."""
        return self.status == HTTPStatus.GONE


def send(
    parcel: Parcel, *, seconds: float = TIME_OUT_SECONDS, trust: ssl.SSLContext | None = None
) -> Outcome:
    """Send it. Whatever goes wrong is an outcome, too."""
    started = time.monotonic()
    status: int | None = None
    body = ""
    try:
        target = target_of(parcel.url, allows_private=parcel.allows_private)
        addresses = addresses_of(target, allows_private=parcel.allows_private)
        with closing(connect(target, addresses, deadline=started + seconds, trust=trust)) as connected:
            status, body = _answer_to(parcel, target, Line(connected, deadline=started + seconds))
            problem = _problem_of(status)
    except (AddressRefused, OSError, UnicodeError, http.client.HTTPException) as error:
        problem = _problem_with(error)
    return Outcome(status, problem, body, round((time.monotonic() - started) * 1000))


def _answer_to(parcel: Parcel, target: Target, line: Line) -> tuple[int, str]:
    kind = http.client.HTTPSConnection if target.secure else http.client.HTTPConnection
    connection = kind(target.host, target.port)
    connection.sock = line
    connection.request("POST", target.path, parcel.body, dict(parcel.headers))
    response = connection.getresponse()
    try:
        body = response.read(SHOWN_BYTES)
    except (OSError, http.client.HTTPException):
        body = b""  # the answer is known; its text is only for show
    return response.status, body.decode("utf-8", "replace").replace("\0", "")[:SHOWN_CHARACTERS]


def _problem_of(status: int) -> str:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return ""
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return "redirect"
    return "gone" if status == HTTPStatus.GONE else "status"


def _problem_with(error: Exception) -> str:
    if isinstance(error, AddressRefused):
        return "address"
    if isinstance(error, http.client.HTTPException):
        return "protocol"
    if isinstance(error, TimeoutError):
        return "time"
    if isinstance(error, ssl.SSLError):
        return "tls"
    return "name" if isinstance(error, UnicodeError | socket.gaierror) else "connection"
