"""A connection to a checked address that is over at a deadline, however slowly the other side speaks."""

import io
import socket
import ssl
import time
from collections.abc import Sequence
from functools import lru_cache

from cocreate_server.ground.webhooks.addresses import Target

LEAST_SECONDS = 0.001


class Line(io.RawIOBase):
    """What `http.client` sends through and reads from, in place of a socket."""

    def __init__(self, connected: socket.socket, *, deadline: float) -> None:
        self._socket, self._deadline = connected, deadline

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # what io asks with
        """Read as much as has arrived.

        Raises:
            TimeoutError: The deadline is over.
        """
        self._socket.settimeout(_left(self._deadline))
        return self._socket.recv_into(buffer)

    def sendall(self, data: bytes) -> None:
        """Send all of it.

        Raises:
            TimeoutError: The deadline is over.
        """
        self._socket.settimeout(_left(self._deadline))
        self._socket.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """What an answer is read from; closing it leaves the connection open."""
        return io.BufferedReader(Line(self._socket, deadline=self._deadline))


def connect(
    target: Target, addresses: Sequence[str], *, deadline: float, trust: ssl.SSLContext | None = None
) -> socket.socket:
    """Connect to the first address that answers, with TLS where the target asks for it.

    Args:
        target: Whose host the certificate has to name.
        addresses: Checked ones; nothing is resolved again.
        deadline: On the monotonic clock.
        trust: Whose certificates are believed; by default those that the machine believes.

    Raises:
        OSError: None answers, or none in time; `ssl.SSLError` where the certificate is not believed.
    """
    trouble: OSError = ConnectionError("no address")
    for address in addresses:
        try:
            plain = socket.create_connection((address, target.port), timeout=_left(deadline))
        except OSError as error:
            trouble = error
        else:
            return _secured(plain, target, deadline, trust) if target.secure else plain
    raise trouble


def _secured(
    plain: socket.socket, target: Target, deadline: float, trust: ssl.SSLContext | None
) -> socket.socket:
    try:
        plain.settimeout(_left(deadline))
        return (trust or _of_the_machine()).wrap_socket(plain, server_hostname=target.host)
    except BaseException:
        plain.close()
        raise


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left < LEAST_SECONDS:
        raise TimeoutError("the time for an answer is over")
    return left


@lru_cache(maxsize=1)
def _of_the_machine() -> ssl.SSLContext:
    return ssl.create_default_context()
