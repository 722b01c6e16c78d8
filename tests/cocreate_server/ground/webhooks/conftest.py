"""A real receiver on this machine, and endpoints that point to it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from cocreate_server.ground.accounts.models import Workspace
from cocreate_server.ground.core.audit import SHELL
from cocreate_server.ground.webhooks.models import Endpoint
from cocreate_server.ground.webhooks.services import webhook_add

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass
class Receiver:
    """What it answers, and what it was sent."""

    address: str = ""
    answers: list[Any] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    let_go: threading.Event = field(default_factory=threading.Event)

    def answer(self) -> Any:
        return self.answers.pop(0) if len(self.answers) > 1 else (self.answers or [200])[0]


def handler_of(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            answer = receiver.answer()
            if answer == "hang":
                receiver.let_go.wait(30)
                return
            if answer == "garbage":
                self.wfile.write(b"SSH-2.0-teapot\r\n\r\n")
                return
            if answer == "drip":
                self._drip()
                return
            status, text = answer if isinstance(answer, tuple) else (answer, "thanks")
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", receiver.address)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def _drip(self) -> None:
            """One letter of a header at a time, for ever."""
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            while not receiver.let_go.wait(0.05):
                try:
                    self.wfile.write(b"x")
                    self.wfile.flush()
                except OSError:
                    return

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def receiving(*, wrap: Callable[[Any], Any] | None = None) -> Iterator[Receiver]:
    receiver = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(receiver))
    server.daemon_threads = True
    if wrap:
        server.socket = wrap(server.socket)
    receiver.address = f"http{'s' if wrap else ''}://127.0.0.1:{server.server_port}/hooks"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture
def endpoint_at(workspace: Workspace) -> Callable[..., tuple[Endpoint, str]]:
    """Makes endpoints; returns each with its secret."""

    def make(url: str, **options: Any) -> tuple[Endpoint, str]:
        wanted = {"name": "Desk", "types": ["import.published"], "allows_private": True, "now": NOON}
        where = options.pop("workspace", workspace)
        return webhook_add(where, url=url, actor=SHELL, **(wanted | options))

    return make
