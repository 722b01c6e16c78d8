"""The running product: server time at ten million records, idle memory, what pages weigh on the wire."""

import gzip
import json
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from rows import Row, at_most

RECORDS = 10_000_000
DAYS = 730
BOUND_MS, IDLE_MB = 300, 300
FIRST_KB, LATER_KB, SCORES_KB = 90, 30, 350
PASSES = 4
OVERVIEWS = [f"?period={period}" for period in ("30d", "90d", "180d", "365d", "all")]
SCORES = [
    f"scores?measure={measure}&by={by}&period={period}{extra}"
    for measure in ("nps", "csat-1-5", "ces-1-7")
    for by in ("stage", "touchpoint&by=market", "channel", "survey&by=language")
    for period in ("90d", "365d", "all")
    for extra in ("", "&where.market=cn")
]

# ten million answers over two years: places, scores and texts spread as in a company with twenty touchpoints
ANSWERS = """
    SELECT i, TIMESTAMP '2024-11-01' + to_seconds(CAST(i * {step} AS BIGINT)) AS collected_at,
           ['nps', 'csat', 'ces'][1 + CAST(hash(i) % 3 AS INT)] AS field_type, 'touchpoint-' || (hash(i + 1) % 20) AS touchpoint,
           ['web', 'app', 'store', 'phone', 'chat'][1 + CAST(hash(i + 2) % 5 AS INT)] AS channel,
           ['product', 'service', 'brand', 'emotional', 'environment'][1 + CAST(hash(i + 3) % 5 AS INT)] AS component,
           ['cn', 'gb', 'sg'][1 + CAST(hash(i + 4) % 3 AS INT)] AS market,
           ['en', 'zh-hans'][1 + CAST(hash(i + 5) % 2 AS INT)] AS language,
           'Survey ' || (hash(i + 6) % 8) AS source_name
    FROM range({n}) t(i)
"""
ROWS = """
    SELECT md5(CAST(i AS VARCHAR)) AS id, {workspace} AS workspace_id, collected_at, NULL::BIGINT AS customer_id,
           NULL::BIGINT AS batch_id, field_type, field_type AS field_id, 'survey' AS source_type, source_name AS source_id,
           source_name, language, market, channel, touchpoint, component, NULL::VARCHAR AS value_id,
           NULL::VARCHAR AS value_text, '{{}}' AS metadata, NULL::BOOLEAN AS value_boolean,
           CASE field_type WHEN 'nps' THEN hash(i + 7) % 11 WHEN 'csat' THEN 1 + hash(i + 7) % 5 ELSE 1 + hash(i + 7) % 7 END
               AS value_number,
           CASE field_type WHEN 'nps' THEN 0 ELSE 1 END AS scale_min,
           CASE field_type WHEN 'nps' THEN 10 WHEN 'csat' THEN 5 ELSE 7 END AS scale_max
    FROM ({answers})
"""


def rows() -> Iterable[Row]:
    """Rows of the table, measured in a process of their own."""
    done = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    for what, ours, bound, unit in found:
        yield at_most(what, ours=ours, peer=bound, limit=1, unit=unit)


def measure() -> list[tuple[str, float, float, str]]:
    """Fill a home, start the product, ask it."""
    import home

    home.prepare()
    session = fill()
    from cocreate_server.cli import processes

    running = processes.start_all("127.0.0.1", home.PORT)
    try:
        processes.wait_until_ready("127.0.0.1", home.PORT, running)
        time.sleep(3)
        idle = memory(running)
        return [
            ("idle memory of web and worker, beside its bound", idle, IDLE_MB, "MB"),
            *asked("Overview", session, OVERVIEWS),
            *asked("Scores", session, SCORES),
            (
                "memory of web and worker after all that, beside the engine's bound",
                memory(running),
                1024 + IDLE_MB,
                "MB",
            ),
            *weights(session),
        ]
    finally:
        processes.stop_all(running)


