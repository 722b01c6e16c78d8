"""Each request gets an id, a log line, and a place in the metrics."""

import re
import secrets
import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from cocreate_server.ground.core import metrics

log = structlog.get_logger("cocreate.request")
GIVEN_ID = re.compile(r"[A-Za-z0-9_.-]{8,64}")
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})


class RequestIdMiddleware:
    """Names, times and counts requests; the outermost of our middlewares."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request under its id."""
        given = request.headers.get("X-Request-Id", "")
        request_id = given if GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        request.request_id = request_id  # type: ignore[attr-defined]
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            self._tell(request, response, time.perf_counter() - started)
        response["X-Request-Id"] = request_id
        return response

    @staticmethod
    def _tell(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        route = request.resolver_match.route if request.resolver_match else "unmatched"
        response["Server-Timing"] = f"app;dur={seconds * 1000:.1f}"
        metrics.REQUESTS.labels(request.method, route, str(response.status_code)).inc()
        metrics.SECONDS.labels(route).observe(seconds)
        if request.path not in QUIET and not request.path.startswith("/static/"):
            log.info(
                "request",
                method=request.method,
                route=route,
                status=response.status_code,
                ms=round(seconds * 1000, 1),
            )
