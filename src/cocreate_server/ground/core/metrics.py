"""What Prometheus may scrape."""

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter("cocreate_requests", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram(
    "cocreate_request_seconds", "Time to answer", ["route"], buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10)
)
LAKE_BEHIND = Gauge("cocreate_lake_waiting_rows", "Changed rows that the lake has not copied yet")
JOBS_WAITING = Gauge("cocreate_jobs_waiting", "Jobs that wait for the worker")