def fill() -> str:
    """Ten million records in the lake, a map, an owner. Returns the key of a session."""
    import duckdb
    from django.test import Client

    from cocreate_server.ground.accounts.models import Membership, User, Workspace
    from cocreate_server.ground.lake import loading
    from cocreate_server.ground.lake.tables import RECORDS as TABLE
    from cocreate_server.ground.records.models import Journey, Stage, Touchpoint

    workspace = Workspace.objects.create(slug="bench", name="Bench")
    journey = Journey.objects.create(workspace=workspace, code="journey", name_en="Journey")
    for number in range(20):
        stage, _made = Stage.objects.get_or_create(
            workspace=workspace, code=f"stage-{number % 6}", defaults={"journey": journey}
        )
        Touchpoint.objects.create(workspace=workspace, code=f"touchpoint-{number}", stage=stage)
    engine = duckdb.connect(config={"threads": 2, "memory_limit": "2GB"})
    answers = ANSWERS.format(n=RECORDS, step=DAYS * 86400 / RECORDS)
    engine.execute(f"CREATE VIEW answers AS {ROWS.format(workspace=workspace.pk, answers=answers)}")
    files = loading.write_ahead(engine, TABLE, TABLE.engine_select("answers", time_zone="UTC"), name="bench")
    loading.name_files(TABLE, files, application="bench")
    user = User.objects.create_user("owner@bench.example")
    Membership.objects.create(workspace=workspace, user=user, role="owner")
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return str(client.cookies["sessionid"].value)


def asked(page: str, session: str, addresses: list[str]) -> Iterable[tuple[str, float, float, str]]:
    """Server times of a page over many questions: the first time each is asked, and warm."""
    first = [server_ms(session, address) for address in addresses]
    warm = [server_ms(session, address) for _pass in range(PASSES) for address in addresses]
    what = f"{page} at {RECORDS // 1_000_000} M records"
    yield f"{what}, server time p95 of {len(warm)}, warm, beside its bound", p95(warm), BOUND_MS, "ms"
    yield (
        f"{what}, p95 of {len(first)} questions never asked before (no bound of its own)",
        p95(first),
        1000,
        "ms",
    )


def p95(times: list[float]) -> float:
    """The time that 95 in 100 stay below."""
    return sorted(times)[int(0.95 * (len(times) - 1))]


def server_ms(session: str, address: str) -> float:
    """What the server says it took."""
    timing = get(f"/w/bench/{address}", session)[1]["server-timing"]
    return float(re.search(r"dur=([\d.]+)", timing)[1])  # type: ignore[index]


def get(path: str, session: str, *, encoding: str = "gzip") -> tuple[bytes, dict[str, str]]:
    """A page as it comes over the wire."""
    import home

    headers = {"Cookie": f"sessionid={session}", "Accept": "text/html,*/*", "Accept-Encoding": encoding}
    request = urllib.request.Request(f"http://127.0.0.1:{home.PORT}{path}", headers=headers)
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - our own
        return answer.read(), {name.lower(): value for name, value in answer.headers.items()}


def weights(session: str) -> Iterable[tuple[str, float, float, str]]:
    """Compressed kilobytes of pages with what they load."""
    for what, path, bound, later in (
        ("Overview, compressed, first load", "/w/bench/", FIRST_KB, False),
        ("Overview, compressed, later loads", "/w/bench/", LATER_KB, True),
        ("Scores with its chart library, compressed", "/w/bench/scores", SCORES_KB, False),
    ):
        body, _headers = get(path, session)
        page = gzip.decompress(body).decode()
        assets = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))
        size = len(body) + (
            0 if later else sum(len(get(asset, session, encoding="gzip, br")[0]) for asset in assets)
        )
        yield f"{what}, beside its bound", size / 1024, bound, "KB"


def memory(running: "list[subprocess.Popen[bytes]]") -> float:
    """Resident memory of the processes and their children, in MB; pages they share count in each."""
    import psutil

    found = [
        process
        for root in running
        for process in (psutil.Process(root.pid), *psutil.Process(root.pid).children(recursive=True))
    ]
    ours = [process for process in found if "postgres" not in process.name()]
    return sum(process.memory_info().rss for process in ours) / 1024**2


if __name__ == "__main__":
    print(json.dumps(measure()))
