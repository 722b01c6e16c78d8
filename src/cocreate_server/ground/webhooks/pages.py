"""What the page of a delivery shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from cocreate_server.ground.webhooks.models import Delivery, Endpoint
from cocreate_server.ground.webhooks.problems import problem_words


@dataclass(frozen=True, slots=True)
class Try:
    """One try, in words."""

    at: datetime
    status: int | None
    problem: str
    ms: int
    body: str


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """One message to one endpoint.

    Attributes:
        body: What is sent, laid out to be read; empty where it is forgotten.
        tries: The newest first.
    """

    endpoint: Endpoint
    delivery: Delivery
    body: str
    tries: tuple[Try, ...]

    @classmethod
    def of(cls, endpoint: Endpoint, delivery: Delivery) -> "DeliveryPage":
        """The page of a delivery."""
        sent = delivery.message.body
        body = orjson.dumps(orjson.loads(sent), option=orjson.OPT_INDENT_2).decode() if sent else ""
        tries = tuple(_try_of(row) for row in reversed(delivery.tries))
        return cls(endpoint, delivery, body, tries)


def _try_of(row: dict[str, Any]) -> Try:
    return Try(
        at=datetime.fromisoformat(row["at"]),
        status=row["status"],
        problem=problem_words(row["problem"]),
        ms=row["ms"],
        body=row["body"],
    )
