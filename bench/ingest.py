"""Records and events sent over HTTP to the running product, beside a bare COPY of the same rows.

The client is part of what is measured: it makes the JSON, sends it and reads the answer.
"""

import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from rows import Row, as_much, at_most

RECORDS, A_BATCH = 60_000, 5_000
EVENTS, AN_EVENT_BATCH = 100_000, 1_000
SINGLE_SECONDS, SINGLE_A_SECOND, SINGLE_MS = 20, 200, 25
SENDERS = 3
WORDS = ("Friendly people, long queue", "老师很好，教室有点小", "It took three calls to get an answer", "")


def rows() -> Iterable[Row]:
    """Rows of the table, measured in a process of their own."""
    done = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    yield as_much("records by batch call, client included, beside a bare COPY of the same rows",
                  ours=found["records"], peer=found["records_bare"], limit=0.5, unit="rows/s")  # fmt: skip
    yield as_much("  and beside a COPY into a table with the same keys and indexes",
                  ours=found["records"], peer=found["records_keyed"], limit=0.5, unit="rows/s")  # fmt: skip
    yield as_much("events taken in by batch call, client included, beside 20,000 a second",
                  ours=found["events"], peer=20_000, limit=1, unit="rows/s")  # fmt: skip
    yield as_much("  and beside a bare COPY of the same events",
                  ours=found["events"], peer=found["events_bare"], limit=0.1, unit="rows/s")  # fmt: skip
    yield as_much("events digested (identities, places, customers), beside 5,000 a second",
                  ours=found["digested"], peer=5_000, limit=1, unit="rows/s")  # fmt: skip
    yield at_most(f"one record a call, {SINGLE_A_SECOND} a second, p95 beside its bound",
                  ours=found["single"], peer=SINGLE_MS, limit=1, unit="ms")  # fmt: skip


def measure() -> dict[str, float]:
    """Start the product, send, and copy the same rows by hand."""
    import home

    home.prepare()
    from cocreate_server.cli import processes
    from cocreate_server.ground.accounts.keys import api_key_create
    from cocreate_server.ground.accounts.models import ApiKey, Workspace
    from cocreate_server.ground.core.audit import SHELL

    workspace = Workspace.objects.create(slug="bench", name="Bench")
    scopes = ["records:write", "records:read"]
    key, secret = api_key_create(workspace, name="Bench", scopes=scopes, actor=SHELL)
    ApiKey.objects.filter(pk=key.pk).update(calls_a_minute=1_000_000)
    running = processes.start_all("127.0.0.1", home.PORT)
    try:
        processes.wait_until_ready("127.0.0.1", home.PORT, running)
        call("/v1/feedback-records/batch", secret, batch_of(0, 10, "warm"))
        found = {"single": single(secret)}
        found |= {"records": records(secret), **copies("records_record", RECORDS, "records")}
        seconds = events(secret)
        found |= {"events": EVENTS / seconds, "digested": digested(EVENTS)}
        return found | copies("records_event", EVENTS, "events")
    finally:
        processes.stop_all(running)


def records(secret: str) -> float:
    """Records a second, by batch."""
    starts = range(0, RECORDS, A_BATCH)
    tasks = [lambda start=start: send_records(secret, start) for start in starts]
    return RECORDS / in_parallel(tasks, senders=2)


def send_records(secret: str, start: int) -> None:
    """One batch."""
    done = call("/v1/feedback-records/batch", secret, batch_of(start, A_BATCH, "b"))
    assert done["accepted"] == A_BATCH  # noqa: S101 - a bench of nothing is none


def batch_of(start: int, count: int, name: str) -> bytes:
    """A batch of records as a survey tool would send it."""
    return json.dumps({"records": [record(number, name) for number in range(start, start + count)]}).encode()


def record(number: int, name: str) -> dict[str, object]:
    """One record; of four one is a text."""
    text = WORDS[number % 4] if number % 4 < 1 else ""
    answer = {"field_id": "why", "field_type": "text", "value_text": text} if text else {
        "field_id": "nps", "field_type": "nps", "value_number": number % 11,
    }  # fmt: skip
    return answer | {
        "tenant_id": "bench", "submission_id": f"{name}-{number}", "source_type": "survey", "source_id": "s-1",
        "source_name": "After class", "field_label": "How likely are you to recommend us?", "user_id": f"u-{number % 5000}",
        "language": "en", "market": "gb", "channel": "web", "touchpoint": "class",
        "collected_at": f"2026-05-{1 + number % 28:02}T12:{number % 60:02}:00Z",
    }  # fmt: skip


