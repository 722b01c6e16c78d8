"""Structured logs: one JSON object a line, with the request id, without personal data."""

import logging
import sys
from typing import Any

import structlog

PERSONAL = frozenset(
    {"email", "name", "user_id", "value_text", "text", "password", "token", "secret", "phone", "ip"}
)


def drop_personal_data(
    _logger: Any, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Replace the values of keys that may hold personal data; a line in a log outlives an erasure."""
    return {key: ("…" if key in PERSONAL else value) for key, value in event.items()}


def configure(config: dict[str, Any]) -> None:
    """Send every log line, ours and the libraries', through one renderer to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        drop_personal_data,
    ]
    if not structlog.is_configured():  # loggers that spoke already keep what they were given first
        structlog.configure(
            processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
            logger_factory=structlog.stdlib.LoggerFactory(),
            cache_logger_on_first_use=True,
        )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(config["level"])
    for quiet in ("procrastinate", "httpx", "deltalake"):
        logging.getLogger(quiet).setLevel(logging.WARNING)
    # they name paths, which may hold the secret of a link; our own line names the route instead
    for telltale in ("django.request", "django.security.csrf"):
        logging.getLogger(telltale).setLevel(logging.CRITICAL)
    logging.getLogger("django.server").propagate = False
