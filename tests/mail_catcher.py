"""A mail server that catches letters, and says whatever a test wants it to say."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Catcher:
    """What came, and what is said to it.

    `to_rcpt` and `to_data` say the answer for an address; `breaks` names a step at which the connection ends, or `hang` for
    a letter that is taken in and never answered: `came` says that it is there, `go_on` ends it.
    """

    port: int = 0
    letters: list[tuple[str, EmailMessage]] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    to_rcpt: dict[str, str] = field(default_factory=dict)
    to_data: dict[str, str] = field(default_factory=dict)
    breaks: str = ""
    came: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    def to(self, address: str) -> list[EmailMessage]:
        return [letter for to, letter in self.letters if to == address]


class _Talk(socketserver.StreamRequestHandler):
    catcher: Catcher

    def handle(self) -> None:
        self._say("220 catcher ready")
        address = ""
        while line := self.rfile.readline():
            verb = line[:4].upper().strip()
            if verb in {b"EHLO", b"HELO"}:
                self._say("250-catcher\r\n250 8BITMIME")
            elif verb == b"RCPT":
                address = line.split(b"<")[1].split(b">")[0].decode()
                self.catcher.tried.append(address)
                self._say(self.catcher.to_rcpt.get(address, "250 fine"))
            elif verb == b"DATA":
                if self.catcher.breaks == "data":
                    return
                self._say("354 go on")
                body = self._body()
                self.catcher.came.set()
                if self.catcher.breaks == "hang":
                    self.catcher.go_on.wait(30)
                    return
                if self.catcher.breaks == "end":
                    return
                answer = self.catcher.to_data.get(address, "250 taken")
                if answer.startswith("2"):
                    letter = message_from_bytes(body, policy=policy.default)
                    self.catcher.letters.append((address, letter))
                self._say(answer)
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _body(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def catching() -> Iterator[Catcher]:
    """A mail server while the block runs."""
    catcher = Catcher()
    talk = type("Talk", (_Talk,), {"catcher": catcher})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), talk) as server:
        server.daemon_threads = True
        server.block_on_close = False
        catcher.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield catcher
        server.shutdown()