def events(secret: str) -> float:
    """Seconds until all events are acknowledged."""
    tasks = [lambda start=start: send_events(secret, start) for start in range(0, EVENTS, AN_EVENT_BATCH)]
    return in_parallel(tasks, senders=SENDERS)


def send_events(secret: str, start: int) -> None:
    """One batch of events."""
    batch = [event(number) for number in range(start, start + AN_EVENT_BATCH)]
    done = call("/v1/batch", secret, json.dumps({"batch": batch, "sentAt": "2026-05-01T12:00:00Z"}).encode())
    assert done["accepted"] == AN_EVENT_BATCH  # noqa: S101


def event(number: int) -> dict[str, object]:
    """One event, in about as many bytes as a site sends."""
    return {
        "type": "track", "event": ("Product viewed", "Cart filled", "Order placed")[number % 3], "messageId": f"m-{number}",
        "anonymousId": f"a-{number % 3000}", "timestamp": "2026-05-01T11:59:00Z",
        "properties": {"product": number % 100, "price": 12.5, "currency": "GBP", "page": "/products/" + str(number % 100)},
    }  # fmt: skip


def digested(count: int) -> float:
    """Events a second, from now until nothing waits; those digested meanwhile do not count."""
    from cocreate_server.listen.ingest.models import Waiting

    started, waiting = time.perf_counter(), Waiting.objects.count()
    while Waiting.objects.exists():
        time.sleep(0.05)
    return max(waiting, count * 0.01) / max(time.perf_counter() - started, 0.01)


def single(secret: str) -> float:
    """The 95th percentile of one call's time, at a steady pace, from when it was due."""
    total = SINGLE_SECONDS * SINGLE_A_SECOND
    times: list[float] = []
    begins = time.perf_counter() + 0.5

    def send(first: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", 8765)
        for number in range(first, total, SENDERS + 1):
            due = begins + number / SINGLE_A_SECOND
            time.sleep(max(0.0, due - time.perf_counter()))
            call("/v1/feedback-records", secret, json.dumps(record(number, "one")).encode(), connection)
            times.append(time.perf_counter() - due)

    threads = [threading.Thread(target=send, args=(first,)) for first in range(SENDERS + 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(times)[int(0.95 * (len(times) - 1))] * 1000


def in_parallel(tasks: list[Callable[[], None]], *, senders: int) -> float:
    """Seconds until all tasks are done by some senders."""
    waiting = list(reversed(tasks))

    def work() -> None:
        while waiting:
            try:
                task = waiting.pop()
            except IndexError:
                return
            task()

    threads = [threading.Thread(target=work) for _ in range(senders)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - started


def call(
    path: str, secret: str, body: bytes, connection: http.client.HTTPConnection | None = None
) -> dict[str, int]:
    """Send a body and read the answer."""
    connection = connection or http.client.HTTPConnection("127.0.0.1", 8765)
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status not in {200, 201}:
        raise SystemExit(f"{path}: {answer.status} {text[:300]!r}")
    found: dict[str, int] = json.loads(text)
    return found


def copies(table: str, count: int, name: str) -> dict[str, float]:
    """Rows a second of a COPY of the same rows into a bare table, and into one with the same keys."""
    import io

    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        rows = io.BytesIO()
        with cursor.cursor.copy(f"COPY (SELECT * FROM {table} LIMIT {count}) TO STDOUT") as out:
            for block in out:
                rows.write(block)
        for kind, including in (("bare", ""), ("keyed", "INCLUDING ALL")):
            cursor.execute(f"DROP TABLE IF EXISTS peer; CREATE TABLE peer (LIKE {table} {including})")
            rows.seek(0)
            started = time.perf_counter()
            with cursor.cursor.copy("COPY peer FROM STDIN") as into:
                while block := rows.read(1 << 20):
                    into.write(block)
            found[f"{name}_{kind}"] = count / (time.perf_counter() - started)
        cursor.execute("DROP TABLE peer")
    return found


if __name__ == "__main__":
    print(json.dumps(measure()))
