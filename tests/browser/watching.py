"""What a page must never do, noticed while it is used: errors, breaches of the policy, requests to other hosts."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Error, Page, Request

# a browser tells of each answer that is no success and of a connection cut, also where a test asks for them
TOLD_ANYWAY = (
    "Failed to load resource: the server responded with a status of",
    "Failed to load resource: net::ERR_INTERNET_DISCONNECTED",
)


@dataclass
class Watch:
    """Everything that went wrong on the pages of a context."""

    host: str
    wrongs: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", self._error)
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(TOLD_ANYWAY):
            self.wrongs.append(f"{message.type}: {message.text}")

    def _error(self, error: Error) -> None:
        self.wrongs.append(f"uncaught: {error}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and address.netloc != self.host:
            self.wrongs.append(f"asked another host: {request.url}")
