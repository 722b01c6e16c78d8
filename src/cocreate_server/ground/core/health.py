"""Is it alive, is it ready, what does it measure."""

import hmac
import ipaddress

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from cocreate_server.ground.core import metrics


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """200 once the database answers and its migrations are those of this code; 503 before."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Exception:  # noqa: BLE001 - whatever keeps the database away, we are not ready
        return JsonResponse({"status": "unavailable", "database": "unreachable"}, status=503)
    if waiting:
        return JsonResponse({"status": "unavailable", "migrations_waiting": len(waiting)}, status=503)
    return JsonResponse({"status": "ok"})


@require_safe
def metrics_page(request: HttpRequest) -> HttpResponse:
    """The measurements in Prometheus' form: for this machine, or for whoever holds the token; 404 to strangers."""
    if not _may_scrape(request):
        raise Http404
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM lake_change), (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo')"
        )
        behind, jobs = cursor.fetchone()
    metrics.LAKE_BEHIND.set(behind)
    metrics.JOBS_WAITING.set(jobs)
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _may_scrape(request: HttpRequest) -> bool:
    token = settings.ENV.metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token:
        return hmac.compare_digest(given.encode(), token.encode())
    if "X-Forwarded-For" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.META["REMOTE_ADDR"]).is_loopback
    except ValueError:  # a socket of this machine has no address
        return not request.META["REMOTE_ADDR"]
